package contract

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
	VerdictVoid      Verdict = "void"
	// Those of a quantitative check (CCAG-TIC 2021 art. 33.1).
	VerdictConforming  Verdict = "conforming"
	VerdictAsDelivered Verdict = "as_delivered"
	VerdictComplete    Verdict = "notice"
	VerdictTakeBack    Verdict = "take_back"
)

func (v Verdict) MessageKey() string { return "verdict." + string(v) }

func (v Verdict) Or(other Verdict) Verdict {
	if v == "" {
		return other
	}
	return v
}

// Verdicts are those that a step may end with.
func (s Step) Verdicts() []Verdict {
	switch s {
	case StepMOM:
		return []Verdict{VerdictInstalled}
	case StepVA:
		return []Verdict{VerdictFit, VerdictAdjourned, VerdictRejected}
	case StepQuantity:
		return []Verdict{VerdictConforming, VerdictAsDelivered, VerdictComplete, VerdictTakeBack}
	default:
		return []Verdict{VerdictAdmitted, VerdictAdjourned, VerdictReduced, VerdictRejected}
	}
}
