package i18n_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

func TestTheLocaleChoosesTheLanguage(t *testing.T) {
	catalog, err := i18n.Load()
	require.NoError(t, err)
	for locale, lang := range map[string]string{"": "fr", "fr": "fr", "fr-CA": "fr", "de": "fr", "en": "en", "en-AU": "en", "EN": "en"} {
		require.Equal(t, lang, catalog.Printer(locale, nil).Lang, locale)
	}
}

func TestWhatPeopleTypedIsQuotedAndTextIsNot(t *testing.T) {
	fr, _ := printers(t, nil)
	require.Equal(t, message.Text("**A-1** @\u200ball !\\[x](y)"), fr.Text("action.line", "ref", "A-1", "title", "@all ![x](y)"))
	require.Equal(t, message.Text("**A-1** @all"), fr.Text("action.line", "ref", "A-1", "title", message.Text("@all")))
	require.Equal(t, message.Text("**A-1** {{.ref}}"), fr.Text("action.line", "ref", "A-1", "title", "{{.ref}}"), "what is typed is no template")
	require.Equal(t, message.Text("**A-1** a b"), fr.Text("action.line", "ref", "A-1", "title", "a\nb"))
}

// Who presses a button too late hears of a change by its name alone.
func TestAChangeIsNamedWithoutItsCircumstances(t *testing.T) {
	fr, en := printers(t, nil)
	for _, p := range []i18n.Printer{fr, en} {
		for key := range catalogue(t, p.Lang) {
			change, ok := strings.CutPrefix(key, "history.")
			if !ok || !strings.Contains(change, ".") { // the others are sentences around one
				continue
			}
			require.NotContains(t, p.Text(key), "<no value>", key)
		}
	}
}

func TestValues(t *testing.T) {
	fr, en := printers(t, zone(t, "Europe/Paris"))
	marie, jean := record.Person{ID: "1", Username: "marie"}, record.Person{ID: "2", Username: "jean"}
	for name, tc := range map[string]struct {
		value           any
		french, english message.Text
	}{
		"nothing":              {nil, "", ""},
		"a number":             {12, "12", "12"},
		"what is not so":       {false, "", ""},
		"a string":             {"@here", "@\u200bhere", "@\u200bhere"},
		"a kind of string":     {record.UAI("0940198E"), "0940198E", "0940198E"},
		"a word of the domain": {perimeter.StageInUse, "en usage", "in use"},
		"a day":                {calendar.MustParseDate("2026-12-18"), "vendredi 18 décembre 2026", "Friday 18 December 2026"},
		"a moment":             {time.Date(2026, 12, 18, 13, 0, 0, 0, time.UTC), "vendredi 18 décembre 2026 à 14 h (heure de Paris)", "Friday 18 December 2026 at 14:00 (Paris time)"},
		"a duration":           {48 * time.Hour, "2 jours", "2 days"},
		"an hour":              {record.Hour{Hour: 8}, "8 h", "08:00"},
		"an hour and minutes":  {record.Hour{Hour: 19, Minute: 5}, "19 h 05", "19:05"},
		"a rate":               {contract.Rate(150), "1,5 %", "1.5%"},
		"a round rate":         {contract.Rate(1000), "10 %", "10%"},
		"a small rate":         {contract.Rate(5), "0,05 %", "0.05%"},
		"a person, not rung":   {marie, "@\u200bmarie", "@\u200bmarie"},
		"people":               {[]record.Person{marie, jean}, "@\u200bmarie et @\u200bjean", "@\u200bmarie and @\u200bjean"},
		"who has an account":   {record.Called{Account: marie, Name: "Marie"}, "@\u200bmarie", "@\u200bmarie"},
		"who has none":         {[]record.Called{{Name: "@all"}, {Name: "Jean"}}, "@\u200ball et Jean", "@\u200ball and Jean"},
		"no list":              {[]string{}, "", ""},
		"a list of one":        {[]string{"a"}, "a", "a"},
		"a list of two":        {[]string{"a", "b"}, "a et b", "a and b"},
		"a list of three":      {[]string{"a", "@all", "c"}, "a, @\u200ball et c", "a, @\u200ball and c"},
		"a list of texts":      {[]message.Text{"@a", "@b"}, "@a et @b", "@a and @b"},
		"what is proposed":     {[]any{calendar.MustParseDate("2026-12-11"), calendar.MustParseDate("2027-11-12")}, "vendredi 11 décembre 2026 ou le vendredi 12 novembre 2027", "Friday 11 December 2026 or Friday 12 November 2027"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.french, fr.Value(tc.value))
			require.Equal(t, tc.english, en.Value(tc.value))
		})
	}
}

