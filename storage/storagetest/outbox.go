package storagetest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
)

const (
	lease = time.Minute
	// many is more than there is.
	many = 1000
)

func announcement(p governance.ProjectID, s governance.Subject, due time.Time) governance.Delivery {
	return governance.Delivery{
		Project: p, Subject: s, Kind: governance.MeetingMoved, Recipient: governance.ToChannel("c-1"), Due: due, Occurrence: "2",
	}
}

func reminder(p governance.ProjectID, s governance.Subject, due time.Time) governance.Delivery {
	return governance.Delivery{Project: p, Subject: s, Kind: governance.MeetingReminder, Recipient: governance.ToChannel("c-1"), Due: due}
}

// owe adds deliveries to the outbox of the project here.
func owe(t *testing.T, store Store, ds ...governance.Delivery) {
	t.Helper()
	update(t, store, here, func(tx governance.Tx) error { return tx.Owe(ds...) })
}

func claim(t *testing.T, store Store, now time.Time, limit int) []governance.Delivery {
	t.Helper()
	ds, err := store.Claim(t.Context(), now, lease, limit)
	require.NoError(t, err)
	return ds
}

// claimOne claims what must be the only delivery that is ready.
func claimOne(t *testing.T, store Store, now time.Time) governance.Delivery {
	t.Helper()
	ds := claim(t, store, now, many)
	require.Len(t, ds, 1)
	return ds[0]
}

func subjects(ds []governance.Delivery) []governance.Subject {
	return pick(ds, func(d governance.Delivery) governance.Subject { return d.Subject })
}

func sent(at time.Time) governance.Settlement {
	return governance.Settlement{State: governance.SettledSent, PostID: "post", At: at}
}

func retryAt(at time.Time) governance.Settlement {
	return governance.Settlement{State: governance.SettledRetry, RetryAt: at, Reason: "refused", At: noon}
}

