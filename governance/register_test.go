package governance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/commands"
	"pilotent/governance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/register"
	"pilotent/governance/reminder"
)

// registered is what a file says, as an import reads it.
func registered(t testing.TB, text string) register.Import {
	t.Helper()
	read, err := commands.ReadTable(strings.NewReader(text), func(titles []string) bool { return len(titles) > 1 })
	require.NoError(t, err)
	return register.Import{File: register.File{Table: read, Name: "registre.csv"}, Reading: commands.Reading}
}

// takeOver imports decisions of which none may be wrong.
func (w *world) takeOver(text string) register.Report {
	w.Helper()
	rep, err := w.ImportDecisions(w.Context(), w.as(pilot), registered(w, text))
	require.NoError(w, err)
	require.Empty(w, rep.Problems)
	return rep
}

func (w *world) decisionOf(ref string) committee.DecisionView {
	w.Helper()
	v, err := w.Decision(w.Context(), w.as(pilot), ref)
	require.NoError(w, err)
	return v
}

func TestImportedDecisionsAreNumberedInTheYearOfTheirDayAfterThoseThatAreThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("GT1", lobby, record.DiffusionTeam)
	w.decide("Former tous", "COPIL")
	w.takeOver("N°;Date;Comité;Décision\n" +
		"12;10/03/2025;COPIL;Troisième\n7;02/02/2025;copil;Deuxième\n3;31/12/2024;Comité COPIL;Première\n8;2/2/2025;COPIL;Deuxième encore\n1;1/6/2026;COPIL;Dernière\n1;1/6/2026;GT1;Ailleurs\n")
	var got []string
	list, err := w.Decisions(t.Context(), w.as(pilot), committee.DecisionFilter{})
	require.NoError(t, err)
	for _, d := range list {
		got = append(got, strings.TrimSuffix(d.Ref+" "+d.FormerRef+" "+d.Text, " "))
	}
	slices.Sort(got)
	require.Equal(t, []string{
		"COPIL-2024-001 3 Première", "COPIL-2025-001 7 Deuxième", "COPIL-2025-002 8 Deuxième encore", "COPIL-2025-003 12 Troisième",
		"COPIL-2026-001  Former tous", "COPIL-2026-002 1 Dernière", "GT1-2026-001 1 Ailleurs",
	}, got)
	require.Equal(t, "COPIL-2026-003", w.decide("Former encore", "COPIL").Ref, "the next one follows")
}

func TestAnImportedDecisionIsAsItsRowSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.takeOver("Référence;Date de décision;Instance;Objet;Statut;Porteur;Délai;Contexte;Vote;Écoles;Effet sur les écoles;Acte;Motif;Enregistrée le;Marché;À revoir le;Autres choix examinés;Enregistrée par\n" +
		"D-4;mardi 12 mars 2024;COPIL;Retenir deux écoles;Réalisée;\"member ; Mme Durand (DSDEN)\";15/01/2027;Rentrée;12 pour, 2 contre;\"Wallon A, Vitry-sur-Seine (0940198E) ; 0940573M\";retient;Décision;;15/03/2024;M2024-1;2027-06-01;Rien faire;@member\n")
	d := w.decisionOf("COPIL-2024-001")
	require.Equal(t, []record.UAI{wallonA, wallonB}, d.Schools)
	require.Equal(t, committee.Decision{
		Project: record.ProjectID(team), Ref: "COPIL-2024-001", Committee: "COPIL", Text: "Retenir deux écoles", State: committee.DecisionApplied,
		Schools: d.Schools, Selection: committee.SelectionSelects, Author: person(member), Version: 1,
		LoggedAt: w.moment("2024-03-15 12:00").UTC(), SettledAt: w.moment("2024-03-12 12:00").UTC(),
		FormerRef: "D-4", Offline: "Mme Durand (DSDEN)",
		Details: committee.Details{
			Context: "Rentrée", Alternatives: "Rien faire", DecidedOn: day("2024-03-12"), Vote: committee.Vote{For: 12, Against: 2},
			InCharge: []record.Person{person(member)}, Due: day("2027-01-15"), Review: day("2027-06-01"), Contract: "M2024-1",
		},
	}, utc(d.Decision))
	require.Len(t, d.History, 1)
	require.Equal(t, "decision.imported registre.csv u-pilot", d.History[0].Change+" "+d.History[0].Note+" "+string(d.History[0].By.ID))
	require.True(t, d.Brought())
	for _, words := range []string{"D-4", "d4", "écoles retenues"} {
		page, err := w.FindDecisions(t.Context(), w.as(pilot), committee.DecisionFilter{Words: words}, 0, 10)
		require.NoError(t, err)
		require.Equal(t, 1, page.Total, words)
	}
}

