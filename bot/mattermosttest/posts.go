package mattermosttest

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"
)

// pendingLifetime is how long a pending_post_id answers with the first post (rest-post-create-same-pending-id).
const pendingLifetime = 30 * time.Second

type pendingPost struct {
	postID string
	at     time.Time
}

// Posts returns all posts of a channel, oldest first, as clients see them: without the integrations of their buttons.
func (s *Server) Posts(channelID string) []*model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.postsIn(channelID)
}

// Say has a user write a message in a channel, which may begin a thread.
func (s *Server) Say(user *model.User, channel *model.Channel, message string) *model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	post := &model.Post{ChannelId: channel.Id, UserId: user.Id, Message: message, RemoteId: new(string)}
	s.savePost(post)
	return s.seen(post)
}

// Reply has a user answer to a post, in its thread.
func (s *Server) Reply(user *model.User, root *model.Post, message string) *model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	post := &model.Post{ChannelId: root.ChannelId, RootId: root.Id, UserId: user.Id, Message: message, RemoteId: new(string)}
	if user.IsBot {
		post.AddProp(model.PostPropsFromBot, "true")
	}
	s.savePost(post)
	return s.seen(post)
}

// DirectPosts returns the posts of the direct channel of two users, oldest first; none when they have no such channel.
func (s *Server) DirectPosts(botID, userID string) []*model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := s.direct(botID, userID)
	if channel == nil {
		return nil
	}
	return s.postsIn(channel.Id)
}

// Read is what people read of a post, from top to bottom: its text, then of each frame below it the title, the text, the
// fields and the footer (11.6: message_attachment.tsx). Fields that are no lists stand together.
func Read(post *model.Post) string {
	parts := []string{post.Message}
	for _, frame := range post.Attachments() {
		inside := slices.DeleteFunc(slices.Concat([]string{frame.Text}, fieldsOf(frame), []string{frame.Footer}), isEmpty)
		parts = append(parts, frame.Title, strings.Join(inside, "\n\n"))
	}
	return strings.Join(slices.DeleteFunc(parts, isEmpty), "\n")
}

func isEmpty(text string) bool { return text == "" }

func fieldsOf(frame *model.MessageAttachment) (parts []string) {
	together := false // the last one is no list, and takes others
	for _, field := range frame.Fields {
		value := fmt.Sprint(field.Value)
		switch isList := strings.HasPrefix(value, "- "); {
		case isList:
			parts, together = append(parts, field.Title+"\n"+value), false
		case together:
			parts[len(parts)-1] += "\n" + field.Title + " " + value
		default:
			parts, together = append(parts, field.Title+" "+value), true
		}
	}
	return parts
}

func (s *Server) postsIn(channelID string) []*model.Post {
	var posts []*model.Post
	for _, post := range s.posts.in[channelID] {
		posts = append(posts, s.seen(post))
	}
	return posts
}

// Ephemerals returns what only this user saw, oldest first: answers to commands, through response URLs and to clicks.
func (s *Server) Ephemerals(userID string) []*model.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	var posts []*model.Post
	for _, post := range s.ephemerals[userID] {
		posts = append(posts, s.seen(post))
	}
	return posts
}

// WaitForPost returns the oldest post of any channel that matches, as clients see it, and waits until there is one.
func (s *Server) WaitForPost(ctx context.Context, match func(*model.Post) bool) (*model.Post, error) {
	for {
		s.mu.Lock()
		changed := s.changed
		posts := make([]*model.Post, 0, len(s.posts.all))
		for _, post := range s.posts.all {
			posts = append(posts, s.seen(post))
		}
		s.mu.Unlock()
		if post := find(posts, match); post != nil {
			return post, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for a post: %w", ctx.Err())
		}
	}
}

