package governance

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// ContractChange changes parts of a contract; zero parts stay as they are.
type ContractChange struct {
	Ref      string
	Supplier string
	Terms    Terms
	// NotifiedOn is when the contract was notified.
	NotifiedOn calendar.Date
	Lots       []string
	Region     calendar.Region
	// Holidays become days off, and WorkedDays worked ones; the last word holds.
	Holidays, WorkedDays []calendar.Date
	// InCharge and Deputies are for the verifications to come.
	InCharge, Deputies []Person
}

func (n NewContract) change() ContractChange {
	return ContractChange(n)
}

// maxLots and maxDays bound what a contract lists.
const (
	maxLots = 40
	maxDays = 200
)

func (n ContractChange) apply(c *Contract) (err error) {
	if n.Supplier != "" {
		if c.Supplier, err = cleanText("supplier", n.Supplier, maxName); err != nil {
			return err
		}
	}
	if n.Terms != "" {
		if !slices.Contains(AllTerms(), n.Terms) {
			return InvalidError("contract.terms", "text", string(n.Terms)).About("terms")
		}
		c.Terms = n.Terms
	}
	if !n.NotifiedOn.IsZero() {
		c.NotifiedOn = n.NotifiedOn
	}
	if n.Region != "" {
		c.Region = n.Region
	}
	if len(n.Lots) > 0 {
		if c.Lots, err = cleanLots(n.Lots); err != nil {
			return err
		}
	}
	if len(n.InCharge) > 0 {
		c.InCharge = without(n.InCharge, nil)
	}
	if len(n.Deputies) > 0 {
		c.Deputies = n.Deputies
	}
	c.Deputies = without(c.Deputies, c.InCharge)
	c.Holidays = days(c.Holidays, n.Holidays, n.WorkedDays)
	c.WorkedDays = days(c.WorkedDays, n.WorkedDays, n.Holidays)
	if len(c.Holidays) > maxDays || len(c.WorkedDays) > maxDays {
		return InvalidError("contract.many_days", "max", maxDays).About("holiday")
	}
	return nil
}

func cleanLots(lots []string) ([]string, error) {
	var clean []string
	for _, lot := range lots {
		lot, err := cleanText("lots", lot, maxName)
		if err != nil {
			return nil, err
		}
		clean = append(clean, lot)
	}
	clean = unique(clean)
	if len(clean) > maxLots {
		return nil, InvalidError("contract.many_lots", "max", maxLots).About("lots")
	}
	return clean, nil
}

// days are those of list and added, but for removed, each once, in order.
func days(list, added, removed []calendar.Date) []calendar.Date {
	var kept []calendar.Date
	for _, d := range slices.Concat(list, added) {
		if !slices.Contains(kept, d) && !slices.Contains(removed, d) {
			kept = append(kept, d)
		}
	}
	slices.SortFunc(kept, calendar.Date.Compare)
	return kept
}

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

func (n ClauseChange) empty() bool {
	return n == ClauseChange{Contract: n.Contract, Topic: n.Topic, Article: n.Article} && n.Article == ""
}

// split tells what is said of silence at the end of the VSR from what is said of
// its observation: people say « vsr » for both, and nothing is to be decided at
// the end of the observation itself. Going back to the general clauses is for both.
func (n ClauseChange) split() []ClauseChange {
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
	return slices.DeleteFunc(Silences(), func(s Silence) bool { _, ok := meanings[t][s]; return !ok })
}

