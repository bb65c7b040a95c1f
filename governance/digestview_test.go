package governance_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/internal/drawtest"
	"pilotent/storage/storagetest"
)

// put writes rows as they would have become.
func (w *world) put(fn func(tx storagetest.Tx) error) {
	w.Helper()
	require.NoError(w, storagetest.Wide{Store: w.store}.Update(w.Context(), record.ProjectID(team), fn))
}

// digest is what the chain's digest that is due now has to say.
func (w *world) digest(s record.Subject, kind reminder.DeliveryKind, to reminder.Recipient, due string) reminder.Content {
	w.Helper()
	b, err := w.Content(w.Context(), reminder.Delivery{
		Project: record.ProjectID(team), Subject: s, Kind: kind, Recipient: to, Due: w.moment(due),
	})
	require.NoError(w, err)
	return b
}

// refs names what is in a part of a digest.
func refs(p reminder.DigestPart) []string {
	names := []string{}
	for _, group := range p {
		for _, item := range group.Items {
			names = append(names, item.Subject().Ref())
		}
	}
	return names
}

// agenda fills a project with things on either side of each limit, as seen on
// Monday 14 December 2026. Those of "other" are the odd actions and the first
// verifications, which are COPIL's as well.
func agenda(t *testing.T) *world {
	w := newWorld(t).withCopil().withContract("")
	w.committee("GT1", cabinet, record.DiffusionTeam)
	today := day("2026-12-14")
	p := record.ProjectID(team)
	w.put(func(tx storagetest.Tx) error {
		for i, days := range []int{-30, -1, 0, 1, 3, 4, 14, 15} {
			for j, u := range []record.UserID{other, member} {
				act := rollout.SupportAction{
					Project: p, Number: 1 + 2*i + j, Title: "x", State: rollout.ActionOpen, Due: today.AddDays(days),
					Assignees: []record.Person{person(u)}, Version: 1,
				}
				given := record.HistoryLine{Project: p, Subject: act.Subject(), Change: "action.created", Where: []record.ChannelID{copil, cabinet}[j], After: act}
				if err := errors.Join(tx.PutAction(act), tx.AddHistory(given)); err != nil {
					return err
				}
			}
		}
		for i, days := range []int{-30, -1, 0, 7, 8, 14, 15} {
			for j, u := range []record.UserID{other, member} {
				if err := tx.PutVerification(acceptance.Verification{
					Project: p, Number: 1 + i + 100*j, Contract: "M2026-04", Deadline: today.AddDays(days),
					InCharge: []record.Person{person(u)}, Committee: []string{"COPIL", "GT1"}[j],
				}); err != nil {
					return err
				}
			}
		}
		for i, logged := range []string{"2026-11-29 23:59", "2026-11-30 00:00"} {
			for _, c := range []string{"COPIL", "GT1"} {
				if err := tx.PutDecision(committee.Decision{
					Project: p, Ref: fmt.Sprintf("%s-2026-%03d", c, i+1), Committee: c, State: committee.DecisionIsProposed, LoggedAt: w.moment(logged),
				}); err != nil {
					return err
				}
			}
		}
		for i, n := range []rollout.SupportAction{{}, {State: rollout.ActionDid, Due: today.AddDays(-3)}} { // no date, and done
			n.Project, n.Number, n.Assignees = p, 90+i, []record.Person{person(other)}
			if i == 0 {
				n.State = rollout.ActionOpen
			}
			if err := tx.PutAction(n); err != nil {
				return err
			}
		}
		return nil
	})
	for _, start := range []string{"2026-12-14 07:59", "2026-12-14 08:00", "2026-12-28 23:59", "2026-12-29 00:00"} {
		w.schedule("COPIL", start)
		w.schedule("GT1", start)
	}
	off := w.schedule("COPIL", "2026-12-20 14:00")
	_, err := w.CancelMeeting(t.Context(), w.as(pilot), off.Number, "")
	require.NoError(t, err)
	w.at("2026-12-14 08:00")
	return w
}

func TestWhatACommitteesDigestTells(t *testing.T) {
	t.Parallel()
	w := agenda(t)
	b := w.digest(ofCopil, reminder.CommitteeDigest, reminder.ToChannel(copil), "2026-12-14 08:00")
	require.Empty(t, b.Skip)
	require.Equal(t, day("2026-12-28"), b.About.(reminder.DigestView).Until)
	require.Equal(t, []string{"V-1", "V-2", "A-1", "A-3", "COPIL-2026-001"}, refs(b.About.(reminder.DigestView).Late))
	require.Equal(t, []string{
		"R-3", "R-5", "V-3", "V-4", "V-5", "V-6", "A-5", "A-7", "A-9", "A-11", "A-13",
	}, refs(b.About.(reminder.DigestView).Coming))
	ref, author := b.Ref()
	require.Equal(t, []any{"COPIL", pilot}, []any{ref, author.ID})
}

