package commands_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/message"
)

// How a member is typed, and what is understood.
func TestMembersAsTyped(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`copil "Mme Durand" élue "Mairie de Vitry"`:                             "Mme Durand (élue, Mairie de Vitry)",
		`copil "M. Petit" élu "Mairie de Vitry"`:                                "M. Petit (élu, Mairie de Vitry)",
		`"Mme Durand" élue "Mairie de Vitry"`:                                   "Mme Durand (élue, Mairie de Vitry)",
		`copil Mme Durand élue Mairie de Vitry`:                                 "Mme Durand (élue, Mairie de Vitry)",
		`Mme Durand élue Mairie de Vitry présidente`:                            "Mme Durand (élue, Mairie de Vitry), présidence",
		`ajouter copil « Mme Durand, adjointe au maire » « adjointe au maire »`: "Mme Durand, adjointe au maire (adjointe au maire)",
		`ajouter @ien --institution "DSDEN 94" --fonction IEN --présidence`:     "@ien (IEN, DSDEN 94), présidence",
		`ajouter @ien —institution "DSDEN 94" —fonction ien —siege secretariat`: "@ien (ien, DSDEN 94), secrétariat",
		`copil @ien inspecteur DSDEN 94`:                                        "@ien (inspecteur, DSDEN 94)",
		`copil moi --fonction "chargée de mission"`:                             "@coordinatrice (chargée de mission)",
		`copil "M. Petit" institution:"SIVU des Lilas" fonction:AMO`:            "M. Petit (AMO, SIVU des Lilas)",
		`add copil "Mrs Durand" elected "Mairie de Vitry" chair`:                "Mrs Durand (elected, Mairie de Vitry), présidence",
		`copil "M. Petit" enseignant`:                                           "M. Petit (enseignant)",
		`copil M. Petit`:                                                        "M. Petit.",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			o := founded(t)
			require.Contains(t, said(o.types(t, "/comite membre "+line)), "Membre de **COPIL** : "+strings.TrimSuffix(want, "."))
			require.Contains(t, said(o.types(t, "/comite membres copil")), "- "+strings.TrimSuffix(want, "."))
		})
	}
	for line, want := range map[string]string{
		`copil élue`:                                 "« élue » est une fonction",
		`ajouter copil "nom du membre" IEN`:          "« nom du membre »",
		`ajouter copil "M. Petit" "son institution"`: "« son institution »",
		`ajouter copil @personne`:                    "Je ne trouve pas @personne dans l'équipe",
		`ajouter zut "M. Petit"`:                     "Je ne connais pas de comité « zut »",
		`ajouter copil`:                              "Membre",
		`modifier copil @ien`:                        "Que faut-il changer pour @ien ?",
		`retirer copil @ien`:                         "siège par le canal ~copil seulement",
		`copil ien`:                                  "« ien » est une fonction",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			o := founded(t)
			require.Contains(t, said(o.types(t, "/comite membre "+line)), want)
			require.NotContains(t, o.types(t, "/comite membre copil"), "(")
		})
	}
}

// said is an answer as people read it.
func said(markdown string) string { return message.Unquote(markdown) }

// What people call the kinds of body.
func TestKindsOfCommitteeAsTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"copil": "comité stratégique", "stratégique": "comité stratégique", "pilotage": "comité stratégique",
		"suivi": "suivi opérationnel", "technique": "suivi opérationnel", "opérationnel": "suivi opérationnel",
		"accompagnement": "groupe d'accompagnement", "usagers": "groupe d'usagers", "utilisateurs": "groupe d'usagers",
		"école": "équipe d'école", `"équipe d'école"`: "équipe d'école",
	} {
		o := founded(t)
		require.Contains(t, o.types(t, "/comite voir copil"), "Niveau : territorial\nDiffusion", "nobody has said")
		require.Contains(t, o.types(t, "/comite modifier copil --type "+typed), "Type : "+want, typed)
		require.Contains(t, o.types(t, "/comite liste"), "Comité de pilotage, "+want+", niveau territorial")
		require.Contains(t, o.types(t, "/comite voir copil"), "modifié (type)")
	}
}

// Who is asked about in words.
func TestWhoAsTyped(t *testing.T) {
	t.Parallel()
	o := founded(t)
	o.types(t, `/comite membre copil @ien IEN "DSDEN 94" présidence`)
	o.types(t, `/comite membre copil "Mme Durand" élue "Mairie de Vitry"`)
	for line, want := range map[string]string{
		"qui IEN":               "- @ien (IEN, DSDEN 94) : COPIL (présidence)",
		"qui est l'IEN ?":       "- @ien (IEN",
		"who is the inspector?": "- @ien (IEN",
		"qui dsden":             "- @ien (IEN",
		"qui mairie":            "- Mme Durand (élue, Mairie de Vitry) : COPIL",
		"qui sont les élus":     "- Mme Durand",
		"qui durand":            "- Mme Durand",
		"qui @ien":              "- @ien",
		"qui":                   "- **COPIL** : présidence @ien, secrétariat à préciser",
		"qui zut":               "Personne n'est noté comme « zut ».",
	} {
		require.Contains(t, said(o.types(t, "/ent "+line)), want, line)
	}
}
