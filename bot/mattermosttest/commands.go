package mattermosttest

import (
	"net/http"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

func (s *Server) commandRoutes() {
	s.handle("POST /api/v4/commands", http.StatusCreated, s.createCommand)
	s.handle("GET /api/v4/commands", http.StatusOK, s.listCommands)
	s.mux.HandleFunc("POST /api/v4/commands/execute", s.executeCommand)
	s.handle("PUT /api/v4/commands/{command}", http.StatusOK, s.updateCommand)
	s.handle("DELETE /api/v4/commands/{command}", http.StatusOK, s.deleteCommand)
	s.handle("PUT /api/v4/commands/{command}/regen_token", http.StatusOK, s.regenCommandToken)
}

// teamCommand is the live command of a team with this trigger, or nil.
func (s *Server) teamCommand(teamID, trigger string) *model.Command {
	return find(s.commands, func(cmd *model.Command) bool {
		return cmd.TeamId == teamID && cmd.Trigger == trigger && cmd.DeleteAt == 0
	})
}

func (s *Server) createCommand(c *call) (any, error) {
	var command model.Command
	if err := c.decode(&command); err != nil {
		return nil, err
	}
	if !s.runsTeam(c.user, command.TeamId) {
		return nil, forbidden()
	}
	now := s.millis()
	command.Id, command.Token, command.CreatorId = model.NewId(), model.NewId(), c.user.Id
	command.CreateAt, command.UpdateAt, command.DeleteAt = now, now, 0
	command.Trigger = strings.ToLower(command.Trigger)
	if s.teamCommand(command.TeamId, command.Trigger) != nil {
		return nil, appError(http.StatusBadRequest, "api.command.duplicate_trigger.app_error",
			"Ce mot déclencheur est déjà utilisé. Veuillez choisir un autre mot.")
	}
	if err := command.IsValid(); err != nil {
		return nil, err
	}
	kept := command
	kept.AutocompleteData = nil // echoed in this answer, and forgotten: docs/mattermost.md
	s.commands = append(s.commands, &kept)
	return &command, nil
}

func (s *Server) listCommands(c *call) (any, error) {
	query := c.URL.Query()
	teamID := query.Get("team_id")
	if teamID == "" {
		return nil, invalidBody("team_id")
	}
	manages := s.runsTeam(c.user, teamID)
	if !s.inTeam(c.user, teamID) || (query.Get("custom_only") == "true" && !manages) {
		return nil, forbidden()
	}
	commands := []*model.Command{}
	for _, command := range s.commands {
		if command.TeamId != teamID || command.DeleteAt != 0 {
			continue
		}
		listed := *command
		if !manages {
			listed.Sanitize()
		}
		commands = append(commands, &listed)
	}
	return commands, nil
}

// pathCommand is the live command that the path names, when the caller may manage it: a team administrator manages
// those of others too.
func (s *Server) pathCommand(c *call) (*model.Command, error) {
	command := find(s.commands, func(cmd *model.Command) bool { return cmd.Id == c.PathValue("command") && cmd.DeleteAt == 0 })
	if command == nil || !s.runsTeam(c.user, command.TeamId) {
		// The same answer for both, so that the existence of a command does not leak.
		return nil, appError(http.StatusNotFound, "store.sql_command.get.missing.app_error", "La commande n'existe pas.")
	}
	return command, nil
}

func (s *Server) updateCommand(c *call) (any, error) {
	var asked model.Command
	if err := c.decode(&asked); err != nil {
		return nil, err
	}
	if asked.Id != c.PathValue("command") {
		return nil, invalidBody("command")
	}
	command, err := s.pathCommand(c)
	if err != nil {
		return nil, err
	}
	if asked.TeamId != command.TeamId {
		return nil, appError(http.StatusBadRequest, "api.command.team_mismatch.app_error",
			"Impossible de mettre à jour des commandes d'une équipe à l'autre.")
	}
	asked.Trigger = strings.ToLower(asked.Trigger)
	if other := s.teamCommand(command.TeamId, asked.Trigger); other != nil && other != command {
		return nil, appError(http.StatusBadRequest, "api.command.duplicate_trigger.app_error",
			"Ce mot déclencheur est déjà utilisé. Veuillez choisir un autre mot.")
	}
	asked.Token, asked.CreatorId, asked.CreateAt, asked.DeleteAt = command.Token, command.CreatorId, command.CreateAt, 0
	asked.UpdateAt = s.millis()
	if err := asked.IsValid(); err != nil {
		return nil, err
	}
	asked.AutocompleteData = nil
	*command = asked
	return command, nil
}

func (s *Server) deleteCommand(c *call) (any, error) {
	command, err := s.pathCommand(c)
	if err != nil {
		return nil, err
	}
	command.DeleteAt = s.millis()
	return statusOK(), nil
}

func (s *Server) regenCommandToken(c *call) (any, error) {
	command, err := s.pathCommand(c)
	if err != nil {
		return nil, err
	}
	command.Token, command.UpdateAt = model.NewId(), s.millis()
	return map[string]string{"token": command.Token}, nil
}
