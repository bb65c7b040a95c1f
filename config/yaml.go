package config

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// readYAML takes what the file gives: one mapping of keys to plain values. It
// walks the syntax tree, since decoding into a struct stops at the first
// problem and forgets the lines.
func readYAML(file string) (source, []error) {
	s := source{spell: func(key string) string { return key }}
	content, err := os.ReadFile(file)
	if err != nil {
		return s, []error{fmt.Errorf("read the settings: %w; name a file that the bot may read, or none", err)}
	}
	tree, err := parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return s, []error{syntaxProblem(file, err)}
	}
	var problems []error
	documents := slices.DeleteFunc(tree.Docs, func(d *ast.DocumentNode) bool { return isEmpty(d.Body) })
	for i, document := range documents {
		body, ok := document.Body.(ast.MapNode)
		if !ok || i > 0 {
			problems = append(problems, fmt.Errorf("%s:%d: expected one list of settings and nothing else; write one \"key: value\" a line, with a blank after the colon",
				file, line(document.Body)))
			continue
		}
		for entries := body.MapRange(); entries.Next(); {
			g, err := readEntry(file, entries.KeyValue())
			if before, ok := s.named(g.name); ok && err == nil {
				err = fmt.Errorf("%s: is given a second time, the first is at %s; keep one of them", g.where, before.where)
			}
			if err != nil {
				problems = append(problems, err)
				continue
			}
			s.given = append(s.given, g)
		}
	}
	return s, problems
}

func (s source) named(name string) (given, bool) {
	i := slices.IndexFunc(s.given, func(g given) bool { return g.name == name })
	if i < 0 {
		return given{}, false
	}
	return s.given[i], true
}

func readEntry(file string, entry *ast.MappingValueNode) (given, error) {
	g := given{name: entry.Key.GetToken().Value}
	g.where = fmt.Sprintf("%s:%d: %s", file, line(entry.Key), strings.Trim(strconv.Quote(g.name), `"`))
	switch value := entry.Value.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		g.value = strings.TrimSpace(value.Value)
	case *ast.LiteralNode:
		g.value = strings.TrimSpace(value.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		// As it was written: 0123 stays what it is, be it a number or not.
		g.value = value.GetToken().Value
	default:
		return g, fmt.Errorf("%s: expected a plain text; write it between \"…\" when it begins with one of [ { & * ! or holds a colon and a blank", g.where)
	}
	return g, nil
}

func isEmpty(body ast.Node) bool {
	switch body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return true
	}
	return false
}

func line(n ast.Node) int {
	if token := n.GetToken(); token != nil {
		return token.Position.Line
	}
	return 1
}

// syntaxProblem leaves out the lines of the file that the parser's error shows,
// and what it quotes: they may hold a secret.
func syntaxProblem(file string, err error) error {
	at, what := 1, "the parser gives no reason"
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		what, _, _ = strings.Cut(syntax.GetMessage(), ` "`)
		if token := syntax.GetToken(); token != nil {
			at = token.Position.Line
		}
	}
	return fmt.Errorf("%s:%d: is no YAML: %s; write one \"key: value\" a line, the value between \"…\" when it holds more than letters and digits", file, at, what)
}
