package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// stuck makes whoever writes the second batch of an import hang, inside its
// transaction; unstuck ends that, also what a dead process has left on a server.
var stuck, unstuck = map[string][]string{
	"sqlite": {
		`CREATE VIEW forever AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c`,
		`CREATE TRIGGER stuck BEFORE DELETE ON import_batches WHEN OLD.number = 2 BEGIN SELECT COUNT(*) FROM forever; END`,
	},
	"postgres": {
		`CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN OLD; END'`,
		`CREATE TRIGGER stuck BEFORE DELETE ON import_batches FOR EACH ROW WHEN (OLD.number = 2) EXECUTE FUNCTION stuck()`,
	},
}, map[string][]string{
	"sqlite": {`DROP TRIGGER stuck`, `DROP VIEW forever`},
	"postgres": {
		`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
		`DROP TRIGGER stuck ON import_batches`,
	},
}

// A process that is killed in the middle of a batch leaves that one whole, and the rest,
// to the next.
func TestAnImportWhoseProcessIsKilled(t *testing.T) {
	t.Parallel()
	for engine, fresh := range databases() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			p := program{environ: []string{databaseVariable + "=" + fresh(t)}}
			p.must(t, "import", "ecoles", schoolDirectory(t, 250))
			text, err := os.ReadFile(schoolDirectory(t, 250))
			require.NoError(t, err)
			file := filepath.Join(t.TempDir(), "ecoles.csv")
			require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(string(text), ";École ", ";Nouvelle école ")), 0o600))

			_, address, _ := strings.Cut(p.environ[0], "=")
			db := connect(t, address)
			does := func(statements []string) {
				for _, s := range statements {
					_, err := db.ExecContext(t.Context(), s)
					require.NoError(t, err)
				}
			}
			count := func(what string) string { return column(t, db, "SELECT COUNT(*) FROM "+what)[0] }
			does(stuck[engine])
			cmd := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0])
			cmd.Env = append(os.Environ(), append(p.environ, replicaVariable+"=import ecoles "+file, skewVariable+"=0s", leaseVariable+"=0s")...)
			require.NoError(t, cmd.Start())
			t.Cleanup(func() { _ = cmd.Process.Kill() }) // it has ended, but where something above has failed
			for ctx := waitContext(t); count("import_batches") != "2"; pause(t, 10*time.Millisecond) {
				require.NoError(t, ctx.Err())
			}
			require.NoError(t, cmd.Process.Kill())
			require.Error(t, cmd.Wait())
			does(unstuck[engine])
			require.Equal(t, "2", count("import_batches"))
			require.Equal(t, "100", count("schools WHERE name LIKE 'Nouvelle%'"))

			require.Contains(t, p.must(t, "import", "ecoles", file), "inchangées : 250", "the next import finds all of it")
			require.Equal(t, "0", count("import_batches"))
			require.Equal(t, "250", count("schools WHERE name LIKE 'Nouvelle%'"))
			require.Equal(t, "250", count("history WHERE change = 'school.renamed'"))
			require.Equal(t, "2", count("history WHERE change = 'schools.imported'"))
		})
	}
}
