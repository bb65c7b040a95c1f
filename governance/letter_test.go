package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
)

// writesTo keeps an address of a member; "" gives it up.
func (w *world) writesTo(name, address string) error {
	_, err := w.ChangeMember(w.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: name, Saying: organisation.Saying{Address: &address}})
	return err
}

// outside is a convened meeting with two members who are in no chat, of one of whom an
// address is kept.
func outside(t *testing.T) (*world, int) {
	w := newWorld(t).withCopil()
	for _, name := range []string{"Mme Roux", "M. Petit"} {
		w.sits("COPIL", name, "", "Mairie de Vitry")
	}
	require.NoError(t, w.writesTo("Mme Roux", "roux@mairie.fr"))
	return w, w.schedule("COPIL", "2026-12-18 14:00").Number
}

func (w *world) convene(number int) {
	_, err := w.Convene(w.Context(), w.as(pilot), sitting.Convene{Meeting: number})
	require.NoError(w, err)
}

// letters are the deliveries that letters are owed by.
func (w *world) letters() []string {
	return w.column(`SELECT recipient || ' ' || occurrence FROM deliveries WHERE kind = 'convocation.letter' ORDER BY id`)
}

func TestLettersAreForTheCommittee(t *testing.T) {
	t.Parallel()
	w, number := outside(t)
	letter := func(u record.UserID) (sitting.Letter, string) {
		l, err := w.Letter(t.Context(), w.as(u), number)
		return l, keyOf(err)
	}
	_, key := letter(pilot)
	require.Equal(t, "convocation.not_yet", key)
	w.convene(number)
	for u, want := range map[record.UserID]string{pilot: "", member: "", other: "forbidden.committee", guestIn: "forbidden.guests"} {
		l, key := letter(u)
		require.Equal(t, want, key, u)
		if want != "" {
			require.Zero(t, l, "it tells nothing: no address")
			continue
		}
		require.Len(t, l.ByHand(), 2, "there is no mail server")
		require.Equal(t, []string{"roux@mairie.fr", ""}, []string{l.To[0].Address, l.To[1].Address})
	}
	require.Empty(t, w.letters())

	v, err := w.Members(t.Context(), w.as(other), "COPIL")
	require.NoError(t, err)
	require.Empty(t, v.Addresses, "who only looks sees no address")
	aloud := w.as(pilot)
	aloud.Aloud = true
	v, err = w.Members(t.Context(), aloud, "COPIL")
	require.NoError(t, err)
	require.Empty(t, v.Addresses, "none is shown to a channel")
}

// Personal data: what is given up is nowhere any more.
func TestAnAddressIsGivenUp(t *testing.T) {
	t.Parallel()
	w, _ := outside(t)
	for text, key := range map[string]string{
		"roux@mairie.fr": "member.same", "roux": "member.address", "roux@mairie": "member.address", "Roux <roux@mairie.fr>": "member.address",
		"a@b.fr\r\nBcc: c@d.fr": "member.address", "é@mairie.fr": "member.address", "a@b.fr, c@d.fr": "member.address",
	} {
		require.Equal(t, key, keyOf(w.writesTo("Mme Roux", text)), text)
	}
	require.NoError(t, w.writesTo("M. Petit", "petit@mairie.fr"))
	require.Contains(t, w.dump(), "petit@mairie.fr")
	require.NoError(t, w.writesTo("M. Petit", ""))
	require.NotContains(t, w.dump(), "petit@mairie.fr", "it was given up")
	_, err := w.RemoveMember(t.Context(), w.as(pilot), "COPIL", "Mme Roux", "")
	require.NoError(t, err)
	require.NotContains(t, w.dump(), "roux@mairie.fr", "she has left")
	require.Equal(t, []string{"address.kept", "address.kept", "address.dropped", "address.dropped"},
		w.column(`SELECT change FROM history WHERE change LIKE 'address.%' ORDER BY id`))
}

