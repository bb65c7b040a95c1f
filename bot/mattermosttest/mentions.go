package mattermosttest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/mattermost/mattermost/server/public/model"
)

// Rings returns the names of the members of a post's channel whom its text notifies, sorted: each @name, and everyone
// for @all, @channel and @here (everyone counts as online). The author is never among them, nor who was deactivated.
// The message and the text, pretext and fields of its attachments count (11.6: getMentionsEnabledFields); code does not, except when it is code by indentation
// only. That a direct message notifies its reader anyway is not counted.
func (s *Server) Rings(post *model.Post) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rings(post)
}

func (s *Server) rings(post *model.Post) []string {
	members := map[string]bool{}
	for _, member := range s.channelMembers {
		user := s.user(member.UserId)
		if member.ChannelId == post.ChannelId && user.Id != post.UserId && user.DeleteAt == 0 {
			members["@"+user.Username] = true
		}
	}
	rung := map[string]bool{}
	known := func(word string) bool {
		switch word = strings.ToLower(word); {
		case word == "@all" || word == "@channel" || word == "@here":
			for name := range members {
				rung[name] = true
			}
			return true
		case members[word]:
			rung[word] = true
			return true
		}
		return false
	}
	for _, text := range ringing(post) {
		eachMention(withoutCode(text), known)
	}
	names := []string{}
	for name := range rung {
		names = append(names, strings.TrimPrefix(name, "@"))
	}
	slices.Sort(names)
	return names
}

// ringing are the texts of a post in which a mention notifies.
func ringing(post *model.Post) []string {
	texts := []string{post.Message}
	for _, attachment := range post.Attachments() {
		texts = append(texts, attachment.Pretext, attachment.Text)
		for _, field := range attachment.Fields {
			if value, ok := field.Value.(string); ok {
				texts = append(texts, value)
			}
		}
	}
	return texts
}

// userMentions are the members of a team whom a text names.
func (s *Server) userMentions(text, teamID string) model.UserMentionMap {
	mentions := model.UserMentionMap{}
	eachMention(text, func(word string) bool {
		name, mentioned := strings.CutPrefix(strings.ToLower(word), "@")
		user := s.userNamed(name)
		if !mentioned || user == nil || s.teamMembers[pair{teamID, user.Id}] == nil {
			return false
		}
		mentions[user.Username] = user.Id
		return true
	})
	return mentions
}

// eachMention offers the words of a text to known the way the real server looks for keywords (app/mention_parser_standard.go):
// each word, then without its final punctuation bit by bit, then, unless it begins with @, the parts between punctuation.
func eachMention(text string, known func(string) bool) {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !strings.ContainsRune(":.-_@", r) && !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
	for _, word := range words {
		if len(word) > 2 && strings.HasPrefix(word, ":") && strings.HasSuffix(word, ":") {
			continue // an emoji
		}
		word = strings.TrimLeft(word, ":.-_")
		if !shortened(word, known) && !strings.HasPrefix(word, "@") {
			for _, part := range strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune(".-:", r) }) {
				known(part)
			}
		}
	}
}

// shortened reports whether a word is known, or is without some of its final punctuation.
func shortened(word string, known func(string) bool) bool {
	for !known(word) {
		if word == "" || !strings.ContainsRune(".-:_", rune(word[len(word)-1])) {
			return false
		}
		word = word[:len(word)-1]
	}
	return true
}

// withoutCode blanks fenced blocks and code spans of a Markdown text.
func withoutCode(text string) string {
	var out strings.Builder
	fence := ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimLeft(line, " ")
		run := leadingRun(trimmed)
		opens := len(line)-len(trimmed) < 4 && len(run) >= 3 && (run[0] != '`' || !strings.Contains(trimmed[len(run):], "`"))
		switch {
		case fence == "" && opens:
			fence = run
		case fence == "":
			out.WriteString(line)
			continue
		case opens && strings.HasPrefix(run, fence) && strings.TrimSpace(trimmed[len(run):]) == "":
			fence = ""
		}
		out.WriteString("\n\n") // a block also ends the paragraph, and with it any span
	}
	paragraphs := strings.Split(out.String(), "\n\n")
	for i, paragraph := range paragraphs {
		paragraphs[i] = withoutSpans(paragraph)
	}
	return strings.Join(paragraphs, "\n\n")
}

// leadingRun is the run of backticks or tildes that a line begins with.
func leadingRun(line string) string {
	for _, mark := range []string{"`", "~"} {
		if run := line[:len(line)-len(strings.TrimLeft(line, mark))]; run != "" {
			return run
		}
	}
	return ""
}

func withoutSpans(text string) string {
	var out strings.Builder
	for {
		start := strings.IndexByte(text, '`')
		if start < 0 {
			return out.String() + text
		}
		out.WriteString(text[:start])
		text = text[start:]
		run := leadingRun(text)
		text = text[len(run):]
		end := closing(text, len(run))
		if end < 0 {
			out.WriteString(run)
			continue
		}
		out.WriteString(" ")
		text = text[end+len(run):]
	}
}

// closing is where the next run of exactly n backticks begins, or -1.
func closing(text string, n int) int {
	for at := 0; at < len(text); {
		start := strings.IndexByte(text[at:], '`')
		if start < 0 {
			return -1
		}
		at += start
		run := len(leadingRun(text[at:]))
		if run == n {
			return at
		}
		at += run
	}
	return -1
}

// slackText replaces Slack's announcements and mentions, as the real server does unless skip_slack_parsing is set:
// this is how a user's <!all> in an echoed text comes to ring.
func (s *Server) slackText(text string) string {
	text = strings.NewReplacer("<!channel>", "@channel", "<!here>", "@here", "<!all>", "@all").Replace(text)
	return regexp.MustCompile(`<@[a-z0-9]{26}>`).ReplaceAllStringFunc(text, func(mention string) string {
		if user := s.user(mention[2 : len(mention)-1]); user != nil {
			return "@" + user.Username
		}
		return mention
	})
}
