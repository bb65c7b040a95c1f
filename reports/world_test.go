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

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/i18n"
	"pilotent/reports"
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

// record is that of a verification with its decision, or with those given.
func record(v governance.VerificationView, rulings ...governance.Ruling) governance.VerificationRecord {
	if len(rulings) == 0 && v.Decided() {
		rulings = []governance.Ruling{{VerificationView: v}}
	}
	return governance.VerificationRecord{VerificationView: v, Project: governance.Project{Name: "ENT Val-de-Marne"}, Now: now, Rulings: rulings}
}

// minutes are those of each decision, or the draft, by the name of their golden
// file.
func minutes(p i18n.Printer, name string, r governance.VerificationRecord) map[string]reports.Document {
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
func later(v governance.VerificationView, taken governance.Phase, topic governance.Topic, silence governance.Silence, since string) governance.Ruling {
	clause := governance.ClauseOf(v.Terms, topic)
	v.Rule = governance.Rule{Article: clause.Article, Period: clause.Period, Silence: silence, Confirmed: clause.Confirmed, Clauses: []governance.Clause{clause}}
	v.Computed, _ = clause.End(calendar.Calendar{}, day(since))
	v.Deadline = v.Computed.Day
	return governance.Ruling{VerificationView: v, Taken: taken}
}

// three are an ajournement that comes late, the réfaction chosen when the
// supplier refuses it, and another after its observations.
func three() governance.VerificationRecord {
	base := view(governance.TermsTIC2021, governance.StepVSR, "2026-10-01") // to be decided by 9 November
	base.DecisionRef = "COPIL-2026-014"
	first := decided(base, governance.OutcomeAdjourned, "2026-11-10", "La connexion des parents échoue")
	base.DecisionRef = ""
	second := later(base, governance.PhaseChoice, governance.TopicChoice, governance.SilenceRejected, "2026-11-20")
	second.Events = []governance.Event{
		{On: day("2026-11-16"), Noted: true, Change: "verification.extended", Days: 5, Note: "Panne chez l'hébergeur", Clause: governance.ClauseOf(base.Terms, governance.TopicExtensionReply)},
		{On: day("2026-11-20"), Change: "verification.answer_refused", Note: "Le titulaire conteste la mesure", Clause: governance.ClauseOf(base.Terms, governance.TopicAcceptance)},
	}
	second.VerificationView = decided(second.VerificationView, governance.OutcomeReduction, "2026-11-30", "Service utilisable, en partie")
	second.Rate, second.Phase = 500, governance.PhaseObservations
	third := later(base, governance.PhaseReply, governance.TopicReductionReply, governance.SilenceObserved, "2026-12-02")
	third.Events = []governance.Event{{On: day("2026-12-02"), Change: "verification.observations", Note: "Le réseau était en cause", Clause: governance.ClauseOf(base.Terms, governance.TopicReductionRemarks)}}
	third.VerificationView = decided(third.VerificationView, governance.OutcomeReduction, "2026-12-10", "Part du réseau reconnue")
	third.Rate = 300
	rulings := []governance.Ruling{{VerificationView: first}, second, third}
	for i := range rulings {
		for _, r := range reservations() {
			if r.NotedOn = day("2026-11-05").AddDays(7 * (r.Number - 4)); !r.NotedOn.After(rulings[i].DecidedOn) {
				r.Despite = ""
				rulings[i].Reservations = append(rulings[i].Reservations, r)
			}
		}
	}
	return record(third.VerificationView, rulings...)
}

// silent are an ajournement, to which the supplier says nothing, and the
// rejection by the buyer's silence.
func silent() governance.VerificationRecord {
	base := view(governance.TermsTIC2009, governance.StepVA, "2026-10-05")
	first := decided(base, governance.OutcomeAdjourned, "2026-11-02", "Lenteurs")
	second := later(base, governance.PhaseChoice, governance.TopicChoice, governance.SilenceRejected, "2026-11-12")
	second.Events = []governance.Event{{On: day("2026-11-12"), Change: "verification.lapsed_refused", Clause: governance.ClauseOf(base.Terms, governance.TopicAcceptance)}}
	second.Outcome, second.DecidedOn, second.DecidedBy = governance.OutcomeRejection, second.Deadline, governance.Ourselves
	second.Lapsed, second.LapsedOn, second.LapsedRule = governance.SilenceRejected, second.Deadline, second.Rule
	return record(second.VerificationView, governance.Ruling{VerificationView: first}, second)
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

// reservations are one of each severity; the minor one was lifted in time, the
// major one after the decision.
func reservations() []governance.ReservationView {
	wallon := governance.School{UAI: "0940198E", Name: "Ecole élémentaire Henri Wallon A", Commune: "Vitry-sur-Seine"}
	hay := governance.School{UAI: "0940999X", Name: "Ecole maternelle Lallier", Commune: "L'Haÿ-les-Roses"}
	return []governance.ReservationView{
		{Reservation: governance.Reservation{
			Number: 4, Verification: 3, Severity: governance.SeverityBlocking, Text: "La connexion des parents échoue depuis l'application mobile", Author: person("cpc"),
			Evidence: "https://mattermost.exemple.fr/ent/pl/rpy6cwqyppfuuptc39rqekhxco", NotedOn: day("2026-11-25"),
			Despite: "Correctif livré le 15 décembre, contrôlé par la DSDEN",
		}, SchoolList: []governance.School{wallon, hay}},
		{Reservation: governance.Reservation{
			Number: 5, Verification: 3, Severity: governance.SeverityMajor, Text: "Les pièces jointes de plus de 10 Mo sont refusées | « trop lourd » (5 €)", Author: person("cpc"),
			NotedOn: day("2026-11-26"), LiftedOn: day("2026-12-13"), LiftedBy: person("cpc"), LiftNote: "Version 2.3.1",
		}},
		{Reservation: governance.Reservation{
			Number: 6, Verification: 3, Severity: governance.SeverityMinor, Text: "Le menu déborde sur téléphone", Author: person("cpc"),
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
	a.Article, a.Terms = "32.4", governance.TermsTIC2021
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
	reduced := decided(view(governance.TermsTIC2021, governance.StepVSR, "2026-10-01"), governance.OutcomeReduction, "2026-11-06", "Service utilisable, en partie")
	reduced.Rate, reduced.Phase = 750, governance.PhaseObservations
	accepted := record(reduced)
	accepted.Since = []governance.Event{{On: day("2026-11-23"), Change: "verification.lapsed_reduced"}}
	// received is in the words of 2009, with a reservation of an earlier step, and
	// by the profil d'acheteur.
	received := decided(view(governance.TermsTIC2009, governance.StepVSR, "2026-11-03"), governance.OutcomeAdmission, "2026-12-09", "")
	received.Notice = &governance.Notice{AvailableOn: day("2026-11-02"), OpenedOn: day("2026-11-03")}
	received.DecisionNotice = &governance.Notice{AvailableOn: day("2026-12-08"), OpenedOn: day("2026-12-09")}
	received.Carried = reservations()[1:2]
	received.Carried[0].Verification = 2
	given := governance.Count{Ordered: 120, Delivered: 118, Unit: "postes", Delay: calendar.Period{Length: 15, Unit: calendar.UnitDays}}
	missing := counted(given, governance.OutcomeNotice, "")
	complete := given
	complete.Delivered = 120
	late := counted(complete, governance.OutcomeConforming, "2026-12-11")
	late.DecisionRef, late.Reason = "COPIL-2026-014", "Livraison complétée à l'école Lallier"
	asDelivered := counted(governance.Count{Ordered: 120, Delivered: 122, Unit: "postes"}, governance.OutcomeAsDelivered, "2026-12-11")
	asDelivered.Deadline, asDelivered.Reason = calendar.Date{}, "Deux postes de rechange, sans supplément"
	return map[string]governance.VerificationRecord{
		"quantite-mise-en-demeure": record(missing), "quantite-conforme": record(late), "quantite-acceptee": record(asDelivered),
		"vsr-reception": record(received), "vsr-trois": three(), "va-silence": silent(), "vsr-refaction": accepted,
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
