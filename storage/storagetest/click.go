package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// press is a press of the button « Vu » under a delivery.
func press(d reminder.Delivery, by record.Person) reminder.Press {
	return reminder.Press{Project: d.Project, Delivery: d.ID, Command: "/rappel vu A-1", By: by, At: noon, Change: "action.seen"}
}

func sentOnes(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "meeting/R-1", noon))
	d := claimOne(t, store, noon)
	one := func() reminder.Sent {
		return found(t, store, func(tx Tx) (reminder.Sent, error) { return tx.Sent(here, d.ID) })
	}
	want := reminder.Sent{Delivery: owedPart(d), State: "claimed"}
	want.ID = d.ID
	require.Equal(t, want, one())
	end(t, store, d, sent(noon))
	want.Post, want.State, want.At = "post", string(reminder.SettledSent), noon
	require.Equal(t, want, one())
	require.ErrorIs(t, Wide{store}.View(t.Context(), func(tx Tx) error {
		_, err := tx.Sent(elsewhere, d.ID)
		return err
	}), record.ErrNone, "another project's")
}

func presses(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "meeting/R-1", noon), announcement(here, "meeting/R-2", noon))
	ds := claim(t, store, noon, many)
	first, second := press(ds[0], ien), press(ds[0], drne)
	second.At = noon.Add(time.Second)
	other := press(ds[0], ien)
	other.Command, other.At = "/action faite A-1", noon.Add(2*time.Second)
	together := other
	together.Command = "/rappel demain A-1" // in the same instant, afterwards
	update(t, store, here, func(tx Tx) error {
		return all(tx.AddPress(second), tx.AddPress(first), tx.AddPress(other), tx.AddPress(together), tx.AddPress(press(ds[1], ien)))
	})
	list := func(id int64) []reminder.Press {
		return found(t, store, func(tx Tx) ([]reminder.Press, error) { return tx.Presses(here, id) })
	}
	require.Equal(t, []reminder.Press{first, second, other, together}, list(ds[0].ID))
	require.Len(t, list(ds[1].ID), 1)
	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error { return tx.AddPress(first) }), "once each")
	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error {
		return tx.AddPress(press(reminder.Delivery{ID: 10_000, Project: here}, ien))
	}), "there is no such delivery")
	require.Len(t, list(ds[0].ID), 4)
}

func seenOrder(t *testing.T, store Store) {
	begin(t, store)
	const s = record.Subject("action/A-1")
	mine := reminder.Seen{Project: here, Subject: s, Version: 2, By: ien, At: noon}
	theirs, again := mine, mine
	theirs.By, theirs.At = drne, noon.Add(-time.Minute)
	again.Delivery, again.At = 7, noon.Add(time.Minute)
	late := mine
	late.At = noon.Add(time.Hour)
	update(t, store, here, func(tx Tx) error {
		return all(tx.AddSeen(mine), tx.AddSeen(theirs), tx.AddSeen(again), tx.AddSeen(late))
	})
	require.Equal(t, []reminder.Seen{theirs, mine, again},
		found(t, store, func(tx Tx) ([]reminder.Seen, error) { return tx.Seen(here, s) }), "the same again is left as it was")
	require.Empty(t, found(t, store, func(tx Tx) ([]reminder.Seen, error) { return tx.Seen(elsewhere, s) }))
	require.Empty(t, found(t, store, func(tx Tx) ([]reminder.Seen, error) { return tx.Seen(here, "action/A-2") }))
}

// die settles what must be the only delivery that is ready as a failure.
func die(t *testing.T, store Store, when time.Time, reason string) reminder.Delivery {
	t.Helper()
	d := claimOne(t, store, when)
	end(t, store, d, reminder.Settlement{State: reminder.SettledDead, Reason: reason, At: when})
	return d
}

func failed(t *testing.T, store Store, p record.ProjectID, since time.Time) []string {
	t.Helper()
	return pick(found(t, store, func(tx Tx) ([]reminder.Failure, error) { return tx.Failures(p, since) }),
		func(f reminder.Failure) string { return string(f.Subject) + " " + f.Reason })
}

