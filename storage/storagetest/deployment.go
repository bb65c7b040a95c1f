package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// moved is what history keeps of a school that goes from a stage to another.
func moved(change string, uai record.UAI, from, to perimeter.Stage, since calendar.Date, at time.Time) record.HistoryLine {
	before := perimeter.School{Project: here, UAI: uai, Stage: from, StageSince: since.AddDays(-300)}
	after := perimeter.School{Project: here, UAI: uai, Stage: to, StageSince: since}
	return record.HistoryLine{Project: here, Subject: after.Subject(), At: at, By: ien, Change: change, Before: before, After: after}
}

// stageChanges are told in the order in which they were written, from a day on.
func stageChanges(t *testing.T, store Store) {
	begin(t, store)
	zone := time.FixedZone("east", 3*60*60)
	before, after := today().AddDays(1).At(0, 0, zone).Add(-time.Millisecond), today().AddDays(1).At(0, 0, zone)
	early := today().AddDays(-90)
	noted := moved("school.renamed", "0940198E", perimeter.StageSelected, perimeter.StageSelected, today(), after)
	elsewhereMoved := moved("school.moved", "0940198E", perimeter.StageSelected, perimeter.StageAgreed, today(), after)
	elsewhereMoved.Project = elsewhere
	update(t, store, here, func(tx Tx) error {
		return tx.AddHistory(
			moved("school.moved", "0940573M", perimeter.StageCandidate, perimeter.StageSelected, today(), before),
			moved("school.moved", "0940573M", perimeter.StageSelected, perimeter.StageFed, today().AddDays(1), after),
			moved("school.unmoved", "0940573M", perimeter.StageFed, perimeter.StageSelected, today(), after),
			moved("school.brought", "0940198E", perimeter.StageCandidate, perimeter.StageOpen, early, after),
			moved("school.moved", "0940198E", perimeter.StageOpen, perimeter.StageOpen, early, after),
			noted)
	})
	update(t, store, elsewhere, func(tx Tx) error { return tx.AddHistory(elsewhereMoved) })
	view(t, store, func(tx Tx) error {
		same(t, []perimeter.StageChange{
			{School: "0940573M", Day: today().AddDays(1), From: perimeter.StageSelected, To: perimeter.StageFed},
			{School: "0940573M", Day: today(), From: perimeter.StageFed, To: perimeter.StageSelected},
			{School: "0940198E", Day: early, From: perimeter.StageCandidate, To: perimeter.StageOpen},
		})(tx.StageChanges(here, today(), zone))
		return nil
	})
	require.Len(t, found(t, store, func(tx Tx) ([]perimeter.StageChange, error) { return tx.StageChanges(here, today().AddDays(-1), zone) }), 4)
}

// openings are those of deployed schools, with what was done for each.
func openings(t *testing.T, store Store) {
	begin(t, store)
	opened := today().AddDays(-60)
	school := func(uai record.UAI, at perimeter.Stage) perimeter.School {
		return perimeter.School{Project: here, UAI: uai, Stage: at, StageSince: today()}
	}
	act := func(number int, state rollout.ActionState, closed time.Time, uais ...record.UAI) rollout.SupportAction {
		return rollout.SupportAction{Project: here, Number: number, Schools: uais, State: state, ClosedAt: closed}
	}
	update(t, store, here, func(tx Tx) error {
		return all(
			tx.PutSchools(school("0940001A", perimeter.StageOpen), school("0940002B", perimeter.StageInUse), school("0940003C", perimeter.StageInUse),
				school("0940004D", perimeter.StageTrained), school("0940005E", perimeter.StageSuspended)),
			tx.AddHistory(
				moved("school.moved", "0940001A", perimeter.StageTrained, perimeter.StageOpen, opened, noon),
				moved("school.moved", "0940002B", perimeter.StageTrained, perimeter.StageOpen, opened, noon),
				moved("school.moved", "0940002B", perimeter.StageOpen, perimeter.StageInUse, today(), noon)),
			tx.PutAction(act(1, rollout.ActionDid, noon, "0940001A", "0940002B", "0940004D")),
			tx.PutAction(act(2, rollout.ActionDid, noon.Add(time.Hour), "0940001A")),
			tx.PutAction(act(3, rollout.ActionOpen, time.Time{}, "0940002B")),
			tx.PutAction(act(4, rollout.ActionOff, noon.Add(2*time.Hour), "0940001A", "0940003C")))
	})
	view(t, store, func(tx Tx) error {
		same(t, []perimeter.Opening{
			{School: "0940001A", Day: today(), Supported: noon.Add(time.Hour)},
			{School: "0940002B", Day: opened, Supported: noon, Promised: true},
			{School: "0940003C", Day: today()},
		})(tx.Openings(here))
		return nil
	})
}
