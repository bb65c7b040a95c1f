package governance_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/codec"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

var updateHistory = flag.Bool("update-history", false,
	"write anew how events are stored; only with a version that is new, or a noun")

// kept is one family of changes: one of them, and what it keeps.
type kept struct {
	change string
	state  record.State
}

// later are the families that have no version 0: they came after version 1.
var later = []string{"agreement", "convocation", "member", "outcome", "partner", "plan", "point", "proceedings", "profile", "project", "remark", "rules", "seat", "series", "move", "set", "hold_up", "area", "school_team"}

func families() map[string]kept {
	return map[string]kept{
		"action":       {"action.postponed", rollout.SupportAction{}},
		"agreement":    {"agreement.renewed", committee.Agreement{}},
		"area":         {"area.set", rollout.Area{}},
		"committee":    {"committee.digest", record.Committee{}},
		"contract":     {"contract.clause", contract.Contract{}},
		"convocation":  {"convocation.sent", sitting.Convocation{}},
		"decision":     {"decision.adopted", committee.Decision{}},
		"hold_up":      {"hold_up.noted", perimeter.HoldUp{}},
		"meeting":      {"meeting.moved", committee.Meeting{}},
		"member":       {"member.left", organisation.Member{}},
		"move":         {"move.done", rollout.Move{}},
		"outcome":      {record.OutcomeNoted, record.Outcome{}},
		"outage":       {"outage.cancelled", acceptance.Outage{}},
		"outage.rate":  {"outage.rate", acceptance.ServiceLevel{}},
		"partner":      {"partner.changed", organisation.Partner{}},
		"plan":         {"plan.corrected", organisation.Draft{}},
		"point":        {"point.added", sitting.Point{}},
		"preferences":  {"preferences.changed", reminder.Preferences{}},
		"proceedings":  {"proceedings.posted", proceedings.Proceedings{}},
		"profile":      {"profile.changed", organisation.Profile{}},
		"project":      {"project.closed", record.Project{}},
		"remark":       {"remark.given", proceedings.Remark{}},
		"reservation":  {"reservation.lifted", acceptance.Reservation{}},
		"rules":        {"rules.changed", sitting.Rules{}},
		"school":       {"school.moved", perimeter.School{}},
		"school_team":  {"school_team.added", rollout.Teammate{}},
		"schools":      {"schools.imported", perimeter.ImportReport{}},
		"seat":         {"seat.present", sitting.Seat{}},
		"series":       {"series.changed", sitting.Series{}},
		"set":          {"set.changed", perimeter.Set{}},
		"settings":     {"settings.changed", record.Project{}},
		"vacation":     {"vacation.imported", perimeter.VacationReport{}},
		"verification": {"verification.extension_asked", acceptance.Verification{}},
	}
}

func TestEveryFamilyOfEventsIsTested(t *testing.T) {
	t.Parallel()
	require.ElementsMatch(t, governance.Events().Families(), slices.Collect(maps.Keys(families())))
}

