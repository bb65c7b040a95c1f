package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/storage"
)

// What a round plans: series whose numbering is overdue for the replicas, each of
// chaosDays days, and meetings to which the harness convenes in the midst of it.
const (
	chaosSeries       = 4
	chaosDays         = 5
	chaosConvocations = 3
)

// plannedEarlier is how long ago the series were planned, by the clock of who planned
// them: none of their days was near enough to be numbered then, and all are now.
const plannedEarlier = 6 * 24 * time.Hour

// chaosKinds are what a round owes; all else the project owes by itself.
var chaosKinds = []string{
	string(committee.DecisionSettled), string(committee.MeetingPlanned),
	string(sitting.SeriesPlanned), string(sitting.ConvocationPosted), string(sitting.ConvocationSent),
}

// everyDay is each day of each week.
func everyDay() (r calendar.Rule) {
	r.Cycle, r.Every = calendar.CycleWeeks, 1
	for day := range 7 {
		r.Days = append(r.Days, calendar.RankedDay{Weekday: time.Weekday((day + 1) % 7)})
	}
	return r
}

// sit gives each channel a committee, of which everybody is a member.
func (c *chaos) sit(t *testing.T) {
	t.Helper()
	for i, to := range c.recipients[:chaosChannels] {
		channel, _ := to.Channel()
		for _, u := range c.people {
			c.fake.JoinChannel(u, &model.Channel{Id: string(channel)})
		}
		if i == 0 {
			continue // it has one
		}
		n := committee.NewCommittee{Code: chaosCode(i), Name: fmt.Sprintf("Comité %d", i), Level: record.LevelTerritorial}
		_, err := c.app.service.CreateCommittee(t.Context(), c.in(i), n)
		require.NoError(t, err)
	}
	c.planner = c.wire(t, storage.Simulated(func() time.Time { return time.Now().Add(-plannedEarlier) }))
}

func chaosCode(channel int) string {
	if channel == 0 {
		return "COPIL"
	}
	return fmt.Sprintf("COMITE%d", channel)
}

// in is who acts, in the channel of that number.
func (c *chaos) in(channel int) record.Actor {
	a := c.actor
	a.Channel, _ = c.recipients[channel].Channel()
	return a
}

// plan plans the series of a round, which the replicas are to number at once, and the
// meetings to which it will convene. It is done before anything goes wrong.
func (c *chaos) plan(t *testing.T, rng *rand.Rand) {
	t.Helper()
	c.want, c.toConvene = map[string]int{}, nil
	channels := rng.Perm(chaosChannels) // a channel gets one series, and the next ones a meeting
	today := calendar.DateOf(time.Now())
	for _, i := range channels[:chaosSeries] {
		var view sitting.SeriesView
		c.must(t, func() (err error) {
			view, err = c.planner.service.PlanSeries(t.Context(), c.in(i), sitting.NewSeries{
				Committee: chaosCode(i), Rule: everyDay(), At: record.Hour{Hour: 10}, IfClosed: calendar.IfClosedKeep,
				From: today.AddDays(30), Until: today.AddDays(30 + chaosDays - 1),
			})
			return err
		})
		c.want["meetings of "+view.Ref()], c.want["messages of their meetings, "+view.Ref()] = chaosDays, chaosDays
		c.want["messages of "+string(view.Subject())] = 1
	}
	for n, i := range channels[chaosSeries:][:chaosConvocations] {
		var m committee.Meeting
		c.must(t, func() (err error) {
			m, _, err = c.app.service.ScheduleMeeting(t.Context(), c.in(i), committee.NewMeeting{
				Committee: chaosCode(i), Start: time.Now().AddDate(0, 0, 20+n),
			})
			return err
		})
		c.toConvene = append(c.toConvene, meetingIn{i, m.Number})
		c.want["messages of "+string(sitting.NounConvocation.Subject(m.Ref()))] = 1 + chaosPeople
	}
}

// meetingIn is a meeting of the committee of a channel.
type meetingIn struct{ channel, number int }

// must asks until it is done: the pool finds out by failing that PostgreSQL was
// restarted.
func (c *chaos) must(t *testing.T, do func() error) {
	t.Helper()
	require.True(t, c.poll(t, chaosPatience, do), "the harness could not plan")
}

// convene tells the members to come, at a moment of the round, whatever happens then.
// Where it was told that this failed, it looks whether it did.
func (c *chaos) convene(t *testing.T, m meetingIn, at time.Duration) {
	wait(t.Context(), time.Until(c.began.Add(at)))
	done := c.poll(t, chaosPatience, func() error {
		if r, err := c.app.service.Roll(t.Context(), c.in(m.channel), m.number); err != nil || r.Convened() {
			return err
		}
		_, err := c.app.service.Convene(t.Context(), c.in(m.channel), sitting.Convene{Meeting: m.number})
		return err
	})
	if !done {
		c.note(fmt.Errorf("nobody was convened to R-%d", m.number))
	}
}

// planned is what has become of the plans: the meetings of each series that have a
// number, and the messages that are owed about each.
func (c *chaos) planned(ctx context.Context) (map[string]int, error) {
	rows, err := c.db.QueryContext(ctx, `
		SELECT 'meetings of S-' || series, count(*) FROM meetings WHERE series > 0 GROUP BY series
		UNION ALL
		SELECT 'messages of ' || subject, count(*) FROM deliveries
		WHERE kind = ANY($1) AND (subject LIKE 'series/%' OR subject LIKE 'convocation/%') GROUP BY subject
		UNION ALL
		SELECT 'messages of their meetings, S-' || m.series, count(*) FROM deliveries d
		JOIN meetings m ON d.subject = 'meeting/R-' || m.number
		WHERE m.series > 0 AND d.kind = ANY($1) GROUP BY m.series`, chaosKinds)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	got := map[string]int{}
	for rows.Next() {
		var (
			what string
			n    int
		)
		if err := rows.Scan(&what, &n); err != nil {
			return nil, err
		}
		got[what] = n
	}
	return got, rows.Err()
}

// judgePlans compares what was to be planned with what was.
func judgePlans(want, got map[string]int) (v verdict) {
	for _, what := range slices.Sorted(maps.Keys(want)) {
		switch n := got[what] - want[what]; {
		case n < 0:
			v.blame(&v.unplanned, what, "%d, where it was to be %d", got[what], want[what])
		case n > 0:
			v.blame(&v.again, what, "%d, where it was to be %d", got[what], want[what])
		}
	}
	return v
}

func TestJudgePlans(t *testing.T) {
	t.Parallel()
	want := map[string]int{"meetings of S-1": 5, "messages of convocation/R-2": 5}
	for name, test := range map[string]struct {
		got  map[string]int
		want verdict
	}{
		"finds nothing where all is planned": {map[string]int{"meetings of S-1": 5, "messages of convocation/R-2": 5, "meetings of S-0": 9}, verdict{}},
		"finds a day without a meeting":      {map[string]int{"meetings of S-1": 4, "messages of convocation/R-2": 5}, verdict{unplanned: 1}},
		"finds a day with two":               {map[string]int{"meetings of S-1": 6, "messages of convocation/R-2": 5}, verdict{again: 1}},
		"finds a member who is not told":     {map[string]int{"meetings of S-1": 5, "messages of convocation/R-2": 4}, verdict{unplanned: 1}},
		"finds that nothing was done":        {nil, verdict{unplanned: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judgePlans(want, test.got)
			require.Len(t, got.guilty, test.want.faults())
			got.guilty = nil
			require.Equal(t, test.want, got)
		})
	}
}
