package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/commands"
	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
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
	locale, err := b.Locale(ctx, actor.User.ID)
	if err != nil {
		b.Log.DebugContext(ctx, "language not known", "err", err)
	}
	return commands.Invocation{Actor: actor, Line: line, Locale: locale}
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
	actor := record.Actor{
		Team:    record.TeamID(form.Get("team_id")),
		User:    record.Person{ID: record.UserID(form.Get("user_id")), Username: form.Get("user_name")},
		Channel: record.ChannelID(form.Get("channel_id")),
	}
	inv := b.invocation(ctx, actor, "/"+b.noun(trigger)+" "+form.Get("text"))
	inv.Open = b.posted(ctx, form.Get("channel_id"), form.Get("root_id"))
	if b.hurried(ctx, form.Get("user_id")) {
		b.reply(w, b.word(inv.Locale, "chat.slowly"))
		return
	}
	m := b.dispatcher.Dispatch(ctx, inv)
	// What is asked back is said in words too: a form that is closed without an
	// answer leaves nothing to go on with.
	if m.Form != nil && b.open(ctx, form.Get("trigger_id"), form.Get("response_url"), actor, m.Form) && m.Form.Consent == nil {
		b.reply(w, b.word(inv.Locale, "form.sent"))
		return
	}
	b.reply(w, b.said(ctx, actor.User.ID, m, inv.Locale))
}

// reply is a private answer to a command. It never has buttons: the client
// gets the answer as it is, with their contexts in it (wire:
// slash-command-in-channel).
func (b *Bot) reply(w http.ResponseWriter, text string) {
	b.answer(w, &model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: text, SkipSlackParsing: true})
}

func (b *Bot) word(locale, key string) string {
	return message.Spaced(string(b.Catalog.Printer(locale, nil).Text(key)))
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
	if m.Form != nil && b.open(ctx, req.TriggerId, "", inv.Actor, m.Form) {
		b.answer(w, &model.PostActionIntegrationResponse{})
		return
	}
	b.answer(w, &model.PostActionIntegrationResponse{
		Update: b.afterClick(ctx, inv.Actor), EphemeralText: b.said(ctx, inv.Actor.User.ID, m, inv.Locale), SkipSlackParsing: true,
	})
}

// formState is what a form's state holds. Everything but the user comes back
// through the client (docs: "Dialogues"), so that it is sealed, and used once.
type formState struct {
	Team    record.TeamID    `json:"t"`
	User    record.Person    `json:"u"`
	Channel record.ChannelID `json:"c"`
	Command string           `json:"x"`
	Until   int64            `json:"e"`
	Nonce   string           `json:"n"`
	// Kept and Consent are the form's; Click and Post are the button that was
	// pressed, and where, when it was one.
	Kept    grammar.Raw `json:"k,omitempty"`
	Consent []string    `json:"y,omitempty"`
	Click   *click      `json:"b,omitempty"`
	Post    string      `json:"p,omitempty"`
}

// formTTL is how long a form may stay open.
const formTTL = time.Hour

// open shows a form; false when it could not be shown, so that the caller
// says in words what is missing.
func (b *Bot) open(ctx context.Context, trigger, responseURL string, actor record.Actor, f *message.Form) bool {
	if trigger == "" {
		return false
	}
	d, err := b.prepare(ctx, "open "+responseURL, formState{Team: actor.Team, User: actor.User, Channel: actor.Channel}.pressed(actor.Click), f)
	if err != nil {
		b.Log.ErrorContext(ctx, "form not sealed", "err", err)
		return false
	}
	_, err = b.client.OpenInteractiveDialog(ctx, model.OpenDialogRequest{TriggerId: trigger, URL: b.CallbackURL + dialogPath, Dialog: d})
	if err != nil {
		b.Log.WarnContext(ctx, "form not opened", "command", f.Command, "err", err)
	}
	return err == nil
}

// pressed is the state of a form that a click has opened, which is worth the
// click once it is sent.
func (s formState) pressed(c *record.Click) formState {
	if c != nil {
		s.Click, s.Post = &click{
			Team: s.Team, Channel: string(s.Channel), Delivery: c.Delivery, Subject: c.Subject, Version: c.Version, Command: c.Command,
		}, c.Post
	}
	return s
}

// prepare is a form with its state sealed into it; kept is where its answer
// goes, a secret of the command that stays with us.
func (b *Bot) prepare(ctx context.Context, kept string, state formState, f *message.Form) (model.Dialog, error) {
	state.Command, state.Kept, state.Consent = f.Command, f.Kept, f.Consent
	state.Until, state.Nonce = b.Now().Add(formTTL).UnixMilli(), model.NewId()
	sealed, err := b.seal.seal("form", state)
	if err != nil {
		return model.Dialog{}, err
	}
	if err := b.KV.Set(ctx, "form:"+state.Nonce, kept, formTTL); err != nil {
		b.Log.DebugContext(ctx, "form's answer address not kept", "err", err)
	}
	return dialog(f, sealed), nil
}

