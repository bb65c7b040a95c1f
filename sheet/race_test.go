//go:build race

package sheet_test

// shadow is how many times its usual memory a heap may take: with the race detector
// the collector is late.
const shadow = 2
