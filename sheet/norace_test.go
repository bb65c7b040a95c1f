//go:build !race

package sheet_test

// shadow is 1 without the race detector.
const shadow = 1