func TestLettersAreOwedOnceForEachPieceOfNews(t *testing.T) {
	t.Parallel()
	w, number := outside(t)
	w.Service = w.Writes()
	w.convene(number)
	first := w.letters()
	require.Len(t, first, 1, "of the other no address is kept")
	again := func(sent, byHand int) sitting.Letter {
		t.Helper()
		l, err := w.Letter(t.Context(), w.as(pilot), number)
		require.NoError(t, err)
		require.Equal(t, []int{sent, byHand}, []int{len(l.Sent()), len(l.ByHand())})
		return l
	}
	again(1, 1)
	require.Equal(t, first, w.letters(), "who asks for it again owes nothing")
	_, _, err := w.MoveMeeting(t.Context(), w.as(pilot), number, to(w.moment("2026-12-19 14:00")), "")
	require.NoError(t, err)
	require.Equal(t, sitting.NewsMoved, again(1, 1).News)
	require.Len(t, w.letters(), 2)
	_, err = w.CancelMeeting(t.Context(), w.as(pilot), number, "")
	require.NoError(t, err)
	require.Equal(t, sitting.NewsCancelled, again(1, 1).News)
	again(1, 1)
	require.Len(t, w.letters(), 3)
	require.NotContains(t, w.letters()[0], "mairie", "a delivery does not say where it goes")
}

// A letter that was begun and not ended is never begun again: nobody knows whether the
// server has it.
func TestLettersLeaveOnce(t *testing.T) {
	t.Parallel()
	w, number := outside(t)
	w.Service = w.Writes()
	w.convene(number)
	d := reminder.Delivery{
		Project: record.ProjectID(team), Subject: sitting.NounConvocation.Subject("R-1"), Kind: sitting.ConvocationLetter,
		Recipient: reminder.ToLetterbox(record.ProjectID(team), "R-1", 1), Occurrence: "convened.1",
	}
	hand := func(want sitting.LetterState) sitting.SentLetter {
		t.Helper()
		_, to, own, err := w.HandLetter(t.Context(), d)
		require.NoError(t, err)
		require.Equal(t, want, own.State)
		require.Equal(t, "Mme Roux", to.Seat.Name)
		return own
	}
	ends := func(l sitting.SentLetter, s sitting.LetterState) {
		l.State = s
		require.NoError(t, w.LetterEnded(t.Context(), l))
	}
	for _, again := range []sitting.LetterState{sitting.LetterOwed, sitting.LetterRefused, sitting.LetterFailed} {
		ends(hand(sitting.LetterHanding), again)
	}
	own := hand(sitting.LetterHanding)
	hand(sitting.LetterUnknown)
	hand(sitting.LetterUnknown)
	l, err := w.Letter(t.Context(), w.as(pilot), number)
	require.NoError(t, err)
	require.Len(t, l.ByHand(), 2, "somebody may write")
	ends(own, sitting.LetterSent) // the first one was slow
	hand(sitting.LetterSent)
	r, err := w.Roll(t.Context(), w.as(pilot), number)
	require.NoError(t, err)
	require.Len(t, r.Letters, 1)
	require.Equal(t, []any{"Mme Roux", sitting.LetterSent, w.now()}, []any{r.Letters[0].Name, r.Letters[0].State, r.Letters[0].At.In(w.zone)})

	require.NoError(t, w.writesTo("Mme Roux", ""))
	w.convene(number)
	require.Len(t, w.letters(), 1, "there is no address any more")
}

func TestWhatAMeetingStillLacks(t *testing.T) {
	t.Parallel()
	w, number := outside(t)
	prepare := func() sitting.Preparation {
		p, err := w.Preparation(t.Context(), w.as(pilot), number)
		require.NoError(t, err)
		return p
	}
	p := prepare()
	require.Equal(t, []any{false, "2026-12-13", false, true}, []any{p.Convened(), p.Last.String(), p.Late(), p.Begins()})
	w.at("2026-12-14 08:00")
	require.True(t, prepare().Late())
	w.convene(number)
	require.Len(t, prepare().Silent(), 2)
	w.at("2026-12-18 14:00")
	require.False(t, prepare().Begins(), "it begins now")
}