func utc(d committee.Decision) committee.Decision {
	d.LoggedAt, d.SettledAt = d.LoggedAt.UTC(), d.SettledAt.UTC()
	return d
}

func TestNobodyIsToldOfWhatIsImported(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.send()
	w.takeOver("Date;Comité;Décision;Responsable;Échéance;État;À revoir le\n" +
		"12/03/2024;COPIL;Former;@member;30/06/2024;adoptée;\n12/03/2024;COPIL;Équiper;@member;04/12/2026;;08/12/2026\n" +
		"12/03/2024;COPIL;Nommer;@member;04/12/2026;appliquée;\n12/03/2024;COPIL;Peut-être;@member;04/12/2026;proposée;08/12/2026\n")
	var kinds []reminder.DeliveryKind
	for _, d := range w.claim() {
		kinds = append(kinds, d.Kind)
		require.Equal(t, record.Subject("decision/COPIL-2024-002"), d.Subject)
		require.True(t, d.Due.After(w.now()))
	}
	require.Equal(t, []reminder.DeliveryKind{committee.DecisionReminder, committee.DecisionReminder, committee.DecisionReview}, kinds)
}

func TestTheSameRegisterTwiceAddsNothing(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ first, again string }{
		"numbers":                   {"N°;Date;Comité;Décision\nD-1;12/03/2024;COPIL;Former\nD-2;12/03/2024;COPIL;Former\n", ""},
		"no numbers":                {"Date;Comité;Décision\n12/03/2024;COPIL;Former\n13/03/2024;COPIL;Former\n", ""},
		"numbers afterwards":        {"Date;Comité;Décision\n12/03/2024;COPIL;Former\n", "N°;Date;Comité;Décision\nD-1;12/03/2024;COPIL;former\n"},
		"numbers in other letters":  {"N°;Date;Comité;Décision\nD–1;12/03/2024;COPIL;Former\n", "N°;Date;Comité;Décision\n d-1;12/03/2024;COPIL;Former\n"},
		"our own numbers":           {"Date;Comité;Décision\n12/03/2024;COPIL;Former\n", "N°;Date;Comité;Décision\nCOPIL-2024-001;12/03/2024;COPIL;Former\n"},
		"one that replaces another": {"N°;Date;Comité;Décision;Remplace\n1;12/03/2024;COPIL;Former;\n2;13/03/2024;COPIL;Former tous;1\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil()
			first := w.takeOver(tc.first)
			require.Equal(t, first.Read, first.Added)
			if tc.again == "" {
				tc.again = tc.first
			}
			before := w.dump()
			again := w.takeOver(tc.again)
			require.Equal(t, register.Report{Read: first.Read, Known: first.Read, Unread: nil}, again)
			require.Equal(t, before, w.dump())
		})
	}
	t.Run("a row that stands twice is added once", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		rep := w.takeOver("Date;Comité;Décision\n12/03/2024;COPIL;Former\n12/03/2024;COPIL;Former\n")
		require.Equal(t, []int{2, 1, 1}, []int{rep.Read, rep.Added, rep.Known})
	})
	t.Run("the same number elsewhere, or of something else here, is another", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.committee("GT1", lobby, record.DiffusionTeam)
		w.decide("Former tous", "COPIL")
		rep := w.takeOver("N°;Date;Comité;Décision\nCOPIL-2026-001;12/03/2026;COPIL;Former\nCOPIL-2026-001;12/03/2026;GT1;Former\n")
		require.Equal(t, 2, rep.Added)
	})
}

func TestWhatDiffersIsToldAndStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.takeOver("N°;Date;Comité;Décision;Échéance\n1;12/03/2024;COPIL;Former;\n2;12/03/2024;COPIL;Équiper;01/02/2027\n")
	before := w.dump()
	rep := w.takeOver("N°;Date;Comité;Décision;Échéance;État;Écoles;Responsable\n" +
		"1;13/03/2024;COPIL;Former tous;;appliquée;0940198E;Mme Durand\n2;12/03/2024;COPIL;équiper;1/2/2027;;;\n")
	require.Equal(t, []register.Differing{{Line: 2, Ref: "COPIL-2024-001", Parts: record.Parts{
		record.PartText, record.PartState, record.PartDecidedOn, record.PartSchools, record.PartInCharge,
	}}}, rep.Differing)
	require.Empty(t, rep.Notes, "nothing of it is kept")
	require.Equal(t, before, w.dump())
}

func TestImportedDecisionsThatReplaceEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.takeOver("N°;Date;Comité;Décision;Remplace;Remplacée par\n" +
		"c;3/3/2024;COPIL;Troisième;b;\na;1/3/2024;COPIL;Première;;b\nb;2/3/2024;COPIL;Deuxième;;\n")
	var got []string
	for n := range 3 {
		d := w.decisionOf(fmt.Sprintf("COPIL-2024-%03d", n+1))
		got = append(got, fmt.Sprintf("%s %s ←%s →%s", d.Text, d.State, d.Supersedes, d.SupersededBy))
	}
	require.Equal(t, []string{
		"Première superseded ← →COPIL-2024-002", "Deuxième superseded ←COPIL-2024-001 →COPIL-2024-003", "Troisième adopted ←COPIL-2024-002 →",
	}, got)
}

// wrongRows are rows of the columns below, and what is wrong with each.
const wrongTitles = "N°;Date;Comité;Décision;État;Échéance;Écoles;Effet sur les écoles;Vote;Remplace;Remplacée par;Acte\n"

func wrongRows() map[string]string {
	return map[string]string{
		"1;;COPIL;Former;;;;;;;;":                                              "register.date_missing",
		"1;12/03;COPIL;Former;;;;;;;;":                                         "register.date_year",
		"1;demain;COPIL;Former;;;;;;;;":                                        "register.date_unread",
		"1;31/02/2024;COPIL;Former;;;;;;;;":                                    "register.date_unread",
		"1;bientôt;COPIL;Former;;;;;;;;":                                       "register.date_unread",
		"1;12/03/2027;COPIL;Former;;;;;;;;":                                    "register.future",
		"1;12/03/2024;COMEX;Former;;;;;;;;":                                    "register.committee_unknown",
		"1;12/03/2024;;Former;;;;;;;;":                                         "register.committee_missing",
		"1;12/03/2024;COPIL;;;;;;;;;":                                          "text.empty",
		"1;12/03/2024;COPIL;…;;;;;;;;":                                         "text.no_letter",
		"1;12/03/2024;COPIL;" + strings.Repeat("Former ", 90) + ";;;;;;;;":     "text.too_long",
		strings.Repeat("1", 61) + ";12/03/2024;COPIL;Former;;;;;;;;":           "register.number_long",
		"1;12/03/2024;COPIL;Former;peut-être;;;;;;;":                           "register.state_unknown",
		"1;12/03/2024;COPIL;Former;;fin mars;;;;;;":                            "register.date_year",
		"1;12/03/2024;COPIL;Former;;;0999999X;;;;;":                            "register.school_unknown",
		"1;12/03/2024;COPIL;Former;;;Henri Wallon;;;;;":                        "register.school_unknown",
		"1;12/03/2024;COPIL;Former;;;;retient peut-être;;;;":                   "register.state_unknown",
		"1;12/03/2024;COPIL;Former;;;;ne retient pas;;;;":                      "decision.declines_nobody",
		"1;12/03/2024;COPIL;Former;;;0940198E;retient;;;;Avis":                 "decision.opinion_selects",
		"1;12/03/2024;GT1;Former;;;0940198E;retient;;;;":                       "register.selects",
		"1;12/03/2024;COPIL;Former;;;;;beaucoup;;;":                            "vote.unread",
		"1;12/03/2024;COPIL;Former;;;;;;9;;":                                   "register.link_unknown",
		"1;12/03/2024;COPIL;Former;;;;;;1;;":                                   "register.link_wrong",
		"1;12/03/2024;COPIL;Former;remplacée;;;;;;;":                           "register.link_missing",
		"1;12/03/2024;COPIL;A;;;;;;;2;\n2;12/03/2024;COPIL;B;;;;;;;1;":         "register.link_wrong",
		"1;12/03/2024;COPIL;A;rejetée;;;;;;;\n2;12/03/2024;COPIL;B;;;;;;1;;":   "register.link_wrong",
		"1;12/03/2024;COPIL;A;;;;;;;;\n2;12/03/2024;COPIL;B;proposée;;;;;1;;":  "register.link_wrong",
		"1;12/03/2024;COPIL;A;;;;;;;;\n1;13/03/2024;COPIL;B;;;;;;;;":           "register.twice",
		"1;12/03/2024;COPIL;Former;;;;;;COPIL-2026-001;;":                      "register.link_unknown",
		"1;12/03/2024;COPIL;A;;;;;;;;\n1;12/03/2024;COPIL;B;;;;;;;;\n;;;;;x;;": "register.twice",
	}
}

