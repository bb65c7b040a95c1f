package mattermosttest

import (
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"
)

// AddTeam creates an open team without open invitation, as a real server does: only its members see it.
func (s *Server) AddTeam(name, display string) *model.Team {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.millis()
	team := &model.Team{
		Id: model.NewId(), CreateAt: now, UpdateAt: now, Name: name, DisplayName: display,
		Type: model.TeamOpen, InviteId: model.NewId(),
	}
	s.teams = append(s.teams, team)
	copied := *team
	return &copied
}

// JoinTeam makes a user or a bot a member of a team, or changes whether a member is a team administrator.
func (s *Server) JoinTeam(user *model.User, team *model.Team, admin bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.joinTeam(s.user(user.Id), team.Id, admin)
}

// LeaveTeam ends a membership of a team and of its channels.
func (s *Server) LeaveTeam(user *model.User, team *model.Team) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leaveTeam(user.Id, team.Id)
}

func (s *Server) leaveTeam(user, team string) {
	delete(s.teamMembers, pair{team, user})
	for key := range s.channelMembers {
		if channel := s.channel(key[0]); key[1] == user && channel.TeamId == team {
			delete(s.channelMembers, key)
		}
	}
}

func (s *Server) removeTeamMember(c *call) (any, error) {
	member, err := s.pathTeamMember(c)
	if err != nil {
		return nil, err
	}
	if member.UserId != c.user.Id && !s.runsTeam(c.user, member.TeamId) {
		return nil, forbidden()
	}
	s.leaveTeam(member.UserId, member.TeamId)
	return statusOK(), nil
}

func (s *Server) joinTeam(user *model.User, teamID string, admin bool) *model.TeamMember {
	member := &model.TeamMember{TeamId: teamID, UserId: user.Id}
	setTeamRoles(member, user, admin)
	s.teamMembers[pair{teamID, user.Id}] = member
	return member
}

func setTeamRoles(member *model.TeamMember, user *model.User, admin bool) {
	member.SchemeGuest, member.SchemeUser, member.SchemeAdmin = user.IsGuest(), !user.IsGuest(), admin
	switch {
	case user.IsGuest():
		member.Roles = model.TeamGuestRoleId
	case admin:
		member.Roles = model.TeamUserRoleId + " " + model.TeamAdminRoleId
	default:
		member.Roles = model.TeamUserRoleId
	}
}

func (s *Server) teamRoutes() {
	s.handle("GET /api/v4/teams/{team}", http.StatusOK, s.getTeam)
	s.handle("GET /api/v4/teams/name/{name}", http.StatusOK, s.getTeamByName)
	s.handle("POST /api/v4/teams/{team}/members", http.StatusCreated, s.addTeamMember)
	s.handle("DELETE /api/v4/teams/{team}/members/{user}", http.StatusOK, s.removeTeamMember)
	s.handle("GET /api/v4/teams/{team}/members/{user}", http.StatusOK, s.getTeamMember)
	s.handle("PUT /api/v4/teams/{team}/members/{user}/schemeRoles", http.StatusOK, s.setTeamSchemeRoles)
}

func (s *Server) team(id string) *model.Team {
	return find(s.teams, func(t *model.Team) bool { return t.Id == id })
}

// inTeam reports whether a user sees a team.
func (s *Server) inTeam(user *model.User, teamID string) bool {
	return user.IsSystemAdmin() || s.teamMembers[pair{teamID, user.Id}] != nil
}

// runsTeam reports whether a user has the rights of a team administrator.
func (s *Server) runsTeam(user *model.User, teamID string) bool {
	member := s.teamMembers[pair{teamID, user.Id}]
	return user.IsSystemAdmin() || (member != nil && member.SchemeAdmin)
}

func (s *Server) visibleTeam(c *call, team *model.Team, missing string) (any, error) {
	if team == nil {
		return nil, appError(http.StatusNotFound, missing, "Impossible de trouver l'équipe.")
	}
	if !s.inTeam(c.user, team.Id) {
		return nil, forbidden()
	}
	return team, nil
}

func (s *Server) getTeam(c *call) (any, error) {
	return s.visibleTeam(c, s.team(c.PathValue("team")), "app.team.get.find.app_error")
}

func (s *Server) getTeamByName(c *call) (any, error) {
	team := find(s.teams, func(t *model.Team) bool { return t.Name == c.PathValue("name") })
	return s.visibleTeam(c, team, "app.team.get_by_name.missing.app_error")
}

func (s *Server) getTeamsOfUser(c *call) (any, error) {
	user, err := s.pathUser(c)
	if err != nil {
		return nil, err
	}
	if user.Id != c.user.Id && !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	teams := []*model.Team{}
	for _, team := range s.teams {
		if s.teamMembers[pair{team.Id, user.Id}] != nil {
			teams = append(teams, team)
		}
	}
	return teams, nil
}

func (s *Server) addTeamMember(c *call) (any, error) {
	var body model.TeamMember
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	teamID := c.PathValue("team")
	if body.TeamId != teamID {
		return nil, invalidBody("team_id")
	}
	if s.team(teamID) == nil || !s.inTeam(c.user, teamID) || c.user.IsGuest() {
		return nil, forbidden()
	}
	user := s.user(body.UserId)
	if user == nil {
		return nil, appError(http.StatusNotFound, "app.user.missing_account.const", "Impossible de trouver l'utilisateur.")
	}
	if member := s.teamMembers[pair{teamID, user.Id}]; member != nil {
		return member, nil
	}
	return s.joinTeam(user, teamID, false), nil
}

// pathTeamMember is the membership that the path names, when the caller may see it.
func (s *Server) pathTeamMember(c *call) (*model.TeamMember, error) {
	user, err := s.pathUser(c)
	if err != nil {
		return nil, err
	}
	teamID := c.PathValue("team")
	if !s.inTeam(c.user, teamID) {
		return nil, forbidden()
	}
	if member := s.teamMembers[pair{teamID, user.Id}]; member != nil {
		return member, nil
	}
	return nil, appError(http.StatusNotFound, "app.team.get_member.missing.app_error",
		"Aucun membre de l'équipe trouvé pour cet identifiant d'utilisateur et cet identifiant d'équipe.")
}

func (s *Server) getTeamMember(c *call) (any, error) { return s.pathTeamMember(c) }

func (s *Server) setTeamSchemeRoles(c *call) (any, error) {
	var roles model.SchemeRoles
	if err := c.decode(&roles); err != nil {
		return nil, err
	}
	member, err := s.pathTeamMember(c)
	if err != nil {
		return nil, err
	}
	if !s.runsTeam(c.user, member.TeamId) {
		return nil, forbidden()
	}
	setTeamRoles(member, s.user(member.UserId), roles.SchemeAdmin)
	return statusOK(), nil
}
