package storagetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

func oneProject(t *testing.T, store Store) {
	begin(t, store)
	update(t, store, "second", func(tx Tx) error {
		return all(
			tx.AddProject(record.Project{ID: "second", Team: "team-wallon", Name: "again"}),
			tx.AddProject(record.Project{ID: here, Team: "team-wallon", Name: "again"}))
	})
	kept, _, err := store.Place(t.Context(), "team-wallon")
	require.NoError(t, err)
	require.Equal(t, here, kept.ID)
	require.Equal(t, string(here), kept.Name)
}

func projectOrder(t *testing.T, store Store) {
	for i, id := range []record.ProjectID{"m", "z", "a"} {
		update(t, store, id, func(tx Tx) error {
			return tx.AddProject(record.Project{ID: id, Team: record.TeamID(id), CreatedAt: noon.Add(time.Duration(i) * time.Hour)})
		})
	}
	list := found(t, store, Tx.Projects)
	require.Equal(t, []record.ProjectID{"m", "z", "a"}, pick(list, func(p record.Project) record.ProjectID { return p.ID }))
}

func schoolOrder(t *testing.T, store Store) {
	begin(t, store)
	want := [][2]string{ // commune and name
		{"Écouen", "École Jules-Ferry"},
		{"Ermont", "Ecole A"},
		{"ermont", "École b"},
		{"L'Haÿ-les-Roses", "Ecole élémentaire Lallier"},
		{"L’Haÿ-les-Roses", "École maternelle Lallier"},
		{"La Queue-en-Brie", "Jean Zay"},
		{"Vitry", "Wallon"},
		{"Vitry-sur-Seine", "Aragon"},
	}
	update(t, store, here, func(tx Tx) error {
		for i := range want { // backwards
			w := want[len(want)-1-i]
			if err := tx.PutSchools(perimeter.School{Project: here, UAI: record.UAI(fmt.Sprintf("094%04dA", i)), Commune: w[0], Name: w[1]}); err != nil {
				return err
			}
		}
		return nil
	})
	list := found(t, store, func(tx Tx) ([]perimeter.School, error) { return tx.Schools(here) })
	require.Equal(t, want, pick(list, func(s perimeter.School) [2]string { return [2]string{s.Commune, s.Name} }))
}

func manySchools(t *testing.T, store Store) {
	begin(t, store)
	var schools []perimeter.School
	for i := range 1203 {
		schools = append(schools, perimeter.School{Project: here, UAI: record.UAI(fmt.Sprintf("094%04dA", i%1003)), Name: fmt.Sprint(i)})
	}
	update(t, store, here, func(tx Tx) error { return all(tx.PutSchools(), tx.PutSchools(schools...)) })
	list := found(t, store, func(tx Tx) ([]perimeter.School, error) { return tx.Schools(here) })
	require.Len(t, list, 1003)
	names := map[record.UAI]string{}
	for _, s := range list {
		names[s.UAI] = s.Name
	}
	require.Equal(t, "1202", names["0940199A"])
	require.Equal(t, "200", names["0940200A"])
}

