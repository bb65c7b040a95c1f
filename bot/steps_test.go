package bot_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

// sends fills in the form that a person sees, and gives what it shows next: errors, or
// another form.
func (w *world) sends(u *model.User, values map[string]any) (*model.SubmitDialogResponse, mattermosttest.OpenDialog) {
	w.Helper()
	open := w.fake.Dialogs(u)
	require.Len(w, open, 1)
	named := map[string]any{}
	for name, value := range values {
		named[nameIn(open[0], name)] = value
	}
	r, err := w.fake.SubmitDialog(w.Context(), u, open[0], named)
	require.NoError(w, err)
	w.Wait()
	if open = w.fake.Dialogs(u); len(open) == 0 {
		return r, mattermosttest.OpenDialog{}
	}
	require.NoError(w, open[0].Invalid)
	return r, open[0]
}

// nameIn is the name of a field at the step that is shown.
func nameIn(form mattermosttest.OpenDialog, name string) string {
	for _, step := range []string{"", "~1", "~2", "~3"} {
		if slices.ContainsFunc(form.Dialog.Elements, func(e model.DialogElement) bool { return e.Name == name+step }) {
			return name + step
		}
	}
	return name
}

func TestMoreIsAskedInASecondForm(t *testing.T) {
	t.Parallel()
	first := map[string]any{"text": "Ouvrir la messagerie", "schools": []any{"0940573M"}, "further": true}

	t.Run("for who wants it, with what was typed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil().withSchools()
		form := w.formOf(w.member, "/decision ajouter")
		require.Len(t, form.Dialog.Elements, 7)
		last := form.Dialog.Elements[6]
		require.Equal(t, []string{"further", "bool", "Plus de détails"}, []string{last.Name, last.Type, last.DisplayName})
		values := maps.Clone(first)
		values["in-charge"] = []any{w.member.Id, w.english.Id}
		r, second := w.sends(w.member, values)
		require.Equal(t, "form", r.Type)
		require.Zero(t, w.decisions())
		for _, part := range []string{"Texte : Ouvrir la messagerie", "Écoles : 0940573M", "En charge : @ien, @jane"} {
			require.Contains(t, plain(second.Dialog.IntroductionText), part)
		}
		require.Equal(t, "select", elementOf(t, second, nameIn(second, "meeting")).Type)
		_, values2 := w.offered(w.member, &second, nameIn(second, "meeting"), "")
		require.Empty(t, values2)

		r, second = w.sends(w.member, map[string]any{"context": "Demandée par les familles", "review": "hier"})
		require.Contains(t, r.Errors[nameIn(second, "review")], "déjà passé", "beside its field")
		require.Equal(t, "Un champ est à corriger. Je n'ai encore rien enregistré.", r.Error)
		r, gone := w.sends(w.member, map[string]any{"context": "Demandée par les familles", "review": "15/01/2027"})
		require.Empty(t, r.Error)
		require.Empty(t, gone.Dialog.Elements)
		require.Equal(t, 1, w.decisions())
		card := w.slash(w.member, w.copil, "/decision voir COPIL-2026-001")
		for _, part := range []string{"Demandée par les familles", "15 janvier 2027", "0940573M", "jane"} {
			require.Contains(t, card, part)
		}
	})

	t.Run("not before the first is right", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.formOf(w.member, "/decision ajouter")
		values := maps.Clone(first)
		values["due"], values["schools"] = "hier", nil
		r, _ := w.sends(w.member, values)
		require.Contains(t, r.Errors["due"], "déjà passé")
	})

	t.Run("what the rules find wrong in the first is mended alone", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil().withSchools()
		w.formOf(w.member, "/decision ajouter")
		values := maps.Clone(first)
		values["committee"] = "ZZZ"
		r, _ := w.sends(w.member, values)
		require.Equal(t, "form", r.Type)
		r, mend := w.sends(w.member, map[string]any{"context": "Demandée par les familles"})
		require.Equal(t, "form", r.Type)
		require.Len(t, mend.Dialog.Elements, 1)
		require.Contains(t, plain(mend.Dialog.IntroductionText), "ZZZ")
		require.Equal(t, "ZZZ", elementOf(t, mend, nameIn(mend, "committee")).Default)
		_, gone := w.sends(w.member, map[string]any{"committee": "COPIL"})
		require.Empty(t, gone.Dialog.Elements)
		card := w.slash(w.member, w.copil, "/decision voir COPIL-2026-001")
		require.Contains(t, card, "Ouvrir la messagerie")
		require.Contains(t, card, "Demandée par les familles")
	})

	t.Run("a doubt after it is asked once", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil().withSchools()
		w.formOf(w.member, "/decision ajouter")
		values := maps.Clone(first)
		values["text"] = "Retenir cette école"
		w.sends(w.member, values)
		_, question := w.sends(w.member, nil)
		require.Contains(t, plain(question.Dialog.IntroductionText), "La décision retient-elle cette école ?")
		r, gone := w.sends(w.member, nil)
		require.Empty(t, gone.Dialog.CallbackId, "%s", gone.Dialog.IntroductionText)
		require.Empty(t, r.Error)
		require.Equal(t, 1, w.decisions())
	})
}

