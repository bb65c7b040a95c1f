package governance_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/storage/storagetest"
)

// moments reads a chain: the moments that follow "after" in a zone.
func moments(t *testing.T, zone, after string, n int, next func(time.Time) (time.Time, bool)) []string {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", after, loc)
	require.NoError(t, err)
	var got []string
	for range n {
		var ok bool
		was := at
		if at, ok = next(at); !ok {
			break
		}
		require.True(t, at.After(was))
		got = append(got, at.In(loc).Format("Mon 2006-01-02 15:04"))
	}
	return got
}

func TestWhenACommitteesDigestComes(t *testing.T) {
	t.Parallel()
	at := func(h, m int) record.Hour { return record.Hour{Hour: h, Minute: m} }
	monday := record.DefaultDigest()
	for name, tc := range map[string]struct {
		zone   string // default Europe/Paris
		region calendar.Region
		digest record.Digest
		after  string
		want   []string
	}{
		"Mondays at 8 h": {
			digest: monday, after: "2026-11-23 07:59",
			want: []string{"Mon 2026-11-23 08:00", "Mon 2026-11-30 08:00", "Mon 2026-12-07 08:00"},
		},
		"at that very moment the next one": {digest: monday, after: "2026-11-23 08:00", want: []string{"Mon 2026-11-30 08:00"}},
		"another day and hour": {
			digest: record.Digest{Day: time.Thursday, At: at(7, 30)}, after: "2026-11-23 08:00",
			want: []string{"Thu 2026-11-26 07:30", "Thu 2026-12-03 07:30"},
		},
		"Easter Monday is put off to Tuesday, once": {
			digest: monday, after: "2027-03-22 09:00",
			want: []string{"Tue 2027-03-30 08:00", "Mon 2027-04-05 08:00"},
		},
		"on Easter Monday it is still to come": {digest: monday, after: "2027-03-29 12:00", want: []string{"Tue 2027-03-30 08:00"}},
		"a Friday that is a holiday is put off past the weekend": {
			digest: record.Digest{Day: time.Friday, At: at(8, 0)}, after: "2026-12-24 08:00",
			want: []string{"Mon 2026-12-28 08:00", "Mon 2027-01-04 08:00", "Fri 2027-01-08 08:00"},
		},
		"a Sunday that was chosen is kept, but for a holiday": {
			digest: record.Digest{Day: time.Sunday, At: at(18, 0)}, after: "2026-10-20 08:00",
			want: []string{"Sun 2026-10-25 18:00", "Mon 2026-11-02 18:00", "Sun 2026-11-08 18:00"},
		},
		"holidays are those of the region": {
			region: "alsace-moselle", digest: record.Digest{Day: time.Saturday, At: at(8, 0)}, after: "2026-12-20 08:00",
			want: []string{"Mon 2026-12-28 08:00", "Sat 2027-01-02 08:00"}, // St Stephen's
		},
		"a skipped hour is right after it": {
			digest: record.Digest{Day: time.Sunday, At: at(2, 30)}, after: "2027-03-21 12:00",
			want: []string{"Sun 2027-03-28 03:00", "Sun 2027-04-04 02:30"},
		},
		"a doubled hour comes once": {
			digest: record.Digest{Day: time.Sunday, At: at(2, 30)}, after: "2026-10-24 12:00",
			want: []string{"Sun 2026-10-25 02:30", "Mon 2026-11-02 02:30"}, // All Saints' is a Sunday
		},
		"29 February": {
			digest: record.Digest{Day: time.Tuesday, At: at(8, 0)}, after: "2028-02-22 09:00",
			want: []string{"Tue 2028-02-29 08:00", "Tue 2028-03-07 08:00"},
		},
		"across the year's end": {
			digest: record.Digest{Day: time.Thursday, At: at(8, 0)}, after: "2026-12-31 07:00",
			want: []string{"Thu 2026-12-31 08:00", "Thu 2027-01-07 08:00"},
		},
		"in Mayotte": {
			zone: "Indian/Mayotte", region: "mayotte", digest: monday, after: "2026-11-23 08:00",
			want: []string{"Mon 2026-11-30 08:00", "Mon 2026-12-07 08:00"},
		},
		"in Mayotte its own holiday counts": { // the abolition of slavery, 27 April
			zone: "Indian/Mayotte", region: "mayotte", digest: monday, after: "2026-04-20 08:00",
			want: []string{"Tue 2026-04-28 08:00"},
		},
		"none when it is off":       {digest: record.Digest{Off: true, Day: time.Monday, At: at(8, 0)}, after: "2026-11-23 08:00"},
		"none at what is no moment": {digest: record.Digest{Day: 7, At: at(24, 0)}, after: "2026-11-23 08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.zone == "" {
				tc.zone = "Europe/Paris"
			}
			if tc.region == "" {
				tc.region = calendar.Regions()[0]
			}
			p := record.Project{Zone: tc.zone, Region: tc.region}
			got := moments(t, tc.zone, tc.after, len(tc.want), func(at time.Time) (time.Time, bool) {
				return tc.digest.Next(p, at)
			})
			require.Equal(t, tc.want, got)
		})
	}
}

