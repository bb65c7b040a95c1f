package scheduler_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/perimeter"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/message"
	"pilotent/storage/storagetest"
)

// schoolFile has eight schools of Vitry-sur-Seine.
const schoolFile = "UAI;Nom;Commune\n" +
	"0940198E;Ecole élémentaire Henri Wallon A;Vitry-sur-Seine\n" +
	"0940573M;Ecole élémentaire Henri Wallon B;Vitry-sur-Seine\n" +
	"0940451E;Ecole maternelle Jean Jaurès;Vitry-sur-Seine\n" +
	"0940237X;Ecole élémentaire Jean Jaurès;Vitry-sur-Seine\n" +
	"0940574N;Ecole maternelle Henri Wallon;Vitry-sur-Seine\n" +
	"0940693T;Ecole élémentaire Jean Jaurès;La Queue-en-Brie\n" +
	"0940680D;Ecole élémentaire Jean Jaurès;Noiseau\n" +
	"0941339V;Ecole élémentaire Jean Jaurès;Valenton\n"

func schoolTable(t *testing.T) perimeter.SchoolImport {
	table, err := commands.ReadTable(strings.NewReader(schoolFile), perimeter.IsSchoolTable)
	require.NoError(t, err)
	return perimeter.SchoolImport{Table: table}
}

var eight = []record.UAI{"0940198E", "0940573M", "0940451E", "0940237X", "0940574N", "0940693T", "0940680D", "0941339V"}

// scene is something that happens and what the bot then has to say of it: the
// last delivery of a kind that is due by a moment.
type scene struct {
	title string
	does  func(w *world) error
	kind  reminder.DeliveryKind
	at    string // default when it happens
}

