package when

import "time"

// The words below are folded: without case nor accents. "mar" shortens both mardi
// and March: see weekdayName.

func monthNamed(word string) (time.Month, bool) {
	switch word {
	case "janvier", "janv", "january", "jan":
		return time.January, true
	case "fevrier", "fevr", "fev", "february", "feb":
		return time.February, true
	case "mars", "march", "mar":
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
	case "mercredi", "mercr", "merc", "mer", "wednesday", "wed":
		return time.Wednesday, true
	case "jeudi", "jeu", "thursday", "thurs", "thur", "thu":
		return time.Thursday, true
	case "vendredi", "vendr", "vend", "ven", "friday", "fri":
		return time.Friday, true
	case "samedi", "sam", "saturday", "sat":
		return time.Saturday, true
	case "dimanche", "dim", "sunday", "sun":
		return time.Sunday, true
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
	case "semaine", "semaines", "sem", "s", "week", "weeks", "wk", "wks", "w":
		return weeks, true
	case "mois", "month", "months":
		return months, true
	case "an", "ans", "annee", "annees", "year", "years":
		return years, true
	}
	return 0, false
}