// directoryVersions are what what is held in memory is brought up to date by.
func directoryVersions(t *testing.T, store Store) {
	begin(t, store)
	school := func(n int, stage perimeter.Stage) perimeter.School {
		return perimeter.School{Project: here, UAI: record.UAI(fmt.Sprintf("094%04dA", n)), Stage: stage, SelectedBy: "COPIL-2026-001"}
	}
	version := func() int { return found(t, store, func(tx Tx) (int, error) { return tx.DirectoryVersion(here) }) }
	since := func(version, limit int) []record.UAI {
		list := found(t, store, func(tx Tx) ([]perimeter.School, error) { return tx.SchoolsSince(here, version, limit) })
		uais := pick(list, func(s perimeter.School) record.UAI { return s.UAI })
		slices.Sort(uais)
		return uais
	}
	require.Zero(t, version())
	update(t, store, here, func(tx Tx) error {
		for n := range 45 {
			if err := tx.PutSchools(school(n, perimeter.StageCandidate)); err != nil {
				return err
			}
		}
		return nil
	})
	first := version()
	require.Positive(t, first)
	require.Len(t, since(0, 100), 45)
	require.Len(t, since(0, 10), 10)
	require.Empty(t, since(first, 100))

	update(t, store, here, func(tx Tx) error {
		return tx.PutSchools(school(3, perimeter.StageOpen), school(50, perimeter.StageOpen))
	})
	require.Equal(t, first+1, version())
	require.Equal(t, []record.UAI{"0940003A", "0940050A"}, since(first, 100))
	require.Zero(t, found(t, store, func(tx Tx) (int, error) { return tx.DirectoryVersion("elsewhere") }), "each project has its own")

	broken := errors.New("broken")
	require.ErrorIs(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error {
		return all(tx.PutSchools(school(4, perimeter.StageFed)), broken)
	}), broken)
	require.Equal(t, first+1, version(), "what is undone has no version")
	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error {
		_, err := tx.DirectoryVersion(here)
		return err
	}), "nor may anything be kept that is read where it may be undone")

	require.Equal(t, map[perimeter.Stage]int{perimeter.StageCandidate: 44, perimeter.StageOpen: 2},
		found(t, store, func(tx Tx) (map[perimeter.Stage]int, error) { return tx.SchoolsByStage(here) }))
	require.Equal(t, 46, found(t, store, func(tx Tx) (int, error) { return tx.SelectedSchools(here, "COPIL-2026-001") }))
	require.Zero(t, found(t, store, func(tx Tx) (int, error) { return tx.SelectedSchools(here, "COPIL-2026-002") }))
}

func nicknames(t *testing.T, store Store) {
	begin(t, store)
	read := func() map[record.UAI]string {
		return found(t, store, func(tx Tx) (map[record.UAI]string, error) { return tx.Nicknames(here) })
	}
	one, other := perimeter.School{Project: here, UAI: "0940001A"}, perimeter.School{Project: elsewhere, UAI: "0940001A"}
	update(t, store, here, func(tx Tx) error {
		return all(tx.PutSchools(one, other), tx.PutNickname(here, "0940001A", "Les Lilas"))
	})
	require.Equal(t, map[record.UAI]string{"0940001A": "Les Lilas"}, read())
	require.Empty(t, found(t, store, func(tx Tx) (map[record.UAI]string, error) { return tx.Nicknames(elsewhere) }))
	version := func() int { return found(t, store, func(tx Tx) (int, error) { return tx.DirectoryVersion(here) }) }
	require.Equal(t, 2, version())
	update(t, store, here, func(tx Tx) error { return tx.PutSchools(one) })
	require.Equal(t, map[record.UAI]string{"0940001A": "Les Lilas"}, read(), "an import leaves it")
	update(t, store, here, func(tx Tx) error { return tx.PutNickname(here, "0940001A", "") })
	require.Empty(t, read())
	list := found(t, store, func(tx Tx) ([]perimeter.School, error) { return tx.SchoolsSince(here, 3, 9) })
	require.Equal(t, []perimeter.School{one}, list)
}

func schoolsByUAI(t *testing.T, store Store) {
	begin(t, store)
	var uais []record.UAI
	update(t, store, here, func(tx Tx) error {
		for n := range 45 {
			uais = append(uais, record.UAI(fmt.Sprintf("094%04dA", n)))
			if err := tx.PutSchools(perimeter.School{Project: here, UAI: uais[n]}); err != nil {
				return err
			}
		}
		return nil
	})
	for n := range len(uais) + 1 {
		asked := append(slices.Clone(uais[:n]), "0949999Z")
		list := found(t, store, func(tx Tx) ([]perimeter.School, error) { return tx.SchoolsByUAI(here, asked) })
		read := pick(list, func(s perimeter.School) record.UAI { return s.UAI })
		slices.Sort(read)
		require.Equal(t, asked[:n], append([]record.UAI{}, read...), "%d", n)
	}
	require.Empty(t, found(t, store, func(tx Tx) ([]perimeter.School, error) { return tx.SchoolsByUAI("elsewhere", uais) }))
	require.Empty(t, found(t, store, func(tx Tx) ([]perimeter.School, error) { return tx.SchoolsByUAI(here, nil) }))
}

