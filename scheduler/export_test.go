package scheduler

import (
	"time"

	"pilotent/governance/record"
)

// Fit is how many of each group a digest shows.
func Fit(room int, groups []int) []int { return fit(room, groups) }

// Pause leaves the chat alone for some time; left is how long that lasts still.
func Pause(now record.Clock, wait time.Duration) (left func() time.Duration) {
	o := outage{now: now}
	o.pause(wait)
	return o.left
}

// Renders reports whether there is a text for deliveries about the noun.
func Renders(noun record.Noun) bool { return renderers()[noun].message != nil }

// RendersInDigest reports whether digests show things of the noun.
func RendersInDigest(noun record.Noun) bool { return renderers()[noun].digest != nil }
