package storagetest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// personal is what is kept of somebody here.
func personal(t *testing.T, store Store, p record.ProjectID, who governance.Individual) []governance.Datum {
	t.Helper()
	return found(t, store, func(tx Tx) (all []governance.Datum, err error) {
		return all, tx.PersonalData(p, who, func(d governance.Datum) { all = append(all, d) })
	})
}

// everywhere writes somebody into every table here, and elsewhere.
func everywhere(t *testing.T, store Store) {
	for _, p := range []record.ProjectID{here, elsewhere} {
		r := fullRecord(p)
		r.note.Text = "Rappeler @ien.vitry, @Ien.Vitry. Pas @ien.vitry2."
		update(t, store, p, r.write)
		update(t, store, p, func(tx Tx) error {
			logged := r.decision
			logged.Version = 1 // before which there was none
			action := rollout.SupportAction{Project: p, Number: 1, Title: "Former", Assignees: []record.Person{drne, ien}, Author: ien}
			return all(
				tx.AddHistory(
					record.HistoryLine{Project: p, Subject: "action/A-1", At: noon, By: drne, Change: "action.created", After: action},
					record.HistoryLine{Project: p, Subject: r.decision.Subject(), At: noon, By: ien, Change: "decision.logged", After: logged},
				),
				tx.PutFeed(sitting.Feed{Project: p, Number: 1, Owner: ien, Hash: "hash " + string(p), CreatedAt: noon}),
				tx.Owe(reminder.Delivery{Project: p, Subject: "action/A-1", Kind: "action.assigned", Recipient: reminder.ToPerson(ien.ID), Due: noon}),
			)
		})
	}
}

// somebody has an account.
var somebody = governance.Individual{Accounts: []record.Person{ien}}

// personalData is found wherever somebody is, in that project alone.
func personalData(t *testing.T, store Store) {
	everywhere(t, store)
	got := personal(t, store, here, somebody)
	for _, k := range governance.DataKinds() {
		of := slices.DeleteFunc(slices.Clone(got), func(d governance.Datum) bool { return d.Kind != k })
		if k == governance.DataAgreements { // of somebody else
			require.Empty(t, of, k)
			continue
		}
		require.NotEmpty(t, of, k)
	}
	require.Contains(t, got, governance.Datum{
		Kind: governance.DataSchools, Ref: "0940198E", At: noon.Add(26*time.Hour + time.Millisecond), Roles: []governance.DataRole{governance.RoleAuthor},
		Text: "Rappeler @ien.vitry, @Ien.Vitry. Pas @ien.vitry2.",
	})
	require.Empty(t, personal(t, store, "nowhere", somebody))
	require.Empty(t, personal(t, store, here, governance.Individual{Accounts: []record.Person{{ID: "u-ie", Username: "ien.vitry"}}}), "the account counts")
	named := personal(t, store, here, governance.Individual{Name: text})
	require.NotEmpty(t, named, "who has no account")

	for name, want := range map[string][]record.Person{"ien.vitry": {ien}, "IEN.Vitry": {ien}, "ien_vitry": nil, "": nil} {
		require.Equal(t, want, found(t, store, func(tx Tx) ([]record.Person, error) { return tx.AccountsCalled(here, name) }), name)
	}
	for name, want := range map[string]bool{text: true, "Mme Durand": false} {
		require.Equal(t, want, found(t, store, func(tx Tx) (bool, error) { return tx.NameKept(here, name) }), name)
	}
}

