package governance_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
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
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/register"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
	"pilotent/storage/storagetest"
)

// service is what the rights are tried on: one of each thing for each write.
type service struct {
	*world
	adopted, foreign, proposed, edited, applied, own committee.Decision
	moved, cancelled, today, held                    committee.Meeting
	ended, drafted, frozen                           committee.Meeting // of which minutes are none, a draft, approved
	series                                           sitting.SeriesView
}

const (
	toTake = iota + 1
	toComplete
	toPostpone
	ownToComplete // given to the actor
	ownToPostpone
	toReassign
	toCancel
	ownToReassign
	ownToSee
	ownToPutOff
	toEdit
	ownToEdit
	toReopen
	ownToReopen
	toDecline
	toBlock
	toUnblock
)

const (
	decidedByPilot = iota + 1
	decidedByActor
	seenByActor
	answered
	presented
	extended
	corrected
	stillRuns
	observed
)

// newApp is prepared by the pilot, for what actor will try.
func newApp(t *testing.T, actor record.UserID) *service {
	w := newWorld(t).withCopil()
	w.committee("GT1", cabinet, record.DiffusionTeam)
	o := &service{
		world:   w,
		adopted: w.decide("Retenir", "COPIL"), foreign: w.decide("Retenir", "GT1"), proposed: w.propose("Former", "COPIL"),
		edited: w.propose("Former les équipes", "COPIL"), applied: w.decide("Équiper", "COPIL"), own: w.charged("COPIL", "2026-12-01", actor),
		moved: w.schedule("COPIL", "2026-12-18 14:00"), cancelled: w.schedule("COPIL", "2027-01-18 14:00"),
		series: w.planSeries(farSeries()),
	}
	own := []record.Person{person(actor)}
	for _, holder := range [][]record.Person{nil, nil, nil, own, own, nil, nil, own, own, own, nil, own, nil, own, nil, nil, nil} {
		_, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "Former", Assignees: holder})
		require.NoError(t, err)
	}
	for _, n := range []int{toReopen, ownToReopen} {
		_, err := w.CompleteAction(t.Context(), w.as(pilot), n, rollout.Report{})
		require.NoError(t, err)
	}
	_, err := w.BlockAction(t.Context(), w.as(pilot), toUnblock, "travaux")
	require.NoError(t, err)
	_, err = w.AddContract(t.Context(), w.as(pilot), acceptance.NewContract{Ref: "M1", Supplier: "Éditeur"})
	require.NoError(t, err)
	verify := func(step contract.Step, object, notified string, u record.UserID) int {
		view, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
			Step: step, Contract: "M1", Object: object, NotifiedOn: day(notified), InCharge: []record.Person{person(u)},
		})
		require.NoError(t, err)
		return view.Number
	}
	for i, u := range []record.UserID{pilot, actor, actor} {
		verify(contract.StepVA, fmt.Sprint("Version ", i), "2026-11-23", u)
	}
	for _, object := range []string{"answered", "presented"} {
		_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{
			Number: verify(contract.StepVA, object, "2026-11-23", pilot), Outcome: contract.OutcomeAdjourned, Reason: "lenteurs",
		})
		require.NoError(t, err)
	}
	verify(contract.StepMOM, "extended", "2026-11-23", pilot)
	w.at("2026-11-22 08:00")
	late := verify(contract.StepVSR, "lapsed", "2026-10-01", pilot)
	w.at("2026-11-23 08:00")
	done, err := w.CarryOutTacitEffect(t.Context(), record.ProjectID(w.as(pilot).Team), acceptance.Verification{Number: late}.Subject())
	require.NoError(t, err)
	require.True(t, done)
	verify(contract.StepVA, "runs", "2026-11-23", pilot)
	_, err = w.NoteReservation(t.Context(), w.as(pilot), acceptance.NewReservation{Verification: stillRuns, Severity: acceptance.SeverityMinor, Text: "x"})
	require.NoError(t, err)
	verify(contract.StepVSR, "observed", "2026-11-20", pilot)
	_, _, err = w.NoteOutage(t.Context(), w.as(pilot), acceptance.NewOutage{Verification: observed, Length: time.Minute})
	require.NoError(t, err)
	_, err = w.NoteSchool(t.Context(), w.as(pilot), wallonB, "vu")
	require.NoError(t, err)
	o.agree("2028-08-31", wallonA)
	w.committee("GT9", cabinet, record.DiffusionTeam)
	_, _, err = w.EditCommittee(t.Context(), w.as(pilot), committee.EditCommittee{Code: "GT9", Kind: record.KindSupport})
	require.NoError(t, err)
	for school, who := range map[record.UAI]record.UserID{wallonB: actor, jauresMat: "elue"} {
		_, _, err = w.AddTeammate(t.Context(), w.as(pilot), rollout.JoinTeam{School: school, Person: person(who)})
		require.NoError(t, err)
	}
	_, _, err = w.HoldUp(t.Context(), w.as(pilot), perimeter.NewHoldUp{School: wallonB, Category: perimeter.HoldUpWorks})
	require.NoError(t, err)
	_, err = w.CreateSet(t.Context(), w.as(pilot), perimeter.NewSet{Name: "Wallon", Schools: []record.UAI{wallonA, wallonB}})
	require.NoError(t, err)
	_, err = w.AddPartner(t.Context(), w.as(pilot), committee.InstitutionChange{Name: "Caisse"})
	require.NoError(t, err)
	o.sits("COPIL", "Mme Durand", organisation.FunctionHead, "École Wallon")
	o.sits("COPIL", "M. Petit", organisation.FunctionHead, "École Wallon")
	_, err = w.Initialise(t.Context(), w.as(pilot), town(6))
	require.NoError(t, err)
	_, err = w.ConfirmPlan(t.Context(), w.as(pilot))
	require.NoError(t, err)
	_, err = w.Initialise(t.Context(), w.as(pilot), town(60))
	require.NoError(t, err)
	for _, title := range []string{"Ouvertures", "Formations", "Divers"} {
		_, _, err = w.ProposePoint(t.Context(), w.as(pilot), sitting.NewPoint{Meeting: o.moved.Number, Title: title})
		require.NoError(t, err)
	}
	_, err = w.Convene(t.Context(), w.as(pilot), sitting.Convene{Meeting: o.moved.Number})
	require.NoError(t, err)
	o.today, o.held = w.schedule("COPIL", "2026-11-23 17:00"), w.schedule("COPIL", "2026-11-23 18:00")
	for _, title := range []string{"Ouvertures", "Formations"} {
		_, _, err = w.ProposePoint(t.Context(), w.as(pilot), sitting.NewPoint{Meeting: o.held.Number, Title: title})
		require.NoError(t, err)
	}
	for _, m := range []*committee.Meeting{&o.ended, &o.drafted, &o.frozen} {
		*m = w.schedule("COPIL", "2026-11-23 16:00")
		w.hold(*m)
	}
	for _, m := range []committee.Meeting{o.drafted, o.frozen} {
		_, err = w.PostMinutes(t.Context(), w.as(pilot), m.Number)
		require.NoError(t, err)
	}
	_, err = w.ApproveMinutes(t.Context(), w.as(pilot), o.frozen.Number, 0)
	require.NoError(t, err)
	_, err = w.OpenMeeting(t.Context(), w.as(pilot), o.held.Number)
	require.NoError(t, err)
	o.fail(o.adopted.Subject())
	return o
}

