package committee

import (
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NounAgreement is the noun of agreements.
const NounAgreement record.Noun = "agreement"

// AgreementReminder reminds that an agreement will end.
const AgreementReminder reminder.DeliveryKind = "agreement.reminder"

// AgreementEntry is what can be told of agreements.
func AgreementEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounAgreement, Prefix: "C", Load: loadAgreement,
		Follow: func(d *reminder.Changeset, before record.Project, _ reminder.Tx) error {
			return within(d).followAgreements(before)
		},
		FollowCommittee: func(d *reminder.Changeset, before, after record.Committee) error {
			return within(d).remindOfAgreements(before, after)
		},
		Kinds: map[reminder.DeliveryKind]reminder.Policy{
			AgreementReminder: {Reminder: true, Waits: true, TellsLate: true},
		},
	}
}

var _ reminder.Reminded = AgreementView{}

// AgreementView is an agreement with what surrounds it.
type AgreementView struct {
	Agreement
	SchoolList []perimeter.School
	Today      calendar.Date
	// NextReminder is the day of the first reminder to come; zero when none is.
	NextReminder calendar.Date
	// Changeable reports whether the caller may change it still.
	Changeable bool
	History    []record.HistoryLine
	// told are the committees that are reminded of it, as read for a delivery.
	told []record.Committee
}

func viewAgreement(v record.Caller, tx Tx, a Agreement, today calendar.Date) (view AgreementView, err error) {
	view.Agreement, view.Today = a, today
	if view.NextReminder, err = a.nextReminder(tx, v.Project, today); err != nil {
		return view, err
	}
	if view.SchoolList, err = perimeter.SchoolsOf(tx, a.Project, a.Schools); err != nil {
		return view, err
	}
	perimeter.Redacted(v, view.SchoolList)
	view.Changeable = v.Role == record.RolePilot && a.TerminatedOn.IsZero()
	view.History, err = tx.History(a.Project, a.Subject())
	return view, err
}

// territorial are the committees of the territorial level that sit.
func territorial(all []record.Committee) []record.Committee {
	return slices.DeleteFunc(slices.Clone(all), func(c record.Committee) bool { return !agrees(c) })
}

// agrees reports whether the committee is reminded of agreements.
func agrees(c record.Committee) bool { return c.Level == record.LevelTerritorial && c.Sits() }

func loadAgreement(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	a, err := Open(tx.Tx).Agreement(b.Project.ID, s.Number())
	if err != nil {
		return nil, err
	}
	all, err := tx.Committees(b.Project.ID)
	return AgreementView{Agreement: a, Today: b.Project.Today(b.Now), told: territorial(all)}, err
}

func (v AgreementView) Facts() reminder.Facts {
	return reminder.Facts{Ref: v.Ref(), Author: v.Author, Version: v.Version, Named: []record.Person{v.Author}, Circle: "agreement"}
}

func (v AgreementView) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	asked := d
	if was, ok := strings.CutPrefix(d.Occurrence, reminder.PassedOn); ok {
		asked.Recipient, asked.Occurrence = reminder.ToPilots(), was
	}
	if b.Skip = reminder.Stale(asked, v.reminders(b.Project, v.told, nil), b.Now); v.Over() != nil {
		b.Skip = reminder.SkipClosed
	}
	return reminder.WaitOpen(tx, b, d)
}

// Over is why there is nothing to be reminded of any more.
func (v AgreementView) Over() error {
	switch v.State(v.Today) {
	case AgreementTerminated:
		return v.overError()
	case AgreementEnded:
		return v.endedError()
	default:
		return nil
	}
}

// Concerns reports whether the caller is a pilot or sits in a committee of the
// territorial level.
func (v AgreementView) Concerns(who record.Caller) bool {
	return who.Role == record.RolePilot || slices.ContainsFunc(territorial(who.AllCommittees), func(c record.Committee) bool { return who.Member[c.Code] })
}

func (v AgreementView) Acknowledged() reminder.Sentence {
	return reminder.NewSentence("seen.agreement", "ref", v.Ref(), "name", v.Name, "date", v.Until)
}

func (v AgreementView) FollowSeen(*reminder.Changeset) error { return nil }

func (v AgreementView) RemindAgain(*reminder.Changeset) (reminder.Delivery, error) { //nolint:unparam // months ahead, nobody waits for tomorrow
	return reminder.Delivery{}, record.ConflictError("seen.agreement", "ref", v.Ref(), "date", v.Until)
}

func (v AgreementView) Unchanged() reminder.Sentence { return reminder.Sentence{} }

// agreementLeads are how many months before its end an agreement is reminded of: a
// council takes months to vote the next one.
var agreementLeads = []int{6, 3, 1}

// appointments are with the pilots and with the channel of each committee of the
// territorial level, in the morning of the first working day on which so many
// months are left, or fewer.
func (a Agreement) appointments(p record.Project, told []record.Committee) []reminder.Appointment {
	if !a.TerminatedOn.IsZero() {
		return nil
	}
	to := []reminder.Recipient{reminder.ToPilots()}
	for _, c := range told {
		if channel := reminder.ToChannel(c.Channel); !slices.Contains(to, channel) {
			to = append(to, channel)
		}
	}
	var with []reminder.Appointment
	for _, r := range to {
		appointment := reminder.Appointment{To: r}
		for _, months := range agreementLeads {
			day := p.Calendar().NextWorkingDay(monthsBefore(a.Until, months))
			appointment.Add(day, day.At(reminder.Morning, 0, p.Location()))
		}
		with = append(with, appointment)
	}
	return with
}

