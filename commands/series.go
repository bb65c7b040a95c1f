package commands

import (
	"errors"
	"slices"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/commands/when"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/message"
)

func seriesOf(length, place, title, reason grammar.Param) *grammar.Noun[*call] {
	ref := grammar.Param{Name: "série", English: "series", Kind: grammar.Ref, Prefix: "S", Required: true, Positional: true}
	code := grammar.Param{Name: "comité", English: "committee", Kind: grammar.Word, Positional: true, Fits: looksLikeNoRule, Of: grammar.Committees}
	frequency := grammar.Param{Name: "fréquence", English: "frequency", Kind: grammar.Name, Positional: true, Also: []string{"quand"}, EnglishAlso: []string{"when"}}
	until := grammar.Param{Name: "jusqu-au", English: "end", Kind: grammar.Date, EnglishAlso: []string{"until"}}
	last := until
	last.Positional = true
	from := grammar.Param{Name: "dès", English: "starting", Kind: grammar.Date, Also: []string{"à-partir-du", "à-partir-de"}, EnglishAlso: []string{"from"}}
	closed := grammar.Param{Name: "si-fermé", English: "if-closed", Kind: grammar.Choice, Also: []string{"vacances", "fériés"}, EnglishAlso: []string{"holidays"}, Choices: closedChoices()}
	return &grammar.Noun[*call]{
		Name: "serie", English: "series", Default: "liste", WithText: "créer",
		Commands: []*grammar.Command[*call]{
			{Verb: "créer", English: "create", Also: []string{"planifier", "ajouter", "nouvelle"}, EnglishAlso: []string{"schedule", "plan", "add", "new"}, Run: planSeries, Params: []grammar.Param{
				code, required(frequency), until, length, place, title, closed, from,
			}},
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister"}, Run: listSeries, Params: []grammar.Param{
				code, {Name: "passées", English: "past", Kind: grammar.Flag}, after,
			}},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{ref, full}, Run: showSeries},
			{Verb: "modifier", English: "change", Also: []string{"déplacer"}, EnglishAlso: []string{"edit", "move"}, Run: changeSeries, Params: []grammar.Param{
				ref, frequency, from, until, length, place, title, closed,
			}},
			{Verb: "arrêter", English: "stop", Also: []string{"annuler", "terminer", "fin"}, EnglishAlso: []string{"cancel", "end"}, Run: stopSeries, Params: []grammar.Param{
				ref, last, reason,
			}},
		},
	}
}

// closedChoices are what becomes of a day on which schools are closed.
func closedChoices() []grammar.Option {
	words := map[calendar.IfClosed][]string{
		calendar.IfClosedMove: {"décaler", "move", "reporter", "déplacer"},
		calendar.IfClosedSkip: {"sauter", "skip", "éviter", "supprimer"},
		calendar.IfClosedKeep: {"garder", "keep", "maintenir"},
	}
	var options []grammar.Option
	for _, c := range calendar.IfClosedChoices() {
		options = append(options, grammar.Option{Value: string(c), Words: words[c], Label: c})
	}
	return options
}

// beginning are words with which a rule begins, and no committee's code.
var beginning = strings.Fields("apres after au chaque dernier deuxieme each every first fourth hors in last le les on one premier quatrieme second the third tous toutes troisieme un une")

// looksLikeNoRule reports whether a word may be a code: it tells a committee's code from
// the rule that may follow it without one: « premier mardi du mois à 14h ».
func looksLikeNoRule(word string) bool {
	first, _, _ := strings.Cut(record.Fold(word), " ")
	read, err := (when.Reader{}).Weekly(first)
	return looksLikeCode(word) && !looksLikeSeries(word) && (err != nil || read.Day == nil) && !slices.Contains(beginning, strings.TrimSuffix(first, "s"))
}

// looksLikeSeries reports whether a text is a series' number.
func looksLikeSeries(text string) bool {
	_, err := record.ParseRef("series", "S", text)
	return err == nil && strings.HasPrefix(strings.ToUpper(text), "S")
}

