package storagetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// enough is how many late deliveries one summary replaces, and longAgo when
// they were due to be so.
const enough = 3

var longAgo = noon.Add(-2 * time.Hour)

func coalesce(t *testing.T, store Store, now time.Time) int {
	t.Helper()
	n, err := store.Coalesce(t.Context(), now, time.Hour, enough)
	require.NoError(t, err)
	return n
}

// some are so many announcements, due a minute after each other from a moment.
func some(n int, from time.Time, to reminder.Recipient) []reminder.Delivery {
	var ds []reminder.Delivery
	for i := range n {
		d := announcement(here, record.Subject(fmt.Sprintf("action/A-%d", i)), from.Add(time.Duration(i)*time.Minute))
		d.Recipient = to
		ds = append(ds, d)
	}
	return ds
}

// summarised are the subjects that a summary stands for.
func summarised(t *testing.T, store Store, summary reminder.Delivery) []record.Subject {
	t.Helper()
	return subjects(found(t, store, func(tx Tx) ([]reminder.Delivery, error) {
		return tx.Summarised(summary.Project, summary.ID)
	}))
}

func sumUp(t *testing.T, store Store) {
	begin(t, store)
	ien, mary := reminder.ToPerson("ien"), reminder.ToPerson("mary")
	theirs := some(enough, longAgo, ien)
	for i := range theirs {
		theirs[i].Project = elsewhere
	}
	late := some(enough+1, longAgo, ien)
	slices.Reverse(late)
	owe(t, store, late...)
	owe(t, store, theirs...)
	owe(t, store, some(enough-1, longAgo, mary)...)
	owe(t, store, some(enough, noon.Add(-time.Hour), reminder.ToChannel("c-2"))...)
	require.Equal(t, 2*enough+1, coalesce(t, store, noon))
	require.Zero(t, coalesce(t, store, noon), "once")

	claimed := claim(t, store, noon, many)
	require.Len(t, claimed, enough-1+enough+2, "the others are owed as they were")
	var mine, other reminder.Delivery
	for _, d := range claimed {
		switch {
		case d.Kind != reminder.Summary:
			require.NotEqual(t, ien, d.Recipient)
		case d.Project == here:
			mine = d
		default:
			other = d
		}
	}
	require.Equal(t, reminder.Delivery{
		Project: here, Subject: "summary/user/ien", Kind: reminder.Summary, Recipient: ien, Due: noon.UTC(), Occurrence: mine.Occurrence,
	}, owedPart(mine))
	require.Equal(t, []record.Subject{"action/A-0", "action/A-1", "action/A-2", "action/A-3"}, summarised(t, store, mine))
	require.Len(t, summarised(t, store, other), enough)
	require.Empty(t, summarised(t, store, reminder.Delivery{Project: elsewhere, ID: mine.ID}))
	end(t, store, mine, sent(noon))

	owe(t, store, append(some(enough, longAgo, ien), some(2*enough, longAgo, ien)[enough:]...)...)
	require.Zero(t, coalesce(t, store, noon), "what was summed up is not owed again; two more are not enough")
	owe(t, store, some(enough, longAgo.Add(time.Second), ien)...)
	require.Equal(t, enough+2, coalesce(t, store, noon), "and once they are, there is another summary")
}

func sumUpLeaves(t *testing.T, store Store) {
	begin(t, store)
	ien := reminder.ToPerson("ien")
	with := func(change func(d *reminder.Delivery)) []reminder.Delivery {
		ds := some(enough, longAgo, ien)
		for i := range ds {
			change(&ds[i])
		}
		return ds
	}
	owe(t, store, with(func(d *reminder.Delivery) {
		d.Subject, d.Kind = record.Subject("verification/V-"+fmt.Sprint(d.Due.Minute())), acceptance.VerificationReminder
	})...)
	owe(t, store, with(func(d *reminder.Delivery) { d.Subject, d.Kind = "digest/@ien", reminder.PersonalDigest })...)
	owe(t, store, with(func(d *reminder.Delivery) { d.Subject, d.Kind = "summary/user/ien", reminder.Summary })...)
	for _, d := range claim(t, store, noon, many) { // the summaries must not be joined
		if d.Kind != reminder.Summary {
			require.NoError(t, store.Release(t.Context(), []reminder.Delivery{d}))
		} else {
			end(t, store, d, sent(noon))
		}
	}
	require.Zero(t, coalesce(t, store, noon), "contracts, digests and summaries")

	owe(t, store, with(func(d *reminder.Delivery) { d.Subject = "decision/held" })...)
	held := claim(t, store, noon, many)
	require.Len(t, held, 3*enough)
	require.Zero(t, coalesce(t, store, noon), "what a Courier holds")
	for _, d := range held {
		if d.Subject == "decision/held" {
			unclear := retryAt(noon)
			unclear.Unknown = true
			end(t, store, d, unclear)
		} else {
			end(t, store, d, sent(noon))
		}
	}
	require.Zero(t, coalesce(t, store, noon), "what may have been said")
	require.Len(t, claim(t, store, noon, many), enough)

	owe(t, store, some(enough, longAgo, reminder.ToPilots())...)
	require.Zero(t, coalesce(t, store, noon), "what is for the pilots, whoever they are")
}

