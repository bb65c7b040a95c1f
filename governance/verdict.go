package governance

import (
	"regexp"
	"strconv"
	"strings"
)

// Verdict is an outcome in the words of its step: only the VSR ends with an
// admission (CCAG-TIC 2021 art. 33.2.2); a positive VA begins the VSR (33.2.1),
// and a MOM ends with the supplier's report, the procès-verbal (art. 29).
type Verdict string

const (
	VerdictInstalled Verdict = "installed"
	VerdictFit       Verdict = "fit"
	VerdictAdmitted  Verdict = "admission"
	VerdictAdjourned Verdict = "adjournment"
	VerdictReduced   Verdict = "reduction"
	VerdictRejected  Verdict = "rejection"
)

func (v Verdict) MessageKey() string { return "verdict." + string(v) }

func (v Verdict) or(other Verdict) Verdict {
	if v == "" {
		return other
	}
	return v
}

// Rate is a part of a price, in hundredths of a percent.
type Rate int

var rateForm = regexp.MustCompile(`^(\d{1,2})(?:[.,](\d{1,2}))?\s*%?$`)

// ParseRate reads "5", "7,5" and "7.5 %": more than nothing, less than all.
func ParseRate(param, text string) (Rate, error) {
	m := rateForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, InvalidError("verification.rate", "text", text).About(param)
	}
	whole, _ := strconv.Atoi(m[1])
	parts, _ := strconv.Atoi((m[2] + "00")[:2])
	rate := Rate(100*whole + parts)
	if rate == 0 {
		return 0, InvalidError("verification.rate", "text", text).About(param)
	}
	return rate, nil
}
