#!/usr/bin/env bash
# A wall-clock time that the spring change skips, or that the autumn change doubles.
#
# Expected: one rule everywhere: the time before the change, or the one after it.
# Happens: the rule depends on the side of Greenwich. East of it time.Date takes a
#   skipped time an hour later and the second of two; west of it an hour earlier and
#   the first of two. The documentation says that it "does not guarantee which". A
#   daily recurrence of rrule-go follows; robfig/cron leaves the skipped day out and
#   comes twice on the other: a meeting at 2:30 in Saint-Pierre-et-Miquelon is not
#   treated as one at 2:30 in Paris.
# Version: Go 1.26, github.com/teambition/rrule-go v1.8.2, github.com/robfig/cron/v3 v3.0.1
# We: choose ourselves, governance/calendar/date.go At; no recurrence is left to them.
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

	"github.com/robfig/cron/v3"
	"github.com/teambition/rrule-go"
)

func main() {
	for _, c := range []struct{ zone, what, wall string }{
		{"Europe/Paris", "skipped", "2027-03-28 02:30"},
		{"America/Miquelon", "skipped", "2027-03-14 02:30"},
		{"Europe/Paris", "doubled", "2026-10-25 02:30"},
		{"America/Miquelon", "doubled", "2026-11-01 01:30"},
	} {
		zone, err := time.LoadLocation(c.zone)
		check(err)
		wall, err := time.Parse("2006-01-02 15:04", c.wall)
		check(err)
		at := func(days int) time.Time {
			return time.Date(wall.Year(), wall.Month(), wall.Day()+days, wall.Hour(), wall.Minute(), 0, 0, zone)
		}
		rule, err := rrule.NewRRule(rrule.ROption{Freq: rrule.DAILY, Dtstart: at(-1), Count: 2})
		check(err)
		schedule, err := cron.ParseStandard(fmt.Sprintf("%d %d * * *", wall.Minute(), wall.Hour()))
		check(err)
		times := 0
		for next := schedule.Next(at(-1)); next.Before(at(1)); next = schedule.Next(next) {
			times++
		}
		fmt.Printf("%s %s %s: time.Date %s, rrule %s, cron %d times\n", c.zone, c.what, c.wall,
			at(0).Format("15:04-07:00"), rule.All()[1].Format("15:04-07:00"), times)
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
GO
cat >expected <<'SEEN'
Europe/Paris skipped 2027-03-28 02:30: time.Date 03:30+02:00, rrule 03:30+02:00, cron 0 times
America/Miquelon skipped 2027-03-14 02:30: time.Date 01:30-03:00, rrule 01:30-03:00, cron 0 times
Europe/Paris doubled 2026-10-25 02:30: time.Date 02:30+01:00, rrule 02:30+01:00, cron 2 times
America/Miquelon doubled 2026-11-01 01:30: time.Date 01:30-02:00, rrule 01:30-02:00, cron 2 times
SEEN
{
	go mod init finding
	go get github.com/teambition/rrule-go@v1.8.2 github.com/robfig/cron/v3@v3.0.1
} >install.log 2>&1 || { cat install.log; exit 2; }
go run . 2>&1 | tee seen
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
