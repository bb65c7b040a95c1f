#!/usr/bin/env bash
# A recurrence rule whose first day is the one on which the clock skips its hour.
#
# Expected: the first takes place an hour later, and every other at its hour.
# Happens: rrule-go asks the first instant for its hour. From 02:30 on 28 March 2027
#   in Paris, which is no instant, every later one is at 03:30, for ever; west of
#   Greenwich at 01:30. python3-dateutil, which reckons with no zone, keeps 02:30.
# Version: github.com/teambition/rrule-go v1.8.2
# We: keep the hour of the wall beside the rule, which knows days only:
#   governance/calendar/recurrence.go, governance/sitting/series.go.
set -euo pipefail
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"time"
	_ "time/tzdata"

	"github.com/teambition/rrule-go"
)

func main() {
	for _, c := range []struct {
		zone string
		day  time.Time
	}{
		{"Europe/Paris", time.Date(2027, time.March, 28, 2, 30, 0, 0, time.UTC)},
		{"America/Miquelon", time.Date(2027, time.March, 14, 2, 30, 0, 0, time.UTC)},
	} {
		zone, err := time.LoadLocation(c.zone)
		check(err)
		first := time.Date(c.day.Year(), c.day.Month(), c.day.Day(), 2, 30, 0, 0, zone)
		rule, err := rrule.NewRRule(rrule.ROption{Freq: rrule.WEEKLY, Byweekday: []rrule.Weekday{rrule.SU}, Dtstart: first, Count: 3})
		check(err)
		for _, at := range rule.All() {
			fmt.Println(c.zone, at.Format("2006-01-02 15:04"))
		}
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
GO
cat >expected <<'SEEN'
Europe/Paris 2027-03-28 03:30
Europe/Paris 2027-04-04 03:30
Europe/Paris 2027-04-11 03:30
America/Miquelon 2027-03-14 01:30
America/Miquelon 2027-03-21 01:30
America/Miquelon 2027-03-28 01:30
SEEN
{
	go mod init finding
	go get github.com/teambition/rrule-go@v1.8.2
} >install.log 2>&1 || { cat install.log; exit 2; }
go run . 2>&1 | tee seen
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
