package sitting

import (
	"context"
	"errors"
	"fmt"
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
	// SeriesNumbering is nothing that is told: the day is near on which its next meeting
	// is numbered.
	SeriesNumbering reminder.DeliveryKind = "series.numbering"
)

// SeriesEntry is what can be told of series.
func SeriesEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounSeries, Load: loadSeries,
		Follow: func(d *reminder.Changeset, _ record.Project, _ reminder.Tx) error {
			return within(d).followSeries(func(Series) bool { return true })
		},
		FollowCommittee: func(d *reminder.Changeset, before, after record.Committee) error {
			if before.Sits() == after.Sits() {
				return nil
			}
			return within(d).followSeries(func(s Series) bool { return s.Committee == after.Code })
		},
		Reconcile: func(ctx context.Context, base *reminder.Base) error { return NewService(base).NumberMeetings(ctx) },
		CarryOut: func(ctx context.Context, base *reminder.Base, p record.ProjectID, s record.Subject) (bool, error) {
			return NewService(base).NumberMeeting(ctx, p, s)
		},
		Kinds: map[reminder.DeliveryKind]reminder.Policy{SeriesPlanned: {}, SeriesChanged: {}, SeriesStopped: {}, SeriesNumbering: {Reminder: true}},
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
	Rule      storedRule          `json:"Rule"`
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
		Rule:      ruleStored(s.Rule),
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
	return Series{
		Project:   f.Project,
		Number:    f.Number,
		Committee: f.Committee,
		Rule:      f.Rule.rule(),
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

// storedRule is a rule as history stores it.
type storedRule struct {
	Cycle  calendar.Cycle    `json:"Cycle"`
	Every  int               `json:"Every"`
	Days   []storedRankedDay `json:"Days"`
	Months []time.Month      `json:"Months"`
}

// storedRankedDay is a day of a rule as history stores it.
type storedRankedDay struct {
	Rank    int          `json:"Rank"`
	Weekday time.Weekday `json:"Weekday"`
}

func ruleStored(r calendar.Rule) storedRule {
	return storedRule{r.Cycle, r.Every, record.Each(r.Days, func(d calendar.RankedDay) storedRankedDay { return storedRankedDay(d) }), r.Months}
}

func (f storedRule) rule() calendar.Rule {
	return calendar.Rule{Cycle: f.Cycle, Every: f.Every, Days: record.Each(f.Days, func(d storedRankedDay) calendar.RankedDay { return calendar.RankedDay(d) }), Months: f.Months}
}

// NumberMeeting makes meetings of what a series foresees, once their day is near
// enough, and announces each. However often and by how many it is called, it happens
// once.
// Errors: none but the store's.
func (s *Service) NumberMeeting(ctx context.Context, p record.ProjectID, subject record.Subject) (done bool, err error) {
	err = s.base.Write(ctx, p, func(tx reminder.Tx) error {
		project, err := tx.ProjectByID(p)
		if err != nil {
			return err
		}
		d := within(s.base.ByItself(tx, project))
		of, err := d.Series(p, subject.Number())
		if err != nil {
			return err
		}
		done, err = d.numberNow(of)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("number the meetings of %s: %w", subject.Ref(), err)
	}
	if done {
		s.base.Owed()
	}
	return done, nil
}

// NumberMeetings does so in every project, where an accident has lost that it was to be
// done.
// Errors: none but the store's.
func (s *Service) NumberMeetings(ctx context.Context) error {
	return s.base.InEachProject(ctx, "number the meetings of series", func(ctx context.Context, p record.Project) error {
		var late []Series
		err := s.read(ctx, func(tx Tx) (err error) {
			late, err = lateSeries(tx, p, s.base.Now())
			return err
		})
		for _, of := range late {
			_, wrong := s.NumberMeeting(ctx, p.ID, of.Subject())
			err = errors.Join(err, wrong)
		}
		return err
	})
}

// lateSeries are those of which a meeting is due that is not there.
func lateSeries(tx Tx, p record.Project, now time.Time) (late []Series, err error) {
	all, err := tx.AllSeries(p.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	school, err := schoolDays(tx, p)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		c, err := tx.Committee(p.ID, s.Committee)
		if err != nil {
			return nil, err
		}
		if s.over(p.Today(now)) || !c.Sits() {
			continue
		}
		there, err := s.meetings(tx)
		if err != nil {
			return nil, err
		}
		if len(s.missing(there, now, school)) > 0 {
			late = append(late, s)
		}
	}
	return late, nil
}

// followSeries makes what series foresee follow the project's days, or a committee that
// is closed or opened again.
func (d *changeset) followSeries(which func(Series) bool) error {
	all, err := d.AllSeries(d.Project.ID)
	if err != nil {
		return err
	}
	for _, s := range all {
		if which(s) && !s.over(d.Today()) {
			if _, err := d.numberNow(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// numberNow numbers and announces the meetings of a series that are due.
func (d *changeset) numberNow(s Series) (done bool, err error) {
	c, err := d.Committee(d.Project.ID, s.Committee)
	if err != nil {
		return false, err
	}
	school, err := schoolDays(d, d.Project)
	if err != nil {
		return false, err
	}
	made, err := d.number(s, c, school, true)
	return len(made) > 0, err
}

var _ reminder.About = SeriesView{}
