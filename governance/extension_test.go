package governance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func TestExtensions(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.at("2026-11-23 09:00")
	w.open(contract.StepMOM, "2026-11-02", member) // until 2 December
	extend := func(n acceptance.Extension) error {
		n.Number, n.Reason = 1, "panne"
		_, err := w.ExtendVerification(t.Context(), w.as(pilot), n)
		return err
	}
	until := func() string {
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, v.Deadline, v.Computed.Day)
		return v.Deadline.String()
	}
	require.NoError(t, extend(acceptance.Extension{Days: 10, Asked: true}))
	require.Equal(t, "2026-12-02", until(), "asked is not granted")
	require.NoError(t, extend(acceptance.Extension{Days: 10}))
	require.Equal(t, "2026-12-14", until(), "the 12th is a Saturday")
	require.NoError(t, extend(acceptance.Extension{Days: 3}))
	require.Equal(t, "2026-12-15", until(), "the days add up, and not the postponements")
	require.Equal(t, "verification.extension", keyOf(extend(acceptance.Extension{})))
	w.at("2026-12-16 09:00")
	require.Equal(t, "verification.extension_late", keyOf(extend(acceptance.Extension{Days: 1})))
	require.NoError(t, admits(w))
	require.Equal(t, "verification.decided", keyOf(extend(acceptance.Extension{Days: 1})))
}

// extends asks for days, grants or refuses.
func extends(n acceptance.Extension) func(w *world) error {
	n.Number, n.Reason = 1, "panne"
	return func(w *world) error {
		_, err := w.ExtendVerification(w.Context(), w.as(pilot), n)
		return err
	}
}

func asks(days int, on string) func(w *world) error {
	return extends(acceptance.Extension{Days: days, On: day(on), Asked: true})
}

// granting answers on a day; by nobody's word, today.
func granting(days int, on string) func(w *world) error {
	return extends(acceptance.Extension{Days: days, On: dayOrNone(on)})
}

func refusing(on string) func(w *world) error {
	return extends(acceptance.Extension{Refused: true, On: dayOrNone(on)})
}

func dayOrNone(text string) calendar.Date {
	if text == "" {
		return calendar.Date{}
	}
	return day(text)
}

// replies notes what a contract says of the answer to a request.
func replies(days int, silence contract.Silence) contract.ClauseChange {
	return contract.ClauseChange{
		Topic: contract.TopicExtensionReply, Period: period(days, calendar.UnitDays), Silence: silence, Article: "CCAP 7.5",
	}
}

