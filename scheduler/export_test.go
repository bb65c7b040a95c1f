package scheduler

import (
	"time"

	"pilotent/governance/record"
)

// Fit is how many of each group a digest shows.
func Fit(room int, groups []int) []int { return fit(room, groups) }

// Trip opens a circuit breaker for some time; openFor is how long it still is.
func Trip(now record.Clock, wait time.Duration) (openFor func() time.Duration) {
	b := breaker{now: now}
	b.trip(wait)
	return b.openFor
}

// Renders reports whether there is a text for deliveries about the noun.
func Renders(noun record.Noun) bool { return renderers()[noun].message != nil }

// RendersInDigest reports whether digests show things of the noun.
func RendersInDigest(noun record.Noun) bool { return renderers()[noun].digest != nil }
