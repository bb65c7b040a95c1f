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

// Empty reports whether nothing is to be changed.
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

// Apply makes the change in the contract, which is left as it was where the change
// is refused: a clause that says something names its article, an article comes with
// what it says.
// Errors: Invalid.
func (n ClauseChange) Apply(c *Contract) error {
	d := Derogation{Topic: n.Topic}
	if at := slices.IndexFunc(c.Derogations, func(d Derogation) bool { return d.Topic == n.Topic }); at >= 0 && !n.Reset {
		d = c.Derogations[at]
	}
	if err := n.change(&d); err != nil {
		return err
	}
	switch {
	case !d.empty() && d.Article == "":
		return record.InvalidError("clause.no_article", "topic", n.Topic, "contract", c.Ref).About("article")
	case d.empty() && n.Article != "":
		return record.InvalidError("clause.article_alone", "topic", n.Topic, "contract", c.Ref).About("length")
	}
	c.Derogations = slices.DeleteFunc(slices.Clone(c.Derogations), func(d Derogation) bool { return d.Topic == n.Topic })
	if !d.empty() {
		c.Derogations = append(c.Derogations, d)
	}
	slices.SortFunc(c.Derogations, func(a, b Derogation) int {
		return cmp.Compare(slices.Index(Topics(), a.Topic), slices.Index(Topics(), b.Topic))
	})
	return nil
}

// change makes what is said of the topic what n says of it.
func (n ClauseChange) change(d *Derogation) error {
	if n.Period != (calendar.Period{}) {
		if !n.Period.Valid() {
			return record.InvalidError("clause.period", "max", calendar.MaxPeriod).About("length")
		}
		d.Period = n.Period
	}
	if err := rename(&d.Start, "start", n.Start); err != nil {
		return err
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
		if err := n.Topic.mayMean(n.Silence); err != nil {
			return err
		}
		d.Silence = n.Silence
	}
	return rename(&d.Article, "article", n.Article)
}

// mayMean refuses what silence cannot mean at the end of the topic's period.
func (t Topic) mayMean(s Silence) error {
	known := t.silences()
	if len(known) == 0 {
		return record.InvalidError("clause.no_silence", "topic", t).About("silence")
	}
	if !slices.Contains(known, s) {
		return record.InvalidError("clause.silence", "topic", t, "known", known).About("silence")
	}
	return nil
}

// rename makes field the name that was typed for param; one that was not leaves it.
func rename(field *string, param, typed string) error {
	if typed == "" {
		return nil
	}
	name, err := record.CleanName(param, typed, record.MaxName)
	if err == nil {
		*field = name
	}
	return err
}
