package governance

import "time"

var committeeEvents = keeps("committee", Committee.stored, storedCommittee.committee).beginning("committee.created").without(committeeExposed, committeeEnclosed)

// storedCommittee is a committee as history stores it, in versions 0 and 1.
type storedCommittee struct {
	Project     ProjectID     `json:"Project"`
	Code        string        `json:"Code"`
	Name        string        `json:"Name"`
	Level       Level         `json:"Level"`
	Channel     ChannelID     `json:"Channel"`
	ChannelName string        `json:"ChannelName"`
	Diffusion   Diffusion     `json:"Diffusion"`
	Series      int           `json:"Series"`
	Leads       []storedLead  `json:"Leads"`
	Digest      *storedDigest `json:"Digest"`
	CreatedAt   time.Time     `json:"CreatedAt"`
	CreatedBy   storedPerson  `json:"CreatedBy"`
}

func (c Committee) stored() storedCommittee {
	return storedCommittee{
		Project:     c.Project,
		Code:        c.Code,
		Name:        c.Name,
		Level:       c.Level,
		Channel:     c.Channel,
		ChannelName: c.ChannelName,
		Diffusion:   c.Diffusion,
		Series:      c.Series,
		Leads:       each(c.Leads, asStoredLead),
		Digest:      optionally(c.Digest, Digest.stored),
		CreatedAt:   c.CreatedAt,
		CreatedBy:   storedPerson(c.CreatedBy),
	}
}

func (f storedCommittee) committee() Committee {
	return Committee{
		Project:     f.Project,
		Code:        f.Code,
		Name:        f.Name,
		Level:       f.Level,
		Channel:     f.Channel,
		ChannelName: f.ChannelName,
		Diffusion:   f.Diffusion,
		Series:      f.Series,
		Leads:       each(f.Leads, storedLead.lead),
		Digest:      optionally(f.Digest, storedDigest.digest),
		CreatedAt:   f.CreatedAt,
		CreatedBy:   Person(f.CreatedBy),
	}
}

type storedLead struct {
	Days    int `json:"days,omitempty"`
	Minutes int `json:"minutes,omitempty"`
}

func asStoredLead(l Lead) storedLead { return storedLead(l) }

func (f storedLead) lead() Lead { return Lead(f) }

type storedDigest struct {
	Off bool         `json:"off,omitempty"`
	Day time.Weekday `json:"day"`
	At  storedHour   `json:"at"`
}

func (d Digest) stored() storedDigest {
	return storedDigest{
		Off: d.Off,
		Day: d.Day,
		At:  storedHour(d.At),
	}
}

func (f storedDigest) digest() Digest {
	return Digest{
		Off: f.Off,
		Day: f.Day,
		At:  Hour(f.At),
	}
}