// TestAskingForAProlongation: a MOM of 2 November 2026 runs until 2 December; the
// day is Monday 23 November. 15 days to answer, from the day after the request
// (CCAG-TIC 2009 art. 13.3.3), and 15 to ask after the cause (13.3.2).
func TestAskingForAProlongation(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		ask     acceptance.Extension
		replyBy string
		tardy   bool
		key     string
		param   string
	}{
		"today":                               {ask: acceptance.Extension{Days: 10}, replyBy: "2026-12-08"},
		"on the first day":                    {ask: acceptance.Extension{Days: 10, On: day("2026-11-02")}, replyBy: "2026-11-17"},
		"put off, from a Saturday":            {ask: acceptance.Extension{Days: 10, On: day("2026-11-20")}, replyBy: "2026-12-07"},
		"on the last day after its cause":     {ask: acceptance.Extension{Days: 10, CauseOn: day("2026-11-08")}, replyBy: "2026-12-08"},
		"later than its cause allows":         {ask: acceptance.Extension{Days: 10, CauseOn: day("2026-11-05")}, replyBy: "2026-12-08", tardy: true},
		"by as much, put off from a Saturday": {ask: acceptance.Extension{Days: 10, CauseOn: day("2026-11-06")}, replyBy: "2026-12-08"},
		"of the day of its cause":             {ask: acceptance.Extension{Days: 365, CauseOn: day("2026-11-23")}, replyBy: "2026-12-08"},
		"tomorrow":                            {ask: acceptance.Extension{Days: 10, On: day("2026-11-24")}, key: "verification.future", param: "on"},
		"before the period":                   {ask: acceptance.Extension{Days: 10, On: day("2026-11-01")}, key: "verification.extension_early", param: "on"},
		"a cause after the request":           {ask: acceptance.Extension{Days: 10, On: day("2026-11-19"), CauseOn: day("2026-11-20")}, key: "verification.cause_late", param: "cause"},
		"a cause to come":                     {ask: acceptance.Extension{Days: 10, CauseOn: day("2026-11-24")}, key: "verification.cause_late", param: "cause"},
		"no days":                             {ask: acceptance.Extension{}, key: "verification.extension", param: "extension"},
		"more than a year":                    {ask: acceptance.Extension{Days: 366}, key: "verification.extension", param: "extension"},
		"asked for and refused":               {ask: acceptance.Extension{Days: 10, Refused: true}, key: "verification.extension_both", param: "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withContract("")
			w.open(contract.StepMOM, "2026-11-02", member)
			before := w.dump()
			tc.ask.Asked = true
			err := extends(tc.ask)(w)
			if tc.key != "" {
				require.Equal(t, tc.param, asRefusal(t, err, tc.key).Param)
				require.Equal(t, before, w.dump(), "nothing is done by halves")
				return
			}
			require.NoError(t, err)
			v, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Equal(t, []any{tc.replyBy, tc.tardy, tc.ask.Days, "2026-12-02", contract.SilenceUnknown},
				[]any{v.Request.ReplyBy.String(), v.Requested.Tardy(), v.Request.Days, v.Deadline.String(), v.Requested.Rule.Silence})
			require.Equal(t, v.Request.ReplyBy, v.Requested.Computed.Day)
			require.Equal(t, []string{"verification.opened", "verification.extension_asked"}, w.changes(v1))
			require.Equal(t, []string{"2026-11-23 08:00 user/u-member"}, w.owed(v1, acceptance.VerificationFollowed))
			require.Equal(t, "verification.extension_waits", keyOf(extends(tc.ask)(w)))
		})
	}
	require.Equal(t, "verification.cause_unasked", keyOf(extends(acceptance.Extension{Days: 1, CauseOn: day("2026-11-20")})(newWorld(t))))
}

func asRefusal(t *testing.T, err error, key string) *record.Error {
	t.Helper()
	var e *record.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, key, e.Key)
	return e
}

