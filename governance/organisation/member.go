package organisation

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pilotent/governance/record"
)

// Member is somebody who sits in a committee, as people have said it: an account of
// the chat, or somebody who is in no chat. It gives no right: those are the
// channel's to give.
type Member struct {
	Project   record.ProjectID
	Number    int    // tells it from others; people name it by its name
	Committee string // its code
	// Account is that of somebody who has one; zero for anybody else, who has a Name.
	Account record.Person
	Name    string
	// Institution is whom the person represents: a partner's name, if it is one.
	Institution string
	// Function is what the person does there, as far as the word for it is known, and
	// Title that word, or any other.
	Function Function
	Title    string
	Office   Office
	// DeputyOf is the number of the member in whose place this one sits; 0 for none.
	DeputyOf int
	// LeftAt is when the person left the committee; zero while it sits.
	LeftAt    time.Time
	Author    record.Person
	CreatedAt time.Time
	Version   int // rises with each change
}

// StateVersion is that of the state, for history.
func (m Member) StateVersion() int { return m.Version }

// Unsaid reports whether nobody has said whom the person represents, nor what it does.
func (m Member) Unsaid() bool { return m.Institution == "" && m.Title == "" }

// Called is how people name the member.
func (m Member) Called() record.Called { return record.Called{Account: m.Account, Name: m.Name} }

// is reports whether both are the same person: the same account, or the same name
// for those who have none.
func (m Member) is(o Member) bool {
	if m.Account.ID != "" || o.Account.ID != "" {
		return m.Account.Is(o.Account)
	}
	return record.Fold(m.Name) == record.Fold(o.Name)
}

// Office is what somebody is to a committee besides a member.
type Office string

const (
	OfficeNone      Office = ""
	OfficeChair     Office = "chair"     // one at most
	OfficeSecretary Office = "secretary" // one at most
)

func (o Office) MessageKey() string {
	if o == OfficeNone {
		return "office.member"
	}
	return "office." + string(o)
}

// Function is what somebody does in an institution, of those that an ENT project
// meets (domain.md §3.2). "" for any other.
type Function string

const (
	FunctionInspector  Function = "inspector"  // IEN
	FunctionAdviser    Function = "adviser"    // CPC, ERUN
	FunctionRegional   Function = "drane"      // DRANE, DANE, DAN
	FunctionDepartment Function = "dsden"      // DSDEN, DASEN
	FunctionElected    Function = "elected"    // of a town, of a group of towns
	FunctionComputing  Function = "dsi"        // of a rectorat or of a town
	FunctionHead       Function = "head"       // of a school
	FunctionTeacher    Function = "teacher"    //
	FunctionSupplier   Function = "supplier"   // of the ENT
	FunctionConsultant Function = "consultant" // AMO: helps the one who buys
)

func (f Function) MessageKey() string { return "function." + string(f) }

// Level is where who does that stands; "" where that depends on the institution.
func (f Function) Level() record.Level {
	switch f {
	case FunctionInspector, FunctionAdviser, FunctionRegional, FunctionDepartment:
		return record.LevelAcademic
	case FunctionElected:
		return record.LevelTerritorial
	case FunctionHead, FunctionTeacher:
		return record.LevelSchool
	default:
		return ""
	}
}

// Outside reports whether who does that stands at none of the three levels: it sells
// to them, or advises them.
func (f Function) Outside() bool { return f == FunctionSupplier || f == FunctionConsultant }

// MemberStore keeps members.
type MemberStore interface {
	// Members are those of all committees, also those who left, in the order in which
	// they came.
	Members(p record.ProjectID) ([]Member, error)
	PutMember(Member) error
	// Addresses are those of the members of a committee, the given up among them.
	Addresses(p record.ProjectID, committee string) ([]Address, error)
	PutAddress(Address) error
}

// MembersOf are those of a committee who have not left it. Those of an earlier one
// that had its code, and was withdrawn, are not.
func MembersOf(tx MemberStore, c record.Committee) ([]Member, error) {
	list, err := tx.Members(c.Project)
	return slices.DeleteFunc(list, func(m Member) bool {
		return m.Committee != c.Code || !m.LeftAt.IsZero() || m.CreatedAt.Before(c.CreatedAt)
	}), err
}

// Seated are those who sit in a committee: the members of whom something was said or,
// where that is nobody, those of its channel. Each comes before its deputies.
func Seated(tx MemberStore, c record.Committee, channel []record.Person) ([]Member, error) {
	list, err := MembersOf(tx, c)
	if len(list) > 0 {
		channel = nil
	}
	var seated []Member
	for _, s := range seatings(list, channel, nil) {
		seated = append(seated, s.Member)
	}
	return seated, err
}

// Sitting is a member of a committee, with what follows from it.
type Sitting struct {
	Member
	// Present says that the person is in the committee's channel.
	Present bool
	// For is in whose place the person sits; "" for nobody's.
	For record.Called
	// Partner says that the institution is a partner of the project.
	Partner bool
	// Level is where it stands; "" where that is not known, or for who is Outside.
	Level record.Level
}

