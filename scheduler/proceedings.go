package scheduler

import (
	"pilotent/governance/proceedings"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// minutesMessage tells a committee of the minutes of a meeting: the draft in full, so that
// it can be read and remarked on where it stands.
func minutesMessage(p i18n.Printer, d reminder.Delivery, _ reminder.Content, v proceedings.View) message.Message {
	said := message.Say(message.Paragraph(p.Text("announce."+string(d.Kind),
		"ref", v.MeetingRef(), "code", v.Of.Code, "until", v.Until, "number", v.Ref, "again", v.Edition > 1, "Count", len(v.Remarks))))
	said.Title = p.Text("card.minutes")
	switch d.Kind {
	case proceedings.DraftPosted:
		said = said.With(p.Minutes(v.Content)...)
		said.Ways = p.Text("minutes.way.remark", "ref", v.MeetingRef())
	case proceedings.RemarksEnd:
		said.Ways = p.Text("minutes.way.remark", "ref", v.MeetingRef())
	case proceedings.ApprovalDue:
		for _, r := range v.Remarks {
			said = said.With(message.Lines("- " + p.Remark(r)))
		}
		said.Title, said.Ways = "", p.Text("minutes.way.approve", "ref", v.MeetingRef())
	case proceedings.MinutesCompleted:
		if r, ok := v.AddedAs(d); ok {
			said = said.With(message.Paragraph(p.Remark(r)))
		}
		said.Ways = p.Text("minutes.way_on", "ref", v.MeetingRef())
	default:
		said = said.With(message.Paragraph(p.Approval(v)))
		said.Ways = p.Text("minutes.way_on", "ref", v.MeetingRef())
	}
	return said
}