func scenes() []scene {
	propose := func(n committee.NewDecision) func(*world) error {
		return func(w *world) error {
			if n.Committee = "copil"; n.Text == "" {
				n.Text = "Retenir des écoles de Vitry pour la vague 1"
			}
			_, err := w.LogDecision(w.Context(), w.as(pilot), n)
			return err
		}
	}
	settle := func(to committee.DecisionState, reason string) func(*world) error {
		return func(w *world) error {
			if err := propose(committee.NewDecision{Proposed: true})(w); err != nil {
				return err
			}
			_, err := w.SettleDecision(w.Context(), w.as(pilot), "COPIL-2026-001", to, reason)
			return err
		}
	}
	mark := func(n committee.NewDecision, said committee.Selection) func(*world) error {
		return func(w *world) error {
			if err := propose(n)(w); err != nil {
				return err
			}
			_, err := w.MarkDecision(w.Context(), w.as(pilot), "COPIL-2026-001", said)
			return err
		}
	}
	cancel := func(n committee.NewDecision) func(*world) error {
		return func(w *world) error {
			if err := propose(n)(w); err != nil {
				return err
			}
			_, err := w.CancelDecision(w.Context(), w.as(pilot), "COPIL-2026-001", "Saisie deux fois")
			return err
		}
	}
	const selects, declines = committee.SelectionSelects, committee.SelectionDeclines
	act := func(due string, schools ...record.UAI) func(*world) error {
		return func(w *world) error {
			n := rollout.NewAction{Title: "Former l'équipe à la messagerie", Schools: schools, Assignees: []record.Person{person("ien")}}
			if due != "" {
				n.Due = calendar.MustParseDate(due)
			}
			_, err := w.CreateAction(w.Context(), w.as(pilot), n)
			return err
		}
	}
	meet := func(length time.Duration, place string) func(*world) error {
		return func(w *world) error {
			_, _, err := w.ScheduleMeeting(w.Context(), w.as(pilot), committee.NewMeeting{
				Committee: "copil", Start: w.moment("2026-12-18 14:00"), Duration: length, Place: place,
			})
			return err
		}
	}
	full := meet(2*time.Hour, "Mairie de Vitry")
	series := func(then func(w *world) error) func(*world) error {
		return func(w *world) error {
			_, err := w.PlanSeries(w.Context(), w.as(pilot), sitting.NewSeries{
				Committee: "copil", Rule: calendar.MustParseRule("FREQ=MONTHLY;BYDAY=1TU"), At: record.Hour{Hour: 14}, Until: calendar.MustParseDate("2027-06-30"),
				Duration: 2 * time.Hour, Place: "Mairie de Vitry", Title: "Suivi de la vague 1",
			})
			if err == nil && then != nil {
				err = then(w)
			}
			return err
		}
	}
	// held opens a meeting of which one point is dealt with, and closes it.
	held := func(closed bool) func(*world) error {
		return func(w *world) error {
			if err := full(w); err != nil {
				return err
			}
			for _, title := range []string{"Bilan des formations", "Calendrier de la vague 2"} {
				if _, _, err := w.ProposePoint(w.Context(), w.as(pilot), sitting.NewPoint{Meeting: 1, Title: title, Length: 20 * time.Minute}); err != nil {
					return err
				}
			}
			if _, err := w.OpenMeeting(w.Context(), w.as(pilot), 1); err != nil || !closed {
				return err
			}
			if _, err := w.TakePoint(w.Context(), w.as(pilot), sitting.TakePoint{Meeting: 1}); err != nil {
				return err
			}
			if _, err := w.LogDecision(w.Context(), w.as(pilot), committee.NewDecision{
				Text: "Former les écoles avant avril", Committee: "COPIL", Details: committee.Details{Vote: committee.Vote{For: 8, Against: 1}},
			}); err != nil {
				return err
			}
			if _, err := w.CreateAction(w.Context(), w.as(pilot), rollout.NewAction{Title: "Réserver la salle"}); err != nil {
				return err
			}
			_, err := w.CloseMeeting(w.Context(), w.as(pilot), 1)
			return err
		}
	}
	// written posts the draft of the minutes of that meeting.
	written := func(then func(*world) error) func(*world) error {
		return func(w *world) error {
			if err := held(true)(w); err != nil {
				return err
			}
			_, err := w.PostMinutes(w.Context(), w.as(pilot), 1)
			if err == nil && then != nil {
				err = then(w)
			}
			return err
		}
	}
	fifteen := calendar.Period{Length: 15, Unit: calendar.UnitDays}
	short, over := counts(acceptance.NewCount{Delivered: 118, Delay: fifteen}), counts(acceptance.NewCount{Delivered: 122, Delay: fifteen})
	open := func(step contract.Step, deputies ...record.Person) func(*world) error {
		return func(w *world) error {
			elsewhere := w.as(pilot)
			elsewhere.Channel = "" // no committee's: nobody but people is told
			_, err := w.OpenVerification(w.Context(), elsewhere, acceptance.NewVerification{
				Step: step, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: calendar.MustParseDate("2026-11-23"),
				InCharge: []record.Person{person("ien")}, Deputies: deputies,
			})
			return err
		}
	}
	return append([]scene{
		{"a proposal, one school", propose(committee.NewDecision{Proposed: true, Schools: eight[:1], Selection: selects}), committee.DecisionProposed, ""},
		{"adopted, two schools", propose(committee.NewDecision{Schools: eight[:2], Selection: selects}), committee.DecisionSettled, ""},
		{"adopted, more schools than are named", propose(committee.NewDecision{Schools: eight[:7], Selection: selects}), committee.DecisionSettled, ""},
		{"adopted, not selecting", propose(committee.NewDecision{Text: "Ne pas retenir Wallon", Schools: eight[:1], Selection: declines}), committee.DecisionSettled, ""},
		{"adopted, nothing about the school", propose(committee.NewDecision{Text: "Équiper Wallon", Schools: eight[:1]}), committee.DecisionSettled, ""},
		{"adopted, then said to select", mark(committee.NewDecision{Text: "Déployer à Wallon", Schools: eight[:1]}, selects), committee.DecisionMarked, ""},
		{"proposed, then said not to select", mark(committee.NewDecision{Text: "Ne pas déployer à Wallon", Schools: eight[:2], Proposed: true}, declines), committee.DecisionProposed, ""},
		{"adopted by somebody else", func(w *world) error {
			if err := propose(committee.NewDecision{Proposed: true})(w); err != nil {
				return err
			}
			_, err := w.SettleDecision(w.Context(), w.as(ien), "COPIL-2026-001", committee.DecisionAdopted, "")
			return err
		}, committee.DecisionSettled, ""},
		{"rejected", settle(committee.DecisionRejected, "Budget"), committee.DecisionSettled, ""},
		{"deferred", settle(committee.DecisionDeferred, "Chiffrage attendu"), committee.DecisionSettled, ""},

		{"a proposal, edited", func(w *world) error {
			if err := propose(committee.NewDecision{Proposed: true})(w); err != nil {
				return err
			}
			_, err := w.EditDecision(w.Context(), w.as(pilot), committee.EditDecision{Ref: "COPIL-2026-001", Text: "Retenir Wallon", Schools: eight[:1]})
			return err
		}, committee.DecisionEdited, ""},
		{"a proposal, edited when it was deferred", func(w *world) error {
			if err := settle(committee.DecisionDeferred, "Chiffrage attendu")(w); err != nil {
				return err
			}
			_, err := w.EditDecision(w.Context(), w.as(pilot), committee.EditDecision{Ref: "COPIL-2026-001", Text: "Retenir Wallon"})
			return err
		}, committee.DecisionEdited, ""},
		{"a proposal, cancelled", cancel(committee.NewDecision{Proposed: true}), committee.DecisionAnnulled, ""},
		{"adopted, cancelled", cancel(committee.NewDecision{Schools: eight[:1], Selection: selects}), committee.DecisionAnnulled, ""},
		{"adopted, replaced", func(w *world) error {
			if err := propose(committee.NewDecision{Schools: eight[:2], Selection: selects})(w); err != nil {
				return err
			}
			_, _, err := w.MoveSchool(w.Context(), w.as(pilot), rollout.MoveSchool{School: eight[0], To: perimeter.StageSelected, Decision: "COPIL-2026-001"})
			if err != nil {
				return err
			}
			_, _, err = w.ReplaceDecision(w.Context(), w.as(pilot), committee.ReplaceDecision{Ref: "COPIL-2026-001", Text: "Retenir Jaurès", Reason: "Erreur de nom", Schools: eight[2:3], Selection: selects})
			return err
		}, committee.DecisionReplaces, ""},
		{"adopted, carried out", func(w *world) error {
			if err := propose(committee.NewDecision{Text: "Équiper Wallon", Schools: eight[:1]})(w); err != nil {
				return err
			}
			_, err := w.ApplyDecision(w.Context(), w.as(pilot), "COPIL-2026-001", "Livré le 20")
			return err
		}, committee.DecisionCarried, ""},

		{"given, without a date", act(""), rollout.ActionAssigned, ""},
		{"given, one school and a date", act("2026-12-15", eight[0]), rollout.ActionAssigned, ""},
		{"given, as many schools as are named", act("2026-12-15", eight[:6]...), rollout.ActionAssigned, ""},
		{"given, more schools than are named", act("2026-12-15", eight...), rollout.ActionAssigned, ""},
		{"due tomorrow", act("2026-12-15", eight[:2]...), rollout.ActionReminder, "2026-12-14 09:00"},
		{"due on Sunday", act("2026-12-20"), rollout.ActionReminder, "2026-12-18 09:00"},
		{"due today", act("2026-12-15"), rollout.ActionReminder, "2026-12-15 09:00"},
		{"late", act("2026-12-15"), rollout.ActionReminder, "2026-12-18 10:00"},
		{"done", func(w *world) error {
			if err := act("2026-12-15", eight[0])(w); err != nil {
				return err
			}
			_, err := w.CompleteAction(w.Context(), w.as(person("ien")), 1, rollout.Report{})
			return err
		}, rollout.ActionDone, ""},

		{"asked for again", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			_, _, err := w.RemindTomorrow(w.Context(), w.as(person("ien")), "action/A-1")
			return err
		}, rollout.ActionAgain, "2026-11-24 09:00"},
		{"given by somebody else than its author", handOver(act("2026-12-15"), person("ien")), rollout.ActionAssigned, ""},
		{"put off, and why", postpone(act("2026-12-15"), "2026-12-18", "L'IEN est en formation"), rollout.ActionPostponed, ""},
		{"given a date", postpone(act(""), "2026-12-18", ""), rollout.ActionPostponed, ""},
		{"taken by somebody else as well", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			_, err := w.TakeAction(w.Context(), w.as(person("mary")), 1)
			return err
		}, rollout.ActionShared, ""},
		{"others hold it from now on", handOver(handOver(act("2026-12-15"), pilot), person("cpc"), person("cpc"), person("mary")), rollout.ActionShared, ""},
		{"a group has got it", offer("2026-12-15", record.Person{}), rollout.ActionOffered, ""},
		{"a group has got what somebody does", offer("2026-12-15", person("ien")), rollout.ActionOffered, ""},
		{"given to somebody of a group", offer("2026-12-15", person("ien")), rollout.ActionAssigned, ""},
		{"nobody of the group has taken it", offer("2026-12-15", record.Person{}), rollout.ActionWaiting, "2026-12-14 09:00"},
		{"of a group that nobody of it has taken, put off", postpone(offer("2026-12-15", record.Person{}), "2026-12-18", ""), rollout.ActionPostponed, ""},
		{"the group has lost it", func(w *world) error {
			if err := offer("2026-12-15", record.Person{})(w); err != nil {
				return err
			}
			_, _, err := w.ReassignAction(w.Context(), w.as(pilot), rollout.Reassign{Number: 1, Group: rollout.NoGroup})
			return err
		}, rollout.ActionWithdrawn, ""},
		{"given to a group instead", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			support(w)
			_, _, err := w.ReassignAction(w.Context(), w.as(pilot), rollout.Reassign{Number: 1, Group: "COPIL"})
			return err
		}, rollout.ActionWithdrawn, ""},
		{"given to somebody else", handOver(act("2026-12-15"), pilot), rollout.ActionWithdrawn, ""},
		{"given back to its group", func(w *world) error {
			if err := offer("2026-12-15", person("ien"))(w); err != nil {
				return err
			}
			_, _, err := w.DeclineAction(w.Context(), w.as(person("ien")), 1, "En congé jusqu'en mars")
			return err
		}, rollout.ActionGivenBack, ""},
		{"declined", func(w *world) error {
			if err := offer("2026-12-15", record.Person{})(w); err != nil {
				return err
			}
			_, _, err := w.DeclineAction(w.Context(), w.as(pilot), 1, "C'est au plan de mars")
			return err
		}, rollout.ActionDeclined, ""},
		{"blocked", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			_, err := w.BlockAction(w.Context(), w.as(person("ien")), 1, "Pas de remplaçante")
			return err
		}, rollout.ActionBlocked, ""},
		{"blocked no longer", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			if _, err := w.BlockAction(w.Context(), w.as(pilot), 1, "Pas de remplaçante"); err != nil {
				return err
			}
			_, err := w.UnblockAction(w.Context(), w.as(person("ien")), 1, "")
			return err
		}, rollout.ActionUnblocked, ""},
		{"done, with a report", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			_, err := w.CompleteAction(w.Context(), w.as(person("ien")), 1, rollout.Report{Trained: 12, Spent: 90 * time.Minute})
			return err
		}, rollout.ActionDone, ""},
		{"what a school needs", func(w *world) error {
			support(w)
			_, err := w.AskForHelp(w.Context(), w.as(pilot), rollout.NewNeed{School: eight[0], Text: "Les codes n'arrivent pas"})
			return err
		}, rollout.ActionOffered, ""},
		{"what a school needs, without a group", func(w *world) error {
			_, err := w.AskForHelp(w.Context(), w.as(pilot), rollout.NewNeed{School: eight[0], Text: "Les codes n'arrivent pas"})
			return err
		}, rollout.ActionUnrouted, ""},
		{"of a school, to be confirmed", func(w *world) error {
			support(w)
			_, _, err := w.AskToJoin(w.Context(), w.as(person("ien")), eight[0], rollout.FunctionHead)
			return err
		}, rollout.TeamAsked, ""},
		{"of a school", func(w *world) error {
			_, _, err := w.AddTeammate(w.Context(), w.as(pilot), rollout.JoinTeam{School: eight[0], Person: person("ien")})
			return err
		}, rollout.TeamAdded, ""},
		{"not of a school", func(w *world) error {
			if _, _, err := w.AddTeammate(w.Context(), w.as(pilot), rollout.JoinTeam{School: eight[0], Person: person("ien")}); err != nil {
				return err
			}
			_, _, err := w.RemoveTeammate(w.Context(), w.as(pilot), eight[0], person("ien"))
			return err
		}, rollout.TeamRefused, ""},
		{"cancelled", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			_, err := w.CancelAction(w.Context(), w.as(pilot), 1, "École fermée")
			return err
		}, rollout.ActionCancelled, ""},
		{"cancelled by who holds it, to who gave it", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			_, err := w.CancelAction(w.Context(), w.as(person("ien")), 1, "École fermée")
			return err
		}, rollout.ActionCancelled, ""},

		{"reopened", func(w *world) error {
			if err := act("2026-12-15", eight[0])(w); err != nil {
				return err
			}
			if _, err := w.CompleteAction(w.Context(), w.as(person("ien")), 1, rollout.Report{}); err != nil {
				return err
			}
			_, _, err := w.ReopenAction(w.Context(), w.as(pilot), 1, "Une classe manque")
			return err
		}, rollout.ActionReopened, ""},
		{"edited", func(w *world) error {
			if err := act("2026-12-15", eight[0])(w); err != nil {
				return err
			}
			_, _, err := w.EditAction(w.Context(), w.as(pilot), rollout.EditAction{Number: 1, Title: "Former l'équipe à l'ENT", Kind: rollout.KindTraining, Schools: eight[:2]})
			return err
		}, rollout.ActionEdited, ""},
		{"commented on", func(w *world) error {
			if err := act("")(w); err != nil {
				return err
			}
			_, err := w.CommentAction(w.Context(), w.as(pilot), 1, "La salle est réservée")
			return err
		}, rollout.ActionCommented, ""},

		{"planned, with length and place", full, committee.MeetingPlanned, ""},
		{"planned, with length", meet(90*time.Minute, ""), committee.MeetingPlanned, ""},
		{"planned, with place", meet(0, "Mairie de Vitry"), committee.MeetingPlanned, ""},
		{"planned", meet(0, ""), committee.MeetingPlanned, ""},
		{"moved", func(w *world) error {
			if err := full(w); err != nil {
				return err
			}
			_, _, err := w.MoveMeeting(w.Context(), w.as(pilot), 1, to(w.moment("2026-12-21 09:30")), "Grève")
			return err
		}, committee.MeetingMoved, ""},
		{"cancelled", func(w *world) error {
			if err := full(w); err != nil {
				return err
			}
			_, err := w.CancelMeeting(w.Context(), w.as(pilot), 1, "Quorum impossible")
			return err
		}, committee.MeetingCancelled, ""},
		{"a series", series(nil), sitting.SeriesPlanned, ""},
		{"a series that is changed", series(func(w *world) error {
			rule := calendar.MustParseRule("FREQ=MONTHLY;BYDAY=2TU,4TU")
			_, err := w.ChangeSeries(w.Context(), w.as(pilot), sitting.EditSeries{Number: 1, Rule: &rule})
			return err
		}), sitting.SeriesChanged, ""},
		{"a series that is stopped", series(func(w *world) error {
			_, err := w.StopSeries(w.Context(), w.as(pilot), 1, calendar.MustParseDate("2027-01-31"), "Le projet s'arrête")
			return err
		}), sitting.SeriesStopped, ""},
		{"edited", func(w *world) error {
			if err := full(w); err != nil {
				return err
			}
			_, _, err := w.EditMeeting(w.Context(), w.as(pilot), committee.EditMeeting{
				Number: 1, Place: "Inspection", Title: "Choix de la vague 2", Duration: 90 * time.Minute, Reason: "Travaux",
			})
			return err
		}, committee.MeetingEdited, ""},
		{"opened", held(false), sitting.MeetingOpened, ""},
		{"opened, with nothing on its agenda", func(w *world) error {
			if err := full(w); err != nil {
				return err
			}
			_, err := w.OpenMeeting(w.Context(), w.as(pilot), 1)
			return err
		}, sitting.MeetingOpened, ""},
		{"closed", held(true), sitting.MeetingClosed, ""},
		{"minutes to write", held(true), sitting.MinutesDue, "2026-12-28 09:00"},
		{"a draft of minutes", written(nil), proceedings.DraftPosted, ""},
		{"remarks end", written(nil), proceedings.RemarksEnd, "2026-11-27 09:00"},
		{"minutes to approve", written(func(w *world) error {
			_, err := w.RemarkOnMinutes(w.Context(), w.as(pilot), 1, "Vitry suit en avril, et non en mai.")
			return err
		}), proceedings.ApprovalDue, "2026-12-01 09:00"},
		{"minutes are approved", written(func(w *world) error {
			_, err := w.ApproveMinutes(w.Context(), w.as(pilot), 1, 0)
			return err
		}), proceedings.MinutesApproved, ""},
		{"minutes are completed", written(func(w *world) error {
			if _, err := w.ApproveMinutes(w.Context(), w.as(pilot), 1, 0); err != nil {
				return err
			}
			_, err := w.AddToMinutes(w.Context(), w.as(pilot), 1, "Lire « 8 pour, aucune voix contre » au point 1.")
			return err
		}), proceedings.MinutesCompleted, ""},
		{"in 7 days", full, committee.MeetingReminder, "2026-12-11 14:00"},
		{"in 3 days, told late", full, committee.MeetingReminder, "2026-12-15 10:00"},
		{"tomorrow", full, committee.MeetingReminder, "2026-12-17 14:00"},
		{"today, told late", full, committee.MeetingReminder, "2026-12-18 08:00"},
		{"in 2 hours and a half, told late", full, committee.MeetingReminder, "2026-12-18 11:30"},
		{"in an hour", full, committee.MeetingReminder, "2026-12-18 13:00"},
		{"in 12 minutes, told late", full, committee.MeetingReminder, "2026-12-18 13:48"},

		{"a VA is opened", open(contract.StepVA), acceptance.VerificationOpened, ""},
		{"a VSR is opened", open(contract.StepVSR), acceptance.VerificationOpened, ""},
		{"a MOM is opened", open(contract.StepMOM), acceptance.VerificationOpened, ""},
		{"15 days left", open(contract.StepVA), acceptance.VerificationReminder, "2026-12-08 09:00"},
		{"a day left", open(contract.StepVA), acceptance.VerificationReminder, "2026-12-22 09:00"},
		{"the last day", open(contract.StepVA), acceptance.VerificationReminder, "2026-12-23 09:00"},
		{"asked for again", func(w *world) error {
			if err := open(contract.StepVA)(w); err != nil {
				return err
			}
			w.at("2026-11-24 10:00")
			_, _, err := w.RemindTomorrow(w.Context(), w.as(person("ien")), "verification/V-1")
			return err
		}, acceptance.VerificationAgain, "2026-11-25 09:00"},
		{"a deputy is named", deputy(open(contract.StepVSR, person("cpc"))), acceptance.VerificationOpened, ""},
		{"seen by nobody, to the deputy", open(contract.StepVSR, person("cpc")), acceptance.VerificationEscalation, "2026-12-29 09:00"},
		{"seen by nobody, to the pilots", open(contract.StepVSR, person("cpc")), acceptance.VerificationEscalation, "2026-12-29 14:00"},
		{"seen by nobody, there is no deputy", open(contract.StepMOM), acceptance.VerificationEscalation, "2026-12-22 09:00"},
		{"seen by nobody, told after the last day", open(contract.StepMOM), acceptance.VerificationEscalation, "2026-12-28 09:00"},
		{"after the last day", open(contract.StepVA), acceptance.VerificationReminder, "2026-12-28 09:00"},
		{"the period begins", open(contract.StepVA), acceptance.VerificationReminder, "2026-11-24 09:00"},
		{"the observation begins", open(contract.StepVSR), acceptance.VerificationReminder, "2026-11-24 09:00"},
		{"the observation is over", open(contract.StepVSR), acceptance.VerificationReminder, "2026-12-24 09:00"},
		{"the last day, in the committee's channel", verify(contract.StepVSR, nil), acceptance.VerificationReminder, "2026-12-30 09:00"},
		{"3 days left, where midnight comes earlier", verify(contract.StepVSR, inReunion), acceptance.VerificationReminder, "2026-12-27 09:00"},
		{"admitted by silence, where midnight comes earlier", verify(contract.StepVSR, inReunion, tacitEffects("2026-12-30 21:00")), acceptance.VerificationTacit, ""},
		{"decided", verify(contract.StepVA, rejects), acceptance.VerificationDecided, ""},
		{"ajourned", verify(contract.StepVA, ajourns), acceptance.VerificationDecided, ""},
		{"the supplier's last day", verify(contract.StepVA, ajourns), acceptance.VerificationReminder, "2026-12-03 09:00"},
		{"the supplier refuses", verify(contract.StepVA, ajourns, refuses), acceptance.VerificationFollowed, ""},
		{"presented again", verify(contract.StepVA, ajourns, presents), acceptance.VerificationFollowed, ""},
		{"admitted by silence", verify(contract.StepVSR, nil, tacitEffects("2026-12-31 00:00")), acceptance.VerificationTacit, ""},
		{"admitted by silence, then put right", verify(contract.StepVSR, nil, tacitEffects("2026-12-31 00:00"), corrects), acceptance.VerificationCorrected, ""},
		{"opened by mistake", verify(contract.StepVSR, func(w *world) error {
			_, err := w.CancelVerification(w.Context(), w.as(pilot), 1, "Ouverte pour la mauvaise étape")
			return err
		}), acceptance.VerificationCancelled, ""},
		{"begun on another day", verify(contract.StepVA, func(w *world) error {
			_, err := w.MoveStart(w.Context(), w.as(pilot), acceptance.NewStart{Number: 1, NotifiedOn: calendar.MustParseDate("2026-11-20"), Reason: "Le courrier est du 20"})
			return err
		}), acceptance.VerificationMoved, ""},
		{"an ajournement refused by silence", verify(contract.StepVA, ajourns, tacitEffects("2026-12-04 00:00")), acceptance.VerificationTacit, ""},
		{"an ajournement refused by silence, after a long stop", verify(contract.StepVA, ajourns, tacitEffects("2026-12-21 09:00")), acceptance.VerificationTacit, ""},
		{"rejected by silence", verify(contract.StepVA, ajourns, refuses, tacitEffects("2026-12-09 00:00")), acceptance.VerificationTacit, ""},
		{"a réfaction accepted by silence", verify(contract.StepVSR, reduces, tacitEffects("2026-12-09 00:00")), acceptance.VerificationTacit, ""},
		{"counted, and a delay given", verify(contract.StepVA, short), acceptance.VerificationDecided, ""},
		{"counted, and too many", verify(contract.StepVA, over), acceptance.VerificationDecided, ""},
		{"counted, and accepted as it is", verify(contract.StepVA, counts(acceptance.NewCount{
			Delivered: 118, Accept: true, Reason: "Deux écoles ont fermé",
		})), acceptance.VerificationDecided, ""},
		{"counted again, and all is there", verify(contract.StepVA, short, counts(acceptance.NewCount{
			Number: 2, Delivered: 120, Ordered: 120,
		})), acceptance.VerificationDecided, ""},
		{"7 days left to complete the delivery", verify(contract.StepVA, short), acceptance.VerificationReminder, "2026-12-01 09:00"},
		{"the last day to take back what is too much", verify(contract.StepVA, over), acceptance.VerificationReminder, "2026-12-08 09:00"},
		{"after the last day to complete the delivery", verify(contract.StepVA, short), acceptance.VerificationReminder, "2026-12-10 09:00"},
		{"nobody has seen that a delivery is incomplete", verify(contract.StepVA, short), acceptance.VerificationEscalation, "2026-12-07 09:00"},
		{"a delay to complete the delivery is prolonged", verify(contract.StepVA, short, func(w *world) error {
			_, err := w.ExtendVerification(w.Context(), w.as(pilot), acceptance.Extension{Number: 2, Days: 5, Reason: "Transport"})
			return err
		}), acceptance.VerificationFollowed, ""},
		{"another start of one that is decided", verify(contract.StepVA, rejects, func(w *world) error {
			_, err := w.MoveStart(w.Context(), w.as(pilot), acceptance.NewStart{Number: 1, NotifiedOn: calendar.MustParseDate("2026-11-20")})
			return err
		}), acceptance.VerificationFollowed, ""},
		{"a prolongation is asked for", verify(contract.StepMOM, asks(10, "")), acceptance.VerificationFollowed, ""},
		{"a prolongation is asked for, late after its cause", verify(contract.StepMOM, later("2026-12-14 09:00"), asks(1, "2026-11-23")), acceptance.VerificationFollowed, ""},
		{"a prolongation is granted", verify(contract.StepMOM, asks(10, ""), extends(acceptance.Extension{Days: 5})), acceptance.VerificationFollowed, ""},
		{"a prolongation is refused", verify(contract.StepMOM, asks(10, ""), extends(acceptance.Extension{Refused: true})), acceptance.VerificationFollowed, ""},
		{"the day to answer a prolongation moves", verify(contract.StepMOM, asks(10, ""), silently(contract.SilenceNothing)), acceptance.VerificationFollowed, ""},
		{"3 days to answer a prolongation", verify(contract.StepMOM, asks(10, "")), acceptance.ExtensionReminder, "2026-12-05 09:00"},
		{"the last day to answer one, by the contract's clause", verify(contract.StepMOM, silently(contract.SilenceAgreed), asks(1, "")), acceptance.ExtensionReminder, "2026-12-03 09:00"},
		{"a prolongation that is not answered, told late", verify(contract.StepMOM, asks(10, "")), acceptance.ExtensionReminder, "2026-12-11 09:00"},
		{"a prolongation granted by silence", verify(contract.StepMOM, silently(contract.SilenceAgreed), asks(10, ""), tacitEffects("2026-12-04 00:00")), acceptance.ExtensionTacit, ""},
		{"a prolongation refused by silence", verify(contract.StepMOM, silently(contract.SilenceRefused), asks(1, ""), tacitEffects("2026-12-04 00:00")), acceptance.ExtensionTacit, ""},
		{"granted by silence, then put right", verify(contract.StepMOM, silently(contract.SilenceAgreed), asks(10, ""), tacitEffects("2026-12-04 00:00"),
			extends(acceptance.Extension{Refused: true, On: calendar.MustParseDate("2026-12-03")})), acceptance.VerificationCorrected, ""},
		{"a channel that is archived", func(w *world) error {
			if err := propose(committee.NewDecision{})(w); err != nil {
				return err
			}
			return w.undelivered(committee.DecisionSettled)
		}, reminder.Undeliverable, ""},
		{"the author has left: to the pilots", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			if err := w.undelivered(rollout.ActionAssigned); err != nil {
				return err
			}
			return w.undelivered(reminder.Undeliverable)
		}, reminder.Undeliverable, ""},
		{"there is no pilot", func(w *world) error {
			if err := open(contract.StepMOM)(w); err != nil {
				return err
			}
			w.at("2026-12-22 09:00")
			return w.undelivered(acceptance.VerificationEscalation)
		}, reminder.Undeliverable, ""},
		{"somebody who has left", func(w *world) error {
			if err := act("2026-12-15")(w); err != nil {
				return err
			}
			return w.undelivered(rollout.ActionAssigned)
		}, reminder.Undeliverable, ""},
		{"renamed", func(w *world) error {
			_, _, err := w.EditCommittee(w.Context(), w.as(pilot), committee.EditCommittee{Code: "COPIL", Name: "Comité de pilotage", Level: record.LevelAcademic})
			return err
		}, committee.CommitteeEdited, ""},
		{"closed", func(w *world) error {
			_, err := w.CloseCommittee(w.Context(), w.as(pilot), "COPIL", "L'expérimentation est finie")
			return err
		}, committee.CommitteeClosed, ""},
		{"closed, then open again", func(w *world) error {
			if _, err := w.CloseCommittee(w.Context(), w.as(pilot), "COPIL", "x"); err != nil {
				return err
			}
			_, err := w.ReopenCommittee(w.Context(), w.as(pilot), "COPIL", "Fermé par erreur")
			return err
		}, committee.CommitteeReopened, ""},
		{"the project is closed", func(w *world) error {
			_, err := w.CloseProject(w.Context(), w.as(pilot), "Le marché est fini")
			return err
		}, governance.ProjectClosed, ""},
		{"the project is closed, then open again", func(w *world) error {
			if _, err := w.CloseProject(w.Context(), w.as(pilot), "x"); err != nil {
				return err
			}
			_, err := w.ReopenProject(w.Context(), w.as(pilot))
			return err
		}, governance.ProjectReopened, ""},
		{"its channel has become public", func(w *world) error {
			w.secret()
			w.chat.change(func(c *chat) { c.private["secret"] = false })
			return w.WatchChannels(w.Context())
		}, committee.CommitteeExposed, ""},
		{"the bot was taken out of its channel", func(w *world) error {
			w.chat.change(func(c *chat) { c.shutOut = "copil" })
			return w.WatchChannels(w.Context())
		}, committee.CommitteeShutOut, ""},
		{"the bot was taken out of the channel of one that keeps to itself", func(w *world) error {
			w.secret()
			w.chat.change(func(c *chat) { c.shutOut = "secret" })
			return w.WatchChannels(w.Context())
		}, committee.CommitteeShutOut, ""},
		{"let into the channel of a committee", meets(record.Contact{Channel: "copil"}), governance.BotWelcome, ""},
		{"let into another channel", meets(record.Contact{Channel: "lobby"}), governance.BotWelcome, ""},
		{"written to", meets(record.Contact{Person: "mary"}), governance.BotWelcome, ""},
		{"its access to the chat will end", expires("2026-12-15 12:00"), governance.BotAccessEnds, ""},
	}, slices.Concat(decisionScenes(), digestScenes(), agreementScenes())...)
}

