package storagetest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func schoolHoliday(location, zone, year, name string, first int) reminder.SchoolHoliday {
	return reminder.SchoolHoliday{
		Year: year, Location: location, Zone: zone,
		Vacation: record.Vacation{Name: name, First: today().AddDays(first), Last: today().AddDays(first + 15)},
	}
}

func putHolidays(t *testing.T, store Store, holidays ...reminder.SchoolHoliday) {
	t.Helper()
	update(t, store, "calendar", func(tx Tx) error { return tx.PutSchoolHolidays(holidays...) })
}

func requireHolidays(t *testing.T, store Store, want ...reminder.SchoolHoliday) {
	t.Helper()
	require.Equal(t, want, found(t, store, func(tx Tx) ([]reminder.SchoolHoliday, error) { return tx.SchoolHolidays() }))
}

func vacations(t *testing.T, store Store) {
	named := func(name string) []record.Vacation {
		return found(t, store, func(tx Tx) ([]record.Vacation, error) { return tx.Vacations(name) })
	}
	require.Empty(t, named("Créteil"))
	requireHolidays(t, store)

	noel := schoolHoliday("Créteil", "Zone C", "2026-2027", text, 1)
	hiver := schoolHoliday("Créteil", "Zone C", "2026-2027", "Vacances d'Hiver", 60)
	parisNoel, lyonNoel := noel, noel
	parisNoel.Location, lyonNoel.Location, lyonNoel.Zone = "Paris", "Lyon", "Zone A"
	corse := schoolHoliday("Corse", "Corse", "2026-2027", "Début des Vacances d'Été", 200)
	corse.Last = corse.First.AddDays(-2) // only its beginning is known
	putHolidays(t, store, parisNoel, hiver, lyonNoel, corse, noel)
	requireHolidays(t, store, corse, noel, hiver, lyonNoel, parisNoel)
	require.Equal(t, []record.Vacation{noel.Vacation, hiver.Vacation}, named("Créteil"))
	require.Equal(t, []record.Vacation{noel.Vacation, hiver.Vacation}, named("Zone C"), "told once, however many have it")
	require.Equal(t, []record.Vacation{lyonNoel.Vacation}, named("Lyon"))
	require.Equal(t, []record.Vacation{corse.Vacation}, named("Corse"))
	require.Empty(t, named("créteil"), "a name is exact")
	require.Empty(t, named(""))

	var many []reminder.SchoolHoliday
	for i := range 1100 {
		many = append(many, schoolHoliday(fmt.Sprintf("Académie %04d", i), "Zone B", "2026-2027", "Noël", 1))
	}
	putHolidays(t, store, many...)
	require.Equal(t, []record.Vacation{many[0].Vacation}, named("Zone B"))
}

func vacationsAgain(t *testing.T, store Store) {
	noel, hiver := schoolHoliday("Créteil", "Zone C", "2026-2027", "Noël", 1), schoolHoliday("Créteil", "Zone C", "2026-2027", "Hiver", 60)
	before, lyon := schoolHoliday("Créteil", "Zone C", "2025-2026", "Noël", -365), schoolHoliday("Lyon", "Zone A", "2026-2027", "Noël", 1)
	putHolidays(t, store, before, noel, hiver, lyon)
	moved := schoolHoliday("Créteil", "Zone C", "2026-2027", "Noël", 2)
	putHolidays(t, store, moved)
	requireHolidays(t, store, before, moved, lyon)
	putHolidays(t, store, moved)
	requireHolidays(t, store, before, moved, lyon)
	putHolidays(t, store)
	requireHolidays(t, store, before, moved, lyon)
}
