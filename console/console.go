package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"

	"pilotent/commands"
	"pilotent/commands/when"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// Deliverer is the Courier, as far as the console drives it.
type Deliverer interface {
	DeliverDue(ctx context.Context) (int, error)
}

// Agenda tells when something will next be due; the Outbox.
type Agenda interface {
	NextDue(ctx context.Context, after time.Time) (time.Time, bool, error)
}

// Console reads commands and shows their answers.
type Console struct {
	World      *World
	Dispatcher *commands.Dispatcher
	Catalog    *i18n.Catalog
	Courier    Deliverer
	Agenda     Agenda
	// Recompose makes a message anew after a click, as the scheduler's Composer does.
	Recompose func(ctx context.Context, p record.ProjectID, delivery int64, command string, by record.UserID) (reminder.Sent, message.Message, bool, error)
	In        io.Reader
	Out       io.Writer
	// User and Channel are who speaks and where; ":user" and ":channel" change them.
	User, Channel string
	// Folder is where exported files are written.
	Folder string
	// Zone is that of the moments shown: the project's, which may change.
	Zone func(ctx context.Context) *time.Location

	// thread is the post under which lines are typed; "" for none.
	thread string

	colours  bool
	terminal io.Writer // nil for a script
	buttons  []button
	failed   bool
}

// button is one that is shown, and the message that it stands under: nil for
// an answer.
type button struct {
	message.Button
	heard *Heard
}

// Run reads lines until the input ends. It answers true when a command failed
// inside; a user's mistake is no failure.
func (c *Console) Run(ctx context.Context) (failed bool, err error) {
	if _, ok := resident(c.User); !ok {
		return false, fmt.Errorf("there is nobody called %q here; there are %s", c.User, residentNames())
	}
	in, isFile := c.In.(*os.File)
	if isFile && term.IsTerminal(int(in.Fd())) {
		return c.interactive(ctx, in)
	}
	lines := bufio.NewScanner(c.In)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() && ctx.Err() == nil {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c.print("%s> %s\n", c.prompt(), line)
		if !c.Do(ctx, line) {
			break
		}
	}
	return c.failed, lines.Err()
}

// interactive has a prompt, line editing and a history, and colours.
func (c *Console) interactive(ctx context.Context, in *os.File) (bool, error) {
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return false, fmt.Errorf("prepare the terminal: %w", err)
	}
	defer term.Restore(int(in.Fd()), state) //nolint:errcheck // nothing is left to do about it
	t := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{&keys{in: in}, c.Out}, "")
	// A serial line says 0, and x/term would break the line after each letter.
	if w, h, err := term.GetSize(int(in.Fd())); err == nil && w > 0 {
		_ = t.SetSize(w, h)
	}
	t.AutoCompleteCallback = c.complete
	c.terminal, c.Out, c.colours = c.Out, t, os.Getenv("NO_COLOR") == ""
	c.print("%s\n\n", c.say(c.printer().Text("console.welcome")))
	for ctx.Err() == nil {
		t.SetPrompt(c.prompt() + "> ")
		line, err := t.ReadLine()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return c.failed, fmt.Errorf("read the terminal: %w", err)
		}
		if line = strings.TrimSpace(line); line != "" && !c.Do(ctx, line) {
			break
		}
	}
	return c.failed, nil
}

func (c *Console) prompt() string { return c.User + "~" + c.Channel }

func residentNames() string {
	var names []string
	for _, r := range Residents() {
		names = append(names, r.Name)
	}
	return strings.Join(names, ", ")
}

func (c *Console) locale() string {
	lang, _ := c.World.Locale(context.Background(), record.UserID(c.User))
	return lang
}

func (c *Console) printer() i18n.Printer {
	zone := c.Zone(context.Background()) // in which whoever reads this is
	return c.Catalog.Printer(c.locale(), zone).For(zone)
}

// Do runs one line, and reports whether another may follow: false when it asks to leave.
func (c *Console) Do(ctx context.Context, line string) bool {
	if meta, ok := strings.CutPrefix(line, ":"); ok {
		return c.meta(ctx, meta)
	}
	c.dispatch(ctx, line, nil)
	return true
}

// dispatch answers a line; heard is the message whose button types it, if any.
func (c *Console) dispatch(ctx context.Context, line string, heard *Heard) {
	r, _ := resident(c.User)
	actor := record.Actor{Team: Team, User: r.person(), Channel: record.ChannelID(c.Channel), Thread: c.thread}
	if heard != nil {
		actor.Thread = ""
		actor.Click = heard.Click(message.Button{Command: line})
	}
	progress, stop := Bar(c.terminal)
	m := c.Dispatcher.Dispatch(ctx, commands.Invocation{
		Actor:    actor,
		Line:     line,
		Locale:   c.locale(),
		Open:     Open,
		Progress: progress,
	})
	stop()
	c.failed = c.failed || m.Failed
	before := c.buttons
	c.buttons = nil
	c.show(m, "", nil)
	c.save(m.Files)
	if m.Aloud != nil {
		c.print("\n→ ~%s, %s\n", m.Aloud.Channel, c.printer().Moment(c.World.Now()))
		c.show(m.Aloud.Message, "  ", nil)
		c.save(m.Aloud.Message.Files)
	}
	if heard != nil && !c.edited(ctx, *heard, line, r.person().ID) && len(m.Buttons) == 0 {
		c.buttons = before // the message stays as it is, and its buttons with it
	}
	c.deliver(ctx)
	c.print("\n")
}