// meets is a first contact.
func meets(c record.Contact) func(*world) error {
	return func(w *world) error {
		c.Team = w.as(pilot).Team
		w.chat.change(func(chat *chat) { chat.met = []record.Contact{c} })
		return w.Watch(w.Context())
	}
}

// expires is the chat's word on how long it takes the bot.
func expires(at string) func(*world) error {
	return func(w *world) error {
		w.chat.change(func(chat *chat) { chat.until = w.moment(at) })
		return w.Watch(w.Context())
	}
}

func TestComposerSaysEveryKindInBothLanguages(t *testing.T) {
	t.Parallel()
	texts := make([]strings.Builder, len(scenes()))
	kinds := map[reminder.DeliveryKind]bool{}
	for i, s := range scenes() {
		kinds[s.kind] = true
		_, _ = fmt.Fprintf(&texts[i], "=== %s: %s\n", s.kind, s.title)
	}
	t.Run("scenes", func(t *testing.T) {
		for i, s := range scenes() {
			t.Run(s.title, func(t *testing.T) {
				t.Parallel()
				for _, lang := range []string{"fr", "en"} {
					_, _ = fmt.Fprintf(&texts[i], "--- %s\n%s", lang, play(t, s, lang))
				}
			})
		}
	})
	var got strings.Builder
	for i := range texts {
		got.WriteString(texts[i].String() + "\n")
	}
	golden := filepath.Join("testdata", "messages.golden")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err, "run: go test ./scheduler -update")
	require.Equal(t, string(want), got.String())
	require.NotContains(t, got.String(), "⟦", "a sentence is missing in the catalogue")
	require.NotContains(t, got.String(), "<no value>")
	require.Len(t, kinds, 76, "of every kind")
}

