// Package register is what was decided, met for and promised before it was recorded
// here: rows of a table of another tool, which become decisions, meetings and actions,
// all of them or none.
package register

import (
	"strings"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Service brings registers in.
type Service struct{ base *reminder.Base }

// NewService works on base.
func NewService(base *reminder.Base) *Service { return &Service{base} }

// File is the table of a register, and what its file is called.
type File struct {
	perimeter.Table
	Name string
}

// Import is a register of another tool, and what to make of it.
type Import struct {
	File
	// Open reads the File once it is known that the person may import; nil when it has
	// been read.
	Open func() (File, error)
	// Reading is how its cells are read in a project of that language: whose file it is,
	// not whoever reads it, decides how days are written.
	Reading func(locale string) Reading
	// Committee is the code of that of the rows that name none; default the committee
	// of the channel.
	Committee string
	// Trial says what would change, and changes nothing.
	Trial bool
	// Whole lists all lines that are wrong.
	Whole bool
}

// Reading is how cells are read, as people write. Errors are those of the record.
type Reading struct {
	Day  func(text string) (calendar.Date, error)
	Hour func(text string) (record.Hour, error)
	Vote func(text string) (committee.Vote, error)
}

// Report says what an import did, or would do. With Problems nothing was changed.
type Report struct {
	Read  int // rows
	Added int
	Known int // were there already, and stay as they are
	// Unsaid is how many of those added say nothing of their state.
	Unsaid   int
	Problems []perimeter.FileProblem
	// More is the number of problems beyond those listed.
	More int
	// Unread are the titles of the columns that say nothing to us.
	Unread []string
	// Notes are what was not taken as it stands.
	Notes []Note
	// Differing are rows that say something else than what is known of them.
	Differing []Differing
	// New are, of a trial, what would be added, in the order of their numbers.
	New []Entry
}

// Note is a text of the file that was not taken as it stands.
type Note struct {
	About NoteKind
	Text  string
	Line  int // the first
	Count int
}

// NoteKind is what a Note is about.
type NoteKind string

const (
	NoteOffline  NoteKind = "offline"  // somebody who has no account: kept by name
	NoteAuthor   NoteKind = "author"   // who has recorded it, and has no account: left out
	NoteMeeting  NoteKind = "meeting"  // a meeting that is not known: left out
	NoteGroup    NoteKind = "group"    // a support group that is not known, or is none: left out
	NoteDecision NoteKind = "decision" // a decision on which a stage rests, that was not brought in: left out
	NoteKindOf   NoteKind = "kind"     // what an action consists of, in a word of another tool: support
)

func (k NoteKind) MessageKey() string { return "register.note." + string(k) }

// Differing is a row that says something else than what is known of it.
type Differing struct {
	Line  int
	Ref   string
	Parts record.Parts
}

// Entry is a row as it would be recorded.
type Entry struct {
	Line      int
	FormerRef string
	Committee string // "" of what is no committee's
	Day       calendar.Date
	Text      string
}

// noted are notes of lines, those of one text together.
func noted(all []Note, lines map[int]bool) (notes []Note) {
	at := map[Note]int{}
	for _, n := range all {
		same := Note{About: n.About, Text: record.Fold(n.Text)}
		switch i, ok := at[same]; {
		case !lines[n.Line]:
		case ok:
			notes[i].Count++
		default:
			at[same], notes = len(notes), append(notes, n)
		}
	}
	return notes
}

// maxProblems are listed, but where all are asked for.
const maxProblems = 10

func (rep *Report) refuse(line int, wrong *record.Error, whole bool) {
	if len(rep.Problems) == maxProblems && !whole {
		rep.More++
		return
	}
	rep.Problems = append(rep.Problems, perimeter.FileProblem{Line: line, Key: wrong.Key, Args: wrong.Args})
}

// Foresee is how many rows a file has, and which committees it names that the caller's
// project does not have, or has closed.
func Foresee(v record.Caller, f File) (rows int, lacking []string) {
	at, ok := columnsOf(f.Titles, []titled{committeeTitles}).at[fieldCommittee]
	seen := map[string]bool{}
	r := reader{Caller: v, own: own(v)}
	for row, wrong := range f.Rows {
		rows++
		if !ok || wrong != nil || at >= len(row.Cells) {
			continue
		}
		code := strings.TrimSpace(row.Cells[at])
		if code == "" || seen[code] {
			continue
		}
		code = strings.Clone(code)
		seen[code] = true
		if c, unknown := r.named(code); unknown != nil || !c.Sits() {
			lacking = append(lacking, code)
		}
	}
	return rows, lacking
}
