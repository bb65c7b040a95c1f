package secrecy_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

func hours(n int) time.Duration { return time.Duration(n) * time.Hour }

func weekday(n int) time.Weekday { return time.Weekday(n) }

func date(s string) calendar.Date { return calendar.MustParseDate(s) }

// to moves something to that very day or moment.
func to[T any](at T) record.Shift[T] {
	return func(T) (T, []record.Doubt, error) { return at, nil, nil }
}

// values are what methods are asked with, by type.
type values struct {
	testing.TB
	of        map[reflect.Type][]any
	constants map[string][]string
	building  []reflect.Type
	// taker is the method that is being given values.
	taker string
}

func give[T any](v *values, all ...T) {
	for _, one := range all {
		v.of[reflect.TypeFor[T]()] = append(v.of[reflect.TypeFor[T]()], one)
	}
}

// newValues gives each type that stands alone what it may be: a new one is a line.
// Structs are filled in field by field, pointers and lists from what they hold,
// and the types of constants from the constants that governance declares.
func newValues(t testing.TB) *values {
	v := &values{TB: t, of: map[reflect.Type][]any{}, constants: constants(t)}
	give(v, "", "SECRET", "COPIL", "GT1", "GT2", "SECRET-2026-001", "SECRET-2026-002", "COPIL-2026-001", "COPIL-2026-002", "CABINET-2026-001",
		"M2026-04", "0940198E", "former", "zibeline", "ien", "mot", "Mme Durand", "DSDEN 94")
	give(v, 0, 1, 2, 3, 10001, 10002, 10004, 99)
	for n := range int64(60) { // a delivery, of which some have failed
		give(v, n)
	}
	give(v, false, true)
	give[record.UAI](v, "0940198E", "0940451E", "0940573M")
	give[record.UserID](v, "id-ien", "id-zoeducomite")
	give[record.ProjectID](v, record.ProjectID(team))
	give[record.ChannelID](v, "secret", "copil")
	give[record.Subject](v, "decision/SECRET-2026-001", "meeting/R-10001", "meeting/R-1", "action/A-1", "action/A-4", "verification/V-1", "agreement/C-1", "school/0940198E", "series/S-1", "series/S-10001")
	give(v, person("ien"), person("zoeducomite"))
	give(v, date("2026-11-20"), date("2026-11-23"), date("2026-12-20"), date("2027-09-01"))
	give(v, calendar.Period{}, calendar.Period{Length: 5, Unit: calendar.UnitDays})
	give(v, time.Date(2026, 12, 21, 10, 0, 0, 0, paris(t)))
	give(v, time.Duration(0), 2*time.Hour)
	give(v, time.Monday, time.Friday)
	give(v, calendar.MustParseRule("FREQ=MONTHLY;BYDAY=1TU"), calendar.MustParseRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"))
	give(v, record.Hour{Hour: 9}, record.Hour{Hour: 17, Minute: 30})
	give(v, [2]record.Hour{{Hour: 20}, {Hour: 7}})
	give(v, to(date("2027-01-04")), to(date("2030-08-31")))
	give(v, to(time.Date(2026, 12, 22, 10, 0, 0, 0, paris(t))))
	give(v, []record.Lead(nil), []record.Lead{{Days: 2}})
	give(v, schoolTable(t))
	give(v, registers(t)...)
	give(v, governance.Papers{
		Schools: everything(t), Meetings: everything(t), Decisions: everything(t), Actions: everything(t), Reading: commands.Reading,
	})
	give[func() (perimeter.Table, error)](v, nil)
	give[func(int, int)](v, nil)
	give(v, func(governance.Archive) error { return nil }, func(a governance.Archive) error { return fmt.Errorf("%v", a.Decisions) })
	give[contract.Rate](v, 150)
	return v
}

// examples are requests that are granted as they stand, where empty ones are not:
// each field is changed in turn. A method that never succeeds wants a line here.
func examples() map[reflect.Type]any {
	all := map[reflect.Type]any{}
	for _, example := range []any{
		committee.NewCommittee{Code: "GT9", Name: "Groupe", Level: record.LevelSchool},
		committee.EditCommittee{Code: "COPIL", Name: "Pilotage"},
		committee.NewDecision{Text: "Retenir encore", Committee: "COPIL"},
		committee.EditDecision{Ref: "COPIL-2026-002", Text: "Former mieux"},
		committee.ReplaceDecision{Ref: "COPIL-2026-001", Text: "Retenir autrement"},
		committee.NewMeeting{Committee: "COPIL", Start: time.Date(2026, 12, 21, 10, 0, 0, 0, time.UTC)},
		committee.EditMeeting{Number: 1, Place: "Préfecture"},
		sitting.NewPoint{Meeting: 1, Title: "Formations"},
		sitting.TakePoint{Meeting: 3, Place: 1},
		sitting.EditPoint{Meeting: 1, Place: 1, Title: "Formations de mars"},
		sitting.Convene{Meeting: 1},
		sitting.GiveAnswer{Meeting: 1, Answer: sitting.AnswerExcused, Who: []string{"Mme Durand"}},
		sitting.RulesChange{Quorum: sitting.QuorumThird},
		sitting.NewSeries{Committee: "COPIL", Rule: calendar.MustParseRule("FREQ=MONTHLY;BYDAY=1TU"), At: record.Hour{Hour: 14}},
		sitting.EditSeries{Number: 1, Place: "Préfecture"},
		committee.NewAgreement{Name: "Autre", Partners: []committee.InstitutionChange{{Name: "Mairie de Vitry"}}, Signed: date("2026-11-20"), Until: date("2028-08-31")},
		committee.AgreementChange{Name: "Convention"},
		organisation.NewMember{Committee: "COPIL", Member: "Mme Durand"},
		organisation.Initialise{Perimeter: organisation.PerimeterCommune, Schools: 6},
		organisation.Correction{Number: 1, Yearly: 5},
		committee.InstitutionChange{Name: "DSDEN 94"},
		rollout.NewAction{Title: "Former", Assignees: []record.Person{person("ien")}},
		rollout.Reassign{Number: 1, People: []record.Person{person("mary")}},
		rollout.EditAction{Number: 1, Title: "Former tous"},
		rollout.NewNeed{School: "0940198E", Text: "Des codes"},
		rollout.JoinTeam{School: "0940012C", Person: person("ien")},
		rollout.Area{Group: "AIDE", Kind: rollout.KindTraining},
		rollout.MoveSchool{School: "0940198E", To: perimeter.StageAgreed},
		perimeter.NewSet{Name: "REP Vitry", Schools: []record.UAI{"0940198E", "0940573M"}},
		perimeter.PlanWave{Number: 2, Name: "Vague 2", Schools: []record.UAI{"0940198E"}},
		perimeter.NewHoldUp{School: "0940198E", Category: perimeter.HoldUpStaff},
		perimeter.EditSet{Set: "Wallon", Name: "Écoles Wallon"},
		acceptance.NewContract{Ref: "M2026-05", Supplier: "Hébergeur"},
		acceptance.NewVerification{Step: contract.StepVA, Contract: "M2026-04", Object: "Version 9", NotifiedOn: date("2026-11-20")},
		acceptance.NewCount{Number: 2, Ordered: 10, Delivered: 10},
		acceptance.Decide{Number: 2, Outcome: contract.OutcomeAdmission},
		acceptance.Correction{Decide: acceptance.Decide{Number: 3, Outcome: contract.OutcomeAdjourned, On: date("2026-11-20"), Reason: "Connexion lente"}, Note: "faute"},
		acceptance.Answer{Number: 3, Accepted: true},
		acceptance.Extension{Number: 2, Days: 5, Reason: "panne", Asked: true},
		acceptance.LiftReservation{Number: 1},
		acceptance.NewOutage{Verification: 2, Length: time.Hour},
		acceptance.NewReservation{Verification: 2, Severity: acceptance.SeverityMinor, Text: "Menu"},
		acceptance.NewStart{Number: 2, NotifiedOn: date("2026-11-19")},
		acceptance.Presentation{Number: 3},
		acceptance.ServiceLevel{Verification: 2, Rate: 150, Clause: "CCAP 7.3"},
		contract.Change{Ref: "M2026-04", Supplier: "Autre"},
		contract.ClauseChange{Contract: "M2026-04", Topic: contract.TopicVA, Period: calendar.Period{Length: 15, Unit: calendar.UnitDays}, Article: "CCAP 7"},
	} {
		all[reflect.TypeOf(example)] = example
	}
	return all
}

// all are the values that a parameter of the type is given.
func (v *values) all(t reflect.Type) []reflect.Value {
	if given, ok := v.of[t]; ok {
		of := make([]reflect.Value, 0, len(given))
		for _, one := range given {
			value := reflect.New(t).Elem()
			if r := reflect.ValueOf(one); r.IsValid() {
				value.Set(r)
			}
			of = append(of, value)
		}
		return of
	}
	var of []reflect.Value
	switch t.Kind() {
	case reflect.String:
		for _, text := range v.constants[t.String()] {
			of = append(of, reflect.ValueOf(text).Convert(t))
		}
	case reflect.Pointer:
		of = append(of, reflect.Zero(t))
		for _, e := range v.all(t.Elem()) {
			p := reflect.New(t.Elem())
			p.Elem().Set(e)
			of = append(of, p)
		}
	case reflect.Slice:
		of = append(of, reflect.Zero(t))
		for _, e := range v.all(t.Elem()) {
			of = append(of, reflect.Append(reflect.MakeSlice(t, 0, 1), e))
		}
	case reflect.Struct:
		of = v.filled(t)
	}
	require.NotEmpty(v, of, "no value for %s, which %s takes: add a line for it to newValues, in internal/secrecy/values_test.go", t, v.taker)
	return of
}

// filled are the examples of a struct, as they stand and with each field changed in
// turn; the empty one too.
func (v *values) filled(t reflect.Type) []reflect.Value {
	for _, above := range v.building {
		require.NotEqual(v, t, above, "%s holds itself: add a line for it to newValues, in internal/secrecy/values_test.go", t)
	}
	v.building = append(v.building, t)
	defer func() { v.building = v.building[:len(v.building)-1] }()
	of := []reflect.Value{reflect.New(t).Elem()}
	bases := slices.Clone(of)
	if example, ok := examples()[t]; ok {
		bases[0] = reflect.ValueOf(example)
		of = append(of, bases[0])
	}
	if ref, ok := t.FieldByName("Ref"); ok && ref.Type.Kind() == reflect.String {
		for _, decision := range []string{"SECRET-2026-001", "SECRET-2026-002"} { // and nothing else of it
			base := reflect.New(t).Elem()
			base.FieldByIndex(ref.Index).SetString(decision)
			bases = append(bases, base)
		}
	}
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			continue
		}
		all := v.all(t.Field(i).Type)
		for _, base := range bases {
			for _, value := range all {
				changed := reflect.New(t).Elem()
				changed.Set(base)
				changed.Field(i).Set(value)
				of = append(of, changed)
			}
		}
	}
	if _, ok := t.FieldByName("Committee"); !ok || !strings.HasSuffix(t.Name(), "Filter") {
		return of
	}
	// What is asked of a committee is narrowed by two fields at once as well.
	for _, one := range of[1:] {
		for i := range t.NumField() {
			all := v.all(t.Field(i).Type)
			for _, value := range all[:min(4, len(all))] {
				if one.Field(i).IsZero() && !value.IsZero() {
					both := reflect.New(t).Elem()
					both.Set(one)
					both.Field(i).Set(value)
					of = append(of, both)
				}
			}
		}
	}
	return of
}

