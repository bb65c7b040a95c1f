package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/commands"
	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
)

// formState is what a form's state holds. Everything but the user comes back
// through the client (docs: "Dialogues"), so that it is sealed, and used once.
type formState struct {
	Team    record.TeamID    `json:"t"`
	User    record.Person    `json:"u"`
	Channel record.ChannelID `json:"c"`
	Thread  string           `json:"r,omitempty"`
	Command string           `json:"x"`
	Until   int64            `json:"e"`
	Nonce   string           `json:"n"`
	// Kept and Consent are the form's; Click and Post are the button that was
	// pressed, and where, when it was one.
	Kept    grammar.Raw `json:"k,omitempty"`
	Consent []string    `json:"y,omitempty"`
	Click   *click      `json:"b,omitempty"`
	Post    string      `json:"p,omitempty"`
	// Fields are those that the form shows, and Step which form after the first it is:
	// what is sent has the fields of the steps before it as well.
	Fields []string `json:"f"`
	Step   int      `json:"s,omitempty"`
}

// Forms keeps which forms have served, for as long as they could otherwise be sent again.
type Forms interface {
	// Spend reports whether the form had not served yet, and notes that it has.
	Spend(ctx context.Context, nonce string, until time.Time) (first bool, err error)
	// Restore lets one serve again.
	Restore(ctx context.Context, nonce string) error
}

// Keep gives the Bot what keeps the forms that have served. Without, a form that was open
// when the bot was started again cannot be sent, unless Redis has kept it.
func (b *Bot) Keep(f Forms) { b.forms = f }

// take takes a form that was sent: kept is where its answer goes, "" where that was
// forgotten meanwhile; fresh is false when it has served. Where that is not known the
// command fails, or does not, by itself.
func (b *Bot) take(ctx context.Context, state formState) (kept string, fresh bool) {
	if b.Now().UnixMilli() > state.Until {
		return "", false
	}
	kept, there, err := b.KV.Take(ctx, "form:"+state.Nonce)
	if b.forms != nil {
		there, err = b.forms.Spend(ctx, state.Nonce, time.UnixMilli(state.Until))
	}
	if err != nil {
		b.Log.WarnContext(ctx, "it is not known whether a form has served", "err", err)
	}
	return kept, there || err != nil
}

// giveBack lets a form be sent again, once it is mended.
func (b *Bot) giveBack(ctx context.Context, state formState, kept string) {
	err := b.KV.Set(ctx, "form:"+state.Nonce, kept, formTTL)
	if b.forms != nil {
		err = b.forms.Restore(ctx, state.Nonce)
	}
	if err != nil {
		b.Log.WarnContext(ctx, "form not kept open", "err", err)
	}
}

// named is the name of a field in the form: one of its own at each step, since the client
// adds up what was sent, and a field that is emptied takes nothing back (seen on 11.6).
func (s formState) named(field string) string {
	if s.Step == 0 {
		return field
	}
	return field + "~" + strconv.Itoa(s.Step)
}

// shown is what was sent of the fields that the form shows.
func (s formState) shown(submission map[string]any) map[string]any {
	if s.Fields == nil { // of a program that did not note them
		return submission
	}
	own := map[string]any{}
	for _, field := range s.Fields {
		if value, ok := submission[s.named(field)]; ok {
			own[field] = value
		}
	}
	return own
}

// again reports whether a field is wrong for the second time by the same value: the person
// may have emptied it, which the client does not send.
func (b *Bot) again(ctx context.Context, state formState, field string, args grammar.Raw) bool {
	key, value := "wrong:"+state.Nonce+":"+field, strings.Join(args[field], ",")
	before, ok, err := b.KV.Get(ctx, key)
	if err == nil && ok && before == value {
		return true
	}
	if err = b.KV.Set(ctx, key, value, formTTL); err != nil {
		b.Log.DebugContext(ctx, "wrong value not kept", "err", err)
	}
	return false
}

// formTTL is how long a form may stay open.
const formTTL = time.Hour

