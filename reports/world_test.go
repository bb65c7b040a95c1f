package reports_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/i18n"
)

var update = flag.Bool("update", false, "write the golden files anew")

func day(s string) calendar.Date { return calendar.MustParseDate(s) }

func person(name string) governance.Person {
	return governance.Person{ID: governance.UserID(name), Username: name}
}

// now is when every record is written.
var now = time.Date(2026, 12, 14, 9, 30, 0, 0, time.UTC)

func printer(t *testing.T, lang string) i18n.Printer {
	t.Helper()
	catalog, err := i18n.Load()
	require.NoError(t, err)
	return catalog.Printer(lang, time.UTC)
}

// view is a verification that runs, under the terms.
func view(terms governance.Terms, step governance.Step, notified string) governance.VerificationView {
	contract := governance.Contract{Terms: terms}
	if terms == governance.TermsFree { // all its lengths are its own
		contract.Derogations = []governance.Derogation{
			{Topic: governance.TopicVSR, Period: calendar.Period{Length: 30, Unit: calendar.UnitDays}, Article: "CCAP 7.1"},
			{Topic: governance.TopicVSRDecision, Period: calendar.Period{Length: 7, Unit: calendar.UnitDays}, Article: "CCAP 7.2"},
		}
	}
	v := governance.VerificationView{
		Verification: governance.Verification{
			Number: 3, Contract: "M2026-04", Step: step, Object: "Version 2.3 de l’ENT, œuvre « Clé »", NotifiedOn: day(notified),
			InCharge: []governance.Person{person("coordinatrice"), person("ien.vitry")}, Deputies: []governance.Person{person("cpc")},
		},
		Supplier: "Éditeur & Cie", Terms: terms, Rule: contract.Rule(step), Today: day("2026-12-14"),
	}
	v.ObservationEnd, v.Computed = v.Rule.Deadline(calendar.Calendar{}, v.NotifiedOn)
	v.Deadline = v.Computed.Day
	return v
}

func decided(v governance.VerificationView, o governance.Outcome, on, reason string) governance.VerificationView {
	v.Outcome, v.DecidedOn, v.Reason, v.DecidedBy = o, day(on), reason, person("coordinatrice")
	return v
}

// counted is a quantitative check, under the CCAG-TIC 2021, with a notice of
// 20 November; it runs where it has ended on no day.
func counted(n governance.Count, o governance.Outcome, on string) governance.VerificationView {
	v := decided(view(governance.TermsTIC2021, governance.StepQuantity, "2026-11-20"), o, "2026-11-20", "")
	v.Count, v.Phase, v.Fact = &n, governance.PhaseCompletion, v.NotifiedOn
	if on != "" {
		v.Phase, v.DecidedOn = governance.PhaseEnded, day(on)
	}
	v.Rule.Period, v.Rule.Clauses[0].Period = n.Delay, n.Delay
	v.ObservationEnd, v.Computed = v.Rule.Deadline(calendar.Calendar{}, v.NotifiedOn)
	v.Deadline = v.Computed.Day
	return v
}

func record(v governance.VerificationView) governance.VerificationRecord {
	return governance.VerificationRecord{VerificationView: v, Project: governance.Project{Name: "ENT Val-de-Marne"}, Now: now}
}

