package grammar

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/i18n"
)

// What cannot be read as a date often is one but for a word: it is told what that word
// lacks, and what to type.
var (
	// weekNumber is « semaine 50 », which is no day.
	weekNumber = regexp.MustCompile(`(?i)(?:^|\s)(?:semaine|sem\.?|week|s|w) ?(\d{1,2})(?:$|\s)`)
	// bareHour is « 1430 », a number like any other.
	bareHour = regexp.MustCompile(`(^|\s)([01]?\d|2[0-3])([0-5]\d)($|\s)`)
	// about is « vers 14h », when nobody can be told to come.
	about = regexp.MustCompile(`(?i)(?:^|\s)(?:vers|environ|around|about|circa)\s+|~\s*`)
)

// unread is what to say of a text that is no date, but for a word; nil for any other.
func (b *binder) unread(p Param, text string) error {
	if m := weekNumber.FindStringSubmatch(text); m != nil {
		if monday := b.week(m[1]); !monday.IsZero() {
			day := fmt.Sprintf("%d/%d", monday.Day, monday.Month)
			if !p.Kind.day() {
				day += " 14h"
			}
			return record.InvalidError("date.week", "text", text, "monday", monday, "example", day).About(p.English)
		}
	}
	key, mended := "date.bare_hour", bareHour.ReplaceAllString(text, "${1}${2}h${3}${4}")
	if exact := strings.TrimSpace(about.ReplaceAllString(mended, " ")); exact != mended {
		key, mended = "date.about", exact
	}
	if mended == text || !p.reads([]token{{text: mended}}) {
		return nil
	}
	wrong := record.InvalidError(key, "text", text, "mended", mended).About(p.English)
	if !p.Many {
		wrong.Choices = []string{mended}
	}
	return wrong
}

// week is the Monday of the next week of that number, of those that a calendar counts;
// zero for none.
func (b *binder) week(number string) calendar.Date {
	n, _ := strconv.Atoi(number)
	for day := b.Now; day.Before(b.Now.AddDate(1, 0, 7)); day = day.AddDate(0, 0, 7) {
		if _, week := day.ISOWeek(); week == n {
			return calendar.DateOf(day.AddDate(0, 0, -(int(day.Weekday())+6)%7))
		}
	}
	return calendar.Date{}
}

// follows says that what follows a date may be where it takes place, with the line that
// says so; err for anything else.
func (c *Command[C]) follows(p i18n.Printer, raw Raw, date Param, err error) error {
	where := c.param("lieu")
	unread, ok := errors.AsType[*record.Error](err)
	if !ok || unread.Key != "date.unreadable" || date.Kind != Moment || where == nil || raw[where.English] != nil || len(raw[date.English]) != 1 {
		return err
	}
	tokens, unsplit := split(raw[date.English][0])
	for n := len(tokens) - 1; n > 0 && unsplit == nil; n-- {
		if !date.reads(tokens[:n]) {
			continue
		}
		rest := tokens[n:]
		for _, t := range rest {
			if date.reads([]token{t}) {
				return err // « 14h ou 15h »
			}
		}
		whole := maps.Clone(raw)
		whole[date.English], whole[where.English] = []string{join(tokens[:n])}, []string{join(rest)}
		return record.InvalidError("date.place", "text", join(tokens[:n]), "rest", join(rest), "line", c.Line(p, whole)).About(date.English)
	}
	return err
}