func TestALineThatIsWrongIsNamedAndNothingChanges(t *testing.T) {
	t.Parallel()
	base := newWorld(t).withCopil()
	base.committee("GT1", cabinet, record.DiffusionTeam)
	base.decide("Former tous", "COPIL")
	_, err := base.ChangeSettings(t.Context(), base.as(pilot), governance.SettingsChange{Selectors: []string{"COPIL"}})
	require.NoError(t, err)
	before := base.dump()
	for row, want := range wrongRows() {
		for _, trial := range []bool{false, true} {
			in := registered(t, wrongTitles+"0;12/03/2024;COPIL;Équiper;;;;;;;;\n"+row+"\n")
			in.Trial = trial
			rep, err := base.ImportDecisions(t.Context(), base.as(pilot), in)
			require.NoError(t, err, row)
			var keys []string
			for _, pb := range rep.Problems {
				keys = append(keys, pb.Key)
				require.GreaterOrEqual(t, pb.Line, 3)
			}
			require.Contains(t, keys, want, row)
			require.Zero(t, rep.Added)
			require.Empty(t, rep.New)
			require.Equal(t, before, base.dump(), row)
		}
	}
}

func TestManyWrongLinesAreCountedAndListedWhenAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	in := registered(t, "Date;Comité;Décision\n"+strings.Repeat("12/03;COPIL;Former\n", 13))
	rep, err := w.ImportDecisions(t.Context(), w.as(pilot), in)
	require.NoError(t, err)
	require.Equal(t, []int{10, 3}, []int{len(rep.Problems), rep.More})
	in.Whole = true
	rep, err = w.ImportDecisions(t.Context(), w.as(pilot), in)
	require.NoError(t, err)
	require.Equal(t, []int{13, 0}, []int{len(rep.Problems), rep.More})
}

func TestATableThatIsNoRegisterIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	for text, want := range map[string]string{
		"Date;Comité;Budget\n1;2;3\n":                                   "register.no_decision",
		"Comité;Décision\nCOPIL;Former\n":                               "register.no_date",
		"Date;Décision\n":                                               "import.no_rows",
		"Date;Décision\n" + strings.Repeat("12/03/2024;Former\n", 5001): "register.many",
	} {
		_, err := w.ImportDecisions(t.Context(), w.as(pilot), registered(t, text))
		asError(t, err, record.Invalid, want)
	}
}

func TestRowsAreImportedForCommitteesForWhichOneRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("GT1", lobby, record.DiffusionTeam)
	w.committee("SECRET", secret, record.DiffusionCommittee)
	row := func(code string) string { return "N°;Date;Comité;Décision\n1;12/03/2024;" + code + ";Former\n" }
	problem := func(code string) register.Report {
		rep, err := w.ImportDecisions(t.Context(), w.as(member), registered(t, row(code)))
		require.NoError(t, err)
		require.Len(t, rep.Problems, 1)
		return rep
	}
	rep, err := w.ImportDecisions(t.Context(), w.as(member), registered(t, row("COPIL")))
	require.NoError(t, err)
	require.Equal(t, 1, rep.Added)
	require.Equal(t, "register.committee_others", problem("GT1").Problems[0].Key)
	w.takeOver(row("SECRET"))
	require.Equal(t, strings.ReplaceAll(asJSON(t, problem("NOWHERE")), "NOWHERE", "SECRET"), asJSON(t, problem("SECRET")))
	require.Equal(t, strings.ReplaceAll(asJSON(t, problem("Comité NOWHERE")), "NOWHERE", "SECRET"), asJSON(t, problem("Comité SECRET")))

	t.Run("rows that name none are of the one that is asked for, else of the channel's", func(t *testing.T) {
		in := registered(t, "Date;Décision\n12/03/2025;Former\n")
		for code, want := range map[string]string{"SECRET": "register.committee_unknown", "NOWHERE": "register.committee_unknown", "GT1": "forbidden.committee"} {
			in.Committee = code
			_, err := w.ImportDecisions(t.Context(), w.as(member), in)
			require.Equal(t, want, keyOf(err), code)
		}
		in.Committee = "copil"
		rep, err := w.ImportDecisions(t.Context(), w.as(member), in)
		require.NoError(t, err)
		require.Equal(t, 1, rep.Added)
		in.Committee = ""
		rep, err = w.ImportDecisions(t.Context(), w.as(member, copil), in)
		require.NoError(t, err)
		require.Equal(t, 1, rep.Known)
	})
	t.Run("one that is closed takes none", func(t *testing.T) {
		_, err := w.CloseCommittee(t.Context(), w.as(pilot), "GT1", "fini")
		require.NoError(t, err)
		rep, err := w.ImportDecisions(t.Context(), w.as(pilot), registered(t, row("GT1")))
		require.NoError(t, err)
		require.Equal(t, "committee.closed", rep.Problems[0].Key)
	})
}

