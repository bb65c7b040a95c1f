package secrecy_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// common is what both projects have: something of every noun, so that every command
// has something to say. A new noun is a line here.
const common = `
coordinatrice copil> /comite creer COPIL "Comité de pilotage" --niveau territorial
coordinatrice secret> /comite creer SECRET "Comité restreint" --type accompagnement --niveau academique --diffusion comité
coordinatrice cabinet> /comite creer CABINET "Cabinet" --type accompagnement --niveau academique --diffusion comité
# ien is in another committee that keeps to itself, whose channel hears nothing of SECRET either.
coordinatrice voisin> /comite creer VOISIN "Comité voisin" --niveau academique --diffusion comité
ien voisin> /decision proposer "Former ailleurs" --comite VOISIN --ecoles 0940198E
ien voisin> /reunion planifier VOISIN "17/12/2026 14h"
coordinatrice cabinet> /comite creer CLOS "Cellule" --niveau academique --diffusion comité --confirmer
coordinatrice general> /ent reglages --retenue-par COPIL,SECRET,CABINET
coordinatrice copil> /decision ajouter "Retenir Wallon A et B" --comite COPIL --ecoles 0940198E,0940573M --retient
coordinatrice copil> /decision proposer "Former les équipes de Wallon" --comite COPIL --ecoles 0940198E
coordinatrice copil> /decision proposer "Former encore" --comite COPIL
coordinatrice copil> /ecole etape 0940198E retenue --decision COPIL-2026-001
coordinatrice copil> /ecole note 0940198E "directrice jointe"
coordinatrice copil> /ecole frein 0940573M connexion "fibre en mars" --qui @ien
coordinatrice copil> /ecole ensemble creer Wallon --ecoles 0940198E,0940573M
coordinatrice copil> /ecole vague prevoir 1 --ecoles 0940198E,0940573M --ouverte 15/01/2027 --qui @ien
coordinatrice copil> /ecole equipe 0940198E ajouter @ien --fonction direction
mary general> /ecole equipe 0940573M demander
coordinatrice copil> /ecole etape suspendue --ecoles 0940003T,0940012C --motif Travaux --confirmer
coordinatrice copil> /reunion planifier COPIL "18/12/2026 14h" --lieu Mairie
coordinatrice copil> /reunion planifier COPIL "8/1/2027 14h" --lieu Mairie
coordinatrice copil> /reunion ordre R-1 ajouter "Bilan" --par @ien
coordinatrice copil> /reunion ordre R-1 ajouter COPIL-2026-002
coordinatrice copil> /reunion ordre R-1 ajouter "Questions diverses"
coordinatrice copil> /comite membre ajouter COPIL "Mme Durand" élue "Mairie de Vitry"
coordinatrice copil> /reunion convoquer R-1
coordinatrice copil> /reunion serie COPIL "dernier vendredi de juin à 14h" --jusqu'au 30/06/2028 --lieu Mairie
coordinatrice copil> /reunion planifier COPIL "23/11/2026 17h"
coordinatrice copil> /reunion ordre R-3 ajouter "Bilan du jour"
coordinatrice copil> /reunion planifier COPIL "23/11/2026 18h"
coordinatrice copil> /reunion ouvrir R-2 --confirmer
coordinatrice copil> /reunion clore R-2
coordinatrice copil> /reunion compte-rendu diffuser R-2
coordinatrice copil> /reunion compte-rendu texte R-2 "Bilan utile"
coordinatrice copil> /reunion ouvrir R-3
ien copil> /action creer "Former" --ecole 0940198E --pour @ien --echeance 15/12/2026
coordinatrice copil> /action creer "Animer" --ecole 0940573M --pour @ien,@mary,@coordinatrice --echeance 16/12/2026
coordinatrice copil> /action bloquer A-1 "Salle prise"
coordinatrice copil> /action creer "Assister" --pour @mary --echeance 17/12/2026
mary general> /action faite A-3
coordinatrice copil> /action creer "Relire" --pour @coordinatrice --echeance 18/12/2026 --confirmer
coordinatrice general> /rappel pause demain
coordinatrice general> /comite creer GT1 "Groupe 1"
coordinatrice general> /comite creer GT2 "Groupe 2" --confirmer
coordinatrice general> /comite creer AIDE "Aide" --type accompagnement --niveau academique --confirmer
coordinatrice general> /comite fermer GT2 "Fini" --confirmer
coordinatrice copil> /ent convention creer "Convention de Vitry" --partenaires "Mairie de Vitry:territorial" --ecoles 0940198E --signee 2/9/2026 --jusqu-au 31/8/2029
coordinatrice general> /ent partenaire ajouter "DSDEN 94" --niveau académique
coordinatrice copil> /comite membre ajouter COPIL @ien IEN "DSDEN 94"
coordinatrice copil> /ent initialiser commune --écoles 6 --étape pilote
coordinatrice copil> /ent initialiser confirmer
coordinatrice general> /ent étape déploiement
coordinatrice copil> /recette marche M2026-04 --titulaire "Éditeur ENT" --ccag tic-2021
coordinatrice copil> /recette ouvrir VA --marche M2026-04 --objet "Version 2" --notifiee 16/11/2026 --responsable @ien --comite COPIL
coordinatrice copil> /recette ouvrir VSR --marche M2026-04 --objet "Version 1" --notifiee 16/11/2026 --responsable @coordinatrice --suppleant @ien
coordinatrice copil> /recette reserve V-2 "La connexion échoue" --gravite mineure --ecoles 0940198E
coordinatrice copil> /recette indisponibilite V-2 45min --le 20/11/2026 --note Panne
coordinatrice copil> /recette ouvrir VA --marche M2026-04 --objet "Version 0" --notifiee 16/11/2026
coordinatrice copil> /recette decider V-3 ajournement --le 20/11/2026 --motif "Connexion impossible"
`

