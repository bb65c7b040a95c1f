package governance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// charged logs an adopted decision that other, who is in no committee, carries out.
func (w *world) charged(code, due string, people ...record.UserID) committee.Decision {
	w.Helper()
	n := committee.NewDecision{Text: "Ouvrir la messagerie", Committee: code, Details: committee.Details{Due: day(due)}}
	for _, u := range people {
		n.InCharge = append(n.InCharge, person(u))
	}
	return w.log(n)
}

func TestADecisionKeepsItsDetails(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	m := w.schedule("COPIL", "2026-11-23 09:00")
	w.at("2026-11-23 11:00")
	asked := committee.Details{
		Context: " Les écoles la demandent ", Alternatives: "Attendre septembre", Meeting: m.Number, DecidedOn: day("2026-11-20"),
		Vote: committee.Vote{For: 12, Against: 2, Abstained: 1}, InCharge: []record.Person{person(other)}, Due: day("2026-12-15"), Review: day("2027-06-30"),
		Contract: "M2026-04",
	}
	dec := w.log(committee.NewDecision{Text: "Ouvrir la messagerie", Committee: "COPIL", Details: asked})
	want := asked
	want.Context = "Les écoles la demandent"
	require.Equal(t, want, dec.Details)
	view, err := w.Decision(t.Context(), w.as(guest), dec.Ref)
	require.NoError(t, err)
	require.Equal(t, want, view.Details)
	require.Equal(t, m.Ref(), view.Sitting.Ref())
	require.Equal(t, want, view.History[0].After.(committee.Decision).Details)
	t.Run("its number is of the year in which it is logged", func(t *testing.T) {
		w.at("2027-01-04 08:00")
		late := w.log(committee.NewDecision{Text: "x", Committee: "COPIL", Details: committee.Details{DecidedOn: day("2026-12-18")}})
		require.Equal(t, "COPIL-2027-001", late.Ref)
	})
}

func TestDetailsThatCannotBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("GT1", cabinet, record.DiffusionTeam)
	w.committee("SECRET", secret, record.DiffusionCommittee)
	w.schedule("COPIL", "2026-11-23 09:00")
	foreign, hidden := w.schedule("GT1", "2026-11-23 09:00"), w.schedule("SECRET", "2026-11-23 09:00")
	off := w.schedule("COPIL", "2026-12-01 09:00")
	_, err := w.CancelMeeting(t.Context(), w.as(pilot), off.Number, "neige")
	require.NoError(t, err)
	for key, tc := range map[string]struct {
		by      record.UserID
		n       committee.NewDecision
		problem string
	}{
		"a context that is too long":   {pilot, committee.NewDecision{Details: committee.Details{Context: strings.Repeat("é", 2001)}}, "text.too_long"},
		"a contract that is too long":  {pilot, committee.NewDecision{Details: committee.Details{Contract: strings.Repeat("M", 41)}}, "text.too_long"},
		"a day that is to come":        {pilot, committee.NewDecision{Details: committee.Details{DecidedOn: day("2026-11-24")}}, "decision.future"},
		"a due date that has gone by":  {pilot, committee.NewDecision{Details: committee.Details{Due: day("2026-11-22")}}, "decision.past"},
		"a review that has gone by":    {pilot, committee.NewDecision{Details: committee.Details{Review: day("2026-11-22")}}, "decision.past"},
		"a day of what is proposed":    {pilot, committee.NewDecision{Proposed: true, Details: committee.Details{DecidedOn: day("2026-11-20")}}, "decision.not_taken"},
		"a meeting that is none":       {pilot, committee.NewDecision{Details: committee.Details{Meeting: 99}}, "meeting.unknown"},
		"another committee's meeting":  {pilot, committee.NewDecision{Details: committee.Details{Meeting: foreign.Number}}, "decision.meeting_other"},
		"a meeting that is not seen":   {member, committee.NewDecision{Details: committee.Details{Meeting: hidden.Number}}, "meeting.unknown"},
		"a meeting that was cancelled": {pilot, committee.NewDecision{Details: committee.Details{Meeting: off.Number}}, "meeting.off"},
		"an opinion that selects":      {pilot, committee.NewDecision{Selection: committee.SelectionSelects, Details: committee.Details{Opinion: true}}, "decision.opinion_selects"},
		"a vote without end":           {pilot, committee.NewDecision{Details: committee.Details{Vote: committee.Vote{For: 1000}}}, "vote.number"},
		"a vote of two kinds":          {pilot, committee.NewDecision{Details: committee.Details{Vote: committee.Vote{Consensus: true, Against: 1}}}, "vote.both"},
		"who hears nothing of it": {
			pilot,
			committee.NewDecision{Committee: "SECRET", Details: committee.Details{InCharge: []record.Person{person(other)}}},
			"decision.charge_outside",
		},
	} {
		t.Run(key, func(t *testing.T) {
			before := w.dump()
			if tc.n.Text = "x"; tc.n.Committee == "" {
				tc.n.Committee = "COPIL"
			}
			_, err := w.LogDecision(t.Context(), w.as(tc.by), tc.n)
			require.Equal(t, tc.problem, keyOf(err))
			require.Equal(t, before, w.dump())
		})
	}
	t.Run("a closed committee may charge its members and the pilots", func(t *testing.T) {
		w.chat.members[secret] = []record.UserID{member}
		require.Equal(t, "SECRET-2026-001", w.charged("SECRET", "2026-12-15", member, pilot).Ref)
	})
}

func TestAVoteThatWasLostIsAskedBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	lost := committee.Details{Vote: committee.Vote{For: 3, Against: 9}}
	for name, tc := range map[string]struct {
		n    committee.NewDecision
		want []string
	}{
		"adopted, and lost":   {committee.NewDecision{Details: lost}, []string{"decision.vote_lost"}},
		"adopted, and won":    {committee.NewDecision{Details: committee.Details{Vote: committee.Vote{For: 9, Against: 3}}}, nil},
		"adopted, and a draw": {committee.NewDecision{Details: committee.Details{Vote: committee.Vote{For: 3, Against: 3}}}, nil},
		"proposed, and lost":  {committee.NewDecision{Proposed: true, Details: lost}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			tc.n.Text, tc.n.Committee = name, "COPIL"
			_, err := w.LogDecision(t.Context(), w.careful(pilot), tc.n)
			require.Equal(t, tc.want, doubts(err))
		})
	}
	t.Run("also when it is adopted later", func(t *testing.T) {
		dec := w.log(committee.NewDecision{Text: "Acheter", Committee: "COPIL", Proposed: true, Details: lost})
		_, err := w.SettleDecision(t.Context(), w.careful(pilot), dec.Ref, committee.DecisionAdopted, "")
		require.Equal(t, []string{"decision.vote_lost"}, doubts(err))
		_, err = w.SettleDecision(t.Context(), w.careful(pilot), dec.Ref, committee.DecisionRejected, "")
		require.NoError(t, err)
	})
}