// mostAtOnce is how many ways there are at most to ask one method with all values of
// all its parameters; beyond it, one changes at a time.
const mostAtOnce = 300

// requests are the arguments with which a method is asked, without its context and
// its actor.
func (v *values) requests(params []reflect.Type) [][]reflect.Value {
	choices, product := make([][]reflect.Value, len(params)), 1
	for i, t := range params {
		choices[i] = v.all(t)
		product *= len(choices[i])
	}
	if product > mostAtOnce {
		return oneAtATime(choices)
	}
	asked := [][]reflect.Value{nil}
	for _, choice := range choices {
		var longer [][]reflect.Value
		for _, begun := range asked {
			for _, one := range choice {
				longer = append(longer, append(append([]reflect.Value{}, begun...), one))
			}
		}
		asked = longer
	}
	return asked
}

// oneAtATime changes one argument at a time of requests that are made of the first,
// the second… value of each; where there is one argument only, there is nothing beside it.
func oneAtATime(choices [][]reflect.Value) (asked [][]reflect.Value) {
	bases := 3
	if len(choices) == 1 {
		bases = 1
	}
	for base := range bases {
		for i, choice := range choices {
			for _, one := range choice {
				request := make([]reflect.Value, len(choices))
				for j, other := range choices {
					request[j] = other[base%len(other)]
				}
				request[i] = one
				asked = append(asked, request)
			}
		}
	}
	return asked
}

