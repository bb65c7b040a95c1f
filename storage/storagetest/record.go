package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// text is hard on quoting, folding, collation and encoding.
const text = "L’œuvre d'Haÿ: 100 % «été»\n\t\"x\\y_z\" 🏫 e\u0301"

var (
	ien  = record.Person{ID: "u-ien", Username: "ien.vitry"}
	drne = record.Person{ID: "u-drne", Username: "drne_94"}
)

// record is one of everything, with every field filled.
type kept struct {
	project      record.Project
	school       perimeter.School
	note         perimeter.SchoolNote
	committee    record.Committee
	decision     committee.Decision
	action       rollout.SupportAction
	meeting      committee.Meeting
	contract     contract.Contract
	verification acceptance.Verification
	reservation  acceptance.Reservation
	outage       acceptance.Outage
	serviceLevel acceptance.ServiceLevel
	agreement    committee.Agreement
	partner      organisation.Partner
	member       organisation.Member
	profile      organisation.Profile
	draft        organisation.Draft
	history      record.HistoryLine
	preferences  reminder.Preferences
	seen         reminder.Seen
	point        sitting.Point
	rules        sitting.Rules
	convocation  sitting.Convocation
	seat         sitting.Seat
	letter       sitting.SentLetter
	address      organisation.Address
	series       sitting.Series
	set          perimeter.Set
	holdUp       perimeter.HoldUp
	teammate     rollout.Teammate
	area         rollout.Area
}

