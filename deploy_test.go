package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/governance/committee"
)

// What deploy/ asks for is told by /metrics.
func TestDeployedRulesAskForMetricsThatExist(t *testing.T) {
	t.Parallel()
	store, err := environment{}.open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	m := newMetrics()
	m.watch(store)
	m.follow(bot.New(bot.Options{}))
	m.settled(committee.MeetingReminder, "lease_lost")
	m.resolved(true)
	m.scanned(time.Now())
	m.requests.WithLabelValues("GET /", "200").Observe(1)
	families, err := m.registry.Gather()
	require.NoError(t, err)
	told := map[string]bool{}
	for _, f := range families {
		told[f.GetName()] = true
	}
	name := regexp.MustCompile(`\bpilotent_[a-z_]+`)
	for _, file := range []string{"alerts.yml", "grafana.json"} {
		raw, err := os.ReadFile(filepath.Join("deploy", file))
		require.NoError(t, err)
		asked := name.FindAllString(string(raw), -1)
		require.Greater(t, len(asked), 5)
		for _, n := range asked {
			require.True(t, told[strings.TrimSuffix(n, "_bucket")], "%s asks for %s", file, n)
		}
	}
	operations, err := os.ReadFile(filepath.Join("docs", "operations.md"))
	require.NoError(t, err)
	for n := range told {
		if strings.HasPrefix(n, "pilotent_") {
			require.Contains(t, string(operations), n, "docs/operations.md says what each metric tells")
		}
	}
	var dashboard struct{ Panels []struct{ Title string } }
	raw, err := os.ReadFile(filepath.Join("deploy", "grafana.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &dashboard))
	require.NotEmpty(t, dashboard.Panels)
	var rules struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	raw, err = os.ReadFile(filepath.Join("deploy", "alerts.yml"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(raw, &rules))
	require.NotEmpty(t, rules.Groups[0].Rules)
}