// The names under which history stores its events are part of no refactoring: a
// renamed field of Go, or of JSON, is a difference in these files, which old rows
// do not follow.
func TestStoredEvents(t *testing.T) {
	t.Parallel()
	t.Run("as they are written, and read back", func(t *testing.T) {
		t.Parallel()
		var out strings.Builder
		for _, family := range slices.Sorted(maps.Keys(families())) {
			k := families()[family]
			full := filled(t, k.state)
			_, text := texts(t, k.change, full)
			fmt.Fprintf(&out, "%s\n%s\n", k.change, text)
		}
		for change, text := range pairs(goldenHistory(t, "written.txt", out.String())) {
			line := record.HistoryLine{Change: change}
			require.NoError(t, governance.Events().Read(&line, text, text), change)
			family, _, _ := strings.Cut(change, ".")
			if _, own := families()[change]; own {
				family = change
			}
			require.Equal(t, filled(t, families()[family].state), line.After, change)
		}
	})
	// 1.txt holds rows of version 1: it is not edited. What later versions have added
	// stands behind what they say.
	t.Run("version 1, as it is read", func(t *testing.T) {
		t.Parallel()
		rows, err := os.ReadFile(filepath.Join("testdata", "history", "1.txt"))
		require.NoError(t, err)
		require.Len(t, pairs(string(rows)), 15)
		for change, text := range pairs(string(rows)) {
			line := record.HistoryLine{Change: change}
			require.NoError(t, governance.Events().Read(&line, text, text), change)
			before, after, err := governance.Events().Texts(line)
			require.NoError(t, err)
			require.Equal(t, before, after)
			_, was, _ := strings.Cut(text, ",")
			_, is, _ := strings.Cut(after, ",")
			require.Contains(t, is, strings.TrimSuffix(was, "}"), change)
		}
	})
	// 0.txt holds rows as the program of 92ba101 has written them: it is not edited.
	t.Run("version 0, without a number and with the names of Go fields, as it is read", func(t *testing.T) {
		t.Parallel()
		rows, err := os.ReadFile(filepath.Join("testdata", "history", "0.txt"))
		require.NoError(t, err)
		var out strings.Builder
		met := map[string]bool{}
		for _, family := range later {
			require.Contains(t, families(), family)
		}
		for row := range slices.Chunk(strings.Split(strings.TrimSuffix(string(rows), "\n"), "\n"), 3) {
			line := record.HistoryLine{Change: row[0]}
			require.NoError(t, governance.Events().Read(&line, row[1], row[2]), row[0])
			before, after, err := governance.Events().Texts(line)
			require.NoError(t, err)
			require.Equal(t, row[1] == "", before == "")
			fmt.Fprintf(&out, "%s\n%s\n%s\n", row[0], before, after)
			met[fmt.Sprintf("%T", line.After)] = true
		}
		goldenHistory(t, "0-as-1.txt", out.String())
		require.Len(t, met, len(families())-len(later), "of each family there is a row, but of those that the program had not")
	})
}

// What the rows of today keep as JSON in a column has its names for the same reason.
func TestStoredColumns(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	columns := []any{
		record.Person{},
		record.Lead{},
		record.Digest{},
		record.Quiet{},
		record.Closing{},
		contract.Notice{},
		acceptance.Count{},
		acceptance.ExtensionRequest{},
		contract.Derogation{},
		committee.Institution{},
		contract.Delay{},
		organisation.Edit{},
	}
	for _, column := range columns {
		text, err := json.Marshal(filled(t, column))
		require.NoError(t, err)
		fmt.Fprintf(&out, "%T\n%s\n", column, text)
	}
	goldenHistory(t, "columns.txt", out.String())
}

// goldenHistory is what a file says, which has to be got.
func goldenHistory(t *testing.T, name, got string) string {
	t.Helper()
	file := filepath.Join("testdata", "history", name)
	if *updateHistory {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
	return string(want)
}

// pairs are the lines of a text, two by two.
func pairs(text string) map[string]string {
	all := map[string]string{}
	for two := range slices.Chunk(strings.Split(strings.TrimSuffix(text, "\n"), "\n"), 2) {
		all[two[0]] = two[1]
	}
	return all
}

func texts(t require.TestingT, change string, state record.State) (before, after string) {
	before, after, err := governance.Events().Texts(record.HistoryLine{Change: change, Before: state, After: state})
	require.NoError(t, err)
	return before, after
}

// filled is a value of the same type no field of which is zero, and no two the same
// if they can differ.
func filled(t *testing.T, like any) any {
	t.Helper()
	n := 0
	v := reflect.New(reflect.TypeOf(like)).Elem()
	fill(v, &n)
	require.Empty(t, zeroFields("", v))
	return v.Interface()
}

func fill(v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 11, 23, 14, 12, *n, 0, time.UTC)))
		return
	case calendar.Date:
		v.Set(reflect.ValueOf(calendar.NewDate(2026, 1, *n)))
		return
	case record.Args:
		v.Set(reflect.ValueOf(record.Args{"text": fmt.Sprint("value ", *n)}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, n)
		}
	default:
		panic("how to fill a " + v.Type().String())
	}
}