// TestAnsweringARequest: 10 days were asked for on 23 November, of a MOM that runs
// until 2 December; the answer is due on 8 December.
func TestAnsweringARequest(t *testing.T) {
	t.Parallel()
	ended := []string{"verification.opened", "verification.extension_asked"}
	for name, tc := range map[string]struct {
		terms    contract.ClauseChange
		unasked  bool
		at       string
		do       func(w *world) error
		key      string
		deadline string
		change   string
		note     string
	}{
		"granted":                           {at: "2026-11-25", do: granting(10, ""), deadline: "2026-12-14", change: "verification.extended", note: "panne"},
		"for fewer days":                    {at: "2026-11-25", do: granting(5, "2026-11-24"), deadline: "2026-12-07", change: "verification.extended", note: "24/11/2026, panne"},
		"refused":                           {at: "2026-11-25", do: refusing(""), deadline: "2026-12-02", change: "verification.extension_refused", note: "panne"},
		"granted once the period is over":   {at: "2026-12-04", do: granting(10, ""), deadline: "2026-12-14", change: "verification.extended", note: "panne"},
		"late, where silence does nothing":  {at: "2026-12-20", do: granting(10, ""), deadline: "2026-12-14", change: "verification.extended", note: "panne"},
		"before it was asked for":           {at: "2026-11-25", do: refusing("2026-11-22"), key: "verification.reply_early"},
		"in the future":                     {at: "2026-11-25", do: granting(10, "2026-11-26"), key: "verification.future"},
		"unasked, once the period is over":  {unasked: true, at: "2026-12-04", do: granting(10, ""), key: "verification.extension_late"},
		"unasked, written down late":        {unasked: true, at: "2026-12-04", do: granting(10, "2026-12-02"), deadline: "2026-12-14", change: "verification.extended", note: "02/12/2026, panne"},
		"unasked, before the period":        {unasked: true, at: "2026-11-25", do: granting(10, "2026-11-01"), key: "verification.extension_early"},
		"refused, and nobody asked":         {unasked: true, at: "2026-11-25", do: refusing(""), key: "verification.no_request"},
		"asked for once the period is over": {unasked: true, at: "2026-12-04", do: asks(10, "2026-12-04"), key: "verification.extension_late"},
		"asked for in time, noted later":    {unasked: true, at: "2026-12-04", do: asks(10, "2026-12-02"), deadline: "2026-12-02", change: "verification.extension_asked", note: "panne"},
		"too late by the contract's clause": {terms: replies(1, contract.SilenceNothing), at: "2026-11-26", do: granting(10, ""), deadline: "2026-12-14", change: "verification.extended", note: "panne"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withContract("")
			if tc.terms.Topic != "" {
				w.clause(tc.terms)
			}
			w.open(contract.StepMOM, "2026-11-02", member)
			want := ended[:1]
			if !tc.unasked {
				require.NoError(t, asks(10, "2026-11-23")(w))
				want = ended
			}
			w.at(tc.at + " 09:00")
			before := w.dump()
			require.Equal(t, tc.key, keyOf(tc.do(w)))
			if tc.key != "" {
				require.Equal(t, before, w.dump())
				return
			}
			v, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Equal(t, tc.deadline, v.Deadline.String())
			require.Equal(t, slices.Concat(want, []string{tc.change}), w.changes(v1))
			lines := w.history(v1)
			require.Equal(t, tc.note, lines[len(lines)-1].Note)
			if tc.change == "verification.extension_asked" {
				return
			}
			require.Nil(t, v.Request)
			require.Empty(t, w.owed(v1, acceptance.ExtensionReminder))
			require.Equal(t, "verification.no_request", keyOf(refusing("")(w)), "twice is once")
		})
	}
	t.Run("no period of the buyer's", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.open(contract.StepVA, "2026-11-02", member)
		require.Equal(t, "verification.not_extendable", keyOf(asks(10, "2026-11-23")(w)))
		require.Equal(t, "verification.not_extendable", keyOf(granting(10, "")(w)))
		require.Equal(t, "verification.no_request", keyOf(refusing("")(w)))
	})
	t.Run("what is answered is told with it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract("")
		w.open(contract.StepMOM, "2026-11-02", member)
		require.NoError(t, asks(10, "2026-11-23")(w))
		v, err := w.ExtendVerification(t.Context(), w.as(pilot), acceptance.Extension{Number: 1, Days: 5, Reason: "panne"})
		require.NoError(t, err)
		require.Equal(t, []any{10, 5}, []any{v.Answered.Days, v.Extra})
		asked, granted, ok := minutes.ExtensionOf(w.history(v1)[2])
		require.Equal(t, []any{10, 5, true}, []any{asked, granted, ok})
	})
	t.Run("without general clauses, as is usual", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract(contract.TermsFree)
		w.clause(contract.ClauseChange{Topic: contract.TopicMOM, Period: period(30, calendar.UnitDays), Article: "CCAP 7"})
		w.open(contract.StepMOM, "2026-11-02", member)
		require.NoError(t, asks(10, "2026-11-23")(w))
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{true, "2026-12-08"}, []any{v.Requested.Rule.Usual, v.Request.ReplyBy.String()})
	})
}