// write is an exported method that changes something, and who may: for each
// of people, "" or the key of the refusal under "forbidden.".
type write struct {
	method, variant string
	call            func(o *service, ctx context.Context, a record.Actor) error
	who             [6]string
}

var people = [6]record.UserID{pilot, member, other, guest, guestIn, outsider}

func writes() []write {
	ofCommittee := [6]string{"", "", "committee", "committee", "committee", "team"}
	ofAny := [6]string{"", "", "any_committee", "any_committee", "any_committee", "team"}
	inCharge := [6]string{"", "in_charge", "in_charge", "in_charge", "in_charge", "team"}
	ofPilots := [6]string{"", "pilots", "pilots", "pilots", "pilots", "team"}
	ofMembers := [6]string{"", "", "", "guests", "guests", "team"}
	ofThoseConcerned := [6]string{"", "", "", "", "", "team"}
	ofHolders := [6]string{"", "", "action", "guests", "guests", "team"}
	ofAll := [6]string{"", "", "", "", "", "team"}
	return []write{
		{"ImportSchools", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ImportSchools(ctx, a, perimeter.SchoolImport{Table: table(o, "UAI;Nom\n0999001W;Ecole\n")})
			return err
		}, ofPilots},
		{"ImportDecisions", "", func(o *service, ctx context.Context, a record.Actor) error {
			in := registered(o, "Date;Décision\n12/03/2024;Former\n")
			in.Committee = "COPIL"
			_, err := o.ImportDecisions(ctx, a, in)
			return err
		}, [6]string{"", "", "any_committee", "guests", "guests", "team"}},
		{"ImportMeetings", "", func(o *service, ctx context.Context, a record.Actor) error {
			in := registered(o, "Date;Heure\n12/03/2024;9h\n")
			in.Committee = "COPIL"
			_, err := o.ImportMeetings(ctx, a, in)
			return err
		}, [6]string{"", "", "any_committee", "guests", "guests", "team"}},
		{"ImportActions", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ImportActions(ctx, a, registered(o, "Action;Qui\nReprendre les comptes;\n"))
			return err
		}, [6]string{"", "", "any_committee", "guests", "guests", "team"}},
		{"ImportStages", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ImportStages(ctx, a, registered(o, "UAI;Étape\n0999001W;retirée\n"))
			return err
		}, ofPilots},
		{"TakeOver", "", func(o *service, ctx context.Context, a record.Actor) error {
			file := func(text string) func() (register.File, error) {
				return func() (register.File, error) { return registered(o, text).File, nil }
			}
			a.Consent.All = true
			_, err := o.TakeOver(ctx, a, governance.Papers{
				Schools: file("UAI;Nom;Étape\n0999002X;Ecole;pressentie\n"), Meetings: file("Date;Heure;Comité\n13/03/2024;9h;COPIL\n"),
				Decisions: file("Date;Décision;Comité\n12/03/2024;Reprendre;COPIL\n"), Actions: file("Action;Qui\nReprendre le projet;\n"),
				Reading: commands.Reading,
			})
			return err
		}, ofPilots},
		{"Subscribe", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.Subscribe(ctx, a, sitting.NewFeed{})
			return err
		}, ofAll},
		{"Subscribe", "of a committee", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.Subscribe(ctx, a, sitting.NewFeed{Committee: "copil"})
			return err
		}, ofAll},
		{"Unsubscribe", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.Unsubscribe(ctx, a, "")
			return err
		}, ofAll},
		{"CreateCommittee", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CreateCommittee(ctx, a, committee.NewCommittee{Code: "COSUI", Name: "Suivi"})
			return err
		}, ofPilots},
		{"EditCommittee", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.EditCommittee(ctx, a, committee.EditCommittee{Code: "GT1", Name: "Groupe de travail"})
			return err
		}, ofPilots},
		{"WithdrawCommittee", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.WithdrawCommittee(ctx, a, "COSUI", "doublon")
			return err
		}, ofPilots},
		{"CloseCommittee", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CloseCommittee(ctx, a, "GT1", "fini")
			return err
		}, ofPilots},
		{"ReopenCommittee", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ReopenCommittee(ctx, a, "GT1", "par erreur")
			return err
		}, ofPilots},
		{"SetLeads", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.SetLeads(ctx, a, "COPIL", nil)
			return err
		}, ofCommittee},
		{"SetDigest", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.SetDigest(ctx, a, "COPIL", committee.DigestChange{Off: true})
			return err
		}, ofCommittee},
		{"AddMember", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.AddMember(ctx, a, organisation.NewMember{Committee: "COPIL", Member: "Mme Roux"})
			return err
		}, ofCommittee},
		{"ChangeMember", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ChangeMember(ctx, a, organisation.NewMember{Committee: "COPIL", Member: "Mme Durand", Saying: says(organisation.FunctionElected, "Mairie de Vitry")})
			return err
		}, ofCommittee},
		{"RemoveMember", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.RemoveMember(ctx, a, "COPIL", "M. Petit", "")
			return err
		}, ofCommittee},
		{"LogDecision", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.LogDecision(ctx, a, committee.NewDecision{Committee: "COPIL", Text: "x"})
			return err
		}, ofCommittee},
		{"SettleDecision", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.SettleDecision(ctx, a, o.proposed.Ref, committee.DecisionAdopted, "")
			return err
		}, ofCommittee},
		{"MarkDecision", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.MarkDecision(ctx, sure(a), o.proposed.Ref, committee.SelectionSelects)
			return err
		}, ofCommittee},
		{"EditDecision", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.EditDecision(ctx, a, committee.EditDecision{Ref: o.edited.Ref, Text: "Former autrement"})
			return err
		}, ofCommittee},
		{"SpecifyDecision", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.SpecifyDecision(ctx, a, committee.EditDecision{Ref: o.own.Ref, Details: committee.Details{Contract: "M1"}})
			return err
		}, ofCommittee},
		{"ApplyDecision", "in one's charge", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ApplyDecision(ctx, a, o.own.Ref, "")
			return err
		}, [6]string{"", "", "", "guests", "guests", "team"}},
		{"ApplyDecision", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ApplyDecision(ctx, a, o.applied.Ref, "")
			return err
		}, ofCommittee},
		{"ReplaceDecision", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.ReplaceDecision(ctx, a, committee.ReplaceDecision{Ref: o.applied.Ref, Text: "Équiper autrement"})
			return err
		}, ofCommittee},
		{"CancelDecision", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CancelDecision(ctx, a, o.edited.Ref, "erreur")
			return err
		}, ofCommittee},
		{"ScheduleMeeting", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.ScheduleMeeting(ctx, a, committee.NewMeeting{Committee: "COPIL", Start: o.moment("2026-12-18 14:00")})
			return err
		}, ofCommittee},
		{"MoveMeeting", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.MoveMeeting(ctx, a, o.moved.Number, to(o.moment("2026-12-19 14:00")), "")
			return err
		}, ofCommittee},
		{"EditMeeting", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.EditMeeting(ctx, a, committee.EditMeeting{Number: o.moved.Number, Place: "Mairie"})
			return err
		}, ofCommittee},
		{"ProposePoint", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.ProposePoint(ctx, a, sitting.NewPoint{Meeting: o.moved.Number, Title: "Tablettes"})
			return err
		}, ofCommittee},
		{"PlacePoint", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.PlacePoint(ctx, a, o.moved.Number, 2, 1)
			return err
		}, ofCommittee},
		{"EditPoint", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.EditPoint(ctx, a, sitting.EditPoint{Meeting: o.moved.Number, Place: 1, Length: time.Hour})
			return err
		}, ofCommittee},
		{"WithdrawPoint", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.WithdrawPoint(ctx, a, o.moved.Number, 3, "")
			return err
		}, ofCommittee},
		{"SetRules", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.SetRules(ctx, a, "COPIL", sitting.RulesChange{Quorum: sitting.QuorumNone})
			return err
		}, ofCommittee},
		{"Convene", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.Convene(ctx, a, sitting.Convene{Meeting: o.moved.Number})
			return err
		}, ofCommittee},
		{"GiveAnswer", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.GiveAnswer(ctx, a, sitting.GiveAnswer{Meeting: o.moved.Number, Answer: sitting.AnswerExcused, Who: []string{"Mme Durand"}})
			return err
		}, ofCommittee},
		{"TakePoint", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.TakePoint(ctx, a, sitting.TakePoint{Meeting: o.held.Number, Place: 1})
			return err
		}, ofCommittee},
		{"CloseMeeting", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CloseMeeting(ctx, a, o.held.Number)
			return err
		}, ofCommittee},
		{"PostMinutes", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.PostMinutes(ctx, a, o.ended.Number)
			return err
		}, ofCommittee},
		{"RewriteMinutes", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.RewriteMinutes(ctx, a, o.ended.Number, 0, "Bonne séance")
			return err
		}, ofCommittee},
		{"RemarkOnMinutes", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.RemarkOnMinutes(ctx, a, o.drafted.Number, "J'y étais")
			return err
		}, ofCommittee},
		{"ApproveMinutes", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ApproveMinutes(ctx, a, o.drafted.Number, 0)
			return err
		}, ofCommittee},
		{"AddToMinutes", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.AddToMinutes(ctx, a, o.frozen.Number, "Lire Vitry")
			return err
		}, ofCommittee},
		{"OpenMeeting", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.OpenMeeting(ctx, a, o.today.Number)
			return err
		}, ofCommittee},
		{"CancelMeeting", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CancelMeeting(ctx, a, o.cancelled.Number, "")
			return err
		}, ofCommittee},
		{"PlanSeries", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.PlanSeries(ctx, a, farSeries())
			return err
		}, ofCommittee},
		{"ChangeSeries", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ChangeSeries(ctx, a, sitting.EditSeries{Number: o.series.Number, Place: "Mairie"})
			return err
		}, ofCommittee},
		{"StopSeries", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.StopSeries(ctx, a, o.series.Number, calendar.Date{}, "")
			return err
		}, ofCommittee},
		{"PlanWave", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.PlanWave(ctx, a, perimeter.PlanWave{Number: 1, Name: "Vague 1", Schools: []record.UAI{wallonA}})
			return err
		}, ofAny},
		{"CreateSet", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CreateSet(ctx, a, perimeter.NewSet{Name: "REP", Schools: []record.UAI{wallonA}})
			return err
		}, ofAny},
		{"ChangeSet", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.ChangeSet(ctx, a, perimeter.EditSet{Set: "Wallon", Close: true})
			return err
		}, ofAny},
		{"MoveSchool", "aside", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.MoveSchool(ctx, a, rollout.MoveSchool{School: wallonA, To: perimeter.StageSuspended, Reason: "travaux"})
			return err
		}, ofAny},
		{"MoveSchool", "by a decision", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.MoveSchool(ctx, a, rollout.MoveSchool{School: wallonB, To: perimeter.StageSelected, Decision: o.adopted.Ref})
			return err
		}, ofAny},
		{"MoveSchool", "by another committee's decision", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.MoveSchool(ctx, a, rollout.MoveSchool{School: jauresMat, To: perimeter.StageSelected, Decision: o.foreign.Ref})
			return err
		}, [6]string{"", "committee", "any_committee", "any_committee", "any_committee", "team"}},
		{"MoveSchools", "aside", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.MoveSchools(ctx, a, []record.UAI{wallonA, wallonB}, rollout.MoveSchool{To: perimeter.StageWithdrawn, Reason: "travaux"})
			return err
		}, ofAny},
		{"MoveSchools", "by a decision", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.MoveSchools(ctx, a, []record.UAI{wallonB}, rollout.MoveSchool{To: perimeter.StageAgreed, Decision: o.adopted.Ref})
			return err
		}, ofAny},
		{"UndoMoves", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _ = o.MoveSchools(ctx, a, []record.UAI{wallonA, wallonB}, rollout.MoveSchool{To: perimeter.StageSuspended, Reason: "travaux"})
			_, err := o.UndoMoves(ctx, a)
			return err
		}, ofAny},
		{"NicknameSchool", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.NicknameSchool(ctx, a, wallonA, "x")
			return err
		}, ofMembers},
		{"AskToJoin", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.AskToJoin(ctx, a, wallonA, rollout.FunctionHead)
			return err
		}, ofMembers},
		{"AddTeammate", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.AddTeammate(ctx, a, rollout.JoinTeam{School: wallonA, Person: person(other)})
			return err
		}, ofAny},
		{"RemoveTeammate", "another", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.RemoveTeammate(ctx, a, jauresMat, person("elue"))
			return err
		}, ofAny},
		{"AskForHelp", "for one's own school", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.AskForHelp(ctx, a, rollout.NewNeed{Text: "codes"})
			return err
		}, ofMembers},
		{"AskForHelp", "for another", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.AskForHelp(ctx, a, rollout.NewNeed{School: wallonA, Text: "codes"})
			return err
		}, [6]string{"", "", "school_team", "guests", "guests", "team"}},
		{"RemoveTeammate", "oneself", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.RemoveTeammate(ctx, a, wallonB, a.User)
			return err
		}, ofMembers},
		{"SetArea", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.SetArea(ctx, a, rollout.Area{Group: "GT9", Kind: rollout.KindTraining})
			return err
		}, ofPilots},
		{"HoldUp", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.HoldUp(ctx, a, perimeter.NewHoldUp{School: jauresMat, Category: perimeter.HoldUpConnection})
			return err
		}, ofMembers},
		{"LiftHoldUps", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.LiftHoldUps(ctx, a, wallonB, "")
			return err
		}, ofMembers},
		{"NoteSchool", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.NoteSchool(ctx, a, wallonA, "x")
			return err
		}, ofMembers},
		{"StrikeNote", "one's own", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.StrikeNote(ctx, a, wallonA, "erreur")
			return err
		}, ofMembers},
		{"StrikeNote", "another's", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.StrikeNote(ctx, a, wallonB, "erreur")
			return err
		}, ofAny},
		{"CreateAction", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CreateAction(ctx, a, rollout.NewAction{Title: "x"})
			return err
		}, ofAny},
		{"TakeAction", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.TakeAction(ctx, a, toTake)
			return err
		}, ofMembers},
		{"DeclineAction", "another's", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.DeclineAction(ctx, a, toDecline, "x")
			return err
		}, ofHolders},
		{"BlockAction", "another's", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.BlockAction(ctx, a, toBlock, "x")
			return err
		}, ofHolders},
		{"UnblockAction", "another's", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.UnblockAction(ctx, a, toUnblock, "")
			return err
		}, ofHolders},
		{"CompleteAction", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CompleteAction(ctx, a, toComplete, rollout.Report{})
			return err
		}, ofHolders},
		{"CompleteAction", "one's own", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CompleteAction(ctx, a, ownToComplete, rollout.Report{})
			return err
		}, ofMembers},
		{"PostponeAction", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.PostponeAction(ctx, a, toPostpone, to(day("2026-12-18")), "")
			return err
		}, ofHolders},
		{"PostponeAction", "one's own", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.PostponeAction(ctx, a, ownToPostpone, to(day("2026-12-18")), "")
			return err
		}, ofMembers},
		{"ReassignAction", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.ReassignAction(ctx, a, rollout.Reassign{Number: toReassign, People: []record.Person{person(member)}})
			return err
		}, ofHolders},
		{"ReassignAction", "one's own", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.ReassignAction(ctx, a, rollout.Reassign{Number: ownToReassign, People: []record.Person{person(outsider)}})
			return err
		}, ofMembers},
		{"CancelAction", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CancelAction(ctx, a, toCancel, "École fermée")
			return err
		}, ofHolders},
		{"EditAction", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.EditAction(ctx, sure(a), rollout.EditAction{Number: toEdit, Title: "Former deux fois"})
			return err
		}, ofHolders},
		{"EditAction", "one's own", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.EditAction(ctx, sure(a), rollout.EditAction{Number: ownToEdit, Kind: rollout.KindTraining})
			return err
		}, ofMembers},
		{"ReopenAction", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.ReopenAction(ctx, a, toReopen, "pas encore")
			return err
		}, ofHolders},
		{"ReopenAction", "one's own", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.ReopenAction(ctx, a, ownToReopen, "pas encore")
			return err
		}, ofMembers},
		{"CommentAction", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CommentAction(ctx, a, toTake, "vu avec la mairie")
			return err
		}, ofMembers},
		{"Acknowledge", "one's own action", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.Acknowledge(ctx, a, rollout.SupportAction{Number: ownToSee}.Subject())
			return err
		}, ofThoseConcerned},
		{"Acknowledge", "another's verification", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.Acknowledge(ctx, a, acceptance.Verification{Number: decidedByPilot}.Subject())
			return err
		}, [6]string{"", "seen", "seen", "seen", "seen", "team"}},
		{"Acknowledge", "a meeting", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.Acknowledge(ctx, a, o.moved.Subject())
			return err
		}, [6]string{"", "", "committee", "committee", "", "team"}},
		{"RemindTomorrow", "one's own action", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.RemindTomorrow(ctx, a, rollout.SupportAction{Number: ownToPutOff}.Subject())
			return err
		}, ofThoseConcerned},
		{"RemindTomorrow", "one's own verification", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.RemindTomorrow(ctx, a, acceptance.Verification{Number: seenByActor}.Subject())
			return err
		}, ofThoseConcerned},
		{"RemindTomorrow", "another's action", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.RemindTomorrow(ctx, a, rollout.SupportAction{Number: toPostpone}.Subject())
			return err
		}, [6]string{"seen", "seen", "seen", "seen", "seen", "team"}},
		{"Relaunch", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.Relaunch(ctx, a, 0)
			return err
		}, ofPilots},
		{"AddContract", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.AddContract(ctx, a, acceptance.NewContract{Ref: "M2", Supplier: "Éditeur"})
			return err
		}, ofAny},
		{"ChangeContract", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ChangeContract(ctx, a, contract.Change{Ref: "M1", Lots: []string{"Lot 2"}})
			return err
		}, ofAny},
		{"ChangeClause", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ChangeClause(ctx, a, contract.ClauseChange{Contract: "M1", Topic: contract.TopicVA, Silence: contract.SilenceAccepted, Article: "CCAP 7"})
			return err
		}, ofAny},
		{"OpenVerification", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.OpenVerification(ctx, a, acceptance.NewVerification{Step: contract.StepVA, Contract: "M1", Object: "x", NotifiedOn: day("2026-11-23")})
			return err
		}, ofAny},
		{"DecideVerification", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.DecideVerification(ctx, a, acceptance.Decide{Number: decidedByPilot, Outcome: contract.OutcomeAdmission})
			return err
		}, inCharge},
		{"DecideVerification", "one's own", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.DecideVerification(ctx, a, acceptance.Decide{Number: decidedByActor, Outcome: contract.OutcomeAdmission})
			return err
		}, [6]string{"", "", "", "in_charge", "in_charge", "team"}},
		{"AnswerVerification", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.AnswerVerification(ctx, a, acceptance.Answer{Number: answered, Accepted: true})
			return err
		}, inCharge},
		{"PresentVerification", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.PresentVerification(ctx, a, acceptance.Presentation{Number: presented, On: day("2026-11-23")})
			return err
		}, inCharge},
		{"CountDelivery", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CountDelivery(ctx, a, acceptance.NewCount{Number: decidedByPilot, Ordered: 120, Delivered: 120})
			return err
		}, inCharge},
		{"CountDelivery", "one's own", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CountDelivery(ctx, a, acceptance.NewCount{Number: decidedByActor, Ordered: 120, Delivered: 118, Accept: true, Reason: "x"})
			return err
		}, [6]string{"", "", "", "in_charge", "in_charge", "team"}},
		{"ExtendVerification", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ExtendVerification(ctx, a, acceptance.Extension{Number: extended, Days: 10, Reason: "panne"})
			return err
		}, inCharge},
		{"CorrectVerification", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CorrectVerification(ctx, a, acceptance.Correction{Decide: acceptance.Decide{
				Number: corrected, Outcome: contract.OutcomeAdjourned, Reason: "notifié à temps", On: day("2026-11-03"),
			}})
			return err
		}, ofPilots},
		{"CorrectVerification", "what others entered", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CorrectVerification(ctx, a, acceptance.Correction{Decide: acceptance.Decide{
				Number: answered, Outcome: contract.OutcomeAdmission, Reason: "mal noté", On: day("2026-11-23"),
			}})
			return err
		}, ofPilots},
		{"CancelVerification", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CancelVerification(ctx, a, extended, "x")
			return err
		}, inCharge},
		{"CancelVerification", "one's own", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CancelVerification(ctx, a, decidedByActor, "x")
			return err
		}, [6]string{"", "", "", "in_charge", "in_charge", "team"}},
		{"MoveStart", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.MoveStart(ctx, a, acceptance.NewStart{Number: stillRuns, NotifiedOn: day("2026-11-20")})
			return err
		}, inCharge},
		{"MoveStart", "of what is observed", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.MoveStart(ctx, a, acceptance.NewStart{Number: observed, NotifiedOn: day("2026-11-19")})
			return err
		}, inCharge},
		{"NoteReservation", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.NoteReservation(ctx, a, acceptance.NewReservation{Verification: stillRuns, Severity: acceptance.SeverityMajor, Text: "x"})
			return err
		}, ofAny},
		{"LiftReservation", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.LiftReservation(ctx, a, acceptance.LiftReservation{Number: 1})
			return err
		}, [6]string{"", "in_charge", "in_charge", "in_charge", "in_charge", "team"}},
		{"NoteOutage", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.NoteOutage(ctx, a, acceptance.NewOutage{Verification: observed, Length: time.Minute})
			return err
		}, ofAny},
		{"CancelOutage", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, _, err := o.CancelOutage(ctx, a, observed, 1)
			return err
		}, [6]string{"", "in_charge", "in_charge", "in_charge", "in_charge", "team"}},
		{"SetServiceLevel", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.SetServiceLevel(ctx, a, acceptance.ServiceLevel{Verification: observed, Rate: 150})
			return err
		}, [6]string{"", "in_charge", "in_charge", "in_charge", "in_charge", "team"}},
		{"Initialise", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.Initialise(ctx, a, town(6))
			return err
		}, ofPilots},
		{"ChangeStage", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ChangeStage(ctx, a, organisation.StageSteady)
			return err
		}, ofPilots},
		{"CorrectPlan", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CorrectPlan(ctx, a, organisation.Correction{Number: 1, Yearly: 7})
			return err
		}, ofPilots},
		{"ConfirmPlan", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ConfirmPlan(ctx, a)
			return err
		}, ofPilots},
		{"DropPlan", "", func(o *service, ctx context.Context, a record.Actor) error {
			if _, err := o.Initialise(ctx, a, town(7)); err != nil {
				return err
			}
			_, err := o.DropPlan(ctx, a)
			return err
		}, ofPilots},
		{"AddPartner", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.AddPartner(ctx, a, committee.InstitutionChange{Name: "Région"})
			return err
		}, ofPilots},
		{"ChangePartner", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ChangePartner(ctx, a, committee.InstitutionChange{Name: "Mairie de Vitry", Role: new("paie")}, "")
			return err
		}, ofPilots},
		{"RetirePartner", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.RetirePartner(ctx, a, "Caisse", "Elle se retire")
			return err
		}, ofPilots},
		{"CreateAgreement", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CreateAgreement(ctx, a, committee.NewAgreement{
				Name: "Convention", Partners: []committee.InstitutionChange{{Name: "Mairie"}}, Signed: day("2026-03-12"), Until: day("2028-08-31"),
			})
			return err
		}, ofPilots},
		{"ChangeAgreement", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ChangeAgreement(ctx, a, 1, committee.AgreementChange{Name: "Convention ENT"})
			return err
		}, ofPilots},
		{"RenewAgreement", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.RenewAgreement(ctx, a, 1, to(day("2031-08-31")))
			return err
		}, ofPilots},
		{"TerminateAgreement", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.TerminateAgreement(ctx, a, 1, day("2027-06-30"), "La mairie se retire")
			return err
		}, ofPilots},
		{"ChangeSettings", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ChangeSettings(ctx, a, governance.SettingsChange{Zone: "Mayotte"})
			return err
		}, ofPilots},
		{"ChangeRetentions", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ChangeRetentions(ctx, a, []governance.Retention{{Kind: governance.DataTraces, Months: 36}})
			return err
		}, ofPilots},
		{"SetReminders", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.SetReminders(ctx, a, reminder.PreferencesChange{Actions: new(bool)})
			return err
		}, ofAll},
		{"PauseReminders", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.PauseReminders(ctx, a, day("2026-12-01"))
			return err
		}, ofAll},
		{"ResumeReminders", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ResumeReminders(ctx, a)
			return err
		}, ofAll},
		{"CloseProject", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.CloseProject(ctx, a, "marché fini")
			return err
		}, ofPilots},
		{"ReopenProject", "", func(o *service, ctx context.Context, a record.Actor) error {
			_, err := o.ReopenProject(ctx, a)
			return err
		}, ofPilots},
	}
}