func sumUpQuiet(t *testing.T, store Store) {
	begin(t, store)
	morning := noon.Add(20 * time.Hour)
	owe(t, store, some(enough, longAgo, reminder.ToPerson("ien"))...)
	for _, d := range claim(t, store, longAgo.Add(time.Minute*enough), many) {
		end(t, store, d, reminder.Settlement{State: reminder.SettledRetry, RetryAt: morning, Reason: reminder.ReasonQuiet, At: longAgo})
	}
	require.Zero(t, coalesce(t, store, morning.Add(time.Minute)), "they are in time")
	require.Equal(t, enough, coalesce(t, store, morning.Add(90*time.Minute)), "they are late")
}

func sumUpJoins(t *testing.T, store Store) {
	begin(t, store)
	ien := reminder.ToPerson("ien")
	owe(t, store, some(enough, longAgo, ien)...)
	require.Equal(t, enough, coalesce(t, store, noon))
	single := func(subject record.Subject) reminder.Delivery {
		d := some(1, longAgo, ien)[0]
		d.Subject = subject
		return d
	}
	owe(t, store, single("action/A-10"))
	require.Equal(t, 1, coalesce(t, store, noon), "one more for a summary that has not left")

	first := claimOne(t, store, noon)
	owe(t, store, single("action/A-11"))
	require.Zero(t, coalesce(t, store, noon), "a Courier may be saying it")
	end(t, store, first, retryAt(noon.Add(time.Hour)))
	require.Equal(t, 1, coalesce(t, store, noon.Add(time.Minute)), "nobody has said it, and nobody holds it")
	require.Len(t, summarised(t, store, first), enough+2)

	first = claimOne(t, store, noon.Add(time.Hour))
	unclear := retryAt(noon.Add(2 * time.Hour))
	unclear.Unknown = true
	end(t, store, first, unclear)
	owe(t, store, single("action/A-12"))
	require.Zero(t, coalesce(t, store, noon.Add(time.Hour)), "it may have been said")
	require.Equal(t, []record.Subject{"action/A-12"}, subjects(claim(t, store, noon.Add(time.Hour), many)))
}

func sumUpRace(t *testing.T, store Store) {
	begin(t, store)
	const people = 5
	for i := range people {
		owe(t, store, some(20, longAgo, reminder.ToPerson(record.UserID(fmt.Sprint("u", i))))...)
	}
	counts := make([]int, 8)
	together(len(counts), func(i int) {
		n, err := store.Coalesce(t.Context(), noon, time.Hour, enough)
		if err != nil {
			t.Errorf("coalesce: %v", err)
		}
		counts[i] = n
	})
	total := 0
	for _, n := range counts {
		total += n
	}
	require.Equal(t, 20*people, total)
	summaries := claim(t, store, noon, many)
	require.Len(t, summaries, people, "one each")
	for _, d := range summaries {
		require.Equal(t, reminder.Summary, d.Kind)
		require.Len(t, summarised(t, store, d), 20)
	}
}

func unsettled(t *testing.T, store Store) {
	begin(t, store)
	ask := func(s record.Subject) []reminder.Delivery {
		return found(t, store, func(tx Tx) ([]reminder.Delivery, error) { return tx.Unsettled(here, s) })
	}
	owe(t, store, announcement(elsewhere, "a", noon), announcement(here, "b", noon),
		announcement(here, "a", noon.Add(time.Hour)), announcement(here, "a", noon), announcement(here, "a", noon.Add(-time.Hour)))
	end(t, store, claim(t, store, noon, 1)[0], sent(noon))
	require.Len(t, claim(t, store, noon, many), 3, "one of them of a")
	kept := ask("a")
	require.Equal(t, []time.Time{noon, noon.Add(time.Hour)}, pick(kept, func(d reminder.Delivery) time.Time { return d.Due }))
	require.NotZero(t, kept[0].ID)
	require.Empty(t, ask("c"))
}
