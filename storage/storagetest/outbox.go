package storagetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

const (
	lease = time.Minute
	// many is more than there is.
	many = 1000
)

// announcement is to a recipient of its subject's own: it waits for no other.
func announcement(p record.ProjectID, s record.Subject, due time.Time) reminder.Delivery {
	return reminder.Delivery{
		Project: p, Subject: s, Kind: committee.MeetingMoved, Recipient: reminder.ToChannel(record.ChannelID(s)), Due: due, Occurrence: "2",
	}
}

// reminder is to a recipient of its moment's own.
func remind(p record.ProjectID, s record.Subject, due time.Time) reminder.Delivery {
	to := reminder.ToChannel(record.ChannelID(due.UTC().Format(time.RFC3339)))
	return reminder.Delivery{Project: p, Subject: s, Kind: committee.MeetingReminder, Recipient: to, Due: due}
}

// owe adds deliveries to the outbox of the project here.
func owe(t *testing.T, store Store, ds ...reminder.Delivery) {
	t.Helper()
	update(t, store, here, func(tx Tx) error { return tx.Owe(ds...) })
}

func claim(t *testing.T, store Store, now time.Time, limit int) []reminder.Delivery {
	t.Helper()
	at(store, now)
	ds, err := store.Claim(t.Context(), lease, limit)
	require.NoError(t, err)
	return ds
}

// end settles one delivery, whose lease must not be lost.
func end(t *testing.T, store Store, d reminder.Delivery, r reminder.Settlement) {
	t.Helper()
	require.Empty(t, lostOf(t, store, d, r))
}

// lostOf settles one delivery.
func lostOf(t *testing.T, store Store, d reminder.Delivery, r reminder.Settlement) []reminder.Delivery {
	t.Helper()
	r.Delivery = d
	lost, err := store.Settle(t.Context(), r)
	require.NoError(t, err)
	return lost
}

// claimOne claims what must be the only delivery that is ready.
func claimOne(t *testing.T, store Store, now time.Time) reminder.Delivery {
	t.Helper()
	ds := claim(t, store, now, many)
	require.Len(t, ds, 1)
	return ds[0]
}

func subjects(ds []reminder.Delivery) []record.Subject {
	return pick(ds, func(d reminder.Delivery) record.Subject { return d.Subject })
}

func sent(at time.Time) reminder.Settlement {
	return reminder.Settlement{State: reminder.SettledSent, PostID: "post", At: at}
}

func retryAt(at time.Time) reminder.Settlement {
	return reminder.Settlement{State: reminder.SettledRetry, RetryAt: at, Reason: "refused", At: noon}
}

func oweOnce(t *testing.T, store Store) {
	begin(t, store)
	d := announcement(here, "meeting/R-1", noon)
	others := []reminder.Delivery{d, d, d, d, d, d}
	others[0].Subject, others[1].Kind, others[2].Recipient = "meeting/R-2", committee.MeetingPlanned, reminder.ToPerson("u")
	others[3].Due, others[4].Occurrence, others[5].Project = noon.Add(-time.Hour), "3", elsewhere
	owe(t, store, d, d)
	owe(t, store)
	owe(t, store, append(others, d)...)
	ds := claim(t, store, noon, many)
	require.Len(t, ds, 7)
	require.NotEmpty(t, ds[1].ID)
	first := ds[1] // after the one that was due before
	d.ID, d.Attempt, d.Fence, d.TriedAt = first.ID, 1, 1, noon
	require.Equal(t, d, first, "every field comes back")

	end(t, store, first, sent(noon))
	owe(t, store, announcement(here, "meeting/R-1", noon))
	require.Empty(t, claim(t, store, noon, many), "what was sent is not owed again")

	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error {
		return tx.Owe(announcement(here, "meeting/R-1", time.Time{}))
	}), "a moment is needed")
}

