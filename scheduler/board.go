package scheduler

import (
	"context"
	"errors"
	"sync"
	"time"

	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// Noticeboard is where the register of a committee is pinned up. A Messenger that is
// none, as a terminal, has nowhere to pin it.
type Noticeboard interface {
	// Pin makes m the only message of that name that is pinned in the channel. It edits
	// the one that is there, which rings nobody, unless that says the same already.
	// ErrNone where the channel will not have it.
	Pin(ctx context.Context, channel record.ChannelID, name string, m message.Message) error
	// Unpin takes it down.
	Unpin(ctx context.Context, channel record.ChannelID, name string) error
}

// boards are what this process has pinned up, by name.
type boards struct {
	mu    sync.Mutex
	known map[string]pinned
}

type pinned struct {
	channel record.ChannelID
	text    string // "" when it was taken down
	at      time.Time
}

// pinnedFor is after how long it is looked whether what was pinned up is there still.
const pinnedFor = time.Hour

// PinBoards keeps the registers of all committees up to date in their channels. What
// the chat has is the truth: what is missing is pinned up again, also when another
// process was killed in the midst of it.
func (c *Courier) PinBoards(ctx context.Context) {
	board, ok := c.messenger.(Noticeboard)
	if !ok || c.breaker.openFor() > 0 {
		return
	}
	all, err := c.composer.service.Boards(ctx)
	if err != nil {
		c.Log.WarnContext(ctx, "some registers are not kept up to date now", "err", err)
	}
	c.boards.mu.Lock()
	defer c.boards.mu.Unlock()
	if c.boards.known == nil {
		c.boards.known = map[string]pinned{}
	}
	for _, b := range all {
		if err := c.pin(ctx, board, b); err != nil {
			c.Log.WarnContext(ctx, "a register was not pinned up", "committee", b.Committee.Code, "err", err)
		}
	}
}

// pin brings one register into its channel, or out of it.
func (c *Courier) pin(ctx context.Context, on Noticeboard, b governance.Board) error {
	name, channel := string(b.Project.ID)+"-"+b.Committee.Code, b.Committee.Channel
	was, known := c.boards.known[name]
	if known && was.channel != channel {
		if err := on.Unpin(ctx, was.channel, name); err != nil && !errors.Is(err, record.ErrNone) {
			return err
		}
	}
	now, m := c.Now(), c.composer.Board(b)
	text := m.Markdown()
	if known && was.channel == channel && was.text == text && (b.Over || now.Sub(was.at) < pinnedFor) {
		return nil
	}
	do := func() error { return on.Pin(ctx, channel, name, m) }
	if b.Over {
		do = func() error { return on.Unpin(ctx, channel, name) }
	}
	if err := do(); err != nil && !errors.Is(err, record.ErrNone) { // no use to try again at once
		return err
	}
	c.boards.known[name] = pinned{channel, text, now}
	return nil
}

// maxLate is how many things that are late a board shows.
const maxLate = 3

// Board is a committee's register as its channel reads it, in the project's language;
// nothing for one that is over.
func (c *Composer) Board(b governance.Board) message.Message {
	if b.Over {
		return message.Message{}
	}
	p := c.catalog.Printer(b.Project.Locale, b.Project.Location()).For(c.service.Home())
	m := message.Say(message.Paragraph(p.Text("board.lead", "code", b.Committee.Code, "name", b.Committee.Name)))
	m.Tone, m.Title, m.Quiet = message.ToneQuiet, p.Text("board.title"), true
	m.Ways = p.Text("board.ways")
	if b.Next != nil {
		m.Facts = append(m.Facts, message.Fact{Label: p.Text("board.next"), Value: p.Text("board.meeting", "ref", b.Next.Ref(), "start", b.Next.Start())})
	}
	var decisions []message.Text
	for _, d := range b.Decisions {
		decisions = append(decisions, "- "+p.Text("board.decision", "ref", d.Ref, "text", short(d.Text), "state", p.Standing(d)))
	}
	if len(decisions) == 0 {
		decisions = []message.Text{p.Text("board.no_decision")}
	}
	m.Facts = append(m.Facts, message.Fact{Label: p.Text("board.decisions"), Value: message.Text(message.Lines(decisions...))})
	if late := lateOnBoard(p, b); len(late) > 0 {
		m.Facts, m.Tone = append(m.Facts, message.Fact{Label: p.Text("board.late"), Value: message.Text(message.Lines(late...))}), message.ToneSerious
	}
	return m
}

// lateOnBoard are the first things that are late, and how many more.
func lateOnBoard(p i18n.Printer, b governance.Board) []message.Text {
	view := reminder.DigestView{Committee: &b.Committee, Today: b.Today}
	var lines []message.Text
	for _, g := range groups(p, view, b.Late) {
		for _, line := range g.lines {
			lines = append(lines, "- "+line)
		}
	}
	if rest := len(lines) - maxLate; rest > 0 {
		lines = append(lines[:maxLate:maxLate], "- "+p.Text("overview.rest", "Count", rest, "command", p.Text("digest.all.actions_late")))
	}
	return lines
}
