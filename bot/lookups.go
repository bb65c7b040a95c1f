package bot

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/governance/record"
	"pilotent/storage/kv"
)

// typeLookup is the type that the server gives to what a list asks for as one types
// (wire: dialog-lookup); a form that is sent has another.
const typeLookup = "dialog_lookup"

// lookupLimit is how fast one person's lists may ask: the client does at each letter.
var lookupLimit = kv.Limit{Burst: 60, Per: 100 * time.Millisecond}

// lookupWithin is how long a list may take: nobody waits longer for a letter.
const lookupWithin = 5 * time.Second

// keptFor is how long a list in which nothing is searched stays as it is: what of it the
// person may see, and what it holds, can have changed then.
const keptFor = 20 * time.Second

// maxOptionText is how long the text of an option may be, in characters: a list is as
// wide as a phone.
const maxOptionText = 90

// searches reports whether a form may have lists that are looked up: the server knows
// them, as it knows steps, and its clients ask our address.
func (b *Bot) searches() bool { return b.takesSteps() && asked(b.CallbackURL) }

// asked reports whether clients ask an address for what a list offers: one that is https,
// or on the same machine (webapp 11.6: interactive_dialog_adapter.tsx).
func asked(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1")
}

// lookUp answers what a list of a form asks for, as one types (wire: dialog-lookup). The
// seal says whose the form is and of which command; its fields say nothing here. Whatever
// goes wrong, the list is empty: for anything else the client shows its own words.
func (b *Bot) lookUp(ctx context.Context, w http.ResponseWriter, state formState, submission map[string]any) {
	field, _ := submission["selected_field"].(string)
	field, _, _ = strings.Cut(field, "~") // at a later step
	query, _ := submission["query"].(string)
	// Until something is typed, the client asks anew whenever any field has changed.
	key := "lookup:" + state.Nonce + ":" + field
	if query == "" {
		if kept, ok, err := b.KV.Get(ctx, key); ok && err == nil {
			b.answer(w, json.RawMessage(kept))
			return
		}
	}
	response := model.LookupDialogResponse{Items: []model.DialogSelectOption{}}
	defer func() { b.answer(w, &response) }()
	ok, _, err := b.KV.Allow(ctx, "lookup:"+string(state.User.ID), lookupLimit)
	if err == nil && !ok || b.Now().UnixMilli() > state.Until {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookupWithin)
	defer cancel()
	inv := b.invocation(ctx, record.Actor{Team: state.Team, User: state.User, Channel: state.Channel}, "")
	options, err := b.dispatcher.Lookup(ctx, inv, state.Command, field, query)
	if err != nil {
		b.Log.DebugContext(ctx, "nothing looked up", "command", state.Command, "field", field, "err", err)
	}
	for _, o := range options {
		response.Items = append(response.Items, model.DialogSelectOption{Text: short(o.Label), Value: o.Value})
	}
	if kept, failed := json.Marshal(&response); query == "" && err == nil && failed == nil {
		_ = b.KV.Set(ctx, key, string(kept), keptFor) // else it is asked again
	}
}

// short is the text of an option, cut at the end of a word.
func short(s string) string {
	if utf8.RuneCountInString(s) <= maxOptionText {
		return s
	}
	s = string([]rune(s)[:maxOptionText-1])
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = s[:i]
	}
	return s + "…"
}

// submittedFields are what a form was sent with, or a list asks with.
func submittedFields(raw json.RawMessage) (fields map[string]any, err error) {
	if len(raw) > 0 {
		err = json.Unmarshal(raw, &fields)
	}
	return fields, err
}