func fullRecord(p record.ProjectID) kept {
	later := noon.Add(26*time.Hour + time.Millisecond)
	return kept{
		project: record.Project{
			ID: p, Team: record.TeamID("team-" + p), Name: text, Zone: "Indian/Reunion", Region: calendar.Regions()[1],
			Locale: "fr", CreatedAt: noon, Quiet: quiet(), Selectors: []string{"COPIL", "SUIVI"},
			Closed: &record.Closing{At: noon, By: ien, Reason: text},
		},
		school: perimeter.School{
			Project: p, UAI: "0940198E", Name: text, Type: perimeter.Elementary, Commune: "L'Haÿ-les-Roses", PostalCode: "94240",
			District: "Vitry-sur-Seine 1", Private: true, Closing: true, Stage: perimeter.StageTrained, StageSince: today(),
			StageDecision: "COPIL-2026-014", SelectedBy: "COPIL-2026-002", UpdatedAt: later,
		},
		note: perimeter.SchoolNote{Project: p, UAI: "0940198E", At: later, By: ien, Text: text},
		committee: record.Committee{
			Project: p, Code: "COPIL", Name: text, Level: record.LevelTerritorial, Kind: record.KindStrategic, Channel: "c-1", ChannelName: "copil",
			Diffusion: record.DiffusionCommittee, Series: 2, Leads: record.DefaultLeads(), CreatedAt: noon, CreatedBy: ien, State: record.CommitteeClosed,
			Yearly: 3, Agenda: []string{text, "Tour de table"},
			Digest: &record.Digest{Off: true, Day: time.Thursday, At: record.Hour{Hour: 7, Minute: 30}},
		},
		decision: committee.Decision{
			Project: p, Ref: "COPIL-2026-014", Committee: "COPIL", Text: text, State: committee.DecisionRejected, Reason: text,
			Schools: []record.UAI{"0940198E", "0941234A"}, Selection: committee.SelectionDeclines, Author: ien, LoggedAt: noon, SettledAt: later, Version: 3,
			Supersedes: "COPIL-2026-003", SupersededBy: "COPIL-2027-001", FormerRef: text, Offline: text,
			Details: committee.Details{
				Opinion: true, Context: text, Alternatives: text, Meeting: 12, DecidedOn: today().AddDays(-3),
				Vote: committee.Vote{Consensus: true, For: 12, Against: 2, Abstained: 1}, InCharge: []record.Person{drne, ien},
				Due: today().AddDays(9), Review: today().AddDays(200), Contract: "M2026-É4",
				Source: record.Source{Channel: "c-9", Post: "p-1", Open: true},
			},
		},
		action: rollout.SupportAction{
			Project: p, Number: 37, Title: text, Kind: rollout.KindTraining, Schools: []record.UAI{"0941234A", "0940198E"},
			Assignees: []record.Person{ien, drne}, Group: "ACCOMP", Due: today(), State: rollout.ActionDid, Author: drne,
			CreatedAt: noon, ClosedAt: later, Version: 2,
			FormerRef: text, Origin: rollout.OriginNeed, Trained: 12, Spent: 90 * time.Minute, Blocked: text, BlockedOn: today(), Offline: text,
		},
		meeting: committee.Meeting{
			Project: p, Number: 12, Committee: "COPIL", Day: today(), Hour: 14, Minute: 30, Zone: "Europe/Paris",
			Duration: 90 * time.Minute, Place: text, State: committee.MeetingOff, Reason: text, Author: ien, CreatedAt: noon, Version: 4,
			Title: text, FormerRef: text, Series: 3, Slot: today(), OpenedAt: noon, ClosedAt: later, Point: 2,
		},
		rules: sitting.Rules{Project: p, Committee: "COPIL", Notice: calendar.Period{Length: 5, Unit: calendar.UnitClearDays}, Quorum: sitting.QuorumThird, Proxies: 2, Remarks: 7, Version: 4},
		convocation: sitting.Convocation{
			Project: p, Meeting: 12, AgainFor: 11, SentAt: noon, Start: later, Notice: calendar.Period{Length: 5, Unit: calendar.UnitDays}, Last: today(),
			Quorum: sitting.QuorumHalf, Proxies: 1, Author: ien, Version: 2,
		},
		seat: sitting.Seat{
			Project: p, Meeting: 12, Number: 4, Account: drne, Name: text, Institution: text, Title: text, Office: organisation.OfficeChair, DeputyOf: 3,
			Answer: sitting.AnswerRepresented, Proxy: 2, AnsweredAt: noon, Version: 3,
		},
		letter:  sitting.SentLetter{Project: p, Meeting: 12, Round: "convened.2", Seat: 4, Name: text, State: sitting.LetterRefused, Code: 550, At: noon},
		address: organisation.Address{Project: p, Committee: "COPIL", Member: 3, Address: "a@exemple.test", Author: ien, CreatedAt: noon, Version: 2},
		point: sitting.Point{
			Project: p, Meeting: 12, Number: 5, Place: 2, Title: text, Length: 15 * time.Minute, Presenter: record.Called{Account: drne, Name: text}, About: "decision/COPIL-2026-014",
			CarriedFrom: 11, State: sitting.PointDealt, TakenAt: noon, Spent: 20 * time.Minute, Note: text, Author: ien, CreatedAt: noon, Version: 3,
		},
		teammate: rollout.Teammate{
			Project: p, Number: 6, UAI: "0940198E", Person: ien, Function: rollout.FunctionHead, State: rollout.TeamIn, By: drne, At: noon, Version: 2,
		},
		area: rollout.Area{Project: p, Group: "ACCOMP", Districts: []string{text, "Vitry-sur-Seine 1"}, Kind: rollout.KindTraining, Version: 2},
		holdUp: perimeter.HoldUp{
			Project: p, Number: 5, UAI: "0940198E", Category: perimeter.HoldUpConnection, Text: text, Since: today(), Person: ien, Author: drne, Version: 3,
		},
		set: perimeter.Set{
			Project: p, Number: 2, Name: "REP Vitry", Schools: []record.UAI{"0940573M", "0940198E"}, Wave: 3, Lead: ien,
			Targets: []perimeter.Target{{Stage: perimeter.StageSelected, Due: today()}, {Stage: perimeter.StageOpen, Due: today().AddDays(9)}},
			Author:  drne, CreatedAt: noon, ClosedAt: later, Version: 4,
		},
		series: sitting.Series{
			Project: p, Number: 3, Committee: "COPIL", Rule: calendar.MustParseRule("FREQ=MONTHLY;BYMONTH=2,5,11;BYDAY=-1FR"), First: today(), Until: today().AddDays(300),
			Hour: 14, Minute: 30, Zone: "Indian/Reunion", IfClosed: calendar.IfClosedSkip, Duration: 2 * time.Hour, Place: text, Title: text,
			Continues: 2, Author: ien, CreatedAt: noon, Version: 4,
		},
		contract: contract.Contract{
			Project: p, Ref: "M2026-É4", Supplier: text, Terms: contract.TermsTIC2009, Author: drne, CreatedAt: noon,
			Lots: []string{text, "Lot 2"}, Region: calendar.RegionMayotte, Holidays: []calendar.Date{today(), today().AddDays(1)},
			WorkedDays: []calendar.Date{today().AddDays(2)}, InCharge: []record.Person{drne, ien}, Deputies: []record.Person{ien},
			NotifiedOn: today().AddDays(-90),
			Derogations: []contract.Derogation{{
				Topic: contract.TopicVSR, Period: calendar.Period{Length: 2, Unit: calendar.UnitMonths}, Start: text, SameDay: true,
				PutOff: true, Silence: contract.SilenceNothing, Article: text,
			}, {Topic: contract.TopicVA, Article: "7"}},
		},
		verification: acceptance.Verification{
			Project: p, Number: 5, Contract: "M2026-É4", Step: contract.StepVSR, Object: text, NotifiedOn: today().AddDays(-40),
			Notice:         &contract.Notice{By: contract.NoticeReport, AvailableOn: today().AddDays(-48), OpenedOn: today()},
			ObservationEnd: today().AddDays(-10), Deadline: today().AddDays(-3), InCharge: []record.Person{drne, ien},
			Deputies: []record.Person{ien},
			Outcome:  contract.OutcomeReduction, Reason: text, DecidedOn: today(), DecidedBy: drne, Author: ien,
			CreatedAt: noon, Version: 6,
			Chain: 4, Phase: acceptance.PhaseChoice, Since: today().AddDays(-18), EnteredAt: later, Extra: 10, Committee: "SUIVI",
			Rate: 750, Observations: text, DecisionRef: "COPIL-2026-014",
			Tacit: contract.SilenceRefused, TacitOn: today().AddDays(-18),
			Count: &acceptance.Count{Ordered: 120, Delivered: 118, Unit: text, Delay: calendar.Period{Length: 15, Unit: calendar.UnitWorkingDays}},
			Request: &acceptance.ExtensionRequest{
				Days: 10, Reason: text, CauseOn: today().AddDays(-5), AskedOn: today().AddDays(-2), ReplyBy: today().AddDays(13), EnteredAt: later,
			},
			Again: 3, Delays: []contract.Delay{{Topic: contract.TopicVA, Period: calendar.Period{Length: 15, Unit: calendar.UnitDays}}}, DecisionNotice: &contract.Notice{AvailableOn: today().AddDays(-2), OpenedOn: today()},
		},
		reservation: acceptance.Reservation{
			Project: p, Number: 4, Verification: 5, Severity: acceptance.SeverityMajor, Text: text,
			Schools: []record.UAI{"0941234A", "0940198E"}, Evidence: text, Author: ien, NotedOn: today().AddDays(-2), CreatedAt: noon,
			LiftedOn: today(), LiftedBy: drne, LiftNote: text, Despite: text, Version: 3,
		},
		outage: acceptance.Outage{
			Project: p, Number: 2, Verification: 5, Day: today(), Minutes: 45, Note: text, Author: drne, CreatedAt: noon, Cancelled: true,
		},
		serviceLevel: acceptance.ServiceLevel{Project: p, Verification: 5, Rate: 150, Clause: text},
		agreement: committee.Agreement{
			Project: p, Number: 3, Name: text, Schools: []record.UAI{"0941234A", "0940198E"}, Signed: today().AddDays(-90), Until: today().AddDays(900),
			Partners: []committee.Institution{
				{Name: text, Level: record.LevelTerritorial, Role: text, Competences: []committee.Competence{committee.CompetenceDigital, committee.CompetenceEducation}},
				{Name: "Éditeur"},
			},
			TerminatedOn: today().AddDays(300), Reason: text, Author: drne, CreatedAt: noon, Version: 4,
		},
		partner: organisation.Partner{
			Project: p, Number: 2, Former: []string{text, "Commune"}, LeftOn: today(), Reason: text, Author: drne, CreatedAt: noon, Version: 5,
			Institution: committee.Institution{
				Name: text, Level: record.LevelTerritorial, Role: text, Competences: []committee.Competence{committee.CompetenceEducation},
			},
		},
		member: organisation.Member{
			Project: p, Number: 3, Committee: "COPIL", Account: ien, Name: text, Institution: text, Function: organisation.FunctionElected, Title: text,
			Office: organisation.OfficeChair, DeputyOf: 2, LeftAt: later, Author: drne, CreatedAt: noon, Version: 4,
		},
		profile: organisation.Profile{
			Project: p, Perimeter: organisation.PerimeterDistrict, Schools: 61, Stage: organisation.StagePilot, Author: ien, ChangedAt: later, Version: 2,
		},
		draft: organisation.Draft{
			Project: p, Perimeter: organisation.PerimeterCommune, Schools: 6, Stage: organisation.StageSteady, Author: drne, At: noon, DoneAt: later, Version: 3,
			Partners: []committee.Institution{{Name: text, Level: record.LevelAcademic, Role: text, Competences: []committee.Competence{committee.CompetenceDigital}}},
			Edits:    []organisation.Edit{{ID: "users", Code: "GT", Name: text, Level: record.LevelSchool, Yearly: 2, Out: true}},
		},
		history: record.HistoryLine{
			Project: p, Subject: "school/0940198E", At: later, By: ien, Where: "c-1", Change: "school.moved",
			Before: perimeter.School{Project: p, UAI: "0940198E", Name: text, Stage: perimeter.StageFed, UpdatedAt: noon},
			After:  perimeter.School{Project: p, UAI: "0940198E", Name: text, Stage: perimeter.StageTrained, UpdatedAt: later}, Note: text,
		},
		preferences: reminder.Preferences{
			Project: p, Person: ien.ID, Zone: "Indian/Mayotte", DigestAt: record.Hour{Hour: 7, Minute: 45},
			DigestOff: true, ActionsOff: true, Quiet: quiet(), PauseUntil: today(),
		},
		seen: reminder.Seen{Project: p, Subject: "verification/V-5", Version: 6, Delivery: 12, By: ien, At: later},
	}
}