// A link to somebody else would be worse than none.
func TestPeopleAreLinksInPrivate(t *testing.T) {
	fr, _ := printers(t, nil)
	private := fr.Privately()
	marie, odd := record.Person{ID: "1", Username: "marie.d-l_f"}, record.Person{ID: "2", Username: "marie_"}
	require.Equal(t, message.Text("@marie.d-l_f"), private.Value(marie))
	require.Equal(t, message.Text("@\u200bmarie\\_"), private.Value(odd))
	require.Equal(t, message.Text("@marie.d-l_f et Mme Durand"), private.Value([]record.Called{{Account: marie}, {Name: "Mme Durand"}}))
	require.Equal(t, message.Text("@\u200bmarie"), private.Value("@marie"), "what was typed")
	require.Equal(t, message.Text("@\u200bmarie.d-l_f"), fr.Value(marie))
}

func TestNamesAreElided(t *testing.T) {
	fr, en := printers(t, nil)
	for name, want := range map[string]message.Text{
		"Essai": "d'Essai", "essai": "d'essai", "École en ligne": "d'École en ligne", "œuvre": "d'œuvre", "Île": "d'Île", "ENT": "d'ENT",
		"« Essai »": "d'« Essai »", "\"Agenda\"": "d'\"Agenda\"", "Lot 1": "de Lot 1", "2.3": "de 2.3", "8": "de 8", "« Lot »": "de « Lot »",
		"Hauts-de-Seine": "de Hauts-de-Seine", "Hébergement": "d'Hébergement", "hebergement": "d'hebergement", "Hotline": "de Hotline", "Yerres": "de Yerres", "Émoji": "d'Émoji", "E\u0301cole": "d'E\u0301cole", "…": "de …", "": "de ",
	} {
		require.Equal(t, "**Les étapes "+want+"**", fr.Text("chain.title", "object", name), name)
	}
	require.Equal(t, message.Text("**The steps of Essai**"), en.Text("chain.title", "object", "Essai"))
	require.True(t, fr.Has("chain.title"), "also without the name")
}

func TestCountChoosesThePlural(t *testing.T) {
	fr, en := printers(t, nil)
	for n, want := range map[int][2]message.Text{
		0: {"0 jour", "0 days"}, 1: {"1 jour", "1 day"}, 2: {"2 jours", "2 days"}, 1_000_000: {"1\u202f000\u202f000 jours", "1,000,000 days"},
	} {
		require.Equal(t, want[0], fr.Text("unit.days_count", "Count", n))
		require.Equal(t, want[1], en.Text("unit.days_count", "Count", n))
	}
	require.Equal(t, message.Text("Aucune action en cours."), fr.Text("school.card.actions", "Count", 0))
	require.Equal(t, message.Text("No open action."), en.Text("school.card.actions", "Count", 0))
}

func TestNoneIsFalseInAConditionAndStillANumber(t *testing.T) {
	fr, _ := printers(t, nil)
	require.Contains(t, fr.Text("meeting.card.convened", "Count", 0), "Tous ont répondu")
	require.Contains(t, fr.Text("convocation.notice", "Count", 0, "late", false), "le jour même")
	require.Equal(t, message.Text("0 jour"), fr.Text("unit.days_count", "Count", 0))
}

func TestAnUnknownKeyShows(t *testing.T) {
	fr, en := printers(t, nil)
	require.Equal(t, message.Text("⟦no.such.key⟧"), fr.Text("no.such.key"))
	require.False(t, en.Has("no.such.key"))
	require.True(t, en.Has("help.intro"))
}

