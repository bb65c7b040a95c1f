package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/message"
)

// ringing is a text that would ring everybody, by every way there is: also the guest,
// who has done nothing that anybody is told of.
func (w *world) ringing() string {
	return "@all @channel @here @invitee @INVITEE ＠all (@invitee) <!all> <!channel> <!here> <@" + w.guest.Id + ">"
}

// listener hears what the bot says by itself.
type listener struct {
	*world
	heard map[string]bool
}

// news is what was said since it was last asked, none of which rings anybody.
func (l *listener) news() (channel, direct []*model.Post) {
	l.Helper()
	l.deliver()
	fresh := func(posts []*model.Post) (news []*model.Post) {
		for _, p := range posts {
			if l.heard[p.Id] {
				continue
			}
			l.heard[p.Id] = true
			require.Empty(l, l.fake.Rings(p), "somebody is rung: %s", p.Message)
			news = append(news, p)
		}
		return news
	}
	channel = fresh(l.said(l.copil))
	for _, u := range []*model.User{l.pilot, l.member, l.english, l.guest, l.reader} {
		direct = append(direct, fresh(l.told(u))...)
	}
	return channel, direct
}

// links are whom an answer names so that they are links: whom it would ring if it were a
// post of the bot.
func (w *world) links(text string) []string {
	return w.fake.Rings(&model.Post{ChannelId: w.copil.Id, UserId: w.account.Id, Message: text})
}

// Every command that takes a text, one after the other: what the bot says of it
// rings nobody, save that who is given something reads it in a direct message.
func TestTextsRingNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importing("UAI;Nom;Commune\n0940198E;Ecole @all @invitee <!here>;Vitry @channel\n")
	l := &listener{w, map[string]bool{}}
	for _, row := range []struct {
		line string
		by   *model.User
		// channel and direct are how many posts follow; echoed is whether the
		// text is in them.
		channel, direct int
		echoed          bool
	}{
		{`/comite creer COPIL "%"`, w.pilot, 0, 0, false},
		{`/decision ajouter "%" --ecoles 0940198E`, w.member, 1, 0, true},
		{`/decision proposer "%"`, w.member, 1, 0, true},
		{`/decision rejeter COPIL-2026-002 --motif "%"`, w.member, 1, 0, true},
		{`/decision proposer "% bis"`, w.member, 1, 0, true},
		{`/decision ajourner COPIL-2026-003 --motif "%"`, w.member, 1, 0, true},
		{`/decision adopter COPIL-2026-003`, w.member, 1, 0, true},
		{`/ecole etape 0940198E retenue --decision COPIL-2026-001 --motif "%"`, w.member, 0, 0, false},
		{`/ecole note 0940198E "%"`, w.member, 0, 0, false},
		{`/action creer "%" --ecole 0940198E --pour @ien --echeance demain`, w.pilot, 0, 1, true},
		{`/action creer "%" --pour @ien,@jane`, w.pilot, 0, 2, true},
		{`/action reporter A-2 18/12 --motif "%"`, w.member, 0, 2, true},
		{`/action faite A-2`, w.member, 0, 2, true},
		{`/reunion planifier "18/12 14h" --lieu "%"`, w.member, 1, 0, true},
		{`/reunion reporter R-1 "21/12 14h" --motif "%"`, w.member, 1, 0, true},
		{`/recette marche M2026-04 --titulaire "%"`, w.pilot, 0, 0, false},
		{`/recette ouvrir VA --marche M2026-04 --objet "%" --notifiee 23/11/2026 --responsable @ien`, w.pilot, 0, 1, true},
		{`/recette decider V-1 rejet --motif "%"`, w.member, 0, 0, true},
		{`/reunion annuler R-1 --motif "%"`, w.member, 1, 0, true},
	} {
		answer := w.slash(row.by, w.copil, strings.ReplaceAll(row.line, "%", w.ringing()))
		require.NotContains(t, l.links(answer), w.guest.Username, answer)
		channel, direct := l.news()
		require.Len(t, channel, row.channel, "%s\n%s", row.line, answer)
		require.Len(t, direct, row.direct, "%s\n%s", row.line, answer)
		for _, p := range append(channel, direct...) {
			require.Equal(t, row.echoed, strings.Contains(message.Unquote(p.Message), "@all"), "%s\n%s", row.line, p.Message)
		}
	}

	t.Run("nor do reminders", func(t *testing.T) {
		w.slash(w.member, w.copil, `/reunion planifier "18/12 14h" --lieu "`+w.ringing()+`"`)
		w.slash(w.pilot, w.copil, `/recette ouvrir MOM --marche M2026-04 --objet "`+w.ringing()+`" --notifiee 23/11/2026 --responsable @ien`)
		l.news()
		channel, direct := 0, 0
		for range 40 {
			w.clock.Advance(24 * time.Hour)
			c, d := l.news()
			channel, direct = channel+len(c), direct+len(d)
		}
		require.Positive(t, channel)
		require.Positive(t, direct)
	})
}

