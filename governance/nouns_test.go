package governance_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// tables may name every noun: that of the subjects, and that of what renders them.
var tables = []string{"subjects.go", "renderers.go"}

// ownFiles begin the names of a noun's own files, besides its own name.
var ownFiles = map[record.Noun][]string{
	governance.NounBot:          {"presence"},
	sitting.NounSitting:         {"conduct"},
	acceptance.NounVerification: {"decide", "escalation", "extension", "notice", "tacit"},
	record.NounCommittee:        {"exposure"},
	rollout.NounTeam:            {"team"},
}

// choices finds where a file chooses by noun: what it compares with, or looks up
// by, a noun's name, its constant, one of its kinds of delivery, or the type of
// what was read of it.
type choices struct {
	files *token.FileSet
	// named is the noun that an identifier stands for: NounAction, ActionReminder,
	// ActionView.
	named map[string]record.Noun
}

func newChoices(t *testing.T) choices {
	c := choices{files: token.NewFileSet(), named: map[string]record.Noun{
		"AgreementView": committee.NounAgreement, "DecisionView": committee.NounDecision, "ActionView": rollout.NounAction, "MeetingView": committee.NounMeeting,
		"VerificationView": acceptance.NounVerification, "DigestView": reminder.NounDigest,
	}}
	kinds := kindsOfSubjects()
	for _, path := range goFiles(t, ".") {
		file, err := parser.ParseFile(c.files, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			text, typ := literalOf(spec.Values[0]), typeName(spec.Type)
			noun, isKind := kinds[reminder.DeliveryKind(text)]
			switch {
			case typ == "Noun":
				c.named[spec.Names[0].Name] = record.Noun(text)
			case typ == "DeliveryKind" && isKind:
				c.named[spec.Names[0].Name] = noun
			}
			return true
		})
	}
	return c
}

// in are the choices by noun that a file makes, but by those whose own file it is.
func (c choices) in(path string, file *ast.File) []string {
	if slices.Contains(tables, filepath.Base(path)) {
		return nil
	}
	var found []string
	look := func(exprs ...ast.Expr) {
		for _, e := range exprs {
			if noun := c.noun(e); noun != "" && !own(path, noun) {
				found = append(found, fmt.Sprintf("%s chooses by %s", c.files.Position(e.Pos()), noun))
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CaseClause:
			for _, e := range n.List {
				if _, comparison := e.(*ast.BinaryExpr); !comparison { // visited below
					look(e)
				}
			}
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				look(n.X, n.Y)
			}
		case *ast.CompositeLit:
			if _, isMap := n.Type.(*ast.MapType); !isMap {
				return true
			}
			for _, e := range n.Elts {
				if pair, ok := e.(*ast.KeyValueExpr); ok {
					look(pair.Key)
				}
			}
		case *ast.TypeAssertExpr:
			look(n.Type)
		case *ast.CallExpr: // strings.HasPrefix(…, "action/")
			for _, e := range n.Args {
				if strings.Contains(literalOf(e), "/") {
					look(e)
				}
			}
		}
		return true
	})
	return found
}

// noun is the noun that an expression names; "" where it names none.
func (c choices) noun(e ast.Expr) record.Noun {
	switch e := e.(type) {
	case *ast.StarExpr:
		return c.noun(e.X)
	case *ast.SelectorExpr:
		return c.named[e.Sel.Name]
	case *ast.Ident:
		return c.named[e.Name]
	case *ast.BasicLit:
		noun, _, _ := strings.Cut(literalOf(e), "/")
		if slices.Contains(governance.Subjects().Nouns(), record.Noun(noun)) {
			return record.Noun(noun)
		}
	}
	return ""
}

func own(path string, noun record.Noun) bool {
	begins := func(prefix string) bool { return strings.HasPrefix(filepath.Base(path), prefix) }
	return begins(string(noun)) || slices.ContainsFunc(ownFiles[noun], begins)
}

// typeName is the name of a type, without its package.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

func literalOf(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value)
	return text
}

// goFiles are the program's own below a folder.
func goFiles(t *testing.T, root string) (paths []string) {
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasSuffix(d.Name(), "test")):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			paths = append(paths, path)
		}
		return nil
	}))
	return paths
}

func TestNothingButTheTableChoosesByNoun(t *testing.T) {
	t.Parallel()
	c := newChoices(t)
	for _, name := range []string{"NounAction", "ActionReminder", "ExtensionReminder", "PersonalDigest", "CommitteeExposed"} {
		require.Contains(t, c.named, name, "the scan has lost the constants")
	}
	for _, root := range []string{".", "../scheduler", "../commands", "../bot"} {
		paths := goFiles(t, root)
		require.NotEmpty(t, paths, root)
		for _, path := range paths {
			file, err := parser.ParseFile(c.files, path, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, found := range c.in(path, file) {
				t.Error(found)
			}
		}
	}
}

func TestAChoiceByNounIsFound(t *testing.T) {
	t.Parallel()
	c := newChoices(t)
	for name, tc := range map[string]struct {
		path, body string
		want       int
	}{
		"a switch over names":          {"content.go", `switch noun { case "decision": case "action", "meeting": }`, 3},
		"a switch over constants":      {"content.go", `switch s.Noun() { case NounAction: case committee.NounMeeting: }`, 2},
		"a switch over kinds":          {"summary.go", `switch d.Kind { case rollout.ActionDone, PersonalDigest: }`, 2},
		"a switch over types":          {"composer.go", `switch b.About.(type) { case rollout.ActionView, *MeetingView: }`, 2},
		"a switch without a tag":       {"composer.go", `switch { case d.Kind == VerificationTacit: }`, 1},
		"a comparison":                 {"content.go", `if d.Kind != ActionReminder && noun == "digest" { return }`, 2},
		"a map by name":                {"click.go", `_ = map[string]string{"action": "x", "committee": "y", "else": "z"}`, 2},
		"a map by constant":            {"click.go", `_ = map[record.Noun]int{rollout.NounAction: 1}`, 1},
		"a type assertion":             {"seen.go", `v := b.About.(rollout.ActionView); _ = v`, 1},
		"the beginning of a subject":   {"summary.go", `_ = strings.HasPrefix(s, "verification/")`, 1},
		"another noun, in a noun's":    {"action.go", `switch noun { case "action": case "meeting": }`, 1},
		"its own":                      {"actionsubject.go", `switch d.Kind { case ActionDone: }`, 0},
		"its own, by another name":     {"tacit.go", `switch d.Kind { case VerificationTacitEffect, ExtensionTacit: }`, 0},
		"the table":                    {"subjects.go", `switch noun { case "action": case "meeting": }`, 0},
		"a kind of no noun":            {"composer.go", `switch d.Kind { case reminder.Undeliverable, Summary: }`, 0},
		"an argument of the same name": {"seen.go", `s.refuse(ctx, v, "committee", nil)`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := parser.ParseFile(c.files, tc.path, "package x\nfunc f() { "+tc.body+" }", parser.SkipObjectResolution)
			require.NoError(t, err)
			require.Len(t, c.in(tc.path, file), tc.want, "%v", c.in(tc.path, file))
		})
	}
}
