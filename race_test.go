//go:build race

package main

// shadow is how many times the memory of a program the race detector takes.
const shadow = 5