func TestWhatAPersonsDigestTells(t *testing.T) {
	t.Parallel()
	w := agenda(t)
	b := w.digest(ofOther, reminder.PersonalDigest, reminder.ToPerson(other), "2026-12-14 08:00")
	require.Empty(t, b.Skip)
	require.Equal(t, []string{"V-1", "V-2", "A-1", "A-3"}, refs(b.About.(reminder.DigestView).Late))
	require.Equal(t, []string{"V-3", "V-4", "A-5", "A-7", "A-9"}, refs(b.About.(reminder.DigestView).Coming))
	_, author := b.Ref()
	require.Equal(t, other, author.ID, "nobody else is behind it")
}

func TestWhenAPersonsDigestIsWorthAMessage(t *testing.T) {
	t.Parallel()
	action := func(days int) func(tx storagetest.Tx) error {
		return func(tx storagetest.Tx) error {
			return tx.PutAction(rollout.SupportAction{
				Project: record.ProjectID(team), Number: 1, State: rollout.ActionOpen, Due: day("2026-12-14").AddDays(days),
				Assignees: []record.Person{person(other)},
			})
		}
	}
	verification := func(days int, phase acceptance.Phase) func(tx storagetest.Tx) error {
		return func(tx storagetest.Tx) error {
			return tx.PutVerification(acceptance.Verification{
				Project: record.ProjectID(team), Number: 1, Contract: "M2026-04", Deadline: day("2026-12-14").AddDays(days),
				InCharge: []record.Person{person(other)}, Phase: phase,
			})
		}
	}
	// requested is due much later, and asks to be answered.
	requested := func(days int) func(tx storagetest.Tx) error {
		return func(tx storagetest.Tx) error {
			v := acceptance.Verification{
				Project: record.ProjectID(team), Number: 1, Contract: "M2026-04", Deadline: day("2027-12-14"), InCharge: []record.Person{person(other)},
			}
			v.Request = &acceptance.ExtensionRequest{Days: 10, ReplyBy: day("2026-12-14").AddDays(days)}
			return tx.PutVerification(v)
		}
	}
	const running = acceptance.PhaseVerifying
	for name, tc := range map[string]struct {
		is         func(tx storagetest.Tx) error
		actionsOff bool
		now        string // default when it is due
		want       reminder.SkipReason
	}{
		"a late action": {is: action(-1)},
		"an action due today, which has a reminder": {is: action(0), want: reminder.SkipEmpty},
		"an action due today, without reminders":    {is: action(0), actionsOff: true},
		"an action due tomorrow, without reminders": {is: action(1), actionsOff: true},
		"an action due later":                       {is: action(2), actionsOff: true, want: reminder.SkipEmpty},
		"a late verification":                       {is: verification(-1, running)},
		"a verification due in a week":              {is: verification(7, running)},
		"a verification due in eight days":          {is: verification(8, running), want: reminder.SkipEmpty},
		"a verification that is decided":            {is: verification(-1, acceptance.PhaseEnded), want: reminder.SkipEmpty},
		"a late answer to a request":                {is: requested(-1)},
		"an answer due in a week":                   {is: requested(7)},
		"an answer due in eight days":               {is: requested(8), want: reminder.SkipEmpty},
		"nothing at all":                            {is: func(storagetest.Tx) error { return nil }, want: reminder.SkipEmpty},
		"told late, the same day":                   {is: action(-1), now: "2026-12-14 18:59"},
		"told so late that it is quiet":             {is: action(-1), now: "2026-12-14 22:00", want: reminder.SkipQuiet},
		"told so late that it is Sunday":            {is: action(-1), now: "2026-12-20 10:00", want: reminder.SkipQuiet},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withCopil().withContract("")
			w.put(tc.is)
			w.put(func(tx storagetest.Tx) error {
				f := reminder.DefaultPreferences(record.ProjectID(team), other)
				f.ActionsOff = tc.actionsOff
				return tx.PutPreferences(f)
			})
			w.at("2026-12-14 08:00")
			if tc.now != "" {
				w.at(tc.now)
			}
			b := w.digest(ofOther, reminder.PersonalDigest, reminder.ToPerson(other), "2026-12-14 08:00")
			require.Equal(t, tc.want, b.Skip)
		})
	}
}

func TestADigestThatIsMoot(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.schedule("COPIL", "2026-12-10 14:00")
	w.at("2026-12-07 09:00")
	digest := func(due string) reminder.SkipReason {
		return w.digest(ofCopil, reminder.CommitteeDigest, reminder.ToChannel(copil), due).Skip
	}
	require.Empty(t, digest("2026-11-30 08:00"), "it tells the present state")
	require.Equal(t, reminder.SkipChanged, digest("2026-12-01 08:00"))
	w.put(func(tx storagetest.Tx) error { // as two Couriers that ended one at a time might leave it
		return tx.Owe(reminder.Delivery{
			Project: record.ProjectID(team), Subject: ofCopil, Kind: reminder.CommitteeDigest,
			Recipient: reminder.ToChannel(copil), Due: w.moment("2026-12-07 08:00"),
		})
	})
	require.Equal(t, reminder.SkipNewer, digest("2026-11-30 08:00"))
	require.Empty(t, digest("2026-12-07 08:00"))
	require.Equal(t, []string{"digest/COPIL sent ", "digest/COPIL skipped newer"}, w.courier())
	require.Len(t, w.digestsOf(ofCopil), 1)
}