// reads are the exported methods that change nothing.
func reads(w *world, ctx context.Context, a record.Actor) map[string]func() error {
	return map[string]func() error{
		"PersonalData":        func() error { _, err := w.PersonalData(ctx, a, ""); return err },
		"Retentions":          func() error { _, err := w.Retentions(ctx, a); return err },
		"SchoolStatus":        func() error { _, err := w.SchoolStatus(ctx, a, wallonA); return err },
		"Waves":               func() error { _, err := w.Waves(ctx, a, 0); return err },
		"OwnSchools":          func() error { _, err := w.OwnSchools(ctx, a); return err },
		"SchoolTeam":          func() error { _, _, _, err := w.SchoolTeam(ctx, a, wallonA); return err },
		"AreaOf":              func() error { _, err := w.AreaOf(ctx, a, "COPIL"); return err },
		"Sets":                func() error { _, err := w.Sets(ctx, a); return err },
		"Deployment":          func() error { _, err := w.Deployment(ctx, a, perimeter.AskDeployment{}); return err },
		"ListSchools":         func() error { _, err := w.ListSchools(ctx, a, perimeter.SchoolFilter{}); return err },
		"SchoolNamed":         func() error { _, _, err := w.SchoolNamed(ctx, a, "wallon", perimeter.SchoolFilter{}); return err },
		"FindSchools":         func() error { _, err := w.FindSchools(ctx, a, "wallon", perimeter.SchoolFilter{}); return err },
		"SchoolHistory":       func() error { _, _, err := w.SchoolHistory(ctx, a, "wallon", perimeter.SchoolFilter{}); return err },
		"Committees":          func() error { _, err := w.Committees(ctx, a); return err },
		"Committee":           func() error { _, err := w.Committee(ctx, a, "COPIL"); return err },
		"Profile":             func() error { _, err := w.Profile(ctx, a); return err },
		"Partners":            func() error { _, err := w.Partners(ctx, a); return err },
		"Partner":             func() error { _, err := w.Partner(ctx, a, "Mairie de Vitry"); return err },
		"Members":             func() error { _, err := w.Members(ctx, a, "COPIL"); return err },
		"Balance":             func() error { _, err := w.Balance(ctx, a, "COPIL"); return err },
		"People":              func() error { _, err := w.People(ctx, a); return err },
		"Factors":             func() error { _, err := w.Factors(ctx, a); return err },
		"Agreements":          func() error { _, _, err := w.Agreements(ctx, a); return err },
		"Agreement":           func() error { _, err := w.Agreement(ctx, a, 1); return err },
		"Decisions":           func() error { _, err := w.Decisions(ctx, a, committee.DecisionFilter{}); return err },
		"DecisionsToCarryOut": func() error { _, _, err := w.DecisionsToCarryOut(ctx, a, committee.DecisionFilter{}); return err },
		"FindDecisions":       func() error { _, err := w.FindDecisions(ctx, a, committee.DecisionFilter{}, 0, 12); return err },
		"Decision":            func() error { _, err := w.Decision(ctx, a, "COPIL-2026-001"); return err },
		"Meetings":            func() error { _, err := w.Meetings(ctx, a, "", false); return err },
		"AllSeries":           func() error { _, err := w.AllSeries(ctx, a, "", false); return err },
		"OneSeries":           func() error { _, err := w.OneSeries(ctx, a, 1); return err },
		"Foreseen":            func() error { _, err := w.Foreseen(ctx, a, ""); return err },
		"Meeting":             func() error { _, err := w.Meeting(ctx, a, 1); return err },
		"Roll":                func() error { _, err := w.Roll(ctx, a, 1); return err },
		"Preparation":         func() error { _, err := w.Preparation(ctx, a, 1); return err },
		"Rules":               func() error { _, err := w.Rules(ctx, a, "COPIL"); return err },
		"NotedAt":             func() error { _, _, err := w.NotedAt(ctx, a, "action/A-1"); return err },
		"Agenda":              func() error { _, err := w.Agenda(ctx, a, 1); return err },
		"Minutes":             func() error { _, err := w.Minutes(ctx, a, 7); return err },
		"Actions":             func() error { _, _, err := w.Actions(ctx, a, rollout.ActionFilter{}, false); return err },
		"Action":              func() error { _, err := w.Action(ctx, a, 1); return err },
		"WaitingActions":      func() error { _, err := w.WaitingActions(ctx, a); return err },
		"ExtractDecisions":    func() error { _, err := w.ExtractDecisions(ctx, a, committee.DecisionFilter{}); return err },
		"ExtractMeetings":     func() error { _, err := w.ExtractMeetings(ctx, a, "", record.Period{}); return err },
		"ExtractSchools":      func() error { _, err := w.ExtractSchools(ctx, a, perimeter.SchoolFilter{}); return err },
		"ExtractActions": func() error {
			_, err := w.ExtractActions(ctx, a, rollout.ActionFilter{}, false, record.Period{})
			return err
		},
		"Verifications":          func() error { _, err := w.Verifications(ctx, a, true); return err },
		"Explain":                func() error { _, err := w.Explain(ctx, a, 1); return err },
		"Contract":               func() error { _, err := w.Contract(ctx, a, "M1"); return err },
		"Verification":           func() error { _, err := w.Verification(ctx, a, 1); return err },
		"VerificationRecord":     func() error { _, err := w.VerificationRecord(ctx, a, 1); return err },
		"ContractRecord":         func() error { _, err := w.ContractRecord(ctx, a, "m1"); return err },
		"Overview":               func() error { _, err := w.Overview(ctx, a); return err },
		"Handover":               func() error { _, err := w.Handover(ctx, a); return err },
		"Reminders":              func() error { _, err := w.Reminders(ctx, a); return err },
		"Settings":               func() error { _, err := w.Settings(ctx, a); return err },
		"VerificationsFollowing": func() error { _, err := w.VerificationsFollowing(ctx, a, "COPIL-2026-001"); return err },
	}
}