func TestRemindersOfARequest(t *testing.T) {
	t.Parallel()
	requested := func(t *testing.T) *world {
		w := newWorld(t).withCopil().withContract("")
		_, err := w.OpenVerification(t.Context(), w.as(pilot, copil), acceptance.NewVerification{
			Step: contract.StepMOM, Contract: "M2026-04", Object: "x", NotifiedOn: day("2026-11-02"), InCharge: []record.Person{person(member), person(pilot)},
		})
		require.NoError(t, err)
		require.NoError(t, asks(10, "2026-11-23")(w))
		return w
	}
	to := func(recipient string, days ...string) (lines []string) {
		for _, d := range days {
			lines = append(lines, fmt.Sprintf("2026-12-%s 09:00 %s", d, recipient))
		}
		return lines
	}
	owed := func(w *world) []string { return w.owed(v1, acceptance.ExtensionReminder) }
	everybody := append(append(to("user/u-member", "01", "05", "07", "08"), to("user/u-pilot", "01", "05", "07", "08")...), to("channel/"+string(copil), "07", "08")...)
	t.Run("7, 3 and 1 days before, and on the day", func(t *testing.T) {
		t.Parallel()
		w := requested(t)
		require.ElementsMatch(t, everybody, owed(w))
	})
	for name, do := range map[string]func(w *world) error{"granted": granting(10, ""), "refused": refusing(""), "another phase": admits} {
		t.Run("none once it is "+name, func(t *testing.T) {
			t.Parallel()
			w := requested(t)
			w.at("2026-12-01 09:00")
			late := nth(t, w.claim(), acceptance.ExtensionReminder, 0)
			b, err := w.Content(t.Context(), late)
			require.NoError(t, err)
			require.Equal(t, []any{reminder.SkipReason(""), 10}, []any{b.Skip, b.About.(acceptance.VerificationView).Requested.Days})
			require.NoError(t, do(w))
			require.Empty(t, owed(w))
			b, err = w.Content(t.Context(), late)
			require.NoError(t, err)
			require.Equal(t, reminder.SkipClosed, b.Skip)
		})
	}
	t.Run("what was sent is made anew with the request that it told of", func(t *testing.T) {
		t.Parallel()
		w := requested(t)
		w.at("2026-12-01 09:00")
		sent := nth(t, w.claim(), acceptance.ExtensionReminder, 0)
		w.send()
		w.at("2026-12-01 10:00")
		require.NoError(t, refusing("")(w))
		require.NoError(t, asks(3, "2026-12-01")(w))
		a, err := w.Aftermath(t.Context(), record.ProjectID(team), sent.ID)
		require.NoError(t, err)
		require.Equal(t, 10, a.Content.About.(acceptance.VerificationView).Requested.Days)
	})
	t.Run("each is said once, and in the project's morning", func(t *testing.T) {
		t.Parallel()
		w := requested(t)
		w.at("2026-12-05 09:30")
		w.send()
		w.settings(governance.SettingsChange{Zone: "Martinique"}) // 9 h there is 14 h in Paris
		require.Equal(t, "2026-12-07 14:00", owed(w)[0][:16], "what came on the 5th does not come again")
		require.Len(t, owed(w), 6)
	})
	t.Run("what waits when the hours change comes at once", func(t *testing.T) {
		t.Parallel()
		w := requested(t)
		w.at("2026-12-07 08:30")
		w.settings(governance.SettingsChange{Zone: "Mayotte"}) // 9 h there is 7 h in Paris
		require.Contains(t, owed(w), "2026-12-07 08:30 user/u-member")
	})
	t.Run("those of another change stay", func(t *testing.T) {
		t.Parallel()
		w := requested(t)
		w.at("2026-12-01 09:00")
		_, err := w.Acknowledge(t.Context(), w.as(member), v1)
		require.NoError(t, err)
		require.ElementsMatch(t, everybody, owed(w), "also those that are due, and were not sent yet")
	})
	t.Run("who has seen it has not seen the deadline", func(t *testing.T) {
		t.Parallel()
		w := requested(t)
		before := w.owed(v1, acceptance.VerificationEscalation)
		require.Len(t, before, 1)
		w.at("2026-12-01 09:00")
		sent := w.sent(v1, acceptance.ExtensionReminder, reminder.ToPerson(member))
		_, err := w.Acknowledge(t.Context(), w.clicking(member, sent, 2, "/rappel vu V-1"), v1)
		require.NoError(t, err)
		require.Equal(t, before, w.owed(v1, acceptance.VerificationEscalation))
		sent = w.sent(v1, acceptance.VerificationReminder, reminder.ToPerson(member))
		_, err = w.Acknowledge(t.Context(), w.clicking(member, sent, 2, "/rappel vu V-1"), v1)
		require.NoError(t, err)
		require.Empty(t, w.owed(v1, acceptance.VerificationEscalation))
	})
	t.Run("only the last one after an outage, and as late", func(t *testing.T) {
		t.Parallel()
		w := requested(t)
		w.at("2026-12-12 09:00")
		said := 0
		for _, d := range w.claim() {
			if d.Kind != acceptance.ExtensionReminder || d.Recipient != reminder.ToPerson(member) {
				continue
			}
			b, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			if b.Skip == "" {
				said++
				require.False(t, b.Late.IsZero())
			}
		}
		require.Equal(t, 1, said)
	})
}

