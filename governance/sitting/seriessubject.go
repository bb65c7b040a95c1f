package sitting

import (
	"context"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NounSeries is the noun of series.
const NounSeries record.Noun = "series"

// What deliveries tell of a series.
const (
	SeriesPlanned reminder.DeliveryKind = "series.planned"
	SeriesChanged reminder.DeliveryKind = "series.changed"
	SeriesStopped reminder.DeliveryKind = "series.stopped"
)

// SeriesEntry is what can be told of series.
func SeriesEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounSeries, Load: loadSeries,
		Watch: func(ctx context.Context, base *reminder.Base) error { return NewService(base).NumberMeetings(ctx) },
		Kinds: map[reminder.DeliveryKind]reminder.Policy{SeriesPlanned: {}, SeriesChanged: {}, SeriesStopped: {}},
	}
}

func loadSeries(tx reminder.CachedTx, b reminder.Content, subject record.Subject) (reminder.About, error) {
	in := Open(tx.Tx)
	s, err := in.Series(b.Project.ID, subject.Number())
	if err != nil {
		return nil, err
	}
	c, err := tx.CommitteeOnce(b.Project.ID, s.Committee)
	if err != nil {
		return nil, err
	}
	view := SeriesView{Series: s, Of: c}
	return view, view.look(in, b.Project, b.Now)
}

func (v SeriesView) Facts() reminder.Facts {
	return reminder.Facts{Ref: v.Ref(), Author: v.Author, Version: v.Version, Keeper: v.Of}
}

// Complete is that of a delivery: what was changed since is told by its own.
func (v SeriesView) Complete(_ reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	if d.Occurrence != strconv.Itoa(v.Version) {
		b.Skip = reminder.SkipChanged
	}
	return nil
}

var seriesEvents = record.Keeps("series", Series.stored, storedSeries.series)

// storedSeries is a series as history stores it.
type storedSeries struct {
	Project   record.ProjectID    `json:"Project"`
	Number    int                 `json:"Number"`
	Committee string              `json:"Committee"`
	Rule      string              `json:"Rule"`
	First     calendar.Date       `json:"First"`
	Until     calendar.Date       `json:"Until"`
	Hour      int                 `json:"Hour"`
	Minute    int                 `json:"Minute"`
	Zone      string              `json:"Zone"`
	IfClosed  calendar.IfClosed   `json:"IfClosed"`
	Duration  time.Duration       `json:"Duration"`
	Place     string              `json:"Place"`
	Title     string              `json:"Title"`
	Continues int                 `json:"Continues"`
	Author    record.StoredPerson `json:"Author"`
	CreatedAt time.Time           `json:"CreatedAt"`
	Version   int                 `json:"Version"`
}

func (s Series) stored() storedSeries {
	return storedSeries{
		Project:   s.Project,
		Number:    s.Number,
		Committee: s.Committee,
		Rule:      s.Rule.String(),
		First:     s.First,
		Until:     s.Until,
		Hour:      s.Hour,
		Minute:    s.Minute,
		Zone:      s.Zone,
		IfClosed:  s.IfClosed,
		Duration:  s.Duration,
		Place:     s.Place,
		Title:     s.Title,
		Continues: s.Continues,
		Author:    record.StoredPerson(s.Author),
		CreatedAt: s.CreatedAt,
		Version:   s.Version,
	}
}

func (f storedSeries) series() Series {
	rule, err := calendar.ParseRule(f.Rule)
	if err != nil {
		rule = calendar.Rule{} // history is read whatever it keeps
	}
	return Series{
		Project:   f.Project,
		Number:    f.Number,
		Committee: f.Committee,
		Rule:      rule,
		First:     f.First,
		Until:     f.Until,
		Hour:      f.Hour,
		Minute:    f.Minute,
		Zone:      f.Zone,
		IfClosed:  f.IfClosed,
		Duration:  f.Duration,
		Place:     f.Place,
		Title:     f.Title,
		Continues: f.Continues,
		Author:    record.Person(f.Author),
		CreatedAt: f.CreatedAt,
		Version:   f.Version,
	}
}

// NumberMeetings makes, in every project, meetings of what its series foresee, once
// their day is near enough, and announces them.
// Errors: none but the store's.
func (s *Service) NumberMeetings(ctx context.Context) error {
	return s.base.InEachProject(ctx, "number the meetings of series", func(ctx context.Context, p record.Project) error {
		var late []int
		err := s.read(ctx, func(tx Tx) (err error) {
			late, err = lateSeries(tx, p, s.base.Now())
			return err
		})
		if err != nil || len(late) == 0 {
			return err
		}
		v := record.Caller{Actor: record.Actor{Team: p.Team, User: record.Ourselves}, Project: p}
		return s.update(ctx, v, func(d *changeset) error {
			for _, number := range late {
				if err := d.numberLate(number); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// lateSeries are the numbers of those of which a meeting is due.
func lateSeries(tx Tx, p record.Project, now time.Time) (late []int, err error) {
	all, err := tx.AllSeries(p.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	school, err := schoolDays(tx, p)
	if err != nil {
		return nil, err
	}
	sits, err := sitting(tx, p.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.over(p.Today(now)) || !sits[s.Committee] || len(s.due(now, school)) == 0 {
			continue
		}
		there, err := s.meetings(tx)
		if err != nil {
			return nil, err
		}
		if len(s.missing(there, now, school)) > 0 {
			late = append(late, s.Number)
		}
	}
	return late, nil
}

// sitting are the committees that are not closed, by code.
func sitting(tx Tx, p record.ProjectID) (map[string]bool, error) {
	all, err := tx.Committees(p)
	sits := map[string]bool{}
	for _, c := range all {
		sits[c.Code] = c.Sits()
	}
	return sits, err
}

// numberLate does so for a series, unless another replica has.
func (d *changeset) numberLate(number int) error {
	s, err := d.Series(d.Project.ID, number)
	if err != nil {
		return err
	}
	c, err := d.Committee(d.Project.ID, s.Committee)
	if err != nil {
		return err
	}
	school, err := schoolDays(d, d.Project)
	if err != nil {
		return err
	}
	_, err = d.number(s, c, school, true)
	return err
}

var _ reminder.About = SeriesView{}
