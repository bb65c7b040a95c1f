package governance_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

var errKilled = errors.New("killed")

// mortal is a store whose process is killed after some more changes.
type mortal struct {
	record.Store
	left int
}

func (m *mortal) Update(ctx context.Context, p record.ProjectID, fn func(record.Tx) error) error {
	return m.Store.Update(ctx, p, func(tx record.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if m.left == 0 {
			return errKilled // with all that it has written
		}
		m.left--
		return nil
	})
}

// killedAfter is the same project to a process that is killed after some changes.
func (w *world) killedAfter(changes int) *governance.Service {
	return governance.NewService(&mortal{w.store, changes}, w.chat, w.now, record.Defaults{}, nil)
}

// manyBatches is a directory that makes three batches when all of it is new: the four
// schools that tests speak of, and 246 others, every second number from first on. All
// names end in mark.
func manyBatches(mark string, first int) string {
	const letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
	var file strings.Builder
	file.WriteString("UAI;Nom\n")
	for _, uai := range fourSchools {
		fmt.Fprintf(&file, "%s;École Quatre %s\n", uai, mark)
	}
	for n, left := first, 246; left > 0; n += 2 {
		if uai := record.UAI(fmt.Sprintf("0%d%c", n, letters[n%23])); !slices.Contains(fourSchools, uai) {
			fmt.Fprintf(&file, "%s;École %d %s\n", uai, n, mark)
			left--
		}
	}
	return file.String()
}

// Where the others begin at 0940100, the first two are in the first batch.
var fourSchools = []record.UAI{"0940198E", "0940237X", "0940451E", "0940573M"}

func (w *world) imports(s *governance.Service, file string, progress func(done, total int)) (perimeter.SchoolReport, error) {
	return s.ImportSchools(w.Context(), w.as(pilot), perimeter.SchoolImport{Table: table(w, file), Progress: progress})
}

// marks are how many schools have a name that ends in each.
func (w *world) marks() map[string]int {
	w.Helper()
	count := map[string]int{}
	for _, name := range w.column("SELECT name FROM schools") {
		words := strings.Fields(name)
		count[words[len(words)-1]]++
	}
	return count
}

func TestAnImportThatIsKilled(t *testing.T) {
	t.Parallel()
	before, after := manyBatches("avant", 940100), manyBatches("après", 940100)
	for killed, want := range map[int]map[string]int{
		0: {"avant": 250}, // when it was to be decided
		1: {"avant": 250},
		2: {"avant": 150, "après": 100},
		3: {"avant": 50, "après": 200},
		4: {"après": 250},
	} {
		for name, goOn := range map[string]func(*world){
			"whoever starts goes on":  func(w *world) { require.NoError(w, w.Reconcile(w.Context())) },
			"whoever watches goes on": func(w *world) { require.NoError(w, w.Watch(w.Context())) },
			"the next import goes on first": func(w *world) {
				rep, err := w.imports(w.Service, "UAI;Nom\n0940198E;École Quatre après\n", nil)
				require.NoError(w, err)
				require.Equal(w, 1, rep.Unchanged+rep.Updated)
			},
		} {
			t.Run(fmt.Sprint(killed, ": ", name), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				_, err := w.imports(w.Service, before, nil)
				require.NoError(t, err)
				rep, err := w.imports(w.killedAfter(killed), after, nil)
				if killed < 4 {
					require.ErrorIs(t, err, errKilled)
				} else {
					require.NoError(t, err)
					require.Equal(t, 250, rep.Updated)
				}
				require.Equal(t, want, w.marks())
				goOn(w)
				if killed == 0 {
					require.GreaterOrEqual(t, w.marks()["avant"], 249, "but what the next import says")
					return
				}
				require.Equal(t, map[string]int{"après": 250}, w.marks())
				require.Equal(t, []string{"schools.imported", "schools.imported"}, w.changes("schools"))
				require.Equal(t, []string{"school.renamed"}, w.changes("school/0940198E"))
				require.Empty(t, w.column("SELECT number FROM import_batches"))
				again := w.dump()
				_, err = w.imports(w.Service, after, nil)
				require.NoError(t, err)
				require.Equal(t, again, w.dump())
			})
		}
	}
}

