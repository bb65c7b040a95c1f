package governance

import "context"

// Briefs reads the subjects of many deliveries at once, each subject once; by
// the deliveries' numbers. One that cannot be read so is left out: read by
// itself, it says why.
func (s *Secretariat) Briefs(ctx context.Context, ds []Delivery) (map[int64]Brief, error) {
	briefs := make(map[int64]Brief, len(ds))
	err := s.store.View(ctx, func(tx Tx) error {
		once := readOnce{Tx: tx, read: map[any]any{}}
		for _, d := range ds {
			if d.Kind == Summary {
				continue // it is made of briefs
			}
			if b, err := briefIn(once, d, s.now()); err == nil {
				briefs[d.ID] = b
			}
		}
		return nil
	})
	return briefs, err
}

// readOnce remembers what many briefs of one transaction have in common.
type readOnce struct {
	Tx
	read map[any]any
}

// remembered is what read answers, or has answered for the key.
func remembered[K comparable, V any](r readOnce, key K, read func() (V, error)) (V, error) {
	if v, ok := r.read[key].(V); ok {
		return v, nil
	}
	v, err := read()
	if err == nil {
		r.read[key] = v
	}
	return v, err
}

// named is a key: what of which project.
type named[T any] struct {
	project ProjectID
	name    T
}

func (r readOnce) ProjectByID(p ProjectID) (Project, error) {
	return remembered(r, p, func() (Project, error) { return r.Tx.ProjectByID(p) })
}

func (r readOnce) Decision(p ProjectID, ref string) (Decision, error) {
	type key named[string]
	return remembered(r, key{p, ref}, func() (Decision, error) { return r.Tx.Decision(p, ref) })
}

func (r readOnce) Action(p ProjectID, number int) (SupportAction, error) {
	type key named[int]
	return remembered(r, key{p, number}, func() (SupportAction, error) { return r.Tx.Action(p, number) })
}

func (r readOnce) Meeting(p ProjectID, number int) (Meeting, error) {
	type key named[int]
	return remembered(r, key{p, number}, func() (Meeting, error) { return r.Tx.Meeting(p, number) })
}

func (r readOnce) Committee(p ProjectID, code string) (Committee, error) {
	type key named[string]
	return remembered(r, key{p, code}, func() (Committee, error) { return r.Tx.Committee(p, code) })
}

func (r readOnce) Verification(p ProjectID, number int) (Verification, error) {
	type key named[int]
	return remembered(r, key{p, number}, func() (Verification, error) { return r.Tx.Verification(p, number) })
}

func (r readOnce) Contract(p ProjectID, ref string) (Contract, error) {
	type key named[string]
	return remembered(r, key{p, ref}, func() (Contract, error) { return r.Tx.Contract(p, ref) })
}
