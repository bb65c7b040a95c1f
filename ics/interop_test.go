package ics_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// icaljs is what Thunderbird and Nextcloud read calendars with.
const icaljs = "ical.js@2.2.1"

const icalScript = `
const ICAL = (await import(process.argv[2] + "/node_modules/ical.js/dist/ical.js")).default;
const fs = await import("fs");
const mode = process.argv[3];
const root = new ICAL.Component(ICAL.parse(fs.readFileSync(process.argv[4], "utf8")));
for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const utc = t => t ? t.toJSDate().toISOString().replace(".000", "") : "";
const events = root.getAllSubcomponents("vevent");
const text = (e, name) => e.getFirstPropertyValue(name) ?? "";
if (mode === "events") {
  console.log(JSON.stringify(events.map(e => ({
    uid: text(e, "uid"), sequence: text(e, "sequence"), start: utc(text(e, "dtstart")), end: utc(text(e, "dtend")),
    summary: text(e, "summary"), description: text(e, "description"), location: text(e, "location"), status: text(e, "status"),
  }))));
} else {
  const master = new ICAL.Event(events.find(e => !e.hasProperty("recurrence-id")));
  for (const e of events) if (e.hasProperty("recurrence-id")) master.relateException(e);
  const all = [], i = master.iterator();
  for (let next; (next = i.next());) {
    const d = master.getOccurrenceDetails(next);
    all.push(utc(d.startDate) + " " + d.item.component.getFirstPropertyValue("status"));
  }
  console.log(JSON.stringify(all));
}
`

// npm fetches from the network, so that it is tried by make interop only.
func TestInteropIcalJS(t *testing.T) {
	if os.Getenv("INTEROP") == "" {
		t.Skip("make interop runs this")
	}
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), program(t, "npm", "npm"), "install", "--prefix", dir, "--ignore-scripts", "--no-audit", "--no-fund", icaljs).CombinedOutput()
	require.NoError(t, err, string(out))
	script := filepath.Join(dir, "read.mjs")
	require.NoError(t, os.WriteFile(script, []byte(icalScript), 0o600))
	node := program(t, "npm", "node")
	r := reader{
		events: func(t *testing.T, text []byte) []read { return ask[[]read](t, text, node, script, dir, "events") },
		occurrences: func(t *testing.T, text []byte) []string {
			return ask[[]string](t, text, node, script, dir, "occurrences")
		},
		rules: true,
	}
	instantsAreReadRight(t, r)
	textsAreReadRight(t, r)
	seriesAreReadRight(t, r)
}
