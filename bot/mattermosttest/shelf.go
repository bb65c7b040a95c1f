package mattermosttest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// shelf keeps posts so that finding one costs the same however many there are.
type shelf struct {
	all     []*model.Post // oldest first
	byID    map[string]*model.Post
	in      map[string][]*model.Post // by channel, oldest first
	replies map[string]int64         // by root
}

func newShelf() shelf {
	return shelf{byID: map[string]*model.Post{}, in: map[string][]*model.Post{}, replies: map[string]int64{}}
}

func (s *shelf) keep(post *model.Post) {
	s.all = append(s.all, post)
	s.byID[post.Id] = post
	s.in[post.ChannelId] = append(s.in[post.ChannelId], post)
	if post.RootId != "" {
		s.replies[post.RootId]++
	}
}

// ForgetPosts drops the posts created before a moment, and what the server remembers of their pending_post_id, as if
// they had never been: for tests that run so long that all they post would fill the memory.
func (s *Server) ForgetPosts(before time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := newShelf()
	for _, post := range s.posts.all {
		if post.CreateAt >= before.UnixMilli() {
			kept.keep(post)
		}
	}
	s.posts = kept
	maps.DeleteFunc(s.pending, func(_ string, p pendingPost) bool { return s.post(p.postID) == nil })
}

func (s *Server) post(id string) *model.Post { return s.posts.byID[id] }

// clonePost copies deeply: model.Post.Clone shares the attachments, which stripping integrations would spoil.
func clonePost(post *model.Post) *model.Post {
	if flat(post) {
		clone := post.Clone()
		clone.FileIds, clone.Filenames = slices.Clone(post.FileIds), slices.Clone(post.Filenames)
		return clone
	}
	var clone model.Post
	encoded, err := json.Marshal(post)
	if err == nil {
		err = json.Unmarshal(encoded, &clone)
	}
	if err != nil {
		panic(fmt.Sprintf("copy post %s: %v", post.Id, err)) // posts come from JSON and from this package alone
	}
	return &clone
}

// flat reports whether a post holds nothing deep: most posts, for which the way over JSON takes longer than all the rest.
func flat(post *model.Post) bool {
	if post.Participants != nil || post.Metadata != nil {
		return false
	}
	for _, value := range post.Props {
		switch value.(type) {
		case string, bool, float64, nil:
		default:
			return false
		}
	}
	return true
}

// seen is a post as clients get it.
func (s *Server) seen(post *model.Post) *model.Post {
	view := clonePost(post)
	view.StripActionIntegrations()
	root := post.Id
	if post.RootId != "" {
		root = post.RootId
	}
	view.ReplyCount += s.posts.replies[root]
	view.Metadata = &model.PostMetadata{}
	if _, ok := post.Props[model.PostPropsAttachments]; ok {
		view.Metadata.Embeds = []*model.PostEmbed{{Type: model.PostEmbedMessageAttachment}}
	}
	for _, id := range post.FileIds {
		if u := s.uploads[id]; u != nil {
			info := *u.info
			view.Metadata.Files = append(view.Metadata.Files, &info)
		}
	}
	return view
}
