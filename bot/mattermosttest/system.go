package mattermosttest

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed testdata/wire/rest-config-client.json
var configExchange []byte

func recordedConfig() (map[string]string, error) {
	var exchange struct {
		Response struct {
			Body map[string]string `json:"body"`
		} `json:"response"`
	}
	if err := json.Unmarshal(configExchange, &exchange); err != nil {
		return nil, fmt.Errorf("read rest-config-client.json: %w", err)
	}
	return exchange.Response.Body, nil
}

// SetConfig changes one key of the client configuration, which starts as recorded except for SiteURL.
// EnableBotAccountCreation, EnableCommands and EnableUserAccessTokens set to "false" are obeyed; the other keys are only told.
func (s *Server) SetConfig(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config[key] = value
}

// RefuseAddress makes the server refuse to call a host ("127.0.0.1:9999"), as the real one does when
// ServiceSettings.AllowedUntrustedInternalConnections does not name it.
func (s *Server) RefuseAddress(host string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[host] = true
}

func (s *Server) clientConfig(c *call) (any, error) {
	if c.URL.Query().Get("format") == "" {
		return nil, invalidBody("format")
	}
	return s.config, nil
}

func (s *Server) ping(*call) (any, error) { return statusOK(), nil }

// serviceSettings is the part of the server's own configuration that the fake has.
type serviceSettings struct {
	AllowedUntrustedInternalConnections *string
}

// serverConfig is for system administrators, and nobody else (rest-config-forbidden).
func (s *Server) serverConfig(c *call) (any, error) {
	if !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	return map[string]serviceSettings{"ServiceSettings": {&s.allowed}}, nil
}

func (s *Server) patchConfig(c *call) (any, error) {
	var patch struct{ ServiceSettings serviceSettings }
	if err := c.decode(&patch); err != nil {
		return nil, err
	}
	if !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	if list := patch.ServiceSettings.AllowedUntrustedInternalConnections; list != nil && !s.allowedFixed {
		s.allowed = *list
	}
	return s.serverConfig(c)
}

// Allowed is AllowedUntrustedInternalConnections.
func (s *Server) Allowed() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.allowed
}

// SetAllowed sets AllowedUntrustedInternalConnections, which is only told: RefuseAddress is
// what refuses. fixed says that a variable of the server's does, over its configuration.
func (s *Server) SetAllowed(list string, fixed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.allowed, s.allowedFixed = list, fixed
}
