package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// declared are the exported names that Go files declare, by package: functions,
// types, constants, variables, methods and fields.
type declared map[string]map[string]bool

// read adds the names of one file.
func (d declared) read(file *ast.File) {
	names := d[file.Name.Name]
	if names == nil {
		names = map[string]bool{}
		d[file.Name.Name] = names
	}
	ast.Inspect(file, func(n ast.Node) bool {
		var idents []*ast.Ident
		switch n := n.(type) {
		case *ast.BlockStmt:
			return false // what is local is no name of the package
		case *ast.FuncDecl:
			idents = []*ast.Ident{n.Name}
		case *ast.TypeSpec:
			idents = []*ast.Ident{n.Name}
		case *ast.ValueSpec:
			idents = n.Names
		case *ast.StructType:
			for _, f := range n.Fields.List {
				idents = append(idents, f.Names...)
			}
		case *ast.InterfaceType:
			for _, f := range n.Methods.List {
				idents = append(idents, f.Names...)
			}
		}
		for _, ident := range idents {
			if ident.IsExported() {
				names[ident.Name] = true
			}
		}
		return true
	})
}

// readDeclared reads the program's own files.
func readDeclared(t *testing.T) declared {
	t.Helper()
	d := declared{}
	require.NoError(t, filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || len(file) > 1 && strings.HasPrefix(entry.Name(), ".")):
			return filepath.SkipDir
		case entry.IsDir(), filepath.Ext(file) != ".go", strings.HasSuffix(file, "_test.go"):
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err == nil {
			d.read(parsed)
		}
		return err
	}))
	return d
}

var quoted = regexp.MustCompile("`([^`]+)`")

// tableRows are the tables' rows below their headings, without the outer bars.
func tableRows(page string) (rows [][]string) {
	heading := true
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		switch {
		case !strings.HasPrefix(line, "|"):
			heading = true
		case strings.HasPrefix(line, "|---"):
			heading = false
		case !heading:
			row := strings.Split(strings.Trim(line, "|"), "|")
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// strangeWords says which rows of a glossary name what no package declares, nothing
// at all, or a word that another row has.
func strangeWords(glossary string, d declared) (strange []string) {
	seen := map[string]bool{}
	for _, row := range tableRows(glossary) {
		if len(row) != 4 || slices.Contains(row, "") || seen[row[0]] {
			strange = append(strange, row[0])
			continue
		}
		seen[row[0]] = true
		words := quoted.FindAllStringSubmatch(row[1], -1)
		if len(words) == 0 && row[1] != "—" {
			strange = append(strange, row[0])
		}
		for _, w := range words {
			if !d.has(w[1]) {
				strange = append(strange, w[1])
			}
		}
	}
	return strange
}

// has reports whether any package declares the name.
func (d declared) has(name string) bool {
	for _, names := range d {
		if names[name] {
			return true
		}
	}
	return false
}

func TestGlossary(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/glossaire.md")
	require.NoError(t, err)
	d := readDeclared(t)
	require.Empty(t, strangeWords(string(page), d))
	require.Greater(t, len(tableRows(string(page))), 50)

	t.Run("it names what is not there", func(t *testing.T) {
		t.Parallel()
		head := "| mot | dans le code | ce que c'est | source |\n|---|---|---|---|\n"
		require.Empty(t, strangeWords(head+"| envoi | `Delivery` `InCharge` | Un message. | Pilotent |\n| recette | — | La démarche. | fiche 3 |", d))
		require.Equal(t, []string{"Parcel"}, strangeWords(head+"| envoi | `Delivery` `Parcel` | Un message. | Pilotent |", d))
		require.Equal(t, []string{"visitor"}, strangeWords(head+"| demande | `visitor` | Qui demande. | Pilotent |", d), "not exported")
		require.Equal(t, []string{"envoi"}, strangeWords(head+"| envoi | Delivery | Un message. | Pilotent |", d), "not as code")
		require.Equal(t, []string{"envoi"}, strangeWords(head+"| envoi | `Delivery` | Un message. | |", d), "no source")
		require.Equal(t, []string{"envoi"}, strangeWords(head+"| envoi | `Delivery` | Un message. | Pilotent |\n| envoi | `Delivery` | Le même. | Pilotent |", d))
	})
}

var (
	named  = regexp.MustCompile(`\b([a-z][a-z0-9]*)\.([A-Z]\w*)(?:\.([A-Z]\w*))?`)
	tables = regexp.MustCompile(`(?m)^\|.*$`)
	// A path has a folder or the ending of a file, and does not begin with a slash,
	// as a command and an address do.
	pathForm = regexp.MustCompile("(?:^|[\\s`(])((?:\\.?[\\w-]+/)+[\\w.*-]*|\\.?[\\w.-]+\\.(?:go|md|yml|json))")
)

// strayNames are the names of our packages, package.Name and package.Type.Name,
// that none declares, and the files and folders that do not exist.
func strayNames(page string, d declared) (stray []string) {
	for _, m := range named.FindAllStringSubmatch(page, -1) {
		names, ours := d[m[1]]
		if ours && (!names[m[2]] || m[3] != "" && !names[m[3]]) {
			stray = append(stray, m[0])
		}
	}
	for _, m := range pathForm.FindAllStringSubmatch(page, -1) {
		found, err := filepath.Glob(m[1])
		if inDocs, _ := filepath.Glob(filepath.Join("docs", m[1])); err != nil || len(found)+len(inDocs) == 0 {
			stray = append(stray, m[1])
		}
	}
	return stray
}

// mapOf is what a map of the packages says that each imports of ours; main has
// the name "".
func mapOf(page string) map[string][]string {
	imports := map[string][]string{}
	for _, row := range tableRows(page) {
		if len(row) != 3 {
			continue
		}
		pkg := quoted.FindStringSubmatch(row[0])
		if pkg == nil {
			continue
		}
		of := []string{}
		for _, w := range quoted.FindAllStringSubmatch(row[2], -1) {
			of = append(of, w[1])
		}
		imports[strings.TrimSuffix(pkg[1], "main.go")] = of
	}
	return imports
}

func TestArchitecture(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("docs/architecture.md")
	require.NoError(t, err)
	page := string(content)
	d := readDeclared(t)
	require.Empty(t, strayNames(page, d))

	t.Run("its map is that of the tree", func(t *testing.T) {
		t.Parallel()
		out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
		require.NoError(t, err)
		mapped := mapOf(page)
		for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
			var p struct {
				ImportPath string
				Imports    []string
			}
			require.NoError(t, dec.Decode(&p))
			own, ours := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "pilotent"), "/"), []string{}
			for _, i := range p.Imports {
				if name, ok := strings.CutPrefix(i, "pilotent/"); ok {
					ours = append(ours, name)
				}
			}
			said, known := mapped[own]
			if delete(mapped, own); known {
				require.Equal(t, ours, said, "the imports of %q", p.ImportPath)
			} else {
				require.Contains(t, tables.ReplaceAllString(page, ""), "`"+own+"`", "the map lacks a package")
			}
		}
		require.Empty(t, mapped, "packages that are gone")
	})
	t.Run("it names what is not there", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, strayNames("`rollout.Service.SchoolStatus` of `storage/`, `i18n/*.fr.json`, POST /action, goose.Nothing", d))
		require.Equal(t, []string{"governance.Office", "governance.Service.Fly"}, strayNames("a governance.Office, `governance.Service.Fly`", d))
		require.Equal(t, []string{"governance/attic.go", "attic/", "gone.md"}, strayNames("`governance/attic.go`, attic/ (gone.md)", d))
		require.Equal(t, map[string][]string{"": {"bot"}, "bot": {}}, mapOf("| p | w | i |\n|---|---|---|\n| `main.go` | x | `bot` |\n| `bot` | y | |"))
	})
}