// postpone has a pilot give the action another date.
func postpone(act func(*world) error, due, reason string) func(*world) error {
	return func(w *world) error {
		if err := act(w); err != nil {
			return err
		}
		_, _, err := w.PostponeAction(w.Context(), w.as(pilot), 1, to(calendar.MustParseDate(due)), reason)
		return err
	}
}

// handOver has somebody give the action to others, by default to two.
func handOver(act func(*world) error, by record.Person, people ...record.Person) func(*world) error {
	return func(w *world) error {
		if people == nil {
			people = []record.Person{person("cpc"), person("elue")}
		}
		if err := act(w); err != nil {
			return err
		}
		_, _, err := w.ReassignAction(w.Context(), w.as(by), rollout.Reassign{Number: 1, People: people})
		return err
	}
}

// support makes COPIL a group that can own actions.
func support(w *world) {
	_, _, err := w.EditCommittee(w.Context(), w.as(pilot), committee.EditCommittee{Code: "COPIL", Kind: record.KindSupport})
	require.NoError(w, err)
}

// offer has a pilot give an action to COPIL, and to somebody of it where there is one.
func offer(due string, to record.Person) func(*world) error {
	return func(w *world) error {
		support(w)
		n := rollout.NewAction{Title: "Former l'équipe à la messagerie", Group: "COPIL", Due: calendar.MustParseDate(due)}
		if to.ID != "" {
			n.Assignees = []record.Person{to}
		}
		_, err := w.CreateAction(w.Context(), w.as(pilot), n)
		return err
	}
}

