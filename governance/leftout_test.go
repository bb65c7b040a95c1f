package governance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// What is no school of the project's kind, or not another one, is left out and told.
func TestRowsThatAreLeftOut(t *testing.T) {
	t.Parallel()
	const header = "UAI;Nom;Type_etablissement;libelle_nature;multi_uai\n"
	for name, tc := range map[string]struct {
		rows    string
		include []perimeter.SchoolType
		added   []string
		left    []perimeter.LeftOut
	}{
		"collèges, lycées and services, by their type": {
			rows:  "0940198E;Wallon;Ecole;;0\n0940573M;Du Moulin;Collège;;0\n0940451E;Jaurès;Lycée;;0\n0940237X;Vitry 1;Service Administratif;;0\n0940574N;Cachan;Information et orientation;;0\n0940693T;X;EREA;;0\n0940680D;Y;Médico-social;;0\n",
			added: []string{"Wallon"},
			left: []perimeter.LeftOut{
				{Why: "college", Count: 1, Names: []string{"Du Moulin"}, Lines: []int{3}},
				{Why: "lycee", Count: 1, Names: []string{"Jaurès"}, Lines: []int{4}},
				{Why: "service", Count: 4, Names: []string{"Vitry 1", "Cachan", "X"}, Lines: []int{5, 6, 7}},
			},
		},
		"by their nature": {
			rows:  "0940198E;Wallon;;ECOLE MATERNELLE;0\n0940573M;Du Moulin;;COLLEGE;0\n0940451E;Jaurès;;LYCEE POLYVALENT;0\n0940237X;X;;CIRCONSCRIPTION D INSPECTION;0\n0940574N;Y;;SECTION D ENSEIGNEMENT GENERAL ET PROF. ADAPTE;0\n",
			added: []string{"Wallon"},
			left: []perimeter.LeftOut{
				{Why: "college", Count: 1, Names: []string{"Du Moulin"}, Lines: []int{3}},
				{Why: "lycee", Count: 1, Names: []string{"Jaurès"}, Lines: []int{4}},
				{Why: "service", Count: 2, Names: []string{"X", "Y"}, Lines: []int{5, 6}},
			},
		},
		"by the first word of their name": {
			rows:  "0940198E;École du Collège;;;0\n0940573M;Collège du Moulin;;;0\n0940451E;Le Lycée;;;0\n0940237X;CIO de Cachan;;;0\n",
			added: []string{"Le Lycée", "École du Collège"},
			left: []perimeter.LeftOut{
				{Why: "college", Count: 1, Names: []string{"Collège du Moulin"}, Lines: []int{3}},
				{Why: "service", Count: 1, Names: []string{"CIO de Cachan"}, Lines: []int{5}},
			},
		},
		"a school whose name is a collège's": {
			rows:  "0940198E;Collège Sévigné;Ecole;;0\n0940573M;Lycée français;;ECOLE DE NIVEAU ELEMENTAIRE;0\n0940451E;Wallon;E.E.PU;;0\n",
			added: []string{"Collège Sévigné", "Lycée français", "Wallon"},
		},
		"none that are asked for": {
			rows:    "0940573M;Du Moulin;Collège;;0\n0940451E;Jaurès;Lycée;;0\n",
			include: []perimeter.SchoolType{perimeter.College},
			added:   []string{"Du Moulin"},
			left:    []perimeter.LeftOut{{Why: "lycee", Count: 1, Names: []string{"Jaurès"}, Lines: []int{3}}},
		},
		"the sites of a school": {
			rows:  "0940198E;Site 1;;;1\n0940198E;Site 2;;;1\n0940573M;Autre;;;0\n0940198E;Site 3;;;\n",
			added: []string{"Autre", "Site 1"},
			left:  []perimeter.LeftOut{{Why: perimeter.LeftOutSite, Count: 2, Names: []string{"0940198E", "0940198E"}, Lines: []int{3, 5}}},
		},
		"rows that say the same": {
			rows:  strings.Repeat("0940198E;Wallon;;;0\n", 5),
			added: []string{"Wallon"},
			left: []perimeter.LeftOut{
				{Why: perimeter.LeftOutRepeated, Count: 4, Names: []string{"0940198E", "0940198E", "0940198E"}, Lines: []int{3, 4, 5}},
			},
		},
		"a collège of a school's UAI": {
			rows:  "0940198E;Wallon;Collège;;1\n0940198E;Wallon;Ecole;;1\n",
			added: []string{"Wallon"},
			left:  []perimeter.LeftOut{{Why: "college", Count: 1, Names: []string{"Wallon"}, Lines: []int{2}}},
		},
		"all of them": {
			rows: "0940573M;Du Moulin;Collège;;0\n",
			left: []perimeter.LeftOut{{Why: "college", Count: 1, Names: []string{"Du Moulin"}, Lines: []int{2}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			rep, err := w.ImportSchools(t.Context(), w.as(pilot), perimeter.SchoolImport{Table: table(t, header+tc.rows), Include: tc.include})
			require.NoError(t, err)
			require.Empty(t, rep.Problems)
			require.Equal(t, tc.left, rep.LeftOut)
			require.Equal(t, len(tc.added), rep.Added)
			left := 0
			for _, l := range rep.LeftOut {
				left += l.Count
			}
			require.Equal(t, rep.Read, rep.Added+rep.Updated+rep.Unchanged+left)
			list, err := w.ListSchools(t.Context(), w.as(pilot), perimeter.SchoolFilter{})
			if len(tc.added) == 0 {
				asError(t, err, record.NotFound, "school.none_yet")
				return
			}
			require.NoError(t, err)
			var names []string
			for _, s := range list.Schools {
				names = append(names, s.Name)
				if slices.Contains(tc.include, perimeter.College) {
					require.Equal(t, perimeter.College, s.Type)
				}
			}
			slices.Sort(names)
			require.Equal(t, tc.added, names)
		})
	}
}

func TestATrialSaysWhatWouldChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const header = "UAI;Nom;Commune;Code postal;Circonscription;Secteur;Nature;Etat\n"
	w.importing(header + "0940198E;Wallon A;Vitry;94400;Vitry 1;Public;ECOLE MATERNELLE;OUVERT\n0940573M;Wallon B;Vitry;94400;Vitry 1;Public;ECOLE MATERNELLE;OUVERT\n" +
		"0940451E;Jaurès;Vitry;94400;Vitry 1;Public;ECOLE MATERNELLE;OUVERT\n")
	before := w.dump()
	in := perimeter.SchoolImport{
		Trial: true,
		Table: table(t, header+"0940198E;Wallon;Ivry;4400;Ivry 2;Privé;ECOLE ELEMENTAIRE;A fermer\n0940573M;Wallon B;Vitry;94400;Vitry 1;Public;ECOLE MATERNELLE;OUVERT\n"+
			"0940237X;Nouvelle;Vitry;94400;Vitry 1;Public;ECOLE MATERNELLE;OUVERT\n0940574N;Du Moulin;Vitry;94400;;Public;COLLEGE;OUVERT\n"),
	}
	trial, err := w.ImportSchools(t.Context(), w.as(pilot), in)
	require.NoError(t, err)
	require.Equal(t, before, w.dump())
	require.Equal(t, perimeter.ImportReport{Read: 4, Added: 1, Updated: 1, Unchanged: 1}, trial.ImportReport)
	require.Equal(t, []string{"Nouvelle", "Jaurès", "Wallon"}, []string{trial.New[0].Name, trial.Gone[0].Name, trial.Changes[0].School.Name})
	require.Equal(t, []int{1, 1, 1, 1}, []int{len(trial.New), len(trial.Gone), len(trial.Changes), len(trial.LeftOut)})
	require.Equal(t, []perimeter.FieldChange{
		{Field: perimeter.FieldName, Before: "Wallon A", After: "Wallon"},
		{Field: perimeter.FieldType, Before: perimeter.Nursery, After: perimeter.Elementary},
		{Field: perimeter.FieldCommune, Before: "Vitry", After: "Ivry"},
		{Field: perimeter.FieldPostal, Before: "94400", After: "04400"},
		{Field: perimeter.FieldDistrict, Before: "Vitry 1", After: "Ivry 2"},
		{Field: perimeter.FieldPrivate, Before: perimeter.YesNo(false), After: perimeter.YesNo(true)},
		{Field: perimeter.FieldClosing, Before: perimeter.YesNo(false), After: perimeter.YesNo(true)},
	}, trial.Changes[0].Fields())

	in.Trial = false
	done, err := w.ImportSchools(t.Context(), w.as(pilot), in)
	require.NoError(t, err)
	require.Equal(t, trial.ImportReport, done.ImportReport, "the import does what the trial has said")

	_, err = w.ImportSchools(t.Context(), w.as(other), perimeter.SchoolImport{Trial: true, Table: in.Table})
	require.Equal(t, record.Forbidden, record.CodeOf(err), "a trial is for those who may import")
}