func (s *Server) postRoutes() {
	// From 11.11 on ?silent=true rings nobody (read in its API, not recorded); before, it is a parameter like any unknown.
	s.handle("POST /api/v4/posts", http.StatusCreated, s.createPost)
	s.handle("POST /api/v4/files", http.StatusCreated, s.uploadFiles)
	s.mux.HandleFunc("GET /api/v4/files/{file}", s.getFile)
	s.handle("POST /api/v4/posts/ephemeral", http.StatusCreated, s.createEphemeral)
	s.handle("GET /api/v4/posts/{post}", http.StatusOK, s.getPost)
	s.handle("GET /api/v4/posts/{post}/thread", http.StatusOK, s.listThread)
	s.handle("PUT /api/v4/posts/{post}", http.StatusOK, s.updatePost)
	s.handle("PUT /api/v4/posts/{post}/patch", http.StatusOK, s.patchPost)
	s.handle("POST /api/v4/posts/{post}/unpin", http.StatusOK, s.unpinPost)
	s.handle("GET /api/v4/channels/{channel}/posts", http.StatusOK, s.listPosts)
	s.handle("GET /api/v4/channels/{channel}/pinned", http.StatusOK, s.listPinned)
}

func (s *Server) createPost(c *call) (any, error) {
	var asked model.Post
	if err := c.decode(&asked); err != nil {
		return nil, err
	}
	channel := s.channel(asked.ChannelId)
	if channel == nil || !s.canPost(c.user, channel) {
		return nil, forbidden()
	}
	if first, ok := s.pending[asked.PendingPostId]; ok && !s.forgetful && s.now().Sub(first.at) < pendingLifetime {
		again := s.seen(s.post(first.postID))
		again.Metadata = nil
		return again, nil
	}
	if err := s.checkPost(&asked, channel); err != nil {
		return nil, err
	}
	post := &model.Post{
		ChannelId: asked.ChannelId, RootId: asked.RootId, Message: asked.Message, Type: asked.Type, UserId: c.user.Id,
		Props: asked.Props, FileIds: asked.FileIds, RemoteId: new(string), IsPinned: asked.IsPinned,
	}
	if c.user.IsBot {
		post.AddProp(model.PostPropsFromBot, "true")
	}
	s.savePost(post)
	if asked.PendingPostId != "" {
		s.pending[asked.PendingPostId] = pendingPost{post.Id, s.now()}
	}
	created := s.seen(post)
	created.PendingPostId = asked.PendingPostId
	return created, nil
}

func (s *Server) canPost(user *model.User, channel *model.Channel) bool {
	anywhere := slices.Contains(strings.Fields(user.Roles), model.SystemPostAllRoleId)
	public := channel.Type == model.ChannelTypeOpen && slices.Contains(strings.Fields(user.Roles), model.SystemPostAllPublicRoleId)
	return anywhere || public || s.hasChannel(user, channel)
}

func (s *Server) checkPost(post *model.Post, channel *model.Channel) error {
	switch root := s.post(post.RootId); {
	case channel.DeleteAt != 0:
		return appError(http.StatusBadRequest, "api.post.create_post.can_not_post_to_deleted.error",
			"Impossible de publier dans un canal supprimé.")
	case post.RootId != "" && (root == nil || root.RootId != "" || root.ChannelId != channel.Id):
		return appError(http.StatusBadRequest, "api.post.create_post.root_id.app_error", "RootId n'est pas valide.")
	}
	return checkLength(post.Message)
}

func checkLength(message string) error {
	if utf8.RuneCountInString(message) > model.PostMessageMaxRunesV2 {
		return appError(http.StatusBadRequest, "model.post.is_valid.message_length.app_error",
			"Post Message property is longer than the maximum permitted length.")
	}
	return nil
}

