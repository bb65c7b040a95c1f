package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/wording"
)

// word narrows decisions d to those that have a word.
func (q *query) word(p record.ProjectID, w wording.Word) {
	const has = "d.id IN (SELECT decision_id FROM decision_words WHERE project_id = ? AND word = ?)"
	q.add(" AND (")
	for i, key := range w.Keys {
		q.when(i > 0, " AND ")
		q.add(has, p, key)
	}
	q.when(w.AsOne != "", " OR "+has, p, w.AsOne)
	q.add(")")
}

// putWords keeps the keys of a decision's words; those that it has kept stay.
func (t *tx) putWords(id int64, d committee.Decision) error {
	keys := append(wording.Keys(d.Texts()...), sameText(d.Text))
	var q query
	q.add("DELETE FROM decision_words WHERE decision_id = ?", id)
	q.without("word", keys)
	if err := t.put("words that a decision has no more", q.text.String(), q.args...); err != nil {
		return err
	}
	for some := range slices.Chunk(keys, wordsAtOnce) {
		args := make([]any, 0, 3*wordsAtOnce)
		for _, key := range some {
			args = append(args, d.Project, key, id)
		}
		err := t.put("a decision's words", insert("decision_words", "project_id, word, decision_id", len(some))+" ON CONFLICT DO NOTHING", args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// sameText is the key of texts that are written in the same words, which is no word's.
func sameText(text string) string {
	sum := sha256.Sum256([]byte(record.Fold(text)))
	return "=" + hex.EncodeToString(sum[:12])
}

// wordsAtOnce is how many words are in one statement: more than most decisions have.
const wordsAtOnce = 50

// decisionsAtOnce is how many decisions have their words kept in one transaction, for
// which the others of the project wait.
const decisionsAtOnce = 200

// keepWords keeps the words of those decisions that have none, or keys of another
// version: what was there before the program that keeps them. Replicas may do so
// together.
func (s *Store) keepWords(ctx context.Context) error {
	var projects []record.ProjectID
	err := s.View(ctx, func(v record.Tx) (err error) {
		projects, err = many(v.(*tx), "projects whose words are not kept", scalar[record.ProjectID],
			"SELECT DISTINCT project_id FROM decisions WHERE worded <> $1", wording.Version)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range projects {
		for left := true; left; {
			err := s.Update(ctx, p, func(u record.Tx) (err error) {
				left, err = u.(*tx).keepWords(p)
				return err
			})
			if err != nil {
				return fmt.Errorf("keep the words of decisions: %w", err)
			}
		}
	}
	return nil
}

// keepWords keeps those of some decisions, and reports whether there may be more.
func (t *tx) keepWords(p record.ProjectID) (bool, error) {
	var q query
	q.add(decisionSelect, p)
	q.add(" AND d.worded <> ? LIMIT ?", wording.Version, decisionsAtOnce)
	list, err := many(t, "decisions whose words are not kept", scanDecision, q.text.String(), q.args...)
	if err != nil {
		return false, err
	}
	for _, d := range list {
		id, err := one(t, "the decision's row", scalar[int64],
			"UPDATE decisions SET worded = $1 WHERE project_id = $2 AND ref = $3 RETURNING id", wording.Version, p, d.Ref)
		if err != nil {
			return false, err
		}
		if err := t.putWords(id, d); err != nil {
			return false, err
		}
	}
	return len(list) == decisionsAtOnce, nil
}
