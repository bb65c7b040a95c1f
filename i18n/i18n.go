// Package i18n holds every sentence that people read, in French and English,
// one pair of files a noun (school.fr.json, school.en.json), and the printer
// that fills them in: dates, moments, plurals, lists. It imports governance,
// for the words of the domain, and message.
package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	text "golang.org/x/text/message"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

//go:embed *.json
var files embed.FS

// The languages: French first, since it is the default.
const (
	French  = "fr"
	English = "en"
)

// Languages are those of the catalogue.
func Languages() []string { return []string{French, English} }

// Catalog is every sentence in every language.
type Catalog struct {
	localizers map[string]*i18n.Localizer
	parser     sentences
	// placeholders are singular.
	placeholders map[string]bool
}

// Load reads the embedded catalogue, once: all share it.
func Load() (*Catalog, error) { return loaded() }

var loaded = sync.OnceValues(load)

func load() (*Catalog, error) {
	bundle := i18n.NewBundle(language.French)
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list catalogue: %w", err)
	}
	c := &Catalog{localizers: map[string]*i18n.Localizer{}, parser: newSentences(), placeholders: map[string]bool{}}
	for _, name := range names {
		file, err := bundle.LoadMessageFileFS(files, name)
		if err != nil {
			return nil, fmt.Errorf("load catalogue %s: %w", name, err)
		}
		for _, m := range file.Messages {
			if isPlaceholder(m) {
				c.placeholders[singular(m.Other)] = true
			}
		}
	}
	for _, lang := range Languages() {
		c.localizers[lang] = i18n.NewLocalizer(bundle, lang)
	}
	return c, nil
}

// isPlaceholder reports whether m stands for a text of the reader's own, or for
// somebody: of the values of parameters, those in quotes and the mentions.
func isPlaceholder(m *i18n.Message) bool {
	return strings.HasPrefix(m.ID, "param.") && strings.HasSuffix(m.ID, ".value") &&
		(strings.HasPrefix(m.Other, `"`) || strings.HasPrefix(m.Other, "@"))
}

// Placeholder reports whether text is what a shown command has in place of the
// reader's own (« votre note »), in any language, case, number and punctuation.
func (c *Catalog) Placeholder(text string) bool { return c.placeholders[singular(text)] }

// singular folds a text, with its words in the singular: « Vos partenaires » is « votre
// partenaire ».
func singular(text string) string {
	words := strings.Fields(record.Fold(text))
	for i, w := range words {
		if words[i] = strings.TrimSuffix(w, "s"); w == "vos" {
			words[i] = "votre"
		}
	}
	return strings.Join(words, " ")
}

// Printer says things in one language, with the hours of one zone, which it names where
// its reader's clock shows another hour. A printer without a reader always names it: what
// it says goes into files, which anybody may read.
type Printer struct {
	// Lang is "fr" or "en".
	Lang   string
	zone   *time.Location
	reader *time.Location // nil: not known
	loc    *i18n.Localizer
	parser sentences
	// links says that people are shown as links to them.
	links bool
}

// Printer is for a locale as chats give it ("fr", "en-AU", ""): English for
// those that begin with "en", French for all others.
func (c *Catalog) Printer(locale string, zone *time.Location) Printer {
	lang := French
	if strings.HasPrefix(strings.ToLower(locale), English) {
		lang = English
	}
	if zone == nil {
		zone = time.UTC
	}
	return Printer{Lang: lang, zone: zone, loc: c.localizers[lang], parser: c.parser}
}

// In says the same with the hours of another zone.
func (p Printer) In(zone *time.Location) Printer {
	p.zone = zone
	return p
}

// For says the same to somebody whose clock is that of a zone; nil: it is not known.
func (p Printer) For(reader *time.Location) Printer {
	p.reader = reader
	return p
}

// Privately says the same to one person alone: whom it names is a link to them there,
// which rings nobody ([message.Mention]). Who is named in what was typed stays quoted.
func (p Printer) Privately() Printer {
	p.links = true
	return p
}