func oweOnce(t *testing.T, store Store) {
	begin(t, store)
	d := announcement(here, "meeting/R-1", noon)
	others := []governance.Delivery{d, d, d, d, d, d}
	others[0].Subject, others[1].Kind, others[2].Recipient = "meeting/R-2", governance.MeetingPlanned, governance.ToPerson("u")
	others[3].Due, others[4].Occurrence, others[5].Project = noon.Add(-time.Hour), "3", elsewhere
	owe(t, store, d, d)
	owe(t, store)
	owe(t, store, append(others, d)...)
	ds := claim(t, store, noon, many)
	require.Len(t, ds, 7)
	require.NotEmpty(t, ds[1].ID)
	first := ds[1] // after the one that was due before
	d.ID, d.Attempt, d.Fence = first.ID, 1, 1
	require.Equal(t, d, first, "every field comes back")

	require.NoError(t, store.Settle(t.Context(), first, sent(noon)))
	owe(t, store, announcement(here, "meeting/R-1", noon))
	require.Empty(t, claim(t, store, noon, many), "what was sent is not owed again")

	require.Error(t, store.Update(t.Context(), here, func(tx governance.Tx) error {
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
	require.Equal(t, []governance.Subject{"first", "second"}, subjects(claim(t, store, noon, 2)))
	require.Equal(t, []governance.Subject{"third", "fourth"}, subjects(claim(t, store, noon, many)))
	require.Equal(t, []governance.Subject{"later"}, subjects(claim(t, store, noon.Add(time.Millisecond), many)))
}

func claimOnce(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon), announcement(here, "b", noon))
	require.Equal(t, []governance.Subject{"a"}, subjects(claim(t, store, noon, 1)))
	require.Equal(t, []governance.Subject{"b"}, subjects(claim(t, store, noon, many)))
	require.Empty(t, claim(t, store, noon.Add(lease-time.Millisecond), many))
}

func claimRace(t *testing.T, store Store) {
	begin(t, store)
	const rows = 120
	var ds []governance.Delivery
	for i := range rows {
		ds = append(ds, announcement(here, "a", noon.Add(-time.Duration(i)*time.Second)))
	}
	owe(t, store, ds...)
	var mu sync.Mutex
	claims := map[int64]int{}
	together(8, func(int) {
		for {
			got, err := store.Claim(t.Context(), noon, lease, 7)
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

func leaseRunsOut(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	first := claimOne(t, store, noon)
	require.False(t, first.Unknown)
	second := claimOne(t, store, noon.Add(lease))
	require.True(t, second.Unknown)
	require.Equal(t, first.Fence+1, second.Fence)
	require.Equal(t, 2, second.Attempt)

	require.NoError(t, store.Settle(t.Context(), second, retryAt(noon.Add(time.Hour))))
	third := claimOne(t, store, noon.Add(time.Hour))
	require.True(t, third.Unknown, "later attempts do not make it known")
	require.Equal(t, 3, third.Attempt)
}

func settle(t *testing.T, store Store) {
	for _, state := range []governance.SettledState{governance.SettledSent, governance.SettledSkipped, governance.SettledDead} {
		if state == governance.SettledSent {
			begin(t, store)
		}
		owe(t, store, announcement(here, governance.Subject(state), noon))
		d := claimOne(t, store, noon)
		require.NoError(t, store.Settle(t.Context(), d, governance.Settlement{State: state, Reason: "why", At: noon}))
		require.Empty(t, claim(t, store, noon.AddDate(1, 0, 0), many), state)
	}
}

func leaseLost(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	lost := claimOne(t, store, noon)
	held := claimOne(t, store, noon.Add(lease))
	require.ErrorIs(t, store.Settle(t.Context(), lost, sent(noon)), governance.ErrLeaseLost)
	require.NoError(t, store.Release(t.Context(), []governance.Delivery{lost}), "nothing to give back")
	require.Empty(t, claim(t, store, noon.Add(lease), many))

	require.NoError(t, store.Settle(t.Context(), held, retryAt(noon.Add(time.Hour))))
	require.ErrorIs(t, store.Settle(t.Context(), held, sent(noon)), governance.ErrLeaseLost, "settled already")
	last := claimOne(t, store, noon.Add(time.Hour))
	require.NoError(t, store.Settle(t.Context(), last, sent(noon)))
	require.ErrorIs(t, store.Settle(t.Context(), last, retryAt(noon)), governance.ErrLeaseLost, "sent already")
	require.ErrorIs(t, store.Settle(t.Context(), governance.Delivery{ID: last.ID + 1, Fence: 1}, sent(noon)), governance.ErrLeaseLost)

	owe(t, store, announcement(here, "late", noon))
	late := claimOne(t, store, noon)
	require.NoError(t, store.Settle(t.Context(), late, sent(noon.Add(2*lease))), "late, but nobody else has claimed it")
}

func follows(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	lost := claimOne(t, store, noon)
	held := claimOne(t, store, noon.Add(lease))
	end := governance.Settlement{State: governance.SettledDead, At: noon, Owed: []governance.Delivery{announcement(here, "b", noon)}}
	require.ErrorIs(t, store.Settle(t.Context(), lost, end), governance.ErrLeaseLost)
	require.Empty(t, claim(t, store, noon.Add(lease), many), "a lost lease owes nothing")
	require.NoError(t, store.Settle(t.Context(), held, end))
	require.Equal(t, []governance.Subject{"b"}, subjects(claim(t, store, noon.Add(lease), many)))
}

func retry(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	at := noon.Add(10 * time.Minute)
	require.NoError(t, store.Settle(t.Context(), claimOne(t, store, noon), retryAt(at)))
	require.Empty(t, claim(t, store, at.Add(-time.Millisecond), many))
	d := claimOne(t, store, at)
	require.Equal(t, 2, d.Attempt)
	require.False(t, d.Unknown)
	require.True(t, d.Due.Equal(noon), "its due time stays")

	doubtful := retryAt(at.Add(time.Minute))
	doubtful.Unknown = true
	require.NoError(t, store.Settle(t.Context(), d, doubtful))
	d = claimOne(t, store, at.Add(time.Minute))
	require.True(t, d.Unknown)
	require.NoError(t, store.Settle(t.Context(), d, retryAt(at.Add(2*time.Minute))))
	require.True(t, claimOne(t, store, at.Add(2*time.Minute)).Unknown)
}

func senseless(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon))
	d := claimOne(t, store, noon)
	for _, r := range []governance.Settlement{
		{State: governance.SettledRetry, At: noon}, {State: governance.SettledSent, RetryAt: noon, At: noon}, {State: "lost", At: noon}, {},
	} {
		require.Error(t, store.Settle(t.Context(), d, r), r)
	}
	require.NoError(t, store.Settle(t.Context(), d, sent(noon)), "it is still held")
}

func release(t *testing.T, store Store) {
	begin(t, store)
	owe(t, store, announcement(here, "a", noon), announcement(here, "b", noon))
	held := claim(t, store, noon, many)
	require.NoError(t, store.Release(t.Context(), held))
	require.NoError(t, store.Release(t.Context(), nil))
	require.ErrorIs(t, store.Settle(t.Context(), held[0], sent(noon)), governance.ErrLeaseLost)

	again := claim(t, store, noon, many)
	require.Equal(t, []governance.Subject{"a", "b"}, subjects(again))
	for _, d := range again {
		require.Equal(t, 1, d.Attempt)
		require.Equal(t, int64(2), d.Fence)
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
		at, some, err := store.NextDue(t.Context())
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
	require.NoError(t, store.Settle(t.Context(), d, retryAt(noon.Add(10*time.Minute))))
	requireWaiting(noon.Add(10*time.Minute), 1, noon)
	d = claimOne(t, store, noon.Add(10*time.Minute))
	require.NoError(t, store.Settle(t.Context(), d, sent(noon)))
	requireWaiting(noon.Add(time.Hour), 0, time.Time{})
}