func zeroFields(path string, v reflect.Value) (paths []string) {
	switch {
	case v.IsZero():
		return []string{path}
	case v.Kind() == reflect.Pointer:
		return zeroFields(path, v.Elem())
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for name, field := range v.Fields() {
			paths = append(paths, zeroFields(path+"."+name.Name, field)...)
		}
	}
	return paths
}

// Each field comes back by itself: what another one holds says nothing of it.
func TestEachFieldOfAnEventComesBack(t *testing.T) {
	t.Parallel()
	for family, k := range families() {
		typ := reflect.TypeOf(k.state)
		full := reflect.ValueOf(filled(t, k.state))
		for _, field := range reflect.VisibleFields(typ) {
			if field.Anonymous {
				continue
			}
			t.Run(family+"/"+field.Name, func(t *testing.T) {
				t.Parallel()
				alone := reflect.New(typ).Elem()
				alone.FieldByIndex(field.Index).Set(full.FieldByIndex(field.Index))
				before, after := texts(t, k.change, alone.Interface())
				line := record.HistoryLine{Change: k.change}
				require.NoError(t, governance.Events().Read(&line, before, after))
				require.Equal(t, alone.Interface(), line.Before)
				require.Equal(t, alone.Interface(), line.After)
				require.NotEqual(t, reflect.New(typ).Elem().Interface(), line.After)
			})
		}
	}
}

// comeBack holds that whatever an event keeps comes back as it was.
func comeBack[S any](k kept) func(*testing.T) {
	days := rapid.Custom(func(t *rapid.T) calendar.Date {
		return calendar.NewDate(rapid.IntRange(2020, 2040).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"))
	})
	config := rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[time.Time](): rapid.Custom(func(t *rapid.T) time.Time {
			return time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "ms")).UTC()
		}).AsAny(),
		reflect.TypeFor[calendar.Date](): rapid.OneOf(days, rapid.Just(calendar.Date{})).AsAny(),
		reflect.TypeFor[record.Args](): rapid.Custom(func(t *rapid.T) record.Args {
			return record.Args{rapid.String().Draw(t, "name"): rapid.String().Draw(t, "value")}
		}).AsAny(),
	}}
	states := rapid.MakeCustom[S](config)
	return rapid.MakeCheck(func(t *rapid.T) {
		was, is := states.Draw(t, "before"), states.Draw(t, "after")
		before, after, err := governance.Events().Texts(record.HistoryLine{Change: k.change, Before: was, After: is})
		require.NoError(t, err)
		line := record.HistoryLine{Change: k.change}
		require.NoError(t, governance.Events().Read(&line, before, after))
		require.Equal(t, []record.State{was, is}, []record.State{line.Before, line.After})
	})
}

func TestEventsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	all := families()
	for name, check := range map[string]func(*testing.T){
		"action":       comeBack[rollout.SupportAction](all["action"]),
		"agreement":    comeBack[committee.Agreement](all["agreement"]),
		"area":         comeBack[rollout.Area](all["area"]),
		"committee":    comeBack[record.Committee](all["committee"]),
		"contract":     comeBack[contract.Contract](all["contract"]),
		"convocation":  comeBack[sitting.Convocation](all["convocation"]),
		"decision":     comeBack[committee.Decision](all["decision"]),
		"hold_up":      comeBack[perimeter.HoldUp](all["hold_up"]),
		"meeting":      comeBack[committee.Meeting](all["meeting"]),
		"member":       comeBack[organisation.Member](all["member"]),
		"move":         comeBack[rollout.Move](all["move"]),
		"outage":       comeBack[acceptance.Outage](all["outage"]),
		"outage.rate":  comeBack[acceptance.ServiceLevel](all["outage.rate"]),
		"outcome":      comeBack[record.Outcome](all["outcome"]),
		"partner":      comeBack[organisation.Partner](all["partner"]),
		"plan":         comeBack[organisation.Draft](all["plan"]),
		"point":        comeBack[sitting.Point](all["point"]),
		"preferences":  comeBack[reminder.Preferences](all["preferences"]),
		"proceedings":  comeBack[proceedings.Proceedings](all["proceedings"]),
		"profile":      comeBack[organisation.Profile](all["profile"]),
		"project":      comeBack[record.Project](all["project"]),
		"remark":       comeBack[proceedings.Remark](all["remark"]),
		"reservation":  comeBack[acceptance.Reservation](all["reservation"]),
		"rules":        comeBack[sitting.Rules](all["rules"]),
		"school":       comeBack[perimeter.School](all["school"]),
		"school_team":  comeBack[rollout.Teammate](all["school_team"]),
		"schools":      comeBack[perimeter.ImportReport](all["schools"]),
		"seat":         comeBack[sitting.Seat](all["seat"]),
		"series":       comeBack[sitting.Series](all["series"]),
		"set":          comeBack[perimeter.Set](all["set"]),
		"settings":     comeBack[record.Project](all["settings"]),
		"vacation":     comeBack[perimeter.VacationReport](all["vacation"]),
		"verification": comeBack[acceptance.Verification](all["verification"]),
	} {
		delete(all, name)
		t.Run(name, check)
	}
	require.Empty(t, all)
}

