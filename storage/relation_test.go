package storage_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mostScanned is how many columns may be scanned, or written out in a text, without
// a relation.
const mostScanned = 4

// The columns of a table stand in one list, that of its relation: a second one beside
// it, of what is scanned or of what is written, would get out of step.
func TestColumnsStandInOneList(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Empty(t, columnLists(t, string(text)), file)
	}
}

func TestASecondListOfColumnsIsFound(t *testing.T) {
	for name, tc := range map[string]struct {
		source string
		found  int
	}{
		"of a relation":       {`var v = newRelation("t", "a", func(x *T) []field { return []field{{"a", &x.A}, {"b", &x.B}} })`, 0},
		"of what is scanned":  {`func f(r row) { r.Scan(&a, &b, &c, &d, &e) }`, 1},
		"of a few":            {`func f(r row) { r.Scan(&a, &b, &c, &d) }`, 0},
		"of what is selected": {`const c = "project_id, number, title, due, state"`, 1},
		"in a statement":      {"const c = `SELECT project_id, number, title, due, state FROM t`", 1},
		"of what is set":      {"const c = `UPDATE t SET a = $1, b = $2, c = $3, d = $4, e = $5`", 0},
	} {
		t.Run(name, func(t *testing.T) {
			require.Len(t, columnLists(t, "package p\n"+tc.source), tc.found)
		})
	}
}

// columnLists are the lists of columns in a source: what is scanned, and texts in
// which names follow each other.
func columnLists(t *testing.T, source string) (found []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	require.NoError(t, err)
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Scan" && len(n.Args) > mostScanned {
				found = append(found, "a Scan")
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING && longestList(strings.Trim(n.Value, "`\"")) > mostScanned {
				found = append(found, n.Value)
			}
		}
		return true
	})
	return found
}

// longestList is how many names follow each other in a text at most, with nothing but
// commas between them.
func longestList(text string) int {
	longest, length := 0, 0
	for word := range strings.FieldsSeq(text) {
		name, goesOn := strings.CutSuffix(word, ",")
		if strings.ContainsFunc(name, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
			length = 0
			continue
		}
		length++
		longest = max(longest, length)
		if !goesOn {
			length = 0
		}
	}
	return longest
}