// TestTheSilenceOnARequest: V-1 was ajourned on 12 June 2028, the supplier has
// until the 22nd to accept, or has refused; it asks for 10 days more.
func TestTheSilenceOnARequest(t *testing.T) {
	t.Parallel()
	granted, denied := replies(5, contract.SilenceAgreed), replies(5, contract.SilenceRefused)
	const asked, yes, no, main = "verification.extension_asked", "verification.extension_granted", "verification.extension_denied", "verification.lapsed_refused"
	for name, tc := range map[string]struct {
		clause   contract.ClauseChange
		does     []did
		phase    acceptance.Phase
		deadline string
		next     string // the change that silence owes
		changes  []string
	}{
		"nothing on the last day": {
			granted,
			[]did{{"2028-06-13", asks(10, "2028-06-13")}, {"2028-06-19", passes}},
			acceptance.PhaseAnswer, "2028-06-22", "2028-06-20",
			[]string{asked},
		},
		"granted after it, and the deadline is later": {
			granted,
			[]did{{"2028-06-13", asks(10, "2028-06-13")}, {"2028-06-20", passes}},
			acceptance.PhaseAnswer, "2028-07-03", "2028-07-04",
			[]string{asked, yes},
		},
		"once": {
			granted,
			[]did{{"2028-06-13", asks(10, "2028-06-13")}, {"2028-06-20", passes}, {"2028-06-21", passes}},
			acceptance.PhaseAnswer, "2028-07-03", "2028-07-04",
			[]string{asked, yes},
		},
		"then the period's own silence": {
			granted,
			[]did{{"2028-06-13", asks(10, "2028-06-13")}, {"2028-06-20", passes}, {"2028-07-03", passes}, {"2028-07-04", passes}},
			acceptance.PhaseChoice, "2028-07-18", "2028-07-19",
			[]string{asked, yes, main},
		},
		"at the same midnight the request comes first": {
			granted,
			[]did{{"2028-06-17", asks(10, "2028-06-17")}, {"2028-06-23", passes}},
			acceptance.PhaseAnswer, "2028-07-03", "2028-07-04",
			[]string{asked, yes},
		},
		"the period ends before": {
			granted,
			[]did{{"2028-06-20", asks(10, "2028-06-20")}, {"2028-06-23", passes}, {"2028-06-27", passes}},
			acceptance.PhaseChoice, "2028-07-07", "2028-07-08",
			[]string{asked, main},
		},
		"both have gone by: what has begun late may be put right": {
			granted,
			[]did{{"2028-06-13", asks(10, "2028-06-13")}, {"2028-07-10", passes}},
			acceptance.PhaseAnswer, "2028-07-03", "2028-07-11",
			[]string{asked, yes},
		},
		"refused, and the period's own silence at its moment": {
			denied,
			[]did{{"2028-06-13", asks(10, "2028-06-13")}, {"2028-06-20", passes}},
			acceptance.PhaseAnswer, "2028-06-22", "2028-06-23",
			[]string{asked, no},
		},
		"refused, and both have gone by": {
			denied,
			[]did{{"2028-06-13", asks(10, "2028-06-13")}, {"2028-07-10", passes}},
			acceptance.PhaseChoice, "2028-07-07", "2028-07-11",
			[]string{asked, no, main},
		},
		"an answer in time stands": {
			granted,
			[]did{{"2028-06-13", asks(10, "2028-06-13")}, {"2028-06-19", refusing("")}, {"2028-06-20", passes}},
			acceptance.PhaseAnswer, "2028-06-22", "2028-06-23",
			[]string{asked, "verification.extension_refused"},
		},
		"noted late, it may be answered until midnight": {
			granted,
			[]did{{"2028-06-22", asks(10, "2028-06-13")}, {"2028-06-22", passes}, {"2028-06-22", refusing("2028-06-19")}},
			acceptance.PhaseAnswer, "2028-06-22", "2028-06-23",
			[]string{asked, "verification.extension_refused"},
		},
		"of the general clauses, nothing": {
			contract.ClauseChange{},
			[]did{{"2028-06-13", asks(3, "2028-06-13")}, {"2028-06-22", passes}},
			acceptance.PhaseAnswer, "2028-06-22", "2028-06-23",
			[]string{asked},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ajourned(t, tc.clause)
			for _, d := range tc.does {
				w.at(d.on + " 09:00")
				require.NoError(t, d.do(w))
			}
			v, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Equal(t, []any{tc.phase, tc.deadline}, []any{v.Phase, v.Deadline.String()})
			require.Equal(t, tc.changes, w.changes(v1)[2:])
			owed := w.owed(v1, acceptance.VerificationTacitEffect)
			require.Len(t, owed, 1)
			require.Equal(t, tc.next+" 00:00", owed[0][:16])
			require.NoError(t, w.PlanTacitEffects(t.Context()))
			require.Equal(t, owed, w.owed(v1, acceptance.VerificationTacitEffect), "and nothing that an accident has lost")
		})
	}
	t.Run("an answer after it is none", func(t *testing.T) {
		t.Parallel()
		w := ajourned(t, granted)
		w.at("2028-06-22 09:00")
		require.NoError(t, asks(10, "2028-06-13")(w))
		require.Equal(t, "verification.reply_late", keyOf(refusing("")(w)))
	})
	t.Run("told to those in charge, their deputies and the channel", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil().withContract("")
		w.at("2028-06-13 09:00")
		w.clause(denied)
		_, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
			Step: contract.StepMOM, Contract: "M2026-04", Object: "x", NotifiedOn: day("2028-06-12"),
			InCharge: []record.Person{person(member)}, Deputies: []record.Person{person(other)}, Committee: "COPIL",
		})
		require.NoError(t, err)
		require.NoError(t, asks(10, "2028-06-13")(w))
		w.at("2028-06-20 00:00")
		require.NoError(t, passes(w))
		require.Len(t, w.owed(v1, acceptance.ExtensionTacit), 3)
		lines := w.history(v1)
		require.Equal(t, record.Ourselves, lines[len(lines)-1].By)
		b, err := w.Content(t.Context(), nth(t, w.claim(), acceptance.ExtensionTacit, 0))
		require.NoError(t, err)
		require.Equal(t, []any{reminder.SkipReason(""), 10, contract.SilenceDenied}, []any{b.Skip, b.About.(acceptance.VerificationView).Requested.Days, b.About.(acceptance.VerificationView).Requested.Rule.Silence})
	})
	t.Run("a period that the contract does not say any more is prolonged from its end", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract(contract.TermsFree)
		w.at("2028-06-08 09:00")
		w.clause(granted)
		w.clause(contract.ClauseChange{Topic: contract.TopicMOM, Period: period(30, calendar.UnitDays), Article: "CCAP 7"})
		w.open(contract.StepMOM, "2028-06-07", member)
		require.NoError(t, asks(10, "2028-06-08")(w))
		w.clause(contract.ClauseChange{Topic: contract.TopicMOM, Reset: true})
		require.Equal(t, "clause.missing", keyOf(granting(10, "")(w)), "by nobody's word: what it comes to is not known")
		w.at("2028-06-20 00:00")
		require.NoError(t, passes(w))
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, []any{10, "2028-07-17"}, []any{v.Extra, v.Deadline.String()})
		require.Equal(t, "clause.missing", keyOf(refusing("2028-06-09")(w)), "there is no end to go back to")
	})
}