func batch(p record.ProjectID, number, remaining int) perimeter.Batch {
	return perimeter.Batch{
		Project: p, Number: number, Remaining: remaining, Total: 60_000, By: ien, Where: "c-1", Body: []byte{0, 0xff, byte(number)},
	}
}

func imports(t *testing.T, store Store) {
	begin(t, store)
	next := func(p record.ProjectID) (b perimeter.Batch, err error) {
		view(t, store, func(tx Tx) error {
			b, err = tx.NextBatch(p)
			return nil
		})
		return b, err
	}
	importing := func() []record.ProjectID { return found(t, store, Tx.Importing) }
	decided := func(p record.ProjectID) int {
		return found(t, store, func(tx Tx) (int, error) { return tx.Imports(p) })
	}
	version := func() int { return found(t, store, func(tx Tx) (int, error) { return tx.DirectoryVersion(here) }) }

	_, err := next(here)
	require.ErrorIs(t, err, record.ErrNone)
	require.Zero(t, decided(here))
	require.Empty(t, importing())
	one, two, other := batch(here, 1, 3), batch(here, 2, 0), batch(elsewhere, 1, 0)
	requireFilled(t, one)
	update(t, store, here, func(tx Tx) error { return tx.AddBatches(two, one) })
	update(t, store, elsewhere, func(tx Tx) error { return tx.AddBatches(other) })
	require.Equal(t, []record.ProjectID{elsewhere, here}, importing())
	require.Equal(t, []int{1, 1}, []int{decided(here), decided(elsewhere)})
	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error { return tx.AddBatches(batch(here, 2, 0)) }), "two do not mix")

	same(t, one)(next(here))
	update(t, store, here, func(tx Tx) error { return tx.RemoveBatch(one) })
	same(t, two)(next(here))
	require.Zero(t, version(), "there is more to come")
	update(t, store, here, func(tx Tx) error { return tx.RemoveBatch(two) })
	require.Equal(t, 1, version())
	require.Equal(t, []record.ProjectID{elsewhere}, importing())
	same(t, other)(next(elsewhere))
	require.Equal(t, 1, decided(here))
}

func listed(t *testing.T, store Store) {
	begin(t, store)
	theirs := fullRecord(here).school
	fresh := perimeter.School{Project: here, UAI: "0940000A", Commune: "Arcueil", Stage: perimeter.StageCandidate, UpdatedAt: noon}
	said := perimeter.School{
		Project: here, UAI: theirs.UAI, Name: "Nouveau nom", Type: perimeter.Primary, Commune: "Créteil", PostalCode: "94000", District: "Créteil 1",
		Private: !theirs.Private, Closing: !theirs.Closing, Stage: perimeter.StageCandidate, UpdatedAt: noon.Add(time.Hour),
	}
	update(t, store, here, func(tx Tx) error { return all(tx.PutSchools(theirs), tx.PutNickname(here, theirs.UAI, "Les Lilas")) })
	version := found(t, store, func(tx Tx) (int, error) { return tx.DirectoryVersion(here) })
	update(t, store, here, func(tx Tx) error { return all(tx.PutListed(here), tx.PutListed(here, said, fresh)) })
	want := said
	want.Stage, want.StageSince, want.StageDecision, want.SelectedBy = theirs.Stage, theirs.StageSince, theirs.StageDecision, theirs.SelectedBy
	view(t, store, func(tx Tx) error {
		same(t, []perimeter.School{fresh, want})(tx.Schools(here))
		same(t, map[record.UAI]string{theirs.UAI: "Les Lilas"})(tx.Nicknames(here))
		same(t, version)(tx.DirectoryVersion(here))
		changed, err := tx.SchoolsSince(here, version, 9)
		require.ElementsMatch(t, []perimeter.School{fresh, want}, changed, "and follow when it has another version")
		return err
	})
}