func TestEveryMethodIsTried(t *testing.T) {
	t.Parallel()
	known := map[string]bool{
		// Those say nothing that a committee keeps, and are asked by the program
		// itself: for a delivery that it owes, or to read what somebody typed.
		"Content": true, "Prefetch": true, "ParseSubject": true, "Undelivered": true, "PassOn": true, "Aftermath": true, "Zone": true, "Home": true, "Begin": true, "Audience": true, "Boards": true, "PersonNamed": true,
		"NextDigest": true, "PlanDigests": true, "Reconcile": true, "Watch": true, "FinishImports": true, "CarryOut": true, "CarryOutTacitEffect": true, "CarryOutDue": true, "PlanTacitEffects": true, "Entitled": true, "WatchChannels": true, "NumberMeeting": true, "NumberMeetings": true, "Hear": true, "EndMeetings": true,
		// Who looks after the server imports the calendar of all; the chat has no way to it.
		"ImportVacations": true, "TryVacations": true,
		// They are for pilots alone: TestFailures, TestPlansAreCarriedOut, TestAProjectIsArchived, TestDepartures.
		"Failures": true, "Plan": true, "Archive": true, "Depart": true,
		// It tells of what the request has learnt: TestWhatIsNotShownWhereTheBotWasTakenOut.
		"Unseen": true,
		// Nobody asks them: they are how the program gives the service its model, and says that
		// there is a mail server.
		"By": true, "Writes": true,
		// The courier asks, for a letter that it hands to the mail server: TestLettersLeaveOnce.
		"HandLetter": true, "LetterEnded": true,
		// It writes only where there is a mail server: TestLettersAreForTheCommittee.
		"Letter": true,
		// Calendar programs ask, without an actor: TestFeedsShowWhatTheirOwnerSees.
		"FeedAt": true, "ReadFeed": true,
	}
	for _, w := range writes() {
		known[w.method] = true
	}
	for name := range reads(nil, t.Context(), record.Actor{}) {
		known[name] = true
	}
	require.Empty(t, untried(known), "neither in writes nor in reads, or gone")

	t.Run("one that is forgotten, or gone, is found", func(t *testing.T) {
		delete(known, "LogDecision")
		known["Invented"] = true
		require.Equal(t, []string{"Invented", "LogDecision"}, untried(known))
	})
}