// deputy leaves the announcement to the deputy as the last of its kind.
func deputy(open func(*world) error) func(*world) error {
	return func(w *world) error {
		if err := open(w); err != nil {
			return err
		}
		require.Equal(w, reminder.ToPerson("cpc"), w.last(acceptance.VerificationOpened).Recipient)
		return nil
	}
}

// play is what the bot says in a project and to people of that language.
func play(t *testing.T, s scene, lang string, roles ...record.Role) string {
	t.Helper()
	w := newWorld(t, record.Defaults{Locale: lang})
	w.chat.locale = func(record.UserID) (string, error) { return lang, nil }
	_, err := w.ImportSchools(t.Context(), w.as(pilot), schoolTable(t))
	require.NoError(t, err)
	require.NoError(t, s.does(w))
	if s.at != "" {
		w.at(s.at)
	}
	d := w.last(s.kind)
	if u, ok := d.Recipient.Person(); ok && len(roles) > 0 {
		w.chat.roles[u] = roles[0]
	}
	m, skipReason, err := w.composer.Compose(t.Context(), d)
	require.NoError(t, err)
	require.Empty(t, skipReason)
	require.Nil(t, m.Form)
	require.False(t, m.Failed)
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "%s, %s\n%s\n", d.Recipient, m.Tone, message.Unquote(m.Markdown()))
	for _, button := range m.Buttons {
		_, _ = fmt.Fprintf(&b, "[%s] %s\n", button.Label, button.Command)
		if lang == i18n.French {
			require.Contains(t, button.Typed, "`"+button.Command+"`", "it says what it types")
		}
	}
	require.NotEmpty(t, m.Title)
	return b.String()
}

