package mattermosttest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// UserOption changes a new user.
type UserOption func(*model.User)

// Locale sets the language of a user. The default is "fr"; "" is what an account that never chose may hold.
func Locale(locale string) UserOption { return func(u *model.User) { u.Locale = locale } }

// Zone sets the time zone that the browser of a user reports. The default is none.
func Zone(name string) UserOption {
	return func(u *model.User) { u.Timezone["automaticTimezone"] = name }
}

// SystemAdmin makes a user a system administrator.
func SystemAdmin() UserOption { return func(u *model.User) { u.Roles = "system_user system_admin" } }

// Guest makes a user a guest.
func Guest() UserOption { return func(u *model.User) { u.Roles = model.SystemGuestRoleId } }

// AddUser creates a person. The name must be free.
func (s *Server) AddUser(name string, opts ...UserOption) *model.User {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := &model.User{Username: name, Email: name + "@ent.example", Locale: "fr", RemoteId: new(string)}
	s.saveUser(user)
	for _, opt := range opts {
		opt(user)
	}
	return user.DeepCopy()
}

// SetGuest turns a user into a guest, everywhere.
func (s *Server) SetGuest(user *model.User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.user(user.Id)
	kept.Roles = model.SystemGuestRoleId
	for _, member := range s.teamMembers {
		if member.UserId == kept.Id {
			setTeamRoles(member, kept, false)
		}
	}
	for _, member := range s.channelMembers {
		if member.UserId == kept.Id {
			setChannelRoles(member, kept)
		}
	}
}

// DisableBot closes a bot's account, alone.
func (s *Server) DisableBot(bot *model.User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deactivate(bot.Id)
}

// DeactivateUser deactivates an account, its sessions, and the bots that it owns, which is the real server's default.
func (s *Server) DeactivateUser(user *model.User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deactivate(user.Id)
	for _, bot := range s.bots {
		if bot.OwnerId == user.Id {
			s.deactivate(bot.UserId)
		}
	}
}

func (s *Server) deactivate(id string) {
	now := s.millis()
	user := s.user(id)
	user.DeleteAt, user.UpdateAt = now, now
	if bot := s.bot(id); bot != nil {
		bot.DeleteAt, bot.UpdateAt = now, now
	}
}

func (s *Server) userRoutes() {
	s.handle("GET /api/v4/users/{user}", http.StatusOK, s.getUser)
	s.handle("GET /api/v4/users/username/{name}", http.StatusOK, s.getUserByName)
	s.handle("GET /api/v4/users/{user}/{what}", http.StatusOK, s.getOfUser)
	s.handle("GET /api/v4/users", http.StatusOK, s.listUsersOfTeam)
	s.handle("POST /api/v4/users/ids", http.StatusOK, s.listUsersByID)
	s.handle("POST /api/v4/users", http.StatusCreated, s.createUser)
	s.handle("PUT /api/v4/users/{user}/roles", http.StatusOK, s.setRoles)
	s.handle("POST /api/v4/users/{user}/tokens", http.StatusOK, s.createToken)
	s.handle("POST /api/v4/users/{user}/image", http.StatusOK, s.setPicture)
}

// listUsersByID lists those of the accounts that there are.
func (s *Server) listUsersByID(c *call) (any, error) {
	var ids []string
	if err := c.decode(&ids); err != nil {
		return nil, err
	}
	users := []*model.User{}
	for _, user := range s.users {
		if slices.Contains(ids, user.Id) {
			users = append(users, seenBy(c.user, user))
		}
	}
	return users, nil
}

// listUsersOfTeam lists the members of ?in_team= by name, a page at a time: those that one of the asked roles fits, and
// all where none is asked. The administrators of the system are none of the team here (read in 11.6:
// applyMultiRoleFilters).
func (s *Server) listUsersOfTeam(c *call) (any, error) {
	query := c.URL.Query()
	if query.Has("in_channel") {
		return s.listUsersOfChannel(c)
	}
	teamID := query.Get("in_team")
	if teamID == "" || !s.inTeam(c.user, teamID) {
		return nil, forbidden()
	}
	roles, teamRoles := query.Get("roles"), query.Get("team_roles")
	users := []*model.User{}
	for key, member := range s.teamMembers {
		user := s.user(key[1])
		fits := roles == "" && teamRoles == "" ||
			roles == model.SystemAdminRoleId && user.IsSystemAdmin() ||
			teamRoles == model.TeamAdminRoleId && member.SchemeAdmin && !user.IsSystemAdmin()
		if key[0] == teamID && fits && (query.Get("active") != "true" || user.DeleteAt == 0) {
			users = append(users, seenBy(c.user, user))
		}
	}
	slices.SortFunc(users, func(a, b *model.User) int { return strings.Compare(a.Username, b.Username) })
	return page(c, users), nil
}

