package main

import (
	"database/sql"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// schoolQueries are what the benchmarks ask: one to three words, what is not
// there, a kind of school alone, typing mistakes. A few have an answer in what
// schoolDirectory makes.
var schoolQueries = []string{
	"jaures", "jaures elem", "jaures elem vitry", "elem", "maternelle", "saint", "moulin", "saint maur", "jean jaures centre", "11 novembre",
	"langevin primaire", "jores", "wallno", "wallon elementaire nord", "maternele", "curie", "kergomard vitri", "xyzzyx", "wallon marseille", "vaillant couturier mat",
}

// schoolDirectory writes a directory of n schools with about as many communes and
// homonyms as so many have; equal n, equal schools.
func schoolDirectory(tb testing.TB, n int) string {
	tb.Helper()
	r := rand.New(rand.NewPCG(1881, uint64(n)))
	parts := strings.Fields("bar vil mont cour gra lan mar ner pon rou sau ter val bel cha dor fon gen hau lou")
	word := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		return strings.ToUpper(b.String()[:1]) + b.String()[1:]
	}
	known := []string{
		"Jean Jaurès", "Henri Wallon", "Jean Moulin", "Paul Langevin", "Pauline Kergomard", "Irène Joliot-Curie", "Paul Vaillant-Couturier", "11 Novembre",
		"Saint-Exupéry", "Centre", "Nord", "Jules Ferry", "Anatole France", "Marie Curie", "Louise Michel",
	}
	communes := []string{"Vitry-sur-Seine", "Saint-Maur-des-Fossés"}
	for len(communes) < n/3 {
		communes = append(communes, []string{"", "Saint-", "La "}[r.IntN(3)]+word(2)+[]string{"", "-sur-" + word(1)}[r.IntN(2)])
	}
	kinds := []string{"maternelle", "élémentaire", "primaire"}
	var b strings.Builder
	b.WriteString("UAI;Nom;Commune;Code postal;Circonscription\n")
	for i := range n {
		number := fmt.Sprintf("%03d%04d", 1+i%95, 1+i/95)
		var digits int
		_, _ = fmt.Sscan(strings.TrimLeft(number, "0"), &digits)
		name := known[r.IntN(len(known))]
		if r.IntN(3) > 0 {
			name = word(2) + " " + word(2)
		}
		town := r.IntN(len(communes))
		fmt.Fprintf(&b, "%s%c;École %s %s;%s;%02d%03d;%s %d\n", number, "ABCDEFGHJKLMNPRSTUVWXYZ"[digits%23], kinds[r.IntN(3)], name, communes[town],
			1+town%95, town%1000, communes[town-town%20], 1+town/20%3)
	}
	file := filepath.Join(tb.TempDir(), "ecoles.csv")
	require.NoError(tb, os.WriteFile(file, []byte(b.String()), 0o600))
	return file
}

// prompter hands out lines one by one, and notes how long each took until the next
// was asked for. The first is not counted: it warms up. All are asked again until
// enough time has gone by.
type prompter struct {
	lines []string
	spent map[string][]time.Duration
	next  int
	since time.Time
	until time.Time
}

func (p *prompter) Read(buf []byte) (int, error) {
	now := time.Now()
	switch {
	case p.next == 0:
		p.next++
		p.since = now
		return copy(buf, p.lines[0]+"\n"), nil
	case p.next == 1 && p.until.IsZero():
		p.until = now.Add(3 * time.Second)
	default:
		line := p.lines[(p.next-2)%len(p.lines)]
		p.spent[line] = append(p.spent[line], now.Sub(p.since))
		if now.After(p.until) && (p.next-1)%len(p.lines) == 0 {
			return 0, io.EOF
		}
	}
	line := p.lines[(p.next-1)%len(p.lines)]
	p.next++
	p.since = time.Now()
	return copy(buf, line+"\n"), nil
}

// means are the geometric mean and the worst of the lines' means.
func means(spent map[string][]time.Duration) (geometric, worst time.Duration) {
	logs := 0.0
	for _, list := range spent {
		sum := time.Duration(0)
		for _, d := range list {
			sum += d
		}
		mean := float64(sum) / float64(len(list))
		logs += math.Log(mean)
		worst = max(worst, time.Duration(mean))
	}
	return time.Duration(math.Exp(logs / float64(len(spent)))), worst
}