// newCommon is a project with all that both have.
func newCommon(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	_, err := w.service.Committees(t.Context(), w.as("coordinatrice", "general")) // makes the project
	require.NoError(t, err)
	_, err = w.service.ImportSchools(t.Context(), w.as("coordinatrice", "general"), perimeter.SchoolImport{Table: schoolTable(t)})
	require.NoError(t, err)
	w.script(common)
	for _, who := range []string{"coordinatrice", "ien"} { // whose address is another each time
		_, err = w.service.Subscribe(t.Context(), w.as(who, "copil"), sitting.NewFeed{})
		require.NoError(t, err)
	}
	require.NoError(t, w.service.Watch(t.Context()))
	w.deaf = "id-mary" // what she was to be told is a failure that a pilot may relaunch
	w.deliver()
	w.deaf = ""
	return w
}

// Pair are the two projects: in busy, SECRET does all that a committee can do, and
// has decided what the project did with its schools and its contract; in quiet it
// has done nothing, and CABINET, which keeps to itself too, has decided that.
type pair struct{ busy, quiet *world }

func newPair(t testing.TB) (pair, *deeds) {
	t.Helper()
	p := pair{newCommon(t), newCommon(t)}
	acts := &deeds{world: p.busy, done: map[string]bool{}}
	// What both have decided comes first, so that its reference has the same length.
	for code, d := range map[string]*deeds{"SECRET": acts, "CABINET": {world: p.quiet, done: map[string]bool{}, stem: "autre"}} {
		d.decideOf(code)
	}
	acts.actInSecret()
	for _, w := range []*world{p.busy, p.quiet} {
		w.deliver()
		w.announced = w.overheard()
		for _, s := range w.said {
			if w.inside(s) {
				w.confided += s.text
			}
		}
		w.keep()
	}
	return p, acts
}

// copied are the two once more, for a test beside.
func (p pair) copied(t testing.TB) pair { return pair{p.busy.copied(t), p.quiet.copied(t)} }

// deeds are what SECRET does. Every text of what is asked, and everybody that it
// names, is SECRET's own: no one else may ever read it.
type deeds struct {
	*world
	done map[string]bool // by the method's name
	stem string          // of its words
	// called is somebody who is in no chat.
	called string
	// canaries are SECRET's own words, by what they stand in.
	canaries map[string]string
}

