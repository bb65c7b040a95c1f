package i18n_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/message"
)

func TestRules(t *testing.T) {
	fr, en := printers(t, nil)
	for rule, want := range map[string][2]message.Text{
		"FREQ=WEEKLY;BYDAY=TH":                       {"tous les jeudis", "every Thursday"},
		"FREQ=WEEKLY;BYDAY=TU,TH,SU":                 {"tous les mardis, jeudis et dimanches", "every Tuesday, Thursday and Sunday"},
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=TH":            {"un jeudi sur deux", "every other Thursday"},
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH":         {"toutes les 2 semaines, le lundi et le jeudi", "every 2 weeks on Monday and Thursday"},
		"FREQ=WEEKLY;INTERVAL=3;BYDAY=MO":            {"toutes les 3 semaines, le lundi", "every 3 weeks on Monday"},
		"FREQ=MONTHLY;BYDAY=1TU":                     {"le premier mardi du mois", "the first Tuesday of the month"},
		"FREQ=MONTHLY;BYDAY=2TU,4TU":                 {"le deuxième et le quatrième mardi du mois", "the second and the fourth Tuesday of the month"},
		"FREQ=MONTHLY;BYDAY=1TU,3TH,-1TU":            {"le premier et le dernier mardi et le troisième jeudi du mois", "the first and the last Tuesday and the third Thursday of the month"},
		"FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO":          {"tous les 2 mois, le premier lundi", "every 2 months, the first Monday"},
		"FREQ=MONTHLY;BYMONTH=2,5,11;BYDAY=-1FR":     {"le dernier vendredi de novembre, de février et de mai", "the last Friday of November, February and May"},
		"FREQ=MONTHLY;BYMONTH=4,8,10;BYDAY=1WE":      {"le premier mercredi d'octobre, d'avril et d'août", "the first Wednesday of October, April and August"},
		"FREQ=MONTHLY;BYMONTH=1,4,7,9,10;BYDAY=-1SA": {"le dernier samedi de septembre, d'octobre, de janvier, d'avril et de juillet", "the last Saturday of September, October, January, April and July"},
		"AFTER=SCHOOL-HOLIDAYS;BYDAY=TH":             {"le jeudi qui suit les vacances", "the Thursday after the school holidays"},
	} {
		t.Run(rule, func(t *testing.T) {
			r := calendar.MustParseRule(rule)
			require.Equal(t, want, [2]message.Text{fr.Rule(r), en.Rule(r)})
			require.Equal(t, fr.Rule(r), fr.Value(r))
		})
	}
	require.Empty(t, fr.Rule(calendar.Rule{}))
}