// Outside reports whether the person stands at none of the three levels.
func (s Sitting) Outside() bool { return s.Level == "" && s.Function.Outside() }

// seatings are the members, and besides them those of the channel, of whom nothing is
// said: who presides first, then who keeps the minutes, each followed by those who sit
// in their place; those of whom nothing is said at the end.
func seatings(list []Member, channel []record.Person, partners []PartnerView) []Sitting {
	for _, p := range channel {
		if !slices.ContainsFunc(list, func(m Member) bool { return m.Account.Is(p) }) {
			list = append(list, Member{Account: p})
		}
	}
	var seated []Sitting
	for _, m := range list {
		s := Sitting{Member: m, Level: m.Function.Level()}
		s.Present = slices.ContainsFunc(channel, m.Account.Is)
		if i := slices.IndexFunc(channel, m.Account.Is); i >= 0 {
			s.Account = channel[i] // by the name that it has now
		}
		if p, ok := PartnerNamed(partners, m.Institution); ok {
			s.Institution, s.Partner, s.Level = p.Name, true, cmp.Or(p.Level, s.Level)
		}
		if i := slices.IndexFunc(list, func(o Member) bool { return m.DeputyOf != 0 && o.Number == m.DeputyOf }); i >= 0 {
			s.For = list[i].Called()
		}
		seated = append(seated, s)
	}
	return ordered(seated)
}

// rank is where who sits for nobody else stands in the list.
func (s Sitting) rank() int {
	switch {
	case s.Office == OfficeChair:
		return 0
	case s.Office == OfficeSecretary:
		return 1
	case !s.Unsaid():
		return 2
	default:
		return 3
	}
}

func ordered(list []Sitting) (whole []Sitting) {
	var first, deputies []Sitting
	for _, s := range list {
		if s.For == (record.Called{}) {
			first = append(first, s)
		} else {
			deputies = append(deputies, s)
		}
	}
	slices.SortStableFunc(first, func(a, b Sitting) int { return a.rank() - b.rank() })
	for _, s := range first {
		whole = append(whole, s.followed(deputies)...)
	}
	return whole
}

// followed is the member with those who sit in its place, and in theirs.
func (s Sitting) followed(deputies []Sitting) []Sitting {
	list := []Sitting{s}
	for _, d := range deputies {
		if d.DeputyOf == s.Number {
			list = append(list, d.followed(deputies)...)
		}
	}
	return list
}

// finding are the members that a text names: "@ien", or a whole name, or else some
// words of one: « Durand » is « Mme Durand, adjointe au maire ».
func finding(list []Sitting, text string) []Sitting {
	if name, ok := strings.CutPrefix(text, "@"); ok {
		return slices.DeleteFunc(slices.Clone(list), func(s Sitting) bool { return !strings.EqualFold(s.Account.Username, name) || s.Account.ID == "" })
	}
	wanted := record.Fold(text)
	whole := slices.DeleteFunc(slices.Clone(list), func(s Sitting) bool { return wanted == "" || record.Fold(s.Name) != wanted })
	if len(whole) > 0 || wanted == "" {
		return whole
	}
	return slices.DeleteFunc(slices.Clone(list), func(s Sitting) bool { return !strings.Contains(" "+record.Fold(s.Name)+" ", " "+wanted+" ") })
}

var memberEvents = record.Keeps("member", Member.stored, storedMember.member)

// storedMember is a member as history stores it, in versions 0 and 1.
type storedMember struct {
	Project     record.ProjectID    `json:"project"`
	Number      int                 `json:"number"`
	Committee   string              `json:"committee"`
	Account     record.StoredPerson `json:"account"`
	Name        string              `json:"name"`
	Institution string              `json:"institution"`
	Function    Function            `json:"function"`
	Title       string              `json:"title"`
	Office      Office              `json:"office"`
	DeputyOf    int                 `json:"deputy_of"`
	LeftAt      time.Time           `json:"left_at"`
	Author      record.StoredPerson `json:"author"`
	CreatedAt   time.Time           `json:"created_at"`
	Version     int                 `json:"version"`
}

func (m Member) stored() storedMember {
	return storedMember{
		Project: m.Project, Number: m.Number, Committee: m.Committee, Account: record.StoredPerson(m.Account), Name: m.Name,
		Institution: m.Institution, Function: m.Function, Title: m.Title, Office: m.Office, DeputyOf: m.DeputyOf, LeftAt: m.LeftAt,
		Author: record.StoredPerson(m.Author), CreatedAt: m.CreatedAt, Version: m.Version,
	}
}

func (f storedMember) member() Member {
	return Member{
		Project: f.Project, Number: f.Number, Committee: f.Committee, Account: record.Person(f.Account), Name: f.Name,
		Institution: f.Institution, Function: f.Function, Title: f.Title, Office: f.Office, DeputyOf: f.DeputyOf, LeftAt: f.LeftAt,
		Author: record.Person(f.Author), CreatedAt: f.CreatedAt, Version: f.Version,
	}
}