// TestOneDigestIsOwedAtATime: whatever is assigned, ended and settled, and
// however the settings change, a chain owes one digest at most, later than the
// moment at which it was planned, and one as long as it goes on.
func TestOneDigestIsOwedAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	project := record.ProjectID(team)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		code := fmt.Sprintf("C%d", round)
		w.committee(code, copil, record.DiffusionTeam)
		people := []record.UserID{record.UserID(fmt.Sprintf("u-a%d", round)), record.UserID(fmt.Sprintf("u-b%d", round))}
		var open []int
		known := map[string]bool{}
		check := func(step string) {
			chains := map[record.Subject]bool{record.Subject("digest/" + code): true}
			require.NoError(rt, storagetest.Wide{Store: w.store}.View(t.Context(), func(tx storagetest.Tx) error {
				c, err := tx.Committee(project, code)
				require.NoError(rt, err)
				chains[record.Subject("digest/"+code)] = !c.DigestTime().Off
				for _, u := range people {
					held, err := tx.Actions(project, rollout.ActionFilter{State: rollout.ActionOpen, Assignee: u})
					require.NoError(rt, err)
					f, err := tx.Preferences(project, u)
					require.NoError(rt, err)
					chains[record.Subject("digest/@"+u)] = len(held) > 0 && !f.DigestOff
				}
				for s, alive := range chains {
					owed, err := tx.Unsettled(project, s)
					require.NoError(rt, err)
					require.LessOrEqual(rt, len(owed), 1, "%s after %s", s, step)
					if alive {
						require.Len(rt, owed, 1, "%s after %s", s, step)
					}
					for _, d := range owed {
						key := fmt.Sprint(s, d.Due)
						require.True(rt, known[key] || d.Due.After(w.now()), "%s planned for %s at %s, after %s", s, d.Due, w.now(), step)
						known[key] = true
					}
				}
				return nil
			}))
		}
		check("the beginning")
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			step := rapid.SampledFrom([]string{"give", "complete", "pass", "settle", "digest", "preferences", "heal"}).Draw(rt, "step")
			switch step {
			case "give":
				open = append(open, w.give("", rapid.SampledFrom([][]record.UserID{people, people[:1], people[1:], nil}).Draw(rt, "to")...).Number)
			case "complete":
				if len(open) > 0 {
					_, err := w.CompleteAction(t.Context(), w.as(pilot), open[0], rollout.Report{})
					require.NoError(rt, err)
					open = open[1:]
				}
			case "pass":
				later := w.now().Add(time.Duration(drawtest.Even(1, 20*24*60).Draw(rt, "minutes")) * time.Minute)
				w.clock.Store(&later)
			case "settle":
				w.courier()
			case "digest":
				_, _, err := w.SetDigest(t.Context(), w.as(pilot), code, whole(record.Digest{
					Off: rapid.Bool().Draw(rt, "off"), Day: time.Weekday(drawtest.Even(0, 6).Draw(rt, "day")),
					At: record.Hour{Hour: drawtest.Even(0, 23).Draw(rt, "hour")},
				}))
				require.NoError(rt, err)
			case "preferences":
				f := reminder.DefaultPreferences(project, rapid.SampledFrom(people).Draw(rt, "whose"))
				f.DigestOff = rapid.Bool().Draw(rt, "off")
				f.DigestAt.Hour = drawtest.Even(0, 23).Draw(rt, "at")
				f.Zone = rapid.SampledFrom([]string{"", "Indian/Mayotte", "America/Guadeloupe", "Pacific/Noumea"}).Draw(rt, "zone")
				if rapid.Bool().Draw(rt, "paused") {
					f.PauseUntil = record.Project{Zone: "Europe/Paris"}.Today(w.now()).AddDays(drawtest.Even(-2, 9).Draw(rt, "pause"))
				}
				require.NoError(rt, governance.ChangePreferences(t.Context(), w.Service, w.as(pilot), f))
			case "heal":
				require.NoError(rt, w.PlanDigests(t.Context()))
			}
			check(step)
		}
		// Later rounds need not settle what this one leaves.
		for _, n := range open {
			_, err := w.CompleteAction(t.Context(), w.as(pilot), n, rollout.Report{})
			require.NoError(rt, err)
		}
		_, _, err := w.SetDigest(t.Context(), w.as(pilot), code, committee.DigestChange{Off: true})
		require.NoError(rt, err)
		w.bring()
	})
}
