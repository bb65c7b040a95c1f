package commands

import (
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// settings is the verb that shows and changes how the project is set.
func settings() *grammar.Command[*call] {
	return &grammar.Command[*call]{
		Verb: "réglages", English: "settings", Also: []string{"régler", "réglage"}, Run: runSettings,
		Params: append([]grammar.Param{
			{Name: "fuseau", English: "zone", Kind: grammar.Name},
			// Where the holidays are those of, or whether reminders wait on them.
			{Name: "fériés", English: "region", Kind: grammar.Choice, Choices: append(quietOrOpen(), regions()...)},
			{Name: "langue", English: "language", Kind: grammar.Choice, Choices: []grammar.Option{
				{Value: i18n.French, Words: []string{"français", "French"}}, {Value: i18n.English, Words: []string{"anglais", "English"}},
			}},
			{Name: "retenue-par", English: "selectors", Kind: grammar.Word, Many: true},
		}, quietParams()...),
	}
}

// regions are those of public holidays, as people type them.
func regions() []grammar.Option {
	words := map[calendar.Region][]string{
		calendar.RegionMetropole:               {"métropole", "mainland", "France"},
		calendar.RegionAlsaceMoselle:           {"Alsace-Moselle", "Alsace-Moselle"},
		calendar.RegionGuyane:                  {"Guyane", "French Guiana"},
		calendar.RegionLaReunion:               {"La Réunion", "Reunion"},
		calendar.RegionNouvelleCaledonie:       {"Nouvelle-Calédonie", "New Caledonia"},
		calendar.RegionPolynesieFrancaise:      {"Polynésie française", "French Polynesia"},
		calendar.RegionSaintBarthelemy:         {"Saint-Barthélemy", "Saint Barthélemy"},
		calendar.RegionSaintMartin:             {"Saint-Martin", "Saint Martin"},
		calendar.RegionSaintPierreEtMiquelon:   {"Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon"},
		calendar.RegionWallisEtFutuna:          {"Wallis-et-Futuna", "Wallis and Futuna"},
		calendar.RegionGuadeloupe:              {"Guadeloupe", "Guadeloupe"},
		calendar.RegionMartinique:              {"Martinique", "Martinique"},
		calendar.RegionMayotte:                 {"Mayotte", "Mayotte"},
		calendar.RegionAlsaceMoselleGoodFriday: {"Alsace-Moselle avec Vendredi saint", "Alsace-Moselle with Good Friday"},
	}
	var options []grammar.Option
	for _, r := range calendar.Regions() {
		options = append(options, grammar.Option{Value: string(r), Words: words[r], Label: r})
	}
	return options
}

func runSettings(c *call, a grammar.Args) (message.Message, error) {
	if len(a) == 0 {
		v, err := c.Settings(c, c.Actor)
		if err != nil {
			return message.Message{}, err
		}
		return c.settingsCard(v, c.p.Text("settings.title", "project", v.Name)), nil
	}
	quiet, err := c.quietChange(a)
	if err != nil {
		return message.Message{}, err
	}
	if quiet.Inherit {
		return message.Message{}, record.InvalidError("reminder.hours", "text", a.Text("quiet")).About("quiet")
	}
	change := governance.SettingsChange{Zone: a.Text("zone"), Locale: a.Text("language"), Quiet: quiet, Selectors: a.List("selectors")}
	switch region := a.Text("region"); region {
	case stayQuiet, stayOpen:
		change.Quiet.Holidays = new(region == stayQuiet)
	default:
		change.Region = calendar.Region(region)
	}
	v, err := c.ChangeSettings(c, c.Actor, change)
	if err != nil {
		return message.Message{}, err
	}
	return c.settingsCard(v, c.settingsChanged(v.Before, v.Project)), nil
}

// settingsChanged says what a change has changed, and what follows from it.
func (c *call) settingsChanged(before, after record.Project) message.Text {
	what := c.changedSettings(before, after)
	if len(what) == 0 {
		return c.p.Text("settings.same")
	}
	if before.Zone != after.Zone {
		return c.p.Text("settings.changed_zone", "what", what)
	}
	return c.p.Text("settings.changed", "what", what)
}

// changedSettings are the settings that differ, each with what it was and what it is.
func (c *call) changedSettings(before, after record.Project) []message.Text {
	was, is := c.settingValues(before), c.settingValues(after)
	var what []message.Text
	for i, name := range []string{"settings.name.zone", "settings.name.region", "settings.name.language", "settings.name.quiet", "settings.name.selectors"} {
		if was[i] != is[i] {
			what = append(what, c.p.Text("history.moved", "name", c.p.Text(name), "from", was[i], "to", is[i]))
		}
	}
	return what
}

// settingValues are the values of a project's settings, in the order of changedSettings.
func (c *call) settingValues(p record.Project) [5]message.Text {
	there := *c
	there.p = c.p.In(p.Location())
	selectors := c.p.Text("settings.value.level")
	if len(p.Selectors) > 0 {
		selectors = message.Text(strings.Join(p.Selectors, ", "))
	}
	return [5]message.Text{
		there.p.Text("settings.value.zone", "zone", there.p.Zone()), c.p.Value(p.Region), c.p.Text("settings.value." + languageOf(p)),
		c.quiet(p.QuietHours()), selectors, // in one zone: that is a setting of its own
	}
}

func languageOf(p record.Project) string {
	if p.Locale == i18n.English {
		return i18n.English
	}
	return i18n.French
}

func (c *call) settingsCard(v governance.SettingsView, title message.Text) message.Message {
	there := *c
	there.p = c.p.In(v.Location())
	items := message.List{
		c.p.Text("settings.zone", "zone", there.p.Zone()),
		c.p.Text("settings.region", "region", v.Region),
		c.p.Text("settings.language." + languageOf(v.Project)),
		c.p.Text("settings.quiet", "quiet", there.quiet(v.QuietHours())),
	}
	switch {
	case len(v.Selecting) == 0:
		items = append(items, c.p.Text("settings.selectors_none"))
	case len(v.Selectors) == 0:
		items = append(items, c.p.Text("settings.selectors_level", "codes", v.Selecting))
	default:
		items = append(items, c.p.Text("settings.selectors", "codes", v.Selecting))
	}
	if name := v.QuietHours().Vacations; name != "" {
		items = append(items, c.known(name, v.Until))
	}
	m := message.Say(message.Paragraph(title), c.over(v.Closed), items)
	if len(v.Moved) > 0 {
		m = m.With(message.Lines(c.moved(v.Moved)...))
	}
	return m.With(c.text("settings.way"), message.Lines(there.history(v.History)...))
}

// quiet are the moments at which personal reminders wait: « de 19 h à 8 h
// les week-ends et les jours fériés ». The card names the zone once.
func (c *call) quiet(q record.Quiet) message.Text {
	var parts []message.Text
	if q.From != q.To {
		parts = append(parts, c.p.Text("quiet.hours", "from", q.From, "to", q.To))
	}
	if q.Weekends {
		parts = append(parts, c.p.Text("quiet.weekends"))
	}
	if q.Holidays {
		parts = append(parts, c.p.Text("quiet.holidays"))
	}
	if q.Vacations != "" {
		parts = append(parts, c.p.Text("quiet.vacations", "name", q.Vacations))
	}
	if len(parts) == 0 {
		return c.p.Text("quiet.none")
	}
	return c.p.List(parts)
}

// known says until when the school holidays are known: after that day nothing
// is held back.
func (c *call) known(name string, until calendar.Date) message.Text {
	return c.p.Text("vacation.known", "name", name, "date", until)
}

// settingsChange is what a line says of the project's settings; false for any other
// change.
func (c *call) settingsChange(l record.HistoryLine) (message.Text, bool) {
	before, after, ok := record.States[record.Project](l)
	if !ok || l.Change != "settings.changed" {
		return "", false
	}
	return c.p.Text("settings.changed_what", "what", c.changedSettings(before, after)), true
}
