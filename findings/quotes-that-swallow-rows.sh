#!/usr/bin/env bash
# What encoding/csv makes of quotes that people type into a cell.
#
# Expected: with LazyQuotes, `"Jean Moulin" A` is a cell with quotes in it, as
#   spreadsheets show it; or the row is an error.
# Happens: a cell that begins with a quote goes on to the next quote before a
#   separator, over line ends: rows vanish into it without an error. Without
#   LazyQuotes, that cell and `Ecole "Jean Moulin" A` are errors, and `="01500"` too.
# Version: go1.26.8, encoding/csv
# We: read cells ourselves, by the separators and the quotes that go in pairs on
#   the line, sheet/csv.go.
set -euo pipefail
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
cat >main.go <<'GO'
package main

import (
	"encoding/csv"
	"fmt"
	"strings"
)

func main() {
	for _, cell := range []string{`Ecole "Jean Moulin" A`, `"Jean Moulin" A`, `="01500"`} {
		for _, lazy := range []bool{false, true} {
			in := csv.NewReader(strings.NewReader("1;" + cell + ";x\n2;Wallon;x\n3;\"Ferry\";x\n"))
			in.Comma, in.LazyQuotes, in.FieldsPerRecord = ';', lazy, -1
			rows, err := in.ReadAll()
			fmt.Printf("%s, lazy %t: %q %v\n", cell, lazy, rows, err)
		}
	}
}
GO
cat >expected <<'SEEN'
Ecole "Jean Moulin" A, lazy false: [] parse error on line 1, column 9: bare " in non-quoted-field
Ecole "Jean Moulin" A, lazy true: [["1" "Ecole \"Jean Moulin\" A" "x"] ["2" "Wallon" "x"] ["3" "Ferry" "x"]] <nil>
"Jean Moulin" A, lazy false: [] parse error on line 1, column 15: extraneous or missing " in quoted-field
"Jean Moulin" A, lazy true: [["1" "Jean Moulin\" A;x\n2;Wallon;x\n3;\"Ferry" "x"]] <nil>
="01500", lazy false: [] parse error on line 1, column 4: bare " in non-quoted-field
="01500", lazy true: [["1" "=\"01500\"" "x"] ["2" "Wallon" "x"] ["3" "Ferry" "x"]] <nil>
SEEN
go mod init finding >install.log 2>&1 || { cat install.log; exit 2; }
go run . 2>&1 | tee seen
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
