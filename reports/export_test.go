package reports

// Printed is a text as the PDF's fonts have it.
func Printed(s string) string { return printed(s) }
