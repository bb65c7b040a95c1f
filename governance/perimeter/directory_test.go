package perimeter_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// shelf is a store of schools in memory that counts how often it is read.
type shelf struct {
	perimeter.Store
	mu      sync.Mutex
	schools map[record.ProjectID]map[record.UAI]perimeter.School
	written map[record.UAI]int
	version map[record.ProjectID]int

	nickname string // of the second school

	whole, since, counted atomic.Int64
	reading               chan struct{} // told, and waited for, while all are read; may be nil
}

func newShelf() *shelf {
	return &shelf{schools: map[record.ProjectID]map[record.UAI]perimeter.School{}, written: map[record.UAI]int{}, version: map[record.ProjectID]int{}}
}

func (s *shelf) put(p record.ProjectID, schools ...perimeter.School) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version[p]++
	if s.schools[p] == nil {
		s.schools[p] = map[record.UAI]perimeter.School{}
	}
	for _, school := range schools {
		school.Project = p
		s.schools[p][school.UAI], s.written[school.UAI] = school, s.version[p]
	}
}

func (s *shelf) DirectoryVersion(p record.ProjectID) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version[p], nil
}

func (s *shelf) Schools(p record.ProjectID) ([]perimeter.School, error) {
	s.whole.Add(1)
	if s.reading != nil {
		s.reading <- struct{}{}
		<-s.reading
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.schools[p])), nil
}

func (s *shelf) SchoolsSince(p record.ProjectID, version, limit int) (list []perimeter.School, err error) {
	s.since.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, school := range s.schools[p] {
		if s.written[school.UAI] > version && len(list) < limit {
			list = append(list, school)
		}
	}
	return list, nil
}

func (s *shelf) SchoolsByUAI(p record.ProjectID, uais []record.UAI) (list []perimeter.School, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, uai := range uais {
		if school, ok := s.schools[p][uai]; ok {
			list = append(list, school)
		}
	}
	return list, nil
}

func (s *shelf) Nicknames(p record.ProjectID) (map[record.UAI]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[record.UAI]string{"0000002A": s.nickname}, nil
}

func (s *shelf) SchoolsByStage(record.ProjectID) (map[perimeter.Stage]int, error) {
	return map[perimeter.Stage]int{perimeter.Stage(fmt.Sprintf("counted %d times", s.counted.Add(1))): 1}, nil
}

func school(n int, name string) perimeter.School {
	return perimeter.School{
		UAI: record.UAI(fmt.Sprintf("%07dA", n)), Name: name, Commune: "Vitry-sur-Seine", District: "Vitry 1", Type: perimeter.Elementary, Stage: perimeter.StageCandidate,
	}
}

func find(t *testing.T, ds *perimeter.Directories, s *shelf, p record.ProjectID, query string, f perimeter.SchoolFilter) perimeter.SchoolMatches {
	t.Helper()
	m, err := ds.Find(t.Context(), record.Caller{Project: record.Project{ID: p}}, s, query, f)
	require.NoError(t, err)
	return m
}

func names(schools []perimeter.School) (names []string) {
	for _, s := range schools {
		names = append(names, s.Name)
	}
	return names
}

func TestDirectoryIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	ds, s := perimeter.NewDirectories(), newShelf()
	_, err := ds.Find(t.Context(), record.Caller{Project: record.Project{ID: "p"}}, s, "wallon", perimeter.SchoolFilter{})
	require.Equal(t, record.NotFound, record.CodeOf(err))
	s.put("p", school(1, "École Wallon"), school(2, "École Jaurès"))
	s.put("q", school(1, "École Ferry"))

	t.Run("it is read whole once, each project's by itself", func(t *testing.T) {
		s.whole.Store(0)
		for range 3 {
			require.Equal(t, []string{"École Wallon"}, names(find(t, ds, s, "p", "wallon", perimeter.SchoolFilter{}).Schools))
			require.Equal(t, []string{"École Ferry"}, names(find(t, ds, s, "q", "ferry", perimeter.SchoolFilter{}).Schools))
			require.Empty(t, find(t, ds, s, "q", "wallon", perimeter.SchoolFilter{}).Schools)
		}
		require.EqualValues(t, 2, s.whole.Load())
	})
	t.Run("a school that moves is read alone, and seen at once", func(t *testing.T) {
		s.whole.Store(0)
		moved := school(2, "École Jaurès")
		moved.Stage, moved.Private = perimeter.StageOpen, true
		s.put("p", moved)
		open := perimeter.SchoolFilter{Stage: perimeter.StageOpen}
		require.Equal(t, []string{"École Jaurès"}, names(find(t, ds, s, "p", "jaures", open).Schools))
		require.Empty(t, find(t, ds, s, "p", "wallon", open).Schools)
		require.Equal(t, []string{"École Jaurès"}, names(find(t, ds, s, "p", "vitry", perimeter.SchoolFilter{Private: true}).Schools))
		counts, err := ds.Count(t.Context(), s, "p")
		require.NoError(t, err)
		require.Equal(t, map[perimeter.Stage]int{perimeter.StageOpen: 1, perimeter.StageCandidate: 1}, counts)
		require.Zero(t, s.whole.Load())
	})
	for name, change := range map[string]func(*perimeter.School){
		"name":     func(s *perimeter.School) { s.Name = "École Pasteur" },
		"commune":  func(s *perimeter.School) { s.Commune = "Pasteur" },
		"district": func(s *perimeter.School) { s.District = "Pasteur" },
		"postcode": func(s *perimeter.School) { s.PostalCode = "94123" },
		"type":     func(s *perimeter.School) { s.Type = perimeter.Nursery },
	} {
		t.Run("another "+name+" is found at once", func(t *testing.T) {
			own, ds := newShelf(), perimeter.NewDirectories()
			own.put("p", school(1, "École Wallon"), school(2, "École Jaurès"))
			find(t, ds, own, "p", "jaures", perimeter.SchoolFilter{})
			changed := school(2, "École Jaurès")
			change(&changed)
			own.put("p", changed)
			query := map[string]string{"postcode": "94123", "type": "maternelle"}[name]
			if query == "" {
				query = "pasteur"
			}
			require.Equal(t, []string{changed.Name}, names(find(t, ds, own, "p", query, perimeter.SchoolFilter{}).Schools))
		})
	}
	t.Run("a nickname is found at once, and gone at once", func(t *testing.T) {
		own, ds := newShelf(), perimeter.NewDirectories()
		own.put("p", school(1, "École Wallon"), school(2, "École Jaurès"))
		require.Empty(t, find(t, ds, own, "p", "lilas", perimeter.SchoolFilter{}).Schools)
		own.nickname = "Les Lilas"
		own.put("p", school(2, "École Jaurès"))
		require.Equal(t, []string{"École Jaurès"}, names(find(t, ds, own, "p", "lilas", perimeter.SchoolFilter{}).Schools))
		own.nickname = ""
		own.put("p", school(2, "École Jaurès"))
		require.Empty(t, find(t, ds, own, "p", "lilas", perimeter.SchoolFilter{}).Schools)
	})
	t.Run("a new school is found at once", func(t *testing.T) {
		s.put("p", school(3, "École Kergomard"))
		require.Equal(t, []string{"École Kergomard"}, names(find(t, ds, s, "p", "kergomard", perimeter.SchoolFilter{}).Schools))
	})
	t.Run("many that change at once are read with all", func(t *testing.T) {
		var many []perimeter.School
		for n := range perimeter.MaxFollowed + 1 {
			moved := school(1000+n, fmt.Sprintf("École %d", n))
			many = append(many, moved)
		}
		s.put("p", many...)
		find(t, ds, s, "p", "wallon", perimeter.SchoolFilter{})
		for i := range many {
			many[i].Stage = perimeter.StageFed
		}
		s.whole.Store(0)
		s.put("p", many...)
		require.Equal(t, len(many), find(t, ds, s, "p", "vitry", perimeter.SchoolFilter{Stage: perimeter.StageFed}).Total)
		require.EqualValues(t, 1, s.whole.Load())
	})
	t.Run("one that is gone from the caller's state is left out", func(t *testing.T) {
		gone := newShelf()
		gone.version["p"] = 1
		require.Empty(t, find(t, ds, gone, "p", "wallon", perimeter.SchoolFilter{}).Schools)
	})
}

func TestDirectoryIsCountedByTheDatabaseUntilItIsHeld(t *testing.T) {
	t.Parallel()
	ds, s := perimeter.NewDirectories(), newShelf()
	s.put("p", school(1, "École Wallon"))
	for range 3 {
		counts, err := ds.Count(t.Context(), s, "p")
		require.NoError(t, err)
		require.Equal(t, map[perimeter.Stage]int{"counted 1 times": 1}, counts, "once a version")
	}
	s.put("p", school(2, "École Jaurès"))
	counts, err := ds.Count(t.Context(), s, "p")
	require.NoError(t, err)
	require.Equal(t, map[perimeter.Stage]int{"counted 2 times": 1}, counts)
	require.Zero(t, s.whole.Load())
	require.Empty(t, ds.Held())
}