func (n ClauseChange) apply(c *Contract) error {
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
			return InvalidError("clause.period", "max", calendar.MaxPeriod).About("length")
		}
		d.Period = n.Period
	}
	if n.Start != "" {
		start, err := cleanText("start", n.Start, maxName)
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
			return InvalidError("clause.put_off", "topic", n.Topic).About("put-off")
		}
	}
	if n.Silence != "" {
		known := n.Topic.silences()
		if len(known) == 0 {
			return InvalidError("clause.no_silence", "topic", n.Topic).About("silence")
		}
		if !slices.Contains(known, n.Silence) {
			return InvalidError("clause.silence", "topic", n.Topic, "known", known).About("silence")
		}
		d.Silence = n.Silence
	}
	if n.Article != "" {
		article, err := cleanText("article", n.Article, maxName)
		if err != nil {
			return err
		}
		d.Article = article
	}
	if !d.empty() && d.Article == "" {
		return InvalidError("clause.no_article", "topic", n.Topic, "contract", c.Ref).About("article")
	}
	c.Derogations = slices.DeleteFunc(slices.Clone(c.Derogations), func(d Derogation) bool { return d.Topic == n.Topic })
	if !d.empty() {
		c.Derogations = append(c.Derogations, d)
	} else if n.Article != "" {
		return InvalidError("clause.article_alone", "topic", n.Topic, "contract", c.Ref).About("length")
	}
	slices.SortFunc(c.Derogations, func(a, b Derogation) int {
		return cmp.Compare(slices.Index(Topics(), a.Topic), slices.Index(Topics(), b.Topic))
	})
	return nil
}

// ContractView is a contract with what follows from it.
type ContractView struct {
	Contract
	// Place is whose public holidays count: the contract's Region or the project's.
	Place calendar.Region
	// Running are its verifications that are to be decided, the first deadline
	// first.
	Running []VerificationView
	// Moved are those of which a change has moved a deadline, or changed what
	// silence means at its end.
	Moved   []MovedDeadline
	Today   calendar.Date
	History []HistoryLine
}

// MovedDeadline is a verification that a change of its contract has reached, and
// where its deadline was.
type MovedDeadline struct {
	VerificationView
	Before calendar.Date
	// ReplyBefore is where the last day to answer a prolongation was; zero where it
	// has not moved.
	ReplyBefore calendar.Date
	// Silenced says that what silence means at its end has changed; the deadline may
	// then be where it was.
	Silenced bool
}

// Contract is a contract and its clauses. Anybody of the team may ask.
func (s *Secretariat) Contract(ctx context.Context, a Actor, ref string) (ContractView, error) {
	var view ContractView
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		c, err := findContract(tx, v.Project.ID, ref)
		if err != nil {
			return err
		}
		view, err = v.viewContract(tx, c, s.now())
		return err
	})
	return view, err
}

func (v visitor) viewContract(tx Tx, c Contract, now time.Time) (ContractView, error) {
	p := v.Project
	view := ContractView{Contract: c, Place: c.Calendar(p).Region, Today: p.Today(now)}
	running, err := tx.Verifications(p.ID, true)
	if err != nil {
		return view, err
	}
	for _, ver := range running {
		if ver.Contract == c.Ref {
			of := newVerificationView(v.verification(ver), c, p)
			of.Today = view.Today
			view.Running = append(view.Running, of)
		}
	}
	view.History, err = tx.History(p.ID, c.Subject())
	return view, err
}

// ChangeContract changes what is known of a contract; the deadlines of its
// running verifications follow. Members of a committee and pilots may.
func (s *Secretariat) ChangeContract(ctx context.Context, a Actor, n ContractChange) (ContractView, error) {
	return s.changeContract(ctx, a, n.Ref, "contract.changed", "", n.apply)
}

// ChangeClause changes what a contract says of one topic; the deadlines of its
// running verifications follow. A change of nothing only looks. Members of a
// committee and pilots may.
func (s *Secretariat) ChangeClause(ctx context.Context, a Actor, n ClauseChange) (ContractView, error) {
	if n.empty() {
		return s.Contract(ctx, a, n.Contract)
	}
	return s.changeContract(ctx, a, n.Contract, "contract.clause", n.Article, func(c *Contract) error {
		for _, part := range n.split() {
			if err := part.apply(c); err != nil {
				return err
			}
		}
		return nil
	})
}

