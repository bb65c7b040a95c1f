package storagetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// Searched are texts of decisions, in the order in which they are logged: the first is
// number 1.
func Searched() []string {
	return []string{
		"Retenir l'école Henri-Wallon A pour la vague 1 (UAI 0940198E)",
		"Les tablettes des CM1/CM2 sont adoptées par le comité",
		"Adopter la charte d’usage de l’ENT",
		"Nous adoptons le calendrier des formations, cf. COPIL-2026-002",
		"Le compte-rendu de la réunion R-12 est validé",
		"Ouvrir les travaux de câblage à Saint-Maur-des-Fossés avant le 12/12/2026",
		"Confier l'œuvre collective à l'équipe de Jaurès",
		"La vériﬁcation V-5 est ajournée ; la réserve R-123 demeure",
		"Déployer 12 000 comptes élèves au 1ᵉʳ janvier",
		"L'élection des parents est reportée, et la porte du local sera changée",
		"Financer 3,5 postes d'accompagnement en 2026-2027",
		"Écrire aux e-mails des directrices et des inspecteurs",
		"Le cours de natation reste au port, l’eau est froide",
		"Publier la liste des écoles retenues dans le canal",
		"Choisir Łukasz Nowak comme référent numérique",
		"Les comptes rendus partent le lundi",
		"Le micro-ordinateur de l'accueil n'est pas remplacé : 100% du budget est engagé",
		"Conﬁer aux académies la délé\u00adgation des droits, nᵒ 12",
		"La messagerie s'ouvrira aux familles à la rentrée 2027",
		"Ne pas renouveler les vœux du maire, ni l'adoption du règlement",
	}
}

// A Search is what is looked for, and the numbers of those of Searched that have it, the
// latest first.
type Search struct {
	Words string
	Found []int
}

// Searches are those that every engine answers alike.
func Searches() []Search {
	return []Search{
		// In any form.
		{"adopter", []int{20, 4, 3, 2}},
		{"adoptées", []int{20, 4, 3, 2}},
		{"ADOPTÉ", []int{20, 4, 3, 2}},
		{"adoptees", []int{20, 4, 3, 2}},
		{"adopteront", []int{20, 4, 3, 2}},
		{"retenues", []int{14, 1}},
		{"retient", []int{14, 1}},
		{"retiendrons", []int{14, 1}},
		{"ouvre", []int{19, 6}},
		{"ouverture", []int{19, 6}},
		{"ouvertes", []int{19, 6}},
		{"école", []int{14, 1}},
		{"ecoles", []int{14, 1}},
		{"formation", []int{4}},
		{"former", []int{4}},
		{"travail", []int{6}},
		{"directeur", []int{12}},
		{"inspectrices", []int{12}},
		{"valide", []int{5}},
		{"validation", []int{5}},
		{"publié", []int{14}},
		{"choisissons", []int{15}},
		{"déploiement", []int{9}},
		{"reporter", []int{10}},
		{"canaux", []int{14}},
		{"locaux", []int{10}},
		{"élève", []int{9}},
		{"engager", []int{17}},
		{"écrit", []int{12}},
		{"financement", []int{11}},
		{"académie", []int{18}},
		// As it is written: accents, ligatures, apostrophes, what is not seen.
		{"oeuvre", []int{7}},
		{"œuvres", []int{7}},
		{"vérification", []int{8}},
		{"veriﬁcations", []int{8}},
		{"voeux", []int{20}},
		{"vœu", []int{20}},
		{"l'école", []int{14, 1}},
		{"l’école", []int{14, 1}},
		{"l ecole", []int{14, 1}},
		{"d'adoption", []int{20, 4, 3, 2}},
		{"usage", []int{3}},
		{"délégation", []int{18}},
		{"confier", []int{18, 7}},
		{"lukasz", []int{15}},
		{"e\u0301cole", []int{14, 1}},
		{"jaures", []int{7}},
		// Words of several.
		{"compte-rendu", []int{16, 5}},
		{"compte rendu", []int{16, 5}},
		{"comptes-rendus", []int{16, 5}},
		{"Henri Wallon", []int{1}},
		{"henri-wallon", []int{1}},
		{"saint maur", []int{6}},
		{"fossé", []int{6}},
		{"email", []int{12}},
		{"e-mail", []int{12}},
		{"mail", []int{12}},
		{"microordinateur", []int{17}},
		// Numbers and references are whole.
		{"COPIL-2026-002", []int{4, 2}},
		{"copil-2026-2", []int{4, 2}},
		{"COPIL‑2026‑002", []int{4, 2}},
		{"R-12", []int{5}},
		{"r12", []int{5}},
		{"R-1", nil},
		{"V-5", []int{8}},
		{"R-123", []int{8}},
		{"123", []int{8}},
		{"0940198E", []int{1}},
		{"0940198e", []int{1}},
		{"0940198", nil},
		{"CM1", []int{2}},
		{"CM1/CM2", []int{2}},
		{"cm2", []int{2}},
		{"CM", nil},
		{"12/12/2026", []int{6}},
		{"12 000", []int{9}},
		{"12000", []int{9}},
		{"12\u202f000", []int{9}},
		{"000", nil},
		{"1er", []int{9}},
		{"3,5", []int{11}},
		{"3.5", []int{11}},
		{"5", []int{8}},
		{"2026-2027", []int{11}},
		{"2027", []int{19, 11}},
		{"2028", nil},
		{"100 %", []int{17}},
		{"n° 12", []int{18, 6, 5}},
		{"COPIL-2026", []int{20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}},
		// All of several.
		{"vague wallon", []int{1}},
		{"wallon adopter", nil},
		{"la charte de l'ENT", []int{3}},
		{"écoles retenues", []int{14, 1}},
		// Other words are others.
		{"eau", []int{13}},
		{"course", nil},
		{"cours", []int{13}},
		{"port", []int{13}},
		{"porte", []int{10}},
		{"élève élection", nil},
		{"élection", []int{10}},
		{"maire", []int{20}},
		{"mairie", nil},
		{"équipe", []int{7}},
		{"équipement", nil},
		{"publicité", nil},
		{"élu", nil},
		{"prof", nil},
		{"cannabis", nil},
		{"' OR 77=77; --", nil},
		{"adopt_r", nil},
	}
}