// untried are the exported methods that are not known, and the known ones that are
// none.
func untried(known map[string]bool) (names []string) {
	left := maps.Clone(known)
	for method := range reflect.TypeFor[*governance.Service]().Methods() {
		if !left[method.Name] {
			names = append(names, method.Name)
		}
		delete(left, method.Name)
	}
	names = slices.AppendSeq(names, maps.Keys(left))
	slices.Sort(names)
	return names
}

func TestWhoMayWrite(t *testing.T) {
	t.Parallel()
	for i, user := range people {
		t.Run(person(user).Username, func(t *testing.T) {
			o := newApp(t, user)
			is := o.dump()
			for _, w := range writes() {
				t.Run(strings.TrimSpace(w.method+" "+w.variant), func(t *testing.T) {
					before := is
					err := w.call(o, t.Context(), o.as(user))
					is = o.dump()
					require.Empty(t, trespass(user, w.who[i], err, before != is))
				})
			}
		})
	}

	t.Run("who may though they must not is found", func(t *testing.T) {
		o := newApp(t, member)
		note := func(as record.UserID) error {
			_, err := o.NoteSchool(t.Context(), o.as(as), wallonA, "vu")
			return err
		}
		require.Contains(t, trespass(member, "pilots", note(member), true), "may")
		require.Contains(t, trespass(guest, "", note(guest), false), "may not: forbidden.guests")
		require.Contains(t, trespass(guest, "guests", note(guest), true), "it was written")
		require.Contains(t, trespass(outsider, "guests", note(outsider), false), "forbidden.team")
		require.Contains(t, trespass(member, "", nil, false), "nothing was written")
		require.Contains(t, trespass(other, "committee", &record.Error{Code: record.Forbidden, Key: "forbidden.committee"}, false), "whom to ask")
		require.Empty(t, trespass(guest, "guests", note(guest), false))
	})
}

