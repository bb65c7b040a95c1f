package commands

import (
	"errors"
	"slices"

	"pilotent/commands/grammar"
	"pilotent/commands/when"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/message"
)

// What a day or an hour may be for reminders.
const (
	stayQuiet = "quiet"
	stayOpen  = "open"
	sayYes    = "yes"
	sayNo     = "no"
)

// quietParams are the options of what is quiet, for a person and for a project.
func quietParams(days ...grammar.Param) []grammar.Param {
	return append([]grammar.Param{
		{Name: "calme", English: "quiet", Kind: grammar.Name},
		{Name: "weekends", English: "weekends", Kind: grammar.Choice, Choices: quietOrOpen()},
		{Name: "vacances", English: "vacations", Kind: grammar.Name},
	}, days...)
}

func yesOrNo() []grammar.Option {
	return []grammar.Option{{Value: sayYes, Words: []string{"oui", "yes"}}, {Value: sayNo, Words: []string{"non", "no"}}}
}

func quietOrOpen() []grammar.Option {
	return []grammar.Option{
		{Value: stayQuiet, Words: []string{"calmes", "quiet", "oui", "yes"}}, {Value: stayOpen, Words: []string{"ouverts", "open", "non", "no"}},
	}
}

func reminders() *grammar.Noun[*call] {
	return &grammar.Noun[*call]{
		Name: "rappel", English: "reminder", Default: "voir",
		Commands: slices.Concat([]*grammar.Command[*call]{
			{Verb: "voir", English: "show", Run: showReminders},
			{Verb: "régler", English: "set", Also: []string{"changer"}, EnglishAlso: []string{"change"}, Run: setReminders, Params: append([]grammar.Param{
				{Name: "résumé", English: "digest", Kind: grammar.Name},
				{Name: "actions", English: "actions", Kind: grammar.Choice, Choices: yesOrNo()},
			}, quietParams(grammar.Param{Name: "fériés", English: "holidays", Kind: grammar.Choice, Choices: quietOrOpen()})...)},
			{Verb: "pause", English: "pause", Also: []string{"stop", "arrêter", "couper", "désactiver"}, EnglishAlso: []string{"off", "disable"}, Run: pauseReminders, Params: []grammar.Param{
				{Name: "jusqu-au", English: "until", Kind: grammar.Date, Required: true, Positional: true, Span: true},
			}},
			{Verb: "reprendre", English: "resume", Also: []string{"reprise"}, Run: resumeReminders},
		}, seenCommands(), failureCommands()),
	}
}