// Text is the sentence of that key, with pairs of name and value filled in.
// Values are said in the printer's language: dates, moments, durations, words
// of the domain, lists. A string is taken for something that a person typed,
// and quoted; message.Text goes in as it is. The pair "Count" chooses the plural. In a
// condition, 0 is false.
//
// A key that is not in the catalogue is shown as it is: a test finds those.
func (p Printer) Text(key string, pairs ...any) message.Text {
	args := record.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return p.fill(key, args)
}

func (p Printer) fill(key string, args record.Args) message.Text {
	cfg := &i18n.LocalizeConfig{MessageID: key, TemplateParser: p.parser}
	data := make(map[string]any, len(args))
	for name, value := range args {
		data[name] = p.Value(value)
		n, ok := value.(int)
		if ok && n == 0 {
			data[name] = n // which is "0", and false
		}
		if ok && name == "Count" {
			cfg.PluralCount = n
		}
	}
	cfg.TemplateData = data
	s, err := p.loc.Localize(cfg)
	var missing *i18n.MessageNotFoundErr
	if errors.As(err, &missing) || s == "" {
		return message.Text("⟦" + key + "⟧")
	}
	return message.Text(message.Code(s))
}

// Has reports whether the catalogue has the key.
func (p Printer) Has(key string) bool { return !strings.HasPrefix(string(p.fill(key, nil)), "⟦") }

// Typed is what people type, which is another word in each language and stands in
// no catalogue: a verb, an option.
type Typed interface{ In(lang string) string }

// Value says one value.
func (p Printer) Value(value any) message.Text {
	switch v := value.(type) {
	case nil:
		return ""
	case message.Text:
		return v
	case record.MessageKey:
		return p.Text(v.MessageKey())
	case Typed:
		return message.Text(v.In(p.Lang))
	case calendar.Date:
		return p.Date(v)
	case calendar.Rule:
		return p.Rule(v)
	case record.Subject: // as the command that shows it
		return p.Text("show."+string(v.Noun()), "ref", message.Text(v.Ref()))
	case time.Time:
		return p.Moment(v)
	case time.Duration:
		return p.Duration(v)
	case record.Hour:
		return p.Hour(v)
	case contract.Rate:
		return p.Rate(v)
	case committee.Vote:
		return p.Vote(v)
	case time.Weekday:
		return message.Text(weekdays[p.Lang][v])
	case record.Person:
		return p.person(v)
	case record.Called:
		return p.called(v)
	case string:
		return message.Quote(v)
	case int:
		return p.number(v)
	case bool: // for {{if}}, to which every word is true
		if !v {
			return ""
		}
		return "true"
	default:
		return p.values(v)
	}
}

// values says several of one kind; anything else as it prints itself.
func (p Printer) values(list any) message.Text {
	switch v := list.(type) {
	case []record.MessageKey:
		return p.List(p.each(len(v), func(i int) any { return v[i] }))
	case []Typed:
		return p.List(p.each(len(v), func(i int) any { return v[i] }))
	case []record.Person:
		return p.List(p.each(len(v), func(i int) any { return v[i] }))
	case []record.Called:
		return p.List(p.each(len(v), func(i int) any { return v[i] }))
	case []string:
		return p.List(p.each(len(v), func(i int) any { return v[i] }))
	case []contract.Silence:
		return p.List(p.each(len(v), func(i int) any { return v[i] }))
	case []message.Text:
		return p.List(v)
	case []any: // what is proposed: one of them
		return p.join(p.each(len(v), func(i int) any { return v[i] }), "list.or")
	default:
		return message.Quote(fmt.Sprint(v))
	}
}

// person is somebody whom we name: a link where it rings nobody.
func (p Printer) person(who record.Person) message.Text {
	if p.links && !who.Departed() {
		return message.Mention(who.Username)
	}
	return message.Quote(who.String())
}

func (p Printer) called(who record.Called) message.Text {
	if who.Account.ID != "" {
		return p.person(who.Account)
	}
	return message.Quote(who.Name)
}

