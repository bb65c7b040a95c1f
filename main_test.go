package main

import (
	"bytes"
	"context"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// schoolFile is the directory of the Val-de-Marne that the sample project has.
const schoolFile = "console/sample/ecoles.csv"

// program is one installation of pilotent: settings and standard streams.
type program struct {
	environ []string
	now     func() time.Time
}

// run runs one command line and answers its status and what it printed.
func (p program) run(t *testing.T, stdin string, args ...string) (status int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(t.Context(), args, environment{
		environ: p.environ, in: strings.NewReader(stdin), out: &stdout, err: &stderr, now: p.now,
	})
	return status, stdout.String(), stderr.String()
}

// must is run for a command line that has to succeed.
func (p program) must(t *testing.T, args ...string) string {
	t.Helper()
	status, out, errs := p.run(t, "", args...)
	require.Zero(t, status, "pilotent %s: %s%s", strings.Join(args, " "), out, errs)
	return out
}

// golden compares got with a file of testdata.
func golden(t *testing.T, file, got string) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run: go test . -update")
	require.Equal(t, string(want), got)
}

func TestConsole(t *testing.T) {
	t.Parallel()
	p := program{}

	t.Run("says what is wrong with the command line, and ends with status 2", func(t *testing.T) {
		t.Parallel()
		status, _, errs := p.run(t, "", "cnsole")
		require.Equal(t, 2, status)
		require.Contains(t, errs, "cnsole")
	})
	t.Run("ends with status 0 after a user's mistakes", func(t *testing.T) {
		t.Parallel()
		status, out, _ := p.run(t, "/decision ajoutr \"x\"\n", "console", "--database", "sqlite:"+filepath.Join(t.TempDir(), "x.db"))
		require.Zero(t, status)
		require.Contains(t, out, "Vouliez-vous dire")
	})
	t.Run("refuses somebody who is not there", func(t *testing.T) {
		t.Parallel()
		status, _, errs := p.run(t, "", "console", "--user", "personne", "--database", "sqlite:"+filepath.Join(t.TempDir(), "x.db"))
		require.Equal(t, 1, status)
		require.Contains(t, errs, "coordinatrice")
	})
	t.Run("refuses a moment that it cannot read", func(t *testing.T) {
		t.Parallel()
		status, _, errs := p.run(t, "", "console", "--now", "bientôt")
		require.Equal(t, 1, status)
		require.Contains(t, errs, "2026-12-01 08:00")
	})
	t.Run("loads the sample once", func(t *testing.T) {
		t.Parallel()
		db := "sqlite:" + filepath.Join(t.TempDir(), "x.db")
		for range 2 {
			status, out, errs := p.run(t, "/ecole jean jaures\n/comite\n", "console", "--sample", "--database", db, "--now", "2026-11-23 15:12")
			require.Zero(t, status, errs)
			require.Contains(t, out, "9 écoles trouvées pour « jean jaures »")
			require.Contains(t, out, "2 comités")
		}
	})
}

// README shows what the console says today: the lines typed in its conversation are
// typed again. With -update the conversation is written anew.
func TestTheConversationOfREADME(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), "\n```\ncoordinatrice~copil> ")
	require.True(t, found)
	shown, after, found := strings.Cut("coordinatrice~copil> "+rest, "```")
	require.True(t, found)
	var script strings.Builder
	for _, m := range regexp.MustCompile(`(?m)^\w+~\w+> (.+)$`).FindAllStringSubmatch(shown, -1) {
		script.WriteString(m[1] + "\n")
	}
	status, out, errs := program{}.run(t, script.String(), "console", "--sample", "--now", "2026-11-23 15:12",
		"--database", "sqlite:"+filepath.Join(t.TempDir(), "x.db"))
	require.Zero(t, status, errs)
	out = strings.TrimRight(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(out), "\n") + "\n"
	if *update {
		require.NoError(t, os.WriteFile("README.md", []byte(before+"\n```\n"+out+"```"+after), 0o600))
		return
	}
	require.Equal(t, out, shown, "run: go test . -run README -update")
}

