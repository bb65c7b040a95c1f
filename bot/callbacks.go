package bot

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/commands"
	"pilotent/governance/record"
)

// Paths of the callbacks, below the callback URL.
const (
	slashPath  = "/slash/" // and the trigger
	actionPath = "/action"
	dialogPath = "/dialog"
)

// answerWithin is how long a command may take: Mattermost waits for 30 s.
const answerWithin = 25 * time.Second

// Handle adds the callbacks to mux. Any other method than POST is a 405.
func (b *Bot) Handle(mux *http.ServeMux) {
	mux.HandleFunc("POST "+slashPath+"{trigger}", b.slash)
	mux.HandleFunc("POST "+actionPath, b.action)
	mux.HandleFunc("POST "+dialogPath, b.dialog)
}

// answer writes JSON with status 200: for anything else Mattermost shows its
// own error (wire: slash-command-reply-500, -badjson, -empty).
func (b *Bot) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		b.Log.Debug("answer not written", "err", err)
	}
}

// hurried reports whether a person types, clicks and submits faster than the limit.
func (b *Bot) hurried(ctx context.Context, user string) bool {
	ok, _, err := b.KV.Allow(ctx, "typed:"+user, b.Limit)
	return err == nil && !ok
}

func (b *Bot) invocation(ctx context.Context, actor record.Actor, line string) commands.Invocation {
	locale, zone, err := b.customs(ctx, actor.User.ID)
	if err != nil {
		b.Log.DebugContext(ctx, "language and zone not known", "err", err)
	}
	return commands.Invocation{Actor: actor, Line: line, Locale: locale, Zone: zone}
}

// slash answers a slash command (wire: slash-command-ephemeral).
func (b *Bot) slash(w http.ResponseWriter, r *http.Request) {
	token, ok := b.sender(w, r)
	if !ok {
		return
	}
	raw, leave, ok := body(w, r, &b.commandRoom, maxTyped)
	if !ok {
		return
	}
	defer leave()
	form, err := url.ParseQuery(string(raw))
	if err != nil || form.Get("team_id") == "" || form.Get("user_id") == "" || form.Get("token") == "" {
		http.Error(w, "not a slash command", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	trigger := r.PathValue("trigger")
	if !same(form.Get("token"), token) || !b.tokens.match(form.Get("team_id"), trigger, token) {
		http.Error(w, "unknown token", http.StatusUnauthorized)
		return
	}
	if form.Get("user_id") == b.id() { // doctor, which asks for the way only
		b.reply(w, arrived)
		return
	}
	actor := record.Actor{
		Team:    record.TeamID(form.Get("team_id")),
		Address: form.Get("team_domain"),
		User:    record.Person{ID: record.UserID(form.Get("user_id")), Username: form.Get("user_name")},
		Channel: record.ChannelID(form.Get("channel_id")),
		Thread:  form.Get("root_id"),
	}
	inv := b.invocation(ctx, actor, "/"+b.noun(trigger)+" "+form.Get("text"))
	inv.Open = b.posted(ctx, form)
	if b.hurried(ctx, form.Get("user_id")) {
		b.reply(w, b.word(inv.Locale, "chat.slowly"))
		return
	}
	progress, done := b.following(ctx, editEvery, actor.User.ID, inv.Locale)
	inv.Progress = progress
	end := func(answer string) {
		done(answer)
		b.reply(w, answer)
	}
	m := b.dispatcher.Dispatch(ctx, inv)
	// What is asked back is said in words too: a form that is closed without an
	// answer leaves nothing to go on with.
	if m.Form != nil && b.open(ctx, form.Get("trigger_id"), form.Get("response_url"), inv.Locale, actor, m.Form) && !m.Form.Back {
		end(b.word(inv.Locale, "form.sent"))
		return
	}
	end(b.said(ctx, actor.User.ID, m, inv.Locale))
}

// reply is a private answer to a command. It never has buttons: the client
// gets the answer as it is, with their contexts in it (wire:
// slash-command-in-channel).
func (b *Bot) reply(w http.ResponseWriter, text string) {
	b.answer(w, &model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: text, SkipSlackParsing: true})
}

func (b *Bot) word(locale, key string) string {
	return b.shown(string(b.Catalog.Printer(locale, nil).Text(key)))
}

// action answers a click (wire: post-action-button). There is no token: the
// MAC in the context is what says that the button is ours, and the
// Service what the person may do.
func (b *Bot) action(w http.ResponseWriter, r *http.Request) {
	raw, leave, ok := body(w, r, &b.callbackRoom, maxClick)
	if !ok {
		return
	}
	defer leave()
	var req pressed
	if err := json.Unmarshal(raw, &req); err != nil || req.UserId == "" {
		http.Error(w, "not a click", http.StatusBadRequest)
		return
	}
	var c click
	var sealed string
	_ = json.Unmarshal(req.Context.Sealed, &sealed) // anything else is no seal
	if b.seal.open("click", sealed, &c) != nil || c.Channel != req.ChannelId {
		http.Error(w, "not our button", http.StatusUnauthorized)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	inv := b.invocation(ctx, record.Actor{
		Team:    c.Team,
		User:    record.Person{ID: record.UserID(req.UserId), Username: req.UserName},
		Channel: record.ChannelID(req.ChannelId),
		Click:   b.clicked(c, req.PostId),
	}, c.Command)
	if b.hurried(ctx, req.UserId) {
		b.answer(w, &model.PostActionIntegrationResponse{EphemeralText: b.word(inv.Locale, "chat.slowly"), SkipSlackParsing: true})
		return
	}
	m := b.dispatcher.Dispatch(ctx, inv)
	if m.Form != nil && b.open(ctx, req.TriggerId, "", inv.Locale, inv.Actor, m.Form) {
		b.answer(w, &model.PostActionIntegrationResponse{})
		return
	}
	update, text := b.afterClick(ctx, inv.Actor), b.said(ctx, inv.Actor.User.ID, m, inv.Locale)
	if update == nil { // nothing else would show that the click has come
		b.notice(ctx, req.TriggerId, inv, text)
	}
	b.answer(w, &model.PostActionIntegrationResponse{Update: update, EphemeralText: text, SkipSlackParsing: true})
}
