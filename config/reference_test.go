package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/config"
)

func TestReference(t *testing.T) {
	t.Parallel()
	page := filepath.Join("..", "docs", "reference", "configuration.md")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(page), 0o755))
		require.NoError(t, os.WriteFile(page, []byte(config.Reference()), 0o644))
	}
	t.Run("the page is up to date", func(t *testing.T) {
		t.Parallel()
		got, err := os.ReadFile(page)
		require.NoError(t, err)
		require.Equal(t, config.Reference(), string(got), "run: go test ./config -update")
	})
	t.Run("there is a section for every field of Config, but for the file of the token", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, reflect.TypeFor[config.Config]().NumField()-1, sections(config.Reference()))
	})
	t.Run("a section that lacks is found", func(t *testing.T) {
		t.Parallel()
		page := config.Reference()
		last := strings.LastIndex(page, "\n## ")
		require.Equal(t, reflect.TypeFor[config.Config]().NumField()-2, sections(page[:last]))
	})
}

func sections(page string) int { return strings.Count(page, "\n## ") }