func TestWhenAPersonsDigestComes(t *testing.T) {
	t.Parallel()
	nights := record.Quiet{From: record.Hour{Hour: 19}, To: record.Hour{Hour: 9}}
	for name, tc := range map[string]struct {
		change func(f *reminder.Preferences)
		zone   string // default Europe/Paris
		after  string
		want   []string
	}{
		"each working day at 8 h": {
			after: "2026-11-26 07:00",
			want:  []string{"Thu 2026-11-26 08:00", "Fri 2026-11-27 08:00", "Mon 2026-11-30 08:00"},
		},
		"not on public holidays": {
			after: "2026-12-24 08:00", want: []string{"Mon 2026-12-28 08:00", "Tue 2026-12-29 08:00"},
		},
		"at the hour that was chosen": {
			change: func(f *reminder.Preferences) { f.DigestAt = record.Hour{Hour: 17, Minute: 45} },
			after:  "2026-11-27 08:00", want: []string{"Fri 2026-11-27 17:45", "Mon 2026-11-30 17:45"},
		},
		"an hour that is quiet gives way to the end of the quiet": {
			change: func(f *reminder.Preferences) { f.DigestAt = record.Hour{Hour: 20} },
			after:  "2026-11-26 19:00",
			want:   []string{"Fri 2026-11-27 08:00", "Mon 2026-11-30 08:00", "Tue 2026-12-01 08:00"},
		},
		"quiet hours of one's own": {
			change: func(f *reminder.Preferences) { f.Quiet = &nights },
			after:  "2026-11-27 08:00", want: []string{"Fri 2026-11-27 09:00", "Sat 2026-11-28 09:00", "Sun 2026-11-29 09:00"},
		},
		"not during a pause": {
			change: func(f *reminder.Preferences) { f.PauseUntil = day("2026-12-02") },
			after:  "2026-11-26 07:00", want: []string{"Thu 2026-12-03 08:00", "Fri 2026-12-04 08:00"},
		},
		"a pause that is over counts no more": {
			change: func(f *reminder.Preferences) { f.PauseUntil = day("2026-11-25") },
			after:  "2026-11-26 07:00", want: []string{"Thu 2026-11-26 08:00"},
		},
		"a pause until a Friday ends on Monday": {
			change: func(f *reminder.Preferences) { f.PauseUntil = day("2026-11-27") },
			after:  "2026-11-26 07:00", want: []string{"Mon 2026-11-30 08:00"},
		},
		"in the person's own zone": {
			change: func(f *reminder.Preferences) { f.Zone = "Indian/Mayotte" }, zone: "Indian/Mayotte",
			after: "2026-11-26 07:59", want: []string{"Thu 2026-11-26 08:00", "Fri 2026-11-27 08:00"},
		},
		"across the night when clocks go on": {
			change: func(f *reminder.Preferences) {
				f.DigestAt, f.Quiet = record.Hour{Hour: 2, Minute: 30}, &record.Quiet{}
			},
			after: "2027-03-27 02:30", want: []string{"Sun 2027-03-28 03:00", "Mon 2027-03-29 02:30"},
		},
		"and back": {
			change: func(f *reminder.Preferences) {
				f.DigestAt, f.Quiet = record.Hour{Hour: 2, Minute: 30}, &record.Quiet{}
			},
			after: "2026-10-24 02:30", want: []string{"Sun 2026-10-25 02:30", "Mon 2026-10-26 02:30"},
		},
		"29 February":             {after: "2028-02-28 08:00", want: []string{"Tue 2028-02-29 08:00", "Wed 2028-03-01 08:00"}},
		"across the year's end":   {after: "2026-12-31 08:00", want: []string{"Mon 2027-01-04 08:00"}},
		"none when it is off":     {change: func(f *reminder.Preferences) { f.DigestOff = true }, after: "2026-11-26 07:00"},
		"without end to the wait": {change: func(f *reminder.Preferences) { f.PauseUntil = day("2029-11-26") }, after: "2026-11-26 07:00", want: []string{"Tue 2029-11-27 08:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.zone == "" {
				tc.zone = "Europe/Paris"
			}
			p := record.Project{ID: "p", Zone: "Europe/Paris", Region: calendar.Regions()[0]}
			f := reminder.DefaultPreferences(p.ID, "u")
			if tc.change != nil {
				tc.change(&f)
			}
			got := moments(t, tc.zone, tc.after, len(tc.want), func(at time.Time) (time.Time, bool) {
				who, err := reminder.AttentionOf(nil, p, f)
				require.NoError(t, err)
				return who.NextDigest(at)
			})
			require.Equal(t, tc.want, got)
		})
	}
}