func TestErrors(t *testing.T) {
	fr, en := printers(t, nil)
	for name, tc := range map[string]struct {
		err             error
		french, english message.Text
	}{
		"with what was typed": {
			record.InvalidError("grammar.noun", "word", "@all"),
			"Je ne connais pas « @\u200ball ». `/ent aide` montre tout ce que l'on peut taper.",
			"I do not know \"@\u200ball\". `/ent help` shows everything that can be typed.",
		},
		"wrapped": {
			fmt.Errorf("do: %w", record.ConflictError("stage.same", "stage", perimeter.StageOpen)),
			"Cette école est déjà à l'étape « ouverte ».", "This school is already \"open\".",
		},
		"naming a parameter": {
			record.InvalidError("text.empty", "param", "text").About("text"),
			"Texte : il manque un texte.", "Text: a text is missing.",
		},
		"without an optional argument": {
			record.NotFoundError("committee.unknown", "code", "x", "known", []string(nil)),
			"Je ne connais pas de comité « x ».", "There is no committee \"x\".",
		},
		"without what is not so": {
			record.ConflictError("stage.decision_not_adopted", "decision", "COPIL-2026-001", "state", committee.DecisionOff, "open", false),
			"La décision COPIL-2026-001 est annulée : seule une décision adoptée permet de retenir une école.",
			"Decision COPIL-2026-001 is cancelled: only an adopted decision can select a school.",
		},
		"a refusal, and whom to ask": {
			&record.Error{Code: record.Forbidden, Key: "forbidden.pilots", Args: record.Args{"pilots": []record.Person{{Username: "marie"}}}},
			"Seuls les pilotes (administration de l'équipe Mattermost) peuvent faire cela. Pilotes : @\u200bmarie.",
			"Only the coordinators (who administer the Mattermost team) can do that. Coordinators: @\u200bmarie.",
		},
		"a refusal that no pilot may lift": {
			&record.Error{Code: record.Forbidden, Key: "forbidden.seen", Args: record.Args{"ref": "A-1", "people": []record.Person{{Username: "cpc"}}, "pilots": []record.Person{{Username: "marie"}}}},
			"Les rappels de A-1 sont pour les personnes qui en ont la charge : @\u200bcpc.",
			"The reminders of A-1 are for those in charge of it: @\u200bcpc.",
		},
		"a refusal of an action that nobody has": {
			&record.Error{Code: record.Forbidden, Key: "forbidden.action", Args: record.Args{"ref": "A-1", "pilots": []record.Person{{Username: "marie"}}}},
			"A-1 attend que quelqu'un la prenne. Peuvent la changer : les personnes qui en ont la charge, les membres des comités et les pilotes. Pilotes : @\u200bmarie.",
			"A-1 waits for somebody to take it. It can be changed by those in charge of it, the committees' members and the coordinators. Coordinators: @\u200bmarie.",
		},
		"a refusal when nobody is known": {
			&record.Error{Code: record.Forbidden, Key: "forbidden.pilots", Args: record.Args{"pilots": []record.Person(nil)}},
			"Seuls les pilotes (administration de l'équipe Mattermost) peuvent faire cela.",
			"Only the coordinators (who administer the Mattermost team) can do that.",
		},
		"without arguments": {
			&record.Error{Key: "grammar.empty"},
			"Tapez une commande, par exemple `/ent aide`.", "Type a command, for instance `/ent help`.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			text, ok := fr.Error(tc.err)
			require.True(t, ok)
			require.Equal(t, tc.french, text)
			text, ok = en.Error(tc.err)
			require.True(t, ok)
			require.Equal(t, tc.english, text)
		})
	}
}

func TestAnErrorKeepsItsArguments(t *testing.T) {
	fr, en := printers(t, nil)
	err := record.InvalidError("text.empty", "param", "text")
	first, _ := fr.Error(err)
	second, _ := en.Error(err)
	require.NotEqual(t, first, second)
	require.Equal(t, "text", err.Args["param"])
}

func TestNothingIsSaidOfInternalErrors(t *testing.T) {
	fr, _ := printers(t, nil)
	text, ok := fr.Error(errors.New("dial tcp 10.0.0.1:5432"))
	require.False(t, ok)
	require.Empty(t, text)
}

func TestAnotherZoneIsSaid(t *testing.T) {
	fr, _ := printers(t, zone(t, "Europe/Paris"))
	noon := time.Date(2026, 12, 18, 12, 0, 0, 0, time.UTC)
	require.Equal(t, message.Text("vendredi 18 décembre 2026 à 15 h (heure de Mayotte)"), fr.In(zone(t, "Indian/Mayotte")).Moment(noon))
	require.Equal(t, message.Text("vendredi 18 décembre 2026 à 13 h (heure de Paris)"), fr.Moment(noon), "only there")
}

// Five digits and more are grouped as each language does.
func TestLongNumbersAreGrouped(t *testing.T) {
	catalog, err := i18n.Load()
	require.NoError(t, err)
	for n, want := range map[int][2]string{
		9999: {"9999", "9999"}, 36_000: {"36\u202f000", "36,000"}, -12_345: {"-12\u202f345", "-12,345"}, 1_234_567: {"1\u202f234\u202f567", "1,234,567"},
	} {
		require.Equal(t, want, [2]string{string(catalog.Printer("fr", nil).Value(n)), string(catalog.Printer("en", nil).Value(n))})
	}
}
