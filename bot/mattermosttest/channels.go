package mattermosttest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// channelView is a channel without the keys that are younger than the recorded server.
type channelView struct {
	*model.Channel
	ManagedCategoryName *struct{} `json:"managed_category_name,omitempty"`
	Discoverable        *struct{} `json:"discoverable,omitempty"`
}

// memberFields is a channel member without its MarshalJSON, which is younger than the recorded server.
type memberFields model.ChannelMember

// channelMemberView is a channel member without the keys that are younger than the recorded server.
type channelMemberView struct {
	memberFields
	AutoTranslationDisabled *struct{} `json:"autotranslation_disabled,omitempty"`
}

// viewMember hides from others when a member was there last (rest-channel-member).
func viewMember(viewer *model.User, member *model.ChannelMember) channelMemberView {
	view := channelMemberView{memberFields: memberFields(*member)}
	if member.UserId != viewer.Id {
		view.LastViewedAt, view.LastUpdateAt = -1, -1
	}
	return view
}

// AddChannel creates a channel, with kind "O" (public) or "P" (private), without members. Its display name is its name.
func (s *Server) AddChannel(team *model.Team, name string, kind model.ChannelType) *model.Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := s.saveChannel(&model.Channel{TeamId: team.Id, Type: kind, Name: name, DisplayName: name, CreatorId: s.Admin.Id})
	copied := *channel
	return &copied
}

// JoinChannel makes a user or a bot a member of a channel. Unlike POST members it writes no system message and does not
// ask for a team membership.
func (s *Server) JoinChannel(user *model.User, channel *model.Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.joinChannel(s.user(user.Id), channel.Id)
}

// LeaveChannel ends a membership, without a system message.
func (s *Server) LeaveChannel(user *model.User, channel *model.Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.channelMembers, pair{channel.Id, user.Id})
}

// ArchiveChannel archives a channel: it can be read, and nothing can be posted in it.
func (s *Server) ArchiveChannel(channel *model.Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.channel(channel.Id)
	kept.DeleteAt = s.millis()
	kept.UpdateAt = kept.DeleteAt
}

// ConvertChannel makes a channel public ("O") or private ("P"), without the system message.
func (s *Server) ConvertChannel(channel *model.Channel, kind model.ChannelType) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.channel(channel.Id)
	kept.Type, kept.UpdateAt = kind, s.millis()
}

func (s *Server) channelRoutes() {
	s.handle("POST /api/v4/channels", http.StatusCreated, s.createChannel)
	s.handle("GET /api/v4/channels/{channel}", http.StatusOK, s.getChannel)
	s.handle("GET /api/v4/teams/{team}/channels/name/{name}", http.StatusOK, s.getChannelByName)
	s.handle("POST /api/v4/channels/{channel}/members", http.StatusCreated, s.addChannelMember)
	s.handle("GET /api/v4/channels/{channel}/members/{user}", http.StatusOK, s.getChannelMember)
	s.handle("POST /api/v4/channels/direct", http.StatusCreated, s.createDirect)
	s.handle("GET /api/v4/users/{user}/teams/{team}/channels", http.StatusOK, s.listOwnChannels)
	s.handle("GET /api/v4/users/{user}/teams/{team}/channels/members", http.StatusOK, s.listOwnMemberships)
}

func (s *Server) channel(id string) *model.Channel {
	return find(s.channels, func(c *model.Channel) bool { return c.Id == id })
}

func (s *Server) saveChannel(channel *model.Channel) *model.Channel {
	now := s.millis()
	channel.Id, channel.CreateAt, channel.UpdateAt = model.NewId(), now, now
	if channel.TeamId == "" {
		channel.Shared = new(bool) // rest-direct-channel, rest-own-channels
	}
	s.channels = append(s.channels, channel)
	return channel
}

func (s *Server) joinChannel(user *model.User, channelID string) *model.ChannelMember {
	member := &model.ChannelMember{
		ChannelId: channelID, UserId: user.Id, LastUpdateAt: s.millis(),
		NotifyProps: model.GetDefaultChannelNotifyProps(),
	}
	setChannelRoles(member, user)
	s.channelMembers[pair{channelID, user.Id}] = member
	return member
}

func setChannelRoles(member *model.ChannelMember, user *model.User) {
	member.SchemeGuest, member.SchemeUser = user.IsGuest(), !user.IsGuest()
	member.Roles = model.ChannelUserRoleId
	if user.IsGuest() {
		member.Roles = model.ChannelGuestRoleId
	}
}