// inPlace stands in all that is no formal record, here alone.
func inPlace(t *testing.T, store Store) {
	everywhere(t, store)
	before := personal(t, store, elsewhere, somebody)
	by := record.Person{ID: "u-parti", Username: `CPC "Vitry" $1`}
	put := func() (changed int) {
		update(t, store, here, func(tx Tx) (err error) {
			changed, err = tx.PutInPlace(here, somebody, by, noon.Add(time.Hour))
			return err
		})
		return changed
	}
	require.Positive(t, put())
	for _, d := range personal(t, store, here, somebody) {
		require.True(t, d.Kind.Formal() || governance.FormalSubject(d.Subject), "%+v", d)
	}
	require.Equal(t, before, personal(t, store, elsewhere, somebody))
	require.NotEmpty(t, personal(t, store, here, governance.Individual{Accounts: []record.Person{by}}))
	view(t, store, func(tx Tx) error {
		note, err := tx.LastSchoolNote(here, "0940198E")
		require.NoError(t, err)
		require.Equal(t, `Rappeler CPC "Vitry" $1, CPC "Vitry" $1. Pas @ien.vitry2.`, note.Text)
		require.Equal(t, by, note.By)
		decision, err := tx.Decision(here, fullRecord(here).decision.Ref)
		require.NoError(t, err)
		require.Equal(t, fullRecord(here).decision, decision, "a formal record stays as it is")
		lines, err := tx.History(here, "action/A-1")
		require.NoError(t, err, "it can be read as before")
		require.Equal(t, []record.Person{drne, by}, lines[0].After.(rollout.SupportAction).Assignees)
		lines, err = tx.History(here, decision.Subject())
		require.NoError(t, err)
		require.Equal(t, ien, lines[0].By)
		preferences, err := tx.AllPreferences(here)
		require.NoError(t, err)
		require.Empty(t, preferences)
		addresses, err := tx.Addresses(here, "COPIL")
		require.NoError(t, err)
		require.Empty(t, addresses[0].Address)
		feeds, err := tx.Feeds(here, by.ID)
		require.NoError(t, err)
		require.Empty(t, feeds, "nobody reads it any more")
		return nil
	})
	require.Zero(t, put(), "once is enough")
}

// nameInPlace is that of somebody without an account.
func nameInPlace(t *testing.T, store Store) {
	begin(t, store)
	durand := governance.Individual{Name: "Mme Durand"}
	update(t, store, here, func(tx Tx) error {
		act := rollout.SupportAction{Project: here, Number: 1, Title: "Rappeler Mme Durand, pas Mme Durandet", Author: drne, Offline: "Mme Durand"}
		return all(tx.PutAction(act), tx.AddHistory(record.HistoryLine{Project: here, Subject: "action/A-1", At: noon, By: drne, Change: "action.created", After: act}))
	})
	require.Len(t, personal(t, store, here, durand), 2)
	update(t, store, here, func(tx Tx) error {
		_, err := tx.PutInPlace(here, durand, record.Person{ID: "u-parti", Username: "Élue"}, noon)
		return err
	})
	require.Empty(t, personal(t, store, here, durand))
	view(t, store, func(tx Tx) error {
		act, err := tx.Action(here, 1)
		require.NoError(t, err)
		require.Equal(t, []string{"Élue", "Rappeler Élue, pas Mme Durandet"}, []string{act.Offline, act.Title})
		lines, err := tx.History(here, "action/A-1")
		require.NoError(t, err)
		require.Equal(t, "Élue", lines[0].After.(rollout.SupportAction).Offline)
		return nil
	})
}

// retentions are each project's, and what is older expires.
func retentions(t *testing.T, store Store) {
	everywhere(t, store)
	of := func(p record.ProjectID) map[governance.DataKind]int {
		return found(t, store, func(tx Tx) (map[governance.DataKind]int, error) { return tx.Retentions(p) })
	}
	require.Empty(t, of(here))
	for _, months := range []int{3, 4} {
		update(t, store, here, func(tx Tx) error { return tx.PutRetention(here, governance.DataTraces, months) })
		require.Equal(t, map[governance.DataKind]int{governance.DataTraces: months}, of(here))
	}
	require.Empty(t, of(elsewhere))

	seen := func(p record.ProjectID) int {
		return len(found(t, store, func(tx Tx) ([]reminder.Seen, error) { return tx.Seen(p, "verification/V-5") }))
	}
	at := fullRecord(here).seen.At
	for _, step := range []struct {
		before time.Time
		left   int
	}{{at, 1}, {at.Add(time.Millisecond), 0}} {
		update(t, store, here, func(tx Tx) error { return tx.Expire(here, governance.DataTraces, step.before) })
		require.Equal(t, []int{step.left, 1}, []int{seen(here), seen(elsewhere)})
	}
	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error { return tx.Expire(here, governance.DataDecisions, noon) }), "records stay")
}
