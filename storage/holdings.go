package storage

import (
	"strings"

	"pilotent/governance"
)

// holding is where a table keeps people. Every column of every table that is text is in
// one, or in impersonal: a test goes through the engine's own list.
type holding struct {
	kind  governance.DataKind
	table string
	// with joins what the other expressions need besides the table, which is t.
	with string
	// ref is the reference under which people know a row, subject what it tells of
	// instead, committee whose matter it is, at a moment of it: expressions, '' for none.
	ref, subject, committee, at string
	project                     string // whose column it is; "" for t.project_id
	accounts                    []account
	lists                       []inColumn // JSON, in which people are {"id", "username"}
	names                       []inColumn // the names of people without an account
	texts                       []string   // what people wrote, in which anybody may be named
}

// account is a pair of columns that hold somebody's account.
type account struct {
	role     governance.DataRole
	id, name string // name is "" where only the account's identifier is kept; id names its table where that is not t
	prefix   string // of the identifier
}

// inColumn is a column that holds people in some way.
type inColumn struct {
	role   governance.DataRole
	column string
}

// by is the pair PREFIX_id and PREFIX_name.
func by(role governance.DataRole, prefix string) account {
	return account{role: role, id: prefix + "_id", name: prefix + "_name"}
}

func author() []account { return []account{by(governance.RoleAuthor, "author")} }

// numberRef is the reference of what is counted by project: 'A-' || number.
func numberRef(prefix, column string) string {
	return "'" + prefix + "-' || CAST(" + column + " AS TEXT)"
}

const (
	reader = "user_id"
	// ofMeeting is the meeting to which a row belongs.
	ofMeeting = "JOIN meetings m ON m.project_id = t.project_id AND m.number = t.meeting"
	// ofDecision is the decision to which a row belongs.
	ofDecision = "JOIN decisions d ON d.id = t.decision_id"
)

// holdings are all of them, by kind.
func holdings() []holding {
	all := formalHoldings()
	all = append(all, workHoldings()...)
	return append(all, reachHoldings()...)
}

// meetingHoldings are what belongs to a meeting.
func meetingHoldings() []holding {
	meeting := func(table string) holding {
		return holding{kind: governance.DataMeetings, table: table, with: ofMeeting, ref: numberRef("R", "t.meeting"), committee: "m.committee"}
	}
	points, seats, convocations, proceedings, editions, remarks, letters :=
		meeting("points"), meeting("seats"), meeting("convocations"), meeting("proceedings"), meeting("editions"), meeting("remarks"), meeting("letters")
	points.at, points.accounts = "t.created_at", append(author(), by(governance.RolePresenter, "presenter"))
	points.names, points.texts = []inColumn{{governance.RolePresenter, "presenter_called"}}, []string{"title", "note"}
	seats.at, seats.accounts = "t.answered_at", []account{by(governance.RoleMember, "account")}
	seats.names, seats.texts = []inColumn{{governance.RoleMember, "name"}}, []string{"institution", "title", "office", "answer"}
	convocations.at, convocations.accounts = "t.sent_at", author()
	proceedings.at, proceedings.accounts = "t.posted_at", append(author(), by(governance.RoleApprover, "approved_by"))
	proceedings.names = []inColumn{{governance.RoleApprover, "chair"}, {governance.RoleApprover, "approved_as"}}
	proceedings.texts = []string{"intro"}
	editions.at, editions.accounts, editions.lists = "t.posted_at", author(), []inColumn{{governance.RoleNamed, "content"}}
	remarks.at, remarks.accounts, remarks.texts = "t.said_at", author(), []string{"text"}
	remarks.names = []inColumn{{governance.RoleAuthor, "said_as"}}
	letters.at, letters.names = "t.at", []inColumn{{governance.RoleRecipient, "name"}}
	return []holding{points, convocations, seats, letters, proceedings, editions, remarks}
}