// number groups the digits of one that has five or more: « 36 000 », with the narrow
// space, since Mattermost breaks a line at the other (message.Spaced).
func (p Printer) number(n int) message.Text {
	if -10_000 < n && n < 10_000 {
		return message.Text(strconv.Itoa(n))
	}
	grouped := text.NewPrinter(language.Make(p.Lang)).Sprint(n)
	return message.Text(strings.ReplaceAll(grouped, "\u00a0", "\u202f"))
}

func (p Printer) each(n int, at func(int) any) []message.Text {
	texts := make([]message.Text, n)
	for i := range texts {
		texts[i] = p.Value(at(i))
	}
	return texts
}

// Error is the sentence of an error that people read. The second result is
// false for any other error, of which nothing is said.
func (p Printer) Error(err error) (message.Text, bool) {
	var e *record.Error
	if !errors.As(err, &e) {
		return "", false
	}
	args := p.named(e.Args)
	text := p.fill("error."+e.Key, args)
	// Whom to ask is said after every refusal, when it is known; but to see a reminder
	// is for those it is addressed to, and for no pilot either.
	if pilots, ok := args["pilots"].([]record.Person); ok && len(pilots) > 0 && e.Key != "forbidden.seen" {
		text += " " + p.Text("error.forbidden.ask", "pilots", pilots)
	}
	return text, true
}

// Sentence is an answer that depends on its subject.
func (p Printer) Sentence(s reminder.Sentence) message.Text { return p.fill(s.Key, s.Args) }

// Doubt is the sentence that asks a doubt back.
func (p Printer) Doubt(d record.Doubt) message.Text {
	return p.fill("doubt."+d.Key, p.named(d.Args))
}

// What is repeated of what people typed is enough to know it again: characters
// of a text, and items of a list.
const (
	maxRepeated = 300
	maxListed   = 30
)

// shortened is a value of which no more is repeated than is needed.
func shortened(value any) any {
	switch v := value.(type) {
	case string:
		if r := []rune(v); len(r) > maxRepeated {
			return string(r[:maxRepeated]) + "…"
		}
	case []string:
		list := make([]string, 0, min(len(v), maxListed+1))
		for i, s := range v {
			if i == maxListed {
				return append(list, "…")
			}
			list = append(list, shortened(s).(string))
		}
		return list
	}
	return value
}

// named are arguments in which a parameter, a change of history and a public
// holiday have their names, and what was typed is shortened.
func (p Printer) named(args record.Args) record.Args {
	named := record.Args{}
	for name, value := range args {
		named[name] = shortened(value)
	}
	if param, ok := args["param"].(string); ok {
		named["param"] = p.Text("param." + param + ".label")
	}
	if change, ok := args["change"].(string); ok {
		named["change"] = p.Text("history." + change)
	}
	if holiday, ok := args["holiday"].(string); ok {
		named["holiday"] = p.Text("holiday." + holiday)
	}
	return named
}

// List joins texts: "a, b et c".
func (p Printer) List(texts []message.Text) message.Text { return p.join(texts, "list.and") }

func (p Printer) join(texts []message.Text, word string) message.Text {
	var b strings.Builder
	for i, t := range texts {
		switch {
		case i > 0 && i == len(texts)-1:
			b.WriteString(" " + string(p.Text(word)) + " ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(t))
	}
	return message.Text(b.String())
}

// Keys are the catalogue's keys for a language, sorted; for the tests.
func Keys(lang string) ([]string, error) {
	names, err := fs.Glob(files, "*."+lang+".json")
	if err != nil {
		return nil, fmt.Errorf("list catalogue: %w", err)
	}
	var keys []string
	for _, name := range names {
		f, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read catalogue: %w", err)
		}
		parsed, err := i18n.ParseMessageFileBytes(f, name, nil)
		if err != nil {
			return nil, fmt.Errorf("parse catalogue %s: %w", name, err)
		}
		for _, m := range parsed.Messages {
			keys = append(keys, m.ID)
		}
	}
	slices.Sort(keys)
	return keys, nil
}