var (
	fences  = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	links   = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	titles  = regexp.MustCompile(`(?m)^#+ +(.+?) *$`)
	address = regexp.MustCompile(`^[a-z]+:`)
)

// anchors are those that a page's headings have on GitHub and its like.
func anchors(page string) []string {
	var all []string
	for _, m := range titles.FindAllStringSubmatch(fences.ReplaceAllString(page, ""), -1) {
		all = append(all, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			default:
				return -1
			}
		}, m[1]))
	}
	return all
}

// deadLinks are the relative links of a page to what is not there: a file, a
// folder, a heading of a Markdown file.
func deadLinks(tree fs.FS, file string) (dead []string, err error) {
	content, err := fs.ReadFile(tree, file)
	if err != nil {
		return nil, err
	}
	text := quoted.ReplaceAllString(fences.ReplaceAllString(string(content), ""), "")
	for _, m := range links.FindAllStringSubmatch(text, -1) {
		if address.MatchString(m[1]) {
			continue
		}
		target, heading, anchored := strings.Cut(m[1], "#")
		if target == "" {
			target = file
		} else {
			target = path.Join(path.Dir(file), target)
		}
		if _, err := fs.Stat(tree, target); err != nil {
			dead = append(dead, m[1])
			continue
		}
		if !anchored {
			continue
		}
		there, err := fs.ReadFile(tree, target)
		if err != nil || !slices.Contains(anchors(string(there)), heading) {
			dead = append(dead, m[1])
		}
	}
	return dead, nil
}

func TestLinks(t *testing.T) {
	t.Parallel()
	tree := os.DirFS(".")
	files := []string{"README.md", "CONTRIBUTING.md"}
	require.NoError(t, fs.WalkDir(tree, "docs", func(file string, _ fs.DirEntry, err error) error {
		if path.Ext(file) == ".md" {
			files = append(files, file)
		}
		return err
	}))
	for _, file := range files {
		dead, err := deadLinks(tree, file)
		require.NoError(t, err)
		require.Empty(t, dead, file)
	}

	t.Run("it finds what leads nowhere", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		write := func(file, text string) {
			require.NoError(t, os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600))
		}
		write("there.md", "# Écoles, `UAI` et dates\n\n```\n# no heading\n```\n")
		write("page.md", "## Up\n[a](there.md) [b](#up) [c](there.md#écoles-uai-et-dates) [d](https://example.org/x) `[e](gone.md)`\n"+
			"```\n[f](gone.md)\n```\n[g](gone.md) [h](#down) [i](there.md#no-heading) [j](../page.md)\n")
		dead, err := deadLinks(os.DirFS(folder), "page.md")
		require.NoError(t, err)
		require.Equal(t, []string{"gone.md", "#down", "there.md#no-heading", "../page.md"}, dead)
	})
}
