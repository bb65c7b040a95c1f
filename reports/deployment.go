package reports

import (
	"slices"

	"pilotent/governance/perimeter"
	"pilotent/i18n"
	"pilotent/message"
	"pilotent/picture"
)

// barsShown are the places or targets of a picture.
const barsShown = 14

// DeploymentPictures draw how far schools are: over the months, where there are at least
// two, by place, where at least two were asked for, and the waves beside their plan, where one
// has any.
func DeploymentPictures(p i18n.Printer, of perimeter.Deployment) ([]message.File, error) {
	var files []message.File
	for _, d := range []struct {
		file, title string
		bars        picture.Bars
	}{
		{"deployment.file.months", "deployment.picture.months", overMonths(p, of)},
		{"deployment.file.places", "deployment.picture.places", byPlace(p, of)},
		{"deployment.file.waves", "deployment.picture.waves", besidePlan(p, of)},
	} {
		if len(d.bars.Groups) == 0 {
			continue
		}
		d.bars.Title = string(p.Text(d.title, "shown", len(d.bars.Groups), "Count", len(of.Places)))
		d.bars.About = string(p.Text("deployment.picture.about", "project", of.Project, "date", p.ShortDate(of.Today), "Count", of.Now.Total()))
		d.bars.Number = func(n int) string { return string(p.Value(n)) }
		png, err := d.bars.PNG()
		if err != nil {
			return nil, err
		}
		files = append(files, message.File{Name: string(p.Text(d.file)) + "-" + of.Today.String() + ".png", Type: "image/png", Data: png})
	}
	return files, nil
}

func overMonths(p i18n.Printer, of perimeter.Deployment) picture.Bars {
	b := picture.Bars{Parts: stageParts(p)}
	for _, m := range of.Months {
		b.Groups = append(b.Groups, picture.Group{Name: string(p.ShortMonth(m.Day)), Counts: inStages(m.Counts)})
	}
	if len(b.Groups) < 2 {
		return picture.Bars{}
	}
	return b
}

func byPlace(p i18n.Printer, of perimeter.Deployment) picture.Bars {
	b := picture.Bars{Parts: stageParts(p), Sideways: true}
	for _, place := range of.Places[:min(barsShown, len(of.Places))] {
		b.Groups = append(b.Groups, picture.Group{Name: PlaceName(p, place), Counts: inStages(place.Counts)})
	}
	if len(b.Groups) < 2 {
		return picture.Bars{}
	}
	return b
}

// besidePlan are the targets of waves: who is there, who is awaited, and who is late.
func besidePlan(p i18n.Printer, of perimeter.Deployment) picture.Bars {
	there, awaited, late := picture.Outcomes()
	b := picture.Bars{Sideways: true, Parts: []picture.Part{
		{Name: string(p.Text("deployment.plan.reached")), Colour: there},
		{Name: string(p.Text("deployment.plan.awaited")), Colour: awaited},
		{Name: string(p.Text("deployment.plan.late")), Colour: late},
	}}
	for _, t := range InPlan(of) {
		counts := []int{t.Reached, t.Missing, 0}
		if t.Late {
			counts = []int{t.Reached, 0, t.Missing}
		}
		b.Groups = append(b.Groups, picture.Group{Name: string(p.Text("deployment.plan.target", "number", t.Wave, "stage", t.Stage, "date", p.DayOfMonth(t.Due))), Counts: counts})
	}
	return b
}

// PlannedStage is a target of a wave.
type PlannedStage struct {
	Wave int
	perimeter.Progress
}

// InPlan are the targets of the waves that have schools to reach them: where those are
// too many to be drawn, the first of each wave that is not reached, or its last.
func InPlan(of perimeter.Deployment) (targets []PlannedStage) {
	var next []PlannedStage
	for _, w := range of.Waves {
		first := -1
		for i, t := range w.Progress {
			if t.Reached+t.Missing == 0 {
				continue
			}
			targets = append(targets, PlannedStage{w.Wave, t})
			if first < 0 || w.Progress[first].Missing == 0 {
				first = i
			}
		}
		if first >= 0 {
			next = append(next, PlannedStage{w.Wave, w.Progress[first]})
		}
	}
	if len(targets) > barsShown {
		targets = next
	}
	return targets[:min(barsShown, len(targets))]
}

// PlaceName is how people call a place or a wave.
func PlaceName(p i18n.Printer, place perimeter.PlaceCounts) string {
	switch {
	case place.Wave > 0:
		return string(p.Text("wave.name", "number", place.Wave))
	case place.Name == "":
		return string(p.Text("deployment.nowhere"))
	}
	return place.Name
}

// stageParts are the stages in their colours: those of the roll-out in order, those aside
// in grey.
func stageParts(p i18n.Printer) (parts []picture.Part) {
	aside := picture.Aside()
	steps := picture.Steps(len(perimeter.Stages()) - len(aside))
	for i, c := range slices.Concat(steps, aside) {
		parts = append(parts, picture.Part{Name: string(p.Value(perimeter.Stages()[i])), Colour: c})
	}
	return parts
}

func inStages(c perimeter.Counts) (counts []int) {
	for _, s := range perimeter.Stages() {
		counts = append(counts, c[s])
	}
	return counts
}
