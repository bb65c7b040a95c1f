package message_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/message"
)

func TestSpacesOfFrenchDoNotBreak(t *testing.T) {
	for _, row := range [][2]string{
		{"En retard : A-1 ; à vous ! Oui ? 5 %", "En retard~: A-1~; à vous~! Oui~? 5~%"},
		{"**En retard** : « Former l'équipe » (A-1)", "**En retard**~: «~Former l'équipe~» (A-1)"},
		{"**En retard :**", "**En retard~:**"},
		{"Est-ce « lundi » ?", "Est-ce «~lundi~»~?"},
		{"(5 %), 7,5 %.", "(5~%), 7,5~%."},
		{"Pour décider : `/recette décider V-1`\nPuis", "Pour décider~: `/recette décider V-1`\nPuis"},
		{"Tapez `a : b ; « c »` : voilà", "Tapez `a : b ; « c »`~: voilà"},
		{"`a : b` : `c : d` : e", "`a : b`~: `c : d`~: e"},
		{"un ` seul : b", "un ` seul : b"},
		{"Lu ici : https://example.org/a : fin", "Lu ici~: https://example.org/a : fin"},
		{"« https://example.org »", "«~https://example.org »"},
		{"Voir www.example.org ; fin", "Voir www.example.org ; fin"},
		{"| A | B |\n|:--|:--|\n| a : b | c |", "| A | B |\n|:--|:--|\n| a~: b | c |"},
		{"Lines :\n: apart\n ; apart", "Lines~:\n: apart\n ; apart"},
		{"A sentence: with none; really? 5%", "A sentence: with none; really? 5%"},
		{"a :smile: b", "a :smile: b"},
		{"« un \\` seul » : `a : b`", "«~un \\` seul~»~: `a : b`"},
		{"lundi 30 novembre 2026 à 14 h (heure de Paris), 9 h 30, le 1er mai", "lundi 30~novembre 2026 à 14~h (heure de Paris), 9~h~30, le 1er~mai"},
		{"on 5 January at 9 hours, 3 homes, `5 mai 9 h`", "on 5~January at 9 hours, 3 homes, `5 mai 9 h`"},
		{"", ""},
	} {
		text, want := row[0], strings.ReplaceAll(row[1], "~", "\u202f")
		require.Equal(t, want, message.Spaced(text), text)
		require.Equal(t, want, message.Spaced(want), "twice is once")
	}
}
