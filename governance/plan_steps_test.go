package governance_test

import (
	"cmp"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/internal/drawtest"
)

func draw[T any](m *model, what string, of ...T) T {
	return rapid.SampledFrom(of).Draw(m.rt, what)
}

func (m *model) someDay(from, to int) calendar.Date {
	return m.era.AddDays(drawtest.Even(from, to).Draw(m.rt, "day"))
}

func (m *model) somebody() record.UserID { return draw(m, "who", member, other) }

func (m *model) some(what string) []record.UserID {
	return draw(m, what, nil, []record.UserID{member}, []record.UserID{other}, []record.UserID{member, other}, []record.UserID{member, other})
}

func persons(users []record.UserID) []record.Person {
	var people []record.Person
	for _, u := range users {
		people = append(people, person(u))
	}
	return people
}

// one of the things there are.
func one[T any](m *model, of map[record.Subject]T) (s record.Subject, v T) {
	var names []record.Subject
	for _, name := range m.order {
		if _, ok := of[name]; ok {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return s, v
	}
	s = draw(m, "of", names...)
	return s, of[s]
}

// do makes one step; where there is nothing to do it on, nothing happens.
func (m *model) do(step string) {
	switch step {
	case "schedule", "move", "call off", "rhythm":
		m.meet(step)
	case "give", "take", "reassign", "postpone", "close":
		m.act(step)
	case "open", "see", "decide", "ask", "answer":
		m.verify(step)
	case "clause":
		m.changeClause()
	case "project":
		m.projectSettings()
	case "pass":
		m.pass(m.later())
	case "outage":
		later := m.later()
		m.clock.Store(&later)
	case "courier":
		m.bring()
	default:
		m.prefer(step)
	}
}

// later is a moment around one at which something is owed, or any.
func (m *model) later() time.Time {
	moments := []time.Time{m.now().Add(time.Duration(drawtest.Even(1, 2*24*60).Draw(m.rt, "minutes")) * time.Minute)}
	for _, s := range m.order {
		for _, r := range m.owed[s] {
			around := r.due().Add(time.Duration(rapid.SampledFrom([]int{-30, 0, 20, 120}).Draw(m.rt, "around")) * time.Minute)
			if around.After(m.now()) && around.Sub(m.now()) < 5*24*time.Hour {
				moments = append(moments, around)
			}
		}
	}
	return draw(m, "until", moments...)
}

func (m *model) meet(step string) {
	s, v := one(m, m.meetings)
	var err error
	switch step {
	case "rhythm":
		leads := draw(m, "leads", record.DefaultLeads(), []record.Lead{{Days: 1}}, []record.Lead{{Days: 2}, {Minutes: 90}, {Days: 1, Minutes: 30}}, []record.Lead{{Days: 1}, {Minutes: 24 * 60}}, nil)
		_, err = m.SetLeads(m.Context(), m.as(pilot), "COPIL", leads)
		require.NoError(m.rt, err)
		m.rhythm = leads
		for s, v := range m.meetings {
			if !v.off && !v.start.Before(m.now()) {
				m.change(s)
			}
		}
		return
	case "call off":
		if s == "" {
			return
		}
		_, err = m.CancelMeeting(m.Context(), m.as(pilot), v.number, "")
		v.off = true
	default:
		hour := draw(m, "at", record.Hour{Minute: 30}, record.Hour{Hour: 2}, record.Hour{Hour: 2, Minute: 30}, record.Hour{Hour: 3}, record.Hour{Hour: 9}, record.Hour{Hour: 14}, record.Hour{Hour: 23, Minute: 45})
		start := m.wall(m.someDay(-1, 9), hour.Hour, hour.Minute, m.zone)
		var planned committee.Meeting
		if step == "schedule" {
			planned, _, err = m.ScheduleMeeting(m.Context(), m.as(pilot), committee.NewMeeting{Committee: "COPIL", Start: start})
		} else if s != "" {
			_, planned, err = m.MoveMeeting(m.Context(), m.as(pilot), v.number, to(start), "")
		} else {
			return
		}
		s, v = planned.Subject(), meeting{planned.Number, start, m.zone, false}
		if err == nil {
			require.True(m.rt, start.Equal(planned.Start()), "people were told %v", planned)
		}
	}
	if m.done(err) {
		m.meetings[s] = v
		m.change(s)
	}
}

func (m *model) act(step string) {
	s, a := one(m, m.actions)
	if s == "" && step != "give" {
		return
	}
	var err error
	switch step {
	case "give":
		var given rollout.SupportAction
		a = action{due: m.someDay(-1, 4), holders: m.some("holders"), open: true}
		given, err = m.CreateAction(m.Context(), m.as(pilot), rollout.NewAction{Title: "Former", Assignees: persons(a.holders), Due: a.due})
		s, a.number = given.Subject(), given.Number
	case "take":
		u := draw(m, "who", member, other)
		_, err = m.TakeAction(m.Context(), m.as(u), a.number)
		a.holders = append(slices.Clip(a.holders), u)
	case "reassign":
		a.holders = m.some("holders")
		_, _, err = m.ReassignAction(m.Context(), m.as(pilot), rollout.Reassign{Number: a.number, People: persons(a.holders)})
	case "postpone":
		a.due = m.someDay(-1, 4)
		_, _, err = m.PostponeAction(m.Context(), m.as(pilot), a.number, to(a.due), "")
	case "close":
		a.open = false
		if rapid.Bool().Draw(m.rt, "done") {
			_, err = m.CompleteAction(m.Context(), m.as(pilot), a.number, rollout.Report{})
		} else {
			_, err = m.CancelAction(m.Context(), m.as(pilot), a.number, "")
		}
	}
	if m.done(err) {
		m.actions[s] = a
		m.change(s)
	}
}

func (m *model) verify(step string) {
	s, v := one(m, m.verifications)
	if s == "" && step != "open" {
		return
	}
	var err error
	switch step {
	case "open":
		inCharge, deputies := draw(m, "in charge", []record.UserID{member}, []record.UserID{other, pilot}), draw(m, "deputies", nil, []record.UserID{guest}, []record.UserID{guestIn, guest})
		var view acceptance.VerificationView
		view, err = m.OpenVerification(m.Context(), m.as(pilot), acceptance.NewVerification{
			Step: draw(m, "step", contract.StepMOM, contract.StepVA), Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: m.someDay(-31, -28),
			InCharge: persons(inCharge), Deputies: persons(deputies),
		})
		s, v = view.Subject(), verification{view.Number, view.Deadline, calendar.Date{}, inCharge, deputies, nil, true}
	case "see":
		u := draw(m, "who", member, other, guest, pilot)
		_, err = m.Acknowledge(m.Context(), m.as(u), s)
		v.seen = append(slices.Clip(v.seen), u)
	case "decide":
		_, err = m.DecideVerification(m.Context(), m.as(pilot), acceptance.Decide{Number: v.number, Outcome: contract.OutcomeAdmission})
		v.open = false
	case "ask", "answer": // 15 days to answer
		n := acceptance.Extension{Number: v.number, Days: 3, Reason: "panne", Asked: step == "ask", On: m.someDay(-16, -9)}
		if step == "answer" {
			n.On, n.Refused = calendar.Date{}, rapid.Bool().Draw(m.rt, "refused")
		}
		var view acceptance.VerificationView
		view, err = m.ExtendVerification(m.Context(), m.as(pilot), n)
		v.deadline, v.replyBy = view.Deadline, calendar.Date{}
		if view.Request != nil {
			v.replyBy = view.Request.ReplyBy
		}
	}
	if m.done(err) {
		m.verifications[s] = v
		m.change(s)
	}
}

// changeClause moves the deadlines of what runs, or the last days to answer.
func (m *model) changeClause() {
	topic := draw(m, "topic", contract.TopicMOM, contract.TopicVA, contract.TopicExtensionReply)
	m.clause(contract.ClauseChange{Topic: topic, Period: period(draw(m, "days", 12, 29, 31, 38), calendar.UnitDays), Article: "CCAP 7"})
	for _, s := range m.order {
		v, ok := m.verifications[s]
		if !ok || !v.open {
			continue
		}
		view, err := m.Verification(m.Context(), m.as(pilot), v.number)
		require.NoError(m.rt, err)
		deadline, replyBy := view.Deadline, calendar.Date{}
		if view.Request != nil {
			replyBy = view.Request.ReplyBy
		}
		if deadline != v.deadline || replyBy != v.replyBy {
			v.deadline, v.replyBy = deadline, replyBy
			m.verifications[s] = v
			m.change(s)
		}
	}
}

// quietHours are those that people choose; on the nights of the clock change some
// begin or end in an hour that is skipped, or comes twice.
func (m *model) quietHours() *[2]record.Hour {
	return draw(m, "quiet", hours(19, 0, 8, 0), hours(0, 0, 0, 0), hours(18, 0, 10, 30), hours(12, 0, 14, 0), hours(1, 0, 2, 30), hours(6, 0, 22, 0), hours(2, 30, 9, 30))
}

func (m *model) prefer(step string) {
	u := m.somebody()
	var err error
	then := func(*settings) {}
	switch step {
	case "prefer":
		between, weekends := m.quietHours(), rapid.Bool().Draw(m.rt, "weekends")
		actions := draw(m, "actions", true, true, false)
		inherit := draw(m, "as in the project", false, false, true)
		c := reminder.PreferencesChange{Actions: &actions, Quiet: reminder.QuietChange{Hours: between, Weekends: &weekends}}
		then = func(s *settings) {
			q := m.quiet
			if s.quiet != nil {
				q = *s.quiet
			}
			q.From, q.To, q.Weekends = between[0], between[1], weekends
			s.quiet, s.off = &q, !actions
			if inherit {
				s.quiet = nil
			}
		}
		if inherit {
			c.Quiet = reminder.QuietChange{Inherit: true}
		}
		_, err = m.SetReminders(m.Context(), m.as(u), c)
	case "pause":
		until := calendar.DateOf(m.now().In(mustZone(m.zoneOf(u)))).AddDays(drawtest.Even(0, 4).Draw(m.rt, "until"))
		_, err = m.PauseReminders(m.Context(), m.as(u), until)
		then = func(s *settings) { s.paused = until }
	case "resume":
		_, err = m.ResumeReminders(m.Context(), m.as(u))
		then = func(s *settings) { s.paused = calendar.Date{} }
	case "travel":
		m.lives[u] = draw(m, "to", "", "Europe/Paris", "America/Guadeloupe", "Indian/Mayotte", "Pacific/Noumea")
		m.chat.zones[u] = m.lives[u]
		_, err = m.Reminders(m.Context(), m.as(u))
	}
	if m.done(err) {
		m.prefers(u, then)
	}
}

func (m *model) projectSettings() {
	zone := draw(m, "zone", "", "Europe/Paris", "Indian/Mayotte", "America/Guadeloupe")
	region := draw(m, "region", "", calendar.RegionMetropole, calendar.RegionMayotte)
	c := governance.SettingsChange{Zone: zone, Region: region}
	quiet := m.quiet
	if rapid.Bool().Draw(m.rt, "other hours") {
		weekends := rapid.Bool().Draw(m.rt, "weekends")
		c.Quiet = reminder.QuietChange{Hours: m.quietHours(), Weekends: &weekends}
		quiet.From, quiet.To, quiet.Weekends = c.Quiet.Hours[0], c.Quiet.Hours[1], weekends
	}
	m.settings(c)
	zone, region = cmp.Or(zone, m.zone), cmp.Or(region, m.region)
	if zone == m.zone && region == m.region && quiet == m.quiet {
		return // what changes nothing moves nothing
	}
	m.changeHours("", func() { m.zone, m.region, m.quiet = zone, region, quiet })
}
