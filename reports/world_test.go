package reports_test

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/reports"
)

var update = flag.Bool("update", false, "write the golden files anew")

func day(s string) calendar.Date { return calendar.MustParseDate(s) }

func person(name string) record.Person {
	return record.Person{ID: record.UserID(name), Username: name}
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
func view(terms contract.Terms, step contract.Step, notified string) acceptance.VerificationView {
	under := contract.Contract{Terms: terms}
	if terms == contract.TermsFree { // all its lengths are its own
		under.Derogations = []contract.Derogation{
			{Topic: contract.TopicVSR, Period: calendar.Period{Length: 30, Unit: calendar.UnitDays}, Article: "CCAP 7.1"},
			{Topic: contract.TopicVSRDecision, Period: calendar.Period{Length: 7, Unit: calendar.UnitDays}, Article: "CCAP 7.2"},
		}
	}
	v := acceptance.VerificationView{
		Verification: acceptance.Verification{
			Number: 3, Contract: "M2026-04", Step: step, Object: "Version 2.3 de l’ENT, œuvre « Clé »", NotifiedOn: day(notified),
			InCharge: []record.Person{person("coordinatrice"), person("ien.vitry")}, Deputies: []record.Person{person("cpc")},
		},
		Supplier: "Éditeur & Cie", Terms: terms, Rule: under.Rule(step), Today: day("2026-12-14"),
	}
	v.ObservationEnd, v.Computed = v.Rule.Deadline(calendar.Calendar{}, v.NotifiedOn)
	v.Deadline = v.Computed.Day
	return v
}

func decided(v acceptance.VerificationView, o contract.Outcome, on, reason string) acceptance.VerificationView {
	v.Outcome, v.DecidedOn, v.Reason, v.DecidedBy = o, day(on), reason, person("coordinatrice")
	return v
}

// record is that of a verification with its decision, or with those given.
func recordOf(v acceptance.VerificationView, rulings ...minutes.Ruling) minutes.VerificationRecord {
	if len(rulings) == 0 && v.Decided() {
		rulings = []minutes.Ruling{{VerificationView: v}}
	}
	return minutes.VerificationRecord{VerificationView: v, Project: record.Project{Name: "ENT Val-de-Marne"}, Now: now, Rulings: rulings}
}

// minutes are those of each decision, or the draft, by the name of their golden
// file.
func minutesOf(p i18n.Printer, name string, r minutes.VerificationRecord) map[string]reports.Document {
	if len(r.Rulings) == 0 {
		return map[string]reports.Document{name: reports.Draft(p, r)}
	}
	all := map[string]reports.Document{}
	for i := range r.Rulings {
		of := name
		if len(r.Rulings) > 1 {
			of += "-" + strconv.Itoa(i+1)
		}
		all[of] = reports.Minutes(p, r, i)
	}
	return all
}

// later is a decision in a phase that has begun after another, under the
// clause of that phase.
func later(v acceptance.VerificationView, taken acceptance.Phase, topic contract.Topic, silence contract.Silence, since string) minutes.Ruling {
	clause := contract.ClauseOf(v.Terms, topic)
	v.Rule = contract.Rule{Article: clause.Article, Period: clause.Period, Silence: silence, Confirmed: clause.Confirmed, Clauses: []contract.Clause{clause}}
	v.Computed, _ = clause.End(calendar.Calendar{}, day(since))
	v.Deadline = v.Computed.Day
	return minutes.Ruling{VerificationView: v, Taken: taken}
}

// three are an ajournement that comes late, the réfaction chosen when the
// supplier refuses it, and another after its observations.
func three() minutes.VerificationRecord {
	base := view(contract.TermsTIC2021, contract.StepVSR, "2026-10-01") // to be decided by 9 November
	base.DecisionRef = "COPIL-2026-014"
	first := decided(base, contract.OutcomeAdjourned, "2026-11-10", "La connexion des parents échoue")
	base.DecisionRef = ""
	second := later(base, acceptance.PhaseChoice, contract.TopicChoice, contract.SilenceRejected, "2026-11-20")
	second.Events = []minutes.Event{
		{On: day("2026-11-16"), Noted: true, Change: "verification.extended", Days: 5, Note: "Panne chez l'hébergeur", Clause: contract.ClauseOf(base.Terms, contract.TopicExtensionReply)},
		{On: day("2026-11-20"), Change: "verification.answer_refused", Note: "Le titulaire conteste la mesure", Clause: contract.ClauseOf(base.Terms, contract.TopicAcceptance)},
	}
	second.VerificationView = decided(second.VerificationView, contract.OutcomeReduction, "2026-11-30", "Service utilisable, en partie")
	second.Rate, second.Phase = 500, acceptance.PhaseObservations
	third := later(base, acceptance.PhaseReply, contract.TopicReductionReply, contract.SilenceObserved, "2026-12-02")
	third.Events = []minutes.Event{{On: day("2026-12-02"), Change: "verification.observations", Note: "Le réseau était en cause", Clause: contract.ClauseOf(base.Terms, contract.TopicReductionRemarks)}}
	third.VerificationView = decided(third.VerificationView, contract.OutcomeReduction, "2026-12-10", "Part du réseau reconnue")
	third.Rate = 300
	rulings := []minutes.Ruling{{VerificationView: first}, second, third}
	for i := range rulings {
		for _, r := range reservations() {
			if r.NotedOn = day("2026-11-05").AddDays(7 * (r.Number - 4)); !r.NotedOn.After(rulings[i].DecidedOn) {
				r.Despite = ""
				rulings[i].Reservations = append(rulings[i].Reservations, r)
			}
		}
	}
	return recordOf(third.VerificationView, rulings...)
}

// silent are an ajournement, to which the supplier says nothing, and the
// rejection by the buyer's silence.
func silent() minutes.VerificationRecord {
	base := view(contract.TermsTIC2009, contract.StepVA, "2026-10-05")
	first := decided(base, contract.OutcomeAdjourned, "2026-11-02", "Lenteurs")
	second := later(base, acceptance.PhaseChoice, contract.TopicChoice, contract.SilenceRejected, "2026-11-12")
	second.Events = []minutes.Event{{On: day("2026-11-12"), Change: "verification.lapsed_refused", Clause: contract.ClauseOf(base.Terms, contract.TopicAcceptance)}}
	second.Outcome, second.DecidedOn, second.DecidedBy = contract.OutcomeRejection, second.Deadline, record.Ourselves
	second.Tacit, second.TacitOn, second.TacitRule = contract.SilenceRejected, second.Deadline, second.Rule
	return recordOf(second.VerificationView, minutes.Ruling{VerificationView: first}, second)
}

// counted is a quantitative check, under the CCAG-TIC 2021, with a notice of
// 20 November; it runs where it has ended on no day.
func counted(n acceptance.Count, o contract.Outcome, on string) acceptance.VerificationView {
	v := decided(view(contract.TermsTIC2021, contract.StepQuantity, "2026-11-20"), o, "2026-11-20", "")
	v.Count, v.Phase, v.Fact = &n, acceptance.PhaseCompletion, v.NotifiedOn
	if on != "" {
		v.Phase, v.DecidedOn = acceptance.PhaseEnded, day(on)
	}
	v.Rule.Period, v.Rule.Clauses[0].Period = n.Delay, n.Delay
	v.ObservationEnd, v.Computed = v.Rule.Deadline(calendar.Calendar{}, v.NotifiedOn)
	v.Deadline = v.Computed.Day
	return v
}

// reservations are one of each severity; the minor one was lifted in time, the
// major one after the decision.
func reservations() []acceptance.ReservationView {
	wallon := perimeter.School{UAI: "0940198E", Name: "Ecole élémentaire Henri Wallon A", Commune: "Vitry-sur-Seine"}
	hay := perimeter.School{UAI: "0940999X", Name: "Ecole maternelle Lallier", Commune: "L'Haÿ-les-Roses"}
	return []acceptance.ReservationView{
		{Reservation: acceptance.Reservation{
			Number: 4, Verification: 3, Severity: acceptance.SeverityBlocking, Text: "La connexion des parents échoue depuis l'application mobile", Author: person("cpc"),
			Evidence: "https://mattermost.exemple.fr/ent/pl/rpy6cwqyppfuuptc39rqekhxco", NotedOn: day("2026-11-25"),
			Despite: "Correctif livré le 15 décembre, contrôlé par la DSDEN",
		}, SchoolList: []perimeter.School{wallon, hay}},
		{Reservation: acceptance.Reservation{
			Number: 5, Verification: 3, Severity: acceptance.SeverityMajor, Text: "Les pièces jointes de plus de 10 Mo sont refusées | « trop lourd » (5 €)", Author: person("cpc"),
			NotedOn: day("2026-11-26"), LiftedOn: day("2026-12-13"), LiftedBy: person("cpc"), LiftNote: "Version 2.3.1",
		}},
		{Reservation: acceptance.Reservation{
			Number: 6, Verification: 3, Severity: acceptance.SeverityMinor, Text: "Le menu déborde sur téléphone", Author: person("cpc"),
			NotedOn: day("2026-11-26"), LiftedOn: day("2026-12-01"), LiftedBy: person("cpc"),
		}},
	}
}

// records are minutes of every kind, by the name of their golden file.
func records() map[string]minutes.VerificationRecord {
	va := decided(view(contract.TermsTIC2021, contract.StepVA, "2026-11-09"), contract.OutcomeAdmission, "2026-12-10",
		"Le service est attendu par les écoles à la rentrée de janvier")
	va.Reservations = reservations()

	vsr := decided(view(contract.TermsTIC2021, contract.StepVSR, "2026-11-03"), contract.OutcomeAdmission, "2026-12-11", "")
	a := acceptance.NewAvailability(calendar.Calendar{}, day("2026-11-04"), vsr.ObservationEnd, 200, []acceptance.Outage{
		{Number: 1, Day: day("2026-11-12"), Minutes: 45, Note: "Connexion impossible"},
		{Number: 2, Day: day("2026-11-13"), Minutes: 600, Cancelled: true},
		{Number: 3, Day: day("2026-11-20"), Minutes: 12},
	})
	a.Article, a.Terms = "32.4", contract.TermsTIC2021
	vsr.Availability = &a
	vsr.Reservations = reservations()[1:]

	worn := decided(view(contract.TermsFree, contract.StepVSR, "2026-10-01"), contract.OutcomeRejection, "2026-12-11", "Service trop souvent coupé")
	b := acceptance.NewAvailability(calendar.Calendar{}, day("2026-10-02"), worn.ObservationEnd, 150, []acceptance.Outage{{Number: 4, Day: day("2026-10-12"), Minutes: 590}})
	b.Own, b.Clause = true, "CCAP 7.3"
	worn.Availability = &b

	long := decided(view(contract.TermsTIC2009, contract.StepMOM, "2026-01-31"), contract.OutcomeAdjourned, "2026-02-27", strings.Repeat("Installation incomplète sur les tablettes. ", 40))
	for n := range 12 {
		r := reservations()[n%3]
		r.Number = n + 1
		r.Text = strings.Repeat(r.Text+". ", 1+n*n/4)
		long.Reservations = append(long.Reservations, r)
	}
	reduced := decided(view(contract.TermsTIC2021, contract.StepVSR, "2026-10-01"), contract.OutcomeReduction, "2026-11-06", "Service utilisable, en partie")
	reduced.Rate, reduced.Phase = 750, acceptance.PhaseObservations
	accepted := recordOf(reduced)
	accepted.Since = []minutes.Event{{On: day("2026-11-23"), Change: "verification.lapsed_reduced"}}
	// received is in the words of 2009, with a reservation of an earlier step, and
	// by the profil d'acheteur.
	received := decided(view(contract.TermsTIC2009, contract.StepVSR, "2026-11-03"), contract.OutcomeAdmission, "2026-12-09", "")
	received.Notice = &contract.Notice{AvailableOn: day("2026-11-02"), OpenedOn: day("2026-11-03")}
	received.DecisionNotice = &contract.Notice{AvailableOn: day("2026-12-08"), OpenedOn: day("2026-12-09")}
	received.Carried = reservations()[1:2]
	received.Carried[0].Verification = 2
	given := acceptance.Count{Ordered: 120, Delivered: 118, Unit: "postes", Delay: calendar.Period{Length: 15, Unit: calendar.UnitDays}}
	missing := counted(given, acceptance.OutcomeNotice, "")
	complete := given
	complete.Delivered = 120
	late := counted(complete, acceptance.OutcomeConforming, "2026-12-11")
	late.DecisionRef, late.Reason = "COPIL-2026-014", "Livraison complétée à l'école Lallier"
	asDelivered := counted(acceptance.Count{Ordered: 120, Delivered: 122, Unit: "postes"}, acceptance.OutcomeAsDelivered, "2026-12-11")
	asDelivered.Deadline, asDelivered.Reason = calendar.Date{}, "Deux postes de rechange, sans supplément"
	return map[string]minutes.VerificationRecord{
		"quantite-mise-en-demeure": recordOf(missing), "quantite-conforme": recordOf(late), "quantite-acceptee": recordOf(asDelivered),
		"vsr-reception": recordOf(received), "vsr-trois": three(), "va-silence": silent(), "vsr-refaction": accepted,
		"va-admission": recordOf(va), "vsr-admission": recordOf(vsr), "vsr-rejet": recordOf(worn), "mom-ajournement": recordOf(long),
		"va-projet": recordOf(view(contract.TermsTIC2021, contract.StepVA, "2026-11-23")),
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
