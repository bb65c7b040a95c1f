package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/ics"
	"pilotent/message"
	"pilotent/reports"
)

// FeedPath is where calendar programs read, below the address of [Dispatcher.Publish];
// a token and ".ics" follow.
const FeedPath = "/calendar/"

// Publish tells the Dispatcher at which address, without a slash at its end, calendar
// programs reach the bot. Without, people get files.
func (d *Dispatcher) Publish(address string) { d.published = address }

func feedCommands() []*grammar.Command[*call] {
	only := grammar.Param{Name: "comité", English: "only", EnglishAlso: []string{"committee"}, Kind: grammar.Word, Positional: true, Fits: looksLikeCode, Of: grammar.Committees}
	return []*grammar.Command[*call]{{
		Verb: "abonnement", English: "subscribe", Also: []string{"abonner", "flux"}, EnglishAlso: []string{"subscription", "feed", "ical"}, Run: subscribe,
		Params: []grammar.Param{
			only,
			{Name: "renouveler", English: "renew", Kind: grammar.Flag, Also: []string{"nouvelle"}, EnglishAlso: []string{"new"}},
			{Name: "arrêter", English: "stop", Kind: grammar.Flag, Also: []string{"désabonner"}, EnglishAlso: []string{"unsubscribe"}},
		},
	}}
}

// subscribe answers with an address for the person's calendar program, which is shown
// once. It is code, so that no client and no server follows it to show what is there.
func subscribe(c *call, a grammar.Args) (message.Message, error) {
	code := a.Text("only")
	switch {
	case a.Flag("renew") && a.Flag("stop"):
		return message.Message{}, record.InvalidError("feed.both").About("stop")
	case a.Flag("stop"):
		f, err := c.Unsubscribe(c, c.Actor, code)
		if err != nil {
			return message.Message{}, err
		}
		return message.Say(c.text("feed.stopped", "code", f.Committee), c.text("feed.kept")), nil
	case c.published == "":
		return c.calendarFile(code)
	}
	f, err := c.Subscribe(c, c.Actor, sitting.NewFeed{Committee: code, Renew: a.Flag("renew")})
	if err != nil {
		return message.Message{}, err
	}
	ways := c.text("feed.ways")
	if f.Committee != "" {
		ways = c.text("feed.ways_committee", "code", f.Committee)
	}
	if f.Token == "" {
		return message.Say(c.text("feed.there", "code", f.Committee, "since", f.CreatedAt), ways), nil
	}
	return message.Say(
		c.text("feed.made", "code", f.Committee, "count", f.Meetings),
		c.text("feed.address", "address", message.Text(c.published+FeedPath+f.Token+".ics")),
		c.text("feed.secret"), ways), nil
}

// calendarFile is what there is where calendar programs do not reach the bot.
func (c *call) calendarFile(code string) (message.Message, error) {
	e, err := c.ExtractMeetings(c, c.Actor, code, record.Period{})
	if err != nil {
		return message.Message{}, err
	}
	if len(e.Meetings) == 0 {
		return message.Say(c.text("feed.closed"), c.text("extract.none.meetings")), nil
	}
	p := c.catalog.Printer(e.Project.Locale, e.Project.Location())
	m := message.Say(c.text("feed.closed"), c.text("feed.file", "Count", len(e.Meetings)))
	name := plainName(string(p.Text("extract.file.meetings"))) + "-" + e.Today().String() + "." + string(reports.ICS)
	m.Files = []message.File{{Name: name, Type: ics.Type, Data: reports.Calendar(p, e)}}
	return m, nil
}
