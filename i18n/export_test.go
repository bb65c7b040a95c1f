package i18n

// NamesZone reports whether a zone has a name of its own, other than its city's.
func NamesZone(name string) bool { _, ok := zoneNames[name]; return ok }
