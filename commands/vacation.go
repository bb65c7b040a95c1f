package commands

import (
	"context"
	"io"
	"time"

	"pilotent/governance/perimeter"
	"pilotent/message"
)

// ImportVacations reads the official calendar of school holidays, a file that
// inv can open, for who looks after the server, and says what was read. There
// is no command for it: the calendar is that of all projects.
func (d *Dispatcher) ImportVacations(ctx context.Context, inv Invocation, file string) message.Message {
	c := &call{Context: ctx, p: d.catalog.Printer(inv.Locale, time.UTC), open: inv.Open}
	var rep perimeter.VacationReport
	err := c.reading(file, func(r io.Reader) (err error) {
		rep, err = d.service.ImportVacations(ctx, inv.Actor.User, r)
		return err
	})
	if err != nil {
		m, _ := d.sorry(ctx, c.p, "import vacances", err)
		return m
	}
	if len(rep.Problems) > 0 {
		return c.importProblems(rep.ImportReport, c.text("vacation.refused", "Count", len(rep.Problems)+rep.More, "read", rep.Read))
	}
	lines := []message.Text{
		c.p.Text("vacation.done", "Count", rep.Added+rep.Unchanged, "locations", len(rep.Locations), "date", rep.Until),
		c.p.Text("vacation.changed", "Count", rep.Added),
	}
	if rep.Teachers > 0 {
		lines = append(lines, c.p.Text("vacation.teachers", "Count", rep.Teachers))
	}
	return message.Say(message.Lines(lines...), c.text("vacation.way"))
}
