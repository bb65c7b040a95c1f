package record

// Part is something of a subject that a change of it may have touched, as people
// name it.
type Part string

const (
	PartText      Part = "text"
	PartTitle     Part = "title"
	PartSchools   Part = "schools"
	PartKind      Part = "kind"
	PartPlace     Part = "place"
	PartDuration  Part = "duration"
	PartName      Part = "name"
	PartChannel   Part = "channel"
	PartLevel     Part = "level"
	PartDiffusion Part = "diffusion"

	PartContext      Part = "context"
	PartAlternatives Part = "alternatives"
	PartMeeting      Part = "meeting"
	PartDecidedOn    Part = "decided_on"
	PartVote         Part = "vote"
	PartInCharge     Part = "in_charge"
	PartDue          Part = "due"
	PartReview       Part = "review"
	PartContract     Part = "contract"
	PartOpinion      Part = "opinion"
	PartState        Part = "state"
	PartStart        Part = "start"
	PartStage        Part = "stage"
)

func (p Part) MessageKey() string { return "part." + string(p) }

// Parts are those that a change has touched.
type Parts []Part

// Note adds a part that has changed.
func (p *Parts) Note(part Part, changed bool) {
	if changed {
		*p = append(*p, part)
	}
}
