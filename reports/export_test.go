package reports

// Western is a text as the PDF's fonts have it.
func Western(s string) string { return western(s) }
