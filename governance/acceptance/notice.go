package acceptance

import (
	"errors"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// afternoon is the hour of the day before a deadline at which the pilots are
// told that neither those in charge nor their deputies have seen it.
const afternoon = 14

// escalationsUnseen are the appointments, the day before the deadline, with those
// who are told that nobody has said that they have seen its reminders: in the
// morning the deputies, in the afternoon the pilots; in the morning the pilots
// where there is no deputy.
func (v Verification) escalationsUnseen(p record.Project, seen []reminder.Seen) []reminder.Appointment {
	if !v.Open() {
		return nil
	}
	var with []reminder.Appointment
	eve := v.Deadline.AddDays(-1)
	add := func(to reminder.Recipient, hour int) {
		if !v.seenFor(to, seen) {
			a := reminder.Appointment{To: to}
			a.Add(eve, eve.At(hour, 0, p.Location()))
			with = append(with, a)
		}
	}
	for _, to := range reminder.Recipients(v.Deputies) {
		add(to, reminder.Morning)
	}
	hour := afternoon
	if len(v.Deputies) == 0 {
		hour = reminder.Morning
	}
	add(reminder.ToPilots(), hour)
	return with
}

// escalations are owed at each of those appointments of which nobody was told.
func (v Verification) escalations(p record.Project, seen []reminder.Seen, told []reminder.Delivery) []reminder.Delivery {
	with := v.escalationsUnseen(p, seen)
	for i := range with {
		with[i] = with[i].Untold(VerificationEscalation, told)
	}
	return reminder.Planned(v.Project, v.Subject(), VerificationEscalation, with...)
}

// seenDeadline are those who have seen what was said about the deadline: that
// somebody has seen a reminder to answer a prolongation does not tell it.
func seenDeadline(tx reminder.Store, v Verification) ([]reminder.Seen, error) {
	all, err := tx.Seen(v.Project, v.Subject())
	if err != nil {
		return nil, err
	}
	var seen []reminder.Seen
	for _, s := range all {
		if s.Delivery != 0 {
			on, err := tx.Sent(v.Project, s.Delivery)
			if err != nil && !errors.Is(err, record.ErrNone) {
				return nil, err
			}
			if on.Kind == ExtensionReminder {
				continue
			}
		}
		seen = append(seen, s)
	}
	return seen, nil
}

// seenFor reports whether those whose silence is told to somebody have seen it: those
// in charge and, before it is told to the pilots, their deputies.
func (v Verification) seenFor(to reminder.Recipient, seen []reminder.Seen) bool {
	people := v.InCharge
	if to == reminder.ToPilots() {
		people = slices.Concat(v.InCharge, v.Deputies)
	}
	return slices.ContainsFunc(seen, func(s reminder.Seen) bool { return slices.ContainsFunc(people, s.By.Is) })
}

// escalation says why nothing of it is to be told any more.
func (v Verification) escalation(d reminder.Delivery, p record.Project, now time.Time, seen []reminder.Seen) reminder.SkipReason {
	if was, ok := strings.CutPrefix(d.Occurrence, reminder.PassedOn); ok {
		d.Recipient, d.Occurrence = reminder.ToPilots(), was
	}
	if v.seenFor(d.Recipient, seen) {
		return reminder.SkipSeen
	}
	return reminder.Stale(d, v.escalations(p, nil, nil), now)
}

// Near reports whether the deadline is tomorrow, today, or past.
func (v Verification) Near(today calendar.Date) bool { return !v.Deadline.After(today.AddDays(1)) }

// verificationLeads are how many days before a deadline the people in charge
// are reminded; 0 is the day itself. The last ones are told in the committee's
// channel too.
var verificationLeads, lastLeads = []int{15, 7, 3, 1, 0}, []int{1, 0}

// starts are the first days, by the rule, of what the buyer has to do in the
// phase: of its period and, after an observation, of the days to decide.
func (v Verification) starts(r contract.Rule) []calendar.Date {
	if v.Since.IsZero() || v.Phase.OfSupplier() || v.Step == contract.StepMOM {
		return nil
	}
	days := []calendar.Date{r.Clause(0).First(v.Since)}
	if v.Phase == PhaseVerifying && !v.ObservationEnd.IsZero() {
		days = append(days, r.Clause(len(r.Clauses)-1).First(v.ObservationEnd))
	}
	return days
}

// appointments are with each person in charge, in the project's morning,
// whatever hours are quiet, and at the last with the committee's channel: a
// contract does not wait.
func (v Verification) appointments(p record.Project, r contract.Rule, channel record.ChannelID) []reminder.Appointment {
	if !v.Open() {
		return nil
	}
	days := before(v.Deadline, verificationLeads)
	for _, start := range v.starts(r) {
		if !slices.Contains(days, start) && !start.After(v.Deadline) {
			days = append(days, start)
		}
	}
	slices.SortFunc(days, calendar.Date.Compare)
	return v.mornings(p, channel, days, before(v.Deadline, lastLeads))
}

// before are the days that come so many days before one, in the order of leads.
func before(day calendar.Date, leads []int) (days []calendar.Date) {
	for _, n := range leads {
		days = append(days, day.AddDays(-n))
	}
	return days
}

// mornings are appointments in the project's mornings: with each person in charge
// on days, and with the committee's channel on the last ones.
func (v Verification) mornings(p record.Project, channel record.ChannelID, days, last []calendar.Date) []reminder.Appointment {
	in := func(to reminder.Recipient, days []calendar.Date) reminder.Appointment {
		a := reminder.Appointment{To: to}
		for _, day := range days {
			a.Add(day, day.At(reminder.Morning, 0, p.Location()))
		}
		return a
	}
	var with []reminder.Appointment
	for _, to := range reminder.Recipients(v.InCharge) {
		with = append(with, in(to, days))
	}
	if channel != "" {
		with = append(with, in(reminder.ToChannel(channel), last))
	}
	return with
}

// reminders are owed at each appointment of which nobody was told.
func (v Verification) reminders(p record.Project, r contract.Rule, channel record.ChannelID, told []reminder.Delivery) []reminder.Delivery {
	with := v.appointments(p, r, channel)
	for i := range with {
		with[i] = with[i].Untold(VerificationReminder, told)
	}
	return reminder.Planned(v.Project, v.Subject(), VerificationReminder, with...)
}

// committeeChannel is that of the verification's committee, as read finds it; "" without one,
// and for one that does not sit any more.
func (v Verification) committeeChannel(read func(record.ProjectID, string) (record.Committee, error)) (record.ChannelID, error) {
	if v.Committee == "" {
		return "", nil
	}
	c, err := read(v.Project, v.Committee)
	if !c.Sits() {
		return "", err
	}
	return c.Channel, err
}

// followCommittee makes the reminders of the verifications of which a committee is told
// come in its channel, or nowhere, where that has changed. One that a verification
// names is not withdrawn.
func (d *changeset) followCommittee(before, after record.Committee) error {
	if before.Channel == after.Channel && before.Sits() == after.Sits() {
		return nil
	}
	all, err := d.Verifications(d.Project.ID, after.State != record.CommitteeWithdrawn)
	if err != nil {
		return err
	}
	for _, v := range all {
		switch {
		case v.Committee != after.Code:
		case after.State == record.CommitteeWithdrawn:
			return record.ConflictError("committee.used", "code", after.Code)
		default:
			if err := d.planVerification(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// saveVerification writes the verification and makes its reminders follow.
func (d *changeset) saveVerification(v *Verification) error {
	v.Version++
	if err := d.PutVerification(*v); err != nil {
		return err
	}
	if err := d.planVerification(*v); err != nil {
		return err
	}
	return d.PlanPersonalDigests(append(slices.Clone(v.InCharge), v.Author))
}

// planVerification makes the verification's reminders, and what its silence
// will mean, follow from its state, and from who has seen them.
func (d *changeset) planVerification(v Verification) error {
	planned, _, err := d.verificationPlan(v)
	if err != nil {
		return err
	}
	tacitEffects, err := d.tacitEffectsOf(v)
	if err != nil {
		return err
	}
	return d.Replan(v.Subject(), planned, tacitEffects...)
}

// verificationPlan is when, by the project's settings, those in charge are
// reminded, of a prolongation that is asked for as well, and others told that
// nobody has seen it; told are the reminders that have come already.
func (d *changeset) verificationPlan(v Verification) (planned, told []reminder.Delivery, err error) {
	seen, err := seenDeadline(d.Tx, v)
	if err != nil {
		return nil, nil, err
	}
	channel, err := v.committeeChannel(d.Committee)
	if err != nil {
		return nil, nil, err
	}
	c, err := d.Contract(v.Project, v.Contract)
	if err != nil {
		return nil, nil, err
	}
	told, err = d.Told(v.Project, v.Subject())
	planned = slices.Concat(v.reminders(d.Project, ruleOf(c, v), channel, told), v.escalations(d.Project, seen, told), v.requestReminders(d.Project, channel, told))
	return planned, told, err
}

// tacitEffectsOf is the change of state that the verification's silence owes.
func (d *changeset) tacitEffectsOf(v Verification) ([]reminder.Delivery, error) {
	c, err := d.Contract(v.Project, v.Contract)
	return v.tacitEffects(d.Project, c), err
}

// Starts reports whether the buyer's period, or an observation or its end, begins
// on that day.
func (v VerificationView) Starts(on calendar.Date) bool { return slices.Contains(v.starts(v.Rule), on) }

// notice reads how the verification's period starts: the day, and how it was
// established.
func (n NewVerification) notice(c contract.Contract, p record.Project, today calendar.Date) (calendar.Date, *contract.Notice, error) {
	if n.AvailableOn.IsZero() && n.NotifiedOn.IsZero() && n.OpenedOn.IsZero() {
		return calendar.Date{}, nil, record.InvalidError("notice.no_start").About("notified")
	}
	on, err := contract.Notified{On: n.NotifiedOn, Available: n.AvailableOn, Opened: n.OpenedOn, Param: "notified"}.Day(c, p, today)
	if err != nil || n.By == "" && n.AvailableOn.IsZero() {
		return on, nil, err
	}
	return on, &contract.Notice{By: n.By, AvailableOn: n.AvailableOn, OpenedOn: n.OpenedOn}, nil
}
