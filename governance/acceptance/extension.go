package acceptance

import (
	"context"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// ExtensionRequest is a prolongation of its period that the supplier has asked
// for (CCAG-TIC 2009 art. 13.3.2; 2021 art. 13.3, of which the figures are not
// confirmed).
type ExtensionRequest struct {
	Days   int    `json:"Days"`
	Reason string `json:"Reason"`
	// CauseOn is the day on which the cause appeared; zero where nobody said.
	CauseOn calendar.Date `json:"CauseOn"`
	AskedOn calendar.Date `json:"AskedOn"`
	// ReplyBy is the last day for the buyer to answer (13.3.3).
	ReplyBy   calendar.Date `json:"ReplyBy"`
	EnteredAt time.Time     `json:"EnteredAt"`
}

// RequestedExtension is a request with what explains it.
type RequestedExtension struct {
	ExtensionRequest
	// Rule is that of the buyer's answer, and Computed how its last day is found.
	Rule     contract.Rule
	Computed calendar.Deadline
	// Asking is the rule of asking, and AskBy the last day for it; zero where the
	// day of the cause is not known.
	Asking contract.Rule
	AskBy  calendar.Date
}

// Tardy reports whether it came later than its cause allows, which the buyer judges.
func (r RequestedExtension) Tardy() bool { return !r.AskBy.IsZero() && r.AskedOn.After(r.AskBy) }

// replyRule is that of the buyer's answer to a request for a prolongation. The
// general clauses give silence no effect.
func replyRule(c contract.Contract) contract.Rule {
	r := c.Usual(contract.TopicExtensionReply)
	if meaning, ok := contract.Meanings[contract.TopicExtensionReply][r.Silence]; ok {
		r.Silence = meaning
	} else {
		r.Silence = contract.SilenceUnknown
	}
	return r
}

// under is the request with its rules; nil of none.
func (r *ExtensionRequest) under(c contract.Contract, cal calendar.Calendar) *RequestedExtension {
	if r == nil {
		return nil
	}
	view := &RequestedExtension{ExtensionRequest: *r, Rule: replyRule(c), Asking: c.Usual(contract.TopicExtensionRequest)}
	_, view.Computed = view.Rule.Deadline(cal, r.AskedOn)
	if !r.CauseOn.IsZero() {
		_, asking := view.Asking.Deadline(cal, r.CauseOn)
		view.AskBy = asking.Day
	}
	return view
}

// maxExtension bounds a prolongation, in days.
const maxExtension = 365

// Extension says that the supplier asks for more time, or what it gets.
type Extension struct {
	Number int
	Days   int // of no meaning where it is refused
	Reason string
	// Asked says that it is asked for, and not granted yet; Refused, that what was
	// asked for is not granted.
	Asked, Refused bool
	// On is the day on which the request came, or the answer was notified; default
	// today.
	On calendar.Date
	// CauseOn is the day on which the cause appeared, of what is Asked; may be zero.
	CauseOn calendar.Date
}

func (n *Extension) clean() (err error) {
	switch {
	case n.Asked && n.Refused:
		return record.InvalidError("verification.extension_both", "ref", Verification{Number: n.Number}.Ref()).About("refused")
	case !n.Asked && !n.CauseOn.IsZero():
		return record.InvalidError("verification.cause_unasked").About("cause")
	case !n.Refused && (n.Days < 1 || n.Days > maxExtension):
		return record.InvalidError("verification.extension", "Count", n.Days, "max", maxExtension).About("extension")
	}
	n.Reason, err = record.CleanText("reason", n.Reason, record.MaxNote)
	return err
}

// ExtendVerification prolongs a period of the supplier: it asks, with the cause,
// before the period has run out, and the buyer grants or refuses (CCAG-TIC 2009
// art. 13.3.2 to 13.3.4; 2021 art. 13.3, of which the figures are not confirmed).
// The buyer cannot prolong its own: what its silence means is not its to put off.
// Those in charge, their deputies and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ExtendVerification(ctx context.Context, a record.Actor, n Extension) (VerificationView, error) {
	if err := n.clean(); err != nil {
		return VerificationView{}, err
	}
	var answered *ExtensionRequest
	view, err := s.changeVerification(ctx, a, n.Number, func(d *changeset, c contract.Contract, v *Verification) (done telling, err error) {
		n := n
		if n.On.IsZero() {
			n.On = c.Today(d.Project, d.Now)
		}
		d.Aloud(n.Reason)
		if n.Asked {
			return d.askExtension(n, c, v)
		}
		done, answered, err = d.answerExtension(n, c, v)
		return done, err
	})
	view.Answered = answered
	return view, err
}

// extendable refuses what is no period of the supplier.
func (v Verification) extendable() error {
	if v.Awaits() != AwaitInstallation && !v.Phase.OfSupplier() || !v.Open() {
		return v.notAwaited("verification.not_extendable")
	}
	return nil
}