func TestDirectoryIsDroppedWhenIdle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ds, s := perimeter.NewDirectories(), newShelf()
		s.put("p", school(1, "École Wallon"))
		s.put("q", school(1, "École Wallon"))
		find(t, ds, s, "p", "wallon", perimeter.SchoolFilter{})
		find(t, ds, s, "q", "wallon", perimeter.SchoolFilter{})
		time.Sleep(perimeter.Idle * 2 / 3)
		find(t, ds, s, "p", "wallon", perimeter.SchoolFilter{})
		time.Sleep(perimeter.Idle * 2 / 3)
		synctest.Wait()
		require.Equal(t, []record.ProjectID{"p"}, ds.Held())
		time.Sleep(perimeter.Idle)
		synctest.Wait()
		require.Empty(t, ds.Held())
		require.Len(t, find(t, ds, s, "q", "wallon", perimeter.SchoolFilter{}).Schools, 1)
		time.Sleep(2 * perimeter.Idle) // nothing is left to run
	})
}

func TestDirectoriesAreBounded(t *testing.T) {
	t.Parallel()
	const each = 40
	ds, s := perimeter.Holding(2*each), newShelf()
	for _, p := range []record.ProjectID{"a", "b", "c"} {
		schools := make([]perimeter.School, each)
		for n := range schools {
			schools[n] = perimeter.School{UAI: record.UAI(fmt.Sprintf("%07dA", n)), Name: "x"}
		}
		s.put(p, schools...)
	}
	find(t, ds, s, "a", "x", perimeter.SchoolFilter{})
	find(t, ds, s, "b", "x", perimeter.SchoolFilter{})
	find(t, ds, s, "a", "x", perimeter.SchoolFilter{})
	find(t, ds, s, "c", "x", perimeter.SchoolFilter{})
	require.ElementsMatch(t, []record.ProjectID{"a", "c"}, ds.Held(), "the last used stay")
}

func TestDirectoryIsBuiltOnceForAllWhoAsk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ds, s := perimeter.NewDirectories(), newShelf()
		s.put("p", school(1, "École Wallon"))
		s.reading = make(chan struct{})
		var asking sync.WaitGroup
		for range 8 {
			asking.Go(func() {
				m, err := ds.Find(t.Context(), record.Caller{Project: record.Project{ID: "p"}}, s, "wallon", perimeter.SchoolFilter{})
				require.NoError(t, err)
				require.Len(t, m.Schools, 1)
			})
		}
		<-s.reading
		synctest.Wait() // all others wait for it
		impatient, stop := context.WithCancel(t.Context())
		stop()
		_, err := ds.Find(impatient, record.Caller{Project: record.Project{ID: "p"}}, s, "wallon", perimeter.SchoolFilter{})
		require.ErrorIs(t, err, context.Canceled)
		s.reading <- struct{}{}
		asking.Wait()
		require.EqualValues(t, 1, s.whole.Load())
		time.Sleep(2 * perimeter.Idle)
	})
}

// Whoever asks finds at least what had been written before.
func TestDirectoryWhileItChanges(t *testing.T) {
	t.Parallel()
	ds, s := perimeter.NewDirectories(), newShelf()
	s.put("p", school(0, "École 1000"))
	const changes = 60
	var done sync.WaitGroup
	var written atomic.Int64
	done.Go(func() {
		for n := 1; n <= changes; n++ {
			next := school(n, fmt.Sprintf("École %d", 1000+n))
			if n%3 == 0 {
				next = school(0, "École 1000") // moves only
				next.Stage = perimeter.Stages()[n%5]
			}
			s.put("p", next)
			written.Store(int64(n))
		}
	})
	for range 4 {
		done.Go(func() {
			for {
				n := written.Load()
				want := n
				if n%3 == 0 {
					want = 0
				}
				m, err := ds.Find(t.Context(), record.Caller{Project: record.Project{ID: "p"}}, s, fmt.Sprint(1000+want), perimeter.SchoolFilter{})
				require.NoError(t, err)
				require.Len(t, m.Schools, 1, "%d", want)
				if n == changes {
					return
				}
			}
		})
	}
	done.Wait()
}
