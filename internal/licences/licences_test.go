package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const mit = "Copyright 2020 somebody\n\nPermission is hereby granted, free of charge, to any person\nobtaining a copy"

func TestLicence(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		files       map[string]string
		want, fault string
	}{
		"one that we know":           {map[string]string{"LICENSE": mit}, "MIT", ""},
		"whatever its file is named": {map[string]string{"copying.md": mit}, "MIT", ""},
		"a notice beside it":         {map[string]string{"LICENSE": mit, "LICENSE-LOGO": "The logo is ours."}, "MIT", ""},
		"one that names another":     {map[string]string{"LICENSE": "Mozilla Public License, version 2.0\n" + strings.Repeat("x ", 200) + "GNU General Public License"}, "MPL-2.0", ""},
		"one that may be chosen":     {map[string]string{"LICENSE": "Use of the Freetype-Go software is subject to your choice of exactly one of\nthe following two licenses:\n  * The FreeType License, which is similar to the original BSD license with\n    an advertising clause, or\n  * The GNU General Public License (GPL), version 2 or later."}, "FreeType", ""},
		"none":                       {map[string]string{"README.md": mit}, "", "no licence that we know"},
		"one that nobody knows":      {map[string]string{"LICENSE": "Do as you please on Sundays."}, "", "no licence that we know"},
		"one that asks more":         {map[string]string{"LICENSE": "              GNU AFFERO\n GENERAL PUBLIC LICENSE\n"}, "", `LICENSE: "GNU" is not allowed`},
		"one that takes back":        {map[string]string{"LICENSE": "“Commons Clause” License Condition v1.0\n" + mit}, "", `LICENSE: "Commons Clause" is not allowed`},
		"a part under another":       {map[string]string{"LICENSE": mit, "LICENSE-PART": "GNU LESSER GENERAL PUBLIC LICENSE"}, "", `LICENSE-PART: "GNU" is not allowed`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for file, text := range tc.files {
				require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600))
			}
			got, err := licence(dir)
			if tc.fault != "" {
				require.EqualError(t, err, tc.fault)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
	_, err := licence("")
	require.ErrorContains(t, err, "go mod download")
}

// The test's own program has modules too.
func TestCheck(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, check(&out, os.Args[0]))
	require.Contains(t, out.String(), "modules under")
	require.Error(t, check(&out, "licences.go"))
}