// undelivered owes what follows when the last delivery of that kind is dead.
func (w *world) undelivered(kind reminder.DeliveryKind) error {
	d := w.last(kind)
	owed, err := w.Undelivered(w.Context(), d)
	require.NoError(w, err)
	return storagetest.Wide{Store: w.store}.Update(w.Context(), d.Project, func(tx storagetest.Tx) error { return tx.Owe(owed...) })
}

// last is the last delivery of that kind that is due.
func (w *world) last(kind reminder.DeliveryKind) reminder.Delivery {
	w.Helper()
	ds, err := w.store.Claim(w.Context(), time.Minute, 100)
	require.NoError(w, err)
	require.NoError(w, w.store.Release(w.Context(), ds))
	var last reminder.Delivery
	for _, d := range ds {
		if d.Kind == kind {
			last = d
		}
	}
	require.NotZero(w, last.ID, "no %s is due", kind)
	return last
}

func TestComposerSpeaksTheRecipientsLanguage(t *testing.T) {
	t.Parallel()
	const french, english = "**Pour vous** :", "**For you**:"
	for name, tc := range map[string]struct {
		project, locale string
		err             error
		want            string
	}{
		"theirs, in a French project":                      {"fr", "en-AU", nil, english},
		"theirs, in an English project":                    {"en", "fr", nil, french},
		"the project's when theirs is unknown":             {"en", "", nil, english},
		"the project's when the chat does not answer":      {"en", "fr", errCut, english},
		"French when it is neither":                        {"en", "de", nil, french},
		"French in a project whose language was never set": {"", "", nil, french},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, record.Defaults{Locale: tc.project})
			w.chat.locale = func(record.UserID) (string, error) { return tc.locale, tc.err }
			w.action("2026-12-15", person("ien"))
			m, _, err := w.composer.Compose(t.Context(), w.last(rollout.ActionAssigned))
			require.NoError(t, err)
			require.Contains(t, m.Markdown(), tc.want)
		})
	}
	t.Run("the project's, in a channel", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, record.Defaults{Locale: "en"})
		w.chat.locale = func(record.UserID) (string, error) {
			require.Fail(t, "a channel has no language of its own")
			return "", nil
		}
		w.decision("Retenir 3 écoles")
		m, _, err := w.composer.Compose(t.Context(), w.last(committee.DecisionSettled))
		require.NoError(t, err)
		require.Contains(t, m.Markdown(), "**Decision COPIL-2026-001** adopted")
	})
	t.Run("with the hours of the project's zone", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, record.Defaults{Zone: "Indian/Reunion"})
		w.meeting("2026-12-18 14:00") // in Paris
		m, _, err := w.composer.Compose(t.Context(), w.last(committee.MeetingPlanned))
		require.NoError(t, err)
		require.Contains(t, m.Markdown(), "vendredi 18 décembre 2026 à 17 h (R-1)", "where most people of the server are")
		_, err = w.ChangeSettings(t.Context(), w.as(pilot), governance.SettingsChange{Zone: "Indian/Mauritius"})
		require.NoError(t, err)
		m, _, err = w.composer.Compose(t.Context(), w.last(committee.MeetingPlanned))
		require.NoError(t, err)
		require.Contains(t, m.Markdown(), "vendredi 18 décembre 2026 à 17 h (R-1)", "whose clock shows the same")
		_, err = w.ChangeSettings(t.Context(), w.as(pilot), governance.SettingsChange{Zone: "Paris"})
		require.NoError(t, err)
		m, _, err = w.composer.Compose(t.Context(), w.last(committee.MeetingPlanned))
		require.NoError(t, err)
		require.Contains(t, m.Markdown(), "vendredi 18 décembre 2026 à 14 h (heure de Paris) (R-1)")
	})
}

func TestWhatTheBotSaysRingsNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.decision("@all venez, @channel aussi")
	m, _, err := w.composer.Compose(t.Context(), w.last(committee.DecisionSettled))
	require.NoError(t, err)
	require.NotRegexp(t, `@\w`, m.Markdown())
	require.Contains(t, message.Unquote(m.Markdown()), "@all venez, @channel aussi")
}

func TestAReminderThatLeavesAFewSecondsLateStillSaysAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.meeting("2026-12-18 14:00")
	w.setClock(w.moment("2026-12-18 13:00").Add(7 * time.Second))
	m, _, err := w.composer.Compose(t.Context(), w.last(committee.MeetingReminder))
	require.NoError(t, err)
	require.Contains(t, m.Markdown(), "**Dans 1 h**")
}

// What tells of a change says nothing where the line of that change, or another one
// of its subject, cannot be read; it is tried again, and not sent by half.
func TestAnAnnouncementOfWhatCannotBeReadIsNotMade(t *testing.T) {
	t.Parallel()
	for what, set := range map[string]string{
		"damaged": `after_json = substr(after_json, 1, 50)`,
		"newer":   `after_json = replace(after_json, '"form":2', '"form":3')`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			require.NoError(t, verify(contract.StepVA, rejects)(w))
			d := w.last(acceptance.VerificationDecided)
			w.exec("UPDATE history SET " + set + " WHERE subject = 'verification/V-1'")
			_, _, err := w.composer.Compose(t.Context(), d)
			require.Equal(t, record.Unreadable, record.CodeOf(err))
			w.deliver()
			require.NotEmpty(t, w.rows("SELECT kind FROM deliveries WHERE kind = 'verification.decided'"))
			require.Empty(t, w.rows("SELECT kind FROM deliveries WHERE kind = 'verification.decided' AND (state = 'sent' OR state = 'skipped')"))
			require.Contains(t, w.log.String(), "history of verification/V-1")
		})
	}
}

