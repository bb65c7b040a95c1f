package record

import (
	"cmp"
	"strings"
	"sync"
	"time"

	"pilotent/governance/calendar"
)

// place is a part of the Republic with a zone of its own, by the names that
// people give it. The first is proposed to those who name none.
type place struct {
	zone  string
	names []string
}

// places are in the order in which they are proposed.
func places() []place {
	return []place{
		{"Europe/Paris", []string{"Paris", "France", "métropole", "France métropolitaine", "Corse"}},
		{"America/Guadeloupe", []string{"Guadeloupe", "Pointe-à-Pitre"}},
		{"America/Martinique", []string{"Martinique", "Fort-de-France"}},
		{"America/Cayenne", []string{"Guyane", "Cayenne"}},
		{"Indian/Reunion", []string{"La Réunion", "Réunion", "Saint-Denis de La Réunion"}},
		{"Indian/Mayotte", []string{"Mayotte", "Mamoudzou"}},
		{"America/St_Barthelemy", []string{"Saint-Barthélemy"}},
		{"America/Marigot", []string{"Saint-Martin", "Marigot"}},
		{"America/Miquelon", []string{"Saint-Pierre-et-Miquelon", "Miquelon"}},
		{"Pacific/Noumea", []string{"Nouvelle-Calédonie", "Nouméa"}},
		{"Pacific/Tahiti", []string{"Tahiti", "Polynésie", "Polynésie française", "Papeete"}},
		{"Pacific/Marquesas", []string{"Marquises"}},
		{"Pacific/Gambier", []string{"Gambier"}},
		{"Pacific/Wallis", []string{"Wallis", "Wallis-et-Futuna"}},
	}
}

// ZoneOf is the zone of a place, by its name or its zone's; "" when unknown.
func ZoneOf(text string) string {
	text = Fold(text)
	for _, p := range places() {
		for _, name := range append(p.names, p.zone) {
			if Fold(name) == text {
				return p.zone
			}
		}
	}
	return ""
}

// ZoneIn is the zone of a region.
func ZoneIn(r calendar.Region) string {
	overseas := map[calendar.Region]string{
		calendar.RegionGuadeloupe: "America/Guadeloupe", calendar.RegionGuyane: "America/Cayenne", calendar.RegionMartinique: "America/Martinique",
		calendar.RegionLaReunion: "Indian/Reunion", calendar.RegionMayotte: "Indian/Mayotte",
		calendar.RegionSaintBarthelemy: "America/St_Barthelemy", calendar.RegionSaintMartin: "America/Marigot",
		calendar.RegionNouvelleCaledonie: "Pacific/Noumea", calendar.RegionPolynesieFrancaise: "Pacific/Tahiti",
		calendar.RegionSaintPierreEtMiquelon: "America/Miquelon", calendar.RegionWallisEtFutuna: "Pacific/Wallis",
	}
	return cmp.Or(overseas[r], "Europe/Paris")
}

// locations are the zones that were asked for, by name: they are read from files, and
// asked for many times in one request.
var locations sync.Map

// Location is the zone of that IANA name, or else one for "" and for what this machine
// does not know.
func Location(name string, or *time.Location) *time.Location {
	if name == "" {
		return or
	}
	if known, ok := locations.Load(name); ok {
		return known.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return or
	}
	locations.Store(name, loc)
	return loc
}

// ParseZone reads the name of a place of the Republic, « La Réunion », or of an
// IANA zone, "Indian/Reunion".
func ParseZone(text string) (string, error) {
	if zone := ZoneOf(text); zone != "" {
		return zone, nil
	}
	text = strings.TrimSpace(text)
	// Without a "/" it would be "Local", or a name that says no place.
	if strings.Contains(text, "/") {
		if loc, err := time.LoadLocation(text); err == nil {
			return loc.String(), nil
		}
	}
	var names, known []string
	for _, p := range places() {
		names, known = append(names, p.names...), append(known, p.names[0])
	}
	return "", InvalidError("settings.zone", "text", text, "near", Nearest(text, names), "known", known).About("zone")
}
