package contract

import (
	"regexp"
	"strconv"
	"strings"

	"pilotent/governance/record"
)

// Rate is a share, in hundredths of a per cent: 150 is 1.5 %.
type Rate int

// whole is everything.
const whole Rate = 100_00

var rateForm = regexp.MustCompile(`^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$`)

// readRate reads "5", "7,5" and "7.5 %"; false for nothing, and for more than all.
func readRate(text string) (Rate, bool) {
	m := rateForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(m[1] + (m[2] + "00")[:2]) // digits only, and few of them
	return Rate(n), n > 0 && Rate(n) <= whole
}

// ParseReductionRate reads by how much a price is cut: more than nothing, less
// than all, which would be a rejection.
func ParseReductionRate(param, text string) (Rate, error) {
	r, ok := readRate(text)
	if !ok || r == whole {
		return 0, record.InvalidError("verification.rate", "text", text).About(param)
	}
	return r, nil
}

// ParseServiceRate reads how much of the time a service may be away: more than
// nothing, at most all.
func ParseServiceRate(param, text string) (Rate, error) {
	r, ok := readRate(text)
	if !ok {
		return 0, record.InvalidError("outage.rate", "text", text).About(param)
	}
	return r, nil
}
