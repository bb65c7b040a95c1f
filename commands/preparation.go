package commands

import (
	"slices"

	"pilotent/governance/proceedings"
	"pilotent/governance/sitting"
	"pilotent/message"
)

// preparing are what may be missing for a meeting, in the order in which a secretary sees
// to it: each says nothing where nothing is missing.
func preparing() []func(*call, sitting.Preparation) message.Text {
	return []func(*call, sitting.Preparation) message.Text{
		(*call).lacksAgenda, (*call).lacksConvocation, (*call).lacksOwnAnswer, (*call).lacksAnswers, (*call).lacksQuorum, (*call).lacksMinutes,
	}
}

// prepared says what is missing for a meeting, a line each with what to type; nothing to
// who is not of the committee.
func (c *call) prepared(meeting int) (message.Paragraph, error) {
	p, err := c.Preparation(c, c.Actor, meeting)
	if err != nil || !p.Records || !p.Begins() {
		return "", err
	}
	lines := []message.Text{c.p.Text("preparation.title")}
	for _, lacks := range preparing() {
		if line := lacks(c, p); line != "" {
			lines = append(lines, "- "+line)
		}
	}
	if len(lines) == 1 {
		return c.text("preparation.ready"), nil
	}
	return message.Lines(lines...), nil
}

func (c *call) lacksAgenda(p sitting.Preparation) message.Text {
	switch {
	case len(p.Points) == 0:
		return c.p.Text("preparation.no_agenda", "ref", p.Ref())
	case p.Over() > 0:
		return c.p.Text("preparation.agenda_over", "ref", p.Ref(), "over", p.Over())
	default:
		return ""
	}
}

func (c *call) lacksConvocation(p sitting.Preparation) message.Text {
	if p.Convened() && !p.Convocation.Stale(p.Meeting) {
		return ""
	}
	return c.p.Text("preparation.not_convened", "ref", p.Ref(), "last", p.Last, "late", p.Late(), "moved", p.Convened(), "orders", p.Orders)
}

func (c *call) lacksOwnAnswer(p sitting.Preparation) message.Text {
	if p.Own.Number == 0 || p.Own.Answer != sitting.AnswerNone || c.Aloud {
		return ""
	}
	return c.p.Text("preparation.own", "ref", p.Ref())
}

// lacksAnswers names the silent to who conducts the meeting, and counts them for others.
func (c *call) lacksAnswers(p sitting.Preparation) message.Text {
	silent := p.Silent()
	if len(silent) == 0 {
		return ""
	}
	return c.p.Text("preparation.silent", "ref", p.Ref(), "count", len(silent), "more", len(silent) > 1, "names", silent, "named", p.Orders && !c.Aloud && len(silent) <= maxSilent)
}

// maxSilent is how many are named in one line.
const maxSilent = 6

func (c *call) lacksQuorum(p sitting.Preparation) message.Text {
	if !p.Convened() || p.Tally.Met() || p.Tally.Needed == 0 {
		return ""
	}
	return c.p.Text("preparation.quorum", "ref", p.Ref(), "there", p.Tally.Present+p.Tally.Represented, "needed", p.Tally.Needed)
}

// lacksMinutes says that those of the committee's last meeting are not approved yet. What
// cannot be read for it is left out: it is no part of this meeting.
func (c *call) lacksMinutes(p sitting.Preparation) message.Text {
	past, err := c.Meetings(c, c.Actor, p.Committee, true)
	if err != nil {
		return ""
	}
	for _, m := range slices.Backward(past) {
		if m.ClosedAt.IsZero() || !m.Start().Before(p.Start()) {
			continue
		}
		of, err := c.Minutes(c, c.Actor, m.Number)
		if err != nil || of.State == proceedings.StateApproved {
			return ""
		}
		return c.p.Text("preparation.minutes", "last", m.Ref(), "draft", of.State == proceedings.StateDraft)
	}
	return ""
}