// listUsersOfChannel lists the members of ?in_channel= by name, bots and all, a page at
// a time (read in 11.6: getUsers, GetProfilesInChannel).
func (s *Server) listUsersOfChannel(c *call) (any, error) {
	query := c.URL.Query()
	channel := s.channel(query.Get("in_channel"))
	if !s.seesMembers(c.user, channel) {
		return nil, forbidden()
	}
	users := []*model.User{}
	for key := range s.channelMembers {
		if user := s.user(key[1]); key[0] == channel.Id && (query.Get("active") != "true" || user.DeleteAt == 0) {
			users = append(users, seenBy(c.user, user))
		}
	}
	slices.SortFunc(users, func(a, b *model.User) int { return strings.Compare(a.Username, b.Username) })
	return page(c, users), nil
}

func (s *Server) user(id string) *model.User {
	return find(s.users, func(u *model.User) bool { return u.Id == id })
}

func (s *Server) userNamed(name string) *model.User {
	return find(s.users, func(u *model.User) bool { return u.Username == strings.ToLower(name) })
}

// pathUser is the user whom the path names, by id or as "me".
func (s *Server) pathUser(c *call) (*model.User, error) {
	id := c.PathValue("user")
	if id == model.Me {
		return c.user, nil
	}
	if user := s.user(id); user != nil {
		return user, nil
	}
	return nil, appError(http.StatusNotFound, "app.user.missing_account.const", "Impossible de trouver l'utilisateur.")
}

func (s *Server) getUser(c *call) (any, error) {
	user, err := s.pathUser(c)
	if err != nil {
		return nil, err
	}
	return seenBy(c.user, user), nil
}

func (s *Server) getUserByName(c *call) (any, error) {
	user := s.userNamed(c.PathValue("name"))
	if user == nil {
		return nil, appError(http.StatusNotFound, "app.user.get_by_username.app_error",
			"Impossible de trouver un compte existant correspondant à votre nom d'utilisateur pour cette équipe. "+
				"Celle-ci peut nécessiter une invitation de l'administrateur d'équipe pour la rejoindre.")
	}
	return seenBy(c.user, user), nil
}

// getOfUser stands for routes that http.ServeMux cannot tell from users/username/{name}.
func (s *Server) getOfUser(c *call) (any, error) {
	switch c.PathValue("what") {
	case "teams":
		return s.getTeamsOfUser(c)
	case "tokens":
		return s.listTokens(c)
	case "sessions":
		return s.listSessions(c)
	}
	return nil, appError(http.StatusNotFound, "api.context.404.app_error", "Désolé, nous n'avons pas trouvé la page.")
}

// seenBy hides what the real server shows to the user alone.
func seenBy(viewer, user *model.User) *model.User {
	seen := user.DeepCopy()
	if viewer.Id != user.Id {
		seen.AuthData = new(string)
		seen.NotifyProps = nil
		seen.LastPasswordUpdate = 0
	}
	return seen
}

func (s *Server) createUser(c *call) (any, error) {
	var user model.User
	if err := c.decode(&user); err != nil {
		return nil, err
	}
	if !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	if err := s.checkNewName(user.Username); err != nil {
		return nil, err
	}
	created := &model.User{
		Username: user.Username, Email: user.Email, FirstName: user.FirstName, LastName: user.LastName,
		Nickname: user.Nickname, Position: user.Position, Locale: user.Locale, Timezone: user.Timezone, RemoteId: new(string),
	}
	s.saveUser(created)
	return seenBy(c.user, created), nil
}

func (s *Server) checkNewName(name string) error {
	if !model.IsValidUsername(strings.ToLower(name)) {
		return appError(http.StatusBadRequest, "model.user.is_valid.username.app_error", "Nom d'utilisateur non valide.")
	}
	if s.userNamed(name) != nil {
		return appError(http.StatusBadRequest, "app.user.save.username_exists.app_error",
			"Un compte avec ce nom d'utilisateur existe déjà.")
	}
	return nil
}

// saveUser gives a user what the server gives to each new account.
func (s *Server) saveUser(user *model.User) {
	now := s.millis()
	user.Id = model.NewId()
	user.CreateAt, user.UpdateAt, user.LastPasswordUpdate = now, now, now
	user.Username = strings.ToLower(user.Username)
	user.Roles = model.SystemUserRoleId
	user.SetDefaultNotifications()
	delete(user.NotifyProps, model.ChannelMentionAutoFollowThreadsProp) // younger than the recorded server
	if user.Timezone == nil {
		user.Timezone = model.StringMap{"automaticTimezone": "", "manualTimezone": "", "useAutomaticTimezone": "true"}
	}
	s.users = append(s.users, user)
}

// setPicture is for the account itself, or a system administrator; the picture is not kept.
func (s *Server) setPicture(c *call) (any, error) {
	user, err := s.pathUser(c)
	if err != nil {
		return nil, err
	}
	if user.Id != c.user.Id && !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	if file, _, err := c.FormFile("image"); err != nil || file.Close() != nil {
		return nil, invalidBody("image")
	}
	user.LastPictureUpdate, user.UpdateAt = s.millis(), s.millis()
	return statusOK(), nil
}

func (s *Server) setRoles(c *call) (any, error) {
	var body struct {
		Roles string `json:"roles"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	user, err := s.pathUser(c)
	if err != nil {
		return nil, err
	}
	user.Roles, user.UpdateAt = body.Roles, s.millis()
	return statusOK(), nil
}