// Whatever is imported, and whatever people do between, what they recorded stays
// theirs, and every row read is accounted for.
func TestImportsLeaveWhatPeopleRecorded(t *testing.T) {
	t.Parallel()
	uais := []record.UAI{"0940198E", "0940573M", "0940451E", "0940237X"}
	stages := []perimeter.Stage{perimeter.StageSelected, perimeter.StageSuspended, perimeter.StageWithdrawn, perimeter.StageCandidate}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.committee("COPIL", copil, record.DiffusionTeam)
		w.importing("UAI;Nom\n0940198E;A\n0940573M;B\n")
		selects := w.decide("Retenir", "COPIL", uais[:2]...)
		type own struct {
			stage    perimeter.Stage
			since    string
			decision string
			note     string
		}
		look := func() map[record.UAI]own {
			all := map[record.UAI]own{}
			list, err := w.ListSchools(w.Context(), w.as(pilot), perimeter.SchoolFilter{})
			if record.CodeOf(err) == record.NotFound {
				return all
			}
			require.NoError(rt, err)
			for _, s := range list.Schools {
				st, err := w.SchoolStatus(w.Context(), w.as(pilot), s.UAI)
				require.NoError(rt, err)
				o := own{s.Stage, s.StageSince.String(), s.StageDecision, ""}
				if st.LastNote != nil {
					o.note = st.LastNote.Text
				}
				all[s.UAI] = o
			}
			return all
		}
		recorded, days := look(), 0
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			days++
			w.at(day("2026-11-23").AddDays(days).String() + " 09:00")
			uai := rapid.SampledFrom(uais).Draw(rt, "uai")
			switch rapid.SampledFrom([]string{"import", "trial", "note", "move"}).Draw(rt, "step") {
			case "import":
				file := "UAI;Nom;Commune\n"
				for _, u := range rapid.SliceOfN(rapid.SampledFrom(uais), 1, 6).Draw(rt, "rows") {
					file += string(u) + ";" + rapid.SampledFrom([]string{"Wallon", "Jaurès", "Collège X"}).Draw(rt, "name") + ";Vitry\n"
				}
				rep, err := w.ImportSchools(w.Context(), w.as(pilot), perimeter.SchoolImport{Table: table(t, file)})
				require.NoError(rt, err)
				if len(rep.Problems) == 0 {
					sum := rep.Added + rep.Updated + rep.Unchanged
					for _, l := range rep.LeftOut {
						sum += l.Count
					}
					require.Equal(rt, rep.Read, sum)
				}
				for u, now := range look() {
					if _, ok := recorded[u]; !ok {
						recorded[u] = now // new: a candidate of today
						require.Equal(rt, own{perimeter.StageCandidate, day("2026-11-23").AddDays(days).String(), "", ""}, now)
					}
				}
			case "trial":
				before := w.dump()
				_, err := w.ImportSchools(w.Context(), w.as(pilot), perimeter.SchoolImport{Trial: true, Table: table(t, "UAI;Nom\n"+string(uai)+";Autre\n")})
				require.NoError(rt, err)
				require.Equal(rt, before, w.dump())
			case "note":
				if _, err := w.NoteSchool(w.Context(), w.as(pilot), uai, fmt.Sprint("note ", days)); err == nil {
					recorded[uai] = look()[uai]
				}
			case "move":
				to := rapid.SampledFrom(stages).Draw(rt, "stage")
				_, _, err := w.MoveSchool(w.Context(), w.as(pilot), rollout.MoveSchool{School: uai, To: to, Decision: selects.Ref, Reason: "motif"})
				if err == nil {
					recorded[uai] = look()[uai]
				}
			}
			require.Equal(rt, recorded, look())
		}
	})
}
