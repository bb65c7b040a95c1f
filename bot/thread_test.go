package bot_test

import (
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

// What is typed in a thread is announced there, and the channel is led there.
func TestADecisionTypedInAThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	root := w.fake.Say(w.member, w.copil, "Ouvrir la messagerie en janvier ?")
	w.slash(w.member, w.copil, `/decision "Ouvrir la messagerie"`, mattermosttest.InThread(root.Id))
	w.deliver()
	link := w.fake.URL + "/" + w.team.Name + "/pl/" + root.Id
	inThread := func(p *model.Post) bool { return p.RootId == root.Id }
	var there, beside []string
	for _, p := range w.said(w.copil) {
		if inThread(p) {
			there = append(there, p.Message)
		} else {
			beside = append(beside, p.Message)
		}
	}
	require.Len(t, there, 1)
	require.Contains(t, there[0], "Ouvrir la messagerie")
	require.NotContains(t, there[0], link)
	require.Contains(t, beside[len(beside)-1], "[la conversation]("+link+")")
	require.Contains(t, w.slash(w.member, w.copil, "/decision voir COPIL-2026-001"), link)
}