func lastNote(t *testing.T, store Store) {
	begin(t, store)
	note := func(uai record.UAI, at time.Time, body string) perimeter.SchoolNote {
		return perimeter.SchoolNote{Project: here, UAI: uai, At: at, By: ien, Text: body}
	}
	update(t, store, here, func(tx Tx) error {
		return all(
			tx.AddSchoolNote(note("0940001A", noon.Add(time.Hour), "late")), tx.AddSchoolNote(note("0940001A", noon, "early")),
			tx.AddSchoolNote(note("0940001A", noon.Add(time.Hour), "latest")), tx.AddSchoolNote(note("0940002A", noon.Add(2*time.Hour), "other")))
	})
	last := found(t, store, func(tx Tx) (perimeter.SchoolNote, error) { return tx.LastSchoolNote(here, "0940001A") })
	require.Equal(t, "latest", last.Text)
	update(t, store, here, func(tx Tx) error { return tx.StrikeSchoolNote(last, noon.Add(3*time.Hour)) })
	standing := found(t, store, func(tx Tx) (perimeter.SchoolNote, error) { return tx.LastSchoolNote(here, "0940001A") })
	require.Equal(t, "late", standing.Text, "the one before it stands")
}

func anyCase(t *testing.T, store Store) {
	begin(t, store)
	update(t, store, here, func(tx Tx) error {
		if err := tx.PutCommittee(record.Committee{Project: here, Code: "GT3", State: record.CommitteeWithdrawn}); err != nil {
			return err
		}
		for _, code := range []string{"GT2", "COPIL", "COTECH", "GT10"} {
			if err := tx.PutCommittee(record.Committee{Project: here, Code: code}); err != nil {
				return err
			}
		}
		return all(tx.PutContract(contract.Contract{Project: here, Ref: "M2026-É4"}), tx.PutContract(contract.Contract{Project: here, Ref: "M2025-9"}))
	})
	view(t, store, func(tx Tx) error {
		same(t, record.Committee{Project: here, Code: "COPIL"})(tx.Committee(here, "copil"))
		same(t, contract.Contract{Project: here, Ref: "M2026-É4"})(tx.Contract(here, "m2026-é4"))
		same(t, record.Committee{Project: here, Code: "GT3", State: record.CommitteeWithdrawn})(tx.Committee(here, "GT3"))
		committees, err := tx.Committees(here)
		require.Equal(t, []string{"COPIL", "COTECH", "GT10", "GT2"}, pick(committees, func(c record.Committee) string { return c.Code }))
		require.NoError(t, err)
		contracts, err := tx.Contracts(here)
		require.Equal(t, []string{"M2025-9", "M2026-É4"}, pick(contracts, func(c contract.Contract) string { return c.Ref }))
		return err
	})
}

// place is what a request begins with.
func place(t *testing.T, store Store) {
	begin(t, store)
	project := found(t, store, func(tx Tx) (record.Project, error) { return tx.ProjectByID(here) })
	has := func(codes ...string) {
		t.Helper()
		p, committees, err := store.Place(t.Context(), project.Team)
		require.NoError(t, err)
		require.Equal(t, project, p)
		require.Equal(t, codes, record.CodesOf(committees))
		same(t, found(t, store, func(tx Tx) ([]record.Committee, error) { return tx.Committees(here) }))(committees, nil)
	}
	put := func(project record.ProjectID, code string, state record.CommitteeState) {
		update(t, store, project, func(tx Tx) error {
			return tx.PutCommittee(record.Committee{Project: project, Code: code, Leads: record.DefaultLeads(), State: state})
		})
	}
	has()
	put(here, "GT3", record.CommitteeWithdrawn)
	put(elsewhere, "AUTRE", "")
	has()
	put(here, "COTECH", record.CommitteeClosed)
	put(here, "COPIL", "")
	has("COPIL", "COTECH")
	_, _, err := store.Place(t.Context(), "nobody")
	require.ErrorIs(t, err, record.ErrNone)
}

