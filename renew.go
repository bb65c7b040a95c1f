package main

import (
	"context"
	"time"
)

// tokenEvery is how often the file of the bot's token is looked at.
const tokenEvery = 5 * time.Second

// watchToken takes the bot's token from its file whenever that has another one:
// `pilotent provision` writes it there, or who mends an account that was disabled.
func (s *service) watchToken(ctx context.Context) {
	file, token := s.cfg.MattermostTokenFile, s.cfg.MattermostToken
	if file == "" {
		return
	}
	clock := time.NewTicker(tokenEvery)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
		// One that is being written is empty for a moment, one that is gone comes back.
		if read := tokenFrom(file); read != "" && read != token {
			token = read
			s.bot.Renew(token)
			s.log.Info("the bot has a new token", "file", file)
		}
	}
}