// askExtension notes a request. One that comes later than its cause allows is
// noted as well: the buyer judges.
func (d *changeset) askExtension(n Extension, c contract.Contract, v *Verification) (telling, error) {
	if err := v.extendable(); err != nil {
		return telling{}, err
	}
	switch r := v.Request; {
	case r != nil:
		return telling{}, record.ConflictError("verification.extension_waits", "ref", v.Ref(), "Count", r.Days, "asked", r.AskedOn, "date", r.ReplyBy)
	case n.On.After(d.todayUnder(c)):
		return telling{}, record.InvalidError("verification.future", "date", n.On).About("on")
	case n.On.Before(v.Fact()):
		return telling{}, record.InvalidError("verification.extension_early", "ref", v.Ref(), "date", n.On, "start", v.Fact()).About("on")
	case n.On.After(v.Deadline):
		return telling{}, record.ConflictError("verification.extension_late", "ref", v.Ref(), "date", v.Deadline).About("on")
	case n.CauseOn.After(n.On):
		return telling{}, record.InvalidError("verification.cause_late", "date", n.CauseOn, "asked", n.On).About("cause")
	}
	r := ExtensionRequest{Days: n.Days, Reason: n.Reason, CauseOn: n.CauseOn, AskedOn: n.On, EnteredAt: d.Now}
	r.ReplyBy = r.under(c, c.Calendar(d.Project)).Computed.Day
	v.Request = &r
	return telling{kind: VerificationFollowed, change: "verification.extension_asked", note: n.Reason}, nil
}

// answerExtension grants or refuses. What was asked for in time can be granted
// once the period has run out, as long as it waits for the same; what nobody has
// asked for, only before. In the place of an answer by silence, a pilot writes
// down the one that was notified in time, while nothing has changed since.
func (d *changeset) answerExtension(n Extension, c contract.Contract, v *Verification) (telling, *ExtensionRequest, error) {
	r, silently, err := d.answered(n, *v)
	if err != nil {
		return telling{}, nil, err
	}
	if r == nil && n.Refused {
		return telling{}, nil, record.ConflictError("verification.no_request", "ref", v.Ref())
	}
	if err := v.grantable(n, r, d.todayUnder(c), c); err != nil {
		return telling{}, nil, err
	}
	done := telling{kind: VerificationFollowed, change: "verification.extended", note: n.Reason}
	if silently != "" {
		done.kind, done.aloud = VerificationCorrected, true
	}
	days := n.Days
	if n.Refused {
		done.change, days = "verification.extension_refused", 0
	}
	if silently == contract.SilenceGranted {
		days = -r.Days
	}
	if n.On != d.Today() && n.On != c.Today(d.Project, d.Now) {
		done.note = n.On.At(0, 0, time.UTC).Format("02/01/2006") + ", " + n.Reason // as people type it, in either language
	}
	v.Request = nil
	if days != 0 {
		v.prolong(days, c, d.Project, d.Now)
	}
	return done, r, nil
}

// answered is the request that is answered: the one that waits or, for a pilot who
// says the opposite of silence, the one that silence has answered, and how. What
// silence has granted is not granted twice.
func (d *changeset) answered(n Extension, v Verification) (*ExtensionRequest, contract.Silence, error) {
	if v.Request != nil {
		return v.Request, "", nil
	}
	r, silence, err := d.silentlyAnswered(v)
	switch {
	case err != nil || r == nil || n.On.After(r.ReplyBy):
		return nil, "", err
	case silence == contract.SilenceGranted && !n.Refused:
		return nil, "", record.ConflictError("verification.extension_silent", "ref", v.Ref(), "Count", r.Days, "date", r.ReplyBy).About("on")
	case d.Role != record.RolePilot, silence == contract.SilenceDenied && n.Refused:
		return nil, "", nil
	}
	return r, silence, nil
}

// silentlyAnswered is the request that silence has answered, and how, while nothing
// of the verification but what its clauses and the days off make of it has changed
// since; nil when there is none.
func (d *changeset) silentlyAnswered(v Verification) (*ExtensionRequest, contract.Silence, error) {
	lines, err := d.History(v.Project, v.Subject())
	for _, l := range slices.Backward(lines) {
		change, own := strings.CutPrefix(l.Change, "verification.")
		if !own || l.After == nil || change == "moved" || change == "silence" || change == "midnight" {
			continue
		}
		word, _ := strings.CutPrefix(change, "extension_")
		if before, ok := l.Before.(Verification); ok && contract.Silence(word).Answers() {
			return before.Request, contract.Silence(word), err
		}
		break
	}
	return nil, "", err
}

