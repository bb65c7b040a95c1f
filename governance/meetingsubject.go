package governance

import "strconv"

// NounMeeting is the noun of meetings.
const NounMeeting Noun = "meeting"

// What deliveries tell of a meeting.
const (
	MeetingPlanned   DeliveryKind = "meeting.planned"
	MeetingMoved     DeliveryKind = "meeting.moved"
	MeetingCancelled DeliveryKind = "meeting.cancelled"
	MeetingReminder  DeliveryKind = "meeting.reminder"
)

var meetingKinds = map[DeliveryKind]deliveryPolicy{
	MeetingPlanned: {}, MeetingMoved: {}, MeetingCancelled: {},
	MeetingReminder: {reminder: true},
}

func loadMeeting(tx cachedTx, b Brief, s Subject) (About, error) {
	m, err := tx.Meeting(b.Project.ID, s.number())
	if err != nil {
		return nil, err
	}
	c, err := tx.committee(b.Project.ID, m.Committee)
	if err != nil {
		return nil, err
	}
	return MeetingView{Meeting: m, CommitteeName: c.Name, Leads: c.Leads, keeper: c}, nil
}

func (v MeetingView) facts() facts {
	return facts{ref: v.Ref(), author: v.Author, version: v.Version, keeper: v.keeper}
}

func (v MeetingView) content(_ Tx, b *Brief, d Delivery) error {
	switch {
	case d.Kind == MeetingCancelled:
	case d.Kind != MeetingReminder && d.Occurrence != strconv.Itoa(v.Version):
		b.Moot = MootChanged
	case v.State != MeetingScheduled:
		b.Moot = MootClosed
	case !v.Start().After(b.Now):
		b.Moot = MootBegun
	case d.Kind == MeetingReminder:
		b.Moot = stale(d, v.reminders(v.keeper), b.Now)
	}
	return nil
}

func (v MeetingView) over() error {
	if v.State == MeetingOff {
		return v.offError()
	}
	return nil
}

func (v MeetingView) concerns(who visitor) bool {
	c, err := who.committee(v.Committee)
	return err == nil && (who.member[c.Code] || who.role == RolePilot)
}

func (v MeetingView) acknowledged() Sentence {
	return NewSentence("seen.meeting", "ref", v.Ref(), "code", v.Committee, "start", v.Start())
}

func (v MeetingView) followSeen(*desk) error { return nil }

func (v MeetingView) again(*desk) (Delivery, error) { //nolint:unparam // a meeting is not put off like that
	return Delivery{}, ConflictError("seen.meeting", "ref", v.Ref(), "start", v.Start())
}

func (v MeetingView) unchanged() Sentence { return Sentence{} }

func (m Meeting) holders() []Person { return nil }

// digestMeetings are the committee's that come.
func digestMeetings(tx Tx, s digestScope) (of digested, err error) {
	if s.committee == nil {
		return of, nil
	}
	meetings, err := tx.Meetings(s.project.ID, MeetingFilter{Committee: s.committee.Code, State: MeetingScheduled, From: s.now})
	for _, m := range meetings {
		if !s.project.Today(m.Start()).After(s.until(0)) {
			of.coming = append(of.coming, m)
		}
	}
	return of, err
}