func failures(t *testing.T, store Store) {
	begin(t, store)
	require.Empty(t, failed(t, store, here, noon))
	for i, s := range []record.Subject{"old", "first", "last"} {
		at := noon.Add(time.Duration(i) * time.Minute)
		owe(t, store, announcement(here, s, noon))
		die(t, store, at, "refused_403")
	}
	owe(t, store, announcement(elsewhere, "theirs", noon))
	die(t, store, noon.Add(time.Hour), "archived")
	owe(t, store, announcement(here, "sent", noon))
	end(t, store, claimOne(t, store, noon), sent(noon.Add(time.Hour)))
	require.Equal(t, []string{"last refused_403", "first refused_403"}, failed(t, store, here, noon.Add(time.Minute)))
	require.Equal(t, []string{"theirs archived"}, failed(t, store, elsewhere, noon))
	f := found(t, store, func(tx Tx) ([]reminder.Failure, error) { return tx.Failures(here, noon) })[0]
	want := announcement(here, "last", noon)
	want.ID = f.ID
	require.Equal(t, reminder.Failure{Delivery: want, Reason: "refused_403", At: noon.Add(2 * time.Minute)}, f)
}

func revive(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	d := die(t, store, noon, "refused_403")
	later := noon.Add(time.Hour)
	try := func(p record.ProjectID, id int64) (done bool) {
		update(t, store, here, func(tx Tx) (err error) { done, err = tx.Revive(p, id, later); return err })
		return done
	}
	require.False(t, try(elsewhere, d.ID), "another project's")
	require.False(t, try(here, d.ID+1))
	require.True(t, try(here, d.ID))
	require.False(t, try(here, d.ID), "once")
	require.Empty(t, failed(t, store, here, noon))
	require.Empty(t, claim(t, store, later.Add(-time.Millisecond), many))
	again := claimOne(t, store, later)
	require.Equal(t, 1, again.Attempt)
	require.True(t, again.Due.Equal(noon), "its due time stays")
	require.False(t, try(here, d.ID), "it is held")
	require.Len(t, lostOf(t, store, d, sent(noon)), 1, "the first attempt is over")
	end(t, store, again, sent(later))
	require.False(t, try(here, d.ID), "it is sent")
}

func replanLeavesPassedOn(t *testing.T, store Store) {
	begin(t, store)
	passedOn := remind(here, subject, noon)
	passedOn.Recipient, passedOn.Occurrence = reminder.ToPerson("pilot"), "pilots"
	owe(t, store, passedOn, remind(here, subject, noon))
	plan(t, store)
	require.Equal(t, []reminder.Delivery{passedOn}, pick(claim(t, store, noon, many), owedPart))
}

func knownFailure(t *testing.T, store Store) {
	begin(t, store)
	digest := func(days int) reminder.Delivery {
		return reminder.Delivery{
			Project: here, Subject: "digest/@a", Kind: reminder.PersonalDigest, Recipient: reminder.ToPerson("a"), Due: noon.AddDate(0, 0, days),
		}
	}
	word := func(of reminder.Delivery, to reminder.Recipient) reminder.Delivery {
		of.Kind, of.Occurrence, of.Recipient = reminder.Undeliverable, "7.1/"+string(of.Recipient), to
		return of
	}
	known := func(d reminder.Delivery) bool {
		return found(t, store, func(tx Tx) (bool, error) { return tx.KnownToFail(d) })
	}
	day := 0
	next := func(r reminder.Settlement) {
		owe(t, store, digest(day))
		d := claimOne(t, store, digest(day).Due)
		r.At = d.Due
		end(t, store, d, r)
		day++
	}
	dead := reminder.Settlement{State: reminder.SettledDead, Reason: "inactive"}
	next(dead)
	require.False(t, known(digest(1)), "nobody has been told")
	owe(t, store, word(digest(0), reminder.ToPerson("pilot")))
	require.True(t, known(digest(1)), "it will be told")
	die(t, store, noon, "inactive")
	require.False(t, known(digest(1)), "nobody could be told")
	owe(t, store, word(digest(0), reminder.ToPerson("other")))
	end(t, store, claimOne(t, store, noon), sent(noon))
	next(dead)
	next(dead)
	require.True(t, known(digest(3)), "days after")

	stranger, committee, foreign := digest(3), digest(3), digest(3)
	stranger.Recipient, committee.Subject, foreign.Project = reminder.ToPerson("aa"), "digest/A", elsewhere
	for _, other := range []reminder.Delivery{stranger, committee, foreign} {
		require.False(t, known(other), other)
	}
	for _, r := range []reminder.Settlement{{State: reminder.SettledSent, PostID: "p"}, {State: reminder.SettledSkipped, Reason: "empty"}} {
		next(r)
		require.False(t, known(digest(day)), r.State)
		next(dead)
		owe(t, store, word(digest(day-1), reminder.ToPerson("pilot")))
		end(t, store, claimOne(t, store, digest(day-1).Due), sent(noon))
		require.True(t, known(digest(day)))
	}
}
