//go:build !race

package main

// shadow is 1 without the race detector.
const shadow = 1
