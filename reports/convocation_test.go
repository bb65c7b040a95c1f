package reports_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/reports"
)

// letterOf is the letter to some people of whom these addresses are kept.
func letterOf(news sitting.News, addresses ...string) sitting.Letter {
	m := committee.Meeting{
		Project: "p", Number: 1, Committee: "COPIL", Day: day("2026-12-15"), Hour: 14, Zone: "Europe/Paris", Duration: 90 * time.Minute,
		Place: "Mairie de L'Haÿ", State: committee.MeetingScheduled, Version: 1,
	}
	l := sitting.Letter{News: news, Roll: sitting.Roll{
		Agenda: sitting.Agenda{Meeting: m, Of: record.Committee{Code: "COPIL", Name: "Comité de pilotage"}, Points: []sitting.Point{
			{Place: 1, Title: "Bilan", Presenter: record.Called{Name: "Mme Petit"}}, {Place: 2, Title: "Budget", Presenter: record.Called{Account: person("ien")}},
		}},
		In:          record.Project{Name: "ENT Val-de-Marne", Zone: "Europe/Paris", Locale: "fr"},
		Convocation: sitting.Convocation{Start: m.Start().AddDate(0, 0, -1), Proxies: 1, Author: person("coordinatrice"), Version: 1},
		Tally:       sitting.Tally{Members: 3, Needed: 2},
	}}
	for i, address := range addresses {
		l.To = append(l.To, sitting.Addressee{Seat: sitting.Seat{Number: i + 1, Name: "Membre"}, Address: address})
	}
	l.Seats = []sitting.Seat{{Number: 1, Name: "Mme Durand", Title: "élue"}, {Number: 2, Name: "M. Petit", DeputyOf: 1}}
	return l
}

func TestLetters(t *testing.T) {
	t.Parallel()
	p := printer(t, i18n.French)
	for name, c := range map[string]struct {
		letter      sitting.Letter
		subject     string
		says, leave []string
		to, hidden  int
	}{
		"a convocation to nobody known": {
			letterOf(sitting.NewsConvened, ""), "Convocation COPIL : mardi 15 décembre 2026 à 14 h (R-1)",
			[]string{"1. Bilan, par Mme Petit\n2. Budget, par ien", "Quorum : 2 sur 3 membres.", "donner pouvoir", "convocation-R-1.ics"},
			[]string{"@", "/reunion"},
			0, 0,
		},
		"to one":     {letterOf(sitting.NewsConvened, "a@b.fr", ""), "Convocation COPIL : mardi 15 décembre 2026 à 14 h (R-1)", nil, nil, 1, 0},
		"to several": {letterOf(sitting.NewsConvened, "a@b.fr", "c@d.fr"), "Convocation COPIL : mardi 15 décembre 2026 à 14 h (R-1)", nil, nil, 0, 2},
		"a move": {
			letterOf(sitting.NewsMoved, ""), "Réunion COPIL reportée : mardi 15 décembre 2026 à 14 h (R-1)",
			[]string{"prévue le lundi 14 décembre 2026 à 14 h est reportée au mardi 15 décembre 2026 à 14 h"},
			[]string{"Quorum", "Répondez"},
			0, 0,
		},
		"a cancellation": {
			letterOf(sitting.NewsCancelled, ""), "Réunion COPIL annulée : mardi 15 décembre 2026 à 14 h (R-1)",
			[]string{"est annulée"},
			[]string{"Bilan", "Quorum"},
			0, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, _, err := reports.Letter(p, c.letter)
			require.NoError(t, err)
			require.Equal(t, strings.ReplaceAll(c.subject, " :", "\u00a0:"), strings.ReplaceAll(m.Subject, " :", "\u00a0:"))
			for _, want := range c.says {
				require.Contains(t, m.Text, want)
			}
			for _, not := range c.leave {
				require.NotContains(t, m.Text, not)
			}
			require.True(t, m.Draft)
			require.Equal(t, []int{c.to, c.hidden}, []int{len(m.To), len(m.Hidden)})
			require.Len(t, m.Files, 2)
			require.Contains(t, string(m.Files[0].Data), "METHOD:PUBLISH")
			require.NotContains(t, string(m.Files[0].Data), "/reunion", "who is in no chat types nothing")
			require.NotContains(t, string(m.Files[0].Data), "ATTENDEE", "nobody reads what programs would answer")
			require.True(t, strings.HasPrefix(string(m.Files[1].Data), "%PDF-"))
			_, err = m.Bytes()
			require.NoError(t, err)
		})
	}
}
