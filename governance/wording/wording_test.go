package wording_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/wording"
)

// sameWord are words whose forms people expect to find by one another.
var sameWord = []string{
	"adopter adopte adoptes adoptons adoptez adoptent adoptait adoptaient adoptera adopteront adopterons adopterait adoptèrent adopté adoptée adoptés adoptées adoptant adoption ADOPTÉES adoptee",
	"décider décide décident décidons décidé décidée décidées décidera décideraient decidees",
	"valider valide valident validons validé validée validation validations validera",
	"appliquer applique appliquent appliquons appliqué appliquée application appliquera",
	"financer finance financent finançons financé financée financement financements financera",
	"engager engage engageons engagent engagé engagée engagera engagement",
	"déployer déploie déploient déployons déployé déployées déploiement déploiements",
	"payer paie payent payé payée paiement",
	"retenir retient retiennent retenons retenu retenue retenues retenait retiendra retiendront",
	"tenir tient tenue tiendra", "maintenir maintient maintenu maintien", "convenir convient convenu convenue",
	"choisir choisit choisissent choisissons choisi choisie choisis choisies choisira choisiront choisissait choisirent",
	"réunir réunit réunissent réuni réunis réunies réunira", "définir définit définissent défini définie définira",
	"établir établit établissent établi établie établissement établissements", "fournir fournit fourni fournie fourniront",
	"ouvrir ouvre ouvrent ouvert ouverte ouvertes ouvrira ouverture ouvertures", "offrir offre offert",
	"prendre prend prennent prenons pris prise prendra", "apprendre apprend appris", "mettre met mettent mis mise mises mettra",
	"remettre remet remis remise", "transmettre transmet transmis transmise", "permettre permet permis", "faire fait faits faites fera font",
	"écrire écrit écrite écrivent écrira", "inscrire inscrit inscrite inscrivent", "élire élu élue élus élisent élit",
	"lire lit lisent lu lue", "voir voit vu vue verra", "prévoir prévoit prévu prévue prévoient", "revoir revoit revu",
	"suivre suit suivent suivi suivie suivra", "poursuivre poursuit poursuivi", "construire construit construite construisent",
	"produire produit produite produits", "conduire conduit conduite", "recevoir reçoit reçu reçue reçoivent", "connaître connaît connu",
	"rendre rend rendent rendu rendue rendus rendra rendront", "attendre attend attendu attendent", "répondre répond répondu répondent",
	"suspendre suspend suspendu suspendue suspendent", "perdre perd perdu perdent", "joindre joint jointe joignent",
	"conclure conclut conclu conclue", "envoyer envoie envoient envoyé enverra envoi envois", "créer crée créé créée créés créent création créera",
	"appeler appelle appellent appelé appels appel", "jeter jette jeté jettent", "projeter projette projeté projet",
	"acheter achète achètent acheté achetée", "lever lève levé lèvent", "reporter reporte reporté reportée report reports",
	"former forme forment formé formée formation formations formateur formatrice formera", "informer informe informent informé information",
	"confirmer confirme confirment confirmé", "nommer nomme nomment nommé", "supprimer supprime suppriment supprimé",
	"vérifier vérifie vérifient vérifié vérification", "modifier modifie modifiée modification modifications",
	"attribuer attribue attribué attribution", "exécuter exécute exécuté exécution", "signer signe signé signature signatures signent",
	"voter vote votent voté votes", "équiper équipées équipement équipements équipons", "accompagner accompagne accompagné accompagnement",
	"convoquer convoque convoqué convocation convocations", "évaluer évalue évalué évaluation", "déléguer délègue délégué déléguée délégation",
	"souhaiter souhaite souhaitent souhait souhaits", "étudier étudie étudient étudié étudiée", "associer associent associé associée",
	"analyser analyse analyses analysé", "utiliser utilise utilisé utilisation utilisateurs utilisateur",
	"agir agit agissent", "résoudre résout résolu résolution", "tablette tablettes", "enseigner enseignant enseignante enseignants enseignement",
	"école écoles ÉCOLE ecole Écoles", "élève élèves eleve", "parent parents", "comité comités", "canal canaux", "local locale locaux locales",
	"communal communale communaux", "général générale généraux", "tableau tableaux", "jeu jeux", "nouveau nouvelle nouveaux nouvelles nouvel",
	"travail travaux", "nombreux nombreuse nombreuses", "inspecteur inspectrice inspecteurs inspectrices", "directeur directrice directrices",
	"collectif collective collectives", "numérique numériques", "public publique publics publiques", "annuel annuelle annuelles annuels",
	"premier première premiers premières", "français française françaises", "ancien ancienne anciens", "complet complète complets",
	"maternelle maternelles", "important importante importants", "référent référente référents", "contrat contrats", "document documents",
	"département départements", "équipe équipes", "maison maisons", "région régions", "réunion réunions", "session sessions", "œuvre œuvres oeuvre",
	"cœur coeur cœurs", "vœu vœux voeux", "conﬁrmation confirmation", "eﬀectif effectif", "Haÿ HAY", "Łódź lodz", "naïve naive", "reçu recu",
}

// otherWords are pairs that look like forms of one word, and are none.
var otherWords = []string{
	"elle eau", "cours course", "port porte", "élection élève", "équipe équipement", "important importer", "parent parer", "départ département",
	"maire mairie", "cas case", "plan plante", "public publication", "salon salle", "action acte", "décision décider", "profit prof", "crédit créer",
	"école écoute", "agent agir", "content compte", "présent presse", "courant cours",
	"canton cantine", "contrat contre", "mission mise", "élire élève", "lire livre", "section secteur", "matière matériel", "notaire note",
	"point pointe", "classe clé", "direction direct", "réunion réunir", "format former", "2026 2027", "cm1 cm2", "visa viser",
	"contrat contraire", "référent réfection", "fin finance", "sol solde", "école colle", "parole parking", "portail porte",
	"vie viser", "gare garant", "moment monter", "élément élever", "maison mais", "wallon wallis", "envers envoi",
}

func TestForms(t *testing.T) {
	for _, words := range sameWord {
		list := strings.Fields(words)
		for _, w := range list[1:] {
			require.Equal(t, wording.Keys(list[0]), wording.Keys(w), "%s, %s", list[0], w)
		}
	}
}

func TestOtherWords(t *testing.T) {
	for _, pair := range otherWords {
		a, b, _ := strings.Cut(pair, " ")
		require.False(t, found(a, b), pair)
		require.False(t, found(b, a), pair)
	}
}

// found reports whether a text has what is looked for.
func found(text, query string) bool {
	keys := wording.Keys(text)
	has := func(key string) bool { return slices.Contains(keys, key) }
	words := wording.Query(query)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w wording.Word) bool {
		return !has(w.AsOne) && slices.ContainsFunc(w.Keys, func(k string) bool { return !has(k) })
	})
}
