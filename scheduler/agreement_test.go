package scheduler_test

import (
	"fmt"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// agreementScenes are the reminders of the end of an agreement, in time and late.
func agreementScenes() []scene {
	agree := func(until string, partners int, schools ...record.UAI) func(*world) error {
		return func(w *world) error {
			n := committee.NewAgreement{
				Name: "Convention ENT Vallée", Schools: schools,
				Signed: calendar.MustParseDate("2026-03-12"), Until: calendar.MustParseDate(until),
			}
			for i := range partners {
				n.Partners = append(n.Partners, committee.InstitutionChange{Name: fmt.Sprint("Mairie ", i+1)})
			}
			_, err := w.CreateAgreement(w.Context(), w.as(pilot), n)
			return err
		}
	}
	return []scene{
		{"an agreement ends in 6 months", agree("2027-06-01", 1), committee.AgreementReminder, "2026-12-01 09:00"},
		{"an agreement ends in 3 months, after a Sunday", agree("2027-03-06", 6, eight[0]), committee.AgreementReminder, "2026-12-07 09:00"},
		{"an agreement ends in a month, with many partners", agree("2027-01-04", 8, eight[:2]...), committee.AgreementReminder, "2026-12-04 09:00"},
		{"an agreement ends in 4 weeks, told late", agree("2027-01-04", 7), committee.AgreementReminder, "2026-12-07 09:00"},
		{"an agreement ends in 12 days, told late", agree("2027-01-04", 2), committee.AgreementReminder, "2026-12-23 10:00"},
		{"an agreement ends tomorrow, told late", agree("2027-01-05", 2), committee.AgreementReminder, "2027-01-04 10:00"},
		{"an agreement ends today, told late", agree("2027-01-04", 2), committee.AgreementReminder, "2027-01-04 10:00"},
	}
}