// recurring is the rule that was typed, and what it says besides.
func (c *call) recurring(a grammar.Args) (*when.Recurring, error) {
	text := a.Text("frequency")
	if text == "" {
		return nil, nil //nolint:nilnil // nothing was said
	}
	if looksLikeSeries(text) {
		return nil, record.InvalidError("series.meant", "ref", strings.ToUpper(text)).About("frequency")
	}
	read, err := (when.Reader{Lang: c.p.Lang}).Recurring(text)
	if wrong, ok := errors.AsType[*when.Error](err); ok {
		return nil, record.InvalidError("series.reason."+string(wrong.Reason), "text", text).About("frequency")
	}
	given := a.Duration("duration")
	if read.Lasts > 0 && given > 0 && given != read.Lasts {
		return nil, record.InvalidError("date.two_lengths", "first", read.Lasts, "second", given).About("duration")
	}
	if read.Lasts == 0 {
		read.Lasts = given
	}
	if said := a.Text("if-closed"); said != "" {
		read.IfClosed = calendar.IfClosed(said)
	}
	return &read, err
}

func planSeries(c *call, a grammar.Args) (message.Message, error) {
	read, err := c.recurring(a)
	if err != nil {
		return message.Message{}, err
	}
	s, err := c.PlanSeries(c, c.Actor, sitting.NewSeries{
		Committee: a.Text("committee"), Rule: read.Rule, At: record.Hour(read.At), From: a.Date("starting"), Until: a.Date("end"),
		IfClosed: read.IfClosed, Duration: read.Lasts, Place: a.Text("place"), Title: a.Text("subject"),
	})
	if err != nil {
		return message.Message{}, err
	}
	return c.seriesCard(s).With(message.Lines(
		c.p.Text("series.numbered_ahead", "channel", s.Of.ChannelName),
		c.p.Text("series.way_back", "ref", s.Ref()))), nil
}

// seriesCard is a series with its next days.
func (c *call) seriesCard(s sitting.SeriesView) message.Message {
	m := message.Say(message.Lines(
		c.seriesTitle(s.Series, "series.title"),
		c.about(committee.Meeting{Title: s.Title, Duration: s.Duration, Place: s.Place})))
	if days := c.seriesDays(s); len(days) > 0 {
		m = m.With(c.text("series.days"), days)
	}
	return m.With(message.Lines(c.closedDays(s)...))
}

// seriesTitle is what a series is, by the sentence of that key: its committee, its rule
// and until when.
func (c *call) seriesTitle(s sitting.Series, key string, more ...any) message.Text {
	text := c.p.Text(key, append(more, "ref", s.Ref(), "code", s.Committee, "rule", c.p.Recurring(s))...)
	if !s.Until.IsZero() {
		text += c.p.Text("series.until", "date", s.Until)
	}
	return text
}

// shownDays is how many days of a series an answer shows: with the rest of it, no more
// than a telephone does.
const shownDays = 5

func (c *call) seriesDays(s sitting.SeriesView) (days message.List) {
	for _, m := range s.Numbered {
		key := "series.date.numbered"
		if m.State == committee.MeetingOff {
			key = "series.date.cancelled"
		}
		days = append(days, c.p.Text(key, "ref", m.Ref(), "start", m.Start()))
	}
	for _, f := range s.Ahead {
		days = append(days, c.p.Foreseen(f))
	}
	return days[:min(len(days), shownDays)]
}

// closedDays say what becomes of days on which schools are closed, and how far those
// are known.
func (c *call) closedDays(s sitting.SeriesView) []message.Text {
	lines := []message.Text{c.p.Text("series.closed." + string(s.IfClosed))}
	unknown := slices.ContainsFunc(s.Ahead[:min(len(s.Ahead), shownDays)], func(f sitting.Foreseen) bool { return f.Unknown })
	switch {
	case s.IfClosed == calendar.IfClosedKeep:
	case s.VacationsOf == "" || s.KnownUntil.IsZero():
		lines = append(lines, c.p.Text("series.no_vacations"))
	case unknown:
		lines = append(lines, c.p.Text("series.known_until", "place", s.VacationsOf, "date", s.KnownUntil))
	}
	return lines
}

func listSeries(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.AllSeries(c, c.Actor, a.Text("committee"), a.Flag("past"))
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		return message.Say(c.text("series.list.none")), nil
	}
	var items message.List
	for _, s := range list {
		text := c.seriesTitle(s.Series, "series.line")
		if s.Over {
			text += c.p.Text("series.line_over")
		}
		items = append(items, text)
	}
	return message.Say(c.text("series.list.title", "Count", len(list))).With(c.page(a, items)...), nil
}