func TestWhatOfADecisionIsSpecified(t *testing.T) {
	t.Parallel()
	first := committee.Details{Context: "Demandée", Alternatives: "Attendre", DecidedOn: day("2026-11-20"), Vote: committee.Vote{Consensus: true}}
	for name, tc := range map[string]struct {
		was, n committee.Details
		state  committee.DecisionState
		parts  record.Parts
		key    string
	}{
		"who carries it out":          {n: committee.Details{InCharge: []record.Person{person(other)}}, parts: record.Parts{record.PartInCharge}},
		"what follows from it":        {n: committee.Details{Due: day("2026-12-15"), Review: day("2027-06-30"), Contract: "M1"}, parts: record.Parts{record.PartDue, record.PartReview, record.PartContract}},
		"what was forgotten":          {n: first, parts: record.Parts{record.PartContext, record.PartAlternatives, record.PartDecidedOn, record.PartVote}},
		"another context":             {was: first, n: committee.Details{Context: "Attendue"}, parts: record.Parts{record.PartContext}},
		"another vote":                {was: first, n: committee.Details{Vote: committee.Vote{For: 3}}, key: "decision.taken"},
		"another day":                 {was: first, n: committee.Details{DecidedOn: day("2026-11-19")}, key: "decision.taken"},
		"other alternatives":          {was: first, n: committee.Details{Alternatives: "Rien"}, key: "decision.taken"},
		"an opinion of a decision":    {n: committee.Details{Opinion: true}, key: "decision.taken"},
		"what it says already":        {was: first, n: first, key: "decision.same"},
		"nothing":                     {key: "decision.mark"},
		"of one that is carried out":  {state: committee.DecisionApplied, n: committee.Details{Review: day("2027-06-30")}, parts: record.Parts{record.PartReview}},
		"of one without effect":       {state: committee.DecisionOff, n: committee.Details{Review: day("2027-06-30")}, key: "decision.settled"},
		"a vote without end":          {n: committee.Details{Vote: committee.Vote{For: 1000}}, key: "vote.number"},
		"a review that has gone by":   {n: committee.Details{Review: day("2026-11-20")}, key: "decision.past"},
		"a due date that has gone by": {n: committee.Details{Due: day("2026-11-20")}, key: "decision.past"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			dec := w.log(committee.NewDecision{Text: "Ouvrir", Committee: "COPIL", Details: tc.was})
			var err error
			switch tc.state {
			case committee.DecisionApplied:
				dec, err = w.ApplyDecision(t.Context(), w.as(pilot), dec.Ref, "")
			case committee.DecisionOff:
				dec, err = w.CancelDecision(t.Context(), w.as(pilot), dec.Ref, "erreur")
			}
			require.NoError(t, err)
			before := w.dump()
			got, err := w.SpecifyDecision(t.Context(), w.as(member), committee.EditDecision{Ref: dec.Ref, Details: tc.n})
			require.Equal(t, tc.key, keyOf(err))
			if tc.key != "" {
				require.Equal(t, before, w.dump())
				return
			}
			lines := w.history(dec.Subject())
			line := lines[len(lines)-1]
			require.Equal(t, "decision.specified", line.Change)
			require.Equal(t, tc.parts, committee.EditedParts(line))
			require.Equal(t, dec.Details, line.Before.(committee.Decision).Details)
			require.Equal(t, got.Details, line.After.(committee.Decision).Details)
			require.Equal(t, []string{"2026-11-23 08:00 channel/c-copil"}, w.owed(dec.Subject(), committee.DecisionSpecified))
		})
	}
	t.Run("also by its edit, but for its text", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := w.charged("COPIL", "2026-12-15", member)
		_, err := w.EditDecision(t.Context(), w.as(member), committee.EditDecision{Ref: dec.Ref, Text: "Autre", Details: committee.Details{Contract: "M1"}})
		require.Equal(t, "decision.not_editable", keyOf(err))
		dec, err = w.EditDecision(t.Context(), w.as(member), committee.EditDecision{Ref: dec.Ref, Details: committee.Details{Contract: "M1"}})
		require.NoError(t, err)
		require.Equal(t, []string{"M1", "Ouvrir la messagerie"}, []string{dec.Contract, dec.Text})
	})
	t.Run("what it decides on its schools, alone", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := w.decide("Équiper", "COPIL", wallonA)
		_, err := w.SpecifyDecision(t.Context(), w.as(member), committee.EditDecision{Ref: dec.Ref, Selection: committee.SelectionSelects, Details: committee.Details{Contract: "M1"}})
		require.Equal(t, "decision.one_by_one", keyOf(err))
		dec, err = w.SpecifyDecision(t.Context(), w.as(member), committee.EditDecision{Ref: dec.Ref, Selection: committee.SelectionSelects})
		require.NoError(t, err)
		require.Equal(t, committee.SelectionSelects, dec.Selection)
	})
}

