package commands_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

func TestParseVote(t *testing.T) {
	t.Parallel()
	vote := func(yes, no, none int) committee.Vote {
		return committee.Vote{For: yes, Against: no, Abstained: none}
	}
	for text, want := range map[string]committee.Vote{
		"": {}, "consensus": {Consensus: true}, "par consensus": {Consensus: true}, "À l'unanimité": {Consensus: true}, "unanimous": {Consensus: true},
		"12 pour, 2 contre, 1 abstention": vote(12, 2, 1), "12 pour 2 contre": vote(12, 2, 0), "2 contre et 12 pour": vote(12, 2, 0),
		"12 voix pour ; 0 contre ; 3 abstentions": vote(12, 0, 3), "9 Pour": vote(9, 0, 0), "3 abstentions, 1 contre, 4 pour": vote(4, 1, 3),
		"12 for, 2 against and 1 abstention": vote(12, 2, 1), "12 in favour": vote(12, 0, 0),
		"12/2/1": vote(12, 2, 1), "12 / 2": vote(12, 2, 0), "12-2-1": vote(12, 2, 1), "12–2–1": vote(12, 2, 1), " 0/0/7 ": vote(0, 0, 7),
	} {
		got, err := commands.ParseVote("vote", text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{
		"beaucoup de voix", "12", "pour", "12 pour, 3 pour", "12 pour, 2 absents", "12/2/1/4", "12//1", "0 pour, 0 contre", "0/0/0", "…", "consensus, 3 contre", "1,5 pour",
	} {
		_, err := commands.ParseVote("vote", text)
		var e *record.Error
		require.ErrorAs(t, err, &e, text)
		require.Equal(t, []string{"vote.unread", "vote"}, []string{e.Key, e.Param}, text)
	}
}