// ajourned is V-1, a VA ajourned on 12 June 2028: the supplier has until the 22nd.
func ajourned(t *testing.T, clause contract.ClauseChange) *world {
	t.Helper()
	w := newWorld(t).withContract("")
	w.at("2028-06-08 09:00")
	if clause.Topic != "" {
		w.clause(clause)
	}
	w.open(contract.StepVA, "2028-06-07", member)
	w.at("2028-06-12 09:00")
	require.NoError(t, adjourns(w))
	return w
}

// In the place of silence's answer a pilot writes down the one that was notified in
// time, as long as nothing has changed since.
func TestAnAnswerThatWasWrittenDownTooLate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		silence  contract.Silence
		by       record.UserID
		on       string
		do       acceptance.Extension
		key      string
		deadline string
	}{
		"refused, and silence had granted":       {contract.SilenceAgreed, pilot, "2028-06-21", acceptance.Extension{Refused: true, On: day("2028-06-19")}, "", "2028-06-22"},
		"granted, and silence had refused":       {contract.SilenceRefused, pilot, "2028-06-21", acceptance.Extension{Days: 5, On: day("2028-06-14")}, "", "2028-06-27"},
		"after its last day":                     {contract.SilenceAgreed, pilot, "2028-06-21", acceptance.Extension{Refused: true}, "verification.no_request", ""},
		"before it was asked for":                {contract.SilenceAgreed, pilot, "2028-06-21", acceptance.Extension{Refused: true, On: day("2028-06-12")}, "verification.reply_early", ""},
		"by somebody in charge":                  {contract.SilenceAgreed, member, "2028-06-21", acceptance.Extension{Refused: true, On: day("2028-06-19")}, "verification.no_request", ""},
		"what silence said, once more":           {contract.SilenceRefused, pilot, "2028-06-21", acceptance.Extension{Refused: true, On: day("2028-06-19")}, "verification.no_request", ""},
		"granted in time as well: not twice":     {contract.SilenceAgreed, pilot, "2028-06-21", acceptance.Extension{Days: 10, On: day("2028-06-19")}, "verification.extension_silent", ""},
		"by those in charge neither":             {contract.SilenceAgreed, member, "2028-06-21", acceptance.Extension{Days: 10, On: day("2028-06-19")}, "verification.extension_silent", ""},
		"taken back when the period has gone by": {contract.SilenceAgreed, pilot, "2028-06-28", acceptance.Extension{Refused: true, On: day("2028-06-19")}, "", "2028-06-22"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ajourned(t, replies(5, tc.silence))
			w.at("2028-06-13 09:00")
			require.NoError(t, asks(10, "2028-06-13")(w))
			w.at("2028-06-20 00:00")
			require.NoError(t, passes(w))
			w.at(tc.on + " 09:00")
			before := w.dump()
			tc.do.Number, tc.do.Reason = 1, "notifié à temps"
			_, err := w.ExtendVerification(t.Context(), w.as(tc.by), tc.do)
			require.Equal(t, tc.key, keyOf(err))
			if tc.key != "" {
				require.Equal(t, before, w.dump())
				return
			}
			v, err := w.Verification(t.Context(), w.as(guest), 1)
			require.NoError(t, err)
			require.Equal(t, []any{acceptance.PhaseAnswer, tc.deadline}, []any{v.Phase, v.Deadline.String()})
			require.Equal(t, max(tc.on, tc.deadline), day(w.owed(v1, acceptance.VerificationTacitEffect)[0][:10]).AddDays(-1).String())
			require.Equal(t, []string{tc.on + " 09:00 user/u-member"}, w.owed(v1, acceptance.VerificationCorrected))
			_, granted, ok := minutes.ExtensionOf(w.history(v1)[4])
			require.Equal(t, []any{tc.do.Days, true}, []any{granted, ok})
		})
	}
}

