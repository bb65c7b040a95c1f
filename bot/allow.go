package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/mattermost/mattermost/server/public/model"
)

// setting is where Mattermost lists the private addresses that it may call.
const setting = "ServiceSettings.AllowedUntrustedInternalConnections"

// allows reports whether the list of that setting lets Mattermost call a host: by its
// name as it is called, or a range that holds its address (read in 11.6: MakeTransport).
func allows(list, host string) bool {
	ip := net.ParseIP(host)
	return slices.ContainsFunc(strings.FieldsFunc(list, func(r rune) bool { return unicode.IsSpace(r) || r == ',' }), func(entry string) bool {
		_, within, err := net.ParseCIDR(entry)
		return entry == host || err == nil && ip != nil && within.Contains(ip)
	})
}

// allowed looks whether Mattermost may call the bot where its address is private, and has
// it allowed where that is asked for. Else it says exactly what to add; that is no
// failure, since only commands themselves can tell.
func (p *Provisioner) allowed(ctx context.Context) error {
	u, err := url.Parse(p.CallbackURL)
	if err != nil || !privateHost(u.Hostname()) {
		return nil
	}
	host := u.Hostname()
	list, err := p.allowList(ctx, "/config", nil)
	if refused, ok := errors.AsType[*model.AppError](err); ok && refused.StatusCode == http.StatusForbidden {
		p.Say("Mattermost calls %s only if %s names it, which this token may not read: look there (System Console > Developer)", host, setting)
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", setting, err)
	}
	more := strings.TrimSpace(list + " " + host)
	switch {
	case allows(list, host):
		p.Say("Mattermost may call %s", host)
		return nil
	case !p.AllowCallback:
		p.Say("Mattermost may not call %s, so that every command will fail: set %s to %q (System Console > Developer), or run this again with --allow-callback", host, setting, more)
		return nil
	}
	patch := map[string]any{"ServiceSettings": map[string]string{"AllowedUntrustedInternalConnections": more}}
	if list, err = p.allowList(ctx, "/config/patch", patch); err != nil {
		return fmt.Errorf("set %s: %w", setting, err)
	}
	if !allows(list, host) { // as where a variable of the server's sets it
		return fmt.Errorf("%s stays %q: it is set outside of Mattermost's own configuration; add %s there", setting, list, host)
	}
	p.Say("allowed Mattermost to call %s: %s is now %q", host, setting, more)
	return nil
}

// allowList is the setting as the configuration has it, after a patch unless that is nil.
func (p *Provisioner) allowList(ctx context.Context, path string, patch any) (string, error) {
	var (
		r      *http.Response
		err    error
		config struct {
			ServiceSettings struct{ AllowedUntrustedInternalConnections string }
		}
	)
	if patch == nil {
		r, err = p.admin.DoAPIGet(ctx, path, "")
	} else {
		r, err = p.admin.DoAPIPutJSON(ctx, path, patch)
	}
	if err != nil {
		return "", err
	}
	err = errors.Join(json.NewDecoder(r.Body).Decode(&config), r.Body.Close())
	return config.ServiceSettings.AllowedUntrustedInternalConnections, err
}

// arrived is what the bot answers to a command of its own: doctor sees by it that
// Mattermost reaches `pilotent serve`.
const arrived = "arrived"

// wayBack has Mattermost run a command, as the bot, in its conversation with itself. It is
// read by nobody and kept by nobody.
func (e *examination) wayBack(team, trigger string) {
	b := e.bot
	const what = "way back"
	own, _, err := b.client.CreateDirectChannel(e.ctx, b.id(), b.id())
	if err != nil {
		e.tell(false, what, "could not be tried: %v", err)
		return
	}
	said, _, err := b.client.ExecuteCommandWithTeam(e.ctx, own.Id, team, "/"+b.Prefix+trigger)
	switch {
	case err == nil && said.Text == arrived:
		e.tell(true, what, "a command that Mattermost was asked to run arrived at %s", b.CallbackURL)
	case err == nil:
		e.tell(false, what, "a command that Mattermost was asked to run was answered by another program than `pilotent serve` of this version")
	default:
		e.tell(false, what, "Mattermost was asked to run a command and did not reach %s (%v): allow it to by `pilotent provision --allow-callback`, which adds the host to %s; else look at the network between the two",
			b.CallbackURL, err, setting)
	}
}
