package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
)

// sources is what the program's own Go files say of the catalogue's keys.
type sources struct {
	// says are the calls that name a key, in full or by its beginning.
	says []saying
	// literals are all string literals; prefixes and suffixes those that
	// something is added to, as "history." and "_none".
	literals, prefixes, suffixes map[string]bool
	// named are the prefixes of keys that a type's MessageKey gives.
	named map[string]string
	// constants are the values of the constants of each type; those without a
	// type stand under their package.
	constants map[string][]string
	// params, verbs and nouns are the declared words of the language.
	params, verbs, nouns map[string]bool
}

// saying is a call that names a key.
type saying struct {
	at, key string
	// whole is false when the rest of the key is computed.
	whole bool
	// names are the arguments that the call gives; nil when they are computed.
	names []string
	given bool
}

// speakers are the functions that take a key, by name: where it stands among
// their arguments, and what the catalogue puts before it.
var speakers = map[string]struct {
	at     int
	prefix string
}{
	"Text": {0, ""}, "text": {0, ""}, "termed": {0, ""}, "word": {1, ""},
	"InvalidError": {0, "error."}, "NotFoundError": {0, "error."}, "ConflictError": {0, "error."},
	"UnavailableError": {0, "error."}, "UnreadableError": {0, "error."}, "Refuse": {2, "error.forbidden."}, "refuse": {2, "error.forbidden."},
	"NewDoubt": {0, "doubt."}, "Doubt": {0, "doubt."}, "NewSentence": {0, ""},
	"problem": {1, "error.import.problem."}, "Record": {1, "history."},
}

func readSources(t *testing.T) sources {
	t.Helper()
	s := sources{
		literals: map[string]bool{}, prefixes: map[string]bool{}, suffixes: map[string]bool{}, named: map[string]string{},
		constants: map[string][]string{}, params: map[string]bool{}, verbs: map[string]bool{}, nouns: map[string]bool{},
	}
	files := token.NewFileSet()
	for _, root := range []string{"../*.go", "../bot", "../commands", "../console", "../governance", "../i18n", "../legal", "../reports", "../scheduler"} {
		names, err := filepath.Glob(root)
		require.NoError(t, err)
		for _, name := range names {
			require.NoError(t, filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
				switch {
				case err != nil:
					return err
				case d.IsDir() && (d.Name() == "testdata" || strings.HasSuffix(d.Name(), "test")):
					return fs.SkipDir
				case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
					return nil
				}
				file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
				if err == nil {
					s.read(files, file)
				}
				return err
			}))
		}
	}
	return s
}

func (s *sources) read(files *token.FileSet, file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				s.literals[text] = true
			}
		case *ast.BinaryExpr:
			if text, ok := literal(leftmost(n)); ok && n.Op == token.ADD {
				s.prefixes[text] = true
			}
			if text, ok := literal(n.Y); ok && n.Op == token.ADD {
				s.suffixes[text] = true
			}
		case *ast.AssignStmt:
			if text, ok := literal(n.Rhs[0]); ok && n.Tok == token.ADD_ASSIGN {
				s.suffixes[text] = true
			}
		case *ast.CallExpr:
			s.call(files, n)
		case *ast.CompositeLit:
			s.declaration(files, n)
		case *ast.FuncDecl:
			// Of calendar's words only regions are said; the terms of contracts have their own.
			domain := strings.Contains(files.Position(file.Pos()).Filename, "governance/") && file.Name.Name != "calendar"
			if n.Name.Name == "MessageKey" && n.Recv != nil && (domain || n.Recv.List[0].Type.(*ast.Ident).Name == "Region") {
				ast.Inspect(n.Body, func(inner ast.Node) bool {
					if sum, ok := inner.(*ast.BinaryExpr); ok {
						s.named[n.Recv.List[0].Type.(*ast.Ident).Name], _ = literal(leftmost(sum))
					}
					return true
				})
			}
		case *ast.ValueSpec:
			typ := file.Name.Name
			switch t := n.Type.(type) {
			case *ast.Ident:
				typ = t.Name
			case *ast.SelectorExpr:
				typ = t.Sel.Name
			}
			for i, v := range n.Values {
				if text, ok := literal(v); ok {
					s.constants[kindOf(typ, n.Names[i].Name)] = append(s.constants[kindOf(typ, n.Names[i].Name)], text)
				}
			}
		}
		return true
	})
}

// kindOf is the type of a constant or, for those of calendar that have none, the
// beginning of their names.
func kindOf(typ, name string) string {
	for _, kind := range []string{"Holiday", "Rule"} {
		if typ == "calendar" && strings.HasPrefix(name, kind) {
			return kind
		}
	}
	return typ
}

func (s *sources) call(files *token.FileSet, call *ast.CallExpr) {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	speaker, ok := speakers[name]
	if !ok || len(call.Args) <= speaker.at {
		return
	}
	key, ok := literal(leftmost(call.Args[speaker.at]))
	if !ok || speaker.prefix == "" && !strings.Contains(key, ".") {
		return // Args.Text and message.Text take no key
	}
	_, whole := call.Args[speaker.at].(*ast.BasicLit)
	said := saying{at: files.Position(call.Pos()).String(), key: speaker.prefix + key, whole: whole}
	if name != "Record" && name != "Refuse" && name != "refuse" && name != "word" {
		said.names, said.given = pairNames(call, speaker.at+1)
	}
	s.says = append(s.says, said)
}

// declaration reads a parameter, a verb or a noun of the language, and an
// error that is made without its constructor.
func (s *sources) declaration(files *token.FileSet, lit *ast.CompositeLit) {
	fields := map[string]string{}
	for _, e := range lit.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := pair.Key.(*ast.Ident); ok {
				fields[id.Name], _ = literal(leftmost(pair.Value))
			}
		}
	}
	_, isParam := fields["Kind"]
	_, isNoun := fields["Default"]
	switch {
	case isParam && fields["English"] != "":
		s.params[fields["English"]] = true
	case fields["Verb"] != "":
		s.verbs[record.Fold(fields["Verb"])] = true
	case isNoun && fields["Name"] != "":
		s.nouns[fields["Name"]] = true
	case fields["Key"] != "":
		key := "error." + fields["Key"]
		s.says = append(s.says, saying{at: files.Position(lit.Pos()).String(), key: key, whole: !strings.HasSuffix(key, ".")})
	}
}

// pairNames are the names among a call's pairs of name and value.
func pairNames(call *ast.CallExpr, from int) (names []string, given bool) {
	if call.Ellipsis.IsValid() {
		return nil, false
	}
	for i := from; i < len(call.Args); i += 2 {
		name, ok := literal(call.Args[i])
		if !ok {
			return nil, false
		}
		names = append(names, name)
	}
	return names, true
}

func leftmost(e ast.Expr) ast.Expr {
	for {
		sum, ok := e.(*ast.BinaryExpr)
		if !ok {
			return e
		}
		e = sum.X
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
