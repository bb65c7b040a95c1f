package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/config"
	"pilotent/console"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/wording"
	"pilotent/scheduler"
)

// crowd is a program on an empty database, in whose team everybody is a pilot.
type crowd struct {
	*app
	db     *sql.DB // the same database, without us
	engine string
}

func newCrowd(tb testing.TB, engine string) crowd {
	tb.Helper()
	address := databases()[engine](tb)
	cfg, err := config.Load("", []string{databaseVariable + "=" + address})
	require.NoError(tb, err)
	f, err := environment{now: time.Now}.app(tb.Context(), cfg, operator{console.NewWorld(time.Now())}, scheduler.Options{Log: slog.New(slog.DiscardHandler)})
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, f.store.Close()) })
	_, err = f.service.CreateCommittee(tb.Context(), someone(0), committee.NewCommittee{Code: "COPIL", Name: "Comité de pilotage", Level: record.LevelTerritorial})
	require.NoError(tb, err)
	driver := "pgx"
	if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver = "sqlite"
		address = "file:" + (&url.URL{Path: file}).EscapedPath() + "?_pragma=busy_timeout(5000)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&_txlock=immediate"
	}
	db, err := sql.Open(driver, address)
	require.NoError(tb, err)
	if engine == "sqlite" {
		db.SetMaxOpenConns(1)
	} else {
		db.SetMaxIdleConns(people)
	}
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	return crowd{app: f, db: db, engine: engine}
}

// someone is one of the people who log.
func someone(i int) record.Actor {
	return record.Actor{
		Team: console.Team, Channel: "copil", User: record.Person{ID: record.UserID(fmt.Sprintf("u%d", i)), Username: fmt.Sprintf("membre-%d", i)},
		Consent: record.Consent{All: true},
	}
}

// people log at the same time.
const people = 50

// decided is a text of a decision, one of a kind.
func decided(i int) string {
	r := rand.New(rand.NewPCG(1881, uint64(i)))
	verbs := strings.Fields("Adopter Retenir Financer Reporter Valider Ouvrir Déployer Former Choisir Publier Équiper Suspendre")
	nouns := strings.Fields("école tablettes charte calendrier messagerie convention marché formation câblage budget réunion enquête référent parents vague")
	noun := func() string { return nouns[r.IntN(len(nouns))] }
	return fmt.Sprintf("%s la %s de la %s et le %s du quartier %d avant la rentrée", verbs[r.IntN(len(verbs))], noun(), noun(), noun(), i)
}