// trespass is what is wrong with how a write by user went, of which want is "" or
// the key of the refusal under "forbidden."; "" for nothing.
func trespass(user record.UserID, want string, err error, wrote bool) string {
	guest := strings.HasPrefix(person(user).Username, "guest") && want != "seen" && want != "team"
	switch {
	case want == "" && err != nil:
		return fmt.Sprintf("%s may not: %s", user, keyOf(err))
	case want == "" && !wrote:
		return fmt.Sprintf("%s may, and nothing was written", user)
	case want == "":
		return ""
	case err == nil:
		return fmt.Sprintf("%s may, against %s", user, want)
	case wrote:
		return fmt.Sprintf("%s may not, and it was written", user)
	case guest:
		want = "guests" // who only looks is told so, whoever may
	}
	refusal, ok := errors.AsType[*record.Error](err)
	switch {
	case !ok || refusal.Code != record.Forbidden || refusal.Key != "forbidden."+want:
		return fmt.Sprintf("%s is refused by %s, and not by %s", user, keyOf(err), want)
	case want != "team" && !reflect.DeepEqual([]record.Person{person(pilot)}, refusal.Args["pilots"]):
		return fmt.Sprintf("%s is not told whom to ask: %v", user, refusal.Args["pilots"])
	case want == "committee" && refusal.Args["committee"] != "COPIL" && refusal.Args["committee"] != "GT1":
		return fmt.Sprintf("%s is not told of which committee: %v", user, refusal.Args["committee"])
	}
	return ""
}