// savePost gives a post what the server gives to each new one, keeps it and wakes those who wait for it.
func (s *Server) savePost(post *model.Post) {
	post.Id = model.NewId()
	post.CreateAt = s.millis()
	post.PreSave()
	s.attachFiles(post)
	post.Hashtags, _ = model.ParseHashtags(post.Message)
	s.posts.keep(clonePost(post))
	channel := s.channel(post.ChannelId)
	channel.LastPostAt = post.CreateAt
	if post.RootId == "" {
		channel.LastRootPostAt = post.CreateAt
	}
	if !post.IsJoinLeaveMessage() { // which nobody has to read
		channel.TotalMsgCount++
		if post.RootId == "" {
			channel.TotalMsgCountRoot++
		}
	}
	if channel.Type == model.ChannelTypeDirect { // all of it is for the other one (rest-own-channel-members)
		if other := s.channelMembers[pair{channel.Id, channel.GetOtherUserIdForDM(post.UserId)}]; other != nil {
			other.MentionCount++
			other.MentionCountRoot++
		}
	} else {
		for _, name := range s.rings(post) { // (slash-command-in-channel-mention)
			s.channelMembers[pair{channel.Id, s.userNamed(name).Id}].MentionCount++
		}
	}
	s.notify()
}

// tellOnly shows a post to one user.
func (s *Server) tellOnly(userID string, post *model.Post) *model.Post {
	post.Id = model.NewId()
	post.CreateAt = s.millis()
	post.PreSave()
	post.Type = model.PostTypeEphemeral
	kept := clonePost(post)
	s.ephemerals[userID] = append(s.ephemerals[userID], kept)
	s.notify()
	return kept
}

func (s *Server) createEphemeral(c *call) (any, error) {
	var body model.PostEphemeral
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	if body.Post == nil || s.user(body.UserID) == nil || s.channel(body.Post.ChannelId) == nil {
		return nil, invalidBody("post")
	}
	body.Post.UserId = c.user.Id
	return s.seen(s.tellOnly(body.UserID, body.Post)), nil
}

func (s *Server) getPost(c *call) (any, error) {
	post := s.post(c.PathValue("post"))
	if post == nil {
		return nil, appError(http.StatusNotFound, "app.post.get.app_error", "Impossible d'obtenir le message.")
	}
	if !s.canRead(c.user, s.channel(post.ChannelId)) {
		return nil, forbidden()
	}
	return s.seen(post), nil
}

// listThread is a post with what was answered to it, oldest first (rest-post-thread).
func (s *Server) listThread(c *call) (any, error) {
	found, err := s.getPost(c)
	if err != nil {
		return nil, err
	}
	root := found.(*model.Post)
	if root.RootId != "" {
		root = s.seen(s.post(root.RootId))
	}
	list := model.NewPostList()
	for _, post := range s.posts.in[root.ChannelId] {
		if post.Id == root.Id || post.RootId == root.Id {
			list.AddPost(s.seen(post))
			list.AddOrder(post.Id)
		}
	}
	list.HasNext = new(bool)
	return list, nil
}

// pathOwnPost is the post that the path names, when the caller may edit it.
func (s *Server) pathOwnPost(c *call) (*model.Post, error) {
	post := s.post(c.PathValue("post"))
	if post == nil || (post.UserId != c.user.Id && !c.user.IsSystemAdmin()) || !s.hasChannel(c.user, s.channel(post.ChannelId)) {
		return nil, forbidden()
	}
	return post, nil
}

func (s *Server) updatePost(c *call) (any, error) {
	var asked model.Post
	if err := c.decode(&asked); err != nil {
		return nil, err
	}
	if asked.Id != c.PathValue("post") {
		return nil, invalidBody("id")
	}
	post, err := s.pathOwnPost(c)
	if err != nil {
		return nil, err
	}
	if err := s.edit(post, &asked); err != nil {
		return nil, err
	}
	return s.seen(post), nil
}

func (s *Server) patchPost(c *call) (any, error) {
	var patch model.PostPatch
	if err := c.decode(&patch); err != nil {
		return nil, err
	}
	post, err := s.pathOwnPost(c)
	if err != nil {
		return nil, err
	}
	patched := clonePost(post)
	patched.Patch(&patch)
	if err := s.edit(post, patched); err != nil {
		return nil, err
	}
	return s.seen(post), nil
}

