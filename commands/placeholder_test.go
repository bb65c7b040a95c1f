package commands_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
)

const (
	noLetter = "ne contient aucune lettre"
	noSign   = "ne contient ni lettre ni chiffre"
	ours     = "montre seulement où écrire"
)

// prepared is a project with one of each thing that takes a text.
func prepared(t *testing.T) *app {
	t.Helper()
	o := newApp(t)
	for _, line := range []string{
		`/comite creer COPIL "Comité de pilotage"`,
		`/decision proposer "Ouvrir l'ENT aux parents"`,
		`/action creer "Former l'équipe"`,
		`/reunion planifier "18/12 14h"`,
		`/recette marche M2026-04 --titulaire "Éditeur ENT"`,
		`/recette ouvrir VA --marche M2026-04 --objet "Version 2.3" --notifiee 9/11/2026`,
		`/recette reserve V-1 "Connexion impossible" --gravite mineure`,
	} {
		m := o.Dispatch(t.Context(), as("coordinatrice", line))
		require.False(t, m.Refused || m.Failed || m.Form != nil, "%s: %s", line, m.Markdown())
	}
	return o
}

func TestATextThatSaysNothingIsRefused(t *testing.T) {
	t.Parallel()
	o := prepared(t)
	for line, why := range map[string]string{
		`/decision ajouter "…" --comite copil`:                                                                   noLetter,
		`/decision "…"`:                                                                                          noLetter,
		`/decision ajouter "?!"`:                                                                                 noLetter,
		`/decision ajouter "2026"`:                                                                               noLetter,
		`/decision ajouter "👍"`:                                                                                  noLetter,
		`/decision rejeter COPIL-2026-001 --motif "…"`:                                                           noLetter,
		`/action creer "…"`:                                                                                      noLetter,
		`/action annuler A-1 --motif "..."`:                                                                      noLetter,
		`/reunion planifier copil "jeudi 14h" --lieu "…"`:                                                        noSign,
		`/reunion annuler R-1 --motif "-"`:                                                                       noLetter,
		`/comite creer GT "…"`:                                                                                   noSign,
		`/recette marche M2026-05 --titulaire "…"`:                                                               noSign,
		`/recette marche M2026-04 --lots "Lot 1, …"`:                                                             noSign,
		`/recette clause M2026-04 VA 15j --article "…"`:                                                          noSign,
		`/recette clause M2026-04 VA --depart "…" --article "CCAP 7"`:                                            noSign,
		`/recette ouvrir VA --marche M2026-04 --objet "…" --notifiee 9/11/2026`:                                  noSign,
		`/recette reserve V-1 "…" --gravite mineure`:                                                             noLetter,
		`/recette reserve V-1 "Panne" --gravite mineure --preuve "…"`:                                            noSign,
		`/recette lever RV-1 --note "…"`:                                                                         noLetter,
		`/recette quantite V-1 12/12 --unite "…"`:                                                                noSign,
		`/recette decider V-1 ajournement --motif "…"`:                                                           noLetter,
		`/recette decider V-1 rejet --motif "Panne" --observations "…"`:                                          noLetter,
		`/recette prolonger V-1 10j --motif "…"`:                                                                 noLetter,
		`/decision ajouter "votre texte" --comite copil`:                                                         ours,
		`/decision ajouter "Votre texte…"`:                                                                       ours,
		`/decision « votre texte »`:                                                                              ours,
		`/decision ajouter votre texte`:                                                                          ours,
		`/decision ajouter "VOTRE MOTIF"`:                                                                        ours,
		`/decision add "your text"`:                                                                              ours,
		`/decision ajouter "votre texte" [--comite copil] [--ecoles "votre école"]`:                              ours,
		`/decision rejeter COPIL-2026-001 --motif "votre motif"`:                                                 ours,
		`/action creer "Former l'équipe" --pour @nom`:                                                            ours,
		`/action reaffecter A-1 @nom`:                                                                            ours,
		`/reunion planifier copil "jeudi 14h" --lieu "votre lieu"`:                                               ours,
		`/comite creer GT "votre comité"`:                                                                        ours,
		`/comite creer GT "votre comité" [--niveau local|académique|territorial]`:                                ours,
		`/recette marche M2026-05 --titulaire "votre titulaire" --ccag tic-2021`:                                 ours,
		`/recette marche M2026-04 --lots "Lot 1, votre lot"`:                                                     ours,
		`/recette clause M2026-04 VA 15j --article "votre article"`:                                              ours,
		`/recette ouvrir VA --marche M2026-04 --objet "votre livraison" --notifiee 9/11/2026`:                    ours,
		`/recette indisponibilite V-1 45min --note "votre note"`:                                                 ours,
		`/ent convention creer "Vos conventions" --partenaires "Mairie" --signee 9/11/2026 --jusqu-au 31/8/2028`: ours,
		`/ent convention creer "Convention ENT" --partenaires "Mairie; votre partenaires" --signee 9/11/2026 --jusqu-au 31/8/2028`:     ours,
		`/ent convention creer "Convention ENT" --partenaires "VOS PARTENAIRES (territorial)" --signee 9/11/2026 --jusqu-au 31/8/2028`: ours,
		`/ent convention creer "Convention ENT" --partenaires "your partner" --signee 9/11/2026 --jusqu-au 31/8/2028`:                  ours,
		`/decision ajouter "vos textes"`:                        ours,
		`/decision rejeter COPIL-2026-001 --motif "vos motifs"`: ours,
	} {
		m := o.Dispatch(t.Context(), as("coordinatrice", line))
		require.True(t, m.Refused, "%s: %s", line, m.Markdown())
		require.Contains(t, m.Markdown(), why, line)
	}
}

func TestAFormRefusesWhatSaysNothingBesideItsField(t *testing.T) {
	t.Parallel()
	o := prepared(t)
	for text, why := range map[string]string{"…": noLetter, "votre texte": ours, "Your note…": ours} {
		m, field := o.Complete(t.Context(), as("coordinatrice", ""), "decision ajouter", grammar.Raw{"text": {text}})
		require.True(t, m.Refused, text)
		require.Equal(t, "text", field)
		require.Contains(t, m.Markdown(), why)
	}
}

func TestWhatSaysSomethingIsTaken(t *testing.T) {
	t.Parallel()
	o := prepared(t)
	for _, line := range []string{
		`/decision ajouter "Votre texte est adopté" --comite copil`,
		`/decision ajouter "Решение"`,
		`/reunion planifier copil "10/12 14h" --lieu "203"`,
		`/recette clause M2026-04 VA 15j --article "7.2"`,
		`/recette ouvrir VA --marche M2026-04 --objet "2.4" --notifiee 9/11/2026`,
		`/ent convention creer "Votre école en fête" --partenaires "Partenaires de l'école" --signee 9/11/2026 --jusqu-au 31/8/2028`,
		`/action annuler A-1 --motif "Note de votre équipe [mairie]"`,
	} {
		m := o.Dispatch(t.Context(), as("coordinatrice", line))
		require.False(t, m.Refused || m.Failed, "%s: %s", line, m.Markdown())
	}
}
