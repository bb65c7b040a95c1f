package mattermosttest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// OpenDialog is a dialog on the screen of a user.
type OpenDialog struct {
	// UserID, ChannelID and TeamID are who sees it, and where the command or the click that opened it was made.
	UserID, ChannelID, TeamID string
	// URL is where it is submitted.
	URL    string
	Dialog model.Dialog
	// Invalid tells what breaks the limits of a dialog, a label too long for instance. The real server opens such a
	// dialog and writes a warning in its log; clients then misbehave.
	Invalid error

	// opening tells dialogues apart: one trigger may open several.
	opening string
	// first is the dialog that was opened: at its steps a list asks with what that says.
	first model.Dialog
	// typed is what was sent at the steps so far, which the client sends again.
	typed map[string]any
}

type trigger struct {
	userID, channelID, teamID string
	made                      time.Time
}

// newTrigger makes what a command or a click opens a dialog with: what the client gets, and what the integration gets.
func (s *Server) newTrigger(userID, channelID, teamID string) (clientID, triggerID string) {
	clientID = model.NewId()
	plain := strings.Join([]string{clientID, userID, strconv.FormatInt(s.millis(), 10), model.NewId()}, ":")
	triggerID = base64.StdEncoding.EncodeToString([]byte(plain))
	s.triggers[triggerID] = trigger{userID, channelID, teamID, s.now()}
	return clientID, triggerID
}

func (s *Server) openDialog(c *call) (any, error) {
	var request model.OpenDialogRequest
	if err := c.decode(&request); err != nil {
		return nil, err
	}
	if request.URL == "" {
		return nil, invalidBody("url")
	}
	origin, err := s.checkTrigger(request.TriggerId)
	if err != nil {
		return nil, err
	}
	s.dialogs = append(s.dialogs, OpenDialog{
		UserID: origin.userID, ChannelID: origin.channelID, TeamID: origin.teamID,
		URL: request.URL, Dialog: request.Dialog, Invalid: request.IsValid(), opening: model.NewId(),
		first: request.Dialog, typed: map[string]any{},
	})
	s.notify()
	return statusOK(), nil
}

func (s *Server) checkTrigger(id string) (trigger, error) {
	refuse := func(reason, message string) (trigger, error) {
		return trigger{}, appError(http.StatusBadRequest, "interactive_message.decode_trigger_id."+reason, message)
	}
	plain, err := base64.StdEncoding.DecodeString(id)
	if err != nil {
		return refuse("base64_decode_failed",
			"Impossible de décoder en base 64 l'identifiant du déclencheur utilisé par la boite de dialogue interactive.")
	}
	if strings.Count(string(plain), ":") != 3 {
		return refuse("missing_data", "L'identifiant du déclencheur de la boite de dialogue interactive est incomplet.")
	}
	known, ok := s.triggers[id]
	if !ok {
		return refuse("verify_signature_failed", "La signature de l'identifiant du déclencheur n'est pas valide.")
	}
	if s.now().Sub(known.made) > integrationTimeout {
		return refuse("expired", "L'identifiant du déclencheur de la boite de dialogue interactive a expiré.")
	}
	return known, nil
}

// Dialogues returns the dialogues on the screen of a user, oldest first.
func (s *Server) Dialogs(user *model.User) []OpenDialog {
	s.mu.Lock()
	defer s.mu.Unlock()
	var open []OpenDialog
	for _, dialog := range s.dialogs {
		if dialog.UserID == user.Id {
			open = append(open, dialog)
		}
	}
	return open
}

// SubmitDialog sends a filled dialog. It closes unless the answer holds errors; an answer of type "form" takes its place
// among Dialogues. The error is a *model.AppError as the client gets it.
func (s *Server) SubmitDialog(ctx context.Context, user *model.User, dialog OpenDialog, submission map[string]any) (*model.SubmitDialogResponse, error) {
	if err := s.checkOpen(user, dialog); err != nil {
		return nil, err
	}
	var response model.SubmitDialogResponse
	body, err := s.submit(ctx, user, dialog, dialog.Dialog.State, dialog.URL, "dialog_submission", dialog.adds(submission), false)
	if err != nil {
		return nil, err
	}
	// The real server takes what it cannot read for an empty answer, which closes the dialog.
	if err := json.Unmarshal([]byte(body), &response); err != nil {
		response = model.SubmitDialogResponse{}
	}
	switch {
	case response.Error != "" || len(response.Errors) > 0:
	case response.Type == string(model.SubmitDialogResponseTypeForm) && response.Form != nil:
		s.replaceDialog(dialog, response.Form)
	default:
		s.closeDialog(dialog)
	}
	return &response, nil
}

