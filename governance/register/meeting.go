package register

import (
	"context"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// ImportMeetings records meetings of another register, all or none, under the next
// numbers of the project; the number that each has there is kept. Those that are there
// already stay as they are. A table with a single bad row changes nothing: the report
// names the lines. Nobody is told; of those to come people are reminded as usual.
// Members of a committee may bring in its own, pilots those of all.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ImportMeetings(ctx context.Context, a record.Actor, in Import) (Report, error) {
	return bring(ctx, s, a, in, meetings())
}

// IsMeetingTable reports whether titles are those of a list of meetings.
func IsMeetingTable(titles []string) bool { return meetings().isTable(titles) }

// meeting is a row of a list of meetings.
type meeting struct{ committee.Meeting }

func meetings() kind[*meeting] {
	return kind[*meeting]{
		titles: meetingTitles(), misses: missesOfMeetings, draft: (*reader).meetingOf, there: meetingsThere,
		link: func([]*draft[*meeting], func(int, *record.Error)) {},
		mark: (*meeting).mark, differs: (*meeting).differs, number: (*changeset).numberMeeting, write: (*changeset).bringMeeting,
	}
}

func meetingTitles() []titled {
	return []titled{
		numberTitles, committeeTitles, stateTitles, reasonTitles, authorTitles,
		{fieldDay, []string{"date", "date de reunion", "date de la reunion", "date reunion", "date de seance", "date de la seance", "jour", "le", "date et heure"}},
		{fieldHour, []string{"heure", "hour", "horaire", "heure de debut", "debut", "time", "start"}},
		{fieldLength, []string{"duree min", "length min", "duree", "duree en minutes", "minutes"}},
		{fieldPlace, []string{"lieu", "place", "salle", "endroit", "location"}},
		{fieldText, []string{"titre", "title", "ordre du jour", "objet", "sujet", "intitule", "subject", "reunion", "seance", "meeting", "agenda"}},
	}
}

func missesOfMeetings(c columns) *record.Error {
	if c.has(fieldDay) {
		return nil
	}
	return record.InvalidError("register.no_date", "found", c.unread).About("file")
}

// meetingStates are the words for a state, folded, as others write them.
var meetingStates = map[committee.MeetingState][]string{
	committee.MeetingScheduled: {"prevue", "scheduled", "prevu", "tenue", "tenu", "held", "planifiee", "a venir", "passee", "faite", "confirmee"},
	committee.MeetingOff:       {"annulee", "cancelled", "annule", "supprimee", "reportee"},
}

// meetingOf is what a row says.
func (r *reader) meetingOf(from row) (*meeting, *record.Error) {
	c, wrong := r.committee(from)
	if wrong != nil {
		return nil, wrong
	}
	m := &meeting{}
	m.Project, m.Committee, m.Zone, m.State, m.CreatedAt, m.Version = r.Project.ID, c.Code, r.Project.Zone, committee.MeetingScheduled, r.now, 1
	if m.FormerRef, wrong = former(from); wrong != nil {
		return nil, wrong
	}
	if wrong := r.meetingStart(m, from); wrong != nil {
		return nil, wrong
	}
	if from.has(fieldState) {
		var ok bool
		if m.State, ok = stateNamed(meetingStates, from.cells[fieldState]); !ok {
			return nil, record.InvalidError("register.state_unknown", from.cell(fieldState, "known", []record.MessageKey{committee.MeetingScheduled, committee.MeetingOff})...)
		}
	}
	if m.Duration, wrong = length(from); wrong != nil {
		return nil, wrong
	}
	var err error
	if m.Place, m.Title, err = committee.CleanMeeting(from.cells[fieldPlace], from.cells[fieldText], m.Duration); err != nil {
		return nil, about(from, fieldText, err)
	}
	if m.Reason, err = record.OptionalText("reason", from.cells[fieldReason]); err != nil {
		return nil, about(from, fieldReason, err)
	}
	m.Author = r.author(from, c)
	return m, nil
}

// meetingStart reads when a meeting begins; its day may say the hour as well.
func (r *reader) meetingStart(m *meeting, from row) (wrong *record.Error) {
	if !from.has(fieldDay) {
		return record.InvalidError("register.date_missing", from.cell(fieldDay)...)
	}
	day, hour := from.cells[fieldDay], from.cells[fieldHour]
	var err error
	if m.Day, err = r.Day(day); err != nil {
		if i := strings.LastIndexAny(day, " T"); i > 0 && hour == "" {
			day, hour = day[:i], day[i+1:]
			m.Day, err = r.Day(strings.TrimSuffix(strings.TrimSpace(day), " à"))
		}
	}
	if err != nil {
		return about(from, fieldDay, err)
	}
	if hour == "" {
		return record.InvalidError("register.hour_missing", "date", m.Day)
	}
	at, err := r.Hour(hour)
	if err != nil {
		return about(from, fieldHour, err)
	}
	m.Hour, m.Minute = at.Hour, at.Minute
	return nil
}

// length is how long a meeting lasts, in minutes or as people write it.
func length(from row) (time.Duration, *record.Error) {
	text := from.cells[fieldLength]
	if text == "" {
		return 0, nil
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return time.Duration(n) * time.Minute, nil
	}
	d, err := time.ParseDuration(strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(text, " ", "")), "min", "m"))
	if err != nil {
		return 0, record.InvalidError("register.length_unread", from.cell(fieldLength)...)
	}
	return d, nil
}

func meetingsThere(tx rollout.Tx, v record.Caller, committees []string) (there []*meeting, err error) {
	for _, code := range committees {
		list, err := tx.Meetings(v.Project.ID, committee.MeetingFilter{Committee: code})
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			there = append(there, &meeting{m})
		}
	}
	return there, nil
}

func (m *meeting) mark(record.Project) mark {
	ref := ""
	if m.Number != 0 {
		ref = m.Ref()
	}
	return mark{committee: m.Committee, ref: ref, former: m.FormerRef, text: m.Title, day: m.Day, since: m.Start()}
}

// differs are the parts in which a row is not what is known of it.
func (m *meeting) differs(was *meeting) (parts record.Parts) {
	parts.Note(record.PartTitle, record.Fold(m.Title) != record.Fold(was.Title))
	parts.Note(record.PartState, m.State != was.State)
	parts.Note(record.PartStart, m.Day != was.Day || m.Hour != was.Hour || m.Minute != was.Minute)
	parts.Note(record.PartDuration, m.Duration != was.Duration)
	parts.Note(record.PartPlace, m.Place != was.Place)
	return parts
}

func (w *changeset) numberMeeting(m *meeting) (err error) {
	m.Number, err = committee.NextMeeting(w.Changeset, w.of[m.Committee])
	return err
}

func (w *changeset) bringMeeting(m *meeting) error {
	if err := committee.BringMeeting(w.Changeset, m.Meeting, w.of[m.Committee]); err != nil {
		return err
	}
	w.brought(m.Subject(), committee.MeetingImported, m.Meeting)
	return nil
}