// grantable applies the rules of an answer to a request, or of a prolongation
// that nobody has asked for.
func (v Verification) grantable(n Extension, r *ExtensionRequest, today calendar.Date, c contract.Contract) error {
	if err := v.extendable(); err != nil {
		return err
	}
	switch {
	case n.On.After(today):
		return record.InvalidError("verification.future", "date", n.On).About("on")
	case r == nil && n.On.After(v.Deadline):
		return record.ConflictError("verification.extension_late", "ref", v.Ref(), "date", v.Deadline)
	case r == nil && n.On.Before(v.Fact()):
		return record.InvalidError("verification.extension_early", "ref", v.Ref(), "date", n.On, "start", v.Fact()).About("on")
	case r != nil && n.On.Before(r.AskedOn):
		return record.InvalidError("verification.reply_early", "ref", v.Ref(), "date", n.On, "asked", r.AskedOn).About("on")
	case r != nil && replyRule(c).Silence.Answers() && n.On.After(r.ReplyBy):
		return record.ConflictError("verification.reply_late", "ref", v.Ref(), "date", r.ReplyBy).About("on")
	}
	if _, follows := PhaseTopics[v.Phase]; !follows && (!n.Refused || v.Request == nil) {
		return c.MustKnow(v.Step, v.Delays...)
	}
	return nil
}

// prolong makes the period of the phase longer by some days, or shorter by those
// that silence had granted. What has run out by now may be put right until the next
// midnight.
func (v *Verification) prolong(days int, c contract.Contract, p record.Project, now time.Time) {
	v.Extra += days
	v.EnteredAt = now
	end := NewVerificationView(*v, c, p).Computed.Day
	if end.IsZero() { // the contract does not say the period any more: from the end that was kept
		end = c.Calendar(p).End(v.Deadline, calendar.Period{Length: days, Unit: calendar.UnitDays}).Day
	}
	v.Deadline = end
}

// answerTacitly answers a request as the contract says of silence.
func (d *changeset) answerTacitly(before Verification, silence contract.Silence, c contract.Contract) error {
	after := before
	after.Request = nil
	if silence == contract.SilenceGranted {
		after.prolong(before.Request.Days, c, d.Project, d.Now)
	}
	if err := d.saveVerification(&after); err != nil {
		return err
	}
	if err := d.tellAll(after, ExtensionTacit); err != nil {
		return err
	}
	return d.Record(after.Subject(), "verification.extension_"+string(silence), before, after, "")
}

// nextDay is the last day of what comes first: the period's, or the answer's to a
// prolongation.
func (v Verification) nextDay() calendar.Date {
	if v.Request != nil && v.Request.ReplyBy.Before(v.Deadline) {
		return v.Request.ReplyBy
	}
	return v.Deadline
}

// requestLeads are how many days before the last day to answer a request those in
// charge are reminded; the lastLeads of them are told in the committee's channel too.
var requestLeads = []int{7, 3, 1, 0}

// requestAppointments are those of the request that waits for an answer.
func (v Verification) requestAppointments(p record.Project, channel record.ChannelID) []reminder.Appointment {
	if v.Request == nil || !v.Open() {
		return nil
	}
	return v.mornings(p, channel, before(v.Request.ReplyBy, requestLeads), before(v.Request.ReplyBy, lastLeads))
}

// requestReminders are owed at each of these appointments of which nobody was told.
func (v Verification) requestReminders(p record.Project, channel record.ChannelID, told []reminder.Delivery) []reminder.Delivery {
	with := v.requestAppointments(p, channel)
	for i := range with {
		with[i] = with[i].Untold(ExtensionReminder, told)
	}
	return reminder.Planned(v.Project, v.Subject(), ExtensionReminder, with...)
}

// followRequest makes the last day to answer, and what silence on it means, those
// that the contract now gives, and reports whether that changes anything. What would
// have come about by now may be put right until the next midnight.
func (v *Verification) followRequest(old, c contract.Contract, p record.Project, now time.Time) bool {
	if v.Request == nil {
		return false
	}
	r := *v.Request // that of before stays as it was, for the history
	end := r.under(c, c.Calendar(p)).Computed.Day
	if end == r.ReplyBy && sameSilence(old, c, replyRule(old).Silence, replyRule(c).Silence, p) {
		return false
	}
	r.ReplyBy, r.EnteredAt = end, now
	v.Request = &r
	return true
}

// saveReply writes a request that has followed the contract, and tells of it: where
// the last day to answer was, if that has moved, or else that silence on it has changed.
func (d *changeset) saveReply(before Verification, v *Verification) (was calendar.Date, err error) {
	if err := d.saveVerification(v); err != nil {
		return was, err
	}
	if v.Request.ReplyBy == before.Request.ReplyBy {
		return was, d.tellMoved(before, *v, false, true)
	}
	if err := d.Tell(v.Subject(), VerificationFollowed, v.Version, slices.Concat(v.InCharge, v.Deputies)); err != nil {
		return was, err
	}
	return before.Request.ReplyBy, d.Record(v.Subject(), "verification.extension_moved", before, *v, "")
}
