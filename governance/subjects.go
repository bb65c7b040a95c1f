package governance

import (
	"errors"
	"slices"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// Subjects are all that the bot can owe messages about, in the order in which
// digests tell of them. A new noun is a line here; its entry, and what the entry
// calls, stand in the noun's own file.
func Subjects() reminder.Table {
	return reminder.Table{
		committee.MeetingEntry(),
		sitting.ConvocationEntry(),
		sitting.SeriesEntry(),
		acceptance.VerificationEntry(),
		rollout.ActionEntry(),
		rollout.TeamEntry(),
		committee.DecisionEntry(),
		committee.AgreementEntry(),
		committee.CommitteeEntry(),
		sitting.Entry(),
		proceedings.Entry(),
		reminder.DigestEntry(),
		projectEntry(),
		presenceEntry(),
	}
}

// FormalNouns are those whose history is part of a formal record (docs/decisions/0058).
func FormalNouns() []record.Noun {
	return []record.Noun{
		committee.NounDecision, committee.NounMeeting, sitting.NounSitting, sitting.NounConvocation, sitting.NounSeries, proceedings.NounProceedings,
		acceptance.NounVerification, "reservation", "contract", committee.NounAgreement,
	}
}

// referenceOf is the reference that people know of what history or a delivery is about;
// "" for what is somebody's own.
func referenceOf(s record.Subject) string {
	switch s.Noun() {
	case "preferences", "feeds", "summary", reminder.NounDigest:
		return ""
	default:
		return s.Ref()
	}
}

// seesSubject reports whether the caller may be told that something was about a subject.
// What it does not know it does not show.
func seesSubject(tx sitting.Tx, v record.Caller, s record.Subject) (bool, error) {
	if v.Role == record.RolePilot {
		return true, nil
	}
	code, err := "", error(nil)
	switch s.Noun() {
	case committee.NounDecision:
		code = record.CommitteeOf(s.Ref())
	case record.NounCommittee:
		code = s.Ref()
	case committee.NounMeeting, sitting.NounSitting, sitting.NounConvocation, proceedings.NounProceedings:
		m, failed := tx.Meeting(v.Project.ID, s.Number())
		code, err = m.Committee, failed
	case sitting.NounSeries:
		of, failed := tx.Series(v.Project.ID, s.Number())
		code, err = of.Committee, failed
	case rollout.NounAction, acceptance.NounVerification, "reservation", "contract", committee.NounAgreement, organisation.NounPartner, perimeter.NounSet,
		"school", "move", record.NounProject, NounBot, "preferences", "feeds", "summary", reminder.NounDigest:
		return true, nil
	default:
		return false, nil
	}
	if errors.Is(err, record.ErrNone) {
		return false, nil
	}
	return v.Sees(code), err
}

// FormalSubject reports whether the history of a subject is part of a formal record.
func FormalSubject(s record.Subject) bool { return slices.Contains(FormalNouns(), s.Noun()) }