func showSeries(c *call, a grammar.Args) (message.Message, error) {
	s, err := c.OneSeries(c, c.Actor, a.Number("series"))
	if err != nil {
		return message.Message{}, err
	}
	m := c.seriesCard(s)
	switch {
	case s.Over:
		m = m.With(c.text("series.over"))
	case s.Changeable:
		m = m.With(c.text("series.way_back", "ref", s.Ref()))
	}
	return m.With(message.Lines(c.history(s.History)...)), nil
}

func changeSeries(c *call, a grammar.Args) (message.Message, error) {
	n := sitting.EditSeries{
		Number: a.Number("series"), From: a.Date("starting"), Until: a.Date("end"), IfClosed: calendar.IfClosed(a.Text("if-closed")),
		Duration: a.Duration("duration"), Place: a.Text("place"), Title: a.Text("subject"),
	}
	read, err := c.recurring(a)
	if err != nil {
		return message.Message{}, err
	}
	if read != nil {
		n.Rule, n.At, n.IfClosed, n.Duration = &read.Rule, (*record.Hour)(&read.At), read.IfClosed, read.Lasts
	}
	of, err := c.ChangeSeries(c, c.Actor, n)
	if err != nil {
		return message.Message{}, err
	}
	title := c.seriesTitle(of.Series, "series.changed")
	if of.Number != of.Before.Number {
		title = c.seriesTitle(of.Series, "series.continues", "before", of.Before.Ref(), "first", of.First)
	}
	lines := []message.Text{title, c.about(committee.Meeting{Title: of.Title, Duration: of.Duration, Place: of.Place})}
	return message.Say(message.Lines(append(lines, c.followed(of)...)...)).With(c.text("series.days"), c.seriesDays(of.SeriesView), c.text("series.told", "channel", of.Of.ChannelName)), nil
}

// followed say what a change of a series has made of its meetings.
func (c *call) followed(of sitting.SeriesChange) (lines []message.Text) {
	refs := func(list []committee.Meeting) []message.Text {
		var texts []message.Text
		for _, m := range list {
			texts = append(texts, message.Text(m.Ref()))
		}
		return texts
	}
	for _, said := range []struct {
		key  string
		list []committee.Meeting
	}{{"series.followed.moved", of.Moved}, {"series.followed.cancelled", of.Cancelled}, {"series.followed.kept", of.Kept}} {
		if n := len(said.list); n > 0 {
			lines = append(lines, c.p.Text(said.key, "Count", n, "refs", refs(said.list)))
		}
	}
	return lines
}

func stopSeries(c *call, a grammar.Args) (message.Message, error) {
	of, err := c.StopSeries(c, c.Actor, a.Number("series"), a.Date("end"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(append([]message.Text{
		c.p.Text("series.stopped", "ref", of.Ref(), "code", of.Committee, "date", of.Until),
	}, c.followed(of)...)...), c.text("series.told", "channel", of.Of.ChannelName)), nil
}

// fromSeries are what series foresee after the meetings that have numbers, as far as there
// is room beside so many lines.
func (c *call) fromSeries(a grammar.Args, lines int) (message.List, error) {
	const room = 10
	if lines >= room || a.Flag("past") || a.Has(after.English) {
		return nil, nil
	}
	list, err := c.Foreseen(c, c.Actor, a.Text("committee"))
	var items message.List
	for _, f := range list[:min(len(list), room-lines, shownDays)] {
		items = append(items, c.p.Text("series.foreseen", "code", f.Committee, "start", c.p.Foreseen(f), "ref", f.Ref()))
	}
	return items, err
}

// nextForeseen is the next meeting that a series foresees, where none has a number.
func (c *call) nextForeseen(a grammar.Args) (message.Message, error) {
	list, err := c.Foreseen(c, c.Actor, a.Text("committee"))
	if err != nil || len(list) == 0 {
		return message.Say(c.text("meeting.list.none")), err
	}
	f := list[0]
	return message.Say(c.text("series.next", "code", f.Committee, "start", c.p.Foreseen(f), "ref", f.Ref())), nil
}

// ofSeries says of which series a meeting is, and when it would be by its rule; "" for
// one that stands alone.
func (c *call) ofSeries(m committee.Meeting) (message.Text, error) {
	if m.Series == 0 {
		return "", nil
	}
	s, err := c.OneSeries(c, c.Actor, m.Series)
	if err != nil {
		return "", err
	}
	text := c.p.Text("series.of", "ref", s.Ref(), "rule", c.p.Recurring(s.Series))
	if m.Day != m.Slot {
		text += c.p.Text("series.of_slot", "date", m.Slot)
	}
	return text, nil
}
