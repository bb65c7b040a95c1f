package organisation

import (
	"cmp"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// PartnerView is a partner with what surrounds it.
type PartnerView struct {
	// Partner is as the project says; what it does not say is as agreements in force
	// say. Its Number is 0 where it only stands on them.
	Partner
	// Agreements are those in force on which it stands, and Otherwise those of them that
	// say of its level or its competences something else than the project.
	Agreements []committee.Agreement
	Otherwise  []Otherwise
	History    []record.HistoryLine
}

// Otherwise is what an agreement says of a partner that the project says in another way.
type Otherwise struct {
	Ref string
	committee.Institution
}

// PartnersOf are the project's partners, and those that stand on its agreements in
// force: one name is one line. The project's own word on an institution wins, part by
// part; an agreement keeps what was signed, and fills in what the project leaves open
// (docs/decisions/0031).
func PartnersOf(list []Partner, agreements []committee.Agreement) []PartnerView {
	var views []PartnerView
	for _, p := range list {
		if p.LeftOn.IsZero() {
			views = append(views, PartnerView{Partner: p})
		}
	}
	latest := slices.Clone(agreements)
	slices.SortStableFunc(latest, func(a, b committee.Agreement) int { return -cmp.Compare(a.Signed.String(), b.Signed.String()) })
	for _, a := range latest {
		for _, i := range a.Partners {
			at := slices.IndexFunc(views, func(v PartnerView) bool { return v.Named(i.Name) })
			if at < 0 {
				at, views = len(views), append(views, PartnerView{Partner: Partner{Institution: committee.Institution{Name: i.Name}}})
			}
			views[at].standOn(a, i)
		}
	}
	slices.SortStableFunc(views, func(a, b PartnerView) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
	return views
}

// standOn notes what an agreement says of the partner.
func (v *PartnerView) standOn(a committee.Agreement, i committee.Institution) {
	own := v.Institution
	v.Agreements = append(v.Agreements, a)
	if own.Level != "" && i.Level != "" && own.Level != i.Level ||
		len(own.Competences) > 0 && len(i.Competences) > 0 && !record.SameSet(own.Competences, i.Competences) {
		v.Otherwise = append(v.Otherwise, Otherwise{a.Ref(), i})
	}
	v.Level, v.Role = cmp.Or(own.Level, i.Level), cmp.Or(own.Role, i.Role)
	if len(own.Competences) == 0 {
		v.Competences = slices.Clone(i.Competences)
	}
}

// rank is the place of a level in lists: the founding text goes from the school to the
// territory, those of whom no level is said come last.
func rank(l record.Level) int {
	if i := slices.Index(levels(), l); i >= 0 {
		return i
	}
	return len(levels())
}

func levels() []record.Level {
	return []record.Level{record.LevelTerritorial, record.LevelAcademic, record.LevelSchool}
}

// PartnerNamed is the partner that has that name, folded, or had it.
func PartnerNamed(list []PartnerView, name string) (PartnerView, bool) {
	i := slices.IndexFunc(list, func(v PartnerView) bool { return v.Named(name) })
	if i < 0 {
		return PartnerView{}, false
	}
	return list[i], true
}

func findPartner(list []PartnerView, name string) (PartnerView, error) {
	if v, ok := PartnerNamed(list, name); ok {
		return v, nil
	}
	var names []string
	for _, v := range list {
		names = append(names, v.Name)
	}
	if len(names) == 0 {
		return PartnerView{}, record.NotFoundError("partner.none", "name", name).About("partner")
	}
	return PartnerView{}, record.NotFoundError("partner.unknown", "name", name, "known", names).About("partner")
}

// currentPartners are the partners of today.
func currentPartners(tx Tx, p record.ProjectID, today calendar.Date) ([]PartnerView, error) {
	list, err := tx.Partners(p)
	if err != nil {
		return nil, err
	}
	agreements, err := committee.AgreementsInForce(tx, p, "", today)
	if err != nil {
		return nil, err
	}
	return PartnersOf(list, agreements), nil
}

// AllPartners are the partners of today, then those that left, in the order in which
// they came.
func AllPartners(tx Tx, p record.ProjectID, today calendar.Date) ([]PartnerView, error) {
	views, err := currentPartners(tx, p, today)
	if err != nil {
		return nil, err
	}
	list, err := tx.Partners(p)
	for _, partner := range list {
		if !partner.LeftOn.IsZero() {
			views = append(views, PartnerView{Partner: partner})
		}
	}
	return views, err
}