// What is read, and what is wrong, echoes texts too: into private answers, and
// those are not parsed for Slack's marks either.
func TestAnswersRingNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importing("UAI;Nom;Commune\n0940198E;Ecole @all @invitee <!here>;Vitry @channel\n")
	for _, made := range []struct{ line, want string }{
		{`/comite creer COPIL "%"`, "COPIL"},
		{`/decision ajouter "%" --ecoles 0940198E`, "COPIL-2026-001"},
		{`/decision proposer "%"`, "COPIL-2026-002"},
		{`/decision rejeter COPIL-2026-002 --motif "%"`, "est rejetée"},
		{`/action creer "%" --ecole 0940198E`, "A-1"},
		{`/reunion planifier "18/12 14h" --lieu "%"`, "R-1"},
		{`/recette marche M2026-04 --titulaire "%"`, "M2026-04"},
		{`/recette ouvrir VA --marche M2026-04 --objet "%" --notifiee 23/11/2026`, "V-1"},
		{`/ecole note 0940198E "%"`, "C'est noté"},
	} {
		require.Contains(t, w.slash(w.pilot, w.copil, strings.ReplaceAll(made.line, "%", w.ringing())), made.want)
	}
	for _, line := range []string{
		"/ent bilan", "/comite liste", "/comite voir copil", "/decision liste", "/decision voir COPIL-2026-001",
		"/decision voir COPIL-2026-002", "/decision chercher @all", "/decision chercher @all absent", "/action liste --toutes",
		"/action voir A-1", "/action prendre A-1", "/reunion", "/reunion liste", "/reunion voir R-1", "/recette liste",
		"/recette voir V-1 --tout", "/ecole 0940198E", "/ecole liste --commune vitry", "/ecole historique 0940198E",
		// wrong ones
		"/ent aide @all", "/ent @all", "/ecole @all @invitee", "/decision @all", "/decision voir @all", "/decision adopter @all",
		"/action voir @invitee", `/action creer "%" --pour @all`, `/action creer "%" --pour ien --echeance @here`, "/action liste --@all",
		"/action creer --@all x", "/reunion planifier copil @here", "/reunion planifier @all \"18/12 14h\"", "/recette decider V-1 @all",
		"/recette marche --titulaire @all", "/comite rythme copil @channel", "/comite resume copil @channel", "/comite creer @all \"%\"", "/ecole note 0940198E", "/ecole note @all \"%\"",
		`/decision ajouter "@all @here`, "/decision ajouter %", "/ecole importer @all",
	} {
		answer := w.slash(w.member, w.copil, strings.ReplaceAll(line, "%", w.ringing()))
		require.NotContains(t, w.links(answer), w.guest.Username, "%s\n%s", line, answer)
		require.NotContains(t, answer, "<!", line)
		require.NotContains(t, answer, "<@", line)
	}
}

// Whom the bot names is a link in what one person alone is shown, where it rings nobody
// (wire: slash-command-ephemeral-mention), and only a name in what others read.
func TestPeopleAreLinksInPrivate(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	l := &listener{w, map[string]bool{}}
	for _, row := range []struct {
		line string
		by   *model.User
		want []string
	}{
		{`/action creer "Former @invitee" --pour @ien,@jane`, w.pilot, []string{"ien", "jane"}},
		{"/action voir A-1", w.member, []string{"coordinatrice", "ien", "jane"}},
		{`/action creer "Former" --pour @directrice --echeance hier`, w.member, nil}, // it is asked back
		{`/decision ajouter "Retenir"`, w.member, nil},
		{"/decision voir COPIL-2026-001", w.english, []string{"ien"}},
		{"/decision voir COPIL-2026-001 --partager", w.member, nil},
		{`/comite creer SUIVI "Comité de suivi"`, w.member, []string{"coordinatrice"}}, // whom to ask
		{"/ent qui", w.member, []string{"coordinatrice"}},
	} {
		answer := w.slash(row.by, w.copil, row.line)
		require.ElementsMatch(t, row.want, w.links(answer), "%s\n%s", row.line, answer)
		l.news()
	}
	require.Contains(t, w.said(w.copil)[len(w.said(w.copil))-1].Message, "Partagé par @\u200bien")
	for _, u := range []*model.User{w.guest, w.english} {
		m, _, err := w.client(w.fake.AdminToken).GetChannelMember(t.Context(), w.copil.Id, u.Id, "")
		require.NoError(t, err)
		require.Zero(t, m.MentionCount)
	}
}

func TestWhoIsGivenSomethingIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.slash(w.pilot, w.copil, `/action creer "Former l'équipe" --pour @ien`)
	w.deliver()
	require.Len(t, w.told(w.member), 1)
	require.Contains(t, w.told(w.member)[0].Message, "/action faite A-1")
	for _, u := range []*model.User{w.pilot, w.english, w.guest, w.reader} {
		require.Empty(t, w.told(u), u.Username)
	}
	require.Empty(t, w.said(w.copil))
}
