package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pilotent/bot/mattermosttest"
	"pilotent/internal/testenv"
)

// opened is what somebody reads who opens the files of a conversation, by name: rows of
// spreadsheets and of CSV, lines of Markdown, the text that PDF pages are copied out as.
func opened(t *testing.T, files []mattermosttest.File) string {
	t.Helper()
	slices.SortFunc(files, func(a, b mattermosttest.File) int { return strings.Compare(a.Name, b.Name) })
	var out strings.Builder
	for _, f := range files {
		fmt.Fprintf(&out, "== %s\n", f.Name)
		switch filepath.Ext(f.Name) {
		case ".xlsx":
			book, err := excelize.OpenReader(bytes.NewReader(f.Data))
			require.NoError(t, err)
			for _, sheet := range book.GetSheetList() {
				rows, err := book.GetRows(sheet)
				require.NoError(t, err)
				write(&out, rows)
			}
		case ".csv":
			plain, marked := bytes.CutPrefix(f.Data, []byte("\ufeff"))
			require.True(t, marked, "Excel reads accents after a BOM")
			r := csv.NewReader(bytes.NewReader(plain))
			r.Comma = ';'
			rows, err := r.ReadAll()
			require.NoError(t, err)
			write(&out, rows)
		case ".pdf":
			out.WriteString(copiedOut(t, f.Data))
		default:
			out.Write(f.Data)
		}
		out.WriteString("\n")
	}
	return out.String()
}

// written are the files that the console has written.
func written(t *testing.T, folder string) (files []mattermosttest.File) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		require.NoError(t, err)
		files = append(files, mattermosttest.File{Name: e.Name(), Data: data})
	}
	return files
}

// sent are the files that the bot has sent to people.
func (s *stage) sent() (files []mattermosttest.File) {
	for _, u := range s.users {
		for _, p := range s.fake.DirectPosts(s.bot.Id, u.Id) {
			files = append(files, s.fake.Files(p)...)
		}
	}
	return files
}

func write(out *strings.Builder, rows [][]string) {
	for _, r := range rows {
		fmt.Fprintln(out, strings.TrimRight(strings.Join(r, " | "), " |"))
	}
}

func copiedOut(t *testing.T, pdf []byte) string {
	t.Helper()
	var said bytes.Buffer
	require.NoError(t, testenv.Prepare(t.Context(), &said, "poppler-utils"), said.String())
	path := filepath.Join(t.TempDir(), "a.pdf")
	require.NoError(t, os.WriteFile(path, pdf, 0o600))
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-enc", "UTF-8", "-raw", path, "-").Output()
	require.NoError(t, err)
	return string(text)
}