// reservations are one of each severity; the minor one was lifted in time, the
// major one after the decision.
func reservations() []governance.ReservationView {
	wallon := governance.School{UAI: "0940198E", Name: "Ecole élémentaire Henri Wallon A", Commune: "Vitry-sur-Seine"}
	hay := governance.School{UAI: "0940999X", Name: "Ecole maternelle Lallier", Commune: "L'Haÿ-les-Roses"}
	return []governance.ReservationView{
		{Reservation: governance.Reservation{
			Number: 4, Severity: governance.SeverityBlocking, Text: "La connexion des parents échoue depuis l'application mobile", Author: person("cpc"),
			Evidence: "https://mattermost.exemple.fr/ent/pl/rpy6cwqyppfuuptc39rqekhxco", NotedOn: day("2026-11-25"),
			Despite: "Correctif livré le 15 décembre, contrôlé par la DSDEN",
		}, SchoolList: []governance.School{wallon, hay}},
		{Reservation: governance.Reservation{
			Number: 5, Severity: governance.SeverityMajor, Text: "Les pièces jointes de plus de 10 Mo sont refusées | « trop lourd » (5 €)", Author: person("cpc"),
			NotedOn: day("2026-11-26"), LiftedOn: day("2026-12-13"), LiftedBy: person("cpc"), LiftNote: "Version 2.3.1",
		}},
		{Reservation: governance.Reservation{
			Number: 6, Severity: governance.SeverityMinor, Text: "Le menu déborde sur téléphone", Author: person("cpc"),
			NotedOn: day("2026-11-26"), LiftedOn: day("2026-12-01"), LiftedBy: person("cpc"),
		}},
	}
}

// records are minutes of every kind, by the name of their golden file.
func records() map[string]governance.VerificationRecord {
	va := decided(view(governance.TermsTIC2021, governance.StepVA, "2026-11-09"), governance.OutcomeAdmission, "2026-12-10",
		"Le service est attendu par les écoles à la rentrée de janvier")
	va.Reservations = reservations()

	vsr := decided(view(governance.TermsTIC2021, governance.StepVSR, "2026-11-03"), governance.OutcomeAdmission, "2026-12-11", "")
	a := governance.NewAvailability(calendar.Calendar{}, day("2026-11-04"), vsr.ObservationEnd, 200, []governance.Outage{
		{Number: 1, Day: day("2026-11-12"), Minutes: 45, Note: "Connexion impossible"},
		{Number: 2, Day: day("2026-11-13"), Minutes: 600, Cancelled: true},
		{Number: 3, Day: day("2026-11-20"), Minutes: 12},
	})
	a.Article = "32.4"
	vsr.Availability = &a
	vsr.Reservations = reservations()[1:]

	worn := decided(view(governance.TermsFree, governance.StepVSR, "2026-10-01"), governance.OutcomeRejection, "2026-12-11", "Service trop souvent coupé")
	b := governance.NewAvailability(calendar.Calendar{}, day("2026-10-02"), worn.ObservationEnd, 150, []governance.Outage{{Number: 4, Day: day("2026-10-12"), Minutes: 590}})
	b.Own, b.Clause = true, "CCAP 7.3"
	worn.Availability = &b

	long := decided(view(governance.TermsTIC2009, governance.StepMOM, "2026-01-31"), governance.OutcomeAdjourned, "2026-02-27", strings.Repeat("Installation incomplète sur les tablettes. ", 40))
	for n := range 12 {
		r := reservations()[n%3]
		r.Number = n + 1
		r.Text = strings.Repeat(r.Text+". ", 1+n*n/4)
		long.Reservations = append(long.Reservations, r)
	}
	given := governance.Count{Ordered: 120, Delivered: 118, Unit: "postes", Delay: calendar.Period{Length: 15, Unit: calendar.UnitDays}}
	missing := counted(given, governance.OutcomeNotice, "")
	complete := given
	complete.Delivered = 120
	late := counted(complete, governance.OutcomeConforming, "2026-12-11")
	late.DecisionRef, late.Reason = "COPIL-2026-014", "Livraison complétée à l'école Lallier"
	accepted := counted(governance.Count{Ordered: 120, Delivered: 122, Unit: "postes"}, governance.OutcomeAsDelivered, "2026-12-11")
	accepted.Deadline, accepted.Reason = calendar.Date{}, "Deux postes de rechange, sans supplément"
	return map[string]governance.VerificationRecord{
		"quantite-mise-en-demeure": record(missing), "quantite-conforme": record(late), "quantite-acceptee": record(accepted),
		"va-admission": record(va), "vsr-admission": record(vsr), "vsr-rejet": record(worn), "mom-ajournement": record(long),
		"va-projet": record(view(governance.TermsTIC2021, governance.StepVA, "2026-11-23")),
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run: go test ./reports -update")
	require.Equal(t, string(want), string(got))
}
