package reports_test

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/i18n"
	"pilotent/message"
	"pilotent/reports"
)

// deployed are so many schools in places, some stage further each month, and two waves.
func deployed(schools, places int) perimeter.Deployment {
	stages := perimeter.Stages()
	counts := func(n, month int) perimeter.Counts {
		c := perimeter.Counts{}
		for i := range n {
			c[stages[(i*month/12+i%3)%len(stages)]]++
		}
		return c
	}
	d := perimeter.Deployment{Project: "ENT Val-de-Marne", Today: day("2026-11-30"), Now: counts(schools, 12)}
	for month := range 12 {
		d.Months = append(d.Months, perimeter.MonthCounts{Day: d.Today.AddMonths(month - 11), Counts: counts(schools, month+1)})
	}
	for i := range places {
		d.Places = append(d.Places, perimeter.PlaceCounts{Name: fmt.Sprintf("Villeneuve-Saint-Georges %d", i+1), Counts: counts(schools/(i+1), 12)})
	}
	for wave := 1; wave <= 2; wave++ {
		w := perimeter.WaveView{Set: perimeter.Set{Wave: wave}}
		for i, stage := range []perimeter.Stage{perimeter.StageTrained, perimeter.StageOpen} {
			w.Progress = append(w.Progress, perimeter.Progress{Target: perimeter.Target{Stage: stage, Due: day("2026-11-15").AddDays(30 * i)}, Reached: schools / (2 + i), Missing: schools / 5, Late: i == 0})
		}
		d.Waves = append(d.Waves, w)
	}
	return d
}

func names(files []message.File) (list []string) {
	for _, f := range files {
		list = append(list, f.Name)
	}
	return list
}

func TestDeploymentPictures(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		for _, schools := range []int{5, 60, 600} {
			files, err := reports.DeploymentPictures(printer(t, lang), deployed(schools, 5))
			require.NoError(t, err)
			require.Len(t, files, 3)
			for _, f := range files {
				img, err := png.Decode(bytes.NewReader(f.Data))
				require.NoError(t, err)
				require.Equal(t, 800, img.Bounds().Dx())
				if out := os.Getenv("REPORTS_OUT"); out != "" { // to look at them
					require.NoError(t, os.WriteFile(filepath.Join(out, fmt.Sprintf("%s-%d-%s", lang, schools, f.Name)), f.Data, 0o600))
				}
			}
		}
	}
	p := printer(t, i18n.French)
	for name, tc := range map[string]struct {
		of   perimeter.Deployment
		want []string
	}{
		"all":          {deployed(60, 2), []string{"etapes-par-mois-2026-11-30.png", "etapes-par-lieu-2026-11-30.png", "vagues-2026-11-30.png"}},
		"one place":    {perimeter.Deployment{Today: day("2026-11-30"), Places: deployed(60, 1).Places}, nil},
		"no months":    {perimeter.Deployment{Today: day("2026-11-30"), Places: deployed(60, 2).Places}, []string{"etapes-par-lieu-2026-11-30.png"}},
		"only a month": {perimeter.Deployment{Months: deployed(60, 1).Months[:1]}, nil},
	} {
		files, err := reports.DeploymentPictures(p, tc.of)
		require.NoError(t, err, name)
		require.Equal(t, tc.want, names(files), name)
	}
}

func TestTooManyTargetsAreThoseThatComeNext(t *testing.T) {
	t.Parallel()
	of := func(waves int) perimeter.Deployment {
		d := perimeter.Deployment{}
		for n := range waves {
			target := func(reached, missing int, s perimeter.Stage) perimeter.Progress {
				return perimeter.Progress{Target: perimeter.Target{Stage: s}, Reached: reached, Missing: missing}
			}
			d.Waves = append(d.Waves, perimeter.WaveView{Set: perimeter.Set{Wave: n + 1}, Progress: []perimeter.Progress{
				target(0, 0, perimeter.StageAgreed), target(5, 0, perimeter.StageFed), target(3, 2, perimeter.StageTrained), target(0, 5, perimeter.StageOpen),
			}})
		}
		return d
	}
	stagesOf := func(d perimeter.Deployment) (list []perimeter.Stage) {
		for _, s := range reports.InPlan(d) {
			list = append(list, s.Stage)
		}
		return list
	}
	require.Equal(t, []perimeter.Stage{perimeter.StageFed, perimeter.StageTrained, perimeter.StageOpen}, stagesOf(of(1)), "but for those that nobody is to reach")
	require.Equal(t, []perimeter.Stage{perimeter.StageTrained, perimeter.StageTrained, perimeter.StageTrained, perimeter.StageTrained, perimeter.StageTrained}, stagesOf(of(5)))
	require.Len(t, stagesOf(of(30)), 14)
}
