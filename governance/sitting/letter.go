package sitting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

// News is what a letter tells of a meeting.
type News string

const (
	NewsConvened  News = "convened"
	NewsMoved     News = "moved" // and nobody has convened it anew
	NewsCancelled News = "cancelled"
)

// Letter is what those are told of a meeting who were convened to it and are in no chat,
// as it stands now.
type Letter struct {
	Roll
	News News
	To   []Addressee
	// Sends says that the project has a mail server, which takes those of whom an address
	// is kept.
	Sends bool
	names record.Extract
}

// Addressee is somebody to write to.
type Addressee struct {
	Seat    Seat
	Address string // "" where none is kept
	// State is what has become of the letter, where the mail server was to bring it.
	State LetterState
	// Gone says that the person has left the committee since.
	Gone bool
}

// ByHand are those to whom somebody has to write, those among them to whom the mail server
// could not bring it, or perhaps not.
func (l Letter) ByHand() []Addressee { return slices.DeleteFunc(slices.Clone(l.To), l.sent) }

// Sent are those to whom the mail server brings it.
func (l Letter) Sent() []Addressee {
	return slices.DeleteFunc(slices.Clone(l.To), func(a Addressee) bool { return !l.sent(a) })
}

func (l Letter) sent(a Addressee) bool {
	return a.State == LetterSent || l.Sends && a.Address != "" && (a.State == LetterOwed || a.State == LetterHanding)
}

// Called is how somebody is named outside of the chat: by first and last name, else by
// that of the account.
func (l Letter) Called(c record.Called) record.Called {
	if c.Account.ID == "" {
		return c
	}
	return record.Called{Name: strings.TrimPrefix(l.names.Name(c.Account), "@")}
}

// Named is the agenda as it is read outside of the chat.
func (l Letter) Named() Agenda {
	of := l.Agenda
	of.Points = slices.Clone(of.Points)
	for i, p := range of.Points {
		of.Points[i].Presenter = l.Called(p.Presenter)
	}
	return of
}

// news is what there is to tell of the meeting.
func (r Roll) news() News {
	switch {
	case r.State == committee.MeetingOff:
		return NewsCancelled
	case r.Convocation.Stale(r.Meeting):
		return NewsMoved
	default:
		return NewsConvened
	}
}

// round tells the letters of one piece of news from those of the next.
func (r Roll) round() string {
	switch news := r.news(); news {
	case NewsConvened:
		return fmt.Sprint(news, ".", r.Convocation.Version)
	case NewsMoved:
		return fmt.Sprint(news, ".", r.Start().Unix())
	default:
		return string(news)
	}
}

// Writes is the service of a project that has a mail server.
func (s *Service) Writes() *Service {
	with := *s
	with.writes = true
	return &with
}

// Letter is what those are to be told of a meeting who are in no chat. Where the project
// has a mail server, it is owed to those of whom an address is kept, once for each piece
// of news. Members of the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) Letter(ctx context.Context, a record.Actor, meeting int) (Letter, error) {
	var l Letter
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return l, err
	}
	err = s.read(ctx, func(tx Tx) error {
		r, err := s.roll(v, tx, meeting)
		if err == nil {
			l, err = s.letter(tx, r)
		}
		return err
	})
	if err != nil {
		return l, err
	}
	if err := s.base.MustRecord(ctx, v, l.Of); err != nil {
		return Letter{}, err
	}
	switch {
	case !l.Convened():
		return l, record.ConflictError("convocation.not_yet", "ref", l.Ref())
	case len(l.To) == 0:
		return l, record.ConflictError("letter.nobody", "ref", l.Ref())
	}
	if len(l.Sent()) > 0 {
		err = s.update(ctx, v, func(d *changeset) error {
			r, err := s.roll(d.Caller, d.Tx, meeting)
			if err == nil {
				l, err = s.oweLetters(d, r)
			}
			return err
		})
	}
	l.named(ctx, s)
	return l, err
}

// named gives the letter the names of the people in it.
func (l *Letter) named(ctx context.Context, s *Service) {
	people := l.accounts()
	for _, p := range l.Points {
		people = append(people, p.Presenter.Account)
	}
	l.names = record.Extract{Project: l.In, Now: s.base.Now()}
	l.names.Named(ctx, s.base.Directory, people)
}

// letter is that to those of the roll who are in no chat, with the addresses that are
// kept of them.
func (s *Service) letter(tx Tx, r Roll) (Letter, error) {
	l := Letter{Roll: r, News: r.news(), Sends: s.writes}
	members, err := organisation.MembersOf(tx, r.Of)
	if err != nil {
		return l, err
	}
	addresses, err := tx.Addresses(r.Project, r.Committee)
	for _, seat := range r.Seats {
		if seat.Account.ID != "" {
			continue
		}
		to := Addressee{Seat: seat, Gone: true}
		if i := slices.IndexFunc(members, func(m organisation.Member) bool {
			return m.Account.ID == "" && record.Fold(m.Name) == record.Fold(seat.Name)
		}); i >= 0 {
			to.Gone, to.Address = false, organisation.AddressOf(addresses, members[i].Number)
		}
		if i := slices.IndexFunc(r.Letters, SentLetter{Meeting: r.Number, Round: r.round(), Seat: seat.Number}.same); i >= 0 {
			to.State = r.Letters[i].State
		}
		l.To = append(l.To, to)
	}
	return l, err
}
