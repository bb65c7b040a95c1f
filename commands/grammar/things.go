package grammar

// Things are what the values of a parameter may be of: a form offers those that the
// person may see, as they type.
type Things string

const (
	Schools       Things = "school"
	Committees    Things = "committee"
	Decisions     Things = "decision"
	Proposals     Things = "proposal" // decisions that nobody has taken yet
	Actions       Things = "action"
	OpenActions   Things = "open_action"
	Verifications Things = "verification"
	Running       Things = "running" // verifications that wait for something
	Meetings      Things = "meeting"
)

// searches are the keys of what to type to find one.
var searches = map[Things]string{
	Schools: "form.example.school", Committees: "form.example.committee", Meetings: "form.example.meeting",
	Decisions: "form.example.reference", Proposals: "form.example.reference", Actions: "form.example.number", OpenActions: "form.example.number",
	Verifications: "form.example.number", Running: "form.example.number",
}
