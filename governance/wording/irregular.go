package wording

import (
	"slices"
	"strings"
)

// inIss are how verbs in -ir, -issent end before it: of « choisit », the t is the
// verb's; of « crédit », it is not.
var inIss = strings.Fields(`chois fin etabl defin reun fourn garant rempl reuss ag bat elarg avert reflech repart accompl ralent approfond enrich
	invest convert sais franch adouc nourr applaud un pun bann aplan embell grand gross`)

// inMer are how verbs in -mer end before it.
var inMer = strings.Fields(`form nomm firm prim tim gramm anim somm ferm tam sum clam aim arm calm lim`)

// families are words whose forms no ending tells: what may stand before all of them,
// the key, and the forms. Behind a form, "." stands for e, s and es as well, "s" after
// a bar for the plural, "*" for what follows the stem of all verbs, "+" for what follows
// in the future.
const families = `
	main sou re con ob de entre appar abs | tenir | tenir tien tiens tient tienne tiennes tiennent ten* tiendr+ tenu. tint tinrent
	re inter con de par pre pro sou sur sub contre | venir | venir vien viens vient vienne viennes viennent ven* viendr+ venu. vint vinrent
	re com trans per ad o sou e de pro compro | mettre | mettre met mets mett* mettr+ mis. mit mirent
	ap com re sur entre | prendre | prendre prend prends pren* prenne prennes prennent prendr+ pris. prit prirent
	re de satis contre par | faire | faire fais fait. fais* font fer+ fasse fasses fassent fit firent
	re pre contre inter | dire | dire dit. dis dis* dites dir+
	e de ins trans pres sous pros ree reins | -crire | crire cris crit. criv* crir+
	e re ree | lire | lire lis lit lis* lir+ lu.
	re pre entre | voir | voir vois voit voient voy* verr+ voir+ vu.
	c dec rec r entr | ouvrir | ouvrir ouvr* ouvrir+ ouvert. ouverture ouvertures
	| offrir | offrir offr* offrir+ offert.
	pour | suivre | suivre suit suiv* suivr+ suivi.
	re | connaitre | connaitre connais connait connaiss* connaitr+ connu.
	re com ap dis | paraitre | paraitre parais parait paraiss* paraitr+ paru.
	con pro repro re intro tra de se recon | -duire | duire duis duit. duis* duir+
	con in recon | -struire | struire struis struit. struis* struir+
	re per con de aper | -cevoir | cevoir cois coit coiv* cev* cevr+ cu.
	| devoir | devoir dois doit doiv* dev* devr+
	re | joindre | joindre joins joint. joign* joindr+
	at | -teindre | teindre teins teint. teign* teindr+
	con in ex | -clure | clure clu. clus clut clu* clur+
	des | servir | servir sert sers serv* servir+ servi.
	de com a | battre | battre bat bats batt* battr+ battu.
	r | envoyer | envoyer envoi envois envoie envoies envoient envoy* enverr+
	re pro | jeter | jeter jet jets jett* jet* jetter+
	re | creer | creer cre* cree. creer+ creation creations
	| resoudre | resoudre resous resout resolv* resoudr+ resolu. resolution resolutions
	| agir | agir agis agit agiss* agir+ agi.
	| adopt | adoption adoptions
	| nouveau | nouveau nouveaux nouvelle nouvelles nouvel
	| travail | travail travaux
	| souhait | souhait souhaits`

// alone are words that stand for themselves, though others look like forms of them, or
// they like forms of others: « port » is no « porte ». "." stands for e, s and es, where
// there is none for s.
const alone = `
	port cas cour point equipe departement appartement parlement publication visa camera opera
	parent patient. client. agent argent accent accident incident precedent. excedent. coefficient recipient inconvenient equivalent. excellent.
	talent present. absent. permanent. continent competent. adolescent. innocent. frequent. consequent. adherent. referent. concurrent. coherent.
	torrent different. divergent. convergent. intelligent. exigent. urgent. recent. content. president. resident. efficient. conscient. quotient
	suffisant. puissant. important. courant. constant. distant. elegant. montant garant instant enfant restaurant croissant
	maison saison raison salon canton lecon facon prison crayon rayon patron ballon bouton carton coton mouton pieton talon vallon wallon savon
	poisson chanson moisson horizon environ jargon violon gazon
	extrait. trait portrait retrait attrait contrat bienfait`

// What the two lists say, form by form, and the prefixes of a family by its key; they
// are never written to once made.
var forms, prefixes = read()

func read() (forms map[string]string, prefixes map[string][]string) {
	forms, prefixes = map[string]string{}, map[string][]string{}
	for line := range strings.Lines(families) {
		cells := strings.Split(line, "|")
		if len(cells) != 3 {
			continue
		}
		key := strings.TrimSpace(cells[1])
		prefixes[key] = strings.Fields(cells[0])
		for form := range strings.FieldsSeq(cells[2]) {
			for _, f := range spelt(form) {
				forms[f] = key
			}
		}
	}
	for word := range strings.FieldsSeq(alone) {
		singular := strings.TrimSuffix(word, ".")
		for _, f := range append(spelt(word), singular+"s") {
			forms[f] = singular + "."
		}
	}
	return forms, prefixes
}

// spelt are the forms that one of the list stands for.
func spelt(form string) []string {
	stem := strings.TrimRight(form, ".*+")
	endings := map[string][]string{
		".": {"", "e", "s", "es"},
		"*": {"ons", "ez", "ais", "ait", "ions", "iez", "aient", "ant", "ante", "ants", "antes", "ent", "e", "es"},
		"+": {"ai", "as", "a", "ons", "ez", "ont", "ais", "ait", "ions", "iez", "aient"},
	}[form[len(stem):]]
	if endings == nil {
		return []string{form}
	}
	var all []string
	for _, e := range endings {
		all = append(all, stem+e)
	}
	return all
}

// irregular is the key of a word whose form no ending tells; false where one does.
func irregular(word string) (string, bool) {
	if key, ok := forms[word]; ok && !strings.HasPrefix(key, "-") {
		return key, true
	}
	for i := 1; i < len(word)-1; i++ {
		if key, ok := forms[word[i:]]; ok && slices.Contains(prefixes[key], word[:i]) {
			return word[:i] + key, true
		}
	}
	return "", false
}