// edited shows what has become of a message whose button was pressed, and reports
// whether it has changed.
func (c *Console) edited(ctx context.Context, h Heard, command string, by record.UserID) bool {
	if c.Recompose == nil {
		return false
	}
	_, m, done, err := c.Recompose(ctx, record.ProjectID(Team), h.Delivery.ID, command, by)
	if err != nil || !done {
		return false
	}
	c.print("\n%s\n", c.printer().Text("console.edited", "to", message.Text(h.To)))
	h.Message = m
	c.show(m, "  ", &h)
	return true
}

// show prints a message; its buttons get numbers for ":clic".
func (c *Console) show(m message.Message, indent string, heard *Heard) {
	text := m.Markdown()
	if m.Title != "" { // what the bot says by itself
		lead, rest := m.Lead()
		text = strings.TrimSuffix(string(message.Lines(lead, m.Title))+"\n"+rest.Markdown(), "\n")
	}
	for line := range strings.SplitSeq(text, "\n") {
		c.print("%s\n", strings.TrimRight(indent+c.say(message.Text(line)), " "))
	}
	for _, b := range m.Buttons {
		c.buttons = append(c.buttons, button{b, heard})
		c.print("%s[%d] %s\n", indent, len(c.buttons), c.say(b.Label))
	}
}

// say is Markdown for this terminal: bold and code in colours, or as it is.
func (c *Console) say(text message.Text) string {
	s := message.Unquote(string(text))
	if !c.colours {
		return s
	}
	s = alternate(s, "**", "\x1b[1m", "\x1b[22m")
	return alternate(s, "`", "\x1b[36m", "\x1b[39m")
}

func alternate(s, mark, on, off string) string {
	parts := strings.Split(s, mark)
	if len(parts)%2 == 0 {
		return s // a mark without its pair is a character like any other
	}
	var b strings.Builder
	for i, p := range parts {
		if i%2 == 1 {
			b.WriteString(on + p + off)
		} else {
			b.WriteString(p)
		}
	}
	return b.String()
}

// deliver brings what is due now, and prints what the bot said by itself, with
// its moment and recipient.
func (c *Console) deliver(ctx context.Context) {
	if _, err := c.Courier.DeliverDue(ctx); err != nil {
		c.failed = true
		c.print("%s\n", c.say(c.printer().Text("console.delivery_failed")))
	}
	for _, h := range c.World.TakeHeard() {
		to := message.Text(h.To)
		if h.Thread != "" {
			to = c.printer().Text("console.thread", "to", to, "text", h.Thread)
		}
		c.print("\n→ %s, %s\n", c.say(to), c.printer().Moment(h.At))
		c.show(h.Message, "  ", &h)
	}
}

// meta runs a line that drives the simulation, and reports whether another may follow.
func (c *Console) meta(ctx context.Context, line string) bool {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	rest = strings.TrimSpace(rest)
	p := c.printer()
	switch strings.ToLower(word) {
	case "user", "utilisateur":
		if r, ok := resident(strings.TrimPrefix(rest, "@")); ok {
			c.User = r.Name
		} else {
			c.print("%s\n", p.Text("console.nobody", "name", rest, "names", residentNames()))
		}
	case "channel", "canal":
		name := strings.TrimPrefix(rest, "~")
		if _, err := c.World.Channel(ctx, record.ChannelID(name)); err != nil {
			c.print("%s\n", p.Text("console.no_channel", "name", rest, "names", c.World.Channels()))
		} else {
			c.Channel, c.thread = name, ""
		}
	case "fil", "thread":
		c.thread = ""
		if rest != "" {
			c.thread = c.World.Say(rest)
		}
	case "avancer", "advance":
		c.advance(ctx, rest)
	case "clic", "click":
		n, err := strconv.Atoi(rest)
		if err != nil || n < 1 || n > len(c.buttons) {
			c.print("%s\n", p.Text("console.no_button", "Count", len(c.buttons)))
			return true
		}
		c.dispatch(ctx, c.buttons[n-1].Command, c.buttons[n-1].heard)
	case "quitter", "quit", "q":
		return false
	default:
		c.print("%s\n", c.say(p.Text("console.help")))
	}
	return true
}

// advance moves the time from one due moment to the next, so that each message
// is said at its own.
func (c *Console) advance(ctx context.Context, text string) {
	d, err := (when.Reader{}).Duration(text)
	if err != nil {
		c.print("%s\n", c.printer().Text("console.duration", "text", text))
		return
	}
	c.buttons = nil
	target := c.World.Now().Add(d)
	for {
		next, ok, err := c.Agenda.NextDue(ctx, c.World.Now())
		if err != nil {
			c.failed = true
			c.print("%s\n", c.printer().Text("console.delivery_failed"))
			break
		}
		if !ok || next.After(target) {
			break
		}
		if wait := next.Sub(c.World.Now()); wait > 0 {
			c.World.Advance(wait)
		}
		c.deliver(ctx)
	}
	if left := target.Sub(c.World.Now()); left > 0 {
		c.World.Advance(left)
	}
	c.print("\n%s\n\n", c.printer().Text("console.now", "moment", c.World.Now()))
}

// print writes to the terminal; a terminal that is gone ends the input too.
func (c *Console) print(format string, args ...any) { _, _ = fmt.Fprintf(c.Out, format, args...) }
