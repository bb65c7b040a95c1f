#!/usr/bin/env bash
# When the offset of a time zone begins and ends, asked of Go where it goes by a rule.
#
# Expected: time.Time.ZoneBounds answers the change of clocks before t and the one
#   after it: "the zone begins at start and the next zone begins at end".
# Happens: with the zone data that Go brings (time/tzdata, zoneinfo.zip), from the last
#   change that its tables list on, each winter is cut at New Year in UTC; in a leap year
#   a day before, and on that day the zone ends at t itself: whoever goes from bound to
#   bound never ends. The larger tables of Debian hide it until 2037.
# Version: Go 1.26 (time/zoneinfo.go, tzset)
# We: pass over bounds at which the offset stays or time does, ics/zone.go.
set -euo pipefail
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"time"
)

func main() {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	for _, day := range []string{"2027-07-15", "2027-12-15", "2028-01-15", "2028-12-15", "2028-12-31"} {
		t, err := time.Parse(time.DateOnly, day)
		if err != nil {
			panic(err)
		}
		start, end := t.In(zone).ZoneBounds()
		fmt.Println(day, "begins", start.UTC().Format(time.DateTime), "ends", end.UTC().Format(time.DateTime))
	}
}
GO
cat >expected <<'SEEN'
2027-07-15 begins 2027-03-28 01:00:00 ends 2027-10-31 01:00:00
2027-12-15 begins 2027-10-31 01:00:00 ends 2028-01-01 00:00:00
2028-01-15 begins 2028-01-01 00:00:00 ends 2028-03-26 01:00:00
2028-12-15 begins 2028-10-29 01:00:00 ends 2028-12-31 00:00:00
2028-12-31 begins 2028-10-29 01:00:00 ends 2028-12-31 00:00:00
SEEN
go mod init finding >install.log 2>&1 || { cat install.log; exit 2; }
ZONEINFO="$(go env GOROOT)/lib/time/zoneinfo.zip" go run . 2>&1 | tee seen # not that of the machine
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