// nextMorning is that of the first working day after today; zero where the agreement
// has ended by then.
func (a Agreement) nextMorning(p record.Project, today calendar.Date) time.Time {
	day := p.Calendar().NextWorkingDay(today.AddDays(1))
	if day.After(a.End()) {
		return time.Time{}
	}
	return day.At(reminder.Morning, 0, p.Location())
}

// nextReminder is the day of the first reminder that is to come, from today on; zero
// when none is.
func (a Agreement) nextReminder(tx reminder.DeliveryStore, p record.Project, today calendar.Date) (calendar.Date, error) {
	unsent, err := tx.Unsent(a.Project, a.Subject())
	for _, d := range unsent {
		if day := calendar.DateOf(d.Due.In(p.Location())); !day.Before(today) {
			return day, err
		}
	}
	return calendar.Date{}, err
}

// monthsBefore is the day of the same number so many months before d; where that
// month is shorter, its last one.
func monthsBefore(d calendar.Date, months int) calendar.Date {
	last := calendar.NewDate(d.Year, d.Month-time.Month(months)+1, 0)
	if last.Day <= d.Day {
		return last
	}
	return calendar.NewDate(last.Year, last.Month, d.Day)
}

// reminders are those of the appointments that nobody was told of.
func (a Agreement) reminders(p record.Project, committees []record.Committee, told []reminder.Delivery) []reminder.Delivery {
	with := a.appointments(p, committees)
	for i := range with {
		with[i] = with[i].Untold(AgreementReminder, told)
	}
	return reminder.Planned(a.Project, a.Subject(), AgreementReminder, with...)
}

// agreementPlan is what is owed about an agreement, and what was told of it.
func (d *changeset) agreementPlan(a Agreement) (planned, told []reminder.Delivery, err error) {
	all, err := d.Committees(a.Project)
	if err != nil {
		return nil, nil, err
	}
	told, err = d.Told(a.Project, a.Subject())
	return a.reminders(d.Project, territorial(all), told), told, err
}

// followAgreements makes the reminders of all agreements follow the project's
// settings, of which before are those that held until now.
func (d *changeset) followAgreements(before record.Project) error {
	all, err := d.Committees(d.Project.ID)
	if err != nil {
		return err
	}
	committees := territorial(all)
	return d.eachInForce(func(a Agreement) error {
		planned, told, err := d.agreementPlan(a)
		if err != nil {
			return err
		}
		return d.FollowHours(a.Subject(), planned, []reminder.Hours{{
			Kind: AgreementReminder, Before: a.appointments(before, committees), After: a.appointments(d.Project, committees), Told: told,
			Next: func(reminder.Recipient) time.Time {
				if at := a.nextMorning(d.Project, d.Today()); !at.IsZero() {
					return at
				}
				return d.Now
			},
		}})
	})
}

// remindOfAgreements makes the reminders of all agreements those of the channels of
// the committees that are reminded of them, of which one has changed.
func (d *changeset) remindOfAgreements(before, after record.Committee) error {
	if agrees(before) == agrees(after) && before.Channel == after.Channel {
		return nil
	}
	return d.eachInForce(func(a Agreement) error {
		planned, _, err := d.agreementPlan(a)
		if err != nil {
			return err
		}
		return d.Replan(a.Subject(), planned)
	})
}

func (d *changeset) eachInForce(do func(Agreement) error) error {
	list, err := AgreementsInForce(d.Tx, d.Project.ID, "", d.Today())
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := do(a); err != nil {
			return err
		}
	}
	return nil
}

// TermOf are the ends that a renewal went from and to; false for any other change.
func TermOf(l record.HistoryLine) (from, to calendar.Date, ok bool) {
	before, after, ok := record.States[Agreement](l)
	return before.Until, after.Until, ok && l.Change == "agreement.renewed"
}

var agreementEvents = record.Keeps("agreement", Agreement.stored, storedAgreement.agreement).Without("agreement.seen")

// storedAgreement is an agreement as history stores it, in versions 0 and 1.
type storedAgreement struct {
	Project      record.ProjectID    `json:"project"`
	Number       int                 `json:"number"`
	Name         string              `json:"name"`
	Partners     []storedInstitution `json:"partners"`
	Schools      []record.UAI        `json:"schools"`
	Signed       calendar.Date       `json:"signed"`
	Until        calendar.Date       `json:"until"`
	TerminatedOn calendar.Date       `json:"terminated_on"`
	Reason       string              `json:"reason"`
	Author       record.StoredPerson `json:"author"`
	CreatedAt    time.Time           `json:"created_at"`
	Version      int                 `json:"version"`
}

func (a Agreement) stored() storedAgreement {
	return storedAgreement{
		Project: a.Project, Number: a.Number, Name: a.Name,
		Partners: record.Each(a.Partners, func(i Institution) storedInstitution { return storedInstitution(i) }),
		Schools:  a.Schools, Signed: a.Signed, Until: a.Until, TerminatedOn: a.TerminatedOn, Reason: a.Reason,
		Author: record.StoredPerson(a.Author), CreatedAt: a.CreatedAt, Version: a.Version,
	}
}

func (f storedAgreement) agreement() Agreement {
	return Agreement{
		Project: f.Project, Number: f.Number, Name: f.Name,
		Partners: record.Each(f.Partners, func(i storedInstitution) Institution { return Institution(i) }),
		Schools:  f.Schools, Signed: f.Signed, Until: f.Until, TerminatedOn: f.TerminatedOn, Reason: f.Reason,
		Author: record.Person(f.Author), CreatedAt: f.CreatedAt, Version: f.Version,
	}
}

// storedInstitution is an institution as history stores it.
type storedInstitution struct {
	Name        string       `json:"name"`
	Level       record.Level `json:"level"`
	Role        string       `json:"role"`
	Competences []Competence `json:"competences"`
}