// do asks for something as a pilot in the channel of SECRET, and answers what came.
func (d *deeds) do(method string, args ...any) any {
	d.Helper()
	actor := d.as("coordinatrice", "secret")
	actor.Thread = thread
	in := []reflect.Value{reflect.ValueOf(d.Context()), reflect.ValueOf(actor)}
	m := reflect.ValueOf(d.service).MethodByName(method)
	require.True(d, m.IsValid(), "no method %s", method)
	for i, a := range args {
		in = append(in, reflect.ValueOf(a).Convert(m.Type().In(i+2)))
	}
	out := m.Call(in)
	err, _ := reflect.TypeAssert[error](out[len(out)-1])
	require.NoError(d, err, "%s: what the deed does not give was filled in with SECRET's own; give in actInSecret what has to be something else", method)
	d.done[method] = true
	d.deliver()
	return out[0].Interface()
}

// ofItsOwn fills in what a request leaves empty: texts that only SECRET knows, a
// person of SECRET, a day to come.
func ofItsOwn[T any](d *deeds, request T) T {
	d.own(reflect.ValueOf(&request).Elem())
	return request
}

func (d *deeds) own(v reflect.Value) {
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name
		if !v.Type().Field(i).IsExported() || !field.IsZero() {
			continue
		}
		switch field.Interface().(type) {
		case string:
			field.SetString(d.word(name))
		case []string:
			field.Set(reflect.ValueOf([]string{d.word(name)}))
		case record.Called:
			if d.called == "" { // one for all: who was replaced is named nowhere any more
				d.called = "Mme " + d.word(name)
			}
			field.Set(reflect.ValueOf(record.Called{Name: d.called}))
		case record.Person:
			field.Set(reflect.ValueOf(person("zoeducomite")))
		case []record.Person:
			field.Set(reflect.ValueOf([]record.Person{person("zoeducomite")}))
		case calendar.Date:
			field.Set(reflect.ValueOf(calendar.MustParseDate("2027-03-17")))
		case record.Source: // nobody gives it: the chat tells
		default:
			switch field.Kind() {
			case reflect.Struct:
				if field.Type().PkgPath() != "time" {
					d.own(field) // what belongs together in one
				}
			case reflect.Pointer, reflect.Slice, reflect.Map:
				require.Fail(d, "a field is left empty", "%s may hold words: give it in the deed, or a case for %s here", name, field.Type())
			default: // a choice among few, or a number, which a deed gives where it tells something
			}
		}
	}
}

// word is a text that is said nowhere else.
func (d *deeds) word(of string) string {
	if d.canaries == nil {
		d.canaries = map[string]string{}
	}
	n := len(d.canaries)
	word := d.stem + "zibeline" + strings.NewReplacer("0", "a", "1", "e", "2", "i", "3", "o", "4", "u").Replace(fmt.Sprintf("%03d", n+100))
	d.canaries[word] = of
	return word
}

// decideOf is what the project has done by decisions of the committee of that code.
func (d *deeds) decideOf(code string) {
	dec := d.do("LogDecision", committee.NewDecision{Committee: code, Text: "Retenir", Selection: committee.SelectionSelects}).(committee.Decision)
	for _, m := range []rollout.MoveSchool{
		{School: "0940573M", To: perimeter.StageSelected, Decision: dec.Ref},
		{School: "0940573M", To: perimeter.StageAgreed, Reason: "vague 1"},
		{School: "0940451E", To: perimeter.StageAgreed, Decision: dec.Ref, Reason: "vague 1"},
		{School: "0940451E", To: perimeter.StageSelected, Reason: "signature reportée"},
	} {
		d.do("MoveSchool", m)
	}
	d.do("MoveSchools", []record.UAI{"0940451E", "0940573M"}, rollout.MoveSchool{To: perimeter.StageFed, Decision: dec.Ref})
	d.do("UndoMoves")
	// An action is everybody's to read; which group that keeps to itself owns it is not.
	offered := d.do("CreateAction", rollout.NewAction{Title: "Appeler", Group: code, Due: date("2026-12-03"), Schools: []record.UAI{"0940198E"}}).(rollout.SupportAction)
	d.do("PostponeAction", offered.Number, to(date("2026-12-04")), "")
	handed := d.do("CreateAction", rollout.NewAction{Title: "Relancer", Assignees: []record.Person{person("ien")}}).(rollout.SupportAction)
	d.do("ReassignAction", rollout.Reassign{Number: handed.Number, Group: code})
	d.do("ReassignAction", rollout.Reassign{Number: handed.Number, Group: code, People: []record.Person{person("ien"), person("mary")}})
	d.do("EditCommittee", committee.EditCommittee{Code: "CLOS", Level: record.LevelSchool})
	d.do("CloseCommittee", "CLOS", d.word("CloseCommittee.reason"))
	d.do("ReopenCommittee", "CLOS", d.word("ReopenCommittee.reason"))
	d.do("WithdrawCommittee", "CLOS", "erreur")
	d.do("OpenVerification", acceptance.NewVerification{
		Contract: "M2026-04", Step: contract.StepVA, Object: "Version 3", NotifiedOn: calendar.MustParseDate("2026-11-20"),
		Committee: code, InCharge: []record.Person{person("ien")},
	})
	d.do("DecideVerification", acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission, Decision: dec.Ref})
	d.do("CountDelivery", acceptance.NewCount{Number: 1, Ordered: 10, Delivered: 8, Delay: calendar.Period{Length: 5, Unit: calendar.UnitDays}, Reason: "manque", Decision: dec.Ref})
}