func TestSettings(t *testing.T) {
	t.Parallel()

	t.Run("are printed with secrets masked", func(t *testing.T) {
		t.Parallel()
		p := program{environ: []string{"PILOTENT_SECRET=seize-octets-au-moins", "PILOTENT_DATABASE_URL=postgres://u:motdepasse@localhost/x"}}
		out := p.must(t, "config")
		require.NotContains(t, out, "seize-octets")
		require.NotContains(t, out, "motdepasse")
	})
	t.Run("stop the start with their line when they are wrong", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(t.TempDir(), "pilotent.yaml")
		require.NoError(t, os.WriteFile(file, []byte("locale: fr\nlisten: 127.0.0.1:8066\ncolour: blue\n"), 0o600))
		status, _, errs := program{}.run(t, "", "--config", file, "serve")
		require.Equal(t, 2, status)
		require.Contains(t, errs, "pilotent.yaml:3")
		require.Contains(t, errs, "colour")
	})
	t.Run("that serve needs are all named at once", func(t *testing.T) {
		t.Parallel()
		status, _, errs := program{}.run(t, "", "serve")
		require.Equal(t, 2, status)
		for _, name := range []string{"PILOTENT_MATTERMOST_URL", "PILOTENT_MATTERMOST_TOKEN", "PILOTENT_CALLBACK_URL"} {
			require.Contains(t, errs, name)
		}
	})
}

func TestReferencePage(t *testing.T) {
	t.Parallel()
	require.Contains(t, program{}.must(t, "reference"), "## `/decision`")
	require.Contains(t, program{}.must(t, "reference", "--locale", "en"), "### add")
}

// A malformed file imports nothing by halves.
func TestImport(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(schoolFile)
	require.NoError(t, err)
	lines := strings.SplitAfter(string(raw), "\n")
	wrongLetter := strings.Join(lines[:11], "") + strings.Replace(lines[11], lines[11][:8], lines[11][:7]+"I", 1) + strings.Join(lines[12:], "")
	for name, c := range map[string]struct {
		content string
		want    []string
	}{
		"no column with the UAI":      {strings.Replace(string(raw), "Identifiant_de_l_etablissement", "Numero", 1), []string{"UAI", "Numero"}},
		"a bad check letter, line 12": {wrongLetter, []string{"Écoles lues : 613.", "ligne 12", "lettre"}},
		"a school under two names":    {string(raw) + strings.Replace(lines[1], "Robert", "Jean", 1), []string{"Écoles lues : 614.", "ligne 615", "déjà à la ligne 2", "Jean Doisneau"}},
		"nothing in it":               {"", []string{"vide"}},
		"titles only":                 {lines[0], []string{"aucune école"}},
		"a PDF":                       {"%PDF-1.7\n…", []string{"PDF"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, "annuaire.csv")
			require.NoError(t, os.WriteFile(file, []byte(c.content), 0o600))
			p := program{environ: []string{"PILOTENT_DATABASE_URL=sqlite:" + filepath.Join(dir, "x.db")}}
			status, out, errs := p.run(t, "", "import", "ecoles", file)
			require.Equal(t, 1, status)
			require.Empty(t, out)
			for _, want := range c.want {
				require.Contains(t, errs, want)
			}
			_, after, _ := p.run(t, "/ecole jean jaures\n", "console")
			require.Contains(t, after, "Aucune école n'a encore été importée")
		})
	}
	t.Run("is tried first, then done, and done again changes nothing", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		p := program{environ: []string{"PILOTENT_DATABASE_URL=sqlite:" + filepath.Join(dir, "x.db")}}
		for _, flag := range []string{"--essai", "--trial", "--dry-run"} {
			out := p.must(t, "import", "ecoles", schoolFile, flag)
			require.Contains(t, out, "Ajouts : 613")
			require.Contains(t, out, "et 603 autres")
		}
		require.Equal(t, 613, strings.Count(p.must(t, "import", "ecoles", schoolFile, "--essai", "--tout"), "- `094"))
		_, after, _ := p.run(t, "/ecole jean jaures\n", "console")
		require.Contains(t, after, "Aucune école n'a encore été importée")
		require.Contains(t, p.must(t, "import", "ecoles", schoolFile), "Ajouts : 613")
		require.Contains(t, p.must(t, "import", "ecoles", schoolFile), "inchangées : 613")
	})
	t.Run("takes the cases that people had", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		p := program{environ: []string{"PILOTENT_DATABASE_URL=sqlite:" + filepath.Join(dir, "x.db")}}
		for _, c := range []struct {
			file, want string
			flags      []string
		}{
			{"2-effectifs-patronyme.csv", "Écoles lues : **2**. Ajouts : 2", nil},
			{"3-annuaire-avec-college.csv", "1 collège : Collège du Moulin (ligne 3)", nil},
			{"3-annuaire-avec-college.csv", "Écoles lues : **2**. Ajouts : 1", []string{"--inclure", "collèges"}},
			{"5-liste-dsden.csv", "Écoles lues : **1**", nil},
			{"6-lignes-vides-tableur.csv", "j'ai converti ses accents", nil},
		} {
			require.Contains(t, p.must(t, append([]string{"import", "ecoles", filepath.Join("sheet", "testdata", c.file)}, c.flags...)...), c.want, c.file)
		}
		require.Contains(t, p.must(t, "import", "vacances", filepath.Join("sheet", "testdata", "1-calendrier-annee-seule.csv")), "lues : **2**")
	})
	t.Run("reads Latin-1 as well, and says so", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		file := filepath.Join(dir, "annuaire.csv")
		var latin1 []byte
		for _, r := range string(raw) {
			require.Less(t, r, rune(256))
			latin1 = append(latin1, byte(r))
		}
		require.NoError(t, os.WriteFile(file, latin1, 0o600))
		p := program{environ: []string{"PILOTENT_DATABASE_URL=sqlite:" + filepath.Join(dir, "x.db")}}
		out := p.must(t, "import", "ecoles", file)
		require.Contains(t, out, "Écoles lues : **613**")
		require.Contains(t, out, "accents")
		_, after, _ := p.run(t, "/ecole jean jaures champigny\n", "console")
		require.Contains(t, after, "Jean Jaurès")
	})
}

