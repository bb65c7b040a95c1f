package mattermosttest

import (
	"net/http"

	"github.com/mattermost/mattermost/server/public/model"
)

// AddBot creates a bot account that Admin owns, in no team, and a token for it.
func (s *Server) AddBot(name string) (bot *model.User, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.saveBot(&model.Bot{Username: name, OwnerId: s.Admin.Id})
	return user.DeepCopy(), s.newToken(user.Id)
}

func (s *Server) botRoutes() {
	s.handle("POST /api/v4/bots", http.StatusCreated, s.createBot)
	s.handle("GET /api/v4/bots", http.StatusOK, s.listBots)
	s.handle("PUT /api/v4/bots/{bot}", http.StatusOK, s.patchBot)
	s.handle("POST /api/v4/bots/{bot}/enable", http.StatusOK, s.enableBot)
	s.handle("POST /api/v4/bots/{bot}/disable", http.StatusOK, s.disableBot)
	s.handle("POST /api/v4/users/tokens/revoke", http.StatusOK, s.revokeToken)
}

func (s *Server) bot(id string) *model.Bot {
	return find(s.bots, func(b *model.Bot) bool { return b.UserId == id })
}

func (s *Server) createBot(c *call) (any, error) {
	var bot model.Bot
	if err := c.decode(&bot); err != nil {
		return nil, err
	}
	if !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	if s.config["EnableBotAccountCreation"] == "false" {
		return nil, appError(http.StatusForbidden, "api.bot.create_disabled", "La création de comptes de bots est désactivée.")
	}
	if err := s.checkNewName(bot.Username); err != nil {
		return nil, err
	}
	user := s.saveBot(&model.Bot{
		Username: bot.Username, DisplayName: bot.DisplayName, Description: bot.Description, OwnerId: c.user.Id,
	})
	return s.bot(user.Id), nil
}

func (s *Server) saveBot(bot *model.Bot) *model.User {
	user := &model.User{
		Username: bot.Username, Email: bot.Username + "@localhost", FirstName: bot.DisplayName,
		Locale: "en", IsBot: true, BotDescription: bot.Description,
	}
	s.saveUser(user)
	bot.UserId, bot.Username, bot.CreateAt, bot.UpdateAt = user.Id, user.Username, user.CreateAt, user.UpdateAt
	s.bots = append(s.bots, bot)
	return user
}

func (s *Server) listBots(c *call) (any, error) {
	all := c.URL.Query().Get("include_deleted") == "true"
	bots := []*model.Bot{}
	for _, bot := range s.bots {
		mine := c.user.IsSystemAdmin() || bot.OwnerId == c.user.Id
		if mine && (all || bot.DeleteAt == 0) {
			bots = append(bots, bot)
		}
	}
	return page(c, bots), nil
}

// pathBot is the bot that the path names, when the caller may manage it.
func (s *Server) pathBot(c *call) (*model.Bot, error) {
	bot := s.bot(c.PathValue("bot"))
	if bot == nil || (!c.user.IsSystemAdmin() && bot.OwnerId != c.user.Id) {
		return nil, appError(http.StatusNotFound, "store.sql_bot.get.missing.app_error", "Le bot n'existe pas.")
	}
	if !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	return bot, nil
}

func (s *Server) patchBot(c *call) (any, error) {
	var patch model.BotPatch
	if err := c.decode(&patch); err != nil {
		return nil, err
	}
	bot, err := s.pathBot(c)
	if err != nil {
		return nil, err
	}
	if patch.Username != nil && *patch.Username != bot.Username {
		if err := s.checkNewName(*patch.Username); err != nil {
			return nil, err
		}
	}
	bot.Patch(&patch)
	bot.UpdateAt = s.millis()
	user := s.user(bot.UserId)
	user.Username, user.FirstName, user.BotDescription = bot.Username, bot.DisplayName, bot.Description
	user.UpdateAt = bot.UpdateAt
	return bot, nil
}

func (s *Server) enableBot(c *call) (any, error) {
	bot, err := s.pathBot(c)
	if err != nil {
		return nil, err
	}
	user := s.user(bot.UserId)
	bot.DeleteAt, user.DeleteAt = 0, 0
	bot.UpdateAt, user.UpdateAt = s.millis(), s.millis()
	return bot, nil
}

func (s *Server) disableBot(c *call) (any, error) {
	bot, err := s.pathBot(c)
	if err != nil {
		return nil, err
	}
	s.deactivate(bot.UserId)
	bot.DeleteAt = s.millis()
	return bot, nil
}