func TestWhatCannotBeReadIsNeverEmpty(t *testing.T) {
	t.Parallel()
	full := filled(t, acceptance.Verification{}).(acceptance.Verification)
	_, good := texts(t, "verification.moved", full)
	first, _, _ := strings.Cut(good, `,"Delays":`)
	old := strings.Replace(first, `"form":2,`, "", 1) + "}"
	const newer, damaged = "history.newer", "history.damaged"
	for _, tc := range []struct {
		what, change, before, after string
		want                        record.HistoryError
		key                         string
	}{
		{
			what: "a version that is newer", change: "verification.moved", before: good, after: strings.Replace(good, `"form":2`, `"form":3`, 1),
			want: unreadableEvent("after", codec.Newer, ""), key: newer,
		},
		{
			what: "a version that is no number", change: "verification.moved", before: strings.Replace(good, `"form":2`, `"form":"x"`, 1), after: good,
			want: unreadableEvent("before", codec.Malformed, "form"), key: damaged,
		},
		{
			what: "a version that never was", change: "verification.moved", before: strings.Replace(good, `"form":2`, `"form":0`, 1), after: good,
			want: unreadableEvent("before", codec.Malformed, "form"), key: damaged,
		},
		{
			what: "a field that a newer program has added", change: "verification.moved", before: good, after: strings.Replace(good, `"Number":`, `"Partners":[],"Number":`, 1),
			want: unreadableEvent("after", codec.Unknown, "Partners"), key: newer,
		},
		{
			what: "one that it has added further in", change: "verification.moved", before: good, after: strings.Replace(good, `"Days":`, `"Weeks":2,"Days":`, 1),
			want: unreadableEvent("after", codec.Unknown, "Request.Weeks"), key: newer,
		},
		{
			what: "one that it has added in version 0", change: "verification.moved", before: old, after: strings.Replace(old, `"Number":`, `"Partners":[],"Number":`, 1),
			want: unreadableEvent("after", codec.Unknown, "Partners"), key: newer,
		},
		{
			what: "one that is spelt in another way", change: "verification.moved", before: good, after: strings.Replace(good, `"Deadline":`, `"deadline":`, 1),
			want: unreadableEvent("after", codec.Unknown, "deadline"), key: newer,
		},
		{
			what: "a field that is gone", change: "verification.moved", before: good, after: strings.Replace(good, `"Chain":7,`, "", 1),
			want: unreadableEvent("after", codec.Missing, "Chain"), key: damaged,
		},
		{
			what: "a value of another type", change: "verification.moved", before: good, after: strings.Replace(good, `"Chain":7`, `"Chain":"six"`, 1),
			want: unreadableEvent("after", codec.Malformed, "Chain"), key: damaged,
		},
		{
			what: "a text that was cut", change: "verification.moved", before: good, after: good[:len(good)/2],
			want: unreadableEvent("after", codec.Malformed, ""), key: damaged,
		},
		{
			what: "a text that something follows", change: "verification.moved", before: good, after: good + "}",
			want: unreadableEvent("after", codec.Malformed, ""), key: damaged,
		},
		{
			what: "null", change: "verification.moved", before: good, after: "null",
			want: unreadableEvent("after", codec.Malformed, ""), key: damaged,
		},
		{
			what: "nothing after the change", change: "verification.moved", before: good,
			want: unreadableEvent("after", codec.Missing, ""), key: damaged,
		},
		{
			what: "nothing at all", change: "verification.moved",
			want: unreadableEvent("after", codec.Missing, ""), key: damaged,
		},
		{
			what: "nothing before a change that is not the first", change: "verification.moved", after: good,
			want: unreadableEvent("before", codec.Missing, ""), key: damaged,
		},
		{
			what: "another noun's", change: "decision.adopted", before: old, after: old,
			want: unreadableEvent("before", codec.Unknown, "Again"), key: newer,
		},
		{
			what: "a noun that only a newer program has", change: "rocket.planned", after: good,
			want: unreadableEvent("after", codec.Unknown, "rocket.planned"), key: newer,
		},
	} {
		t.Run(tc.what, func(t *testing.T) {
			t.Parallel()
			line := record.HistoryLine{Subject: "verification/V-5", Change: tc.change, At: noon}
			require.NotEqual(t, []string{"verification.moved", good, good}, []string{tc.change, tc.before, tc.after})
			err := governance.Events().Read(&line, tc.before, tc.after)
			told := asError(t, err, record.Unreadable, tc.key)
			require.Equal(t, record.Args{"ref": "V-5", "at": noon}, told.Args)
			wrong, ok := errors.AsType[*record.HistoryError](err)
			require.True(t, ok)
			wrong.Err.Err = nil
			tc.want.Subject, tc.want.At, tc.want.Change = "verification/V-5", noon, tc.change
			require.Equal(t, tc.want, *wrong)
		})
	}
	t.Run("what was added since version 0 is zero there, as it was", func(t *testing.T) {
		t.Parallel()
		line := record.HistoryLine{Change: "verification.moved"}
		require.NoError(t, governance.Events().Read(&line, old, strings.Replace(old, `"Chain":7,`, "", 1)))
		want := full
		want.Chain, want.Delays = 0, nil
		require.Equal(t, want, line.After)
	})
	t.Run("nor had a decision its details in version 2", func(t *testing.T) {
		t.Parallel()
		dec := filled(t, committee.Decision{}).(committee.Decision)
		_, text := texts(t, "decision.adopted", dec)
		two, _, _ := strings.Cut(strings.Replace(text, `"form":4`, `"form":2`, 1), `,"Opinion":`)
		line := record.HistoryLine{Change: "decision.adopted"}
		require.NoError(t, governance.Events().Read(&line, two+"}", two+"}"))
		dec.Details, dec.FormerRef, dec.Offline = committee.Details{}, "", ""
		require.Equal(t, dec, line.After)
	})
	t.Run("what keeps no state has none", func(t *testing.T) {
		t.Parallel()
		for _, change := range []string{"verification.seen", "action.again", "school.noted", "committee.exposed", "failure.relaunched"} {
			line := record.HistoryLine{Change: change}
			require.NoError(t, governance.Events().Read(&line, "", ""), change)
			require.Nil(t, line.After)
		}
	})
	t.Run("what would not be read is not written", func(t *testing.T) {
		t.Parallel()
		for change, state := range map[string]record.State{
			"verification.moved": acceptance.Outage{}, "outage.rate": acceptance.Outage{}, "failure.relaunched": full,
			"decision.adopted": &committee.Decision{}, "series.planned": full,
		} {
			_, _, err := governance.Events().Texts(record.HistoryLine{Change: change, After: state})
			require.Error(t, err, change)
		}
	})
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func unreadableEvent(side string, problem codec.Problem, field string) record.HistoryError {
	return record.HistoryError{Side: side, Err: &codec.Error{Problem: problem, Field: field}}
}