// A digest tells of an action whose history cannot be read as well as of the others.
func TestADigestWithAnActionWhoseHistoryCannotBeRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 2 {
		_, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "Former", Assignees: []record.Person{ien}, Due: calendar.MustParseDate("2026-11-30")})
		require.NoError(t, err)
	}
	w.at("2026-12-14 07:00")
	w.digests(record.DefaultDigest())
	w.exec("UPDATE history SET after_json = substr(after_json, 1, 50) WHERE subject = 'action/A-1'")
	w.at("2026-12-14 08:00")
	m, skipReason, err := w.composer.Compose(t.Context(), w.last(reminder.CommitteeDigest))
	require.NoError(t, err)
	require.Empty(t, skipReason)
	require.Contains(t, m.Markdown(), "**A-1**")
	require.Contains(t, m.Markdown(), "**A-2**")
}

// What is offered to somebody is what it may do: a guest looks, and says that it has
// seen it. What is for the pilots names them.
func TestAGuestIsOfferedWhatItMayDo(t *testing.T) {
	t.Parallel()
	offered := regexp.MustCompile("(?:`|] )(/[^`\n]+)")
	may := regexp.MustCompile(`^/(action|recette|decision|reunion|comite) (voir|liste|calendrier)\b|^/rappel( vu| demain|$)|^/ent (bilan|aide)|^/invite |^/ecole$`)
	asked := 0
	for _, s := range scenes() {
		text := play(t, s, "fr", record.RoleGuest)
		if !strings.HasPrefix(text, "user/") || s.kind == reminder.Undeliverable || s.kind == committee.AgreementReminder {
			continue // to whoever is behind it, or a pilot: no guest is
		}
		for line := range strings.Lines(text) {
			if strings.Contains(line, "les pilotes peuvent encore") {
				continue
			}
			for _, m := range offered.FindAllStringSubmatch(line, -1) {
				asked++
				require.Regexp(t, may, m[1], "%s: %s", s.title, text)
			}
		}
	}
	require.Greater(t, asked, 50)
}