// atOnce runs n times, for the people by turns.
func atOnce(tb testing.TB, first, n int, do func(ctx context.Context, i int) error) time.Duration {
	tb.Helper()
	var next atomic.Int64
	next.Store(int64(first))
	errs := make(chan error, people)
	began := time.Now()
	for range people {
		go func() {
			for i := next.Add(1) - 1; i < int64(first+n); i = next.Add(1) - 1 {
				if err := do(tb.Context(), int(i)); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range people {
		require.NoError(tb, <-errs)
	}
	return time.Since(began)
}

// BenchmarkLogDecisions has 50 people log 2,000 decisions of one committee at once, and
// by turns in the same run, of another project, as many with the same statements under
// the same lock and nothing else: "ratio" is the first rate over the second. The numbers
// have no gap.
func BenchmarkLogDecisions(b *testing.B) {
	const n, turns = 2_000, 8
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			var ratios []float64
			var ours, bare time.Duration
			for b.Loop() {
				c := newCrowd(b, engine)
				raw := newBareLog(b, c)
				for turn := range turns {
					first := turn * n / turns
					mine := atOnce(b, first, n/turns, func(ctx context.Context, i int) error {
						_, err := c.service.LogDecision(ctx, someone(i%people), committee.NewDecision{Text: decided(i), Committee: "COPIL"})
						return err
					})
					theirs := atOnce(b, first, n/turns, raw.log)
					ours, bare, ratios = ours+mine, bare+theirs, append(ratios, theirs.Seconds()/mine.Seconds())
				}
				for _, project := range []string{string(c.project(b)), "bare"} {
					require.Equal(b, n, c.gapless(b, project), project)
				}
			}
			slices.Sort(ratios)
			rounds := float64(len(ratios)) / turns
			b.ReportMetric(rounds*n/ours.Seconds(), "decisions/s")
			b.ReportMetric(rounds*n/bare.Seconds(), "bare/s")
			b.ReportMetric(ratios[len(ratios)/2], "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func (c crowd) project(tb testing.TB) (id record.ProjectID) {
	require.NoError(tb, c.db.QueryRowContext(tb.Context(), "SELECT project_id FROM committees WHERE code = 'COPIL' AND project_id <> 'bare'").Scan(&id))
	return id
}

// gapless is how many decisions a project has; their numbers are from 1 on, each once.
func (c crowd) gapless(tb testing.TB, project string) int {
	tb.Helper()
	rows, err := c.db.QueryContext(tb.Context(), "SELECT ref FROM decisions WHERE project_id = $1", project)
	require.NoError(tb, err)
	defer rows.Close()
	var numbers []int
	for rows.Next() {
		var ref string
		var year, number int
		require.NoError(tb, rows.Scan(&ref))
		_, err := fmt.Sscanf(ref, "COPIL-%d-%d", &year, &number)
		require.NoError(tb, err)
		numbers = append(numbers, number)
	}
	require.NoError(tb, rows.Err())
	slices.Sort(numbers)
	for i, n := range numbers {
		require.Equal(tb, i+1, n)
	}
	return len(numbers)
}

// bareLog logs decisions with the statements that the program runs for one, and nothing
// else: no rule, no rights, nobody is asked.
type bareLog struct {
	crowd
	statements []*sql.Stmt
}

// What the program runs to log a decision: two reads before, the rest in the
// transaction. The columns are those of which something is kept.
const (
	readProject = iota
	readCommittees
	readAgain
	count
	readSame
	writeDecision
	dropWords
	writeWords
	dropSchools
	writeDelivery
	writeHistory
)

// bareWords is how many keys the text of a decision has.
const bareWords = 14

func newBareLog(tb testing.TB, c crowd) bareLog {
	tb.Helper()
	_, err := c.db.ExecContext(tb.Context(), "INSERT INTO projects (id, team_id, zone) VALUES ('bare', 'bare', 'Europe/Paris')")
	require.NoError(tb, err)
	_, err = c.db.ExecContext(tb.Context(), "INSERT INTO committees (project_id, code, name, channel_id) VALUES ('bare', 'COPIL', 'Comité', 'copil')")
	require.NoError(tb, err)
	numbered := func(first, n int) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf("$%d", first+i))
		}
		return strings.Join(list, ", ")
	}
	var words []string
	for i := range bareWords {
		words = append(words, "("+numbered(1+3*i, 3)+")")
	}
	const decision = "project_id, ref, committee, body, state, reason, selection, author_id, author_name, logged_at, settled_at, version, supersedes, superseded_by"
	const project = "SELECT id, team_id, name, zone, region, locale, created_at, quiet, selectors FROM projects WHERE "
	b := bareLog{crowd: c}
	for _, text := range []string{
		project + "team_id = $1",
		`SELECT project_id, code, name, level, channel_id, channel_name, diffusion, series, leads, digest, created_at, creator_id, creator_name, state
			FROM committees WHERE project_id = $1 AND state <> 'withdrawn' ORDER BY code`,
		project + "id = $1",
		`INSERT INTO counters (project_id, sequence, value) VALUES ($1, $2, 1)
			ON CONFLICT (project_id, sequence) DO UPDATE SET value = counters.value + 1 RETURNING value`,
		"SELECT decision_id FROM decision_words WHERE project_id = $1 AND word = $2",
		"INSERT INTO decisions (" + decision + ", worded) VALUES (" + numbered(1, 15) + `)
			ON CONFLICT (project_id, ref) DO UPDATE SET body = excluded.body RETURNING id`,
		"DELETE FROM decision_words WHERE decision_id = $1 AND word NOT IN (" + numbered(2, bareWords) + ")",
		"INSERT INTO decision_words (project_id, word, decision_id) VALUES " + strings.Join(words, ", ") + " ON CONFLICT DO NOTHING",
		"DELETE FROM decision_schools WHERE decision_id = $1",
		"INSERT INTO deliveries (project_id, subject, kind, recipient, due_at, occurrence, next_at, created_at) VALUES (" + numbered(1, 8) + `)
			ON CONFLICT (project_id, subject, kind, recipient, due_at, occurrence) DO UPDATE SET next_at = excluded.next_at`,
		`INSERT INTO history (project_id, subject, changed_at, author_id, author_name, channel_id, change, before_json, after_json, note)
			VALUES (` + numbered(1, 10) + ")",
	} {
		s, err := c.db.PrepareContext(tb.Context(), text)
		require.NoError(tb, err)
		tb.Cleanup(func() { _ = s.Close() })
		b.statements = append(b.statements, s)
	}
	return b
}

// log is one decision.
func (b bareLog) log(ctx context.Context, i int) error {
	if err := b.read(ctx); err != nil {
		return err
	}
	t, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }()
	run := func(s int) *sql.Stmt { return t.StmtContext(ctx, b.statements[s]) }
	if b.engine == "postgres" {
		if _, err := t.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended('pilotent/project/' || $1::text, 0))", "bare"); err != nil {
			return err
		}
	}
	if err := drain(run(readAgain).QueryContext(ctx, "bare")); err != nil {
		return err
	}
	var number, id int64
	if err := run(count).QueryRowContext(ctx, "bare", "decision/COPIL/2026").Scan(&number); err != nil {
		return err
	}
	ref, now, text := fmt.Sprintf("COPIL-2026-%03d", number), time.Now().UnixMilli(), decided(i)
	same := fmt.Sprintf("=%024d", i)
	keys := append([]string{same}, wording.Keys(ref, text)...)
	for len(keys) < bareWords {
		keys = append(keys, fmt.Sprintf("word%d", len(keys)))
	}
	if err := drain(run(readSame).QueryContext(ctx, "bare", same)); err != nil {
		return err
	}
	err = run(writeDecision).QueryRowContext(ctx, "bare", ref, "COPIL", text, "adopted", "", "", "u1", "membre-1", now, now, 1, "", "", 1).Scan(&id)
	if err != nil {
		return err
	}
	drop, words := []any{id}, []any{}
	for _, k := range keys[:bareWords] {
		drop, words = append(drop, k), append(words, "bare", k, id)
	}
	after := fmt.Sprintf(`{"Project":"bare","Ref":%q,"Committee":"COPIL","Text":%q,"State":"adopted","Author":{"ID":"u1","Username":"membre-1"}}`, ref, text)
	for _, s := range []struct {
		statement int
		args      []any
	}{
		{dropWords, drop},
		{writeWords, words},
		{dropSchools, []any{id}},
		{writeDelivery, []any{"bare", "decision/" + ref, "decision.settled", "channel/copil", now, "1", now, now}},
		{writeHistory, []any{"bare", "decision/" + ref, now, "u1", "membre-1", "copil", "decision.logged", "", after, ""}},
	} {
		if _, err := run(s.statement).ExecContext(ctx, s.args...); err != nil {
			return err
		}
	}
	return t.Commit()
}

// read is what is read beforehand, on one state.
func (b bareLog) read(ctx context.Context) error {
	t, err := b.db.BeginTx(ctx, map[string]*sql.TxOptions{"postgres": {Isolation: sql.LevelRepeatableRead, ReadOnly: true}}[b.engine])
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }()
	for _, s := range []int{readProject, readCommittees} {
		if err := drain(t.StmtContext(ctx, b.statements[s]).QueryContext(ctx, "bare")); err != nil {
			return err
		}
	}
	return t.Commit()
}

// drain reads all rows.
func drain(rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Close()
}
