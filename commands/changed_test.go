package commands_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/message"
)

// Who changes a setting, and who reads it later, sees which, from what and to what.
func TestSettingsSayWhatChanged(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	for _, tc := range []exchange{
		{"/ent reglages --langue anglais", "C'est noté : langue de « français » à « anglais ». **Réglages**, maintenant :"},
		{"/ent reglages --langue anglais", "Ces réglages sont déjà ceux du projet."},
		{"/ent reglages --fuseau Mayotte --feries Mayotte", "fuseau horaire de « heure de Paris » à « heure de Mayotte » et jours fériés de « métropole » à « Mayotte ». " +
			"Les réunions déjà prévues gardent l'heure annoncée."},
		{"/ent reglages --retenue-par COPIL", "comités qui retiennent une école de « niveau territorial » à « COPIL »."},
		{"/ent reglages --weekends ouverts", "moments calmes de « "},
	} {
		require.Contains(t, message.Unquote(o.types(t, tc.line)), tc.want, tc.line)
	}
	require.Contains(t, message.Unquote(o.types(t, "/ent reglages")), "réglages changés, langue de « français » à « anglais », par @coordinatrice")
}

// Who settled a decision is named, beside who logged it.
func TestWhoSettledADecisionIsNamed(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	o.types(t, `/decision proposer "Ouvrir en janvier" --comite copil`)
	o.done(t, as("ien", `/decision adopter COPIL-2026-001`))
	require.Contains(t, message.Unquote(o.types(t, "/decision COPIL-2026-001")), "État : **adoptée**, par @ien, le ")
	o.types(t, `/decision ajouter "Ouvrir en mai" --comite copil`)
	require.Contains(t, message.Unquote(o.types(t, "/decision 2")), "État : **adoptée**, par @coordinatrice, le ")
}