// A clause that has moved the deadline since, or what silence means, does not stand
// in the way; what people have done since does.
func TestWhatHasHappenedSinceSilenceAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.at("2028-06-12 09:00")
	w.clause(replies(5, contract.SilenceAgreed))
	w.open(contract.StepVSR, "2028-06-07", member)
	require.NoError(t, adjourns(w))
	w.at("2028-06-13 09:00")
	require.NoError(t, asks(10, "2028-06-13")(w))
	w.at("2028-06-20 00:00")
	require.NoError(t, passes(w))
	w.clause(contract.ClauseChange{Topic: contract.TopicAcceptance, Period: period(12, calendar.UnitDays), Article: "CCAP 7"})
	w.clause(contract.ClauseChange{Topic: contract.TopicAcceptance, Silence: contract.SilenceNothing})
	_, _, err := w.NoteOutage(t.Context(), w.as(pilot), acceptance.NewOutage{Verification: 1, Day: day("2028-06-09"), Length: time.Minute})
	require.NoError(t, err)
	_, err = w.Acknowledge(t.Context(), w.as(member), v1)
	require.NoError(t, err)
	require.NoError(t, refusing("2028-06-19")(w))
	v, err := w.Verification(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, []any{0, "2028-06-26"}, []any{v.Extra, v.Deadline.String()}, "the 24th is a Saturday")
	require.Equal(t, "verification.no_request", keyOf(refusing("2028-06-19")(w)), "twice is once")
}

