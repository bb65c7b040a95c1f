package governance_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

// says is what is said of a member.
func says(f organisation.Function, institution string) organisation.Saying {
	title := string(f)
	return organisation.Saying{Function: &f, Title: &title, Institution: &institution}
}

// sits adds a member, for a pilot.
func (w *world) sits(code, who string, f organisation.Function, institution string) organisation.MemberView {
	w.Helper()
	v, err := w.AddMember(w.Context(), w.as(pilot), organisation.NewMember{Committee: code, Member: who, Saying: says(f, institution)})
	require.NoError(w, err)
	return v
}

// roll is who sits in a committee, as somebody reads it.
func (w *world) roll(code string, as record.UserID) (names []string) {
	w.Helper()
	v, err := w.Members(w.Context(), w.as(as), code)
	require.NoError(w, err)
	for _, s := range v.List {
		name := s.Called().String()
		switch {
		case s.Office != organisation.OfficeNone:
			name += " " + string(s.Office)
		case s.For != (record.Called{}):
			name += " for " + s.For.String()
		case s.Unsaid():
			name += " ?"
		}
		names = append(names, name)
	}
	return names
}

func TestMembers(t *testing.T) {
	t.Parallel()
	chair, deputised := organisation.OfficeChair, "Durand"

	t.Run("are those of the channel, until somebody says who they are", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		require.Equal(t, []string{"@guest-in ?", "@member ?"}, w.roll("COPIL", other))
		w.sits("COPIL", "@member", organisation.FunctionInspector, "DSDEN 94")
		w.sits("COPIL", "Mme Durand, adjointe au maire", organisation.FunctionElected, "Mairie de Vitry")
		require.Equal(t, []string{"@member", "Mme Durand, adjointe au maire", "@guest-in ?"}, w.roll("COPIL", other))
		w.chat.members[copil] = nil
		require.Equal(t, []string{"@member", "Mme Durand, adjointe au maire"}, w.roll("COPIL", other), "who was only in the channel is gone")
	})
	t.Run("gain no right by being listed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		v := w.sits("COPIL", "@other", organisation.FunctionElected, "Mairie de Vitry")
		require.False(t, v.Present)
		_, err := w.LogDecision(t.Context(), w.as(other), committee.NewDecision{Committee: "COPIL", Text: "x"})
		asError(t, err, record.Forbidden, "forbidden.committee")
		_, err = w.AddMember(t.Context(), w.as(other), organisation.NewMember{Committee: "COPIL", Member: "M. Petit"})
		asError(t, err, record.Forbidden, "forbidden.committee")
	})
	t.Run("one at most presides, and who did is asked about and stays a member", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.sits("COPIL", "Mme Durand", organisation.FunctionElected, "Mairie de Vitry")
		w.sits("COPIL", "@member", organisation.FunctionInspector, "DSDEN 94")
		lead := func(who string, sure bool) (organisation.MemberView, error) {
			a := w.as(member)
			a.Consent.All = sure
			return w.ChangeMember(t.Context(), a, organisation.NewMember{Committee: "copil", Member: who, Saying: organisation.Saying{Office: &chair}})
		}
		_, err := lead("Durand", false)
		require.NoError(t, err, "nobody presided")
		_, err = lead("@member", false)
		var question *record.QuestionError
		require.ErrorAs(t, err, &question)
		require.Equal(t, "member.taken", question.Doubts[0].Key)
		require.Equal(t, []string{"Mme Durand chair", "@member", "@guest-in ?"}, w.roll("COPIL", other))
		v, err := lead("@member", true)
		require.NoError(t, err)
		require.Equal(t, "Mme Durand", v.Before.String())
		require.Equal(t, []string{"@member chair", "Mme Durand", "@guest-in ?"}, w.roll("COPIL", other))
	})
	t.Run("a deputy sits after whom it stands for, who is written down by that", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.sits("COPIL", "Mme Durand", organisation.FunctionElected, "Mairie de Vitry")
		deputy := func(who, of string) error {
			_, err := w.AddMember(t.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: who, Saying: organisation.Saying{DeputyOf: &of}})
			return err
		}
		require.NoError(t, deputy("M. Petit", deputised))
		require.NoError(t, deputy("Mme Roux", "@member"))
		require.Equal(t, []string{"Mme Durand", "M. Petit for Mme Durand", "@member ?", "Mme Roux for @member", "@guest-in ?"}, w.roll("COPIL", other))
		require.Equal(t, "member.deputy_of_deputy", keyOf(deputy("M. Blanc", "M. Petit")))
		require.Equal(t, "member.unknown", keyOf(deputy("M. Blanc", "Mme Noir")))
		require.Equal(t, "member.own_deputy", keyOf(func() error {
			_, err := w.ChangeMember(t.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: "Durand", Saying: organisation.Saying{DeputyOf: &deputised}})
			return err
		}()))
	})
	t.Run("one who leaves stays in the history, and its deputies sit for themselves", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.sits("COPIL", "Mme Durand", organisation.FunctionElected, "Mairie de Vitry")
		_, err := w.AddMember(t.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: "M. Petit", Saying: organisation.Saying{DeputyOf: &deputised}})
		require.NoError(t, err)
		v, err := w.RemoveMember(t.Context(), w.as(pilot), "COPIL", "Mme Durand", "fin de mandat")
		require.NoError(t, err)
		require.Equal(t, []record.Called{{Name: "M. Petit"}}, v.Freed)
		require.Equal(t, []string{"@guest-in ?", "@member ?", "M. Petit ?"}, sortedRoll(w.roll("COPIL", other)))
		c, err := w.Committee(t.Context(), w.as(other), "COPIL")
		require.NoError(t, err)
		last := c.History[len(c.History)-1]
		require.Equal(t, "member.left", last.Change)
		require.Equal(t, "fin de mandat", last.Note)
		require.Equal(t, "Mme Durand", last.Before.(organisation.Member).Name)
		w.sits("COPIL", "Mme Durand", organisation.FunctionElected, "Mairie de Vitry")
		require.Contains(t, w.roll("COPIL", other), "Mme Durand", "who comes back is another line")
		_, err = w.RemoveMember(t.Context(), w.as(pilot), "COPIL", "@member", "")
		asError(t, err, record.Conflict, "member.only_channel")
	})
	t.Run("are found by a part of their name, and asked about where several answer to it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.sits("COPIL", "Mme Durand", organisation.FunctionElected, "Mairie de Vitry")
		w.sits("COPIL", "M. Durand", organisation.FunctionHead, "École Wallon")
		say := func(who string) error {
			_, err := w.ChangeMember(t.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: who, Saying: organisation.Saying{Office: &chair}})
			return err
		}
		require.Equal(t, []string{"Mme Durand", "M. Durand"}, asError(t, say("durand"), record.Invalid, "member.which").Choices)
		require.Equal(t, "member.unknown", keyOf(say("Dur")))
		require.Equal(t, "member.unknown", keyOf(say("@other")))
		require.Equal(t, "member.unknown", keyOf(say("")))
		require.NoError(t, say("mme durand"))
	})
	t.Run("what is doubtful is asked back", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.sits("COPIL", "Mme Durand", organisation.FunctionElected, "Mairie de Vitry")
		for _, tc := range []struct{ who, institution, doubt string }{
			{"mme durand", "Mairie d'Ivry", "member.there"},
			{"other", "Mairie de Vitry", "member.account"},
			{"Mme Roux", "Mairie de Vitri", "member.near"},
			{"Mme Roux", "mairie de vitry", ""},
			{"M. Roux", "Mairie de Paris", ""},
		} {
			a := w.as(pilot)
			a.Consent.All = false
			_, err := w.AddMember(t.Context(), a, organisation.NewMember{Committee: "COPIL", Member: tc.who, Saying: says(organisation.FunctionElected, tc.institution)})
			if tc.doubt == "" {
				require.NoError(t, err, tc.who)
				continue
			}
			var question *record.QuestionError
			require.ErrorAs(t, err, &question, tc.who)
			require.Equal(t, tc.doubt, question.Doubts[0].Key)
		}
		_, err := w.AddMember(t.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: "@nobody"})
		asError(t, err, record.NotFound, "member.no_account")
		_, err = w.AddMember(t.Context(), w.as(pilot), organisation.NewMember{Committee: "COPIL", Member: "mme durand", Saying: says(organisation.FunctionElected, "Mairie de Vitry")})
		asError(t, err, record.Conflict, "member.same")
	})
	t.Run("stand where their partner does, else where their function does", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		_, err := w.AddPartner(t.Context(), w.as(pilot), committee.InstitutionChange{Name: "DSI du rectorat", Level: new(record.LevelAcademic)})
		require.NoError(t, err)
		require.Equal(t, record.LevelTerritorial, w.sits("COPIL", "Mme Durand", organisation.FunctionElected, "Mairie de Vitry").Level)
		require.Equal(t, record.LevelAcademic, w.sits("COPIL", "M. Roux", organisation.FunctionComputing, "dsi du rectorat").Level)
		require.Empty(t, w.sits("COPIL", "M. Vert", organisation.FunctionComputing, "Mairie de Vitry").Level)
		require.True(t, w.sits("COPIL", "M. Gris", organisation.FunctionConsultant, "Cabinet").Outside())
		_, err = w.ChangePartner(t.Context(), w.as(pilot), committee.InstitutionChange{Name: "DSI du rectorat"}, "DSI de Créteil")
		require.NoError(t, err)
		v, err := w.Members(t.Context(), w.as(other), "COPIL")
		require.NoError(t, err)
		require.Equal(t, "DSI de Créteil", v.List[1].Institution, "by the name that the partner has now")
	})
	t.Run("of a committee that keeps to itself are told to its members and pilots", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.chat.members[secret] = []record.UserID{member}
		w.committee("SUIVI", secret, record.DiffusionCommittee)
		w.sits("SUIVI", "M. Roux", organisation.FunctionConsultant, "Cabinet Roux")
		w.sits("COPIL", "M. Roux", organisation.FunctionConsultant, "Cabinet Roux")
		require.Equal(t, []string{"M. Roux", "@member ?"}, w.roll("SUIVI", member))
		_, err := w.Members(t.Context(), w.as(other), "SUIVI")
		asError(t, err, record.Forbidden, "forbidden.committee")
		_, err = w.Balance(t.Context(), w.as(other), "SUIVI")
		asError(t, err, record.Forbidden, "forbidden.committee")
		places := func(as record.UserID) (codes []string) {
			v, err := w.People(t.Context(), w.as(as))
			require.NoError(t, err)
			require.Len(t, v.Found(organisation.FunctionConsultant, ""), 1, "one person, one line")
			for _, p := range v.Found("", "cabinet")[0].Places {
				codes = append(codes, p.Committee)
			}
			return codes
		}
		require.Equal(t, []string{"COPIL", "SUIVI"}, places(member))
		require.Equal(t, []string{"COPIL"}, places(other))
	})
	t.Run("of a committee that was withdrawn are not those of the next one", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.committee("GT1", cabinet, record.DiffusionTeam)
		w.sits("GT1", "Mme Durand", organisation.FunctionElected, "Mairie de Vitry")
		_, err := w.WithdrawCommittee(t.Context(), w.as(pilot), "GT1", "doublon")
		require.NoError(t, err)
		w.at("2026-11-23 09:00")
		w.committee("GT1", cabinet, record.DiffusionTeam)
		require.Empty(t, w.roll("GT1", other))
	})
	t.Run("need the chat, which says who is in the channel", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.chat.fail["ChannelMembers"] = errors.New("no answer")
		_, err := w.Members(t.Context(), w.as(other), "COPIL")
		asError(t, err, record.Unavailable, "unavailable.directory")
	})
}

func sortedRoll(names []string) []string {
	slices.Sort(names)
	return names
}