func TestImportsAndOthers(t *testing.T) {
	t.Parallel()
	file := func(mark string) string { return manyBatches(mark, 940100) }
	t.Run("whoever writes gets a turn between two batches", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		var turns []int
		_, err := w.imports(w.Service, file("a"), func(done, _ int) {
			over := make(chan error)
			go func() {
				_, err := w.NoteSchool(w.Context(), w.as(other), "0940198E", fmt.Sprint("lu ", done))
				over <- err
			}()
			require.NoError(t, <-over) // the import waits: nobody could write if it held the project
			turns = append(turns, len(w.column("SELECT number FROM import_batches")))
		})
		require.NoError(t, err)
		require.Equal(t, []int{2, 1, 0}, turns)
	})
	t.Run("a second import comes after the first, and does not mix with it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		var steps [][2]int
		_, err := w.imports(w.Service, file("a"), func(done, total int) {
			if done == total {
				return
			}
			require.Equal(t, map[string]int{"a": done}, w.marks())
			rep, err := w.imports(w.replica(), file("b"), func(done, total int) { steps = append(steps, [2]int{done, total}) })
			require.NoError(t, err)
			require.Equal(t, 250, rep.Updated, "it has seen the first whole")
			require.Equal(t, 250, rep.Renamed)
		})
		require.NoError(t, err)
		require.Equal(t, map[string]int{"b": 250}, w.marks())
		require.Equal(t, [][2]int{{200, 250}, {250, 250}, {100, 250}, {200, 250}, {250, 250}}, steps)
		require.Len(t, w.changes("schools"), 2)
	})
	t.Run("one that was planned before another was decided is planned anew", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		_, err := w.imports(w.Service, file("a"), nil)
		require.NoError(t, err)
		late := governance.NewService(&overtaken{w.store, func() { w.importing(file("b")) }}, w.chat, w.now, record.Defaults{}, nil)
		rep, err := w.imports(late, "UAI;Nom\n0940198E;École Quatre a\n0940573M;École Quatre c\n", nil)
		require.NoError(t, err)
		require.Equal(t, 2, rep.Updated, "one was as it is when the file was compared first")
		require.Equal(t, map[string]int{"a": 1, "b": 248, "c": 1}, w.marks())
	})
	t.Run("what is found is the directory before, until all is written", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.importing(file("a"))
		version := func() string { return w.column("SELECT value FROM counters WHERE sequence = 'directory'")[0] }
		before := version()
		_, err := w.imports(w.Service, file("b"), func(done, total int) {
			require.Equal(t, done < total, before == version())
		})
		require.NoError(t, err)
	})
}

// overtaken is a store on which something happens once, before the first change.
type overtaken struct {
	record.Store
	meanwhile func()
}

func (o *overtaken) Update(ctx context.Context, p record.ProjectID, fn func(record.Tx) error) error {
	if do := o.meanwhile; do != nil {
		o.meanwhile = nil
		do()
	}
	return o.Store.Update(ctx, p, fn)
}

// What people record between two batches of an import stays theirs, and an import that
// is killed between two is finished.
func TestChangesBetweenBatches(t *testing.T) {
	t.Parallel()
	stages := []perimeter.Stage{perimeter.StageSelected, perimeter.StageSuspended, perimeter.StageWithdrawn, perimeter.StageCandidate}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.committee("COPIL", copil, record.DiffusionTeam)
		w.importing("UAI;Nom\n0940198E;A zéro\n0940237X;B zéro\n")
		selects := w.decide("Retenir", "COPIL", fourSchools[:2]...)
		own := func(uai record.UAI) string {
			return strings.Join(w.column(fmt.Sprintf(`SELECT concat_ws(' | ', stage, stage_since, stage_decision, selected_by, nickname,
				(SELECT group_concat(body) FROM school_notes n WHERE n.uai = s.uai)) FROM schools s WHERE uai = '%s'`, uai)), "")
		}
		recorded := map[record.UAI]string{}
		changes := func(int, int) {
			for range rapid.IntRange(0, 2).Draw(rt, "changes") {
				uai := rapid.SampledFrom(fourSchools).Draw(rt, "uai")
				switch rapid.SampledFrom([]string{"note", "move", "nickname"}).Draw(rt, "change") {
				case "note":
					_, _ = w.NoteSchool(w.Context(), w.as(pilot), uai, "une note") // it may not be there yet
				case "move":
					to := rapid.SampledFrom(stages).Draw(rt, "stage")
					_, _, _ = w.MoveSchool(w.Context(), w.as(pilot), rollout.MoveSchool{School: uai, To: to, Decision: selects.Ref, Reason: "motif"})
				case "nickname":
					_, _, _ = w.NicknameSchool(w.Context(), w.as(pilot), uai, "Les "+string(uai[1:7]))
				}
				if now := own(uai); now != "" {
					recorded[uai] = now
				}
			}
		}
		first := rapid.IntRange(939800, 940500).Draw(rt, "first")
		for step := range rapid.IntRange(1, 3).Draw(rt, "imports") {
			mark := fmt.Sprint("mark", step)
			w.at(day("2026-11-23").AddDays(step+1).String() + " 09:00")
			before := w.marks()
			service := w.killedAfter(rapid.IntRange(0, 6).Draw(rt, "killed after"))
			if _, err := w.imports(service, manyBatches(mark, first), changes); err != nil {
				require.ErrorIs(rt, err, errKilled)
			}
			changes(0, 0)
			require.NoError(rt, w.Reconcile(w.Context()))
			require.Contains(rt, []map[string]int{before, {mark: 250}}, w.marks(), "all or nothing")
			require.Empty(rt, w.column("SELECT number FROM import_batches"))
			for uai, was := range recorded {
				require.Equal(rt, was, own(uai), uai)
			}
		}
	})
}
