package governance

import (
	"context"
	"errors"
	"fmt"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Board is what the channel of a committee is shown of its register, as those who read
// it may see it: by the rule of its digest.
type Board struct {
	Project   record.Project
	Committee record.Committee
	Today     calendar.Date
	// Over says that the committee or the project has ended: nothing is kept up to date.
	Over bool
	// Decisions are the last ones, the latest first.
	Decisions []committee.Decision
	// Next is the next meeting; nil for none.
	Next *committee.Meeting
	// Late is what of it is late.
	Late reminder.DigestPart
}

// onBoard is how many decisions a board shows.
const onBoard = 3

// Boards are those of all committees in whose channel the bot is.
// Errors: none but the store's.
func (s *Service) Boards(ctx context.Context) ([]Board, error) {
	var all []Board
	err := s.base.Read(ctx, func(tx reminder.Tx) error {
		projects, err := tx.Projects()
		for _, p := range projects {
			of, err := s.boardsOf(committee.Open(tx), tx, p)
			if err != nil {
				return fmt.Errorf("read the boards of %s: %w", p.ID, err)
			}
			all = append(all, of...)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var errs []error
	there := all[:0]
	for _, b := range all {
		bot, err := s.base.Directory.ShutOut(ctx, b.Committee.Channel)
		errs = append(errs, err)
		if err == nil && bot == "" {
			there = append(there, b)
		}
	}
	return there, errors.Join(errs...)
}

func (s *Service) boardsOf(tx committee.Tx, own reminder.Tx, p record.Project) (all []Board, err error) {
	committees, err := tx.Committees(p.ID)
	if err != nil {
		return nil, err
	}
	now := s.base.Now()
	for _, c := range committees {
		b := Board{Project: p, Committee: c, Today: p.Today(now), Over: p.Closed != nil || !c.Sits()}
		if c.Channel == "" {
			continue
		}
		if !b.Over {
			err = b.fill(tx, own, reminder.DigestScope{Project: p, Now: now, Today: b.Today, Committee: &c, Committees: []record.Committee{c}})
		}
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

// fill reads what the board shows.
func (b *Board) fill(tx committee.Tx, own reminder.Tx, scope reminder.DigestScope) error {
	code := b.Committee.Code
	last, err := tx.DecisionPage(b.Project.ID, committee.DecisionFilter{Committee: code}, committee.DecisionSpan{Limit: onBoard})
	if err != nil {
		return err
	}
	b.Decisions = last.List
	next, err := tx.Meetings(b.Project.ID, committee.MeetingFilter{Committee: code, State: committee.MeetingScheduled, From: scope.Now, Unheld: true, Limit: 1})
	if err != nil {
		return err
	}
	if len(next) > 0 {
		b.Next = &next[0]
	}
	b.Late, err = own.LateOf(scope)
	return err
}