func claimOrder(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store,
		announcement(here, "third", noon), announcement(here, "fourth", noon), announcement(here, "first", noon.Add(-time.Hour)),
		announcement(elsewhere, "second", noon.Add(-time.Minute)), announcement(here, "later", noon.Add(time.Millisecond)))
	require.Empty(t, claim(t, store, noon.Add(-time.Hour-time.Millisecond), many))
	require.Empty(t, claim(t, store, noon, 0))
	require.Equal(t, []record.Subject{"first", "second"}, subjects(claim(t, store, noon, 2)))
	require.Equal(t, []record.Subject{"third", "fourth"}, subjects(claim(t, store, noon, many)))
	require.Equal(t, []record.Subject{"later"}, subjects(claim(t, store, noon.Add(time.Millisecond), many)))
}

func claimOnce(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon), announcement(here, "b", noon))
	require.Equal(t, []record.Subject{"a"}, subjects(claim(t, store, noon, 1)))
	require.Equal(t, []record.Subject{"b"}, subjects(claim(t, store, noon, many)))
	require.Empty(t, claim(t, store, noon.Add(lease-time.Millisecond), many))
}

func claimRace(t *testing.T, store Store) {
	begin(t, store)
	const rows = 120
	var ds []reminder.Delivery
	for i := range rows {
		ds = append(ds, announcement(here, record.Subject(fmt.Sprint("a-", i)), noon))
	}
	owe(t, store, ds...)
	var mu sync.Mutex
	claims := map[int64]int{}
	together(8, func(int) {
		for {
			got, err := store.Claim(t.Context(), lease, 7)
			if err != nil {
				t.Errorf("claim: %v", err)
				return
			}
			if len(got) > 7 {
				t.Errorf("claimed %d at once", len(got))
			}
			if len(got) == 0 {
				return
			}
			mu.Lock()
			for _, d := range got {
				claims[d.ID]++
			}
			mu.Unlock()
		}
	})
	require.Len(t, claims, rows)
	for id, times := range claims {
		require.Equal(t, 1, times, "delivery %d", id)
	}
}

// line owes deliveries to one channel, a minute apart from noon on.
func line(t *testing.T, store Store, channel record.ChannelID, subjects ...record.Subject) {
	t.Helper()
	for i, s := range subjects {
		d := announcement(here, s, noon.Add(time.Duration(i)*time.Minute))
		d.Recipient = reminder.ToChannel(channel)
		owe(t, store, d)
	}
}

func inTurn(t *testing.T, store Store) {
	begin(t, store)
	line(t, store, "c-1", "first", "second", "third")
	line(t, store, "c-2", "other")
	now := noon.Add(2 * time.Minute)
	held := claim(t, store, now, 1)
	require.Equal(t, []record.Subject{"first"}, subjects(held))
	other := claim(t, store, now, many)
	require.Equal(t, []record.Subject{"other"}, subjects(other), "what comes after one that is held waits")

	end(t, store, other[0], sent(now))
	end(t, store, held[0], retryAt(now.Add(time.Hour)))
	require.Empty(t, claim(t, store, now, many), "and after one that is to be retried")
	again := claim(t, store, now.Add(time.Hour), many)
	require.Equal(t, []record.Subject{"first", "second", "third"}, subjects(again), "all three in their order")
	require.NoError(t, store.Release(t.Context(), again))
	require.Equal(t, subjects(again), subjects(claim(t, store, now.Add(time.Hour), many)))
}

func standsAside(t *testing.T, store Store) {
	begin(t, store)
	line(t, store, "c-1", "bad", "good")
	now := noon.Add(time.Minute)
	aside := retryAt(now.Add(time.Hour))
	aside.Aside = true
	bad := claim(t, store, now, 1)[0]
	end(t, store, bad, aside)
	require.Equal(t, "good", string(claimOne(t, store, now).Subject))

	bad = claim(t, store, now.Add(time.Hour), many)[0]
	require.Equal(t, "bad", string(bad.Subject))
	require.Equal(t, 2, bad.Attempt)
	untried := retryAt(now.Add(2 * time.Hour))
	untried.Untried = true
	end(t, store, bad, untried)
	bad = claim(t, store, now.Add(2*time.Hour), many)[0]
	require.Equal(t, 2, bad.Attempt, "what was no attempt does not count")
}

