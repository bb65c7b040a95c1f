package proceedings

import (
	"context"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/codec"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// Content is what minutes say: what it takes to write them again as they were read, and
// people by their names of that day. It is its own stored form: a field that is new, gone
// or renamed is a new version of it.
type Content struct {
	Project   string     `json:"project"`
	Zone      string     `json:"zone"` // in which its hours are told
	Committee string     `json:"committee"`
	Name      string     `json:"name"` // the committee's
	Meeting   string     `json:"meeting"`
	Title     string     `json:"title"`
	Place     string     `json:"place"`
	Start     time.Time  `json:"start"`
	OpenedAt  time.Time  `json:"opened_at"`
	ClosedAt  time.Time  `json:"closed_at"` // zero where the meeting ended by itself
	Convened  time.Time  `json:"convened"`  // zero where nobody was
	AgainFor  string     `json:"again_for"` // the meeting that had no quorum; "" for none
	Members   int        `json:"members"`   // that count
	There     int        `json:"there"`     // present or represented
	Needed    int        `json:"needed"`    // 0 where no quorum is
	Attended  []Attendee `json:"attended"`
	Intro     string     `json:"intro"`
	Items     []Item     `json:"items"`
	Next      string     `json:"next"` // the next meeting; "" for none
	NextStart time.Time  `json:"next_start"`
	NextPlace string     `json:"next_place"`
}

// Attendee is somebody who was convened.
type Attendee struct {
	Name        string              `json:"name"`
	Title       string              `json:"title"` // what the person does
	Institution string              `json:"institution"`
	Office      organisation.Office `json:"office"`
	Answer      sitting.Answer      `json:"answer"`
	By          string              `json:"by"`     // who stands for it
	DeputyOf    string              `json:"deputy"` // in whose place it sits
}

// Item is one point, or what came of the meeting beside them: its Place is 0 then.
type Item struct {
	Place     int                `json:"place"`
	Title     string             `json:"title"`
	Presenter string             `json:"presenter"`
	Planned   time.Duration      `json:"planned"`
	Used      time.Duration      `json:"used"`
	State     sitting.PointState `json:"state"`
	Note      string             `json:"note"`
	Results   []Result           `json:"results"`
}

// Result is a decision or an action that came of a point.
type Result struct {
	Ref    string        `json:"ref"`
	Text   string        `json:"text"`
	People []string      `json:"people"` // who carries it out
	Due    calendar.Date `json:"due"`
	// The rest is of a decision: State is "" for an action.
	State   committee.DecisionState `json:"state"`
	Opinion bool                    `json:"opinion"`
	Vote    Ballot                  `json:"vote"`
}

// Ballot is how a decision was taken, as minutes store it.
type Ballot struct {
	Consensus bool `json:"consensus"`
	For       int  `json:"for"`
	Against   int  `json:"against"`
	Abstained int  `json:"abstained"`
}

// Voted is how the decision was taken.
func (r Result) Voted() record.Vote { return record.Vote(r.Vote) }

// Location is where the hours are told.
func (c Content) Location() *time.Location { return record.Location(c.Zone, time.UTC) }

// contentVersion is that of the stored form.
const contentVersion = 1

func (c Content) store() (string, error) { return codec.Write(contentVersion, c) }

// Read is what the edition says.
func (e Edition) Read() (Content, error) {
	text, wrong := codec.Open(e.Stored)
	if wrong == nil && text.Version != contentVersion {
		wrong = &codec.Error{Problem: codec.Newer}
	}
	if wrong != nil {
		return Content{}, e.unreadable(wrong)
	}
	c, wrong := codec.Read[Content](text)
	if wrong != nil {
		return Content{}, e.unreadable(wrong)
	}
	return c, nil
}

func (e Edition) unreadable(wrong *codec.Error) error {
	return record.UnreadableError("history.damaged", wrong, "ref", committee.Meeting{Number: e.Meeting}.Ref(), "at", e.PostedAt)
}

// writer writes the content of one meeting.
type writer struct {
	roll  sitting.Roll
	names record.Extract
}

// content is what the minutes of a meeting say as it stands, in the names that the chat
// gives: names.Names may not have all.
func content(tx Tx, r sitting.Roll, p Proceedings, names record.Extract) (Content, error) {
	w := writer{r, names}
	c := Content{
		Project: r.In.Name, Zone: r.Zone, Committee: r.Committee, Name: r.Of.Name, Meeting: r.Ref(), Title: r.Title, Place: r.Place,
		Start: r.Start().UTC(), OpenedAt: r.OpenedAt.UTC(), ClosedAt: ended(r.Meeting), Intro: p.Intro, Items: w.items(),
	}
	if r.Convened() {
		c.Convened, c.Attended = r.Convocation.SentAt.UTC(), w.attended()
		c.Members, c.There, c.Needed = r.Tally.Members, r.Tally.Present+r.Tally.Represented, r.Tally.Needed
	}
	if r.Convocation.AgainFor != 0 {
		c.AgainFor = committee.Meeting{Number: r.Convocation.AgainFor}.Ref()
	}
	next, err := tx.Meetings(r.Project, committee.MeetingFilter{Committee: r.Committee, State: committee.MeetingScheduled, From: r.Start().Add(time.Minute)})
	next = slices.DeleteFunc(next, func(m committee.Meeting) bool { return !m.OpenedAt.IsZero() })
	if len(next) > 0 {
		c.Next, c.NextStart, c.NextPlace = next[0].Ref(), next[0].Start().UTC(), next[0].Place
	}
	return c, err
}

// ended is when a meeting was closed; zero where nobody has said it.
func ended(m committee.Meeting) time.Time {
	if !m.ClosedAt.Before(m.OpenedAt.Add(committee.SitsFor)) {
		return time.Time{}
	}
	return m.ClosedAt.UTC()
}

func (w writer) called(s sitting.Seat) string {
	if s.Account.ID != "" {
		return w.name(s.Account)
	}
	return s.Name
}

// name is how somebody is called in minutes, which ring nobody.
func (w writer) name(p record.Person) string { return strings.TrimPrefix(w.names.Name(p), "@") }

func (w writer) attended() (list []Attendee) {
	for _, s := range w.roll.Seats {
		a := Attendee{Name: w.called(s), Title: s.Title, Institution: s.Institution, Office: s.Office, Answer: s.Answer}
		if s.Answer == sitting.AnswerRepresented {
			a.By = w.called(w.roll.Seat(s.Proxy))
		}
		if s.DeputyOf != 0 {
			a.DeputyOf = w.called(w.roll.Seat(s.DeputyOf))
		}
		list = append(list, a)
	}
	return list
}

func (w writer) items() (list []Item) {
	of := w.roll.Agenda
	for _, p := range of.Points {
		item := Item{
			Place: p.Place, Title: p.Title, Planned: p.Length, Used: p.Spent, State: p.State, Note: p.Note, Results: w.results(of.At(p)),
		}
		item.Presenter = p.Presenter.Name
		if p.Presenter.Account.ID != "" {
			item.Presenter = w.name(p.Presenter.Account)
		}
		list = append(list, item)
	}
	var beside []sitting.Outcome
	for _, o := range of.Outcomes {
		if !slices.ContainsFunc(of.Points, func(p sitting.Point) bool { return p.Number == o.Point }) {
			beside = append(beside, o)
		}
	}
	if len(beside) > 0 {
		list = append(list, Item{Results: w.results(beside)})
	}
	return list
}

func (w writer) results(outcomes []sitting.Outcome) (list []Result) {
	for _, o := range outcomes {
		switch {
		case o.Decision != nil:
			d := *o.Decision
			list = append(list, Result{
				Ref: d.Ref, Text: d.Text, People: w.people(d.InCharge, d.Offline), Due: d.Due, State: d.State, Opinion: d.Opinion, Vote: Ballot(d.Vote),
			})
		case o.Action.State != rollout.ActionOff && o.Action.State != rollout.ActionRefused:
			list = append(list, Result{Ref: o.Action.Ref(), Text: o.Action.Title, People: w.people(o.Action.Assignees, o.Action.Offline), Due: o.Action.Due})
		}
	}
	return list
}

func (w writer) people(accounts []record.Person, others string) (list []string) {
	for _, p := range accounts {
		list = append(list, w.name(p))
	}
	if others != "" {
		list = append(list, others)
	}
	return list
}

// people are the accounts that the minutes of a meeting name.
func people(r sitting.Roll) (list []record.Person) {
	for _, s := range r.Seats {
		list = append(list, s.Account)
	}
	for _, p := range r.Points {
		list = append(list, p.Presenter.Account)
	}
	for _, o := range r.Outcomes {
		if o.Decision != nil {
			list = append(list, o.Decision.InCharge...)
		} else {
			list = append(list, o.Action.Assignees...)
		}
	}
	return list
}

// namesOf asks the chat how people are called. Frozen names must be right: a chat that
// does not answer is asked again later.
// Errors: Unavailable.
func (s *Service) namesOf(ctx context.Context, people []record.Person) (record.Extract, error) {
	var users []record.UserID
	for _, p := range people {
		if p.ID != "" && !slices.Contains(users, p.ID) {
			users = append(users, p.ID)
		}
	}
	names, err := s.base.Directory.FullNames(ctx, users)
	if err != nil {
		return record.Extract{}, record.UnavailableError("unavailable.directory", err)
	}
	return record.Extract{Names: names}, nil
}

// Answered are those who have answered the same.
type Answered struct {
	Answer sitting.Answer
	Who    []Attendee
}

// ByAnswer are those who were convened, the present first.
func (c Content) ByAnswer() (groups []Answered) {
	for _, answer := range []sitting.Answer{sitting.AnswerPresent, sitting.AnswerRepresented, sitting.AnswerExcused, sitting.AnswerAbsent, sitting.AnswerNone} {
		g := Answered{Answer: answer}
		for _, a := range c.Attended {
			if a.Answer == answer {
				g.Who = append(g.Who, a)
			}
		}
		if len(g.Who) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}
