package register

import (
	"slices"
	"strings"
	"unicode"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// field is what a column says of an entry.
type field string

const (
	fieldNumber     field = "number"
	fieldDay        field = "date"
	fieldCommittee  field = "committee"
	fieldText       field = "text"
	fieldContext    field = "context"
	fieldOthers     field = "alternatives"
	fieldInCharge   field = "in_charge"
	fieldDue        field = "due"
	fieldReview     field = "review"
	fieldState      field = "state"
	fieldReason     field = "reason"
	fieldSchools    field = "schools"
	fieldSelection  field = "selection"
	fieldMeeting    field = "meeting"
	fieldVote       field = "vote"
	fieldReplaces   field = "replaces"
	fieldReplacedBy field = "replaced_by"
	fieldAct        field = "act"
	fieldContract   field = "contract"
	fieldAuthor     field = "author"
	fieldLogged     field = "logged"
	fieldKind       field = "kind"
	fieldClosed     field = "closed"
	fieldHour       field = "hour"
	fieldLength     field = "length"
	fieldPlace      field = "place"
	fieldStage      field = "stage"
	fieldSince      field = "since"
	fieldDecision   field = "decision"
	fieldSelectedBy field = "selected_by"
	fieldNickname   field = "nickname"
	fieldGroup      field = "group"
)

// titled is a field, and the titles that columns have for it, folded: those that may
// mean something else come last. A column is that of the first field that claims it.
type titled struct {
	field
	titles []string
}

// Titles that all registers have.
var (
	numberTitles = titled{fieldNumber, []string{
		"numero", "n", "no", "num", "number", "ref", "reference", "numero de decision", "n de decision", "n decision", "numero decision", "numero de la decision",
		"reference de la decision", "numero d action", "n d action", "n action", "numero action", "numero de reunion", "n de reunion", "n reunion", "identifiant", "id", "code",
	}}
	committeeTitles = titled{fieldCommittee, []string{"comite", "instance", "commission", "committee", "comite ou instance", "comite instance", "instance comite", "nom du comite", "code du comite", "groupe"}}
	stateTitles     = titled{fieldState, []string{"etat", "statut", "state", "status", "avancement", "etat d avancement", "suite donnee", "etat de la decision", "statut de la decision"}}
	reasonTitles    = titled{fieldReason, []string{"motif", "reason", "motif du refus", "raison"}}
	dueTitles       = titled{fieldDue, []string{"echeance", "due", "due date", "pour le", "delai", "date limite", "date d echeance", "a faire pour le", "a realiser pour le", "date butoir", "deadline"}}
	chargeTitles    = titled{fieldInCharge, []string{
		"en charge", "responsable", "responsables", "porteur", "porteurs", "pilote", "pilotes", "in charge", "owner", "qui", "responsable de l action", "responsable du suivi",
		"personne en charge", "charge de suivi", "acteur", "acteurs", "assigne a",
	}}
	schoolTitles = titled{fieldSchools, []string{"ecoles", "ecole", "schools", "school", "uai", "uai des ecoles", "ecoles concernees", "ecole concernee", "code uai", "etablissement", "etablissements"}}
	authorTitles = titled{fieldAuthor, []string{"enregistree par", "recorded by", "enregistre par", "saisie par", "saisi par", "cree par", "creee par"}}
)

// columns are where the fields of an entry stand in a row.
type columns struct {
	at map[field]int
	// named are the titles as they stand.
	named map[field]string
	// unread are the titles that no field has claimed.
	unread []string
}

func columnsOf(titles []string, known []titled) columns {
	c, folded := columns{map[field]int{}, map[field]string{}, nil}, make([]string, len(titles))
	for i, t := range titles {
		folded[i] = record.Fold(t)
	}
	claimed := map[int]bool{}
	for _, k := range known {
		for _, title := range k.titles {
			i := slices.Index(folded, title)
			if _, found := c.at[k.field]; i >= 0 && !claimed[i] && !found {
				c.at[k.field], c.named[k.field], claimed[i] = i, strings.TrimSpace(titles[i]), true
			}
		}
	}
	for i, t := range titles {
		if !claimed[i] && folded[i] != "" {
			c.unread = append(c.unread, record.Excerpt(strings.TrimSpace(t)))
		}
	}
	return c
}

func (c columns) has(f field) bool {
	_, ok := c.at[f]
	return ok
}

// said are those of the parts of which the table says something.
func (c columns) said(parts record.Parts) record.Parts {
	of := map[record.Part]field{
		record.PartState: fieldState, record.PartDue: fieldDue, record.PartSchools: fieldSchools, record.PartInCharge: fieldInCharge,
		record.PartDuration: fieldLength, record.PartPlace: fieldPlace, record.PartTitle: fieldText,
	}
	return slices.DeleteFunc(parts, func(p record.Part) bool {
		f, some := of[p]
		return some && !c.has(f)
	})
}

// row is one of the table, of which every cell is a copy.
type row struct {
	line  int
	cells map[field]string
	named map[field]string
	wrong *record.Error // why it could not be read
}

// maxRows is how many rows are brought in at once: more would make others wait.
const maxRows = 5000

// rows are all of the table.
func (c columns) rows(t perimeter.Table) ([]row, error) {
	var all []row
	for r, wrong := range t.Rows {
		if len(all) == maxRows {
			return nil, record.InvalidError("register.many", "max", maxRows).About("file")
		}
		all = append(all, c.row(r, wrong))
	}
	if len(all) == 0 {
		return nil, record.InvalidError("import.no_rows").About("file")
	}
	return all, nil
}

// row is one of the table, or why it could not be read.
func (c columns) row(r perimeter.TableRow, wrong *record.Error) row {
	read := row{line: r.Line, cells: map[field]string{}, named: c.named, wrong: wrong}
	for f, i := range c.at {
		if wrong == nil && i < len(r.Cells) {
			read.cells[f] = strings.Clone(plainCell(r.Cells[i]))
		}
	}
	return read
}

// plainCell is a cell without blanks around it, nor the apostrophe that keeps a
// spreadsheet from taking it for a formula.
func plainCell(text string) string {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "")))
	if rest, ok := strings.CutPrefix(text, "'"); ok && strings.ContainsAny(firstOf(rest), "=+-@＝＋－＠") {
		return rest
	}
	return text
}

func firstOf(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

// has reports whether the row says something of the field.
func (r row) has(f field) bool { return r.cells[f] != "" }

// cell are the arguments of a sentence about a cell: its column, its text, and others.
func (r row) cell(f field, pairs ...any) []any {
	return append([]any{"column", r.named[f], "text", record.Excerpt(r.cells[f])}, pairs...)
}