// digestsOf are the digests of a chain that are not settled.
func (w *world) digestsOf(s record.Subject) []string {
	w.Helper()
	lines := []string{}
	require.NoError(w, storagetest.Wide{Store: w.store}.View(w.Context(), func(tx storagetest.Tx) error {
		found, err := tx.Unsettled(record.ProjectID(team), s)
		for _, d := range found {
			lines = append(lines, d.Due.In(w.zone).Format("2006-01-02 15:04 ")+string(d.Kind)+" "+string(d.Recipient))
		}
		return err
	}))
	return lines
}

// courier settles the digests that are due, as a Courier does, and answers how.
func (w *world) courier() []string {
	w.Helper()
	claimed, err := w.store.Claim(w.Context(), time.Minute, 1000)
	require.NoError(w, err)
	isDigest := func(d reminder.Delivery) bool { return governance.Subjects().Policy(d.Kind).Chain }
	require.NoError(w, w.store.Release(w.Context(), slices.DeleteFunc(slices.Clone(claimed), isDigest)))
	lines := []string{}
	for _, d := range claimed {
		if !isDigest(d) {
			continue
		}
		b, err := w.Content(w.Context(), d)
		require.NoError(w, err)
		r := reminder.Settlement{State: reminder.SettledSent, PostID: "p", At: w.now()}
		if b.Skip != "" {
			r = reminder.Settlement{State: reminder.SettledSkipped, Reason: string(b.Skip), At: w.now()}
		}
		r.Owed, err = w.NextDigest(w.Context(), d)
		require.NoError(w, err)
		r.Delivery = d
		_, err = w.store.Settle(w.Context(), r)
		require.NoError(w, err)
		lines = append(lines, string(d.Subject)+" "+string(r.State)+" "+r.Reason)
	}
	slices.Sort(lines)
	return lines
}

const (
	ofCopil = record.Subject("digest/COPIL")
	ofOther = record.Subject("digest/@" + other)
)