// open shows a form, and reports whether it could: otherwise the caller says in
// words what is missing.
func (b *Bot) open(ctx context.Context, trigger, responseURL, locale string, actor record.Actor, f *message.Form) bool {
	if trigger == "" {
		return false
	}
	d, err := b.prepare(ctx, "open "+responseURL, locale, formState{Team: actor.Team, User: actor.User, Channel: actor.Channel, Thread: actor.Thread}.pressed(actor.Click), f)
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

// notice shows a text to who has clicked, in a window. Mattermost puts the answer
// to a click in the thread under the post, which a channel does not show where
// threads are collapsed, as they are by default (seen on 11.6).
func (b *Bot) notice(ctx context.Context, trigger string, inv commands.Invocation, text string) {
	b.open(ctx, trigger, "", inv.Locale, record.Actor{Team: inv.Actor.Team, User: inv.Actor.User, Channel: inv.Actor.Channel},
		&message.Form{Title: b.word(inv.Locale, "notice.title"), Intro: text, Submit: b.word(inv.Locale, "notice.read")})
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
func (b *Bot) prepare(ctx context.Context, kept, locale string, state formState, f *message.Form) (model.Dialog, error) {
	f = b.fitted(f, locale)
	state.Command, state.Kept, state.Consent = f.Command, f.Kept, f.Consent
	state.Fields = []string{}
	for _, field := range f.Fields {
		state.Fields = append(state.Fields, field.Name)
	}
	state.Until, state.Nonce = b.Now().Add(formTTL).UnixMilli(), model.NewId()
	sealed, err := b.seal.seal("form", state)
	if err != nil {
		return model.Dialog{}, err
	}
	if err := b.KV.Set(ctx, "form:"+state.Nonce, kept, formTTL); err != nil {
		b.Log.DebugContext(ctx, "form's answer address not kept", "err", err)
	}
	return b.screen(f, state, sealed), nil
}

// dialog answers a submitted form (wire: dialog-submit-ok). The same handler
// gets the same arguments as from a typed line.
func (b *Bot) dialog(w http.ResponseWriter, r *http.Request) {
	raw, leave, ok := body(w, r, &b.callbackRoom, maxSubmitted)
	if !ok {
		return
	}
	defer leave()
	state, submission, looks, ok := b.readForm(w, raw)
	if !ok {
		return
	}
	if looks {
		b.lookUp(r.Context(), w, state, submission)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	inv := b.invocation(ctx, record.Actor{
		Team: state.Team, User: state.User, Channel: state.Channel, Thread: state.Thread, Consent: record.Consent{Marks: state.Consent},
	}, "")
	if state.Click != nil {
		inv.Actor.Click = b.clicked(*state.Click, state.Post)
	}
	if b.hurried(ctx, string(state.User.ID)) {
		b.answer(w, &model.SubmitDialogResponse{Error: b.word(inv.Locale, "chat.slowly")}) // it stays open
		return
	}
	kept, fresh := b.take(ctx, state)
	if !fresh {
		b.answer(w, &model.SubmitDialogResponse{Error: b.word(inv.Locale, "form.expired")})
		return
	}
	m, open := b.complete(ctx, w, kept, state, inv, submission)
	if open {
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

// complete carries out what a form says, and reports whether it stays open: it has its
// answer then, what is wrong or the next form.
func (b *Bot) complete(ctx context.Context, w http.ResponseWriter, kept string, state formState, inv commands.Invocation, submission map[string]any) (m message.Message, open bool) {
	args := b.arguments(ctx, state.shown(submission))
	maps.Copy(args, state.Kept)
	m, field := b.dispatcher.Complete(ctx, inv, state.Command, maps.Clone(args))
	if b.askOn(ctx, w, kept, inv.Locale, state, m) {
		return m, true
	}
	if m.Refused || m.Form != nil || m.Failed {
		text, shown := b.text(m, inv.Locale), slices.Contains(state.Fields, field)
		if field != "" && m.Form == nil && (!shown || b.again(ctx, state, field, args)) &&
			b.askOn(ctx, w, kept, inv.Locale, state, message.Message{Form: b.dispatcher.Mend(ctx, inv, state.Command, args, field, text)}) {
			return m, true
		}
		b.giveBack(ctx, state, kept)
		b.answer(w, b.refusal(inv.Locale, text, state.named(field), shown))
		return m, true
	}
	return m, false
}

// readForm reads a submitted form, its state and its fields, or, where looks is set, what a
// list of it asks for. It answers false for
// what is no form of ours, for one that was cancelled and for a notice, which have
// their answer.
func (b *Bot) readForm(w http.ResponseWriter, raw []byte) (state formState, submission map[string]any, looks, ok bool) {
	var req submitted
	if err := json.Unmarshal(raw, &req); err != nil || req.UserId == "" {
		http.Error(w, "not a form", http.StatusBadRequest)
		return state, nil, false, false
	}
	if b.seal.open("form", req.State, &state) != nil || string(state.User.ID) != req.UserId {
		http.Error(w, "not our form", http.StatusUnauthorized)
		return state, nil, false, false
	}
	if req.Cancelled || state.Command == "" { // a notice asks for nothing
		b.answer(w, struct{}{})
		return state, nil, false, false
	}
	submission, err := submittedFields(req.Submission)
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return state, nil, false, false
	}
	return state, submission, req.Type == typeLookup, true
}

// askOn answers with the form that asks something back, and reports whether it has: there
// is one, and the server shows a form after a form.
func (b *Bot) askOn(ctx context.Context, w http.ResponseWriter, address, locale string, state formState, m message.Message) bool {
	if m.Form == nil || !m.Form.Back || !b.takesSteps() {
		return false
	}
	state.Consent = append(state.Consent, m.Form.Consent...)
	m.Form.Consent = state.Consent
	state.Step++
	next, err := b.prepare(ctx, address, locale, state, m.Form)
	if err != nil {
		return false
	}
	b.answer(w, &model.SubmitDialogResponse{Type: string(model.SubmitDialogResponseTypeForm), Form: &next})
	return true
}

// refusal says what is wrong with a form: beside the field, if it shows that field.
// Below, Mattermost would then say something of its own, in English (seen on 11.6).
// Clients of before the steps show it as it is, and no Markdown (webapp 10.9:
// dialog_element.tsx).
func (b *Bot) refusal(locale, text, field string, shown bool) *model.SubmitDialogResponse {
	if !b.takesSteps() {
		text = message.Unquote(strings.ReplaceAll(text, "**", ""))
	}
	if shown {
		return &model.SubmitDialogResponse{Error: b.word(locale, "form.wrong"), Errors: map[string]string{field: text}}
	}
	return &model.SubmitDialogResponse{Error: text}
}

// arguments are a submission's values as text.
func (b *Bot) arguments(ctx context.Context, submission map[string]any) grammar.Raw {
	raw := grammar.Raw{}
	for name, value := range submission {
		texts := fieldTexts(value)
		if len(texts) == 1 && areIDs(texts[0]) { // several people, as a phone sends them
			texts = strings.Split(texts[0], ",")
		}
		for i, t := range texts {
			// A field of people holds identifiers; a command has names.
			if !model.IsValidId(t) {
				continue
			}
			if p, err := b.Person(ctx, record.UserID(t)); err == nil {
				texts[i] = p.String()
			}
		}
		raw[name] = texts
	}
	return raw
}

// areIDs reports whether a text is several identifiers.
func areIDs(text string) bool {
	parts := strings.Split(text, ",")
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return !model.IsValidId(p) })
}

// fieldTexts are what a field holds: a text, a mark, or several texts.
func fieldTexts(value any) (texts []string) {
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
	return texts
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
	if _, err := b.say(ctx, user, text); err != nil {
		b.Log.WarnContext(ctx, "form's answer not given", "err", err)
	}
}

// respond answers by a command's response_url, and reports whether it could (wire:
// response-url-ephemeral).
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
