package scheduler_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/proceedings"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// A phone shows about as many letters of what rings it.
const firstLetters = 60

// essentials are what the first letters of each kind of delivery say, in French
// and in English: when, where there is a day to keep, then what, then which.
var essentials = map[reminder.DeliveryKind][2]string{
	committee.DecisionProposed: {`^Proposition COPIL-2026-001 : \S{2,}`, `^Proposal COPIL-2026-001: \S{2,}`},
	committee.DecisionSettled: {
		`^(Décision COPIL-2026-001 adoptée|Avis COPIL-2026-001|Proposition COPIL-2026-001 (rejetée|ajournée)) : \S{2,}`,
		`^(Decision COPIL-2026-001 adopted|Opinion COPIL-2026-001|Proposal COPIL-2026-001 (rejected|deferred)): \S{2,}`,
	},
	committee.DecisionMarked:    {`^Décision COPIL-2026-001 \(adoptée\), précisée : \S{2,}`, `^Decision COPIL-2026-001 \(adopted\), specified: \S{2,}`},
	committee.DecisionSpecified: {`^Décision COPIL-2026-001 \(adoptée\), précisée : \S{2,}`, `^Decision COPIL-2026-001 \(adopted\), specified: \S{2,}`},
	committee.DecisionAssigned:  {`^Pour vous : Ouvrir la messagerie \(COPIL-2026-001\)`, `^For you: Ouvrir la messagerie \(COPIL-2026-001\)`},
	committee.DecisionReminder:  {`^(Pour demain|Aujourd'hui|En retard) : Ouvrir la messagerie \(COPIL`, `^(For tomorrow|Today|Late): Ouvrir la messagerie \(COPIL`},
	committee.DecisionAgain:     {`^Rappel demandé : Ouvrir la messagerie \(COPIL`, `^As you asked: Ouvrir la messagerie \(COPIL`},
	committee.DecisionWithdrawn: {`^N'est plus pour vous : Ouvrir la messagerie \(COPIL`, `^No longer yours: Ouvrir la messagerie \(COPIL`},
	committee.DecisionReview:    {`^À revoir aujourd'hui : Ouvrir la messagerie \(COPIL`, `^To be looked at again today: Ouvrir la messagerie \(COPIL`},
	rollout.ActionAssigned:      {`^Pour vous : Former l'équipe à la messagerie \(A-1\)`, `^For you: Former l'équipe à la messagerie \(A-1\)`},
	rollout.ActionOffered:       {`^(À prendre|Pour le groupe|Besoin d'une école) : (Former l'équipe à la messagerie|Les codes n'arrivent pas) \(A-1\)`, `^(To be taken|For the group|A school needs): (Former l'équipe à la messagerie|Les codes n'arrivent pas) \(A-1\)`},
	rollout.ActionWaiting:       {`^Pour demain : Former l'équipe à la messagerie \(A-1`, `^For tomorrow: Former l'équipe à la messagerie \(A-1`},
	rollout.ActionReminder:      {`^(Pour demain|Aujourd'hui|En retard|Pour le dimanche 20 décembre 2026) : Former`, `^(For tomorrow|Today|Late|For Sunday 20 December 2026): Former`},
	rollout.ActionDone:          {`^C'est fait : Former l'équipe à la messagerie \(A-1\), par`, `^Done: Former l'équipe à la messagerie \(A-1\), by`},
	rollout.ActionAgain:         {`^Rappel demandé : Former l'équipe à la messagerie \(A-1\)`, `^As you asked: Former l'équipe à la messagerie \(A-1\)`},
	rollout.ActionWithdrawn:     {`^N'est plus pour (vous|ce groupe) : Former l'équipe`, `^No longer (yours|for this group): Former l'équipe`},
	rollout.ActionPostponed:     {`^Pour le \pL+ \d+ \pL+ \d{4} : Former l'équipe`, `^For \pL+ \d+ \pL+ \d{4}: Former l'équipe`},
	rollout.ActionShared:        {`^(Prise en charge|Autre répartition) : Former l'équipe à la messagerie \(A-1\)`, `^(Taken|Others in charge): Former l'équipe à la messagerie \(A-1\)`},
	rollout.ActionCancelled:     {`^Annulée : Former l'équipe à la messagerie \(A-1\)`, `^Cancelled: Former l'équipe à la messagerie \(A-1\)`},
	committee.DecisionEdited:    {`^Proposition COPIL-2026-001 modifiée : \S{2,}`, `^Proposal COPIL-2026-001 edited: \S{2,}`},
	committee.DecisionReplaces:  {`^Décision COPIL-2026-002 remplace COPIL-2026-001 : \S{2,}`, `^Decision COPIL-2026-002 replaces COPIL-2026-001: \S{2,}`},
	committee.DecisionAnnulled:  {`^(Décision COPIL-2026-001 annulée, sans effet|Proposition COPIL-2026-001 annulée) : \S{2,}`, `^(Decision COPIL-2026-001 cancelled, without effect|Proposal COPIL-2026-001 withdrawn): \S{2,}`},
	committee.DecisionCarried:   {`^Décision COPIL-2026-001 appliquée : \S{2,}`, `^Decision COPIL-2026-001 carried out: \S{2,}`},
	rollout.ActionReopened:      {`^À faire de nouveau : Former l'équipe à la messagerie \(A-1`, `^To be done again: Former l'équipe à la messagerie \(A-1`},
	rollout.ActionEdited:        {`^Modifiée : Former l'équipe à l'ENT \(A-1\)`, `^Edited: Former l'équipe à l'ENT \(A-1\)`},
	rollout.ActionCommented:     {`^Commentaire : Former l'équipe à la messagerie \(A-1\)`, `^Comment: Former l'équipe à la messagerie \(A-1\)`},

	committee.AgreementReminder: {
		`^(Dans (un|\d+) (mois|jours)|Demain|Aujourd'hui), fin de la convention C-1 \(Conv`, `^(In (one|\d+) (months?|days)|Tomorrow|Today), end of agreement C-1 \(Conv`,
	},

	rollout.ActionGivenBack: {`^De nouveau à prendre : Former`, `^To be taken again: Former`},
	rollout.ActionDeclined:  {`^Refusée : Former`, `^Declined: Former`},
	rollout.ActionBlocked:   {`^Bloquée : Former`, `^Blocked: Former`},
	rollout.ActionUnblocked: {`^Peut reprendre : Former`, `^Can go on: Former`},
	rollout.ActionUnrouted:  {`^Besoin d'une école, sans groupe : Les codes`, `^A school needs, and no group is there: Les codes`},
	rollout.TeamAsked:       {`^À confirmer : @ien dit être de l'équipe`, `^To confirm: @ien says to be in the team`},
	rollout.TeamAdded:       {`^Votre école : Ecole élémentaire Henri Wallon A`, `^Your school: Ecole élémentaire Henri Wallon A`},
	rollout.TeamRefused:     {`^Vous n'êtes pas dans l'équipe de Ecole élémentaire`, `^You are not in the team of Ecole élémentaire`},

	sitting.SeriesPlanned:        {`^Réunions COPIL : le premier mardi du mois à 14 h`, `^COPIL meetings: the first Tuesday of the month at 14:00`},
	sitting.SeriesChanged:        {`^Réunions COPIL, nouvelles dates : le deuxième`, `^COPIL meetings, new dates: the second`},
	sitting.SeriesStopped:        {`^Réunions COPIL : la série S-1 s'arrête le`, `^COPIL meetings: series S-1 ends on`},
	committee.MeetingPlanned:     {`^Réunion COPIL : vendredi 18 décembre 2026 à 14 h`, `^COPIL meeting: Friday 18 December 2026 at 14:00`},
	committee.MeetingMoved:       {`^Réunion COPIL reportée : lundi 21 décembre 2026 à 9 h 30`, `^COPIL meeting moved: Monday 21 December 2026 at 09:30`},
	committee.MeetingEdited:      {`^Réunion COPIL modifiée : vendredi 18 décembre 2026 à 14 h`, `^COPIL meeting edited: Friday 18 December 2026 at 14:00`},
	committee.MeetingCancelled:   {`^Réunion COPIL annulée : vendredi 18 décembre 2026`, `^COPIL meeting cancelled: Friday 18 December 2026`},
	sitting.MeetingOpened:        {`^Réunion COPIL ouverte à 8 h \(R-1\)`, `^COPIL meeting opened at 08:00 \(R-1\)`},
	sitting.MeetingClosed:        {`^Réunion COPIL close \(R-1\)`, `^COPIL meeting closed \(R-1\)`},
	sitting.MinutesDue:           {`^Compte rendu de R-1 à écrire \(COPIL\)`, `^Minutes of R-1 to write \(COPIL\)`},
	proceedings.DraftPosted:      {`^Projet de compte rendu de R-1 \(COPIL\)`, `^Draft minutes of R-1 \(COPIL\)`},
	proceedings.RemarksEnd:       {`^Compte rendu de R-1 \(COPIL\)`, `^Minutes of R-1 \(COPIL\)`},
	proceedings.ApprovalDue:      {`^Compte rendu de R-1 à approuver \(COPIL\)`, `^Minutes of R-1 to approve \(COPIL\)`},
	proceedings.MinutesApproved:  {`^Compte rendu approuvé : COPIL, COPIL-CR-2026-001`, `^Minutes approved: COPIL, COPIL-CR-2026-001`},
	proceedings.MinutesCompleted: {`^Compte rendu complété : COPIL, COPIL-CR-2026-001`, `^Minutes completed: COPIL, COPIL-CR-2026-001`},
	committee.MeetingReminder: {
		`^(Demain|Aujourd'hui|Dans \d+( h \d+| \pL+)), réunion COPIL : vendredi 18 décembre 2026`,
		`^(Tomorrow|Today|In \d+( h \d+| \pL+)), COPIL meeting: Friday 18 December 2026`,
	},

	acceptance.VerificationOpened: {
		`^Vous (avez la charge de|êtes en suppléance pour) V-1 : (vérification|mise)`, `^You are (in charge of|a deputy for) V-1: (verification|installation)`,
	},
	acceptance.VerificationDecided:  {`^V-\d \([^)]+, Version 2\.3\) : \pL+`, `^V-\d \([^)]+, Version 2\.3\): \pL+`},
	acceptance.VerificationReminder: {when + ` : [^,:]+, Vers|` + period, whenEnglish + `: [^,:]+, Vers|` + periodEnglish},
	acceptance.VerificationAgain:    {when + ` : décision à notifier, Version 2\.3`, whenEnglish + `: a decision must be notified, Version 2\.3`},
	acceptance.VerificationEscalation: {
		`^(Personne n'a vu les rappels|À vous de prendre le relais) : Version 2\.3 \(V-\d`, `^(Nobody has seen the reminders|Over to you): Version 2\.3 \(V-\d`,
	},
	acceptance.VerificationTacit: {`^Le délai est passé : Version 2\.3 \(V-1, \pL+`, `^The period has run out: Version 2\.3 \(V-1, \pL+`},
	acceptance.VerificationFollowed: {
		`^(V-1 \(VA, Version 2\.3, marché M2026-04\) : \pL+|(Prolongation (demandée|accordée|refusée)) \(V-\d\) : (un|\d+) jours?|Autre date pour répondre au titulaire : Version 2\.3 \(V-1|V-2 \(vérification quantitative, Version 2\.3)`,
		`^(V-1 \(VA, Version 2\.3, contract M2026-04\): \pL+|(Extension (asked for|granted|refused)) \(V-\d\): (one|\d+) days?|Another date to answer the supplier: Version 2\.3 \(V-1)`,
	},
	acceptance.VerificationCorrected: {
		`^(@coordinatrice a corrigé V-1 \(VSR, Version 2\.3|Prolongation refusée \(V-1\) : 10 jours)`,
		`^(@coordinatrice has corrected V-1 \(VSR, Version 2\.3|Extension refused \(V-1\): 10 days)`,
	},
	acceptance.VerificationCancelled: {`^Vérification annulée : Version 2\.3 \(V-1, VSR`, `^Verification cancelled: Version 2\.3 \(V-1, VSR`},
	acceptance.VerificationMoved:     {`^Nouvelle échéance pour V-1 : \pL+ \d+ \pL+ \d{4} \(VA, Ver`, `^New deadline for V-1: \pL+ \d+ \pL+ \d{4} \(VA, Ver`},
	acceptance.ExtensionReminder: {
		when + ` pour répondre au titulaire : Version 2`, whenEnglish + ` to answer the supplier: Version 2\.3 \(V-1`,
	},
	acceptance.ExtensionTacit: {`^Délai passé pour répondre au titulaire : Version 2\.3 \(V-1`, `^Too late to answer the supplier: Version 2\.3 \(V-1`},

	reminder.CommitteeDigest: {`^COPIL, résumé du \pL+ \d+ \pL+ \d{4}`, `^COPIL, digest of \pL+ \d+ \pL+ \d{4}`},
	reminder.PersonalDigest:  {`^Résumé du jour : (une|\d+) (vérifications?|actions?) (et (une|\d+) actions? )?(en retard|à venir)`, `^Digest of the day: (one|\d+) (verifications?|actions?) (and (one|\d+) actions? )?(late|to come)`},
	reminder.Summary:         {`^Messages en retard \(du \pL+ \d+ \pL+ \d{4}`, `^Late messages \((of|from) \pL+ \d+ \pL+ \d{4}`},
	reminder.Undeliverable: {
		`^(Message|Résumé) non remis \((A-1|V-1|COPIL-2026-001|COPIL)\) : `, `^(Message|Digest) not delivered \((A-1|V-1|COPIL-2026-001|COPIL)\): `,
	},
	governance.ProjectClosed:    {`^Le projet \pL+ est clos\.`, `^The project \pL+ is closed\.`},
	governance.ProjectReopened:  {`^Le projet \pL+ est rouvert\.`, `^The project \pL+ is open again\.`},
	governance.BotWelcome:       {`^Bonjour, je (suis Pilotent|tiens ici le registre de COPIL)\.`, `^Hello, I (am Pilotent|keep the register of COPIL here)\.`},
	governance.BotAccessEnds:    {`^Mon accès à Mattermost expire le \pL+ \d+ \pL+ \d{4}\.`, `^My access to Mattermost ends on \pL+ \d+ \pL+ \d{4}\.`},
	committee.CommitteeEdited:   {`^COPIL a changé : Comité de pilotage`, `^COPIL has changed: Comité de pilotage`},
	committee.CommitteeClosed:   {`^COPIL \([^)]+\) est fermé`, `^COPIL \([^)]+\) is closed`},
	committee.CommitteeReopened: {`^COPIL \([^)]+\) reprend son travail`, `^COPIL \([^)]+\) is back at work`},
	committee.CommitteeShutOut:  {`^Je ne vois plus qui est dans ~(copil|secret), le canal de `, `^I no longer see who is in ~(copil|secret), the channel of `},
	committee.CommitteeExposed:  {`^Le canal ~secret de SECRET est devenu public`, `^~secret, the channel of SECRET, has become public`},
}