// dialog answers a submitted form (wire: dialog-submit-ok). The same handler
// gets the same arguments as from a typed line.
func (b *Bot) dialog(w http.ResponseWriter, r *http.Request) {
	raw, leave, ok := body(w, r, &b.callbackRoom, maxSubmitted)
	if !ok {
		return
	}
	defer leave()
	var req submitted
	if err := json.Unmarshal(raw, &req); err != nil || req.UserId == "" {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	var state formState
	if b.seal.open("form", req.State, &state) != nil || string(state.User.ID) != req.UserId {
		http.Error(w, "not our form", http.StatusUnauthorized)
		return
	}
	if req.Cancelled {
		b.answer(w, struct{}{})
		return
	}
	var submission map[string]any
	if err := json.Unmarshal(req.Submission, &submission); err != nil && len(req.Submission) > 0 {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	inv := b.invocation(ctx, record.Actor{
		Team: state.Team, User: state.User, Channel: state.Channel, Consent: record.Consent{Marks: state.Consent},
	}, "")
	if state.Click != nil {
		inv.Actor.Click = b.clicked(*state.Click, state.Post)
	}
	if b.hurried(ctx, req.UserId) {
		b.answer(w, &model.SubmitDialogResponse{Error: b.word(inv.Locale, "chat.slowly")}) // it stays open
		return
	}
	kept, fresh, err := b.KV.Take(ctx, "form:"+state.Nonce)
	if err == nil && !fresh || b.Now().UnixMilli() > state.Until {
		b.answer(w, &model.SubmitDialogResponse{Error: b.word(inv.Locale, "form.expired")})
		return
	}
	args := b.arguments(ctx, submission)
	maps.Copy(args, state.Kept)
	m, field := b.dispatcher.Complete(ctx, inv, state.Command, args)
	if m.Form != nil && m.Form.Consent != nil && b.takesSteps() {
		state.Consent = append(state.Consent, m.Form.Consent...)
		m.Form.Consent = state.Consent
		if next, err := b.prepare(ctx, kept, state, m.Form); err == nil {
			b.answer(w, &model.SubmitDialogResponse{Type: string(model.SubmitDialogResponseTypeForm), Form: &next})
			return
		}
	}
	if m.Refused || m.Form != nil || m.Failed {
		// It may be sent again, once mended.
		if err := b.KV.Set(ctx, "form:"+state.Nonce, kept, formTTL); err != nil {
			b.Log.DebugContext(ctx, "form not kept open", "err", err)
		}
		if _, shown := submission[field]; shown {
			b.answer(w, &model.SubmitDialogResponse{Errors: map[string]string{field: b.text(m, inv.Locale)}})
		} else {
			b.answer(w, &model.SubmitDialogResponse{Error: b.text(m, inv.Locale)})
		}
		return
	}
	b.answer(w, struct{}{})
	// The form closes when this answer is whole: the confirmation follows it.
	later := context.WithoutCancel(ctx)
	b.pending.Go(func() {
		b.confirm(later, kept, state.User.ID, m, inv.Locale)
		b.showClick(later, inv.Actor)
	})
}

// arguments are a submission's values as text.
func (b *Bot) arguments(ctx context.Context, submission map[string]any) grammar.Raw {
	raw := grammar.Raw{}
	for name, value := range submission {
		var texts []string
		switch v := value.(type) {
		case string:
			texts = []string{v}
		case bool:
			if v {
				texts = []string{"true"}
			}
		case []any:
			for _, item := range v {
				if s, ok := item.(string); ok {
					texts = append(texts, s)
				}
			}
		}
		for i, t := range texts {
			// A field of people holds identifiers; a command has names.
			if model.IsValidId(t) {
				if p, err := b.Person(ctx, record.UserID(t)); err == nil {
					texts[i] = "@" + p.Username
				}
			}
		}
		raw[name] = texts
	}
	return raw
}

// confirm tells somebody what a form has done: through the address of the
// command that opened it, else by direct message.
func (b *Bot) confirm(ctx context.Context, kept string, user record.UserID, m message.Message, locale string) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	text := b.said(ctx, user, m, locale)
	if address := strings.TrimPrefix(kept, "open "); address != "" && b.respond(ctx, address, text) {
		return
	}
	if err := b.say(ctx, user, text); err != nil {
		b.Log.WarnContext(ctx, "form's answer not given", "err", err)
	}
}

// respond uses a command's response_url (wire: response-url-ephemeral).
func (b *Bot) respond(ctx context.Context, address, text string) bool {
	payload, err := json.Marshal(model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: text, SkipSlackParsing: true})
	if err != nil {
		return false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(payload))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := b.HTTP.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close() //nolint:errcheck // nothing was written to it
	return res.StatusCode == http.StatusOK
}
