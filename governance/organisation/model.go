package organisation

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

//go:embed model.json
var modelFile string

// Words are a text in both languages.
type Words struct {
	French  string `json:"fr"`
	English string `json:"en"`
}

// In is the text in a language: French but for "en".
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.English
	}
	return w.French
}

func (w Words) whole() bool { return w.French != "" && w.English != "" }

// Source is where a rule comes from. Mark is "T" where a text says it, "D" where it is
// a deduction of ours (domain.md §3).
type Source struct {
	Mark string `json:"mark"`
	Words
}

// Reason is what the model says, and the name of its source.
type Reason struct {
	Words
	Source string `json:"source"`
}

// Model says how a project is organised: data that people can read and change
// (model.json). It names no people.
type Model struct {
	Sources map[string]Source
	// Small is what a small project is, and why one committee is enough for it; Large is
	// why it is not for any other.
	Small     Small
	Large     Reason
	Stages    map[ProjectStage]Reason
	Bodies    []Body
	Questions []Question
}

// Small is what a small project is: at most so many schools and partners, in one of
// these perimeters.
type Small struct {
	Reason
	Schools    int         `json:"schools"`
	Partners   int         `json:"partners"`
	Perimeters []Perimeter `json:"perimeters"`
}

// Body is a committee that some projects have. Size is "small", "large" or "" for both;
// a list of perimeters or stages that is empty means all.
type Body struct {
	ID         string               `json:"id"`
	Code       string               `json:"code"`
	Kind       record.CommitteeKind `json:"kind"`
	Level      record.Level         `json:"level"`
	Size       string               `json:"size"`
	Perimeters []Perimeter          `json:"perimeters"`
	Stages     []ProjectStage       `json:"stages"`
	Name       Words                `json:"name"`
	// Yearly is how often it meets, by stage.
	Yearly map[ProjectStage]int `json:"yearly"`
	// Represents are the levels whose partners are to sit in it, and Functions who else
	// is to be found.
	Represents []record.Level `json:"represents"`
	Functions  []Words        `json:"functions"`
	Agenda     struct {
		French  []string `json:"fr"`
		English []string `json:"en"`
	} `json:"agenda"`
	Source string `json:"source"`
	Why    Words  `json:"why"`
}

// AgendaIn is what is on its agenda each time, in a language.
func (b Body) AgendaIn(lang string) []string {
	if lang == "en" {
		return b.Agenda.English
	}
	return b.Agenda.French
}

func (b Body) serves(p Profile, small bool) bool {
	size := map[bool]string{true: "small", false: "large"}[small]
	return (b.Size == "" || b.Size == size) && among(b.Perimeters, p.Perimeter) && among(b.Stages, p.Stage)
}

// Question is what a project is to know. It is asked in these perimeters and stages;
// where Nobody is a competence, only while no partner holds it, and where Unsigned,
// while no agreement is in force.
type Question struct {
	Reason
	Perimeters []Perimeter          `json:"perimeters"`
	Stages     []ProjectStage       `json:"stages"`
	Nobody     committee.Competence `json:"nobody"`
	Unsigned   bool                 `json:"unsigned"`
}

func among[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// DefaultModel is the one that the program comes with.
func DefaultModel() Model {
	m, err := ParseModel(modelFile)
	if err != nil {
		panic(err) // a test reads it
	}
	return m
}

// ParseModel reads a model. The error joins all that is wrong, each with its line.
func ParseModel(text string) (Model, error) {
	r := modelReader{text: text, dec: json.NewDecoder(strings.NewReader(text))}
	r.read()
	if len(r.wrong) == 0 {
		r.check()
	}
	return r.model, joinLines(r.wrong)
}

var bodyCode = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,11}$`)

// wrong is what is wrong with a body of the model, "" for nothing.
func (m Model) wrong(b Body) string {
	switch {
	case b.ID == "":
		return "a body has no id"
	case !bodyCode.MatchString(b.Code):
		return fmt.Sprintf("%q is no code: 2 to 12 capitals and digits, a letter first", b.Code)
	case !slices.Contains(kinds(), b.Kind):
		return fmt.Sprintf("kind %q: write one of %v", b.Kind, kinds())
	case !slices.Contains(levels(), b.Level):
		return fmt.Sprintf("level %q: write one of %v", b.Level, levels())
	case !slices.Contains([]string{"", "small", "large"}, b.Size):
		return fmt.Sprintf("size %q: write small or large, or leave it out", b.Size)
	case !b.Name.whole() || !b.Why.whole():
		return "name and why are needed in fr and en"
	case len(b.Agenda.French) != len(b.Agenda.English):
		return "the agenda has other lines in fr than in en"
	case m.Sources[b.Source].Mark == "":
		return fmt.Sprintf("source %q is not among the sources", b.Source)
	}
	if wrong := unknownOf(b.Perimeters, b.Stages); wrong != "" {
		return wrong
	}
	for _, l := range b.Represents {
		if !slices.Contains(levels(), l) {
			return fmt.Sprintf("represents %q: write one of %v", l, levels())
		}
	}
	for _, s := range Stages() {
		if n := b.Yearly[s]; among(b.Stages, s) && (n < 1 || n > MaxYearly) {
			return fmt.Sprintf("yearly says nothing of %s: write 1 to %d", s, MaxYearly)
		}
	}
	return ""
}

// unknownOf is what is no perimeter or no stage, "" for nothing.
func unknownOf(perimeters []Perimeter, stages []ProjectStage) string {
	for _, p := range perimeters {
		if !slices.Contains(Perimeters(), p) {
			return fmt.Sprintf("perimeter %q: write one of %v", p, Perimeters())
		}
	}
	for _, s := range stages {
		if !slices.Contains(Stages(), s) {
			return fmt.Sprintf("stage %q: write one of %v", s, Stages())
		}
	}
	return ""
}

func kinds() []record.CommitteeKind {
	return []record.CommitteeKind{record.KindStrategic, record.KindOperational, record.KindSupport, record.KindUsers, record.KindSchool}
}
