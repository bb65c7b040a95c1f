package scheduler

import (
	"time"

	"pilotent/governance"
)

// Fit is how many of each group a digest shows.
func Fit(room int, groups []int) []int { return fit(room, groups) }

// Pause leaves the chat alone for some time; left is how long that lasts still.
func Pause(now governance.Clock, wait time.Duration) (left func() time.Duration) {
	o := outage{now: now}
	o.pause(wait)
	return o.left
}

// Renders says whether there is a text for deliveries about the noun.
func Renders(noun governance.Noun) bool { return renderers()[noun].message != nil }

// RendersInDigest says whether digests show things of the noun.
func RendersInDigest(noun governance.Noun) bool { return renderers()[noun].digest != nil }