func settleMany(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon), announcement(here, "b", noon), announcement(here, "c", noon))
	early := claim(t, store, noon, 1)[0]
	ds := claim(t, store, noon.Add(lease), many)
	require.Len(t, ds, 3)
	ends := []reminder.Settlement{sent(noon), retryAt(noon.Add(time.Hour)), sent(noon), sent(noon)}
	for i, d := range append(ds, early) {
		ends[i].Delivery = d
	}
	ends[0].Owed = []reminder.Delivery{announcement(here, "after a", noon)}
	ends[3].Owed = []reminder.Delivery{announcement(here, "after a lost lease", noon)}
	lost, err := store.Settle(t.Context(), ends...)
	require.NoError(t, err)
	require.Equal(t, []int64{early.Fence}, pick(lost, func(d reminder.Delivery) int64 { return d.Fence }))
	require.Equal(t, []record.Subject{"after a"}, subjects(claim(t, store, noon.Add(lease), many)))
	require.ElementsMatch(t, []record.Subject{"b", "after a"}, subjects(claim(t, store, noon.Add(time.Hour), many)))
	none, err := store.Settle(t.Context())
	require.NoError(t, err)
	require.Empty(t, none)
}

func leaseRunsOut(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	first := claimOne(t, store, noon)
	require.False(t, first.Unknown)
	second := claimOne(t, store, noon.Add(lease))
	require.True(t, second.Unknown)
	require.Equal(t, first.Fence+1, second.Fence)
	require.Equal(t, 2, second.Attempt)

	end(t, store, second, retryAt(noon.Add(time.Hour)))
	third := claimOne(t, store, noon.Add(time.Hour))
	require.True(t, third.Unknown, "later attempts do not make it known")
	require.Equal(t, 3, third.Attempt)
}

func settle(t *testing.T, store Store) {
	for _, state := range []reminder.SettledState{reminder.SettledSent, reminder.SettledSkipped, reminder.SettledDead} {
		if state == reminder.SettledSent {
			begin(t, store)
		}
		owe(t, store, announcement(here, record.Subject(state), noon))
		d := claimOne(t, store, noon)
		end(t, store, d, reminder.Settlement{State: state, Reason: "why", At: noon})
		require.Empty(t, claim(t, store, noon.AddDate(1, 0, 0), many), state)
	}
}

func leaseLost(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	lost := claimOne(t, store, noon)
	held := claimOne(t, store, noon.Add(lease))
	require.Len(t, lostOf(t, store, lost, sent(noon)), 1)
	require.NoError(t, store.Release(t.Context(), []reminder.Delivery{lost}), "nothing to give back")
	require.Empty(t, claim(t, store, noon.Add(lease), many))

	end(t, store, held, retryAt(noon.Add(time.Hour)))
	require.Len(t, lostOf(t, store, held, sent(noon)), 1, "settled already")
	last := claimOne(t, store, noon.Add(time.Hour))
	end(t, store, last, sent(noon))
	require.Len(t, lostOf(t, store, last, retryAt(noon)), 1, "sent already")
	require.Len(t, lostOf(t, store, reminder.Delivery{ID: last.ID + 1, Fence: 1}, sent(noon)), 1)

	owe(t, store, announcement(here, "late", noon))
	late := claimOne(t, store, noon)
	end(t, store, late, sent(noon.Add(2*lease))) // late, but nobody else has claimed it
}

