package governance_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
	"pilotent/storage/storagetest"
)

// hold opens a meeting and closes it.
func (w *world) hold(m committee.Meeting) {
	w.Helper()
	_, err := w.OpenMeeting(w.Context(), w.as(pilot), m.Number)
	require.NoError(w, err)
	_, err = w.CloseMeeting(w.Context(), w.as(pilot), m.Number)
	require.NoError(w, err)
}

// presides makes somebody the chair of COPIL.
func (w *world) presides(who string) {
	w.Helper()
	office := organisation.OfficeChair
	_, err := w.AddMember(w.Context(), w.as(pilot), organisation.NewMember{
		Committee: "COPIL", Member: who, Saying: organisation.Saying{Office: &office},
	})
	require.NoError(w, err)
}

func (w *world) post(meeting int) proceedings.View {
	w.Helper()
	v, err := w.PostMinutes(w.Context(), w.as(pilot), meeting)
	require.NoError(w, err)
	return v
}

// What was approved is what was read: nothing that happens afterwards changes it.
func TestApprovedMinutesAreFrozen(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.presides("@" + person(member).Username)
	m := w.opens("2026-11-23 14:00", "A", "B")
	w.take(m, 1, "Dit en séance")
	dec := w.decide("Former les écoles", "COPIL")
	_, err := w.CloseMeeting(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	w.post(m.Number)
	v, err := w.RemarkOnMinutes(t.Context(), w.as(pilot), m.Number, "Pas seulement")
	require.NoError(t, err)
	require.Len(t, v.Remarks, 1)
	v, err = w.ApproveMinutes(t.Context(), w.as(member, copil), m.Number, 0)
	require.NoError(t, err)
	require.Equal(t, []any{"COPIL-CR-2026-001", proceedings.StateApproved}, []any{v.Ref, v.State})

	_, err = w.CancelDecision(t.Context(), w.as(pilot), dec.Ref, "Sans objet")
	require.NoError(t, err)
	later, err := w.Minutes(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	require.Equal(t, v.Content, later.Content)
	require.Equal(t, committee.DecisionAdopted, later.Content.Items[0].Results[0].State)
	require.Len(t, later.Remarks, 1)
	for name, change := range map[string]func() error{
		"a draft":  func() error { _, err := w.PostMinutes(t.Context(), w.as(pilot), m.Number); return err },
		"a text":   func() error { _, err := w.RewriteMinutes(t.Context(), w.as(pilot), m.Number, 1, "Autre"); return err },
		"a remark": func() error { _, err := w.RemarkOnMinutes(t.Context(), w.as(pilot), m.Number, "Autre"); return err },
		"approval": func() error { _, err := w.ApproveMinutes(t.Context(), w.as(member, copil), m.Number, 0); return err },
	} {
		require.Equal(t, "proceedings.frozen", keyOf(change()), name)
	}
	v, err = w.AddToMinutes(t.Context(), w.as(pilot), m.Number, "Lire B")
	require.NoError(t, err)
	require.Equal(t, []any{1, 1, "Lire B"}, []any{len(v.Remarks), len(v.Added), v.Added[0].Text})
	require.Equal(t, later.Content, v.Content)
}

// A draft that follows remarks replaces the one before, and keeps it.
func TestDraftsFollowEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.opens("2026-11-23 14:00", "A")
	_, err := w.CloseMeeting(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	before, err := w.Minutes(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	require.Equal(t, []any{proceedings.StateNone, 0, true}, []any{before.State, before.Edition, before.Writes})
	v := w.post(m.Number)
	require.Equal(t, []any{1, day("2026-11-30"), before.Content}, []any{v.Edition, v.Until, v.Content}, "five working days")
	_, err = w.PostMinutes(t.Context(), w.as(pilot), m.Number)
	require.Equal(t, "proceedings.same", keyOf(err))
	_, err = w.RemarkOnMinutes(t.Context(), w.as(pilot), m.Number, "Un mot manque")
	require.NoError(t, err)
	_, err = w.RewriteMinutes(t.Context(), w.as(pilot), m.Number, 1, "Tous les mots")
	require.NoError(t, err)
	seen, err := w.Minutes(t.Context(), w.as(member, copil), m.Number)
	require.NoError(t, err)
	require.Equal(t, []any{true, ""}, []any{seen.Differs, seen.Content.Items[0].Note}, "the committee has the draft as it was")
	v = w.post(m.Number)
	require.Equal(t, []any{2, "Tous les mots", 0, 1}, []any{v.Edition, v.Content.Items[0].Note, len(v.Remarks), len(v.Earlier)})
	require.NoError(t, storagetest.Wide{Store: w.store}.View(t.Context(), func(tx storagetest.Tx) error {
		e, err := tx.Edition(record.ProjectID(team), m.Number, 1)
		require.NoError(t, err)
		first, err := e.Read()
		require.Equal(t, before.Content, first)
		return err
	}))
}

// What is answered to a draft is a remark on the draft that the committee had, whatever
// thread it stands in, for as long as remarks are taken.
func TestAnswersToADraftAreRemarks(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.opens("2026-11-23 14:00", "A")
	_, err := w.CloseMeeting(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	v := w.post(m.Number)
	posted := reminder.Settlement{State: reminder.SettledSent, PostID: "p1", At: w.now()}
	w.settle(v.Subject(), proceedings.DraftPosted, reminder.ToChannel(copil), posted)
	first := v.PostedAt
	answer := func(post, to, text string, who record.UserID, at time.Time) {
		w.chat.replies[to] = append(w.chat.replies[to], record.Reply{Post: post, Author: person(who), Text: text, At: at})
	}
	said := func(list []proceedings.Remark) (lines []string) {
		for _, r := range list {
			lines = append(lines, r.Author.Username+": "+r.Text)
		}
		return lines
	}
	answer("a1", "p1", "Un mot manque", member, first.Add(time.Hour))
	answer("a2", "p1", "👍", other, first.Add(time.Hour))

	v, err = w.Minutes(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	require.Equal(t, []string{"member: Un mot manque"}, said(v.Remarks), "before anything is kept")
	w.at("2026-11-24 10:00")
	v, err = w.RemarkOnMinutes(t.Context(), w.as(pilot), m.Number, "Et une date")
	require.NoError(t, err)
	require.Equal(t, []string{"member: Un mot manque", "pilot: Et une date"}, said(v.Remarks))
	_, err = w.RewriteMinutes(t.Context(), w.as(pilot), m.Number, 1, "Tous les mots")
	require.NoError(t, err)
	v = w.post(m.Number)
	require.Empty(t, v.Remarks)
	require.Len(t, v.Earlier, 2)

	answer("a3", "p1", "C'est mieux", member, v.PostedAt.Add(time.Hour)) // below the first draft, but on the second
	answer("a4", "p1", strings.Repeat("long ", 1000), other, v.PostedAt.Add(2*time.Hour))
	answer("a5", "p1", "Trop tard", member, v.Until.AddDays(1).At(9, 0, w.zone))
	w.at(v.Until.AddDays(1).String() + " 09:30")
	done, err := w.Hear(t.Context(), record.ProjectID(team), v.Subject())
	require.NoError(t, err)
	require.True(t, done)
	w.chat.replies = nil // whatever becomes of the thread
	v, err = w.Minutes(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	require.Len(t, v.Remarks, 2)
	require.Equal(t, "member: C'est mieux", said(v.Remarks)[0])
	require.Len(t, []rune(v.Remarks[1].Text), record.MaxNote)
	require.Len(t, v.Earlier, 2)

	w.chat.fail["Replies"] = errors.New("away")
	_, err = w.ApproveMinutes(t.Context(), w.as(pilot), m.Number, 0)
	require.Equal(t, "unavailable.directory", keyOf(err), "nothing is approved that was not heard")
	delete(w.chat.fail, "Replies")
	v, err = w.ApproveMinutes(t.Context(), w.as(pilot), m.Number, 0)
	require.NoError(t, err)
	require.Len(t, v.Remarks, 2)
}

// Who presides changes while a draft is out: the one who presides then is told.
func TestRemindersFollowWhoPresides(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.presides("@" + person(member).Username)
	m := w.schedule("COPIL", "2026-11-23 14:00")
	w.hold(m)
	due := func(subject record.Subject, kind reminder.DeliveryKind) string {
		owed := w.owed(subject, kind)
		require.Len(t, owed, 1)
		return owed[0]
	}
	held := sitting.NounSitting.Subject(m.Ref())
	require.Contains(t, due(held, sitting.MinutesDue), string(member))
	office := organisation.OfficeNone
	gone := organisation.NewMember{Committee: "COPIL", Member: "@" + person(member).Username, Saying: organisation.Saying{Office: &office}}
	_, err := w.ChangeMember(t.Context(), w.as(pilot), gone)
	require.NoError(t, err)
	require.NotContains(t, due(held, sitting.MinutesDue), string(member))
	w.presides("@" + person(member).Username)
	v := w.post(m.Number)
	require.Contains(t, due(v.Subject(), proceedings.ApprovalDue), string(member))
	_, err = w.ChangeMember(t.Context(), w.as(pilot), gone)
	require.NoError(t, err)
	require.NotContains(t, due(v.Subject(), proceedings.ApprovalDue), string(member))
	require.Len(t, w.owed(v.Subject(), proceedings.RemarksEnd), 1, "the channel is reminded as before")
}

func TestWhoApprovesMinutes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		chair string
		by    record.UserID
		in    bool // a later meeting has
		key   string
		name  string // in which they are approved besides
	}{
		"the chair":                             {chair: "@" + person(member).Username, by: member},
		"a pilot does not for the chair":        {chair: "@" + person(member).Username, by: pilot, key: "proceedings.chair"},
		"a pilot notes what a meeting approved": {chair: "@" + person(member).Username, by: pilot, in: true},
		"a chair that is in no chat":            {chair: "Mme Durand", by: pilot, name: "Mme Durand"},
		"nobody presides":                       {by: member},
		"a member does not note it for a chair": {chair: "Mme Durand", by: member, key: "forbidden.proceedings"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			if tc.chair != "" {
				w.presides(tc.chair)
			}
			m := w.schedule("COPIL", "2026-11-23 14:00")
			w.hold(m)
			w.post(m.Number)
			in := 0
			if tc.in {
				next := w.schedule("COPIL", "2026-11-23 16:00")
				w.hold(next)
				in = next.Number
			}
			v, err := w.ApproveMinutes(t.Context(), w.as(tc.by, copil), m.Number, in)
			if tc.key != "" {
				require.Equal(t, tc.key, keyOf(err))
				return
			}
			require.NoError(t, err)
			require.Equal(t, []any{tc.name, in}, []any{v.Chair, v.ApprovedIn})
		})
	}
}

// What is asked back before it is done: remarks that are still open, or not taken up.
func TestDoubtsAboutApproval(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.opens("2026-11-23 14:00", "A")
	_, err := w.CloseMeeting(t.Context(), w.as(pilot), m.Number)
	require.NoError(t, err)
	w.post(m.Number)
	approve := func() error {
		_, err := w.ApproveMinutes(t.Context(), w.careful(pilot, copil), m.Number, 0)
		return err
	}
	require.Equal(t, []string{"proceedings.open"}, doubts(approve()))
	_, err = w.RemarkOnMinutes(t.Context(), w.as(pilot), m.Number, "Un mot manque")
	require.NoError(t, err)
	_, err = w.RewriteMinutes(t.Context(), w.as(pilot), m.Number, 1, "Un mot")
	require.NoError(t, err)
	w.at("2026-12-01 09:00")
	require.Equal(t, []string{"proceedings.remarks", "proceedings.differs"}, doubts(approve()))
	_, err = w.RemarkOnMinutes(t.Context(), w.as(pilot), m.Number, "Trop tard")
	require.Equal(t, "proceedings.over", keyOf(err))
}

// What is owed about minutes, each once, until it is done.
func TestRemindersOfMinutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.presides("@" + person(member).Username)
	m := w.schedule("COPIL", "2026-11-23 14:00")
	w.hold(m)
	due := func(kind reminder.DeliveryKind) []string {
		subject := record.Subject("proceedings/" + m.Ref())
		if kind == sitting.MinutesDue {
			subject = record.Subject("sitting/" + m.Ref())
		}
		return w.owed(subject, kind)
	}
	begins := func(want string, got []string) {
		t.Helper()
		require.Len(t, got, 1)
		require.True(t, strings.HasPrefix(got[0], want), got)
	}
	begins("2026-11-30 09:00", due(sitting.MinutesDue))
	w.post(m.Number)
	require.Empty(t, due(sitting.MinutesDue))
	begins("2026-11-27 09:00", due(proceedings.RemarksEnd))
	begins("2026-12-01 09:00", due(proceedings.ApprovalDue))
	_, err := w.ApproveMinutes(t.Context(), w.as(member, copil), m.Number, 0)
	require.NoError(t, err)
	require.Empty(t, due(proceedings.RemarksEnd))
	require.Empty(t, due(proceedings.ApprovalDue))
}

func TestMinutesOfWhatWasNotHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	planned, off := w.schedule("COPIL", "2026-12-01 14:00"), w.schedule("COPIL", "2026-12-02 14:00")
	_, err := w.CancelMeeting(t.Context(), w.as(pilot), off.Number, "")
	require.NoError(t, err)
	open := w.opens("2026-11-23 14:00", "A")
	for key, number := range map[string]int{"proceedings.not_held": planned.Number, "meeting.off": off.Number, "proceedings.sits": open.Number} {
		_, err := w.PostMinutes(t.Context(), w.as(pilot), number)
		require.Equal(t, key, keyOf(err))
	}
	_, err = w.Minutes(t.Context(), w.as(pilot, copil), 0)
	require.Equal(t, "proceedings.none_here", keyOf(err))
	_, err = w.CloseMeeting(t.Context(), w.as(pilot), open.Number)
	require.NoError(t, err)
	v, err := w.Minutes(t.Context(), w.as(pilot, copil), 0)
	require.NoError(t, err)
	require.Equal(t, open.Number, v.Held.Number)
}

// Minutes that nobody has approved propose themselves for the next agenda, until they are
// on it.
func TestMinutesProposeThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.schedule("COPIL", "2026-11-23 14:00")
	w.hold(m)
	next := w.schedule("COPIL", "2026-12-01 14:00")
	proposed := func() (from []int) {
		of, err := w.Agenda(t.Context(), w.as(pilot), next.Number)
		require.NoError(t, err)
		for _, p := range of.Proposals {
			if p.Why == sitting.ProposalMinutes {
				from = append(from, p.From)
			}
		}
		return from
	}
	require.Empty(t, proposed(), "nobody has read them")
	w.post(m.Number)
	require.Equal(t, []int{m.Number}, proposed())
	w.puts(next, "Compte rendu de R-11", "Lire R-12")
	require.Equal(t, []int{m.Number}, proposed(), "of another meeting")
	w.puts(next, "Approuver le CR de r-1.")
	require.Empty(t, proposed())
}
