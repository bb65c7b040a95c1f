package perimeter

import "pilotent/governance/record"

// Held are the projects whose directories are in memory.
func (ds *Directories) Held() (projects []record.ProjectID) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	for p, s := range ds.shelves {
		if s.standing.Load() != nil {
			projects = append(projects, p)
		}
	}
	return projects
}

// Holding are directories that hold so many schools at most.
func Holding(most int) *Directories {
	ds := NewDirectories()
	ds.most = most
	return ds
}

const (
	Idle        = idle
	MaxFollowed = maxFollowed
)