func TestWhoMayRead(t *testing.T) {
	t.Parallel()
	o := newApp(t, other)
	for _, user := range people {
		t.Run(person(user).Username, func(t *testing.T) {
			before := o.dump()
			for name, call := range reads(o.world, t.Context(), o.as(user)) {
				want := ""
				if user == outsider {
					want = "forbidden.team"
				}
				require.Equal(t, want, keyOf(call()), name)
			}
			require.Equal(t, before, o.dump())
		})
	}
	t.Run("a team is no other team", func(t *testing.T) {
		a := o.as(pilot)
		a.Team = "t-other"
		for name, call := range reads(o.world, t.Context(), a) {
			require.Equal(t, "forbidden.team", keyOf(call()), name)
		}
	})
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	o := newApp(t, other)
	t.Run("say who can", func(t *testing.T) {
		_, err := o.CompleteAction(t.Context(), o.as(other), toComplete, rollout.Report{})
		e := asError(t, err, record.Forbidden, "forbidden.action")
		require.Equal(t, "A-2", e.Args["ref"])
		_, err = o.DecideVerification(t.Context(), o.as(other), acceptance.Decide{Number: decidedByPilot, Outcome: contract.OutcomeAdmission})
		e = asError(t, err, record.Forbidden, "forbidden.in_charge")
		require.Equal(t, []record.Person{person(pilot)}, e.Args["people"])
		require.Equal(t, "V-1", e.Args["ref"])
	})
	t.Run("stay refusals when the pilots cannot be named", func(t *testing.T) {
		o.chat.fail["Pilots"] = errors.New("no answer")
		defer delete(o.chat.fail, "Pilots")
		_, err := o.AddContract(t.Context(), o.as(other), acceptance.NewContract{Ref: "M2", Supplier: "x"})
		require.Empty(t, asError(t, err, record.Forbidden, "forbidden.any_committee").Args["pilots"])
	})
	t.Run("give nothing of a committee away beside the error", func(t *testing.T) {
		_, c, err := o.ScheduleMeeting(t.Context(), o.as(other), committee.NewMeeting{Committee: "COPIL", Start: o.moment("2026-12-18 14:00")})
		require.Error(t, err)
		require.Empty(t, c)
		c, err = o.SetLeads(t.Context(), o.as(other), "COPIL", nil)
		require.Error(t, err)
		require.Empty(t, c)
	})
}

func TestChatThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	down := errors.New("connection refused")
	o := newApp(t, pilot)
	before := o.dump()
	for _, method := range []string{"TeamRole", "InChannel"} {
		t.Run(method, func(t *testing.T) {
			o.chat.fail[method] = down
			defer delete(o.chat.fail, method)
			for _, w := range writes() {
				err := w.call(o, t.Context(), o.as(pilot))
				require.ErrorIs(t, asError(t, err, record.Unavailable, "unavailable.directory"), down, w.method)
			}
			for name, call := range reads(o.world, t.Context(), o.as(pilot)) {
				require.Equal(t, "unavailable.directory", keyOf(call()), name)
			}
			require.Equal(t, before, o.dump())
		})
	}
	create := func() error {
		_, err := o.CreateCommittee(t.Context(), o.as(pilot), committee.NewCommittee{Code: "GT2", Name: "x"})
		return err
	}
	for _, method := range []string{"Channel", "JoinChannel"} {
		t.Run(method+" of a new committee", func(t *testing.T) {
			o.chat.fail[method] = down
			defer delete(o.chat.fail, method)
			require.ErrorIs(t, asError(t, create(), record.Unavailable, "unavailable.directory"), down)
			require.Equal(t, before, o.dump())
		})
	}
	t.Run("a channel that the bot cannot enter has no committee", func(t *testing.T) {
		o.chat.fail["JoinChannel"] = record.ErrNone
		defer delete(o.chat.fail, "JoinChannel")
		asError(t, create(), record.Conflict, "committee.join")
		require.Equal(t, before, o.dump())
	})
	t.Run("TeamName of a new team", func(t *testing.T) {
		fresh := newWorld(t)
		fresh.chat.fail["TeamName"] = down
		_, err := fresh.Overview(t.Context(), fresh.as(pilot))
		asError(t, err, record.Unavailable, "unavailable.directory")
		require.NoError(t, storagetest.Wide{Store: fresh.store}.View(t.Context(), func(tx storagetest.Tx) error {
			projects, err := tx.Projects()
			require.Empty(t, projects)
			return err
		}))
	})
	t.Run("PersonNamed", func(t *testing.T) {
		p, err := o.PersonNamed(t.Context(), o.as(pilot), "for", "member")
		require.NoError(t, err)
		require.Equal(t, person(member), p)
		_, err = o.PersonNamed(t.Context(), o.as(pilot), "for", "nobody")
		require.Equal(t, "for", asError(t, err, record.NotFound, "person.unknown").Param)
		o.chat.fail["PersonNamed"] = down
		_, err = o.PersonNamed(t.Context(), o.as(pilot), "for", "member")
		asError(t, err, record.Unavailable, "unavailable.directory")
	})
}
