package scheduler

import (
	"slices"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/legal"
	"pilotent/message"
)

func verification(p i18n.Printer, d reminder.Delivery, b reminder.Content, v acceptance.VerificationView) message.Message {
	if lines := followed(p, d, b, v); lines != nil {
		return message.Message{Blocks: message.Say(message.Lines(lines...)).Blocks, Tone: afterwards(d, v)}
	}
	if d.Kind == acceptance.ExtensionReminder && v.Requested != nil {
		return extensionReminder(p, d, b, v)
	}
	args := facts(v)
	var lines []message.Text
	switch left := v.DaysLeft(); {
	case d.Kind == acceptance.VerificationEscalation:
		lines = append(unseen(p, d, v), until(p, v))
	case d.Kind == acceptance.VerificationOpened:
		key := "announce.verification.opened"
		if deputises(v, d.Recipient) {
			key = "announce.verification.deputy"
		}
		// The step is named in full where it is met first.
		in := slices.Concat(args, []any{"step", p.Text("step_full." + string(v.Step))})
		lines = []message.Text{p.Text(key, in...), until(p, v)}
	case d.Kind == acceptance.VerificationMoved && b.Change.Change == "verification.restarted":
		about := slices.Concat(args, []any{"start", v.NotifiedOn, "by", b.Change.By, "reason", b.Change.Note})
		lines = []message.Text{p.Text("announce.verification.restarted", about...), until(p, v)}
	case d.Kind == acceptance.VerificationMoved:
		lines = []message.Text{p.Text("announce.verification.moved", args...), until(p, v)}
	case v.Starts(v.Today):
		lines = begins(p, v, args)
	case left < 0:
		lines = []message.Text{p.Text("announce.verification.late", args...)}
	case left == 0:
		lines = []message.Text{p.Text("announce.verification.today", args...)}
	default:
		lines = []message.Text{p.Text("announce.verification.reminder", append(args, "Count", left)...)}
	}
	lines = append(lines, midnight(p, v, v.Deadline), incomplete(p, v), counted(p, v), consequence(p, v))
	m := message.Say(message.Lines(lines...))
	m.Ways, m.Tone = wayBack(p, b, v), lateTone(v)
	if _, toChannel := d.Recipient.Channel(); toChannel {
		return m // those whose « Vu » counts have buttons of their own
	}
	switch d.Kind {
	case acceptance.VerificationEscalation:
		m.Buttons = []message.Button{seenButton(p, v.Ref())}
	case acceptance.VerificationReminder, acceptance.VerificationAgain:
		m.Buttons = []message.Button{seenButton(p, v.Ref())}
		if !v.Near(v.Today) {
			m.Buttons = append(m.Buttons, tomorrowButton(p, v.Ref()))
		}
	}
	return m
}

// lateTone is the tone of what should have been decided; any other is its kind's.
func lateTone(v acceptance.VerificationView) message.Tone {
	if v.Open() && v.DaysLeft() < 0 {
		return message.ToneSerious
	}
	return ""
}

// afterwards is the tone of what has happened: something may be awaited still. That of
// what silence has done is its kind's.
func afterwards(d reminder.Delivery, v acceptance.VerificationView) message.Tone {
	if v.Open() && d.Kind != acceptance.VerificationTacit && d.Kind != acceptance.ExtensionTacit {
		return message.ToneAct
	}
	return ""
}

