package governance_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// codes are the error codes of package record, in the order in which they are named.
func codes() []string { return []string{"Invalid", "NotFound", "Conflict", "Forbidden", "Unavailable"} }

// The documentation of a method of a Service ends with the codes of the errors that
// it returns; that of what answers a bool says that it "reports whether".
func TestTheDomainIsDocumented(t *testing.T) {
	t.Parallel()
	require.Empty(t, undocumented(t, domain(t)))
}

func TestWhatIsNotDocumentedIsFound(t *testing.T) {
	const recordSource = `package record
type Code string
const (Invalid Code = "invalid"; Conflict Code = "conflict")
type Actor struct{}
type Error struct{ Code Code }
func (e *Error) Error() string { return "" }
func InvalidError() error { return &Error{Code: Invalid} }
func CodeOf(error) Code { return "" }`
	for name, tc := range map[string]struct{ source, wrong string }{
		"nothing": {`// Fly flies.
// Errors: Invalid.
func (s *Service) Fly(a record.Actor) error { return record.InvalidError() }`, ""},
		"no codes": {`// Fly flies.
func (s *Service) Fly(a record.Actor) error { return record.InvalidError() }`, `Fly has no line "Errors: Invalid."`},
		"a code too few": {`// Fly flies.
// Errors: none but the store's.
func (s *Service) Fly(a record.Actor) error { return func() error { return land() }() }
func land() error { return record.InvalidError() }`, `Fly has no line "Errors: Invalid."`},
		"a code too many": {`// Fly flies.
// Errors: Invalid, Conflict.
func (s *Service) Fly(a record.Actor) error { return record.InvalidError() }`, `Fly has no line "Errors: Invalid."`},
		"a code that is only compared": {`// Fly flies.
// Errors: Invalid.
func (s *Service) Fly(a record.Actor) error {
	if err := record.InvalidError(); record.CodeOf(err) == record.Conflict { return nil }
	return record.InvalidError()
}`, ""},
		"one for nobody names too many": {`// Fly flies.
// Errors: Conflict.
func (s *Service) Fly() error { return record.InvalidError() }`, "Fly returns no Conflict"},
		"one for nobody names fewer": {`// Fly flies.
// Errors: none but the store's.
func (s *Service) Fly() error { return record.InvalidError() }`, ""},
		"a bool": {`// Flies says that it flies.
func Flies() bool { return true }`, `Flies does not say that it "reports whether"`},
		"a bool without a word": {"func (s *Service) Flies() bool { return true }", `Flies does not say that it "reports whether"`},
		"an action that answers a bool": {`// lift takes off, and reports whether it could.
func lift() bool { return true }`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := &loader{fset: token.NewFileSet(), std: importer.Default(), sources: map[string]map[string]string{
				"pilotent/governance/record": {"record.go": recordSource},
				"pilotent/governance/air":    {"air.go": "package air\nimport \"pilotent/governance/record\"\ntype Service struct{}\nvar _ record.Actor\n" + tc.source},
			}}
			found := undocumented(t, l)
			if tc.wrong == "" {
				require.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			require.Contains(t, found[0], tc.wrong)
		})
	}
}

// loader type-checks packages of the domain from their sources, by import path and
// file name.
type loader struct {
	fset    *token.FileSet
	std     types.Importer
	sources map[string]map[string]string
	checked map[string]*types.Package
	files   []*ast.File
	info    types.Info
}

func (l *loader) Import(path string) (*types.Package, error) {
	source, ours := l.sources[path]
	if !ours {
		return l.std.Import(path)
	}
	if p := l.checked[path]; p != nil {
		return p, nil
	}
	var files []*ast.File
	for _, name := range slices.Sorted(maps.Keys(source)) {
		f, err := parser.ParseFile(l.fset, name, source[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	config := types.Config{Importer: l}
	p, err := config.Check(path, l.fset, files, &l.info)
	if err != nil {
		return nil, err
	}
	l.checked[path] = p
	l.files = append(l.files, files...)
	return p, nil
}

// domain is the packages of this folder, without their tests.
func domain(t *testing.T) *loader {
	t.Helper()
	fset := token.NewFileSet()
	l := &loader{fset: fset, std: importer.ForCompiler(fset, "source", nil), sources: map[string]map[string]string{}}
	require.NoError(t, filepath.WalkDir(".", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "testdata") {
			return err
		}
		text, err := os.ReadFile(path)
		pkg := strings.TrimSuffix("pilotent/governance/"+filepath.ToSlash(filepath.Dir(path)), "/.")
		if l.sources[pkg] == nil {
			l.sources[pkg] = map[string]string{}
		}
		l.sources[pkg][path] = string(text)
		return err
	}))
	return l
}

// undocumented is what the documentation of the packages does not say, or says
// wrongly.
func undocumented(t *testing.T, l *loader) []string {
	t.Helper()
	l.checked = map[string]*types.Package{}
	l.info = types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	for _, path := range slices.Sorted(maps.Keys(l.sources)) {
		_, err := l.Import(path)
		require.NoError(t, err)
	}
	var problems []string
	names := l.names()
	for _, f := range l.files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if problem := wrong(fn, l.info.Defs[fn.Name].(*types.Func), names); problem != "" {
				problems = append(problems, fmt.Sprintf("%s: %s %s", l.fset.Position(fn.Pos()), fn.Name.Name, problem))
			}
		}
	}
	return problems
}