func TestTheChainOfDigests(t *testing.T) {
	t.Parallel()
	toCommittee := func(day string) []string { return []string{day + " 08:00 digest.committee channel/c-copil"} }
	personal := func(day string) []string { return []string{day + " 08:00 digest.personal user/u-other"} }
	t.Run("a committee has one from the beginning, and the next when it ends", func(t *testing.T) {
		w := newWorld(t).withCopil()
		require.Equal(t, toCommittee("2026-11-30"), w.digestsOf(ofCopil))
		w.at("2026-11-30 08:00")
		require.Equal(t, []string{"digest/COPIL skipped empty"}, w.courier())
		require.Equal(t, toCommittee("2026-12-07"), w.digestsOf(ofCopil))
	})
	t.Run("after a long outage there is one", func(t *testing.T) {
		w := newWorld(t).withCopil()
		w.schedule("COPIL", "2027-02-16 14:00")
		w.at("2027-02-04 15:00")
		require.Equal(t, []string{"digest/COPIL sent "}, w.courier())
		require.Equal(t, toCommittee("2027-02-08"), w.digestsOf(ofCopil))
		require.Empty(t, w.courier())
	})
	t.Run("it follows the settings", func(t *testing.T) {
		w := newWorld(t).withCopil()
		_, next, err := w.SetDigest(t.Context(), w.as(member), "copil", whole(record.Digest{Day: time.Thursday, At: record.Hour{Hour: 7, Minute: 30}}))
		require.NoError(t, err)
		require.Equal(t, w.moment("2026-11-26 07:30"), next)
		require.Equal(t, []string{"2026-11-26 07:30 digest.committee channel/c-copil"}, w.digestsOf(ofCopil))
		c, next, err := w.SetDigest(t.Context(), w.as(member), "copil", committee.DigestChange{Off: true})
		require.NoError(t, err)
		require.True(t, next.IsZero())
		require.Equal(t, record.Digest{Off: true, Day: time.Thursday, At: record.Hour{Hour: 7, Minute: 30}}, *c.Digest)
		require.Empty(t, w.digestsOf(ofCopil))
		require.NoError(t, w.PlanDigests(t.Context()))
		require.Empty(t, w.digestsOf(ofCopil))
		_, _, err = w.SetDigest(t.Context(), w.as(member), "copil", whole(record.DefaultDigest()))
		require.NoError(t, err)
		require.Equal(t, toCommittee("2026-11-30"), w.digestsOf(ofCopil))
		require.Equal(t, []string{"committee.created", "committee.digest", "committee.digest", "committee.digest"}, w.changes("committee/COPIL"))
	})
	t.Run("one that is due when the settings change is not said, and the next is theirs", func(t *testing.T) {
		w := newWorld(t).withCopil()
		w.schedule("COPIL", "2026-12-10 14:00")
		w.at("2026-11-30 08:00")
		_, _, err := w.SetDigest(t.Context(), w.as(member), "copil", whole(record.Digest{Day: time.Friday, At: record.Hour{Hour: 8}}))
		require.NoError(t, err)
		require.Equal(t, toCommittee("2026-11-30"), w.digestsOf(ofCopil), "a Courier may have it in hand")
		require.Equal(t, []string{"digest/COPIL skipped changed"}, w.courier())
		require.Equal(t, toCommittee("2026-12-04"), w.digestsOf(ofCopil))
	})
	t.Run("what is no moment is refused", func(t *testing.T) {
		w := newWorld(t).withCopil()
		for _, g := range []record.Digest{{Day: 7}, {Day: -1}, {At: record.Hour{Hour: 24}}, {At: record.Hour{Minute: 60}}} {
			_, _, err := w.SetDigest(t.Context(), w.as(member), "copil", whole(g))
			require.Equal(t, "when", asError(t, err, record.Invalid, "committee.digest").Param)
		}
	})
	t.Run("somebody has one as long as something is in hand", func(t *testing.T) {
		w := newWorld(t).withCopil()
		require.Empty(t, w.digestsOf(ofOther))
		first := w.give("", other, member)
		require.Equal(t, personal("2026-11-24"), w.digestsOf(ofOther))
		w.give("", other)
		require.Equal(t, personal("2026-11-24"), w.digestsOf(ofOther))
		w.at("2026-11-24 08:00")
		require.Equal(t, []string{"digest/@u-member skipped empty", "digest/@u-other skipped empty"}, w.courier())
		require.Equal(t, personal("2026-11-25"), w.digestsOf(ofOther))
		for _, n := range []int{first.Number, 2} {
			_, err := w.CompleteAction(t.Context(), w.as(pilot), n, rollout.Report{})
			require.NoError(t, err)
		}
		require.Empty(t, w.digestsOf(ofOther))
		_, err := w.TakeAction(t.Context(), w.as(other), w.give("").Number)
		require.NoError(t, err)
		require.Equal(t, personal("2026-11-25"), w.digestsOf(ofOther), "it begins again")
	})
	t.Run("a verification in one's charge is something in hand", func(t *testing.T) {
		w := newWorld(t).withCopil().withContract("")
		w.open(contract.StepVA, "2026-11-23", other)
		require.Equal(t, personal("2026-11-24"), w.digestsOf(ofOther))
		_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{
			Number: 1, Outcome: contract.OutcomeRejection, Reason: "lenteurs", Observations: "aucune",
		})
		require.NoError(t, err)
		require.Empty(t, w.digestsOf(ofOther))
	})
	t.Run("it follows the preferences", func(t *testing.T) {
		w := newWorld(t).withCopil()
		f := reminder.DefaultPreferences(record.ProjectID(team), other)
		f.DigestAt.Hour = 9
		require.NoError(t, governance.ChangePreferences(t.Context(), w.Service, w.as(pilot), f))
		require.Empty(t, w.digestsOf(ofOther), "nothing is in hand")
		w.give("", other)
		require.Equal(t, []string{"2026-11-23 09:00 digest.personal user/u-other"}, w.digestsOf(ofOther))
		f.PauseUntil = day("2026-12-03")
		require.NoError(t, governance.ChangePreferences(t.Context(), w.Service, w.as(pilot), f))
		require.Equal(t, []string{"2026-12-04 09:00 digest.personal user/u-other"}, w.digestsOf(ofOther))
		f.DigestOff = true
		require.NoError(t, governance.ChangePreferences(t.Context(), w.Service, w.as(pilot), f))
		require.Empty(t, w.digestsOf(ofOther))
	})
}

func TestPlanDigestsAddsWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.give("", other)
	require.NoError(t, storagetest.Wide{Store: w.store}.Update(t.Context(), record.ProjectID(team), func(tx storagetest.Tx) error {
		for _, s := range []record.Subject{ofCopil, ofOther} {
			if err := tx.Replan(record.ProjectID(team), s, nil); err != nil {
				return err
			}
		}
		return nil
	}))
	require.Empty(t, w.digestsOf(ofCopil))
	require.NoError(t, w.PlanDigests(t.Context()))
	require.Len(t, w.digestsOf(ofCopil), 1)
	require.Len(t, w.digestsOf(ofOther), 1)

	w.at("2026-12-01 12:00") // both are due
	before := w.dump()
	require.NoError(t, w.PlanDigests(t.Context()))
	require.Equal(t, before, w.dump(), "what is due is left, and nothing is written")
	w.courier()
	before = w.dump()
	require.NoError(t, w.PlanDigests(t.Context()))
	require.Equal(t, before, w.dump(), "what is planned is left too")
}