// decide logs decisions of COPIL in a minute each, and of GT on another day.
func decide(t *testing.T, store Store) {
	begin(t, store)
	update(t, store, here, func(tx Tx) error {
		return all(
			tx.PutDecision(committee.Decision{
				Project: here, Ref: "COPIL-2026-999", Committee: "COPIL", State: committee.DecisionAdopted,
				Text: "Retenir l'école Henri-Wallon à L'Haÿ", Schools: []record.UAI{"0940002A", "0940001A"}, LoggedAt: noon,
			}),
			tx.PutDecision(committee.Decision{
				Project: here, Ref: "COPIL-2026-1000", Committee: "COPIL", State: committee.DecisionIsProposed,
				Text: "Former 100% des enseignants", LoggedAt: noon,
			}),
			tx.PutDecision(committee.Decision{
				Project: here, Ref: "GT-2026-001", Committee: "GT", State: committee.DecisionAdopted,
				Text: "Cœur de cible: 1000 élèves_test", Schools: []record.UAI{"0940002A"}, LoggedAt: noon.AddDate(0, 0, -1),
			}))
	})
}

func refs(t *testing.T, store Store, f committee.DecisionFilter) []string {
	t.Helper()
	list := found(t, store, func(tx Tx) ([]committee.Decision, error) { return tx.Decisions(here, f) })
	return pick(list, func(d committee.Decision) string { return d.Ref })
}

func decisionOrder(t *testing.T, store Store) {
	decide(t, store)
	want := []string{"COPIL-2026-1000", "COPIL-2026-999", "GT-2026-001"}
	require.Equal(t, want, refs(t, store, committee.DecisionFilter{}))

	update(t, store, here, func(tx Tx) error {
		old, err := tx.Decision(here, "COPIL-2026-999")
		require.NoError(t, err)
		old.State = committee.DecisionDeferred
		return tx.PutDecision(old)
	})
	require.Equal(t, want, refs(t, store, committee.DecisionFilter{}), "a change does not move it")
}

func decisionFilters(t *testing.T, store Store) {
	decide(t, store)
	require.Equal(t, []string{"GT-2026-001"}, refs(t, store, committee.DecisionFilter{Committee: "GT"}))
	require.Equal(t, []string{"COPIL-2026-999", "GT-2026-001"}, refs(t, store, committee.DecisionFilter{State: committee.DecisionAdopted}))
	require.Equal(t, []string{"COPIL-2026-999", "GT-2026-001"}, refs(t, store, committee.DecisionFilter{School: "0940002A"}))
	require.Equal(t, []string{"COPIL-2026-999"}, refs(t, store, committee.DecisionFilter{
		School: "0940002A", Committee: "COPIL", State: committee.DecisionAdopted, Words: "wallon",
	}))
	require.Empty(t, refs(t, store, committee.DecisionFilter{School: "0949999Z"}))

	require.Empty(t, refs(t, store, committee.DecisionFilter{Followed: true}))
	update(t, store, here, func(tx Tx) error {
		var errs []error
		for ref, details := range map[string]committee.Details{
			"COPIL-2026-999": {InCharge: []record.Person{ien, drne}}, "COPIL-2026-1000": {Due: today()}, "GT-2026-001": {InCharge: []record.Person{drne}, Review: today(), Meeting: 12},
		} {
			dec, err := tx.Decision(here, ref)
			dec.Details = details
			errs = append(errs, err, tx.PutDecision(dec))
		}
		return all(errs...)
	})
	require.Equal(t, []string{"COPIL-2026-1000", "COPIL-2026-999", "GT-2026-001"}, refs(t, store, committee.DecisionFilter{Followed: true}))
	require.Equal(t, []string{"COPIL-2026-999"}, refs(t, store, committee.DecisionFilter{InCharge: ien.ID}))
	require.Equal(t, []string{"COPIL-2026-999", "GT-2026-001"}, refs(t, store, committee.DecisionFilter{InCharge: drne.ID, Followed: true}))
	require.Empty(t, refs(t, store, committee.DecisionFilter{InCharge: "nobody"}))
	require.Equal(t, []string{"GT-2026-001"}, refs(t, store, committee.DecisionFilter{Meeting: 12}))
}

