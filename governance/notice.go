package governance

import (
	"slices"

	"pilotent/governance/calendar"
)

// verificationLeads are how many days before a deadline the people in charge
// are reminded; 0 is the day itself. The last ones are told in the committee's
// channel too.
var verificationLeads, lastLeads = []int{15, 7, 3, 1, 0}, []int{1, 0}

// starts are the first days, by the rule, of what the buyer has to do in the
// phase: of its period and, after an observation, of the days to decide.
func (v Verification) starts(r Rule) []calendar.Date {
	if v.Since.IsZero() || v.Phase.ofSupplier() || v.Step == StepMOM {
		return nil
	}
	days := []calendar.Date{r.clause(0).first(v.Since)}
	if v.Phase == PhaseVerifying && !v.ObservationEnd.IsZero() {
		days = append(days, r.clause(len(r.Clauses)-1).first(v.ObservationEnd))
	}
	return days
}

// appointments are with each person in charge, in the project's morning,
// whatever hours are quiet, and at the last with the committee's channel: a
// contract does not wait.
func (v Verification) appointments(p Project, r Rule, channel ChannelID) []appointment {
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
func (v Verification) mornings(p Project, channel ChannelID, days, last []calendar.Date) []appointment {
	in := func(to Recipient, days []calendar.Date) appointment {
		a := appointment{to: to}
		for _, day := range days {
			a.add(day, day.At(morning, 0, p.Location()))
		}
		return a
	}
	var with []appointment
	for _, to := range recipients(v.InCharge) {
		with = append(with, in(to, days))
	}
	if channel != "" {
		with = append(with, in(ToChannel(channel), last))
	}
	return with
}

// reminders are owed at each appointment of which nobody was told.
func (v Verification) reminders(p Project, r Rule, channel ChannelID, told []Delivery) []Delivery {
	with := v.appointments(p, r, channel)
	for i := range with {
		with[i] = with[i].untold(VerificationReminder, told)
	}
	return reminders(v.Project, v.Subject(), VerificationReminder, with...)
}

// channelOf is the channel of the verification's committee; "" without one.
func channelOf(tx Tx, v Verification) (ChannelID, error) {
	if v.Committee == "" {
		return "", nil
	}
	c, err := tx.Committee(v.Project, v.Committee)
	return c.Channel, err
}

// saveVerification writes the verification and makes its reminders follow.
func (d *desk) saveVerification(v *Verification) error {
	v.Version++
	if err := d.PutVerification(*v); err != nil {
		return err
	}
	if err := d.planVerification(*v); err != nil {
		return err
	}
	return d.planPersonalDigests(v.InCharge)
}

// planVerification makes the verification's reminders, and what its silence
// will mean, follow from its state, and from who has seen them.
func (d *desk) planVerification(v Verification) error {
	planned, _, err := d.verificationPlan(v)
	if err != nil {
		return err
	}
	lapses, err := d.lapsesOf(v)
	if err != nil {
		return err
	}
	return d.replan(v.Subject(), planned, lapses...)
}

// verificationPlan is when, by the project's settings, those in charge are
// reminded, of a prolongation that is asked for as well, and others told that
// nobody has seen it; told are the reminders that have come already.
func (d *desk) verificationPlan(v Verification) (planned, told []Delivery, err error) {
	seen, err := seenDeadline(d, v)
	if err != nil {
		return nil, nil, err
	}
	channel, err := channelOf(d, v)
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

// lapsesOf is the change of state that the verification's silence owes.
func (d *desk) lapsesOf(v Verification) ([]Delivery, error) {
	c, err := d.Contract(v.Project, v.Contract)
	return v.lapses(d.Project, c), err
}

// Starts says whether the buyer's period, or an observation or its end, begins
// on that day.
func (v VerificationView) Starts(on calendar.Date) bool { return slices.Contains(v.starts(v.Rule), on) }