// changeContract writes a change of a contract and makes its running
// verifications follow, in one transaction.
func (s *Secretariat) changeContract(ctx context.Context, a Actor, ref, change, note string, apply func(*Contract) error) (ContractView, error) {
	var view ContractView
	v, err := s.admit(ctx, a)
	if err != nil {
		return view, err
	}
	if err := s.mustRecordSomewhere(ctx, v); err != nil {
		return view, err
	}
	if err := s.lapseDue(ctx, v.Project); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		before, err := findContract(d, v.Project.ID, ref)
		if err != nil {
			return err
		}
		after := before
		if err := apply(&after); err != nil {
			return err
		}
		var moved []MovedDeadline
		if snapshot(before) != snapshot(after) {
			all, err := d.Verifications(v.Project.ID, false)
			if err != nil {
				return err
			}
			if err := after.datable(all, d.today()); err != nil {
				return err
			}
			if err := d.PutContract(after); err != nil {
				return err
			}
			if moved, err = d.followContract(before, after); err != nil {
				return err
			}
			if err := d.record(after.Subject(), change, before, after, note); err != nil {
				return err
			}
		}
		view, err = d.viewContract(d, after, d.now)
		view.Moved = moved
		return err
	})
	return view, err
}

// followHolidays is followContract for all contracts of the project.
func (d *desk) followHolidays() ([]MovedDeadline, error) {
	contracts, err := d.Contracts(d.Project.ID)
	if err != nil {
		return nil, err
	}
	var moved []MovedDeadline
	for _, c := range contracts {
		of, err := d.followContract(c, c)
		if err != nil {
			return nil, err
		}
		moved = append(moved, of...)
	}
	return moved, nil
}

// followContract makes the deadlines of a contract's running verifications
// those that its clauses and the calendar now give, and tells those in charge.
// One that cannot be computed any more stays where it was. What silence will do
// follows as well; what would have been done by now may be put right until the
// next midnight.
func (d *desk) followContract(old, c Contract) ([]MovedDeadline, error) {
	running, err := d.Verifications(d.Project.ID, true)
	if err != nil {
		return nil, err
	}
	var moved []MovedDeadline
	for _, v := range running {
		if v.Contract != c.Ref {
			continue
		}
		m, moves, err := d.follow(v, old, c)
		if err != nil {
			return nil, err
		}
		if moves {
			moved = append(moved, m)
		}
	}
	return moved, nil
}

// follow is followContract for one of them; false where neither its deadline, nor
// what silence means at its end, nor the last day to answer a prolongation is another.
func (d *desk) follow(before Verification, old, c Contract) (m MovedDeadline, moved bool, err error) {
	view := newVerificationView(before, c, d.Project)
	if before.Phase != PhaseVerifying {
		view.observation = before.ObservationEnd
	}
	moves := !view.Computed.Day.IsZero() && (view.Computed.Day != before.Deadline || view.observation != before.ObservationEnd)
	silence := ruleOf(old, before).Silence
	changes := moves || !sameSilence(old, c, silence, view.Rule.Silence, d.Project)
	m.Silenced = silence != view.Rule.Silence
	was := before
	if view.followRequest(old, c, d.Project, d.now) {
		if m.ReplyBefore, err = d.saveReply(before, &view.Verification); err != nil {
			return m, false, err
		}
		was = view.Verification
	}
	if changes {
		if view.EnteredAt = d.now; moves {
			view.ObservationEnd, view.Deadline = view.observation, view.Computed.Day
		}
		if err := d.saveVerification(&view.Verification); err != nil {
			return m, false, err
		}
		if err := d.tellMoved(was, view.Verification, moves, m.Silenced); err != nil {
			return m, false, err
		}
	}
	view.Verification, view.Today = d.verification(view.Verification), d.today()
	m.VerificationView, m.Before = view, before.Deadline
	return m, moves || m.Silenced || !m.ReplyBefore.IsZero(), nil
}

// sameSilence says whether silence means the same under a contract as before its
// change and, where it does something, does so at the same midnight.
func sameSilence(old, c Contract, was, is Silence, p Project) bool {
	acts := is.Acts() || is.answers()
	return was == is && (!acts || old.Location(p).String() == c.Location(p).String())
}

// tellMoved tells that the deadline has moved or, where it has not, that only what
// silence means at its end has changed, or at which midnight.
func (d *desk) tellMoved(before, v Verification, moves, silenced bool) error {
	kind, change := VerificationMoved, "verification.moved"
	if !moves {
		kind, change = VerificationFollowed, "verification.midnight"
	}
	if !moves && silenced {
		change = "verification.silence"
	}
	if err := d.tell(v.Subject(), kind, v.Version, slices.Concat(v.InCharge, v.Deputies)); err != nil {
		return err
	}
	return d.record(v.Subject(), change, before, v, "")
}
