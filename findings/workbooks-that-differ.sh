#!/usr/bin/env bash
# Whether excelize writes the same workbook twice as the same file.
#
# Expected: yes; with cells that are set one by one it does, parts and dates included.
# Happens: with a StreamWriter for each of several sheets, the sheets stand in the file
#   in another order from one write to the next, so that the same register has other
#   checksums. What is shown is the same.
# Version: github.com/xuri/excelize/v2 v2.11.1
# We: put the parts in order as they are written, reports/workbook.go.
set -euo pipefail
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
cat >main.go <<'GO'
package main

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

func workbook(stream bool) string {
	f := excelize.NewFile()
	for i := range 4 {
		name := fmt.Sprint("Registre ", i+1)
		_, err := f.NewSheet(name)
		check(err)
		if !stream {
			check(f.SetCellStr(name, "A1", "COPIL-2026-001"))
			continue
		}
		w, err := f.NewStreamWriter(name)
		check(err)
		check(w.SetRow("A1", []any{"COPIL-2026-001"}))
		check(w.Flush())
	}
	var b bytes.Buffer
	check(f.Write(&b))
	return b.String()
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	for _, stream := range []bool{false, true} {
		files := map[string]bool{}
		for range 60 {
			files[workbook(stream)] = true
		}
		fmt.Printf("streamed %t, written 60 times: one file %t\n", stream, len(files) == 1)
	}
}
GO
cat >expected <<'SEEN'
streamed false, written 60 times: one file true
streamed true, written 60 times: one file false
SEEN
{
	go mod init finding
	go get github.com/xuri/excelize/v2@v2.11.1
} >install.log 2>&1 || { cat install.log; exit 2; }
go run . 2>&1 | tee seen
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
