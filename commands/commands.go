// Package commands is what people type: one file a noun, each of which
// declares its commands and answers them with one call of the service. It
// imports governance, i18n, message and its own grammar and when; it knows
// neither the chat nor the database.
package commands

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// Umbrella is the trigger under which every other noun can be typed too.
const Umbrella = "ent"

// Invocation is something that somebody typed, or filled in, or clicked.
type Invocation struct {
	Actor record.Actor
	// Line is the command: "/ecole jean jaures".
	Line string
	// Locale is the caller's language; French when empty.
	Locale string
	// Zone is where the caller's clock is, an IANA name; that of the project when empty
	// or unknown.
	Zone string
	// Open opens a file that the caller names, or the only one that there is; nil
	// where the front has none. See ManyFilesError.
	Open func(path string) (fs.File, error)
	// Progress is told now and then how far a long command is, as [Following] makes it;
	// nil where the front does not show it.
	Progress func(done, total int)
}

// Dispatcher answers commands.
type Dispatcher struct {
	service  *governance.Service
	catalog  *i18n.Catalog
	language *grammar.Language[*call]
	now      record.Clock
	log      *slog.Logger
	memory   Memory // may be nil
	// published is where calendar programs reach the bot; "" where they do not.
	published string
}

// New makes a Dispatcher; log gets internal errors, with the reference that the
// caller is given, and nothing that people wrote.
func New(s *governance.Service, catalog *i18n.Catalog, now record.Clock, log *slog.Logger) (*Dispatcher, error) {
	d := &Dispatcher{service: s, catalog: catalog, now: now, log: log}
	var err error
	d.language, err = grammar.New(Umbrella,
		general(), schools(), decisions(), actions(), meetings(), verifications(), committees(), reminders())
	return d, err
}

// Trigger is one slash command of the chat, with its hint and description.
type Trigger struct{ Name, Hint, Description string }

// Triggers are the slash commands, in the language of locale.
func (d *Dispatcher) Triggers(locale string) []Trigger {
	p := d.catalog.Printer(locale, time.UTC)
	var triggers []Trigger
	for _, n := range d.language.Nouns() {
		if !n.Trigger() {
			continue
		}
		triggers = append(triggers, Trigger{Name: n.Name, Hint: n.Hint(p), Description: string(n.Summary(p))})
	}
	return triggers
}

// Nouns are all nouns that can be typed, with their commands.
func (d *Dispatcher) Nouns() []*grammar.Noun[*call] { return d.language.Nouns() }

// Reference is the reference page of the language, as Markdown.
func (d *Dispatcher) Reference(locale string) string {
	return d.language.Reference(d.catalog.Printer(locale, time.UTC))
}

// Suggest is what the last word of an unfinished line may become, in the
// language of locale; see [grammar.Language.Suggest].
func (d *Dispatcher) Suggest(locale, line string) []string {
	return d.language.Suggest(d.catalog.Printer(locale, time.UTC), line)
}

// call is what a handler has besides its arguments.
type call struct {
	context.Context
	*governance.Service
	record.Actor
	p        i18n.Printer
	catalog  *i18n.Catalog
	language *grammar.Language[*call]
	open     func(path string) (fs.File, error)
	progress func(done, total int)
	// command and raw are what was typed.
	command *grammar.Command[*call]
	raw     grammar.Raw
	memory  Memory
	// published is the Dispatcher's.
	published string
	// fails says that a part of what was asked failed, with a reference to the log.
	fails func(error) message.Message
	// next is the line that goes on with the list that is shown; "" for none.
	next string
}

// maxAnswer is how many lines an answer has, the way to the rest included: more is
// not read on a phone.
const maxAnswer = 12

// full is the flag of the commands whose answer may be longer.
var full = grammar.Param{Name: "tout", English: "full", Kind: grammar.Flag, Hidden: true}

// inShort is an answer cut to what is read on a phone, with the line that shows it
// all: the command with those arguments.
func (c *call) inShort(m message.Message, noun, verb string, raw grammar.Raw) message.Message {
	if _, longer := m.Head(maxAnswer); !longer {
		return m
	}
	raw[full.English] = []string{"true"}
	m, _ = m.Head(maxAnswer - 1)
	return m.With(c.text("answer.more", "line", message.Text(c.language.Command(noun, verb).Line(c.p, raw))))
}

// text is a sentence of the catalogue, as a paragraph.
func (c *call) text(key string, pairs ...any) message.Paragraph {
	return message.Paragraph(c.p.Text(key, pairs...))
}

// Dispatch answers a line. It never fails: what goes wrong is told in the
// answer, and an internal error has a reference that stands in the log too.
func (d *Dispatcher) Dispatch(ctx context.Context, inv Invocation) message.Message {
	m, _ := d.serve(ctx, inv, false, func() (said grammar.Reading[*call], err error) {
		line, err := legible(inv.Line)
		if err != nil {
			return said, err
		}
		return d.language.Parse(line)
	})
	return m
}

// Complete answers a form: command is the form's, raw what was filled in and
// what it kept. When a field is wrong, field names it and the message is to be
// shown beside it.
func (d *Dispatcher) Complete(ctx context.Context, inv Invocation, command string, raw grammar.Raw) (m message.Message, field string) {
	return d.serve(ctx, inv, true, func() (grammar.Reading[*call], error) {
		cmd := d.command(command)
		if cmd == nil {
			return grammar.Reading[*call]{}, record.InvalidError("grammar.noun", "word", command)
		}
		said := grammar.Reading[*call]{Command: cmd, Raw: grammar.Raw{}}
		for name, values := range raw {
			for _, value := range values {
				value, err := legible(value)
				if err != nil {
					return said, err
				}
				said.Raw[name] = append(said.Raw[name], value)
			}
		}
		return said, nil
	})
}