// facts are what every sentence about a verification may need.
func facts(v acceptance.VerificationView) []any {
	return []any{"ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract, "date", v.Deadline, "await", v.Awaits()}
}

// until is the day until which something is awaited, or was: none that is over is
// announced.
func until(p i18n.Printer, v acceptance.VerificationView) message.Text {
	if v.DaysLeft() < 0 {
		return p.Text("announce.verification.until_past", facts(v)...)
	}
	return p.Text("announce.verification.until", facts(v)...)
}

// begins says that a period has begun today: of the buyer's, or the one in which
// the service is observed.
func begins(p i18n.Printer, v acceptance.VerificationView, args []any) []message.Text {
	switch {
	case v.Rule.Observation == nil:
		return []message.Text{p.Text("announce.verification.begins", args...)}
	case v.Today.After(v.ObservationEnd):
		return []message.Text{p.Text("announce.verification.observed", append(args, "end", v.ObservationEnd)...)}
	default:
		return []message.Text{p.Text("announce.verification.observes", append(args, "end", v.ObservationEnd)...)}
	}
}

// midnight says when the midnight that ends a day comes for the reader, where the
// place of the contract has another than the project; "" where it has the same, and
// of what is over.
func midnight(p i18n.Printer, v acceptance.VerificationView, last calendar.Date) message.Text {
	if !v.Away || v.Open() && v.Today.After(last) {
		return ""
	}
	return p.Text("announce.verification.midnight", "zone", p.In(v.Zone).Zone(), "moment", last.AddDays(1).At(0, 0, v.Zone))
}

// incomplete says that a day off may be missing in the calendar by which the deadline
// was found; "" where none is known to.
func incomplete(p i18n.Printer, v acceptance.VerificationView) message.Text {
	if v.Incomplete == "" || !v.Open() {
		return ""
	}
	return p.Text("verification.incomplete", "region", v.Incomplete, "contract", v.Contract)
}

// wayBack is what its reader can type.
func wayBack(p i18n.Printer, b reminder.Content, v acceptance.VerificationView) message.Text {
	return toAct(p, b, v, p.Text("to_type."+v.ActsBy(), "ref", v.Ref(), "ordered", v.Ordered()))
}

// toAct is what to type to do something and to see it; to see it alone, for a guest.
func toAct(p i18n.Printer, b reminder.Content, v acceptance.VerificationView, act message.Text) message.Text {
	if b.Guest {
		act = p.Text("announce.verification.guest")
	}
	return act + "\n" + p.Text("verification.to_see", "ref", v.Ref())
}

// counted is what a quantitative check has counted; nothing for any other.
func counted(p i18n.Printer, v acceptance.VerificationView) message.Text {
	if v.Count == nil {
		return ""
	}
	return p.Text("quantity.counted", "count", legal.Count(p, *v.Count))
}

// consequence is what silence means: what it will, or what it has by now.
func consequence(p i18n.Printer, v acceptance.VerificationView) message.Text {
	if v.DaysLeft() < 0 {
		return p.Text("silence_late." + string(v.Rule.Silence))
	}
	return p.Text("silence_sentence." + string(v.Rule.Silence))
}

// followed tells what has happened; nil for what is to come.
func followed(p i18n.Printer, d reminder.Delivery, b reminder.Content, v acceptance.VerificationView) []message.Text {
	args := facts(v)
	lines := extensionNews(p, d, b, v)
	if lines != nil {
		return lines
	}
	switch d.Kind {
	case acceptance.VerificationDecided:
		lines = append(lines, p.Text("announce.verification.decided", "ref", v.Ref(), "step", v.Step,
			"object", v.Object, "outcome", v.Verdict(), "date", v.DecidedOn, "by", v.DecidedBy), counted(p, v))
	case acceptance.VerificationFollowed:
		change := p.Text("history." + b.Change.Change)
		if from, to, ok := minutes.StartsOf(b.Change); ok {
			change = p.Text("history."+b.Change.Change, "from", from, "to", to)
		}
		lines = append(lines, p.Text("announce.verification.followed", append(args, "change", change, "by", b.Change.By)...))
	case acceptance.VerificationCorrected:
		lines = append(lines, p.Text("announce.verification.corrected"+v.Wrong(), append(args, "was", v.Was.Verdict(), "was_on", v.Was.DecidedOn, "start", v.NotifiedOn, "by", b.Change.By, "reason", b.Change.Note, "outcome", v.Verdict(), "on", v.DecidedOn)...))
	case acceptance.VerificationCancelled:
		lines = append(lines, p.Text("announce.verification.cancelled", append(args, "by", b.Change.By, "reason", b.Change.Note)...))
	case acceptance.VerificationTacit:
		lines = append(lines, p.Text("announce.verification.lapsed", args...), midnight(p, v, v.TacitOn), legal.Silent(p, v))
	default:
		return nil
	}
	if v.Open() {
		lines = append(lines, until(p, v), midnight(p, v, v.Deadline), incomplete(p, v), consequence(p, v))
	}
	if v.Guarantee != nil {
		lines = append(lines, legal.Guarantee(p, *v.Guarantee, v.Terms))
	}
	if d.Kind == acceptance.VerificationTacit {
		lines = append(lines, p.Text("announce.verification.correctable", "ref", v.Ref()))
	}
	if v.Open() {
		lines = append(lines, wayBack(p, b, v))
	}
	return lines
}

// unseen says who has not said that they have seen the reminders: to a deputy,
// and to the pilots.
func unseen(p i18n.Printer, d reminder.Delivery, v acceptance.VerificationView) []message.Text {
	args := []any{"ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract, "people", v.InCharge}
	switch {
	case deputises(v, d.Recipient):
		return []message.Text{p.Text("announce.verification.unseen_deputy", args...)}
	case len(v.Deputies) > 0:
		return []message.Text{p.Text("announce.verification.unseen_both", append(args, "deputies", v.Deputies)...)}
	default:
		return []message.Text{p.Text("announce.verification.unseen", args...)}
	}
}

func deputises(v acceptance.VerificationView, to reminder.Recipient) bool {
	return slices.ContainsFunc(v.Deputies, func(p record.Person) bool { return reminder.ToPerson(p.ID) == to })
}

func verificationsInDigest(p i18n.Printer, d reminder.DigestView, running []acceptance.Verification) group {
	g := group{
		all: p.Text("digest.all.verifications"), count: p.Text("digest.count.verifications", "Count", len(running)),
		ways: []message.Text{p.Text("digest.rest.verifications")},
	}
	for _, v := range running {
		v.Object = short(v.Object)
		g.lines = append(g.lines, legal.Running(p, v, d.Today))
	}
	return g
}
