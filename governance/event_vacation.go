package governance

import "pilotent/governance/calendar"

var vacationEvents = keeps("vacation", VacationReport.stored, storedVacation.report).beginning("vacation.imported")

// storedVacation is an import of school holidays as history stores it, in versions 0 and 1.
type storedVacation struct {
	storedImport
	Teachers  int           `json:"Teachers"`
	Locations []string      `json:"Locations"`
	Until     calendar.Date `json:"Until"`
}

func (r VacationReport) stored() storedVacation {
	return storedVacation{
		storedImport: r.ImportReport.stored(),
		Teachers:     r.Teachers,
		Locations:    r.Locations,
		Until:        r.Until,
	}
}

func (f storedVacation) report() VacationReport {
	return VacationReport{
		ImportReport: f.storedImport.report(),
		Teachers:     f.Teachers,
		Locations:    f.Locations,
		Until:        f.Until,
	}
}