func decisionWords(t *testing.T, store Store) {
	decide(t, store)
	for words, want := range map[string][]string{
		"ECOLE HAY":      {"COPIL-2026-999"},
		"haÿ  l'école":   {"COPIL-2026-999"},
		"coeur":          {"GT-2026-001"},
		"1000":           {"COPIL-2026-1000", "GT-2026-001"},
		"100":            {"COPIL-2026-1000"},
		"copil-2026-999": {"COPIL-2026-999"},
		"100%":           {"COPIL-2026-1000"},
		"retenu écoles":  {"COPIL-2026-999"},
		"le de la":       {"COPIL-2026-1000", "COPIL-2026-999", "GT-2026-001"},
		"eleves_test":    {"GT-2026-001"},
		"wallon former":  nil,
		"' OR 1=1; drop": nil,
	} {
		require.Equal(t, want, refs(t, store, committee.DecisionFilter{Words: words}), words)
	}
}

func actions(t *testing.T, store Store, f rollout.ActionFilter) []int {
	t.Helper()
	list := found(t, store, func(tx Tx) ([]rollout.SupportAction, error) { return tx.Actions(here, f) })
	return pick(list, func(a rollout.SupportAction) int { return a.Number })
}

func promise(t *testing.T, store Store) {
	begin(t, store)
	day := func(n int) calendar.Date { return today().AddDays(n) }
	update(t, store, here, func(tx Tx) error {
		return all(
			tx.PutAction(rollout.SupportAction{Project: here, Number: 1, State: rollout.ActionOpen, Assignees: []record.Person{ien}}),
			tx.PutAction(rollout.SupportAction{Project: here, Number: 2, State: rollout.ActionOpen, Author: ien, Due: day(20), Group: "ACCOMP", Schools: []record.UAI{"0940001A"}}),
			tx.PutAction(rollout.SupportAction{Project: here, Number: 10, State: rollout.ActionOpen, Author: ien, Due: day(3), Assignees: []record.Person{drne, ien}}),
			tx.PutAction(rollout.SupportAction{Project: here, Number: 9, State: rollout.ActionDid, Due: day(3), Group: "ACCOMP", Schools: []record.UAI{"0940002A", "0940001A"}}),
			tx.PutAction(rollout.SupportAction{Project: elsewhere, Number: 9, State: rollout.ActionOpen, Assignees: []record.Person{ien}, Group: "ACCOMP"}))
	})
}

func actionOrder(t *testing.T, store Store) {
	promise(t, store)
	require.Equal(t, []int{9, 10, 2, 1}, actions(t, store, rollout.ActionFilter{}))
}

