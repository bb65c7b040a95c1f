package governance_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

// What the founding text and the Eduscol workshop say (domain.md §3.1, §3.3), held by
// the model that the program comes with.
func TestTheModelSaysWhatTheTextsSay(t *testing.T) {
	t.Parallel()
	profile := func(p organisation.Perimeter, schools int, stage organisation.ProjectStage) organisation.Profile {
		return organisation.Profile{Perimeter: p, Schools: schools, Stage: stage}
	}
	four := []committee.Institution{
		{Name: "Agglo", Level: record.LevelTerritorial, Competences: []committee.Competence{committee.CompetenceDigital}},
		{Name: "DSDEN", Level: record.LevelAcademic},
		{Name: "DRANE", Level: record.LevelAcademic},
		{Name: "Éditeur"},
	}
	for name, tc := range map[string]struct {
		profile   organisation.Profile
		partners  []committee.Institution
		codes     []string
		questions int
	}{
		"a small project has one committee":          {profile: profile(organisation.PerimeterCommune, 6, organisation.StagePilot), codes: []string{"COPIL"}, questions: 1},
		"also when it is generalised":                {profile: profile(organisation.PerimeterCommune, 10, organisation.StageGeneralisation), codes: []string{"COPIL"}, questions: 1},
		"one of eleven schools is not small":         {profile: profile(organisation.PerimeterCommune, 11, organisation.StagePilot), codes: []string{"COPIL", "SUIVI", "USAGERS"}, questions: 1},
		"one school has its team":                    {profile: profile(organisation.PerimeterSchool, 1, organisation.StagePilot), codes: []string{"EQUIPE"}, questions: 1},
		"framing needs the steering committee alone": {profile: profile(organisation.PerimeterDistrict, 40, organisation.StageFraming), codes: []string{"COPIL"}},
		"schools that come in waves are accompanied": {profile: profile(organisation.PerimeterDistrict, 40, organisation.StageDeployment), codes: []string{"COPIL", "SUIVI", "ACCOMP", "USAGERS"}, questions: 1},
		"an intercommunality is asked who holds which competence": {
			profile: profile(organisation.PerimeterIntercommunality, 60, organisation.StagePilot), codes: []string{"COPIL", "SUIVI", "USAGERS"}, questions: 3,
		},
		"but for the one that a partner holds": {
			profile: profile(organisation.PerimeterIntercommunality, 60, organisation.StagePilot), partners: four, codes: []string{"COPIL", "SUIVI", "USAGERS"}, questions: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := organisation.DefaultModel().Propose(tc.profile, tc.partners, false)
			var codes []string
			for _, l := range plan.Lines {
				codes = append(codes, l.Code)
				require.Positive(t, l.Yearly)
			}
			require.Equal(t, tc.codes, codes)
			require.Len(t, plan.Questions, tc.questions)
		})
	}
	t.Run("a pilot meets three times a year, on three levels", func(t *testing.T) {
		t.Parallel()
		plan := organisation.DefaultModel().Propose(profile(organisation.PerimeterIntercommunality, 60, organisation.StagePilot), four, true)
		require.Equal(t, 3, plan.Lines[0].Yearly)
		levels := []record.Level{plan.Lines[0].Level, plan.Lines[1].Level, plan.Lines[2].Level}
		require.ElementsMatch(t, []record.Level{record.LevelTerritorial, record.LevelAcademic, record.LevelSchool}, levels)
		require.Equal(t, []string{"Éditeur"}, plan.Unplaced)
		require.Contains(t, plan.Lines[0].Seats, organisation.Seat{Partner: "Agglo"})
		require.Contains(t, plan.Lines[0].Seats, organisation.Seat{Level: record.LevelSchool}, "no partner is of that level")
		require.False(t, slices.ContainsFunc(plan.Lines[0].Seats, func(s organisation.Seat) bool { return s.Partner == "Éditeur" }))
	})
}

// What no text says is not credited to one: the sizes, and what each stage asks for but
// the three meetings a year of a pilot (domain.md §3.1, §3.3).
func TestOwnProposalsAreCreditedToUs(t *testing.T) {
	t.Parallel()
	m := organisation.DefaultModel()
	ours := []string{m.Small.Source, m.Large.Source}
	for _, stage := range organisation.Stages() {
		if stage != organisation.StagePilot {
			ours = append(ours, m.Stages[stage].Source)
		}
	}
	for _, b := range m.Bodies {
		if b.Size == "small" { // that one body is enough
			ours = append(ours, b.Source)
		}
	}
	for _, source := range ours {
		require.Equal(t, "D", m.Sources[source].Mark, source)
	}
	require.Equal(t, "T", m.Sources[m.Stages[organisation.StagePilot].Source].Mark)
}

// What is wrong with a model is told with its line.
func TestModelsAreRead(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("organisation/model.json")
	require.NoError(t, err)
	_, err = organisation.ParseModel(string(file))
	require.NoError(t, err)
	lineOf := func(text, part string) int { return 1 + strings.Count(text[:strings.Index(text, part)], "\n") }
	for name, tc := range map[string]struct {
		old, new, says string
		below          int // the line where the entry begins of which that is wrong
	}{
		"no JSON":             {`"level": "local", "size": "small",`, `"level": "local" "size": "small",`, "no JSON", 0},
		"an unknown field":    {`"id": "single"`, `"idd": "single"`, `unknown field "idd"`, 0},
		"an unknown kind":     {`"id": "support", "code": "ACCOMP", "kind": "support"`, `"id": "support", "code": "ACCOMP", "kind": "suport"`, `kind "suport"`, 1},
		"a code that is none": {`"code": "USAGERS"`, `"code": "les usagers"`, "is no code", 1},
		"an unknown part":     {`"questions": [`, `"question": [`, `"question" is unknown`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(string(file), tc.old, tc.new, 1)
			require.NotEqual(t, string(file), text)
			_, err := organisation.ParseModel(text)
			require.ErrorContains(t, err, tc.says)
			var wrong *organisation.ModelError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, lineOf(text, tc.new)-tc.below, wrong.Line)
		})
	}
	t.Run("a project that would have no committee", func(t *testing.T) {
		t.Parallel()
		_, err := organisation.ParseModel(strings.Replace(string(file), `"perimeters": ["commune", "network"],`, `"perimeters": ["commune"],`, 1))
		require.ErrorContains(t, err, "perimeter network at stage framing has no committee")
	})
	t.Run("cut off", func(t *testing.T) {
		t.Parallel()
		_, err := organisation.ParseModel(string(file[:len(file)/2]))
		require.ErrorContains(t, err, "line ")
	})
}
