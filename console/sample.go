package console

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"

	"pilotent/commands"
	"pilotent/governance"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

//go:embed sample/ecoles.csv
var sampleSchools []byte

// sampleLines are what the coordinator has typed before you arrive, and where.
var sampleLines = []struct{ channel, line string }{
	{"copil", `/comite creer COPIL "Comité de pilotage stratégique" --niveau territorial`},
	{"suivi", `/comite creer SUIVI "Comité de suivi opérationnel" --niveau territorial`},
	{"copil", `/recette marche M2026-04 --titulaire "Éditeur ENT" --ccag tic-2021`},
	{"copil", `/ecole note 0940198E "Équipe volontaire ; vidéoprojecteur en panne salle 3"`},
}

// LoadSample fills an empty database with a small project: the real schools of
// the Val-de-Marne, two committees and a contract. It does nothing when the
// project has schools already.
func LoadSample(ctx context.Context, s *governance.Service, dispatcher *commands.Dispatcher) error {
	first, _ := resident("coordinatrice")
	actor := record.Actor{Team: Team, User: first.person(), Channel: "copil"}
	if _, err := s.ListSchools(ctx, actor, perimeter.SchoolFilter{}); record.CodeOf(err) != record.NotFound {
		return err
	}
	table, err := commands.ReadTable(bytes.NewReader(sampleSchools), perimeter.IsSchoolTable)
	if err != nil {
		return fmt.Errorf("read the sample's schools: %w", err)
	}
	rep, err := s.ImportSchools(ctx, actor, perimeter.SchoolImport{Table: table})
	if err != nil {
		return fmt.Errorf("import the sample's schools: %w", err)
	}
	if len(rep.Problems) > 0 {
		return fmt.Errorf("import the sample's schools: line %d: %s", rep.Problems[0].Line, rep.Problems[0].Key)
	}
	for _, l := range sampleLines {
		actor.Channel = record.ChannelID(l.channel)
		if m := dispatcher.Dispatch(ctx, commands.Invocation{Actor: actor, Line: l.line}); m.Failed {
			return fmt.Errorf("play the sample's line %q", l.line)
		}
	}
	return nil
}