// constants are the texts of the constants that governance declares, by type.
func constants(t testing.TB) map[string][]string {
	t.Helper()
	of := map[string][]string{}
	files, err := filepath.Glob("../../governance/*/*.go")
	require.NoError(t, err)
	here, err := filepath.Glob("../../governance/*.go")
	require.NoError(t, err)
	for _, file := range append(files, here...) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range parsed.Decls {
			if consts, ok := decl.(*ast.GenDecl); ok && consts.Tok == token.CONST {
				for _, spec := range consts.Specs {
					addConstants(of, parsed.Name.Name, spec.(*ast.ValueSpec))
				}
			}
		}
	}
	require.Contains(t, of, "committee.DecisionState")
	return of
}

func addConstants(of map[string][]string, pkg string, spec *ast.ValueSpec) {
	typ, ok := spec.Type.(*ast.Ident)
	if !ok {
		return
	}
	for _, value := range spec.Values {
		if lit, ok := value.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				of[pkg+"."+typ.Name] = append(of[pkg+"."+typ.Name], text)
			}
		}
	}
}

// described are the arguments as a failure shows them.
func described(args []reflect.Value) string {
	var texts []string
	for _, a := range args {
		if b, err := json.Marshal(a.Interface()); err == nil {
			texts = append(texts, string(b))
		} else {
			texts = append(texts, fmt.Sprintf("%T", a.Interface()))
		}
	}
	return strings.Join(texts, ", ")
}
