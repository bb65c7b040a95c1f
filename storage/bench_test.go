package storage_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/internal/testenv"
	"pilotent/storage"
)

// engines are addresses of empty databases, by engine.
func engines() map[string]func(testing.TB) string {
	return map[string]func(testing.TB) string{"sqlite": sqliteFile, "postgres": testenv.Postgres}
}

// BenchmarkPutSchools imports a département, and three times the largest academy.
func BenchmarkPutSchools(b *testing.B) {
	for engine, address := range engines() {
		for _, n := range []int{613, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", engine, n), func(b *testing.B) {
				store := open(b, address(b))
				require.NoError(b, store.Update(b.Context(), "p", addProject))
				schools := make([]governance.School, n)
				for i := range schools {
					schools[i] = governance.School{
						Project: "p", UAI: governance.UAI(fmt.Sprintf("%07dA", i)), Name: fmt.Sprintf("Ecole élémentaire Henri Wallon %d", i),
						Type: governance.Elementary, Commune: "Vitry-sur-Seine", PostalCode: "94400", District: "Vitry-sur-Seine 1",
						Stage: governance.StageCandidate,
					}
				}
				for b.Loop() {
					require.NoError(b, store.Update(b.Context(), "p", func(tx governance.Tx) error { return tx.PutSchools(schools...) }))
				}
			})
		}
	}
}

// BenchmarkClaim claims 20 deliveries while many more are not due yet: those
// must not make it slower.
func BenchmarkClaim(b *testing.B) {
	now := time.Date(2026, time.December, 18, 12, 0, 0, 0, time.UTC)
	for engine, address := range engines() {
		for _, waiting := range []int{0, 20_000} {
			b.Run(fmt.Sprintf("%s/waiting=%d", engine, waiting), func(b *testing.B) {
				store := open(b, address(b), storage.Simulated(func() time.Time { return now }))
				require.NoError(b, store.Update(b.Context(), "p", addProject))
				owe(b, store, waiting, now.AddDate(0, 0, 7))
				owe(b, store, 20, now)
				for b.Loop() {
					ds, err := store.Claim(b.Context(), time.Minute, 50)
					require.NoError(b, err)
					require.Len(b, ds, 20)
					require.NoError(b, store.Release(b.Context(), ds))
				}
			})
		}
	}
}

func owe(b *testing.B, store *storage.Store, n int, due time.Time) {
	b.Helper()
	ds := make([]governance.Delivery, n)
	for i := range ds {
		ds[i] = governance.Delivery{
			Project: "p", Subject: governance.Subject(fmt.Sprintf("action/A-%d", i)), Kind: governance.ActionReminder,
			Recipient: governance.ToPerson("u"), Due: due,
		}
	}
	require.NoError(b, store.Update(b.Context(), "p", func(tx governance.Tx) error { return tx.Owe(ds...) }))
}