func actionFilters(t *testing.T, store Store) {
	promise(t, store)
	require.Equal(t, []int{9}, actions(t, store, rollout.ActionFilter{State: rollout.ActionDid}))
	require.Equal(t, []int{9, 2}, actions(t, store, rollout.ActionFilter{School: "0940001A"}))
	require.Equal(t, []int{10, 1}, actions(t, store, rollout.ActionFilter{Assignee: ien.ID}))
	require.Equal(t, []int{10, 2, 1}, actions(t, store, rollout.ActionFilter{Concerns: ien.ID}), "those that it has given as well")
	require.Equal(t, []int{2}, actions(t, store, rollout.ActionFilter{GivenBy: ien.ID}), "those only that it does not hold")
	require.Equal(t, []int{9, 2}, actions(t, store, rollout.ActionFilter{Group: "ACCOMP"}))
	require.Equal(t, []int{2}, actions(t, store, rollout.ActionFilter{Group: "ACCOMP", State: rollout.ActionOpen}))
	require.Empty(t, actions(t, store, rollout.ActionFilter{Group: "ACC"}))
	require.Equal(t, []int{9, 10}, actions(t, store, rollout.ActionFilter{DueBefore: today().AddDays(4)}))
	require.Empty(t, actions(t, store, rollout.ActionFilter{DueBefore: today().AddDays(3)}))
	require.Equal(t, []int{10}, actions(t, store, rollout.ActionFilter{
		State: rollout.ActionOpen, Assignee: drne.ID, DueBefore: today().AddDays(4),
	}))
}

func verifications(t *testing.T, store Store) {
	begin(t, store)
	update(t, store, here, func(tx Tx) error {
		return all(
			tx.PutVerification(acceptance.Verification{Project: here, Number: 1, Deadline: today().AddDays(9)}),
			tx.PutVerification(acceptance.Verification{Project: here, Number: 3, Deadline: today()}),
			tx.PutVerification(acceptance.Verification{Project: here, Number: 2, Deadline: today(), Phase: acceptance.PhaseEnded}))
	})
	numbers := func(open bool) []int {
		list := found(t, store, func(tx Tx) ([]acceptance.Verification, error) { return tx.Verifications(here, open) })
		return pick(list, func(v acceptance.Verification) int { return v.Number })
	}
	require.Equal(t, []int{2, 3, 1}, numbers(false))
	require.Equal(t, []int{3, 1}, numbers(true))
}

// reservations are each of a verification: V-1 and V-3 are of one delivery, V-2 of
// another; and so in another project.
func reservations(t *testing.T, store Store) {
	begin(t, store)
	for _, p := range []record.ProjectID{here, elsewhere} {
		update(t, store, p, func(tx Tx) error {
			return all(
				tx.PutVerification(acceptance.Verification{Project: p, Number: 1, Chain: 1}),
				tx.PutVerification(acceptance.Verification{Project: p, Number: 2, Chain: 2}),
				tx.PutVerification(acceptance.Verification{Project: p, Number: 3, Chain: 1}),
				tx.PutReservation(acceptance.Reservation{Project: p, Number: 9, Verification: 1}),
				tx.PutReservation(acceptance.Reservation{Project: p, Number: 8, Verification: 2}),
				tx.PutReservation(acceptance.Reservation{Project: p, Number: 7, Verification: 3}))
		})
	}
	numbers := func(f acceptance.ReservationFilter) []int {
		list := found(t, store, func(tx Tx) ([]acceptance.Reservation, error) { return tx.Reservations(here, f) })
		return pick(list, func(r acceptance.Reservation) int { return r.Number })
	}
	require.Equal(t, []int{7, 8, 9}, numbers(acceptance.ReservationFilter{}))
	require.Equal(t, []int{8}, numbers(acceptance.ReservationFilter{Verification: 2}))
	require.Equal(t, []int{7, 9}, numbers(acceptance.ReservationFilter{Chain: 1}))
	require.Equal(t, []int{9}, numbers(acceptance.ReservationFilter{Chain: 1, Before: 3}))
	require.Equal(t, []int{8, 9}, numbers(acceptance.ReservationFilter{Before: 3}))
	require.Empty(t, numbers(acceptance.ReservationFilter{Chain: 3}))
}