// How a reminder of a deadline begins: how far it is, or what begins.
const (
	when          = `^(Plus qu'un jour|Plus que \d+ jours|Dernier jour|En retard|À partir d'aujourd'hui)`
	whenEnglish   = `^(One day left|\d+ days left|Last day|Late|From today)`
	period        = `^L'observation (commence|est terminée) : Version 2\.3 \(V-1`
	periodEnglish = `^The observation (begins|is over): Version 2\.3 \(V-1`
)

func TestTheFirstLettersSayWhenWhatAndWhich(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", "messages.golden"))
	require.NoError(t, err)
	said := 0
	for scene := range strings.SplitSeq(string(golden), "=== ") {
		if scene == "" {
			continue
		}
		kind, _, _ := strings.Cut(scene, ":")
		patterns, ok := essentials[reminder.DeliveryKind(kind)]
		require.True(t, ok, kind)
		for i, text := range strings.Split(scene, "\n--- ")[1:] {
			lines := strings.SplitN(text, "\n", 4) // the language, the recipient, and what it is told
			said++
			assert.True(t, isTold(lines[2], patterns[i]), "%s: %q does not match %s", kind, beginning(lines[2]), patterns[i])
		}
	}
	require.Greater(t, said, 180, "the scan has lost the scenes")

	t.Run("a text that keeps it for later is found", func(t *testing.T) {
		for _, text := range []string{
			"Rappel : l'action **A-1** est pour demain, mardi 15 décembre 2026 : Former l'équipe à la messagerie (**A-1**, demain)",
			"**Pour demain**, comme vous l'avez demandé hier au soir : Former l'équipe à la messagerie (**A-1**, mardi 15 décembre 2026)",
			"Former l'équipe à la messagerie",
		} {
			require.False(t, isTold(text, essentials[rollout.ActionReminder][0]), text)
		}
	})
}

// isTold reports whether the first letters of a text match what they must say.
func isTold(text, pattern string) bool {
	return regexp.MustCompile(pattern).MatchString(beginning(text))
}

// beginning is what a phone shows of a text: its first letters, without marks.
func beginning(text string) string {
	runes := []rune(strings.NewReplacer("**", "", "`", "", "\u200b", "", "\u202f", " ").Replace(text))
	return string(runes[:min(firstLetters, len(runes))])
}