// hasChannel reports whether a user holds a permission that both the members of a channel and the administrators of its
// team have, such as posting. That an administrator needs no membership is recorded in rest-post-not-member.
func (s *Server) hasChannel(user *model.User, channel *model.Channel) bool {
	if s.channelMembers[pair{channel.Id, user.Id}] != nil || user.IsSystemAdmin() {
		return true
	}
	return channel.TeamId != "" && s.runsTeam(user, channel.TeamId)
}

// canRead reports whether a user sees a channel; it adds public ones to hasChannel: team members read them without joining; guests do not.
func (s *Server) canRead(user *model.User, channel *model.Channel) bool {
	open := channel.Type == model.ChannelTypeOpen && !user.IsGuest() && s.inTeam(user, channel.TeamId)
	return open || s.hasChannel(user, channel)
}

// seesMembers reports whether a user is told who is in a channel: its members are, and
// nobody else, whatever they may read or administer (rest-channel-member-shut-out,
// rest-channel-members-shut-out).
func (s *Server) seesMembers(user *model.User, channel *model.Channel) bool {
	return channel != nil && (s.channelMembers[pair{channel.Id, user.Id}] != nil || user.IsSystemAdmin())
}

// pathChannel is the channel that the path names, when the caller may read it.
func (s *Server) pathChannel(c *call) (*model.Channel, error) {
	channel := s.channel(c.PathValue("channel"))
	if channel == nil {
		return nil, appError(http.StatusNotFound, "app.channel.get.existing.app_error", "Impossible de trouver le canal existant.")
	}
	if !s.canRead(c.user, channel) {
		return nil, forbidden()
	}
	return channel, nil
}

func (s *Server) getChannel(c *call) (any, error) {
	channel, err := s.pathChannel(c)
	if err != nil {
		return nil, err
	}
	return channelView{Channel: channel}, nil
}

func (s *Server) getChannelByName(c *call) (any, error) {
	archived := c.URL.Query().Get("include_deleted") == "true"
	channel := find(s.channels, func(ch *model.Channel) bool {
		return ch.TeamId == c.PathValue("team") && ch.Name == c.PathValue("name") && (archived || ch.DeleteAt == 0)
	})
	if channel == nil {
		return nil, appError(http.StatusNotFound, "app.channel.get_by_name.missing.app_error", "Le canal n'existe pas.")
	}
	if !s.canRead(c.user, channel) {
		return nil, forbidden()
	}
	return channelView{Channel: channel}, nil
}

// createChannel makes a channel for a member of its team, who is its first member;
// guests may make none. An archived channel keeps its name.
func (s *Server) createChannel(c *call) (any, error) {
	var body model.Channel
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if c.user.IsGuest() || s.noChannels || !s.inTeam(c.user, body.TeamId) {
		return nil, forbidden()
	}
	if !model.IsValidChannelIdentifier(body.Name) {
		return nil, invalidBody("channel")
	}
	if find(s.channels, func(ch *model.Channel) bool { return ch.TeamId == body.TeamId && ch.Name == body.Name }) != nil {
		return nil, appError(http.StatusBadRequest, "store.sql_channel.save_channel.exists.app_error",
			"Un canal avec ce nom existe déjà dans la même équipe.")
	}
	channel := s.saveChannel(&model.Channel{
		TeamId: body.TeamId, Type: body.Type, Name: body.Name, DisplayName: body.DisplayName, CreatorId: c.user.Id,
	})
	s.joinChannel(c.user, channel.Id)
	return channelView{Channel: channel}, nil
}

// own are the channels of a team, and the direct ones, that an account is in: it alone may
// list them (rest-own-channels).
func (s *Server) own(c *call) ([]*model.Channel, error) {
	user, err := s.pathUser(c)
	if err != nil {
		return nil, err
	}
	if user.Id != c.user.Id || !s.inTeam(user, c.PathValue("team")) {
		return nil, forbidden()
	}
	var own []*model.Channel
	for _, channel := range s.channels {
		here := channel.TeamId == c.PathValue("team") || channel.TeamId == ""
		if here && channel.DeleteAt == 0 && s.channelMembers[pair{channel.Id, user.Id}] != nil {
			own = append(own, channel)
		}
	}
	return own, nil
}

