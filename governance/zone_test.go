package governance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
)

func TestParseZone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Paris": "Europe/Paris", "métropole": "Europe/Paris", "GUADELOUPE": "America/Guadeloupe", "la reunion": "Indian/Reunion",
		"Réunion": "Indian/Reunion", "mayotte": "Indian/Mayotte", "Saint-Martin": "America/Marigot", "st-pierre": "",
		"nouméa": "Pacific/Noumea", "Indian/Mayotte": "Indian/Mayotte", "indian/mayotte": "Indian/Mayotte",
		"Europe/Brussels": "Europe/Brussels", "Atlantis": "", "": "", "Local": "", "UTC": "", "../etc/passwd": "", "Europe/Pariss": "",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			zone, err := record.ParseZone(text)
			require.Equal(t, want, zone)
			if want == "" {
				require.Equal(t, "zone", asError(t, err, record.Invalid, "settings.zone").Param)
				return
			}
			require.NoError(t, err)
			loc, err := time.LoadLocation(zone)
			require.NoError(t, err)
			require.Equal(t, zone, loc.String())
		})
	}
	t.Run("a slip of the finger is put right", func(t *testing.T) {
		t.Parallel()
		_, err := record.ParseZone("Guadelupe")
		require.Equal(t, "Guadeloupe", asError(t, err, record.Invalid, "settings.zone").Args["near"])
	})
}