// unpinPost answers as 11.6 was seen to.
func (s *Server) unpinPost(c *call) (any, error) {
	post := s.post(c.PathValue("post"))
	if post == nil || !s.hasChannel(c.user, s.channel(post.ChannelId)) {
		return nil, forbidden()
	}
	post.IsPinned = false
	post.UpdateAt = s.millis()
	return map[string]string{"status": "OK"}, nil
}

// listPinned are the pinned posts of a channel (seen on 11.6: without next_post_id, the latest first).
func (s *Server) listPinned(c *call) (any, error) {
	channel, err := s.pathChannel(c)
	if err != nil {
		return nil, err
	}
	list := model.NewPostList()
	for _, post := range slices.Backward(s.posts.in[channel.Id]) {
		if post.IsPinned {
			list.AddPost(s.seen(post))
			list.AddOrder(post.Id)
		}
	}
	return list, nil
}

// edit gives a kept post the content of another. Pinning alone does not mark it as edited. As in the recorded server
// the new props replace the old ones, from_bot included (post-action-button).
func (s *Server) edit(post, content *model.Post) error {
	if err := checkLength(content.Message); err != nil {
		return err
	}
	if s.channel(post.ChannelId).DeleteAt != 0 {
		return appError(http.StatusBadRequest, "api.post.update_post.can_not_update_post_in_deleted.error",
			"Impossible de modifier un message dans un canal supprimé.")
	}
	content.PreCommit()
	content = clonePost(content)
	post.UpdateAt = s.millis()
	if post.Message != content.Message || !post.AttachmentsEqual(content) {
		post.EditAt = post.UpdateAt
	}
	post.Message, post.Props, post.FileIds, post.IsPinned = content.Message, content.Props, content.FileIds, content.IsPinned
	post.Hashtags, _ = model.ParseHashtags(post.Message)
	s.notify()
	return nil
}

// maxSince is how many posts since a moment are answered at most, without a word about the others. Those left out are
// the newest (measured with 11.6; its SQL leaves it to the database's plan).
const maxSince = 1000

// listPosts leaves out the posts of the millisecond of ?before= too (measured with 11.6).
func (s *Server) listPosts(c *call) (any, error) {
	channel, err := s.pathChannel(c)
	if err != nil {
		return nil, err
	}
	since := int64(0)
	if text := c.URL.Query().Get("since"); text != "" {
		if since, err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, invalidBody("since")
		}
	}
	before := int64(math.MaxInt64)
	if cursor := s.post(c.URL.Query().Get("before")); cursor != nil {
		before = cursor.CreateAt
	}
	var posts []*model.Post
	for _, post := range slices.Backward(s.posts.in[channel.Id]) {
		if post.UpdateAt > since && post.CreateAt < before {
			posts = append(posts, post)
		}
	}
	if since == 0 {
		posts = page(c, posts)
	} else {
		posts = posts[max(0, len(posts)-maxSince):]
	}
	list := model.NewPostList()
	for _, post := range posts {
		list.AddPost(s.seen(post))
		list.AddOrder(post.Id)
		if root := s.post(post.RootId); root != nil {
			list.AddPost(s.seen(root))
		}
	}
	return list, nil
}

// page cuts a list by ?page= and ?per_page=, which default to 0 and 60; per_page is at most 200 (read in 11.6:
// web/params.go).
func page[T any](c *call, list []T) []T {
	number, err := strconv.Atoi(c.URL.Query().Get("page"))
	if err != nil || number < 0 {
		number = 0
	}
	size, err := strconv.Atoi(c.URL.Query().Get("per_page"))
	if err != nil || size < 0 {
		size = 60
	}
	size = min(size, 200)
	start := min(number*size, len(list))
	return list[start:min(start+size, len(list))]
}