func TestPeopleInChargeAreFoundByAccountOrNameElseKeptByName(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("SECRET", secret, record.DiffusionCommittee)
	for i, tc := range []struct {
		code, cell, offline string
		want                []record.UserID
	}{
		{"COPIL", "@member", "", []record.UserID{member}},
		{"COPIL", "Member, PILOT", "", []record.UserID{member, pilot}},
		{"COPIL", "Mme Member et @other", "", []record.UserID{member, other}},
		{"COPIL", "MEMBER Madame", "", []record.UserID{member}},
		{"COPIL", "Mme Durand, IEN ; @member", "Mme Durand, IEN", []record.UserID{member}},
		{"COPIL", "member et Mme Durand", "member et Mme Durand", nil},
		{"COPIL", "@personne", "@personne", nil},
		{"COPIL", "other", "other", nil}, // in no channel that the importer knows, and no @
		{"SECRET", "@member ; @pilot", "@member", []record.UserID{pilot}},
	} {
		in := registered(t, fmt.Sprintf("Date;Comité;Décision;Responsable\n12/03/2024;%s;Former %d;\"%s\"\n", tc.code, i, tc.cell))
		rep, err := w.ImportDecisions(t.Context(), w.as(pilot), in)
		require.NoError(t, err)
		require.Equal(t, tc.offline != "", len(rep.Notes) == 1, tc.cell)
		list, err := w.Decisions(t.Context(), w.as(pilot), committee.DecisionFilter{Text: fmt.Sprintf("Former %d", i)})
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Equal(t, tc.offline, list[0].Offline, tc.cell)
		require.Equal(t, tc.want, idsOf(list[0].InCharge), tc.cell)
	}
}

func idsOf(people []record.Person) (ids []record.UserID) {
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestATrialTellsWhatAnImportDoesAndDoesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	in := registered(t, "N°;Date;Comité;Décision;Budget\n2;13/03/2024;COPIL;Former;1\n1;12/03/2024;COPIL;Équiper;2\n")
	before := w.dump()
	in.Trial = true
	trial, err := w.ImportDecisions(t.Context(), w.as(pilot), in)
	require.NoError(t, err)
	require.Equal(t, before, w.dump())
	require.Equal(t, []register.Entry{
		{Line: 3, FormerRef: "1", Committee: "COPIL", Day: day("2024-03-12"), Text: "Équiper"},
		{Line: 2, FormerRef: "2", Committee: "COPIL", Day: day("2024-03-13"), Text: "Former"},
	}, trial.New)
	in.Trial, trial.New = false, nil
	done, err := w.ImportDecisions(t.Context(), w.as(pilot), in)
	require.NoError(t, err)
	require.Equal(t, trial, done)
	require.Equal(t, []string{"Budget"}, done.Unread)
}

// Whatever rows a register has, it is brought in whole or not at all, and once.
func TestARegisterIsBroughtInWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	var bad []string
	for row := range wrongRows() {
		if !strings.Contains(row, "\n") && !strings.Contains(row, "GT1") {
			bad = append(bad, row)
		}
	}
	slices.Sort(bad)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		good := rapid.IntRange(1, 6).Draw(t, "good")
		rows := []string{}
		for range good {
			n++
			rows = append(rows, fmt.Sprintf("R%d;%d/%d/2025;COPIL;Décider %d;%s;;;;;;;", n, 1+n%28, 1+n%12, n, rapid.SampledFrom([]string{"", "adoptée", "rejetée", "proposée"}).Draw(t, "state")))
		}
		whole := rapid.Bool().Draw(t, "whole")
		if !whole {
			at := rapid.IntRange(0, len(rows)).Draw(t, "at")
			rows = slices.Insert(rows, at, rapid.SampledFrom(bad).Draw(t, "bad"))
		}
		text := wrongTitles + strings.Join(rows, "\n") + "\n"
		before := w.dump()
		rep, err := w.ImportDecisions(w.Context(), w.as(pilot), registered(w, text))
		require.NoError(t, err)
		if !whole {
			require.NotEmpty(t, rep.Problems)
			require.Equal(t, before, w.dump())
			return
		}
		require.Equal(t, good, rep.Added)
		after := w.dump()
		rep, err = w.ImportDecisions(w.Context(), w.as(pilot), registered(w, text))
		require.NoError(t, err)
		require.Equal(t, good, rep.Known)
		require.Equal(t, after, w.dump())
	})
}
