package when

import "time"

// The words below are folded: without case nor accents. "mar" is missing on
// purpose: it shortens both mardi and March.

func monthNamed(word string) (time.Month, bool) {
	switch word {
	case "janvier", "janv", "january", "jan":
		return time.January, true
	case "fevrier", "fevr", "fev", "february", "feb":
		return time.February, true
	case "mars", "march":
		return time.March, true
	case "avril", "avr", "april", "apr":
		return time.April, true
	case "mai", "may":
		return time.May, true
	case "juin", "june", "jun":
		return time.June, true
	case "juillet", "juil", "july", "jul":
		return time.July, true
	case "aout", "august", "aug":
		return time.August, true
	case "septembre", "september", "sept", "sep":
		return time.September, true
	case "octobre", "october", "oct":
		return time.October, true
	case "novembre", "november", "nov":
		return time.November, true
	case "decembre", "december", "dec":
		return time.December, true
	}
	return 0, false
}

func weekdayNamed(word string) (time.Weekday, bool) {
	switch word {
	case "lundi", "lun", "monday", "mon":
		return time.Monday, true
	case "mardi", "tuesday", "tues", "tue":
		return time.Tuesday, true
	case "mercredi", "mer", "wednesday", "wed":
		return time.Wednesday, true
	case "jeudi", "jeu", "thursday", "thurs", "thur", "thu":
		return time.Thursday, true
	case "vendredi", "ven", "friday", "fri":
		return time.Friday, true
	case "samedi", "sam", "saturday", "sat":
		return time.Saturday, true
	case "dimanche", "dim", "sunday", "sun":
		return time.Sunday, true
	}
	return 0, false
}

func numberNamed(word string) (int, bool) {
	switch word {
	case "un", "une", "a", "an", "one":
		return 1, true
	case "deux", "two":
		return 2, true
	case "trois", "three":
		return 3, true
	case "quatre", "four":
		return 4, true
	case "cinq", "five":
		return 5, true
	case "six":
		return 6, true
	case "sept", "seven":
		return 7, true
	case "huit", "eight":
		return 8, true
	case "neuf", "nine":
		return 9, true
	case "dix", "ten":
		return 10, true
	case "onze", "eleven":
		return 11, true
	case "douze", "twelve":
		return 12, true
	case "quinze", "fifteen":
		return 15, true
	case "vingt", "twenty":
		return 20, true
	case "trente", "thirty":
		return 30, true
	}
	return 0, false
}

// unit is a unit of time, from the shortest to the longest.
type unit int

const (
	minutes unit = iota
	hours
	days
	weeks
	months
	years
)

func unitNamed(word string) (unit, bool) {
	switch word {
	case "minute", "minutes", "min", "mins", "mn", "m":
		return minutes, true
	case "heure", "heures", "h", "hour", "hours", "hr", "hrs":
		return hours, true
	case "jour", "jours", "j", "day", "days", "d":
		return days, true
	case "semaine", "semaines", "sem", "week", "weeks", "w":
		return weeks, true
	case "mois", "month", "months":
		return months, true
	case "an", "ans", "annee", "annees", "year", "years":
		return years, true
	}
	return 0, false
}