func quiet() *record.Quiet {
	return &record.Quiet{
		From: record.Hour{Hour: 20, Minute: 30}, To: record.Hour{Hour: 7}, Weekends: true, Holidays: true, Vacations: "Créteil",
	}
}

// write puts all of the record.
func (r kept) write(tx Tx) error {
	return all(
		tx.AddProject(r.project), tx.PutSchools(r.school), tx.AddSchoolNote(r.note), tx.PutCommittee(r.committee),
		tx.PutDecision(r.decision), tx.PutAction(r.action), tx.PutMeeting(r.meeting), tx.PutContract(r.contract),
		tx.PutVerification(r.verification), tx.PutReservation(r.reservation), tx.PutOutage(r.outage), tx.PutServiceLevel(r.serviceLevel), tx.PutAgreement(r.agreement), tx.PutPartner(r.partner), tx.PutMember(r.member), tx.PutProfile(r.profile), tx.PutDraft(r.draft), tx.AddHistory(r.history), tx.PutPreferences(r.preferences),
		tx.AddSeen(r.seen), tx.PutPoint(r.point), tx.PutRules(r.rules), tx.PutConvocation(r.convocation), tx.PutSeat(r.seat), tx.PutLetter(r.letter), tx.PutAddress(r.address), tx.PutSeries(r.series), tx.PutSet(r.set), tx.PutHoldUps(r.holdUp), tx.PutTeammate(r.teammate), tx.PutArea(r.area))
}

