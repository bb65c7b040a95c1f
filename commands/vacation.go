package commands

import (
	"context"
	"time"

	"pilotent/governance/perimeter"
	"pilotent/message"
)

// ImportVacations reads the official calendar of school holidays, a file that
// inv can open, for who looks after the server, and says what was read; of a
// trial, what would change. There is no command for it: the calendar is that of
// all projects.
func (d *Dispatcher) ImportVacations(ctx context.Context, inv Invocation, file string, trial bool) message.Message {
	c := &call{Context: ctx, Service: d.service, Actor: inv.Actor, p: d.catalog.Printer(inv.Locale, time.UTC), language: d.language, open: inv.Open}
	m, err := c.importVacations(file, trial)
	if err != nil {
		m, _ = d.sorry(ctx, c.p, "import vacances", err)
	}
	return m
}

func (c *call) importVacations(file string, trial bool) (message.Message, error) {
	table, _, told, err := c.table(file, perimeter.IsVacationTable)
	if err != nil {
		return message.Message{}, err
	}
	var would perimeter.VacationTrial
	if trial {
		would, err = c.TryVacations(c, table)
	} else {
		would.VacationReport, err = c.ImportVacations(c, c.User, table)
	}
	rep := would.VacationReport
	if err != nil {
		return message.Message{}, err
	}
	if len(rep.Problems) > 0 {
		return c.importProblems(rep.Problems, rep.More, c.text("vacation.refused", "Count", len(rep.Problems)+rep.More, "read", rep.Read)), nil
	}
	read := rep.Added + rep.Unchanged
	lines := []message.Text{
		c.p.Text("vacation.done", "Count", read, "read", read, "locations", len(rep.Locations), "date", rep.Until),
		c.p.Text("vacation.changed", "Count", rep.Added, "added", rep.Added),
	}
	if trial && len(would.Gone) > 0 {
		lines = append(lines, c.p.Text("import.vacations_gone", "Count", len(would.Gone)))
	}
	if rep.Teachers > 0 {
		lines = append(lines, c.p.Text("vacation.teachers", "Count", rep.Teachers))
	}
	m := message.Say(message.Lines(lines...)).With(told...)
	if trial {
		return message.Say(c.text("import.trial.title")).With(m.Blocks...).With(c.goOn(rep.Added + len(would.Gone))), nil
	}
	return m.With(c.text("vacation.way")), nil
}
