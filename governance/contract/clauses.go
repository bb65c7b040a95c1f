package contract

import (
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Topic is what a clause about acceptance settles: the length of one period,
// what starts it and what silence at its end means.
type Topic string

const (
	TopicMOM         Topic = "mom"          // mise en ordre de marche
	TopicVA          Topic = "va"           // verifying the fitness, and notifying
	TopicVSR         Topic = "vsr"          // the observation of the service
	TopicVSRDecision Topic = "vsr-decision" // notifying, once it has been observed
	// TopicMoreObservation is the observation that follows a VSR put off, where the
	// contract says of it something else than of the first.
	TopicMoreObservation Topic = "more-observation"
	// TopicAcceptance is for the supplier to accept an ajournement;
	// TopicRepresentation, to present its services again; TopicChoice, for the
	// buyer to choose when the supplier has refused.
	TopicAcceptance     Topic = "acceptance"
	TopicRepresentation Topic = "representation"
	TopicChoice         Topic = "choice"
	// TopicReductionRemarks is for the supplier's observations on a réfaction,
	// TopicReductionReply for the buyer's decision on them.
	TopicReductionRemarks Topic = "reduction-remarks"
	TopicReductionReply   Topic = "reduction-reply"
	// TopicExtensionRequest is for the supplier to ask for a prolongation,
	// TopicExtensionReply for the buyer to answer.
	TopicExtensionRequest Topic = "extension-request"
	TopicExtensionReply   Topic = "extension-reply"
	TopicWarranty         Topic = "warranty"
	// TopicCompletion is for the supplier to complete a delivery, or to take back
	// what is too much of it, once the buyer has put it on notice.
	TopicCompletion Topic = "completion"
	// TopicProfile is after how long what nobody has opened on the profil
	// d'acheteur counts as notified.
	TopicProfile Topic = "profil"
)

// Topics are all topics, in the order in which they come up.
func Topics() []Topic {
	return []Topic{
		TopicMOM, TopicVA, TopicVSR, TopicVSRDecision, TopicMoreObservation, TopicAcceptance, TopicRepresentation, TopicChoice,
		TopicReductionRemarks, TopicReductionReply, TopicExtensionRequest, TopicExtensionReply, TopicWarranty, TopicCompletion,
		TopicProfile,
	}
}

func (t Topic) MessageKey() string { return "topic." + string(t) }

// observes reports whether the service is watched for the period, and nobody has to
// act in it.
func (t Topic) observes() bool { return t == TopicVSR || t == TopicMoreObservation }

// TopicsOf are what the dates of a step come from, the period to decide last.
func TopicsOf(s Step) []Topic {
	switch s {
	case StepMOM:
		return []Topic{TopicMOM}
	case StepVSR:
		return []Topic{TopicVSR, TopicVSRDecision}
	case StepQuantity:
		return []Topic{TopicCompletion}
	default:
		return []Topic{TopicVA}
	}
}

// Start is the event from which a period runs.
type Start string

const (
	StartDelivery       Start = "delivery"        // date contractuelle de livraison
	StartReady          Start = "ready"           // the supplier's written notice, or else the PV de MOM
	StartVADecision     Start = "va-decision"     // the positive decision on the VA
	StartObservationEnd Start = "observation-end" // the end of the VSR
	StartAdjournment    Start = "adjournment"     // the notice of an ajournement
	StartRefusal        Start = "refusal"         // the supplier's refusal of it, or its silence
	StartPresentation   Start = "presentation"    // the services are presented again
	StartReduction      Start = "reduction"       // the notice of a réfaction
	StartRemarks        Start = "remarks"         // the supplier's observations
	StartCause          Start = "cause"           // the cause of a delay appears
	StartRequest        Start = "request"         // a prolongation is asked for
	StartAdmission      Start = "admission"       // the notice of the admission
	StartNotice         Start = "notice"          // the notice to complete a delivery
	StartAvailable      Start = "available"       // mise à disposition on the profil d'acheteur
)

func (s Start) MessageKey() string { return "start." + string(s) }

// Clause is what holds in a contract about one topic.
type Clause struct {
	Topic Topic
	// Period is zero where no figure is known: none is then assumed.
	Period calendar.Period
	Start  Start
	// Silence is empty where nobody has anything to say at the end.
	Silence Silence
	// Article is that of the general clauses, "33.2.1", and Source where it was
	// read; empty for TermsFree.
	Article, Source string
	// Confirmed is false for a figure that the texts which could be read do not
	// confirm (domain.md §6): people are told to check it in their contract.
	Confirmed bool
	// Derogation is what the contract says instead, where it does.
	Derogation *Derogation
	// Ordered says that the order itself fixes the period.
	Ordered bool
}

// Delay is a length that an order fixes (bon de commande, ordre de service), and not
// the contract: what it leaves to the order, or a decision to put off that gives the
// supplier so many days.
type Delay struct {
	Topic  Topic           `json:"Topic"`
	Period calendar.Period `json:"Period"`
}

// Derogation is what a contract's own clauses (CCAP) say instead of the general
// ones, which the contract may do (CCAG-TIC art. 1). What is empty stays theirs.
type Derogation struct {
	Topic  Topic           `json:"Topic"`
	Period calendar.Period `json:"Period"`
	// Start is the event that starts the period, in the contract's words.
	Start string `json:"Start"`
	// SameDay lets the period start on the day of its event, and not the day
	// after, as 3.2.1 has it.
	SameDay bool `json:"SameDay"`
	// PutOff puts the end of an observation off to a working day, as 3.2.4 does
	// the end of the others.
	PutOff  bool    `json:"PutOff"`
	Silence Silence `json:"Silence"`
	// Article is that of the CCAP: "CCAP 7.2".
	Article string `json:"Article"`
}

func (d Derogation) empty() bool {
	return d == Derogation{Topic: d.Topic, Article: d.Article}
}

// SameDay reports whether the period starts on the day of its event.
func (c Clause) SameDay() bool { return c.Derogation != nil && c.Derogation.SameDay }

// First is the first day of its period, after the day of its event.
func (c Clause) First(fact calendar.Date) calendar.Date {
	if c.SameDay() {
		return fact
	}
	return fact.AddDays(1)
}

// Known reports whether there is a period to count.
func (c Clause) Known() bool { return c.Period.Valid() }

// End is the end of the clause's period from the day of its event, and the day
// on which it is over: an observation is a window, whose end is not put off
// unless the contract says so (domain.md §1.5: not settled by the texts).
func (c Clause) End(cal calendar.Calendar, fact calendar.Date) (calendar.Deadline, calendar.Date) {
	end := cal.End(fact, c.Period)
	if c.SameDay() {
		end = cal.EndFrom(fact, c.Period)
	}
	if c.Window() {
		return end, end.RawEnd
	}
	return end, end.Day
}

// Window reports whether the end of the period stays where it falls.
func (c Clause) Window() bool {
	return c.Topic == TopicProfile || c.Topic.observes() && (c.Derogation == nil || !c.Derogation.PutOff)
}

// Where the articles were read (docs/domain.md, "Main sources"); source2009 has
// them under arrete/2009/arrete-du-16-septembre-2009-ecem0912514a.
const (
	Source2009    = "https://github.com/etalab/lois-non-codifiees-et-reglements-francais"
	sourceA29     = "https://marche-public.info/article-29-mise-en-ordre-de-marche-ccag-tic-2021"
	sourceA33     = "https://marche-public.fr/CCAG-TIC2021/33-decisions-apres-verification.htm"
	sourceA331    = "https://code-commande-publique.com/ccag-tic-2021-article-33"
	sourceVSR     = "https://marche-public.fr/Marches-publics/Definitions/Entrees/Verification-service-regulier.htm"
	sourceVSRc    = "https://code-commande-publique.com/verification-de-service-regulier-vsr-ccag-tic"
	sourceAJ      = "https://code-commande-publique.com/?p=7005"
	sourceA36     = "https://code-commande-publique.com/ccag-tic-2021-article-36"
	sourceProfile = "https://www.marche-public.fr/CCAG-travaux2021/03-obligations-generales-parties.htm"
)

// general is what the CCAG-TIC of 2021 and of 2009 say of a topic.
type general struct {
	article2021, article2009 string
	length                   int
	// unit is that of 2021; months2009 says that 2009 has one month instead.
	unit       calendar.Unit
	months2009 bool
	start      Start
	silence    Silence
	source     string // of 2021
	// read says that the figure of 2021 was read in the article, or is repeated
	// by all; read2009 that of 2009.
	read, read2009 bool
}

// generals are the rules of domain.md §1.2 to 1.4 and 2. The figures of 2021
// from 34.2 to 34.4, of 13.3 and of the longer observation are those of 2009,
// which the pages that could be read say to be kept.
func generals(t Topic) general {
	const days, months = calendar.UnitDays, calendar.UnitMonths
	switch t {
	case TopicMOM:
		return general{"29", "23", 30, days, true, StartDelivery, SilencePenalties, sourceA29, true, true}
	case TopicVA:
		return general{"33.2.1", "27.2.1", 30, days, true, StartReady, SilenceNothing, sourceA33, true, true}
	case TopicVSR:
		return general{"32.4", "26.2.2", 30, days, true, StartVADecision, "", sourceVSR, true, true}
	case TopicVSRDecision:
		return general{"33.2.2", "27.2.2", 7, days, false, StartObservationEnd, SilenceAccepted, sourceA33, true, true}
	case TopicMoreObservation:
		return general{"33.2.2", "27.2.2", 1, months, false, StartPresentation, "", sourceVSRc, false, true}
	case TopicAcceptance:
		return general{"34.2", "28.2.1", 10, days, false, StartAdjournment, SilenceRefused, sourceAJ, false, true}
	case TopicRepresentation:
		return general{"34.2", "28.2.1", 15, days, false, StartAdjournment, SilenceUnknown, sourceAJ, false, true}
	case TopicChoice:
		return general{"34.2", "28.2.1", 15, days, false, StartRefusal, SilenceRejected, sourceAJ, false, true}
	case TopicReductionRemarks:
		return general{"34.3", "28.3", 15, days, false, StartReduction, SilenceAgreed, sourceAJ, false, true}
	case TopicReductionReply:
		return general{"34.3", "28.3", 15, days, false, StartRemarks, SilenceAgreed, sourceAJ, false, true}
	case TopicExtensionRequest:
		return general{"13.3", "13.3.2", 15, days, false, StartCause, SilenceUnknown, Source2009, false, true}
	case TopicExtensionReply:
		return general{"13.3", "13.3.3", 15, days, false, StartRequest, SilenceUnknown, Source2009, false, true}
	case TopicWarranty:
		return general{"36.1", "30.1", 12, months, false, StartAdmission, "", sourceA36, true, true}
	case TopicCompletion: // the buyer prescribes the length, and no text gives one
		return general{"33.1", "27.1", 0, "", false, StartNotice, SilencePenalties, sourceA331, true, true}
	default: // TopicProfile: read in the CCAG of works and of maîtrise d'œuvre only
		return general{"3.1.2", "", 8, days, false, StartAvailable, "", sourceProfile, false, false}
	}
}

// ClauseOf is what the general clauses say of a topic. TermsFree says nothing:
// no figure is assumed for it; nor for the profil d'acheteur under the CCAG-TIC of
// 2009, which leaves it to the contract (art. 3.1).
func ClauseOf(t Terms, topic Topic) Clause {
	g := generals(topic)
	c := Clause{
		Topic: topic, Period: calendar.Period{Length: g.length, Unit: g.unit}, Start: g.start, Silence: g.silence,
		Article: g.article2021, Source: g.source, Confirmed: g.read,
	}
	switch {
	case t == TermsFree || t == TermsTIC2009 && g.article2009 == "":
		c.Period, c.Article, c.Source, c.Confirmed = calendar.Period{}, "", "", false
		if c.Silence != "" {
			c.Silence = SilenceUnknown
		}
	case t == TermsTIC2009:
		c.Article, c.Confirmed, c.Source = g.article2009, g.read2009, Source2009
		if g.months2009 {
			c.Period = calendar.Period{Length: 1, Unit: calendar.UnitMonths}
		}
	}
	return c
}

// Clause is what holds in the contract about a topic: the general clauses that
// it cites, but for what it derogates from.
func (c Contract) Clause(topic Topic) Clause {
	clause := ClauseOf(c.Terms, topic)
	i := slices.IndexFunc(c.Derogations, func(d Derogation) bool { return d.Topic == topic })
	if i < 0 {
		return clause
	}
	d := c.Derogations[i]
	clause.Derogation = &d
	if d.Period.Valid() {
		clause.Period, clause.Confirmed = d.Period, true
	}
	if d.Silence != "" {
		clause.Silence = d.Silence
	}
	return clause
}

// Clauses are those in force about every topic.
func (c Contract) Clauses() []Clause {
	var all []Clause
	for _, t := range Topics() {
		all = append(all, c.Clause(t))
	}
	return all
}

// Rule is the rule of a step in the contract.
func (c Contract) Rule(s Step) Rule { return c.StepRule(TopicsOf(s)) }

// StepRule is that of the topics, the period to decide last.
func (c Contract) StepRule(topics []Topic) Rule {
	last := c.Clause(topics[len(topics)-1])
	r := Rule{
		Article: last.Article, Period: last.Period, Silence: last.Silence, Confirmed: last.Confirmed && last.Known(),
		Clauses: []Clause{last},
	}
	if len(topics) > 1 {
		observed := c.Clause(topics[0])
		r.Observation = &observed.Period
		r.Confirmed = r.Confirmed && observed.Confirmed && observed.Known()
		r.Clauses = []Clause{observed, last}
	}
	return r
}

// Missing is the first topic of the step of which the contract knows no period, and
// the order fixes none.
func (c Contract) Missing(s Step, fixed ...Delay) (Topic, bool) {
	for _, t := range TopicsOf(s) {
		ordered := slices.ContainsFunc(fixed, func(d Delay) bool { return d.Topic == t })
		if !ordered && !c.Clause(t).Known() {
			return t, true
		}
	}
	return "", false
}

// Location is the zone of the place where the contract is carried out, at whose
// midnight a period ends (CCAG-TIC 2009 art. 3.2.2, commentary): the project's
// unless the contract has the holidays of a place with another.
func (c Contract) Location(p record.Project) *time.Location {
	if c.Region == "" || record.ZoneIn(c.Region) == record.ZoneIn(p.Calendar().Region) {
		return p.Location()
	}
	zone, err := time.LoadLocation(record.ZoneIn(c.Region))
	if err != nil {
		return p.Location()
	}
	return zone
}

// Today is the day of what is done at a moment under the contract: that of its place.
func (c Contract) Today(p record.Project, now time.Time) calendar.Date {
	return calendar.DateOf(now.In(c.Location(p)))
}

// Calendar is that of the place where the contract is carried out: the
// project's unless the contract has its own, with the contract's own days.
func (c Contract) Calendar(p record.Project) calendar.Calendar {
	cal := p.Calendar()
	if c.Region != "" {
		cal.Region = c.Region
	}
	cal.Added, cal.Removed = c.Holidays, c.WorkedDays
	return cal
}
