package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func minutes(t *testing.T, store Store) {
	begin(t, store)
	update(t, store, elsewhere, func(tx Tx) error {
		return tx.AddProject(record.Project{ID: elsewhere, Team: "t2", Zone: "Europe/Paris"})
	})
	full := proceedings.Proceedings{
		Project: here, Meeting: 12, Committee: "COPIL", Ref: "COPIL-CR-2026-001", Year: 2026, Number: 1, State: proceedings.StateApproved, Edition: 2,
		Intro: text, PostedAt: noon, Until: today(), Author: ien, ApprovedAt: noon.Add(time.Hour), ApprovedBy: drne, ApprovedName: text, Chair: text,
		ApprovedIn: 13, Version: 4,
	}
	draft := proceedings.Proceedings{Project: here, Meeting: 11, Committee: "COPIL", State: proceedings.StateDraft, Edition: 1}
	others := proceedings.Proceedings{Project: here, Meeting: 9, Committee: "BUREAU", State: proceedings.StateDraft}
	written := proceedings.Proceedings{Project: here, Meeting: 14, Committee: "COPIL", Intro: text}
	theirs := proceedings.Proceedings{Project: elsewhere, Meeting: 12, Committee: "COPIL", State: proceedings.StateDraft}
	for _, p := range []proceedings.Proceedings{full, draft, others, written, theirs} {
		update(t, store, p.Project, func(tx Tx) error { return tx.PutProceedings(p) })
		view(t, store, func(tx Tx) error {
			same(t, p)(tx.Proceedings(p.Project, p.Meeting))
			return nil
		})
	}
	view(t, store, func(tx Tx) error {
		_, err := tx.Proceedings(here, 1)
		require.ErrorIs(t, err, record.ErrNone)
		same(t, []int{11})(tx.MinutesOpen(here, "COPIL"))
		same(t, []int{12})(tx.MinutesOpen(elsewhere, "COPIL"))
		return nil
	})
	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error {
		twice := full
		twice.Meeting = 15
		return tx.PutProceedings(twice)
	}), "no two have the same number")

	t.Run("what the committee has read stays", func(t *testing.T) {
		first := proceedings.Edition{Project: here, Meeting: 11, Number: 1, Stored: `{"form":1,"x":"` + text + `"}`, Author: ien, PostedAt: noon}
		second := proceedings.Edition{Project: here, Meeting: 11, Number: 2, Stored: "{}", Author: drne, PostedAt: noon.Add(time.Hour)}
		view(t, store, func(tx Tx) error {
			same(t, false)(tx.MinutesPosted(here, 11))
			return nil
		})
		update(t, store, here, func(tx Tx) error { return all(tx.AddEdition(first), tx.AddEdition(second)) })
		view(t, store, func(tx Tx) error {
			same(t, first)(tx.Edition(here, 11, 1))
			same(t, second)(tx.Edition(here, 11, 2))
			same(t, true)(tx.MinutesPosted(here, 11))
			same(t, false)(tx.MinutesPosted(elsewhere, 11))
			_, err := tx.Edition(here, 11, 3)
			require.ErrorIs(t, err, record.ErrNone)
			return nil
		})
		require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error { return tx.AddEdition(first) }), "none is written twice")

		subject := proceedings.Proceedings{Meeting: 11}.Subject()
		owed := reminder.Delivery{Project: here, Subject: subject, Kind: proceedings.DraftPosted, Recipient: "channel/c1", Due: first.PostedAt, Occurrence: "1"}
		update(t, store, here, func(tx Tx) error { return tx.Owe(owed) })
		postings := []proceedings.Posting{{Edition: 1, At: first.PostedAt}, {Edition: 2, At: second.PostedAt}}
		view(t, store, func(tx Tx) error {
			same(t, postings)(tx.Postings(here, 11))
			return nil
		})
		done := sent(first.PostedAt)
		end(t, store, claimOne(t, store, first.PostedAt), done)
		postings[0].Post = done.PostID
		view(t, store, func(tx Tx) error {
			same(t, postings)(tx.Postings(here, 11))
			none, err := tx.Postings(elsewhere, 11)
			require.Empty(t, none)
			return err
		})
	})

	t.Run("remarks stay in their order", func(t *testing.T) {
		first := proceedings.Remark{Project: here, Meeting: 11, Number: 1, Edition: 1, Author: ien, Name: text, Text: text, At: noon, Post: "p2"}
		second := proceedings.Remark{Project: here, Meeting: 11, Number: 2, Edition: 2, Added: true, Author: drne, Name: "Drne", Text: "b", At: noon}
		update(t, store, here, func(tx Tx) error { return all(tx.AddRemark(second), tx.AddRemark(first)) })
		view(t, store, func(tx Tx) error {
			same(t, []proceedings.Remark{first, second})(tx.Remarks(here, 11))
			none, err := tx.Remarks(here, 12)
			require.Empty(t, none)
			return err
		})
		require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error { return tx.AddRemark(first) }), "none is written twice")
		require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error {
			again := first
			again.Number = 3
			return tx.AddRemark(again)
		}), "an answer is one remark")
	})
}