func (s *Server) listOwnChannels(c *call) (any, error) {
	own, err := s.own(c)
	slices.SortFunc(own, func(a, b *model.Channel) int { return strings.Compare(a.DisplayName, b.DisplayName) })
	views := []channelView{}
	for _, channel := range own {
		views = append(views, channelView{Channel: channel})
	}
	return views, err
}

func (s *Server) listOwnMemberships(c *call) (any, error) {
	own, err := s.own(c)
	views := []memberFields{} // with what the server recorded for it has
	for _, channel := range own {
		views = append(views, memberFields(*s.channelMembers[pair{channel.Id, c.user.Id}]))
	}
	return views, err
}

// ForbidChannels takes from everybody the right to make channels.
func (s *Server) ForbidChannels() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noChannels = true
}

func (s *Server) addChannelMember(c *call) (any, error) {
	var body struct {
		UserID string `json:"user_id"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	channel, err := s.pathChannel(c)
	if err != nil {
		return nil, err
	}
	joins := body.UserID == c.user.Id && channel.Type == model.ChannelTypeOpen
	if channel.IsGroupOrDirect() || c.user.IsGuest() || (!joins && !s.seesMembers(c.user, channel)) {
		return nil, forbidden()
	}
	user := s.user(body.UserID)
	if user == nil || s.teamMembers[pair{channel.TeamId, user.Id}] == nil {
		return nil, appError(http.StatusNotFound, "app.team.get_member.missing.app_error",
			"Aucun membre de l'équipe trouvé pour cet identifiant d'utilisateur et cet identifiant d'équipe.")
	}
	if member := s.channelMembers[pair{channel.Id, user.Id}]; member != nil {
		return viewMember(c.user, member), nil
	}
	member := s.joinChannel(user, channel.Id)
	s.announceMember(c.user, user, channel.Id)
	return viewMember(c.user, member), nil
}

func (s *Server) announceMember(by, added *model.User, channelID string) {
	post := &model.Post{
		ChannelId: channelID, UserId: by.Id, Type: model.PostTypeAddToChannel,
		Message: added.Username + " a été ajouté au canal par " + by.Username + ".",
		Props: model.StringInterface{
			"userId": by.Id, "username": by.Username, "addedUserId": added.Id, "addedUsername": added.Username,
		},
	}
	if by.Id == added.Id {
		post.Type, post.Message = model.PostTypeJoinChannel, added.Username+" a rejoint le canal."
		post.Props = model.StringInterface{"username": added.Username}
	}
	s.savePost(post)
	if by.Id != added.Id {
		member := s.channelMembers[pair{channelID, added.Id}]
		member.MentionCount++
		member.MentionCountRoot++
	}
}

func (s *Server) getChannelMember(c *call) (any, error) {
	channel := s.channel(c.PathValue("channel"))
	if !s.seesMembers(c.user, channel) {
		return nil, forbidden()
	}
	id := c.PathValue("user")
	if id == model.Me {
		id = c.user.Id
	}
	member := s.channelMembers[pair{channel.Id, id}]
	if member == nil {
		return nil, appError(http.StatusNotFound, "app.channel.get_member.missing.app_error",
			"Aucun membre de canal trouvé pour cet identifiant d'utilisateur et cet identifiant de canal.")
	}
	return viewMember(c.user, member), nil
}

func (s *Server) createDirect(c *call) (any, error) {
	var ids []string
	if err := c.decode(&ids); err != nil {
		return nil, err
	}
	if len(ids) != 2 || s.user(ids[0]) == nil || s.user(ids[1]) == nil {
		return nil, invalidBody("user_ids")
	}
	if !slices.Contains(ids, c.user.Id) && !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	channel := s.direct(ids[0], ids[1])
	if channel == nil {
		channel = s.saveChannel(&model.Channel{
			Type: model.ChannelTypeDirect, Name: model.GetDMNameFromIds(ids[0], ids[1]), CreatorId: c.user.Id,
		})
		s.joinChannel(s.user(ids[0]), channel.Id)
		s.joinChannel(s.user(ids[1]), channel.Id)
	}
	return channelView{Channel: channel}, nil
}

func (s *Server) direct(a, b string) *model.Channel {
	name := model.GetDMNameFromIds(a, b)
	return find(s.channels, func(c *model.Channel) bool { return c.Type == model.ChannelTypeDirect && c.Name == name })
}
