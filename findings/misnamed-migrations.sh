#!/usr/bin/env bash
# Which files of a folder goose takes for migrations.
#
# Expected: every .sql file is a migration, or an error says which is misnamed.
# Happens: a name without "number_", or whose ending is written otherwise, is left
#   out in silence; "up to date" is then said of a database that lacks it. A name for
#   another tool, "00002_words.up.sql", is taken.
# Version: github.com/pressly/goose/v3 v3.29.0
# We: count the files against what goose lists, storage/migrations_test.go.
set -euo pipefail
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
cat >main.go <<'GO'
package main

import (
	"context"
	"database/sql"
	"fmt"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite"
)

func main() {
	file := &fstest.MapFile{Data: []byte("-- +goose Up\nSELECT 1;\n")}
	for _, name := range []string{"00002_words.sql", "2_words.sql", "00002_words.up.sql", "00002.sql", "00002-words.sql", "00002_words.SQL", "words.sql", "v2_words.sql"} {
		db, err := sql.Open("sqlite", ":memory:")
		check(err)
		db.SetMaxOpenConns(1)
		provider, err := goose.NewProvider(goose.DialectSQLite3, db, fstest.MapFS{"00001_first.sql": file, name: file}, goose.WithDisableGlobalRegistry(true))
		check(err)
		done, err := provider.Up(context.Background())
		pending, pendingErr := provider.HasPending(context.Background())
		check(pendingErr)
		fmt.Printf("00001_first.sql and %s: %d applied, error %v, pending %t\n", name, len(done), err, pending)
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
GO
cat >expected <<'SEEN'
00001_first.sql and 00002_words.sql: 2 applied, error <nil>, pending false
00001_first.sql and 2_words.sql: 2 applied, error <nil>, pending false
00001_first.sql and 00002_words.up.sql: 2 applied, error <nil>, pending false
00001_first.sql and 00002.sql: 1 applied, error <nil>, pending false
00001_first.sql and 00002-words.sql: 1 applied, error <nil>, pending false
00001_first.sql and 00002_words.SQL: 1 applied, error <nil>, pending false
00001_first.sql and words.sql: 1 applied, error <nil>, pending false
00001_first.sql and v2_words.sql: 1 applied, error <nil>, pending false
SEEN
{
	go mod init finding
	go get github.com/pressly/goose/v3@v3.29.0 modernc.org/sqlite@v1.62.0
} >install.log 2>&1 || { cat install.log; exit 2; }
go run . 2>&1 | tee seen
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