// actInSecret makes SECRET decide, meet and change in every way there is. A method
// that writes about a committee is a line here, or the test says that it is missing.
func (d *deeds) actInSecret() {
	const code = "SECRET"
	d.do("SetArea", rollout.Area{Group: code, Districts: []string{"Zibelineville"}, Kind: rollout.KindTraining})
	schools := []record.UAI{"0940198E", "0940451E"}
	decided := func(n committee.Details) committee.Details {
		n.DecidedOn = date("2026-11-20")
		return n
	}
	log := func(proposed bool) string {
		n := ofItsOwn(d, committee.NewDecision{Committee: code, Schools: schools, Proposed: proposed})
		if n.Details = decided(n.Details); proposed {
			n.DecidedOn = calendar.Date{}
		} else {
			n.Vote = committee.Vote{For: 937, Against: 1}
		}
		return d.do("LogDecision", n).(committee.Decision).Ref
	}
	// What is changed afterwards is only shown as it became.
	plain := func(proposed bool) string {
		n := ofItsOwn(d, committee.NewDecision{Committee: code, Schools: schools, Proposed: proposed, Details: committee.Details{Context: "mot"}})
		return d.do("LogDecision", n).(committee.Decision).Ref
	}
	log(false)
	log(true)
	d.do("LogDecision", ofItsOwn(d, committee.NewDecision{Committee: code, Schools: schools, Details: committee.Details{Opinion: true, DecidedOn: date("2026-11-20")}}))
	for _, to := range []committee.DecisionState{committee.DecisionAdopted, committee.DecisionRejected, committee.DecisionDeferred} {
		d.do("SettleDecision", log(true), to, d.word("SettleDecision.reason"))
	}
	replacing := ofItsOwn(d, committee.ReplaceDecision{Ref: log(false), Schools: schools})
	replacing.Details = decided(replacing.Details)
	d.do("ReplaceDecision", replacing)
	d.do("CancelDecision", log(false), d.word("CancelDecision.reason"))
	editing := ofItsOwn(d, committee.EditDecision{Ref: plain(true), Schools: schools})
	editing.DecidedOn = calendar.Date{}
	edited := d.do("EditDecision", editing).(committee.Decision).Ref
	d.do("SettleDecision", edited, committee.DecisionAdopted, "")
	d.do("ApplyDecision", edited, d.word("ApplyDecision.note"))
	d.do("SpecifyDecision", committee.EditDecision{Ref: plain(false), Details: committee.Details{
		Context: d.word("SpecifyDecision.context"), Contract: d.word("SpecifyDecision.contract"), InCharge: []record.Person{person("zoeducomite")}, Review: date("2027-05-03"),
	}})
	d.do("MarkDecision", log(true), committee.SelectionSelects)
	at := func(day, hour int) committee.NewMeeting {
		return ofItsOwn(d, committee.NewMeeting{Committee: code, Start: d.clock.AddDate(0, 0, day).Add(hours(hour))})
	}
	join := func(n organisation.NewMember) string {
		n.Committee = code
		d.do("AddMember", n)
		return n.Member
	}
	said := func(of string) organisation.Saying {
		institution, title := d.word(of+".Institution"), d.word(of+".Title")
		return organisation.Saying{Institution: &institution, Title: &title}
	}
	join(organisation.NewMember{Member: "@zoeducomite", Saying: said("AddMember")})
	elected := join(organisation.NewMember{Member: d.word("AddMember.Member"), Saying: said("AddMember")})
	d.do("ChangeMember", organisation.NewMember{Committee: code, Member: elected, Saying: said("ChangeMember")})
	d.do("RemoveMember", code, elected, d.word("RemoveMember.reason"))
	meet := func(n committee.NewMeeting) int { return d.do("ScheduleMeeting", n).(committee.Meeting).Number }
	meet(at(4, 1))
	moved, off := meet(at(10, 2)), meet(at(11, 3))
	d.do("MoveMeeting", moved, to(d.clock.AddDate(0, 0, 12)), d.word("MoveMeeting.reason"))
	d.do("EditMeeting", ofItsOwn(d, committee.EditMeeting{Number: moved}))
	for range 3 {
		d.do("ProposePoint", ofItsOwn(d, sitting.NewPoint{Meeting: moved}))
	}
	d.do("PlacePoint", moved, 2, 1)
	d.do("EditPoint", ofItsOwn(d, sitting.EditPoint{Meeting: moved, Place: 1}))
	d.do("WithdrawPoint", moved, 3, d.word("WithdrawPoint.reason"))
	d.do("SetRules", code, sitting.RulesChange{Quorum: sitting.QuorumThird})
	d.do("Convene", sitting.Convene{Meeting: moved})
	d.do("GiveAnswer", sitting.GiveAnswer{Meeting: moved, Answer: sitting.AnswerPresent, Who: []string{"@zoeducomite"}})
	held := meet(at(0, 5))
	for range 2 {
		d.do("ProposePoint", ofItsOwn(d, sitting.NewPoint{Meeting: held}))
	}
	d.do("OpenMeeting", held)
	d.do("TakePoint", ofItsOwn(d, sitting.TakePoint{Meeting: held, Place: 1}))
	d.do("CloseMeeting", held)
	d.do("RewriteMinutes", held, 1, d.word("RewriteMinutes.text"))
	d.do("PostMinutes", held)
	d.do("RemarkOnMinutes", held, d.word("RemarkOnMinutes.text"))
	d.do("ApproveMinutes", held, 0)
	d.do("AddToMinutes", held, d.word("AddToMinutes.text"))
	d.do("CancelMeeting", off, d.word("CancelMeeting.reason"))
	series := d.do("PlanSeries", ofItsOwn(d, sitting.NewSeries{
		Committee: code, Rule: calendar.MustParseRule("FREQ=MONTHLY;BYDAY=2TH"), From: date("2026-11-24"), Until: date("2027-06-30"),
	})).(sitting.SeriesView).Number
	d.do("ChangeSeries", ofItsOwn(d, sitting.EditSeries{Number: series, Rule: new(calendar.MustParseRule("FREQ=MONTHLY;BYDAY=3TH")), At: &record.Hour{Hour: 10}, From: date("2026-11-23"), Until: date("2027-05-31")}))
	d.do("StopSeries", series, date("2027-04-30"), d.word("StopSeries.reason"))
	d.do("SetLeads", code, []record.Lead{{Days: 3}, {Minutes: 70}})
	at17, friday := record.Hour{Hour: 17}, weekday(5)
	d.do("SetDigest", code, committee.DigestChange{Day: &friday, At: &at17})
}

// thread is where SECRET says all that it does, in its channel.
const thread = "zibelinefil"

// kept are SECRET's own words and references, that nobody outside may read.
func (d *deeds) kept() []string {
	words := []string{"SECRET-2026-", "zoeducomite", thread}
	for word := range d.canaries {
		words = append(words, word)
	}
	slices.Sort(words)
	return words
}