func showReminders(c *call, _ grammar.Args) (message.Message, error) {
	v, err := c.Reminders(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	return c.reminderCard(v), nil
}

func setReminders(c *call, a grammar.Args) (message.Message, error) {
	var change reminder.PreferencesChange
	err := c.readDigest(a.Text("digest"), &change)
	if err != nil {
		return message.Message{}, err
	}
	if a.Has("actions") {
		change.Actions = new(a.Text("actions") == sayYes)
	}
	if change.Quiet, err = c.quietChange(a); err != nil {
		return message.Message{}, err
	}
	if a.Has("holidays") {
		change.Quiet.Holidays = new(a.Text("holidays") == stayQuiet)
	}
	v, err := c.SetReminders(c, c.Actor, change)
	if err != nil {
		return message.Message{}, err
	}
	return c.reminderChanged(v, "reminder.changed"), nil
}

func pauseReminders(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.PauseReminders(c, c.Actor, a.Date("until"))
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(message.Lines(
		c.p.Text("reminder.paused", "date", v.PauseUntil, "next", c.p.In(v.Open.Zone).Moment(v.Next)),
		c.p.Text("reminder.contract"),
		c.p.Text("reminder.paused_way_back")))
	var missed message.List
	for _, item := range v.Missed {
		if act, ok := item.(rollout.SupportAction); ok {
			missed = append(missed, c.p.Text("action.line", "ref", act.Ref(), "title", act.Title)+c.p.Text("action.line_due", "date", c.p.ShortDate(act.Due)))
		}
	}
	if len(missed) > 0 {
		m = m.With(c.text("reminder.missed", "Count", len(missed)), c.capped(missed, c.language.Command("action", "liste").Line(c.p, nil)))
	}
	return m, nil
}

func resumeReminders(c *call, _ grammar.Args) (message.Message, error) {
	v, err := c.ResumeReminders(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	return c.reminderChanged(v, "reminder.resumed"), nil
}

// readDigest reads the hour of the personal digest, or whether it comes at all.
func (c *call) readDigest(text string, change *reminder.PreferencesChange) error {
	switch {
	case text == "":
		return nil
	case isNo(text), isYes(text):
		change.Digest = new(isYes(text))
		return nil
	}
	hour, err := (when.Reader{Lang: c.p.Lang}).Hour(text)
	if err != nil {
		return hourError(err, "reminder.hour", text, "digest")
	}
	change.DigestAt = new(record.Hour(hour))
	return nil
}

// quietChange reads the options of quietParams.
func (c *call) quietChange(a grammar.Args) (reminder.QuietChange, error) {
	var change reminder.QuietChange
	if a.Has("weekends") {
		change.Weekends = new(a.Text("weekends") == stayQuiet)
	}
	if text := a.Text("vacations"); isNo(text) {
		change.Vacations = new("")
	} else if text != "" {
		change.Vacations = &text
	}
	switch text := a.Text("quiet"); {
	case text == "":
	case isNo(text):
		change.Hours = new([2]record.Hour)
	case slices.Contains([]string{"projet", "project"}, record.Fold(text)):
		change.Inherit = true
	default:
		from, to, err := (when.Reader{Lang: c.p.Lang}).Hours(text)
		if err != nil {
			return change, hourError(err, "reminder.hours", text, "quiet")
		}
		if from == to {
			return change, record.InvalidError("reminder.same_hours", "text", text).About("quiet")
		}
		change.Hours = &[2]record.Hour{record.Hour(from), record.Hour(to)}
	}
	return change, nil
}

// noWords turn something off, folded.
func noWords() []string {
	return []string{"non", "no", "aucun", "aucune", "none", "jamais", "never", "off"}
}

func isNo(text string) bool { return slices.Contains(noWords(), record.Fold(text)) }

func isYes(text string) bool { return slices.Contains([]string{"oui", "yes"}, record.Fold(text)) }

// hourError says which hour there is not, or that key could not be read.
func hourError(err error, key, text, param string) error {
	if e, ok := errors.AsType[*when.Error](err); ok && e.Reason == when.NoSuchTime {
		return record.InvalidError("reminder.no_hour", "text", e.Text).About(param)
	}
	return record.InvalidError(key, "text", text).About(param)
}

// reminderCard is how somebody is reminded, with what to type to change it.
func (c *call) reminderCard(v reminder.ReminderView) message.Message {
	ways := []message.Text{c.p.Text("reminder.way.set")}
	if v.Quiet != nil {
		ways = append(ways, c.p.Text("reminder.way.inherit"))
	}
	if v.Paused {
		ways = append(ways, c.p.Text("reminder.way.resume"))
	} else {
		ways = append(ways, c.p.Text("reminder.way.pause"))
	}
	return message.Say(c.text("reminder.card.title"), c.reminderItems(v),
		message.Lines(c.p.Text("reminder.card.waits"), c.p.Text("reminder.contract")), message.Lines(ways...))
}

// reminderChanged is how somebody is reminded from now on.
func (c *call) reminderChanged(v reminder.ReminderView, title string) message.Message {
	return message.Say(c.text(title), c.reminderItems(v), message.Lines(c.p.Text("reminder.contract"), c.p.Text("reminder.way.show")))
}

func (c *call) reminderItems(v reminder.ReminderView) message.List {
	there := *c
	there.p = c.p.In(v.Open.Zone)
	digest, actions, quiet, where := "reminder.card.digest", "reminder.card.actions", "reminder.card.quiet_project", "reminder.card.zone_project"
	switch {
	case v.DigestOff:
		digest += "_off"
	case v.DigestHour != v.DigestAt:
		digest += "_quiet"
	}
	if v.ActionsOff {
		actions += "_off"
	}
	if v.Quiet != nil {
		quiet = "reminder.card.quiet_own"
	}
	if v.Zone != "" {
		where = "reminder.card.zone_own"
	}
	items := message.List{
		c.p.Text(digest, "hour", v.DigestHour, "asked", v.DigestAt),
		c.p.Text(actions, "hour", v.ActionHour),
		c.p.Text(quiet, "quiet", there.quiet(v.Open.Quiet)),
	}
	if v.Open.Quiet.Vacations != "" {
		items = append(items, c.known(v.Open.Quiet.Vacations, v.Until))
	}
	if v.Paused {
		items = append(items, c.p.Text("reminder.card.paused", "date", v.PauseUntil, "next", there.p.Moment(v.Next)))
	}
	return append(items, c.p.Text(where, "zone", there.p.Zone()))
}
