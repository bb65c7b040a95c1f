package commands_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// How partners are typed, and what is understood.
func TestPartnersAsTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"Mairie de Vitry":                                        "- Mairie de Vitry",
		"Mairie de Vitry; DSDEN 94 ; Éditeur":                    "- Mairie de Vitry\n- DSDEN 94\n- Éditeur",
		"Mairie de Vitry, DSDEN 94":                              "- Mairie de Vitry\n- DSDEN 94",
		"Mairie de Vitry (territorial)":                          "- Mairie de Vitry (niveau territorial)",
		"Mairie de Vitry (niveau Territorial ; numérique)":       "- Mairie de Vitry (niveau territorial, compétence numérique)",
		"Mairie de Vitry(TERRITORIALE,compétence éducation)":     "- Mairie de Vitry (niveau territorial, compétence éducation)",
		"Mairie de Vitry (compétences éducation et numérique)":   "- Mairie de Vitry (compétences éducation et numérique)",
		"Mairie de Vitry (numérique, éducation)":                 "- Mairie de Vitry (compétences numérique et éducation)",
		"DSDEN 94 (académique, aucune compétence)":               "- DSDEN 94 (niveau académique)",
		"École Wallon (école, teste l'ENT)":                      "- École Wallon (niveau local, teste l'ENT)",
		"Éditeur (fournit l'ENT, forme les équipes)":             "- Éditeur (fournit l'ENT, forme les équipes)",
		"Town (territorial, digital and education, pays)":        "- Town (niveau territorial, compétences numérique et éducation, pays)",
		"Town (education authority)":                             "- Town (niveau académique)",
		"Mairie (); Éditeur":                                     "- Mairie\n- Éditeur",
		"Mairie (numérique); mairie (éducation)":                 "- Mairie (compétence éducation)",
		"Mairie (numérique); mairie (aucune, garde les comptes)": "- Mairie (garde les comptes)",
	} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			o := founded(t)
			o.types(t, `/ent convention creer "Convention ENT" --partenaires "`+typed+`" --signee 12/03/2026 --jusqu'au 31/08/2028`)
			require.Contains(t, o.types(t, "/ent convention voir C-1"), "\n\n"+want+"\n\n")
		})
	}
	for typed, want := range map[string]string{
		"Mairie (territorial":           "Je n'ai pas compris « Mairie (territorial ». Le nom d'abord",
		"Mairie (territorial) de Vitry": "Je n'ai pas compris « Mairie (territorial) de Vitry »",
		"(territorial)":                 "Je n'ai pas compris « (territorial) »",
		"Mairie (teritorial)":           "« teritorial » n'est ni un niveau, ni une compétence, et ressemble à « territorial »",
		"Mairie (numerque)":             "ressemble à « numérique »",
		";":                             "Partenaires",
	} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			o := founded(t)
			require.Contains(t, o.types(t, `/ent convention creer "Convention ENT" --partenaires "`+typed+`" --signee 12/03/2026 --jusqu'au 31/08/2028`), want)
			require.Contains(t, o.types(t, "/ent convention"), "Aucune convention")
		})
	}
}

