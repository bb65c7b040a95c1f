package governance

import "context"

// Briefs reads the subjects of many deliveries at once, each subject once; by
// the deliveries' numbers. One that cannot be read so is left out: read by
// itself, it says why.
func (s *Secretariat) Briefs(ctx context.Context, ds []Delivery) (map[int64]Brief, error) {
	briefs := make(map[int64]Brief, len(ds))
	err := s.store.View(ctx, func(tx Tx) error {
		prefetched, now := cachedTx{tx, map[any]any{}}, s.now()
		for _, d := range ds {
			if d.Kind == Summary {
				continue // it is made of briefs
			}
			if b, err := prefetched.brief(d, now); err == nil {
				briefs[d.ID] = b
			}
		}
		return nil
	})
	return briefs, err
}

// cachedTx is a transaction that reads once what many deliveries have in common.
type cachedTx struct {
	Tx
	// read is by key; nil keeps nothing.
	read map[any]any
}

// cached is what read answers, or has answered for the key and the type. An error
// is not kept.
func cached[K comparable, V any](tx cachedTx, key K, read func() (V, error)) (V, error) {
	if v, ok := tx.read[key].(V); ok {
		return v, nil
	}
	v, err := read()
	if err == nil && tx.read != nil {
		tx.read[key] = v
	}
	return v, err
}

// cachedKey is the key of what has a name in a project.
type cachedKey[V any] struct {
	project ProjectID
	name    string
}

// committee is the committee of that code.
func (tx cachedTx) committee(p ProjectID, code string) (Committee, error) {
	return cached(tx, cachedKey[Committee]{p, code}, func() (Committee, error) { return tx.Committee(p, code) })
}

// contract is the contract of that reference.
func (tx cachedTx) contract(p ProjectID, ref string) (Contract, error) {
	return cached(tx, cachedKey[Contract]{p, ref}, func() (Contract, error) { return tx.Contract(p, ref) })
}
