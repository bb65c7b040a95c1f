package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
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
	if at := notUTF8(content); at > 0 {
		return s, []error{fmt.Errorf("%s:%d: is no UTF-8 text; save the file in that encoding", file, at)}
	}
	// Without its last line break, the scanner drops a tag that ends the file.
	content = append(bytes.TrimPrefix(content, []byte("\ufeff")), '\n')
	if at := foreign(lexer.Tokenize(string(content))); at > 0 {
		return s, []error{fmt.Errorf("%s:%d: tags, anchors, aliases, directives and further documents mean nothing here; write one \"key: value\" a line, the value between \"…\" when it begins with one of ! & * %%",
			file, at)}
	}
	tree, err := parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return s, []error{syntaxProblem(file, content, err)}
	}
	var problems []error
	for _, document := range tree.Docs {
		switch document.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode:
			continue
		}
		body, ok := document.Body.(ast.MapNode)
		if !ok {
			problems = append(problems, fmt.Errorf("%s:%d: expected a list of settings; write one \"key: value\" a line, with a blank after the colon",
				file, line(document.Body)))
			continue
		}
		problems = append(problems, s.readEntries(file, body)...)
	}
	return s, problems
}

// readEntries reads the settings of one mapping, each of which may be given once in a file.
func (s *source) readEntries(file string, body ast.MapNode) (problems []error) {
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
	return problems
}

// notUTF8 is the first line that is no UTF-8 text, or 0.
func notUTF8(content []byte) int {
	at := 0
	for text := range bytes.Lines(content) {
		if at++; !utf8.Valid(text) {
			return at
		}
	}
	return 0
}

// foreign is the line of the first thing in YAML that settings do without, or
// 0. The parser would drop some of it in silence: a value that is a lone tag,
// what follows an empty document.
func foreign(tokens token.Tokens) int {
	started := false
	for _, t := range tokens {
		switch t.Type {
		case token.CommentType:
			continue
		case token.TagType, token.AnchorType, token.AliasType, token.DirectiveType, token.DocumentEndType:
			return t.Position.Line
		case token.DocumentHeaderType:
			if started {
				return t.Position.Line
			}
		}
		started = true
	}
	return 0
}

func readEntry(file string, entry *ast.MappingValueNode) (given, error) {
	g := given{name: entry.Key.GetToken().Value}
	g.where = fmt.Sprintf("%s:%d: %s", file, line(entry.Key), shown(g.name))
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
		return g, fmt.Errorf("%s: expected a plain text; write it between \"…\" when it begins with [ or { or holds a colon and a blank", g.where)
	}
	return g, nil
}

// nameForm is what a key looks like.
var nameForm = regexp.MustCompile(`^[A-Za-z][\w.-]{0,39}$`)

// shown is a key as it may be repeated: what does not look like one may be a
// secret, whose colon has no blank after it.
func shown(name string) string {
	if nameForm.MatchString(name) {
		return name
	}
	return "a key that is not shown"
}

func line(n ast.Node) int {
	if t := n.GetToken(); t != nil {
		return t.Position.Line
	}
	return 1
}

// reasons are what is said for the parser's messages that begin so. Its own words
// are never passed on: some repeat a part of a value, which may be a secret.
var reasons = []struct{ begins, said string }{
	{"mapping value is not allowed", "a colon and a blank stand in the midst of a value"},
	{"could not find end character of double-quoted", "a \" is not closed"},
	{"could not find end character of single-quoted", "a ' is not closed"},
	{"found character '\t'", "a tabulator stands where blanks belong"},
	{"found unknown escape character", "a \\ between \"…\" is followed by a character that it does not go with"},
	{"found invalid escape character", "a \\ between \"…\" is followed by a character that it does not go with"},
	{"invalid header option", "a value begins with | or >"},
	{"invalid number of indent", "lines are not indented as those before"},
	{"',' or ", "a [ or { is not closed"},
}

// syntaxProblem says where the parser has stopped, in which setting, and why,
// and shows nothing of the file: it may hold a secret.
func syntaxProblem(file string, content []byte, err error) error {
	at, what := 1, "this line and what precedes it do not go together"
	if syntax, ok := errors.AsType[yaml.Error](err); ok {
		for _, r := range reasons {
			if strings.HasPrefix(syntax.GetMessage(), r.begins) {
				what = r.said
			}
		}
		if t := syntax.GetToken(); t != nil {
			at = t.Position.Line
		}
	}
	return fmt.Errorf("%s:%d: %sis no YAML: %s; write one \"key: value\" a line, the value between \"…\" when it holds more than letters and digits",
		file, at, keyAbove(content, at), what)
}

// keyAbove is the setting whose value the line numbered at belongs to, and a
// colon; empty when there is none.
func keyAbove(content []byte, at int) string {
	lines := strings.Split(string(content), "\n")
	for _, text := range slices.Backward(lines[:min(at, len(lines))]) {
		for _, o := range options() {
			for _, key := range []string{o.key, o.key + "_file"} {
				if rest, ok := strings.CutPrefix(text, key); ok && strings.HasPrefix(strings.TrimLeft(rest, " "), ":") {
					return key + ": "
				}
			}
		}
	}
	return ""
}