// printer says things to who has asked, and to nobody else.
func (d *Dispatcher) printer(inv Invocation, zone *time.Location) i18n.Printer {
	return d.catalog.Printer(inv.Locale, zone).Privately()
}

// serve answers what parse reads; in a form, a field that is wrong is mended there.
func (d *Dispatcher) serve(ctx context.Context, inv Invocation, form bool, parse func() (grammar.Reading[*call], error)) (m message.Message, field string) {
	p := d.printer(inv, time.UTC)
	path := "" // until it is known
	defer func() {
		if r := recover(); r != nil {
			// Its value may hold what somebody typed: the log gets its type.
			m = d.failed(ctx, p, path, fmt.Errorf("panic: %T\n%s", r, debug.Stack()))
		}
	}()
	said, err := parse()
	if err != nil {
		return d.sorry(ctx, p, path, err)
	}
	path = said.Command.Path()
	ctx, zone, err := d.service.Begin(ctx, inv.Actor)
	if err != nil {
		return d.sorry(ctx, p, path, err)
	}
	p = d.printer(inv, zone).For(record.Location(inv.Zone, zone))
	defer func() { m = d.unseen(ctx, p, inv.Actor, m, err) }()
	further := takeFurther(said.Raw)
	args, doubts, err := said.Command.Bind(p, said.Raw, d.now().In(zone))
	doubts = append(said.Doubts, doubts...)
	if err == nil {
		err = d.sincere(said.Command, args)
	}
	if said.Begun {
		return said.Command.Begin(p, said.Raw, doubts, d.now().In(zone)), ""
	}
	c := &call{ctx, d.service, inv.Actor, p, d.catalog, d.language, inv.Open, inv.Progress, said.Command, said.Raw, d.memory, d.published, func(err error) message.Message { return d.failed(ctx, p, path, err) }, ""}
	if err == nil && further {
		return c.second(doubts, d.now().In(zone)), ""
	}
	if err == nil {
		m, err = run(c, args, doubts)
	}
	if line := instead(err); line != "" {
		inv.Line = line
		return d.Dispatch(ctx, inv), ""
	}
	if m, field, ok := c.back(args, doubts, err, form, d.now().In(zone)); ok {
		return m, field
	}
	if err != nil {
		// What was read in an unlikely way may be why it is refused.
		m, field = d.sorry(ctx, p, path, err)
		return m.With(message.Lines(readings(p, doubts)...)), field
	}
	return passedOver(p, m, doubts, c.Consent), ""
}

// unseen adds to an answer that the bot does not see who is in the channel, unless err
// has said so: without it a member would take for all what is shown to others.
func (d *Dispatcher) unseen(ctx context.Context, p i18n.Printer, a record.Actor, m message.Message, err error) message.Message {
	if e, ok := errors.AsType[*record.Error](err); ok && e.Key == record.KeyUnseen {
		return m
	}
	if err = d.service.Unseen(ctx, a); err == nil {
		return m
	}
	text, _ := p.Error(err)
	return m.With(message.Paragraph(text))
}

// run carries the command out, and keeps how the list goes on that it shows.
func run(c *call, args grammar.Args, doubts []record.Doubt) (message.Message, error) {
	c.Doubts, c.Consent.All = doubts, args.Flag(grammar.Confirm.English)
	delete(args, grammar.Confirm.English) // it changes nothing
	if args.Flag(grammar.Share.English) {
		delete(args, grammar.Share.English)
		return c.share(args, doubts)
	}
	m, err := c.command.Run(c, args)
	if err == nil && (c.next != "" || goesOn(c.command)) {
		c.leave()
	}
	return m, err
}

// passedOver adds to an answer what of the line was passed over: who only looks is
// asked nothing, but hears it.
func passedOver(p i18n.Printer, m message.Message, doubts []record.Doubt, consent record.Consent) message.Message {
	if i := slices.IndexFunc(doubts, func(d record.Doubt) bool { return d.Key == grammar.LeftOver }); i >= 0 && !consent.All {
		m.Blocks = slices.Insert(m.Blocks, 0, message.Block(message.Paragraph(p.Doubt(doubts[i]))))
	}
	return m
}

// readings are the doubts about how a date was read.
func readings(p i18n.Printer, doubts []record.Doubt) []message.Text {
	var texts []message.Text
	for _, d := range doubts {
		if strings.HasPrefix(d.Key, "date.") {
			texts = append(texts, p.Doubt(d))
		}
	}
	return texts
}

// sorry says what is wrong; field is the argument that is, when it is one.
func (d *Dispatcher) sorry(ctx context.Context, p i18n.Printer, command string, err error) (m message.Message, field string) {
	var e *record.Error
	if !errors.As(err, &e) || e.Code == record.Unavailable || e.Code == record.Unreadable {
		return d.failed(ctx, p, command, err), ""
	}
	text, _ := p.Error(err)
	m = message.Say(message.Paragraph(text))
	m.Refused = true
	return m, e.Param
}

// failed says that we failed, with a reference to the log.
func (d *Dispatcher) failed(ctx context.Context, p i18n.Printer, command string, err error) message.Message {
	ref := rand.Text()[:6]
	d.log.ErrorContext(ctx, "command failed", "ref", ref, "command", command, "err", err)
	what := p.Text("failed.command")
	if text, ok := p.Error(err); ok {
		what = text
	}
	said := p.Text("failed.retry", "what", what, "ref", message.Text(ref))
	if record.Lasting(err) { // nor will it be mended in a moment
		said = p.Text("failed.unreadable", "what", what, "ref", message.Text(ref))
	}
	m := message.Say(message.Paragraph(said))
	m.Failed = true
	return m
}