// The last day to answer follows the contract, its days off and the project's.
func TestAReplyFollowsTheContract(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.open(contract.StepMOM, "2026-11-02", member)
	require.NoError(t, asks(10, "2026-11-23")(w))
	replyBy := func() string {
		v, err := w.Verification(t.Context(), w.as(guest), 1)
		require.NoError(t, err)
		require.Equal(t, "2026-12-02", v.Deadline.String())
		return v.Request.ReplyBy.String()
	}
	view := w.clause(replies(20, contract.SilenceNothing))
	require.Equal(t, "2026-12-14", replyBy(), "the 13th is a Sunday")
	require.Len(t, view.Moved, 1)
	require.Equal(t, []any{"2026-12-08", "2026-12-14", view.Moved[0].Deadline}, []any{view.Moved[0].ReplyBefore.String(), view.Moved[0].Request.ReplyBy.String(), view.Moved[0].Before})
	require.Equal(t, []string{"verification.opened", "verification.extension_asked", "verification.extension_moved"}, w.changes(v1))
	from, to, ok := minutes.ReplyDatesOf(w.history(v1)[2])
	require.Equal(t, []any{"2026-12-08", "2026-12-14", true}, []any{from.String(), to.String(), ok})
	require.Empty(t, w.owed(v1, acceptance.VerificationMoved), "the deadline has not")
	require.Contains(t, w.owed(v1, acceptance.ExtensionReminder), "2026-12-07 09:00 user/u-member")
	_, err := w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", Holidays: []calendar.Date{day("2026-12-14")}})
	require.NoError(t, err)
	require.Equal(t, "2026-12-15", replyBy())
	require.Empty(t, w.owed(v1, acceptance.VerificationTacitEffect))
	w.at("2026-12-20 09:00")
	w.clause(replies(20, contract.SilenceAgreed))
	require.Equal(t, "2026-12-21 00:00", w.owed(v1, acceptance.VerificationTacitEffect)[0][:16], "what has gone by already may be put right until midnight")
	e, err := w.Explain(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, []any{"2026-12-15", contract.TopicExtensionReply}, []any{e.Reply.Ends.String(), e.Reply.Topic})
	require.Contains(t, e.Readings, minutes.ReadingWorkingDay)
	require.Equal(t, "verification.moved", func() string {
		w.clause(contract.ClauseChange{Topic: contract.TopicMOM, Period: period(35, calendar.UnitDays), Article: "CCAP 7"})
		changes := w.changes(v1)
		return changes[len(changes)-1]
	}())
	require.Equal(t, []string{"extension_moved", "extension_moved", "silence", "moved"}, func() (changes []string) {
		for _, c := range w.changes(v1)[2:] {
			changes = append(changes, strings.TrimPrefix(c, "verification."))
		}
		return changes
	}(), "each change tells of what it changes only")
}

// What silence has come to mean is not put off by a clause about something else.
func TestAChangedReplyPutsNothingElseOff(t *testing.T) {
	t.Parallel()
	w := ajourned(t, contract.ClauseChange{})
	w.at("2028-06-20 09:00")
	require.NoError(t, asks(10, "2028-06-20")(w))
	w.at("2028-06-23 09:00") // the Courier is late: the supplier had until the 22nd
	w.clause(replies(20, contract.SilenceAgreed))
	v, err := w.Verification(t.Context(), w.as(guest), 1)
	require.NoError(t, err)
	require.Equal(t, []any{contract.SilenceRefused, "2028-06-22"}, []any{v.Tacit, v.TacitOn.String()})
}