// CancelDialog closes a dialog without submitting it. The integration hears of it only when the dialog asked for that
// with notify_on_cancel; the submission is then empty.
func (s *Server) CancelDialog(ctx context.Context, user *model.User, dialog OpenDialog) error {
	if err := s.checkOpen(user, dialog); err != nil {
		return err
	}
	s.closeDialog(dialog)
	if !dialog.Dialog.NotifyOnCancel {
		return nil
	}
	_, err := s.submit(ctx, user, dialog, dialog.first.State, dialog.URL, "dialog_submission", map[string]any{}, true)
	return err
}

// adds is what the client sends: what is filled in now, over what was sent before, even by
// a step or a try that is gone. A field that is empty is not sent, and takes nothing back
// (webapp 11.6: extractPrimitiveValues, accumulatedValues).
func (d OpenDialog) adds(submission map[string]any) map[string]any {
	for name, value := range submission {
		if list, ok := value.([]any); value == nil || value == "" || ok && len(list) == 0 {
			continue
		}
		d.typed[name] = value
	}
	return d.typed
}

// isLookupURL reports whether the client asks that address: one that is https, of the same
// machine, or of a plugin (webapp 11.6: interactive_dialog_adapter.tsx).
func isLookupURL(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1") ||
		strings.HasPrefix(address, "/plugins/"))
}

// Lookup types query in a dynamic select of a dialog, or opens it when that is empty, and
// returns the options that the integration offers. The request has the state of the dialog
// that was opened, whatever step is shown, and what the client holds of its other fields: of
// a list {label, value}, or several (dialog-lookup-filled).
func (s *Server) Lookup(ctx context.Context, user *model.User, dialog OpenDialog, field, query string, holds ...map[string]any) ([]model.DialogSelectOption, error) {
	element := slices.IndexFunc(dialog.Dialog.Elements, func(e model.DialogElement) bool {
		return e.Name == field && e.DataSource == "dynamic"
	})
	if element < 0 {
		return nil, fmt.Errorf("look up %q: the dialog has no such dynamic select", field)
	}
	address := dialog.Dialog.Elements[element].DataSourceURL
	if !isLookupURL(address) {
		return nil, fmt.Errorf("look up %q: the client asks no address like %q", field, address)
	}
	if err := s.checkReads(user, dialog); err != nil {
		return nil, err
	}
	submission := map[string]any{"selected_field": field}
	for _, fields := range holds {
		maps.Copy(submission, fields)
	}
	if query != "" {
		submission["query"] = query
	}
	body, err := s.submit(ctx, user, dialog, dialog.first.State, address, "dialog_lookup", submission, false)
	if err != nil {
		return nil, err
	}
	var response model.LookupDialogResponse
	if err := json.Unmarshal([]byte(body), &response); err != nil {
		return nil, fmt.Errorf("look up %q: %w", field, err)
	}
	return response.Items, nil
}

func (s *Server) submit(ctx context.Context, user *model.User, dialog OpenDialog, state, address, kind string, submission map[string]any, cancelled bool) (string, error) {
	body, err := json.Marshal(model.SubmitDialogRequest{
		Type: kind, CallbackId: dialog.first.CallbackId, State: state, UserId: user.Id,
		ChannelId: dialog.ChannelID, TeamId: dialog.TeamID, Submission: submission, Cancelled: cancelled,
	})
	if err != nil {
		return "", fmt.Errorf("encode the submission: %w", err)
	}
	answer, err := s.forward(ctx, outgoing{url: address, body: string(body)})
	if err != nil || answer.code != http.StatusOK {
		return "", actionFailed()
	}
	return answer.body, nil
}

func (s *Server) checkOpen(user *model.User, dialog OpenDialog) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if dialog.UserID != user.Id || s.dialogIndex(dialog) < 0 {
		return fmt.Errorf("the dialog %q is not on the screen of %s", dialog.Dialog.CallbackId, user.Username)
	}
	return nil
}

// checkReads refuses a list to somebody who may not read the channel in which it is asked.
func (s *Server) checkReads(user *model.User, dialog OpenDialog) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if channel := s.channel(dialog.ChannelID); channel == nil || !s.canRead(user, channel) {
		return forbidden()
	}
	return nil
}

func (s *Server) dialogIndex(dialog OpenDialog) int {
	return slices.IndexFunc(s.dialogs, func(open OpenDialog) bool { return open.opening == dialog.opening })
}

func (s *Server) closeDialog(dialog OpenDialog) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.dialogIndex(dialog); i >= 0 {
		s.dialogs = slices.Delete(s.dialogs, i, i+1)
	}
}

func (s *Server) replaceDialog(dialog OpenDialog, form *model.Dialog) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.dialogIndex(dialog)
	if i < 0 {
		return
	}
	s.dialogs[i].Dialog = *form
	s.dialogs[i].Invalid = form.IsValid()
	s.dialogs[i].opening = model.NewId()
}