// The client goes on sending a wrong value whose field was emptied (seen on 11.6): a form
// of its own asks for it, which may stay empty.
func TestAWrongFieldCanBeEmptied(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.formOf(w.member, "/action creer")
	r, _ := w.sends(w.member, map[string]any{"text": "Former", "due": "hier"})
	require.Contains(t, r.Errors["due"], "déjà passé")
	r, mend := w.sends(w.member, map[string]any{"text": "Former", "due": ""})
	require.Equal(t, "form", r.Type)
	require.Contains(t, plain(mend.Dialog.IntroductionText), "Ce champ peut rester vide.")
	_, gone := w.sends(w.member, map[string]any{"due": ""})
	require.Empty(t, gone.Dialog.Elements)
	require.Contains(t, w.slash(w.member, w.copil, "/action voir A-1"), "Former")
}

func TestHomonymsAreChosenInAForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withSchools()
	said := w.slash(w.member, w.copil, "/ecole jean jaures")
	require.Contains(t, said, "Laquelle ?", "it is said in words as well")
	form := w.fake.Dialogs(w.member)[0]
	e := elementOf(t, form, "school")
	require.Equal(t, "select", e.Type)
	require.LessOrEqual(t, len(e.Options), 15)
	require.NotContains(t, form.Dialog.IntroductionText, "0940198E", "the list is in its field")
	chosen := e.Options[1].Value
	_, gone := w.sends(w.member, map[string]any{"school": chosen})
	require.Empty(t, gone.Dialog.Elements)
	require.Contains(t, w.lastSeen(w.member), chosen)

	t.Run("among others that were named", func(t *testing.T) {
		w.slash(w.member, w.copil, `/action creer "Former" --ecole 0940573M,jaures`)
		form := w.fake.Dialogs(w.member)[0]
		require.Contains(t, elementOf(t, form, "schools").Options[0].Value, "0940573M, 094")
		_, gone := w.sends(w.member, map[string]any{"schools": elementOf(t, form, "schools").Options[0].Value})
		require.Empty(t, gone.Dialog.Elements)
		require.Contains(t, w.slash(w.member, w.copil, "/action voir A-1"), "0940573M")
	})

	t.Run("of too many, another word tells them apart", func(t *testing.T) {
		require.Contains(t, w.slash(w.member, w.copil, "/ecole vitry"), "Précisez")
		require.Empty(t, w.fake.Dialogs(w.member))
		w.formOf(w.member, "/action creer")
		r, _ := w.sends(w.member, map[string]any{"text": "Former", "schools": []any{"vitry"}})
		require.Contains(t, plain(r.Errors["schools"]), "écoles trouvées pour « vitry »")
		require.NotContains(t, r.Errors["schools"], "\n- ", "a list would push the buttons away")
	})
}

// What a verification may end with stands in the words of its step.
func TestChoicesAreThoseOfTheStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.slash(w.pilot, w.copil, "/recette marche M2026-04 --titulaire Éditeur --ccag tic-2021")
	for i, tc := range []struct {
		step string
		want []string
	}{
		{"MOM", []string{"mise en ordre de marche faite"}},
		{"VA", []string{"décision positive", "ajournement", "rejet"}},
		{"VSR", []string{"admission", "ajournement", "réfaction", "rejet"}},
	} {
		ref := []string{"V-1", "V-2", "V-3"}[i]
		require.Contains(t, w.slash(w.pilot, w.copil, "/recette ouvrir "+tc.step+" --marche M2026-04 --objet Lot"+tc.step+" --notifiee 9/11/2026"), ref)
		var labels []string
		for _, o := range elementOf(t, *w.formOf(w.pilot, "/recette decider "+ref), "outcome").Options {
			labels = append(labels, o.Text)
		}
		require.Equal(t, tc.want, labels)
	}
	require.Len(t, elementOf(t, *w.formOf(w.pilot, "/recette decider"), "outcome").Options, 4, "nobody knows yet of which")
}