// requireKept compares what single reads and lists answer with the record.
func (r kept) requireKept(t *testing.T, store Store) {
	t.Helper()
	p := r.project.ID
	view(t, store, func(tx Tx) error {
		same(t, r.project)(tx.ProjectByID(p))
		same(t, r.school)(tx.School(p, r.school.UAI))
		same(t, []perimeter.School{r.school})(tx.Schools(p))
		same(t, r.note)(tx.LastSchoolNote(p, r.note.UAI))
		same(t, r.committee)(tx.Committee(p, r.committee.Code))
		same(t, []record.Committee{r.committee})(tx.Committees(p))
		same(t, r.decision)(tx.Decision(p, r.decision.Ref))
		same(t, []committee.Decision{r.decision})(tx.Decisions(p, committee.DecisionFilter{}))
		same(t, r.action)(tx.Action(p, r.action.Number))
		same(t, []rollout.SupportAction{r.action})(tx.Actions(p, rollout.ActionFilter{}))
		same(t, r.meeting)(tx.Meeting(p, r.meeting.Number))
		same(t, []committee.Meeting{r.meeting})(tx.Meetings(p, committee.MeetingFilter{}))
		same(t, r.contract)(tx.Contract(p, r.contract.Ref))
		same(t, []contract.Contract{r.contract})(tx.Contracts(p))
		same(t, r.verification)(tx.Verification(p, r.verification.Number))
		same(t, []acceptance.Verification{r.verification})(tx.Verifications(p, false))
		same(t, r.reservation)(tx.Reservation(p, r.reservation.Number))
		same(t, []acceptance.Reservation{r.reservation})(tx.Reservations(p, acceptance.ReservationFilter{Verification: r.reservation.Verification}))
		same(t, []acceptance.Outage{r.outage})(tx.Outages(p, r.outage.Verification))
		same(t, r.serviceLevel)(tx.ServiceLevel(p, r.serviceLevel.Verification))
		same(t, r.agreement)(tx.Agreement(p, r.agreement.Number))
		same(t, []committee.Agreement{r.agreement})(tx.Agreements(p, ""))
		same(t, []organisation.Partner{r.partner})(tx.Partners(p))
		same(t, []organisation.Member{r.member})(tx.Members(p))
		same(t, r.profile)(tx.Profile(p))
		same(t, r.draft)(tx.Draft(p))
		same(t, []record.HistoryLine{r.history})(tx.History(p, r.history.Subject))
		same(t, r.preferences)(tx.Preferences(p, r.preferences.Person))
		same(t, []reminder.Preferences{r.preferences})(tx.AllPreferences(p))
		same(t, []reminder.Seen{r.seen})(tx.Seen(p, r.seen.Subject))
		same(t, []sitting.Point{r.point})(tx.Points(p, r.point.Meeting))
		same(t, r.rules)(tx.Rules(p, r.rules.Committee))
		same(t, r.convocation)(tx.Convocation(p, r.convocation.Meeting))
		same(t, []sitting.Seat{r.seat})(tx.Seats(p, r.seat.Meeting))
		same(t, []sitting.SentLetter{r.letter})(tx.Letters(p, r.letter.Meeting))
		same(t, []organisation.Address{r.address})(tx.Addresses(p, r.address.Committee))
		same(t, r.series)(tx.Series(p, r.series.Number))
		same(t, []sitting.Series{r.series})(tx.AllSeries(p))
		same(t, r.set)(tx.Set(p, r.set.Number))
		same(t, []perimeter.HoldUp{r.holdUp})(tx.HoldUps(p, nil))
		same(t, []rollout.Teammate{r.teammate})(tx.Teammates(p, "", ""))
		same(t, []rollout.Area{r.area})(tx.Areas(p))
		return nil
	})
}

