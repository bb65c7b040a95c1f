#!/usr/bin/env bash
# A time zone of a calendar in which the rule of summer time ended one day, as in New York
# in 2006, where RFC 5545 §3.6.5 demands « UNTIL … in UTC time ».
#
# Expected: it is read as RFC 5545 writes it, in its own example.
# Happens: icalendar refuses the whole calendar once a zone is asked for: « RRULE UNTIL
#   values must be specified in UTC when DTSTART is timezone-aware », since it takes the
#   zone off the end and leaves the start in one. What the RFC forbids, an end in local
#   time, is read right, and an end that is a day loses the last change.
# Version: icalendar 4.0.3, which is Debian 12's python3-icalendar
# We: write no rule that has an end into a zone, but each of its changes: ics/zone.go.
set -euo pipefail
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
cat >main.py <<'PY'
import datetime
import icalendar

ZONE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//finding//EN
BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:DAYLIGHT
DTSTART:19870405T020000
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU%s
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19671029T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU%s
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
"""

for what, summer, winter in (
    ("no end", "", ""),
    ("an end in UTC", ";UNTIL=20060402T070000Z", ";UNTIL=20061029T060000Z"),
    ("an end in local time", ";UNTIL=20060402T020000", ";UNTIL=20061029T020000"),
    ("an end that is a day", ";UNTIL=20060402", ";UNTIL=20061029"),
):
    calendar = icalendar.Calendar.from_ical((ZONE % (summer, winter)).replace("\n", "\r\n"))
    try:
        zone = calendar.walk("VTIMEZONE")[0].to_tz()
        hours = zone.utcoffset(datetime.datetime(2006, 7, 1, 12)).total_seconds() / 3600
        print("%s: July 2006 is at %+d h" % (what, hours))
    except ValueError as e:
        print("%s: %s" % (what, e))
PY
cat >expected <<'SEEN'
no end: July 2006 is at -4 h
an end in UTC: RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware
an end in local time: July 2006 is at -4 h
an end that is a day: July 2006 is at -5 h
SEEN
# Debian 12's packages, unpacked here.
{
	apt-get download python3-icalendar=4.0.3-5 python3-dateutil=2.8.2-2 python3-tz=2022.7.1-4 python3-six=1.16.0-4
	for package in *.deb; do dpkg -x "$package" root; done
} >install.log 2>&1 || { cat install.log; exit 2; }
PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 main.py 2>&1 | tee seen
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