func search(t *testing.T, store Store) {
	begin(t, store)
	update(t, store, here, func(tx Tx) error {
		for i, text := range Searched() {
			err := tx.PutDecision(committee.Decision{
				Project: here, Ref: ref(i + 1), Committee: "COPIL", State: committee.DecisionAdopted, Text: text, LoggedAt: noon.Add(time.Duration(i/2) * time.Minute),
			})
			require.NoError(t, err)
		}
		return nil
	})
	for _, s := range Searches() {
		var want []string
		for _, n := range s.Found {
			want = append(want, ref(n))
		}
		require.Equal(t, want, refs(t, store, committee.DecisionFilter{Words: s.Words}), s.Words)
	}

	t.Run("what a text says no more is not found", func(t *testing.T) {
		update(t, store, here, func(tx Tx) error {
			d, err := tx.Decision(here, ref(13))
			require.NoError(t, err)
			d.Text, d.Version = "Le cours de musique", d.Version+1
			return tx.PutDecision(d)
		})
		require.Empty(t, refs(t, store, committee.DecisionFilter{Words: "natation"}))
		require.Equal(t, []string{ref(13)}, refs(t, store, committee.DecisionFilter{Words: "musiques cours"}))
	})
	t.Run("a part, of the committees that are seen", func(t *testing.T) {
		page := func(s committee.DecisionSpan) committee.DecisionPage {
			var page committee.DecisionPage
			view(t, store, func(tx Tx) (err error) {
				page, err = tx.DecisionPage(here, committee.DecisionFilter{Words: "adopter"}, s)
				return err
			})
			return page
		}
		first := page(committee.DecisionSpan{Limit: 2})
		require.Equal(t, 4, first.Total)
		require.Equal(t, []string{ref(20), ref(4)}, pick(first.List, func(d committee.Decision) string { return d.Ref }))
		next := page(committee.DecisionSpan{From: 2, Limit: 3, Committees: []string{"COPIL", "GT"}})
		require.Equal(t, 4, next.Total)
		require.Equal(t, []string{ref(3), ref(2)}, pick(next.List, func(d committee.Decision) string { return d.Ref }))
		for _, none := range [][]string{{}, {"GT"}} {
			require.Zero(t, page(committee.DecisionSpan{Limit: 2, Committees: none}))
		}
	})
}

func ref(number int) string { return fmt.Sprintf("COPIL-2026-%03d", number) }

// whenAndByWhom narrows by who decided, and when.
func whenAndByWhom(t *testing.T, store Store) {
	begin(t, store)
	zone := time.FixedZone("", 3600)
	day := func(d, hour int) time.Time { return time.Date(2026, time.November, d, hour, 30, 0, 0, zone) }
	update(t, store, here, func(tx Tx) error {
		line := func(n int, by record.Person, change string) record.HistoryLine {
			return record.HistoryLine{Project: here, Subject: committee.NounDecision.Subject(ref(n)), By: by, At: noon, Change: change}
		}
		return all(
			tx.PutDecision(committee.Decision{Project: here, Ref: ref(1), Author: ien, LoggedAt: day(1, 0)}),
			tx.PutDecision(committee.Decision{Project: here, Ref: ref(2), Author: ien, LoggedAt: day(2, 12), SettledAt: day(20, 23)}),
			tx.PutDecision(committee.Decision{Project: here, Ref: ref(3), Author: drne, LoggedAt: day(21, 0)}),
			tx.AddHistory(line(2, drne, "decision.rejected"), line(1, drne, "decision.edited")))
	})
	on := func(from, to int) committee.DecisionFilter {
		f := committee.DecisionFilter{Zone: zone}
		if from > 0 {
			f.First = calendar.NewDate(2026, time.November, from)
		}
		if to > 0 {
			f.Last = calendar.NewDate(2026, time.November, to)
		}
		return f
	}
	for _, c := range []struct {
		f    committee.DecisionFilter
		want []int
	}{
		{on(1, 30), []int{3, 2, 1}},
		{on(0, 0), []int{3, 2, 1}},
		{on(1, 1), []int{1}},
		{on(2, 19), []int{2}},
		{on(3, 20), []int{2}},
		{on(3, 19), nil},
		{on(21, 0), []int{3}},
		{on(0, 1), []int{1}},
		{on(0, 20), []int{2, 1}},
		{on(22, 0), nil},
		{committee.DecisionFilter{Person: ien.ID}, []int{2, 1}},
		{committee.DecisionFilter{Person: drne.ID}, []int{3, 2}}, // who edits does not decide
		{committee.DecisionFilter{Person: "nobody"}, nil},
	} {
		var want []string
		for _, n := range c.want {
			want = append(want, ref(n))
		}
		require.Equal(t, want, refs(t, store, c.f), "%+v", c.f)
	}
}