func TestWhoIsInCharge(t *testing.T) {
	t.Parallel()
	toMember, toOther := reminder.ToPerson(member), reminder.ToPerson(other)
	t.Run("is told once, reminded as of an action, then by digests", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.charged("COPIL", "2026-12-01", other) // a Tuesday
		require.Equal(t, []string{
			"2026-11-23 08:00 decision.assigned", "2026-11-30 09:00 decision.reminder", "2026-12-01 09:00 decision.reminder",
			"2026-12-02 08:00 digest.personal", "2026-12-07 08:00 digest.personal", "2026-12-14 08:00 digest.personal",
			"2026-12-21 08:00 digest.personal", "2026-12-28 08:00 digest.personal", "2027-01-04 08:00 digest.personal",
		}, w.told(400)[toOther])
	})
	t.Run("is not told of what they have logged themselves", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := w.charged("COPIL", "2026-12-01", pilot)
		require.Empty(t, w.owed(dec.Subject(), committee.DecisionAssigned))
		require.Len(t, w.owed(dec.Subject(), committee.DecisionReminder), 2)
	})
	t.Run("of a proposal is told once it is adopted", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := w.log(committee.NewDecision{Text: "x", Committee: "COPIL", Proposed: true, Details: committee.Details{InCharge: []record.Person{person(other)}, Due: day("2026-12-01")}})
		require.Empty(t, w.owed(dec.Subject(), committee.DecisionAssigned, committee.DecisionReminder))
		_, err := w.SettleDecision(t.Context(), w.as(pilot), dec.Ref, committee.DecisionAdopted, "")
		require.NoError(t, err)
		require.Equal(t, []string{"2026-11-23 08:00 user/u-other"}, w.owed(dec.Subject(), committee.DecisionAssigned))
		require.Len(t, w.owed(dec.Subject(), committee.DecisionReminder), 2)
	})
	t.Run("passes it on, and each hears of it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := w.charged("COPIL", "2026-12-01", other)
		w.send()
		_, err := w.SpecifyDecision(t.Context(), w.as(pilot), committee.EditDecision{Ref: dec.Ref, Details: committee.Details{InCharge: []record.Person{person(member)}}})
		require.NoError(t, err)
		require.Equal(t, []string{"2026-11-23 08:00 user/u-member"}, w.owed(dec.Subject(), committee.DecisionAssigned))
		require.Equal(t, []string{"2026-11-23 08:00 user/u-other"}, w.owed(dec.Subject(), committee.DecisionWithdrawn))
		sent := w.told(30)
		require.NotContains(t, strings.Join(sent[toOther], " "), "decision.reminder")
		require.Contains(t, strings.Join(sent[toMember], " "), "decision.reminder")
	})
	for name, end := range map[string]func(w *world, ref string) error{
		"carries it out, although in no committee": func(w *world, ref string) error {
			_, err := w.ApplyDecision(w.Context(), w.as(other), ref, "fait")
			return err
		},
		"is reminded no more once it is cancelled": func(w *world, ref string) error {
			_, err := w.CancelDecision(w.Context(), w.as(pilot), ref, "erreur")
			return err
		},
		"is reminded no more once it is replaced": func(w *world, ref string) error {
			_, _, err := w.ReplaceDecision(w.Context(), w.as(pilot), committee.ReplaceDecision{Ref: ref, Text: "Autre", Details: committee.Details{InCharge: []record.Person{person(member)}}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			dec := w.charged("COPIL", "2026-12-01", other)
			w.send()
			require.NoError(t, end(w, dec.Ref))
			sent := strings.Join(w.told(30)[toOther], " ")
			require.NotContains(t, sent, "decision.reminder")
			require.NotContains(t, sent, "digest")
		})
	}
	t.Run("nobody else of no committee carries it out, nor a guest", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := w.charged("COPIL", "2026-12-01", guest)
		_, err := w.ApplyDecision(t.Context(), w.as(other), dec.Ref, "")
		require.Equal(t, "forbidden.committee", keyOf(err))
		_, err = w.ApplyDecision(t.Context(), w.as(guest), dec.Ref, "")
		require.Equal(t, "forbidden.guests", keyOf(err))
	})
	t.Run("stays in charge of what replaces it, where nothing is said", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := w.log(committee.NewDecision{Text: "x", Committee: "COPIL", Details: committee.Details{
			InCharge: []record.Person{person(other)}, Due: day("2026-11-24"), Review: day("2027-06-30"), Contract: "M1", Vote: committee.Vote{Consensus: true}, Context: "y",
		}})
		w.at("2026-11-25 08:00")
		_, after, err := w.ReplaceDecision(t.Context(), w.as(pilot), committee.ReplaceDecision{Ref: dec.Ref, Text: "z"})
		require.NoError(t, err)
		require.Equal(t, committee.Details{InCharge: dec.InCharge, Review: dec.Review, Contract: "M1"}, after.Details, "the due date has gone by")
		require.Equal(t, reminder.SkipChanged, w.skipped(dec.Subject(), committee.DecisionWithdrawn))
	})
	t.Run("is reminded when it is open to them, and when their hours change", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := w.charged("COPIL", "2026-12-01", other)
		w.set(other, reminder.PreferencesChange{Quiet: reminder.QuietChange{Hours: hours(20, 0, 10, 30)}})
		require.Equal(t, []string{"2026-11-30 10:30 user/u-other", "2026-12-01 10:30 user/u-other"}, w.owed(dec.Subject(), committee.DecisionReminder))
		w.settings(governance.SettingsChange{Zone: "Mayotte"})
		require.NotEqual(t, []string{"2026-11-30 10:30 user/u-other", "2026-12-01 10:30 user/u-other"}, w.owed(dec.Subject(), committee.DecisionReminder))
		w.set(other, reminder.PreferencesChange{Actions: new(bool)})
		require.Empty(t, w.owed(dec.Subject(), committee.DecisionReminder))
	})
}

func TestTheCommitteeLooksAtItAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	dec := w.log(committee.NewDecision{Text: "x", Committee: "COPIL", Details: committee.Details{Review: day("2027-03-15")}})
	require.Equal(t, []string{"2027-03-15 09:00 channel/c-copil"}, w.owed(dec.Subject(), committee.DecisionReview))
	_, err := w.ApplyDecision(t.Context(), w.as(pilot), dec.Ref, "")
	require.NoError(t, err)
	require.Len(t, w.owed(dec.Subject(), committee.DecisionReview), 1, "also of what is carried out")
	_, err = w.SpecifyDecision(t.Context(), w.as(pilot), committee.EditDecision{Ref: dec.Ref, Details: committee.Details{Review: day("2027-03-17")}})
	require.NoError(t, err)
	w.at("2027-03-17 09:00")
	require.Empty(t, w.skipped(dec.Subject(), committee.DecisionReview))
	_, err = w.CancelDecision(t.Context(), w.as(pilot), dec.Ref, "erreur")
	require.NoError(t, err)
	require.NotContains(t, w.owed(dec.Subject(), committee.DecisionReview), "2027-03-17 09:00 channel/c-copil")
}

func TestDecisionsToCarryOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("SECRET", secret, record.DiffusionCommittee)
	w.charged("SECRET", "2026-11-24")
	late, undated, soon := w.charged("COPIL", "2026-12-15"), w.decide("Équiper", "COPIL"), w.charged("COPIL", "2026-12-01", other)
	opinion := w.log(committee.NewDecision{Text: "Avis", Committee: "COPIL", Details: committee.Details{Opinion: true}})
	w.propose("Former", "COPIL")
	_, err := w.ApplyDecision(t.Context(), w.as(pilot), w.decide("Faite", "COPIL").Ref, "")
	require.NoError(t, err)
	list, today, err := w.DecisionsToCarryOut(t.Context(), w.as(other), committee.DecisionFilter{})
	require.NoError(t, err)
	require.Equal(t, day("2026-11-23"), today)
	var refs []string
	for _, dec := range list {
		refs = append(refs, dec.Ref)
	}
	require.Equal(t, []string{soon.Ref, late.Ref, undated.Ref}, refs, "without %s", opinion.Ref)
	require.False(t, list[0].Late(day("2026-12-01")))
	require.True(t, list[0].Late(day("2026-12-02")))
}

func TestWhereADecisionWasSaid(t *testing.T) {
	t.Parallel()
	inThread := func(w *world, in record.ChannelID) record.Actor {
		a := w.as(pilot, in)
		a.Thread = "p-1"
		return a
	}
	log := func(w *world, in record.ChannelID, code string) committee.Decision {
		dec, err := w.LogDecision(w.Context(), inThread(w, in), committee.NewDecision{Text: "x", Committee: code})
		require.NoError(w, err)
		return dec
	}
	link := func(w *world, u record.UserID, ref string) string {
		view, err := w.Decision(w.Context(), w.as(u), ref)
		require.NoError(w, err)
		return view.Link
	}
	const there = "https://chat/pl/p-1"
	t.Run("an open channel: all are led there, and the thread hears of it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := log(w, lobby, "COPIL")
		require.Equal(t, record.Source{Channel: lobby, Post: "p-1", Open: true}, dec.Source)
		require.ElementsMatch(t, []string{"2026-11-23 08:00 channel/c-copil", "2026-11-23 08:00 channel/" + string(lobby) + "/p-1"}, w.owed(dec.Subject(), committee.DecisionSettled))
		require.Equal(t, there, link(w, other, dec.Ref))
	})
	t.Run("a private channel: who is in it is led there", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.become(secret, true)
		w.chat.members[secret] = []record.UserID{member}
		dec := log(w, secret, "COPIL")
		require.False(t, dec.Source.Open)
		require.Equal(t, there, link(w, member, dec.Ref))
		require.Empty(t, link(w, other, dec.Ref))
		require.Empty(t, link(w, pilot, dec.Ref))
	})
	t.Run("a closed committee's: nothing is said in the thread of another channel", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.committee("SECRET", secret, record.DiffusionCommittee)
		dec := log(w, lobby, "SECRET")
		require.Equal(t, []string{"2026-11-23 08:00 channel/" + string(secret)}, w.owed(dec.Subject(), committee.DecisionSettled))
		dec = log(w, secret, "SECRET")
		require.Len(t, w.owed(dec.Subject(), committee.DecisionSettled), 2)
	})
	t.Run("where the bot cannot go it is logged all the same", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.chat.fail["JoinChannel"] = record.ErrNone
		dec := log(w, lobby, "COPIL")
		require.Equal(t, []string{"2026-11-23 08:00 channel/c-copil"}, w.owed(dec.Subject(), committee.DecisionSettled))
		w.chat.fail["Permalink"] = errFlaky
		require.Empty(t, link(w, other, dec.Ref))
	})
	t.Run("nobody asks for it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		dec := w.log(committee.NewDecision{Text: "x", Committee: "COPIL", Details: committee.Details{Source: record.Source{Channel: lobby, Post: "p-9", Open: true}}})
		require.Zero(t, dec.Source)
	})
}