// wrong is what is wrong with a function's documentation; "" where nothing is.
func wrong(fn *ast.FuncDecl, f *types.Func, names map[*types.Func]uses) string {
	results := f.Signature().Results()
	doc := strings.Join(strings.Fields(fn.Doc.Text()), " ")
	if results.Len() == 1 && types.Identical(results.At(0).Type(), types.Typ[types.Bool]) {
		if begins := strings.HasPrefix(doc, fn.Name.Name+" reports whether"); begins || doc == "" && !fn.Name.IsExported() {
			return ""
		}
		if strings.Contains(doc, "reports whether") && !fn.Name.IsExported() {
			return ""
		}
		return `does not say that it "reports whether"`
	}
	if !fn.Name.IsExported() || !ofService(f) || results.Len() == 0 || results.At(results.Len()-1).Type().String() != "error" {
		return ""
	}
	reached := reach(f, names)
	if forPeople(f) {
		if line := errorsLine(reached); !strings.HasSuffix(doc, line) {
			return fmt.Sprintf("has no line %q", line)
		}
		return ""
	}
	_, said, _ := strings.Cut(doc, "Errors: ")
	if said == "" {
		return `has no line "Errors: …"`
	}
	for _, code := range codes() {
		if strings.Contains(said, code) && !reached[code] {
			return "returns no " + code
		}
	}
	return ""
}

// errorsLine is how a documentation names codes.
func errorsLine(reached map[string]bool) string {
	var named []string
	for _, code := range codes() {
		if reached[code] {
			named = append(named, code)
		}
	}
	if len(named) == 0 {
		return "Errors: none but the store's."
	}
	return "Errors: " + strings.Join(named, ", ") + "."
}

func ofService(f *types.Func) bool {
	recv := f.Signature().Recv()
	return recv != nil && strings.HasSuffix(recv.Type().String(), ".Service")
}

// forPeople reports whether a method is for somebody: what the bot does by itself
// is refused to nobody.
func forPeople(f *types.Func) bool {
	for p := range f.Signature().Params().Variables() {
		if strings.HasSuffix(p.Type().String(), "record.Actor") {
			return true
		}
	}
	return false
}

// uses are the functions and the error codes that a function names.
type uses struct {
	functions []*types.Func
	codes     []string
}

// names are what each function names: what it calls, and what it hands to others
// to be called.
func (l *loader) names() map[*types.Func]uses {
	all := map[*types.Func]uses{}
	for _, f := range l.files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			var u uses
			compared := map[ast.Node]bool{}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				if b, ok := n.(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
					compared[b.X], compared[b.Y] = true, true
				}
				if s, ok := n.(*ast.SelectorExpr); ok && compared[s] {
					return false
				}
				if i, ok := n.(*ast.Ident); ok && !compared[i] {
					switch o := l.info.Uses[i].(type) {
					case *types.Func:
						u.functions = append(u.functions, o.Origin())
					case *types.Const:
						if strings.HasSuffix(o.Type().String(), "/record.Code") {
							u.codes = append(u.codes, o.Name())
						}
					}
				}
				return true
			})
			all[l.info.Defs[fn.Name].(*types.Func)] = u
		}
	}
	return all
}

// reach are the codes that a function names, or one that it names does.
func reach(f *types.Func, names map[*types.Func]uses) map[string]bool {
	found, seen := map[string]bool{}, map[*types.Func]bool{}
	var walk func(f *types.Func)
	walk = func(f *types.Func) {
		if seen[f] {
			return
		}
		seen[f] = true
		for _, code := range names[f].codes {
			found[code] = true
		}
		for _, next := range names[f].functions {
			walk(next)
		}
	}
	walk(f)
	return found
}