// The line of the issue, and others that mean the same.
func TestAgreementsAsTyped(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		`/ent convention creer "Convention ENT Vallée" --partenaires "Mairie de Vitry; DSDEN 94; Éditeur" --signee 12/03/2026 --jusqu'au 31/08/2028`,
		`/ent convention créer "Convention ENT Vallée" --partenaires "Mairie de Vitry; DSDEN 94; Éditeur" --signée 12/03/2026 --jusqu’au 31/08/2028`,
		`/ent convention creer « Convention ENT Vallée » —partenaires « Mairie de Vitry ; DSDEN 94 ; Éditeur » —signee 12/03/2026 —jusqu-au 31/08/2028`,
		`/ent conventions ajouter "Convention ENT Vallée" partenaires:"Mairie de Vitry;DSDEN 94;Éditeur" signee:"12 mars 2026" jusqu'au:"31 août 2028"`,
		`/ent agreement create "Convention ENT Vallée" --partners "Mairie de Vitry; DSDEN 94; Éditeur" --signed 12/03/2026 --until 31/08/2028`,
		`/ent convention creer --nom "Convention ENT Vallée" --partenaires Mairie de Vitry; DSDEN 94; Éditeur --signee 12 mars 2026 --jusqu'au 31 août 2028`,
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			said := founded(t).types(t, line)
			require.Contains(t, said, "**C-1** est enregistrée : Convention ENT Vallée, jusqu'au jeudi 31 août 2028 inclus.\nPartenaires : Mairie de Vitry, DSDEN 94 et Éditeur.")
		})
	}
	o := founded(t)
	o.types(t, `/ent convention creer "Convention ENT" --partenaires Mairie --signee 12/03/2026 --jusqu'au 31/08/2028`)
	for line, want := range map[string]string{
		"/ent convention c-1":                                "En cours : signée le jeudi 12 mars 2026",
		"/ent convention C1":                                 "En cours",
		"/ent convention voir 1":                             "En cours",
		"/ent convention liste":                              "**C-1** Convention ENT, jusqu'au jeudi 31 août 2028",
		"/ent convention renouveler C-1 30/08/2028":          "C-1 va déjà jusqu'au jeudi 31 août 2028",
		"/ent convention resilier C-1 1/1/2029 --motif Fin":  "Donnez un jour entre les deux.",
		"/ent convention résilier C-1 12/3/2025 --motif Fin": "Donnez un jour entre les deux.",
		"/ent convention modifier C-1 --ecoles poudlard":     "Aucune école n'a encore été importée",
		"/rappel vu C-1":                                     "C'est noté, vous avez vu **C-1**",
		"/rappel demain C-1":                                 "Je ne peux pas reporter ce rappel à demain",
	} {
		require.Contains(t, o.types(t, line), want, line)
	}
}

// The history says what was changed, from what to what, and the card leads to all of it.
func TestWhatChangedInAnAgreement(t *testing.T) {
	t.Parallel()
	o := founded(t)
	o.homonyms(t, 1)
	o.types(t, `/ent convention creer "Convention ENT" --partenaires "Mairie; DSDEN 94" --signee 12/03/2026 --jusqu'au 31/08/2028`)
	require.NotContains(t, o.types(t, "/ent convention voir C-1"), "--tout")
	for _, tc := range []exchange{
		{`/ent convention modifier C-1 --nom "Convention ENT Vallée"`, "modifiée, nom de « Convention ENT » à « Convention ENT Vallée », par"},
		{"/ent convention modifier C-1 --jusqu'au 31/08/2029", "modifiée, fin de « jeudi 31 août 2028 » à « vendredi 31 août 2029 », par"},
		{"/ent convention modifier C-1 --signee 13/03/2026", "modifiée, signature de « jeudi 12 mars 2026 » à « vendredi 13 mars 2026 », par"},
		{
			`/ent convention modifier C-1 --partenaires "mairie (territorial); Éditeur" --sans "DSDEN 94"`,
			"modifiée, partenaire de « Mairie » à « Mairie (niveau territorial) », Éditeur en plus et sans DSDEN 94, par",
		},
		{"/ent convention modifier C-1 --ecoles 0941000B", "modifiée, l'école 0941000B en plus, par"},
		{"/ent convention modifier C-1 --sans-ecoles 0941000B", "modifiée, sans l'école 0941000B, par"},
	} {
		o.types(t, tc.line)
		require.Contains(t, o.types(t, "/ent convention voir C-1"), tc.want, tc.line)
	}
	card := o.types(t, "/ent convention voir C-1")
	require.NotContains(t, card, "enregistrée")
	require.Contains(t, card, "Et 2 changements plus anciens : `/ent convention voir C-1 --tout`")
	card = o.types(t, "/ent convention voir C-1 --tout")
	require.Contains(t, card, "enregistrée")
	require.NotContains(t, card, "plus ancien")
}