// formalHoldings are the records in which names stay.
func formalHoldings() []holding {
	return append(meetingHoldings(), []holding{
		{
			kind: governance.DataDecisions, table: "decisions", ref: "t.ref", committee: "t.committee", at: "t.logged_at", accounts: author(),
			names: []inColumn{{governance.RoleInCharge, "offline"}}, texts: []string{"body", "reason", "context", "alternatives", "search"},
		},
		{
			kind: governance.DataDecisions, table: "decision_people", with: ofDecision, project: "d.project_id", ref: "d.ref", committee: "d.committee", at: "d.logged_at",
			accounts: []account{{role: governance.RoleInCharge, id: reader, name: "username"}},
		},
		{
			kind: governance.DataMeetings, table: "meetings", ref: numberRef("R", "t.number"), committee: "t.committee", at: "t.created_at",
			accounts: author(), texts: []string{"title", "place", "reason"},
		},
		{
			kind: governance.DataMeetings, table: "series", ref: numberRef("S", "t.number"), committee: "t.committee", at: "t.created_at",
			accounts: author(), texts: []string{"title", "place"},
		},
		{
			kind: governance.DataAcceptance, table: "contracts", ref: "t.ref", at: "t.created_at", accounts: author(),
			lists: []inColumn{{governance.RoleInCharge, "in_charge"}, {governance.RoleDeputy, "deputies"}}, texts: []string{"supplier"},
		},
		{
			kind: governance.DataAcceptance, table: "verifications", ref: numberRef("V", "t.number"), at: "t.created_at",
			accounts: append(author(), by(governance.RoleDecider, "decided_by")),
			lists:    []inColumn{{governance.RoleInCharge, "in_charge"}, {governance.RoleDeputy, "deputies"}, {governance.RoleNamed, "request"}, {governance.RoleNamed, "delays"}, {governance.RoleNamed, "notice"}, {governance.RoleNamed, "decision_notice"}},
			texts:    []string{"object", "reason", "observations"},
		},
		{
			kind: governance.DataAcceptance, table: "reservations", ref: numberRef("V", "t.verification"), at: "t.created_at",
			accounts: append(author(), by(governance.RoleDecider, "lifted_by")), texts: []string{"description", "evidence", "lift_note", "despite"},
		},
		{
			kind: governance.DataAcceptance, table: "outages", ref: numberRef("V", "t.verification"), at: "t.created_at",
			accounts: author(), texts: []string{"note"},
		},
		{
			kind: governance.DataAgreements, table: "agreements", ref: numberRef("C", "t.number"), at: "t.created_at",
			accounts: author(), texts: []string{"name", "reason"},
		},
	}...)
}

// workHoldings are what the work in common needs while it goes on.
func workHoldings() []holding {
	return []holding{
		{
			kind: governance.DataActions, table: "actions", ref: numberRef("A", "t.number"), at: "t.created_at", accounts: author(),
			names: []inColumn{{governance.RoleInCharge, "offline"}}, texts: []string{"title", "blocked"},
		},
		{
			kind: governance.DataActions, table: "action_assignees", ref: numberRef("A", "t.number"),
			accounts: []account{{role: governance.RoleInCharge, id: reader, name: "username"}},
		},
		{
			kind: governance.DataSchools, table: "school_teams", ref: "t.uai", at: "t.changed_at",
			accounts: []account{by(governance.RoleMember, "person"), by(governance.RoleAuthor, "by")},
		},
		{kind: governance.DataSchools, table: "school_notes", ref: "t.uai", at: "t.noted_at", accounts: author(), texts: []string{"body"}},
		{
			kind: governance.DataSchools, table: "hold_ups", ref: "t.uai", accounts: append(author(), by(governance.RoleInCharge, "person")),
			texts: []string{"body"},
		},
		{
			kind: governance.DataSchools, table: "school_sets", ref: "t.name", at: "t.created_at",
			accounts: append(author(), by(governance.RoleInCharge, "lead")),
		},
		{
			kind: governance.DataCommittees, table: "committees", ref: "t.code", committee: "t.code", at: "t.created_at",
			accounts: []account{by(governance.RoleAuthor, "creator")},
		},
		{
			kind: governance.DataCommittees, table: "members", ref: "t.committee", committee: "t.committee", at: "t.created_at",
			accounts: append(author(), by(governance.RoleMember, "account")), names: []inColumn{{governance.RoleMember, "name"}},
			texts: []string{"institution", "title", "office"},
		},
		{kind: governance.DataOrganisation, table: "partners", ref: "t.name", at: "t.created_at", accounts: author(), texts: []string{"reason"}},
		{kind: governance.DataOrganisation, table: "profiles", at: "t.changed_at", accounts: author()},
		{kind: governance.DataOrganisation, table: "plans", at: "t.discussed_at", accounts: author()},
		{kind: governance.DataOrganisation, table: "projects", project: "t.id", lists: []inColumn{{governance.RoleAuthor, "closed"}}},
		{kind: governance.DataOrganisation, table: "import_batches", accounts: author()},
		{
			kind: governance.DataHistory, table: "history", subject: "t.subject", at: "t.changed_at", accounts: author(),
			lists: []inColumn{{governance.RoleNamed, "before_json"}, {governance.RoleNamed, "after_json"}}, texts: []string{"note"},
		},
	}
}