// BenchmarkSchools asks for schools through the console, as people type, in a
// directory of 600 and one of 60,000; "times-600" is over that of 600.
func BenchmarkSchools(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		few := map[string]time.Duration{}
		for _, n := range []int{600, 60_000} {
			file, address := schoolDirectory(b, n), databases()[engine](b)
			types := func(in io.Reader, args ...string) {
				status := run(b.Context(), args, environment{environ: []string{"PILOTENT_DATABASE_URL=" + address}, in: in, out: io.Discard, err: io.Discard, now: time.Now})
				require.Zero(b, status, args)
			}
			types(strings.NewReader(""), "import", "ecoles", file)
			var queries []string
			for _, q := range schoolQueries {
				queries = append(queries, "/ecole "+q)
			}
			for name, lines := range map[string][]string{
				"query": queries, "list": {"/ecole liste pressenties"}, "overview": {"/ent bilan"}, "card": {"/ecole 0010001" + firstLetter}, "no-op": {"/ent aide"},
			} {
				b.Run(fmt.Sprintf("%s/%d/%s", engine, n, name), func(b *testing.B) {
					spent := map[string][]time.Duration{}
					for b.Loop() {
						types(&prompter{lines: lines, spent: spent}, "console", "--locale", "fr")
					}
					mean, worst := means(spent)
					if n == 600 {
						few[name] = mean
					}
					b.ReportMetric(float64(mean.Microseconds())/1000, "ms-mean")
					b.ReportMetric(float64(worst.Microseconds())/1000, "ms-worst")
					b.ReportMetric(float64(mean)/float64(few[name]), "times-600")
					b.ReportMetric(0, "ns/op")
				})
			}
			if engine == "postgres" {
				b.Run(fmt.Sprintf("postgres/%d/trigrams", n), func(b *testing.B) { trigrams(b, address) })
			}
		}
	}
}

// BenchmarkSchoolImport imports a directory of 60,000 schools, and the same once
// more: "again-s".
func BenchmarkSchoolImport(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			file := schoolDirectory(b, 60_000)
			var took [2]time.Duration
			rounds := 0
			for b.Loop() {
				rounds++
				address := databases()[engine](b)
				for i := range took {
					began := time.Now()
					status := run(b.Context(), []string{"import", "ecoles", file}, environment{
						environ: []string{"PILOTENT_DATABASE_URL=" + address}, in: strings.NewReader(""), out: io.Discard, err: io.Discard, now: time.Now,
					})
					require.Zero(b, status)
					took[i] += time.Since(began)
				}
			}
			b.ReportMetric(took[0].Seconds()/float64(rounds), "import-s")
			b.ReportMetric(took[1].Seconds()/float64(rounds), "again-s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// firstLetter is that of the school 0010001 of the directory.
const firstLetter = "W"

// trigrams asks the same of PostgreSQL's own similarity, of names and communes.
func trigrams(b *testing.B, address string) {
	db, err := sql.Open("pgx", address)
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	for _, text := range []string{
		"CREATE EXTENSION IF NOT EXISTS pg_trgm",
		"CREATE INDEX IF NOT EXISTS bench_names ON schools USING gin (name gin_trgm_ops)",
		"CREATE INDEX IF NOT EXISTS bench_communes ON schools USING gin (commune gin_trgm_ops)", "ANALYZE schools",
	} {
		if _, err := db.ExecContext(b.Context(), text); err != nil {
			b.Skip(err)
		}
	}
	spent := map[string][]time.Duration{}
	for b.Loop() {
		for _, q := range schoolQueries {
			began := time.Now()
			found := 0
			err := db.QueryRowContext(b.Context(), `SELECT COUNT(*) FROM (
				SELECT uai, greatest(word_similarity($1, name), word_similarity($1, commune)) AS likeness FROM schools
				WHERE $1 <% name OR $1 <% commune ORDER BY likeness DESC LIMIT 20) AS first`, q).Scan(&found)
			require.NoError(b, err)
			spent[q] = append(spent[q], time.Since(began))
		}
	}
	mean, worst := means(spent)
	b.ReportMetric(float64(mean.Microseconds())/1000, "ms-mean")
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms-worst")
	b.ReportMetric(0, "ns/op")
}

// A directory of the benchmarks is one that can be imported.
func TestSchoolDirectory(t *testing.T) {
	t.Parallel()
	address := databases()["sqlite"](t)
	file := schoolDirectory(t, 600)
	p := program{environ: []string{"PILOTENT_DATABASE_URL=" + address}}
	require.Contains(t, p.must(t, "import", "ecoles", file), "600")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	require.True(t, slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "0010001"+firstLetter) }), lines[1])
}
