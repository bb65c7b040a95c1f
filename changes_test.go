package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// recordedChanges are the kinds of events that the program can record: those that
// governance names where it records one, in full or by their beginning, and those
// that the catalogue has words for.
func recordedChanges(t *testing.T) []string {
	t.Helper()
	var changes []string
	require.NoError(t, filepath.WalkDir("governance", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err == nil {
			changes = append(changes, changesRecordedIn(file)...)
		}
		return err
	}))
	require.NotEmpty(t, changes, "nothing is recorded in governance any more: say here how it is")
	said := changesSaid(t)
	for _, change := range changes {
		require.True(t, len(missing([]string{change}, said)) == 0, "no words for %q in the catalogue", change)
	}
	for change := range said {
		changes = append(changes, change)
	}
	slices.Sort(changes)
	return slices.Compact(changes)
}

// changesRecordedIn are the second arguments of calls of Record that are literals,
// or begin with one.
func changesRecordedIn(file *ast.File) (changes []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Record" {
			return true
		}
		said := call.Args[1]
		for sum, ok := said.(*ast.BinaryExpr); ok; sum, ok = said.(*ast.BinaryExpr) {
			said = sum.X
		}
		if lit, ok := said.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			change, _ := strconv.Unquote(lit.Value)
			changes = append(changes, change)
		}
		return true
	})
	return changes
}

// changesSaid are the kinds of events that the catalogue has words for: the keys
// history.NOUN.CHANGE.
func changesSaid(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("i18n", "*.fr.json"))
	require.NoError(t, err)
	said := map[string]bool{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		var texts map[string]any
		require.NoError(t, json.Unmarshal(content, &texts), file)
		for key := range texts {
			if change, ok := strings.CutPrefix(key, "history."); ok && strings.Contains(change, ".") {
				said[change] = true
			}
		}
	}
	return said
}

func TestRecordedChanges(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", `package governance
		func f(d *changeset) {
			_ = d.Record(s, "school.closed", nil, nil, "")
			_ = d.Record(s, "verification.lapsed_"+string(silence), nil, nil, "")
			_ = d.Record(s, change, nil, nil, "")
			_ = d.Refuse(s, "school.other")
		}`, 0)
	require.NoError(t, err)
	require.Equal(t, []string{"school.closed", "verification.lapsed_"}, changesRecordedIn(file))
	require.Contains(t, recordedChanges(t), "verification.lapsed_taken")
}