func agreements(t *testing.T, store Store) {
	begin(t, store)
	put := func(number, days int, schools ...record.UAI) committee.Agreement {
		return committee.Agreement{Project: here, Number: number, Until: today().AddDays(days), Schools: schools}
	}
	update(t, store, here, func(tx Tx) error {
		return all(tx.PutAgreement(put(2, 5, "0940198E")), tx.PutAgreement(put(1, 5, "0940573M", "0940198E")), tx.PutAgreement(put(3, -5)))
	})
	for school, want := range map[record.UAI][]int{"": {3, 1, 2}, "0940198E": {1, 2}, "0940573M": {1}, "0941234A": nil} {
		list := found(t, store, func(tx Tx) ([]committee.Agreement, error) { return tx.Agreements(here, school) })
		require.Equal(t, want, pick(list, func(a committee.Agreement) int { return a.Number }), school)
	}
}

func history(t *testing.T, store Store) {
	begin(t, store)
	line := func(subject record.Subject, at time.Time, change string) record.HistoryLine {
		return record.HistoryLine{Project: here, Subject: subject, At: at, By: ien, Change: change}
	}
	update(t, store, here, func(tx Tx) error {
		return all(
			tx.AddHistory(line("action/A-1", noon, "action.seen")), tx.AddHistory(line("action/A-1", noon, "action.again")),
			tx.AddHistory(line("action/A-10", noon, "action.seen")), tx.AddHistory(line("action/A-1", noon.Add(-time.Hour), "failure.relaunched")))
	})
	lines := found(t, store, func(tx Tx) ([]record.HistoryLine, error) { return tx.History(here, "action/A-1") })
	require.Equal(t, []string{"failure.relaunched", "action.seen", "action.again"}, pick(lines, func(l record.HistoryLine) string { return l.Change }))
	changedIn := func(change string, c record.ChannelID) []record.Subject {
		return found(t, store, func(tx Tx) ([]record.Subject, error) { return tx.ChangedIn(here, change, c) })
	}
	require.Equal(t, []record.Subject{"action/A-1", "action/A-10"}, changedIn("action.seen", ""))
	require.Empty(t, changedIn("action.seen", "elsewhere"))
	require.Empty(t, changedIn("action.created", ""))

	var many []record.HistoryLine
	for n := range 60 {
		l := line("action/A-2", noon, "action.again")
		l.Note = fmt.Sprint(n)
		many = append(many, l)
	}
	update(t, store, here, func(tx Tx) error { return all(tx.AddHistory(), tx.AddHistory(many...)) })
	require.Equal(t, many, found(t, store, func(tx Tx) ([]record.HistoryLine, error) { return tx.History(here, "action/A-2") }), "in the order in which they are given")
}

func formerRefs(t *testing.T, store Store) {
	begin(t, store)
	put := func(fn func(tx Tx) error) error { return Wide{Store: store}.Update(t.Context(), here, fn) }
	decision := func(ref, code, former string) error {
		return put(func(tx Tx) error {
			return tx.PutDecision(committee.Decision{Project: here, Ref: ref, Committee: code, Text: "Former", FormerRef: former, Version: 1})
		})
	}
	meeting := func(n int, code, former string) error {
		return put(func(tx Tx) error {
			return tx.PutMeeting(committee.Meeting{Project: here, Number: n, Committee: code, Day: today(), Zone: "Europe/Paris", FormerRef: former})
		})
	}
	action := func(n int, former string) error {
		return put(func(tx Tx) error {
			return tx.PutAction(rollout.SupportAction{Project: here, Number: n, Title: "Former", FormerRef: former})
		})
	}
	require.NoError(t, errors.Join(
		decision("COPIL-2024-001", "COPIL", "D-1"), decision("COPIL-2024-002", "COPIL", ""), decision("COPIL-2024-003", "COPIL", ""), decision("GT1-2024-001", "GT1", "D-1"),
		decision("COPIL-2024-001", "COPIL", "D-1"), meeting(1, "COPIL", "S1"), meeting(2, "COPIL", ""), meeting(3, "GT1", "S1"), action(1, "1"), action(2, ""), action(3, ""),
	))
	require.Error(t, decision("COPIL-2024-004", "COPIL", "D-1"))
	require.Error(t, meeting(4, "COPIL", "S1"))
	require.Error(t, action(4, "1"))
}