// same takes a store's answer, which must be want.
func same[T any](t *testing.T, want T) func(T, error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func roundTrip(t *testing.T, store Store) {
	r := fullRecord(here)
	for _, v := range []any{
		r.project, r.school, r.note, r.committee, r.decision, r.action, r.meeting, r.contract, r.verification, r.reservation,
		r.outage, r.serviceLevel, r.agreement, r.partner, r.member, r.profile, r.draft, r.history, r.preferences, r.seen, r.point, r.rules, r.convocation, r.seat, r.letter, r.address, r.series, r.set,
	} {
		requireFilled(t, v)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	written := r
	written.decision.LoggedAt = r.decision.LoggedAt.In(paris).Add(999 * time.Microsecond)
	update(t, store, here, written.write)
	r.requireKept(t, store) // in UTC, to the millisecond
}

func emptyTrip(t *testing.T, store Store) {
	r := kept{
		project: record.Project{ID: here, Team: "t"}, school: perimeter.School{Project: here, UAI: "0940198E"},
		note:      perimeter.SchoolNote{Project: here, UAI: "0940198E"},
		committee: record.Committee{Project: here, Code: "COPIL"}, decision: committee.Decision{Project: here, Ref: "COPIL-2026-001"},
		action: rollout.SupportAction{Project: here, Number: 1}, meeting: committee.Meeting{Project: here, Number: 1},
		contract: contract.Contract{Project: here, Ref: "M"}, verification: acceptance.Verification{Project: here, Number: 1},
		reservation: acceptance.Reservation{Project: here, Number: 1},
		outage:      acceptance.Outage{Project: here, Number: 1}, serviceLevel: acceptance.ServiceLevel{Project: here},
		agreement: committee.Agreement{Project: here, Number: 1},
		partner:   organisation.Partner{Project: here, Number: 1},
		member:    organisation.Member{Project: here, Number: 1},
		profile:   organisation.Profile{Project: here}, draft: organisation.Draft{Project: here},
		history:     record.HistoryLine{Project: here, Subject: "school/0940198E", Change: "school.noted"},
		preferences: reminder.Preferences{Project: here, Person: ien.ID},
		seen:        reminder.Seen{Project: here, Subject: "action/A-1", By: record.Person{ID: ien.ID}},
		point:       sitting.Point{Project: here, Meeting: 1, Number: 1},
		rules:       sitting.Rules{Project: here, Committee: "COPIL"},
		convocation: sitting.Convocation{Project: here, Meeting: 1},
		seat:        sitting.Seat{Project: here, Meeting: 1, Number: 1},
		letter:      sitting.SentLetter{Project: here, Meeting: 1, Seat: 1},
		address:     organisation.Address{Project: here, Committee: "COPIL", Member: 1},
		series:      sitting.Series{Project: here, Number: 1},
		set:         perimeter.Set{Project: here, Number: 1},
		holdUp:      perimeter.HoldUp{Project: here, Number: 1},
		teammate:    rollout.Teammate{Project: here, Number: 1},
		area:        rollout.Area{Project: here, Group: "ACCOMP"},
	}
	update(t, store, here, r.write)
	r.requireKept(t, store)
}

func replace(t *testing.T, store Store) {
	r := fullRecord(here)
	update(t, store, here, r.write)

	r.school.Stage, r.school.Private, r.school.StageSince = perimeter.StageOpen, false, calendar.Date{}
	r.committee.Leads, r.committee.Channel = []record.Lead{{Minutes: 5}}, "c-2"
	r.decision.Schools, r.decision.SettledAt = []record.UAI{"0949999Z"}, time.Time{}
	r.decision.Selection = committee.SelectionSelects
	r.decision.InCharge, r.decision.Due, r.decision.Opinion = []record.Person{ien}, calendar.Date{}, false
	r.action.Assignees, r.action.Schools, r.action.Due = nil, nil, calendar.Date{}
	r.meeting.Hour, r.meeting.Reason, r.meeting.ClosedAt = 9, "", time.Time{}
	r.point.Place, r.point.Presenter = 0, record.Called{}
	r.rules.Quorum, r.convocation.SentAt, r.seat.Answer, r.seat.Proxy = sitting.QuorumNone, noon.Add(time.Hour), sitting.AnswerNone, 0
	r.letter.State, r.letter.Code, r.address.Address = sitting.LetterOwed, 0, ""
	r.series.Rule, r.series.Until, r.series.Hour = calendar.MustParseRule("AFTER=SCHOOL-HOLIDAYS;BYDAY=TH"), calendar.Date{}, 0
	r.contract.Supplier, r.contract.Lots, r.contract.Derogations = "another", nil, r.contract.Derogations[:1]
	r.verification.InCharge, r.verification.Version, r.verification.Notice = []record.Person{ien}, 7, nil
	r.reservation.Schools, r.reservation.LiftedOn = nil, calendar.Date{}
	r.outage.Cancelled, r.outage.Day, r.serviceLevel.Rate = false, calendar.Date{}, 99
	r.agreement.Partners, r.agreement.Schools, r.agreement.TerminatedOn = r.agreement.Partners[1:], nil, calendar.Date{}
	r.committee.Digest, r.committee.Agenda = nil, nil
	r.profile.Schools, r.draft.Edits, r.draft.DoneAt = 0, nil, time.Time{}
	r.partner.Name, r.partner.Former, r.partner.LeftOn = "another", nil, calendar.Date{}
	r.member.Office, r.member.LeftAt, r.member.Account = "", time.Time{}, record.Person{}
	r.project.Zone, r.project.Quiet, r.project.Selectors = "America/Guadeloupe", nil, nil
	r.preferences.Quiet, r.preferences.DigestOff = nil, false
	update(t, store, here, func(tx Tx) error {
		return all(tx.PutSchools(r.school), tx.PutCommittee(r.committee), tx.PutDecision(r.decision), tx.PutAction(r.action),
			tx.PutMeeting(r.meeting), tx.PutContract(r.contract), tx.PutVerification(r.verification),
			tx.PutReservation(r.reservation), tx.PutOutage(r.outage), tx.PutServiceLevel(r.serviceLevel), tx.PutAgreement(r.agreement), tx.PutPartner(r.partner), tx.PutMember(r.member), tx.PutProfile(r.profile), tx.PutDraft(r.draft), tx.PutProject(r.project), tx.PutPreferences(r.preferences), tx.PutPoint(r.point), tx.PutRules(r.rules), tx.PutConvocation(r.convocation), tx.PutSeat(r.seat), tx.PutLetter(r.letter), tx.PutAddress(r.address), tx.PutSeries(r.series), tx.PutSet(r.set), tx.PutHoldUps(r.holdUp), tx.PutTeammate(r.teammate), tx.PutArea(r.area))
	})
	r.requireKept(t, store)
}

func none(t *testing.T, store Store) {
	begin(t, store)
	for name, read := range map[string]func(tx Tx) error{
		"project":      func(tx Tx) error { _, err := tx.ProjectByID("nobody"); return err },
		"school":       func(tx Tx) error { _, err := tx.School(here, "0940198E"); return err },
		"note":         func(tx Tx) error { _, err := tx.LastSchoolNote(here, "0940198E"); return err },
		"committee":    func(tx Tx) error { _, err := tx.Committee(here, "COPIL"); return err },
		"decision":     func(tx Tx) error { _, err := tx.Decision(here, "COPIL-2026-001"); return err },
		"action":       func(tx Tx) error { _, err := tx.Action(here, 1); return err },
		"meeting":      func(tx Tx) error { _, err := tx.Meeting(here, 1); return err },
		"series":       func(tx Tx) error { _, err := tx.Series(here, 1); return err },
		"set":          func(tx Tx) error { _, err := tx.Set(here, 1); return err },
		"contract":     func(tx Tx) error { _, err := tx.Contract(here, "M"); return err },
		"verification": func(tx Tx) error { _, err := tx.Verification(here, 1); return err },
		"reservation":  func(tx Tx) error { _, err := tx.Reservation(here, 1); return err },
		"level":        func(tx Tx) error { _, err := tx.ServiceLevel(here, 1); return err },
		"rules":        func(tx Tx) error { _, err := tx.Rules(here, "COPIL"); return err },
		"convocation":  func(tx Tx) error { _, err := tx.Convocation(here, 1); return err },
		"agreement":    func(tx Tx) error { _, err := tx.Agreement(here, 1); return err },
		"profile":      func(tx Tx) error { _, err := tx.Profile(here); return err },
		"plan":         func(tx Tx) error { _, err := tx.Draft(here); return err },
		"delivery":     func(tx Tx) error { _, err := tx.Sent(here, 1); return err },
		"feed":         func(tx Tx) error { _, _, err := tx.FeedByHash(""); return err },
	} {
		require.ErrorIs(t, Wide{store}.View(t.Context(), read), record.ErrNone, name)
	}
}

func apart(t *testing.T, store Store) {
	ours, theirs := fullRecord(here), fullRecord(elsewhere)
	theirs.school.Name, theirs.decision.Text, theirs.action.Assignees = "Jaurès", "other", []record.Person{drne}
	update(t, store, here, ours.write)
	update(t, store, elsewhere, theirs.write)
	ours.requireKept(t, store)
	theirs.requireKept(t, store)
}

func orphans(t *testing.T, store Store) {
	r := fullRecord("nobody")
	for name, write := range r.writes() {
		require.Error(t, Wide{store}.Update(t.Context(), "nobody", write), name)
	}
}

// writes is every method that writes, by what it writes.
func (r kept) writes() map[string]func(Tx) error {
	p := r.project.ID
	owed := announcement(p, "meeting/R-12", noon)
	return map[string]func(Tx) error{
		"school":      func(tx Tx) error { return tx.PutSchools(r.school) },
		"note":        func(tx Tx) error { return tx.AddSchoolNote(r.note) },
		"committee":   func(tx Tx) error { return tx.PutCommittee(r.committee) },
		"decision":    func(tx Tx) error { return tx.PutDecision(r.decision) },
		"action":      func(tx Tx) error { return tx.PutAction(r.action) },
		"meeting":     func(tx Tx) error { return tx.PutMeeting(r.meeting) },
		"point":       func(tx Tx) error { return tx.PutPoint(r.point) },
		"rules":       func(tx Tx) error { return tx.PutRules(r.rules) },
		"convocation": func(tx Tx) error { return tx.PutConvocation(r.convocation) },
		"seat":        func(tx Tx) error { return tx.PutSeat(r.seat) },
		"letter":      func(tx Tx) error { return tx.PutLetter(r.letter) },
		"address":     func(tx Tx) error { return tx.PutAddress(r.address) },
		"feed": func(tx Tx) error {
			return tx.PutFeed(sitting.Feed{Project: p, Number: 1, Owner: ien, Hash: "hash", CreatedAt: noon})
		},
		"minutes": func(tx Tx) error {
			return tx.PutProceedings(proceedings.Proceedings{Project: p, Meeting: 12, Committee: "COPIL"})
		},
		"draft":        func(tx Tx) error { return tx.AddEdition(proceedings.Edition{Project: p, Meeting: 12, Number: 1}) },
		"remark":       func(tx Tx) error { return tx.AddRemark(proceedings.Remark{Project: p, Meeting: 12, Number: 1}) },
		"series":       func(tx Tx) error { return tx.PutSeries(r.series) },
		"set":          func(tx Tx) error { return tx.PutSet(r.set) },
		"hold-up":      func(tx Tx) error { return tx.PutHoldUps(r.holdUp) },
		"teammate":     func(tx Tx) error { return tx.PutTeammate(r.teammate) },
		"area":         func(tx Tx) error { return tx.PutArea(r.area) },
		"contract":     func(tx Tx) error { return tx.PutContract(r.contract) },
		"verification": func(tx Tx) error { return tx.PutVerification(r.verification) },
		"reservation":  func(tx Tx) error { return tx.PutReservation(r.reservation) },
		"outage":       func(tx Tx) error { return tx.PutOutage(r.outage) },
		"level":        func(tx Tx) error { return tx.PutServiceLevel(r.serviceLevel) },
		"agreement":    func(tx Tx) error { return tx.PutAgreement(r.agreement) },
		"partner":      func(tx Tx) error { return tx.PutPartner(r.partner) },
		"member":       func(tx Tx) error { return tx.PutMember(r.member) },
		"profile":      func(tx Tx) error { return tx.PutProfile(r.profile) },
		"plan":         func(tx Tx) error { return tx.PutDraft(r.draft) },
		"history":      func(tx Tx) error { return tx.AddHistory(r.history) },
		"preferences":  func(tx Tx) error { return tx.PutPreferences(r.preferences) },
		"seen":         func(tx Tx) error { return tx.AddSeen(r.seen) },
		"click":        func(tx Tx) error { return tx.AddPress(press(reminder.Delivery{ID: 1, Project: p}, ien)) },
		"delivery":     func(tx Tx) error { return tx.Owe(owed) },
		"reminder": func(tx Tx) error {
			return tx.Replan(p, "meeting/R-12", []reminder.Delivery{remind(p, "meeting/R-12", noon)})
		},
		"batch":  func(tx Tx) error { return tx.AddBatches(batch(p, 1, 0)) },
		"listed": func(tx Tx) error { return tx.PutListed(p, r.school) },
		"number": func(tx Tx) error { _, err := tx.Next(p, "action"); return err },
	}
}