func follows(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	lost := claimOne(t, store, noon)
	held := claimOne(t, store, noon.Add(lease))
	dead := reminder.Settlement{State: reminder.SettledDead, At: noon, Owed: []reminder.Delivery{announcement(here, "b", noon)}}
	require.Len(t, lostOf(t, store, lost, dead), 1)
	require.Empty(t, claim(t, store, noon.Add(lease), many), "a lost lease owes nothing")
	end(t, store, held, dead)
	require.Equal(t, []record.Subject{"b"}, subjects(claim(t, store, noon.Add(lease), many)))
}

func retry(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	at := noon.Add(10 * time.Minute)
	end(t, store, claimOne(t, store, noon), retryAt(at))
	require.Empty(t, claim(t, store, at.Add(-time.Millisecond), many))
	d := claimOne(t, store, at)
	require.Equal(t, 2, d.Attempt)
	require.False(t, d.Unknown)
	require.True(t, d.Due.Equal(noon), "its due time stays")

	doubtful := retryAt(at.Add(time.Minute))
	doubtful.Unknown = true
	end(t, store, d, doubtful)
	d = claimOne(t, store, at.Add(time.Minute))
	require.True(t, d.Unknown)
	end(t, store, d, retryAt(at.Add(2*time.Minute)))
	require.True(t, claimOne(t, store, at.Add(2*time.Minute)).Unknown)
}

func senseless(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	d := claimOne(t, store, noon)
	for _, r := range []reminder.Settlement{
		{State: reminder.SettledRetry, At: noon}, {State: reminder.SettledSent, RetryAt: noon, At: noon}, {State: "lost", At: noon}, {},
	} {
		r.Delivery = d
		_, err := store.Settle(t.Context(), r)
		require.Error(t, err, r)
	}
	end(t, store, d, sent(noon)) // it is still held
}

func release(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon), announcement(here, "b", noon))
	held := claim(t, store, noon, many)
	require.NoError(t, store.Release(t.Context(), held))
	require.NoError(t, store.Release(t.Context(), nil))
	require.Len(t, lostOf(t, store, held[0], sent(noon)), 1)

	again := claim(t, store, noon, many)
	require.Equal(t, []record.Subject{"a", "b"}, subjects(again))
	for _, d := range again {
		require.Equal(t, 1, d.Attempt)
		require.Equal(t, int64(3), d.Fence)
		require.False(t, d.Unknown)
	}
	expired := claim(t, store, noon.Add(lease), many)
	require.NoError(t, store.Release(t.Context(), expired))
	require.True(t, claim(t, store, noon.Add(lease), many)[0].Unknown, "the earlier attempt stays unknown")
}

func waiting(t *testing.T, store Store) {
	begin(t, store)
	requireWaiting := func(next time.Time, overdue int, oldest time.Time) {
		t.Helper()
		at, some, err := store.NextDue(t.Context(), noon.Add(-time.Millisecond))
		require.NoError(t, err)
		require.Equal(t, !next.IsZero(), some)
		require.Equal(t, next, at)
		n, first, err := store.Backlog(t.Context(), noon)
		require.NoError(t, err)
		require.Equal(t, overdue, n)
		require.Equal(t, oldest, first)
	}
	requireWaiting(time.Time{}, 0, time.Time{})
	owe(t, store, announcement(here, "b", noon.Add(time.Hour)))
	requireWaiting(noon.Add(time.Hour), 0, time.Time{})
	owe(t, store, announcement(here, "a", noon))
	requireWaiting(noon, 1, noon)
	d := claimOne(t, store, noon)
	requireWaiting(noon.Add(lease), 1, noon)
	end(t, store, d, retryAt(noon.Add(10*time.Minute)))
	requireWaiting(noon.Add(10*time.Minute), 1, noon)
	d = claimOne(t, store, noon.Add(10*time.Minute))
	end(t, store, d, sent(noon))
	requireWaiting(noon.Add(time.Hour), 0, time.Time{})
}
