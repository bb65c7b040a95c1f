package contract

import (
	"cmp"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// ClauseChange changes what a contract says of one topic; zero parts stay.
type ClauseChange struct {
	Contract string
	Topic    Topic
	Period   calendar.Period
	Start    string
	SameDay  *bool
	PutOff   *bool
	Silence  Silence
	// Article is that of the CCAP, "CCAP 7.2": needed where none is noted yet.
	Article string
	// Reset goes back to the general clauses.
	Reset bool
}

func (n ClauseChange) Empty() bool {
	return n == ClauseChange{Contract: n.Contract, Topic: n.Topic, Article: n.Article} && n.Article == ""
}

// Split tells what is said of silence at the end of the VSR from what is said of
// its observation: people say « vsr » for both, and nothing is to be decided at
// the end of the observation itself. Going back to the general clauses is for both.
func (n ClauseChange) Split() []ClauseChange {
	decision := ClauseChange{Contract: n.Contract, Topic: TopicVSRDecision, Silence: n.Silence, Reset: n.Reset}
	if n.Topic != TopicVSR || n.Silence == "" && !n.Reset {
		return []ClauseChange{n}
	}
	if n.Silence != "" {
		decision.Article = n.Article
	}
	n.Silence = ""
	if n == (ClauseChange{Contract: n.Contract, Topic: n.Topic, Article: n.Article}) { // nothing else was said
		return []ClauseChange{decision}
	}
	return []ClauseChange{n, decision}
}

// silences are what a clause about the topic may say of silence.
func (t Topic) silences() []Silence {
	return slices.DeleteFunc(Silences(), func(s Silence) bool { _, ok := Meanings[t][s]; return !ok })
}

func (n ClauseChange) Apply(c *Contract) error {
	d := Derogation{Topic: n.Topic}
	at := slices.IndexFunc(c.Derogations, func(d Derogation) bool { return d.Topic == n.Topic })
	if at >= 0 {
		d = c.Derogations[at]
	}
	if n.Reset {
		d = Derogation{Topic: n.Topic}
	}
	if n.Period != (calendar.Period{}) {
		if !n.Period.Valid() {
			return record.InvalidError("clause.period", "max", calendar.MaxPeriod).About("length")
		}
		d.Period = n.Period
	}
	if n.Start != "" {
		start, err := record.CleanName("start", n.Start, record.MaxName)
		if err != nil {
			return err
		}
		d.Start = start
	}
	if n.SameDay != nil {
		d.SameDay = *n.SameDay
	}
	if n.PutOff != nil {
		if d.PutOff = *n.PutOff; !n.Topic.observes() {
			return record.InvalidError("clause.put_off", "topic", n.Topic).About("put-off")
		}
	}
	if n.Silence != "" {
		known := n.Topic.silences()
		if len(known) == 0 {
			return record.InvalidError("clause.no_silence", "topic", n.Topic).About("silence")
		}
		if !slices.Contains(known, n.Silence) {
			return record.InvalidError("clause.silence", "topic", n.Topic, "known", known).About("silence")
		}
		d.Silence = n.Silence
	}
	if n.Article != "" {
		article, err := record.CleanName("article", n.Article, record.MaxName)
		if err != nil {
			return err
		}
		d.Article = article
	}
	if !d.empty() && d.Article == "" {
		return record.InvalidError("clause.no_article", "topic", n.Topic, "contract", c.Ref).About("article")
	}
	c.Derogations = slices.DeleteFunc(slices.Clone(c.Derogations), func(d Derogation) bool { return d.Topic == n.Topic })
	if !d.empty() {
		c.Derogations = append(c.Derogations, d)
	} else if n.Article != "" {
		return record.InvalidError("clause.article_alone", "topic", n.Topic, "contract", c.Ref).About("length")
	}
	slices.SortFunc(c.Derogations, func(a, b Derogation) int {
		return cmp.Compare(slices.Index(Topics(), a.Topic), slices.Index(Topics(), b.Topic))
	})
	return nil
}
