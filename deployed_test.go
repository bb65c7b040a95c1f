package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"pilotent/config"
)

func deployed(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("deploy", file))
	require.NoError(t, err)
	return string(raw)
}

// Every setting that deploy/ gives exists, and what each file names is there.
func TestDeployedFilesAreWhole(t *testing.T) {
	t.Parallel()
	known := config.Reference()
	for _, file := range []string{"compose.yaml", "Containerfile", "pilotent.service", "nginx.conf"} {
		for _, name := range regexp.MustCompile(`PILOTENT_[A-Z_]+`).FindAllString(deployed(t, file), -1) {
			require.Contains(t, known, "`"+name+"`", file)
		}
	}
	var compose struct {
		Services map[string]struct {
			Image       string
			Build       struct{ Context, Dockerfile string }
			Deploy      struct{ Replicas int }
			Environment map[string]string
			Secrets     []string
			Volumes     []string
			Networks    []string
			Ports       []string
		}
		Networks, Volumes map[string]any
		Secrets           map[string]struct{ File string }
	}
	require.NoError(t, yaml.Unmarshal([]byte(deployed(t, "compose.yaml")), &compose))
	require.ElementsMatch(t, []string{"postgres", "redis", "mattermost", "pilotent", "proxy"}, keys(compose.Services))
	require.Equal(t, 2, compose.Services["pilotent"].Deploy.Replicas)
	used, secretive := map[string]bool{}, regexp.MustCompile(`(PASSWORD|TOKEN|SECRET|DATABASE_URL|DATASOURCE)(_FILE)?$`)
	for name, s := range compose.Services {
		if s.Image != "" {
			require.Regexp(t, `^docker\.io/[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$`, s.Image, "%s is pinned", name)
		} else {
			require.FileExists(t, filepath.Join("deploy", s.Build.Context, s.Build.Dockerfile))
		}
		for _, secret := range s.Secrets {
			require.Contains(t, compose.Secrets, secret, name)
			used[secret] = true
		}
		for variable, value := range s.Environment {
			if file, ok := strings.CutPrefix(value, "/run/secrets/"); ok {
				require.Contains(t, s.Secrets, file, "%s: %s", name, variable)
			}
			if strings.Contains(value, "${") {
				require.Regexp(t, `^\$\{[A-Z_]+:\?.+\}$`, value, "%s has no default", variable)
			}
			if secretive.MatchString(variable) {
				require.Regexp(t, `^(/run/secrets/|\$\{)`, value, variable)
			}
		}
		for _, volume := range s.Volumes {
			source, _, _ := strings.Cut(volume, ":")
			if strings.HasPrefix(source, "./") {
				require.FileExists(t, filepath.Join("deploy", source))
			} else {
				require.Contains(t, compose.Volumes, source)
			}
		}
		for _, network := range s.Networks {
			require.Contains(t, compose.Networks, network)
		}
		for _, port := range s.Ports {
			require.True(t, strings.HasPrefix(port, "127.0.0.1:"), "%s is open to this machine only", name)
		}
	}
	require.Len(t, used, len(compose.Secrets), "every secret is used")
	module, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	goVersion := regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(string(module))[1]
	require.Contains(t, deployed(t, "Containerfile"), "golang:"+goVersion+"-")
	unit := deployed(t, "pilotent.service")
	for _, line := range []string{"Restart=always", "StartLimitIntervalSec=0", "NoNewPrivileges=yes"} {
		require.Contains(t, unit, "\n"+line+"\n")
	}
}

func keys[V any](m map[string]V) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	return names
}

// tool is a program that tries a file of deploy/; deploy/try brings all of them, and lets
// none be missing.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		path = "/usr/sbin/" + name // where Debian puts servers, out of people's PATH
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("DEPLOYED") != "" {
			t.Fatalf("%s is not here", name)
		}
		t.Skipf("%s is not installed here; deploy/try brings it", name)
	}
	return path
}

// proxied is a proxy of deploy/, and how it is started.
type proxied struct {
	file    string
	program []string
	// refused is what it answers to a method that the path does not take.
	refused int
	// tooLarge is what it answers to a body that is too large.
	tooLarge []int
}

// The very proxies of deploy/, but for their ports, in front of a bot that says what it
// got.
func TestDeployedProxyLetsOnlyCallbacksAndCalendarsThrough(t *testing.T) {
	t.Parallel()
	for _, p := range []proxied{
		{"nginx.conf", []string{"nginx", "-p", "DIR", "-e", "stderr", "-c", "DIR/nginx.conf", "-g", "daemon off; master_process off;"}, http.StatusForbidden, []int{http.StatusRequestEntityTooLarge}},
		{"Caddyfile", []string{"caddy", "run", "--adapter", "caddyfile", "--config", "DIR/Caddyfile"}, http.StatusNotFound, []int{
			http.StatusRequestEntityTooLarge, http.StatusBadGateway, // before 2.7
		}},
	} {
		t.Run(p.program[0], func(t *testing.T) {
			t.Parallel()
			p.program[0] = tool(t, p.program[0])
			letsThrough(t, p)
		})
	}
}

