package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
)

func meetings(t *testing.T, store Store) {
	begin(t, store)
	meeting := func(number int, code string, hour int, zone string) committee.Meeting {
		return committee.Meeting{Project: here, Number: number, Committee: code, Day: today(), Hour: hour, Zone: zone, State: committee.MeetingScheduled}
	}
	off := meeting(4, "GT", 23, "Europe/Paris")
	off.State = committee.MeetingOff
	sits, over := meeting(5, "SUIVI", 8, "Europe/Paris"), meeting(6, "SUIVI", 7, "Europe/Paris")
	sits.OpenedAt, over.OpenedAt, over.ClosedAt = noon, noon, noon.Add(time.Hour)
	update(t, store, here, func(tx Tx) error {
		return all(
			tx.PutMeeting(meeting(1, "COPIL", 16, "Indian/Reunion")), // noon in UTC
			tx.PutMeeting(meeting(2, "COPIL", 14, "Europe/Paris")),   // 13 h
			tx.PutMeeting(meeting(3, "GT", 10, "Europe/Paris")),      // 9 h
			tx.PutMeeting(sits), tx.PutMeeting(over), tx.PutMeeting(off))
	})
	numbers := func(f committee.MeetingFilter) []int {
		list := found(t, store, func(tx Tx) ([]committee.Meeting, error) { return tx.Meetings(here, f) })
		return pick(list, func(m committee.Meeting) int { return m.Number })
	}
	noon := noon.Truncate(time.Hour)
	require.Equal(t, []int{6, 5, 3, 1, 2, 4}, numbers(committee.MeetingFilter{}))
	require.Equal(t, []int{1, 2}, numbers(committee.MeetingFilter{Committee: "COPIL"}))
	require.Equal(t, []int{1, 2}, numbers(committee.MeetingFilter{From: noon, State: committee.MeetingScheduled}))
	require.Equal(t, []int{2, 4}, numbers(committee.MeetingFilter{From: noon.Add(time.Millisecond)}))
	require.Equal(t, []int{6, 5}, numbers(committee.MeetingFilter{Limit: 2}))
	require.Equal(t, []int{5}, numbers(committee.MeetingFilter{Sitting: true}))
	require.Equal(t, []int{5}, numbers(committee.MeetingFilter{Committee: "SUIVI", Unheld: true}))

	of := func(number, series, days int) committee.Meeting {
		m := meeting(number, "COPIL", 14, "Europe/Paris")
		m.Series, m.Slot = series, today().AddDays(days)
		m.Day = m.Slot
		return m
	}
	update(t, store, here, func(tx Tx) error {
		return all(tx.PutMeeting(of(7, 1, 14)), tx.PutMeeting(of(8, 1, 7)), tx.PutMeeting(of(9, 2, 7)))
	})
	require.Equal(t, []int{8, 7}, numbers(committee.MeetingFilter{Series: 1}))
	// A series has one meeting a slot, whoever writes it.
	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error { return tx.PutMeeting(of(10, 1, 7)) }))
	require.Equal(t, []int{8, 7}, numbers(committee.MeetingFilter{Series: 1}))
}