// reachHoldings are what serves to speak to people, and what is left of it.
func reachHoldings() []holding {
	return []holding{
		{
			kind: governance.DataContacts, table: "addresses", ref: "t.committee", committee: "t.committee", at: "t.created_at",
			with:     "LEFT JOIN members m ON m.project_id = t.project_id AND m.committee = t.committee AND m.number = t.member",
			accounts: append(author(), account{role: governance.RoleMember, id: "m.account_id"}),
			names:    []inColumn{{governance.RoleMember, "m.name"}}, texts: []string{"address"},
		},
		{kind: governance.DataPreferences, table: "preferences", accounts: []account{{role: governance.RoleNamed, id: reader}}},
		{
			kind: governance.DataPreferences, table: "feeds", ref: "t.committee", committee: "t.committee", at: "t.created_at",
			accounts: []account{by(governance.RoleReader, "owner")},
		},
		{
			kind: governance.DataTraces, table: "deliveries", subject: "t.subject", at: "COALESCE(t.settled_at, t.due_at)",
			accounts: []account{{role: governance.RoleRecipient, id: "recipient", prefix: "user/"}},
		},
		{
			kind: governance.DataTraces, table: "clicks", with: "JOIN deliveries d ON d.id = t.delivery_id", subject: "d.subject", at: "t.clicked_at",
			accounts: []account{{role: governance.RoleAuthor, id: reader, name: "username"}},
		},
		{
			kind: governance.DataTraces, table: "seen", subject: "t.subject", at: "t.seen_at",
			accounts: []account{{role: governance.RoleReader, id: reader, name: "username"}},
		},
	}
}

// impersonal are the columns of text that hold nobody: by table, the names, between blanks.
// Those that are everywhere stand under "". What people have named (a committee, a set, a
// partner) is in one where it is the name of a thing.
var impersonal = map[string]string{
	"":                "project_id uai committee state",
	"actions":         "kind due former_ref group_code blocked_on origin",
	"agreements":      "partners signed until terminated_on",
	"clicks":          "command change",
	"committees":      "code name level channel_id channel_name diffusion leads digest kind agenda",
	"contracts":       "ref_key ref terms lots region holidays worked_days derogations notified_on",
	"convocations":    "notice_unit last_day quorum",
	"counters":        "sequence",
	"decision_words":  "word",
	"decisions":       "ref selection supersedes superseded_by decided_on due review contract source_channel source_post former_ref",
	"deliveries":      "subject kind occurrence post_id reason",
	"feeds":           "token_hash",
	"group_areas":     "code districts kind",
	"history":         "subject channel_id change",
	"hold_ups":        "category since_day",
	"import_batches":  "channel_id body",
	"letters":         "round",
	"meetings":        "day zone former_ref slot",
	"members":         "function",
	"outages":         "day",
	"partners":        "name level role competences former left_on",
	"plans":           "perimeter stage partners edits",
	"points":          "about",
	"preferences":     "zone quiet pause_until",
	"proceedings":     "ref until_day",
	"profiles":        "perimeter stage",
	"projects":        "id team_id name zone region locale quiet selectors",
	"remarks":         "post",
	"reservations":    "severity schools noted_on lifted_on",
	"retentions":      "kind",
	"rules":           "notice_unit quorum",
	"school_holidays": "location school_year zone name first_day last_day",
	"school_sets":     "name sort_key targets",
	"school_teams":    "function",
	"schools":         "name type commune postal_code district stage stage_since stage_decision selected_by sort_key nickname",
	"seen":            "subject",
	"series":          "rule first_day until_day zone if_closed",
	"service_levels":  "clause",
	"spent_forms":     "nonce",
	"verifications":   "contract step notified_on observation_end deadline outcome decided_on phase since decision_ref lapsed lapsed_on count",
}

// PersonalColumn is a column that holds people, in one of the ways of a holding.
type PersonalColumn struct {
	Kind          governance.DataKind
	Table, Column string
	// How is "account", "list" of accounts, "name" of who has no account, or "text" that
	// people wrote.
	How string
}

// PersonalColumns are all of them, by kind.
func PersonalColumns() (columns []PersonalColumn) {
	for _, h := range holdings() {
		columns = append(columns, h.personalColumns()...)
	}
	return columns
}

func (h holding) personalColumns() (columns []PersonalColumn) {
	add := func(how string, names ...string) {
		for _, name := range names {
			if name != "" && h.own(name) {
				columns = append(columns, PersonalColumn{h.kind, h.table, name, how})
			}
		}
	}
	for _, c := range h.accounts {
		add("account", c.id, c.name)
	}
	for _, c := range h.lists {
		add("list", c.column)
	}
	for _, c := range h.names {
		add("name", c.column)
	}
	add("text", h.texts...)
	return columns
}

// own reports whether a column is the table's, and not one that it is joined with.
func (holding) own(column string) bool { return !strings.Contains(column, ".") }