// School holidays are those of all projects, and imported by who has the server.
func TestImportRegisters(t *testing.T) {
	t.Parallel()
	p := program{environ: []string{"PILOTENT_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "x.db")}}
	p.run(t, "/comite creer COPIL \"Comité de pilotage\" --niveau territorial\n", "console")
	folder := filepath.Join("testdata", "conversations", "reprise")
	for _, c := range []struct{ kind, file, flag, added string }{
		{"reunions", "reunions.csv", "--comite=COPIL", "Ajouts : 2"},
		{"meetings", "reunions.csv", "--committee=COPIL", "Ajouts : 0"},
		{"decisions", "decisions-corrigees.csv", "--comite=COPIL", "Ajouts : 2"},
		{"actions", "actions.csv", "--tout", "Ajouts : 2"},
	} {
		file := filepath.Join(folder, c.file)
		trial := p.must(t, "import", c.kind, file, c.flag, "--essai")
		require.Contains(t, trial, "Essai, rien n'a été changé")
		require.Contains(t, trial, c.added)
		require.Contains(t, strings.ReplaceAll(p.must(t, "import", c.kind, file, c.flag), "**", ""), c.added)
		require.Contains(t, strings.ReplaceAll(p.must(t, "import", c.kind, file, c.flag), "**", ""), "Ajouts : 0")
	}
	_, told, _ := p.run(t, "/decision voir COPIL-2024-001\n", "console")
	require.Contains(t, told, "importée depuis decisions-corrigees.csv, par @operator")
	status, out, errs := p.run(t, "", "import", "decisions", filepath.Join(folder, "a-corriger.csv"))
	require.Equal(t, 1, status)
	require.Empty(t, out)
	require.Contains(t, errs, "8 lignes à corriger")
}

func TestImportVacations(t *testing.T) {
	t.Parallel()
	calendar := filepath.Join("governance", "testdata", "calendrier-scolaire-extrait.csv")
	dir := t.TempDir()
	p := program{environ: []string{"PILOTENT_DATABASE_URL=sqlite:" + filepath.Join(dir, "x.db")}}
	typing := func(line string) string {
		_, out, _ := p.run(t, line+"\n", "console")
		return out
	}
	require.Contains(t, typing("/rappel regler --vacances lyon"), "pilotent import vacances")

	bad := filepath.Join(dir, "calendrier.csv")
	raw, err := os.ReadFile(calendar)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(bad, []byte(strings.Replace(string(raw), "2025-03-09T23", "2025-03-09T22", 1)), 0o600))
	status, out, errs := p.run(t, "", "import", "vacances", bad)
	require.Equal(t, 1, status)
	require.Empty(t, out)
	require.Contains(t, errs, "ligne 2")
	require.Contains(t, errs, "minuit")
	require.Contains(t, typing("/rappel regler --vacances lyon"), "pilotent import vacances", "nothing by halves")

	out = p.must(t, "import", "vacances", calendar, "--essai")
	require.Contains(t, out, "Essai, rien n'a été changé")
	require.Contains(t, out, "Nouvelles périodes : 10")
	require.Contains(t, typing("/rappel regler --vacances lyon"), "pilotent import vacances", "a trial imports nothing")

	out = p.must(t, "import", "vacances", calendar)
	require.Contains(t, out, "Périodes de vacances lues : **10**")
	require.Contains(t, out, "Nouvelles périodes : 10.")
	require.Contains(t, p.must(t, "import", "vacances", calendar, "--essai"), "Il n'y a rien à importer")
	require.Contains(t, out, "2 lignes ne concernent que les enseignants")
	require.Contains(t, p.must(t, "import", "vacances", calendar), "Nouvelles périodes : 0.")
	out = typing("/ent reglages --vacances lyon")
	require.Contains(t, out, "connues jusqu'au dimanche 17 mai 2026")
	require.Contains(t, typing("/rappel regler --vacances lion"), "Vouliez-vous dire « Lyon »")
}

// What cannot be read as a file at all is told in a sentence of the bot's.
func TestImportOfWhatIsNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := program{environ: []string{"PILOTENT_DATABASE_URL=sqlite:" + filepath.Join(dir, "x.db")}}
	empty := filepath.Join(dir, "vide.csv")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	quoted := filepath.Join(dir, `annuaire "2026".csv`)
	raw, err := os.ReadFile(schoolFile)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(quoted, raw, 0o600))
	for _, what := range []string{"ecoles", "vacances"} {
		for name, c := range map[string]struct{ file, want string }{
			"a folder":              {dir, "est un dossier, pas un fichier"},
			"a missing file":        {filepath.Join(dir, "absent.csv"), "Le fichier absent.csv n'existe pas"},
			"a file in a file":      {filepath.Join(empty, "absent.csv"), "Je n'arrive pas à ouvrir le fichier absent.csv"},
			"an empty file":         {empty, "Ce fichier est vide"},
			"no name":               {"", ""},
			"a name of 300 letters": {filepath.Join(dir, strings.Repeat("é", 300)), "Je n'arrive pas à ouvrir le fichier"},
		} {
			t.Run(what+" from "+name, func(t *testing.T) {
				status, out, errs := p.run(t, "", "import", what, c.file)
				require.Equal(t, 1, status)
				require.Empty(t, out)
				require.Contains(t, errs, c.want)
				require.NotEmpty(t, errs)
				require.NotContains(t, errs, "Référence")
				require.NotRegexp(t, "open |read |directory", errs, "no error of Go's")
			})
		}
	}
	require.Contains(t, p.must(t, "import", "ecoles", quoted), "Écoles lues : **613**", "quotes may be in a name")
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	help := map[string]string{
		"help": "Bring the database's schema", "--help": "Bring the database's schema", "help help": "Tell what a command does",
		"help serve": "Run the bot.", "help import": "vacances", "help import ecoles": "Import a directory of schools", "help provision": "--admin-token",
	}
	for line, want := range help {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, program{}.must(t, strings.Fields(line)...), want)
		})
	}
	for _, line := range []string{"version", "--version"} {
		require.Equal(t, "pilotent dev\n", program{}.must(t, line))
	}
	for line, want := range map[string]string{"": "pilotent help", "help bidule": "bidule", "serv": "serve", "import ecole x.csv": "ecoles"} {
		t.Run("wrong: "+line, func(t *testing.T) {
			t.Parallel()
			status, out, errs := program{}.run(t, "", strings.Fields(line)...)
			require.Equal(t, 2, status)
			require.Empty(t, out)
			require.Contains(t, errs, want)
		})
	}
}

