package scheduler

// Fit is how many of each group a digest shows.
func Fit(room int, groups []int) []int { return fit(room, groups) }
