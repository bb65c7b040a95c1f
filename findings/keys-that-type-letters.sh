#!/usr/bin/env bash
# What the line editor of golang.org/x/term makes of Home, End and the arrows.
#
# Expected: a terminal sends ESC [ H or, in application mode, ESC O H; some send
#   ESC [ 1 ~. All of them move the cursor.
# Happens: ESC O is taken for a whole sequence that says nothing, and the letter after
#   it for one that was typed: Home writes an H into the line, End an F, Up an A.
#   ESC [ 1 ~, 4 ~, 7 ~ and 8 ~ do nothing.
# Version: golang.org/x/term v0.47.0
# We: translate what the terminal sends before x/term reads it, console/keys.go.
set -euo pipefail
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"
)

func main() {
	for _, key := range []struct{ name, sent string }{
		{"Home, ESC [ H", "[H"}, {"End, ESC [ F", "[F"}, {"Home, ESC O H", "OH"}, {"End, ESC O F", "OF"}, {"Up, ESC O A", "OA"},
		{"Home, ESC [ 1 ~", "[1~"}, {"End, ESC [ 4 ~", "[4~"}, {"Home, ESC [ 7 ~", "[7~"},
	} {
		in := strings.NewReader("bc\x1b" + key.sent + "a\r")
		line, err := term.NewTerminal(struct {
			io.Reader
			io.Writer
		}{in, io.Discard}, "").ReadLine()
		fmt.Printf("b, c, %s, a: %q %v\n", key.name, line, err)
	}
}
GO
cat >expected <<'SEEN'
b, c, Home, ESC [ H, a: "abc" <nil>
b, c, End, ESC [ F, a: "bca" <nil>
b, c, Home, ESC O H, a: "bcHa" <nil>
b, c, End, ESC O F, a: "bcFa" <nil>
b, c, Up, ESC O A, a: "bcAa" <nil>
b, c, Home, ESC [ 1 ~, a: "bca" <nil>
b, c, End, ESC [ 4 ~, a: "bca" <nil>
b, c, Home, ESC [ 7 ~, a: "bca" <nil>
SEEN
{
	go mod init finding
	go get golang.org/x/term@v0.47.0
} >install.log 2>&1 || { cat install.log; exit 2; }
go run . 2>&1 | tee seen
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