func letsThrough(t *testing.T, p proxied) {
	const large = 5 << 20
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		_, _ = fmt.Fprintf(w, "%s %s auth=%s body=%d\n", r.Method, r.URL.Path, r.Header.Get("Authorization"), len(body))
		if r.URL.Path == "/slash/decision" {
			_, _ = w.Write(bytes.Repeat([]byte("x"), large))
		}
	}))
	t.Cleanup(bot.Close)
	dir, address := t.TempDir(), freeAddress(t)
	conf := strings.NewReplacer(
		"pilotent:8066", bot.Listener.Addr().String(), "listen 8066", "listen "+address, "\n:8066", "\nhttp://"+address, "/tmp/", dir+"/").Replace(deployed(t, p.file))
	require.NoError(t, os.WriteFile(filepath.Join(dir, p.file), []byte(conf), 0o600))
	var said bytes.Buffer
	args := strings.Split(strings.ReplaceAll(strings.Join(p.program[1:], "\n"), "DIR", dir), "\n")
	cmd := exec.CommandContext(t.Context(), p.program[0], args...)
	cmd.Env = append(os.Environ(), "HOME="+dir)
	cmd.Stdout, cmd.Stderr = &said, &said
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	url := "http://" + address
	ctx := waitContext(t)
	for get(t, url+"/") == 0 {
		require.NoError(t, ctx.Err(), "it does not answer: %s", p.file)
		pause(t, 20*time.Millisecond)
	}
	ask := func(method, path string, body int) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(ctx, method, url+path, bytes.NewReader(make([]byte, body)))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Token abc")
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer res.Body.Close() //nolint:errcheck // only read
		answer, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return res.StatusCode, string(answer)
	}
	for _, path := range []string{"/slash/decision", "/slash/ent-ecole", "/action", "/dialog"} {
		status, answer := ask(http.MethodPost, path, 1<<19)
		require.Equal(t, http.StatusOK, status, path)
		require.True(t, strings.HasPrefix(answer, "POST "+path+" auth=Token abc body=524288\n"), path)
		status, answer = ask(http.MethodPost, path, 1<<20+1)
		require.Contains(t, p.tooLarge, status, path)
		require.NotContains(t, answer, "auth=")
		status, _ = ask(http.MethodGet, path, 0)
		require.Equal(t, p.refused, status, path)
	}
	calendar := "/calendar/" + strings.Repeat("A", 26) + ".ics"
	status, answer := ask(http.MethodGet, calendar, 0)
	require.Equal(t, http.StatusOK, status)
	require.True(t, strings.HasPrefix(answer, "GET "+calendar+" "), answer)
	status, _ = ask(http.MethodPost, calendar, 0)
	require.Equal(t, p.refused, status)
	_, answer = ask(http.MethodPost, "/slash/decision", 10)
	require.Greater(t, len(answer), large)
	for _, path := range []string{
		"/", "/metrics", "/healthz", "/readyz", "/slash", "/slash/", "/slash/../metrics", "/slash/%2e%2e/metrics", "/slash/a/b", "/slash/a/../../metrics",
		"/actions", "/action/", "/dialog/x", "/calendar", "/calendar/", "/calendar/A", "/calendar/../metrics", "/calendar/A.ics/x", "/calendar/A.ics/../../metrics", "//metrics", "/SLASH/decision", "/debug/pprof/",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			status, answer := ask(method, path, 0)
			require.Equal(t, http.StatusNotFound, status, "%s %s", method, path)
			require.NotContains(t, answer, "auth=")
		}
	}

	bot.Close() // which they complain of
	status, _ = ask(http.MethodGet, calendar, 0)
	require.Equal(t, http.StatusBadGateway, status)
	status, _ = ask(http.MethodPost, "/action", 0)
	require.Equal(t, http.StatusBadGateway, status)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	require.Contains(t, said.String(), "/action")
	require.NotContains(t, said.String(), calendar, "who reads the log reads no calendar")
}

func TestHealth(t *testing.T) {
	t.Parallel()
	well := true
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" && !well {
			http.Error(w, "database: not answering", http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprintln(w, "ok")
	}))
	t.Cleanup(bot.Close)
	_, port, _ := strings.Cut(bot.Listener.Addr().String(), ":")
	for _, listen := range []string{"127.0.0.1:" + port, "0.0.0.0:" + port, ":" + port} {
		require.Equal(t, "ok\n", program{environ: []string{"PILOTENT_LISTEN=" + listen}}.must(t, "health"))
	}
	p := program{environ: []string{"PILOTENT_LISTEN=" + bot.Listener.Addr().String()}}
	p.must(t, "health", "--ready")
	well = false
	p.must(t, "health")
	status, _, errs := p.run(t, "", "health", "--ready")
	require.Equal(t, 1, status)
	require.Contains(t, errs, "503 Service Unavailable: database: not answering")
	status, _, errs = program{environ: []string{"PILOTENT_LISTEN=" + freeAddress(t)}}.run(t, "", "health")
	require.Equal(t, 1, status)
	require.Contains(t, errs, "nobody answers")
}

// Prometheus takes the rules, each fires when it should, and what the dashboard asks for
// is PromQL.
func TestDeployedRulesFire(t *testing.T) {
	t.Parallel()
	promtool := tool(t, "promtool")
	var dashboard struct {
		Panels []struct{ Targets []struct{ Expr string } }
	}
	require.NoError(t, json.Unmarshal([]byte(deployed(t, "grafana.json")), &dashboard))
	var rules strings.Builder
	rules.WriteString("groups:\n  - name: dashboard\n    rules:\n")
	asked := 0
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			asked++
			fmt.Fprintf(&rules, "      - {record: 'asked:%d', expr: %q}\n", asked, target.Expr)
		}
	}
	require.Greater(t, asked, 5)
	file := filepath.Join(t.TempDir(), "dashboard.yml")
	require.NoError(t, os.WriteFile(file, []byte(rules.String()), 0o600))
	for _, args := range [][]string{{"check", "rules", "deploy/alerts.yml", file}, {"test", "rules", "deploy/alerts_test.yml"}} {
		said, err := exec.CommandContext(t.Context(), promtool, args...).CombinedOutput()
		require.NoError(t, err, "%s", said)
	}
	for _, alert := range regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(deployed(t, "alerts.yml"), -1) {
		require.Contains(t, deployed(t, "alerts_test.yml"), alert[1], "it is tried")
	}
}