func TestServeTakesTheDatabaseOption(t *testing.T) {
	t.Parallel()
	set, given := filepath.Join(t.TempDir(), "set.db"), filepath.Join(t.TempDir(), "given.db")
	s := provisioned(t, "sqlite:"+set)
	_ = os.Remove(set) // provision has looked there for committees
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	var out lockedBuffer
	go func() {
		ended <- run(ctx, []string{"serve", "--database", "sqlite:" + given}, environment{environ: s.environ, out: &out, err: &out})
	}()
	s.until(t, http.StatusOK, "ready")
	stop()
	require.Zero(t, <-ended, out.String())
	require.FileExists(t, given)
	require.NoFileExists(t, set)
}

// --database goes over the settings on every sub-command that opens one.
func TestDatabaseOption(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"console", "doctor", "migrate", "config", "import ecoles " + schoolFile,
		"import vacances governance/testdata/calendrier-scolaire-extrait.csv",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			set, given := filepath.Join(dir, "set.db"), filepath.Join(dir, "given.db")
			p := program{environ: []string{"PILOTENT_DATABASE_URL_FILE=" + filepath.Join(dir, "no-such-file")}}
			_, out, errs := p.run(t, "", append(strings.Fields(line), "--database", "sqlite:"+given)...)
			if line == "config" {
				require.Contains(t, out, given)
				return
			}
			require.FileExists(t, given, errs)
			require.NoFileExists(t, set)
		})
		t.Run(line+" with one that is none", func(t *testing.T) {
			t.Parallel()
			status, _, errs := program{}.run(t, "", append(strings.Fields(line), "--database", "pilotent.db")...)
			require.Equal(t, 2, status)
			require.Contains(t, errs, "--database: ")
			require.Contains(t, errs, "sqlite:FILE")
		})
	}
}

func waitContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}
