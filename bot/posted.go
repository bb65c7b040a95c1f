package bot

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/commands"
)

// posted opens the files of the message under which a command is typed, by name,
// or the only one that it has. The bot has to be where the message is.
func (b *Bot) posted(ctx context.Context, channel, root string) func(name string) (fs.File, error) {
	return func(name string) (fs.File, error) {
		if root == "" {
			return nil, fs.ErrNotExist
		}
		post, r, err := b.client.GetPost(ctx, root, "")
		if err != nil {
			return nil, unreachable("read the message", r, err)
		}
		if post.ChannelId != channel || post.Metadata == nil {
			return nil, fs.ErrNotExist
		}
		var found []*model.FileInfo
		var names []string
		for _, info := range post.Metadata.Files {
			if name == "" || info.Name == name {
				found, names = append(found, info), append(names, info.Name)
			}
		}
		switch len(found) {
		case 0:
			return nil, fs.ErrNotExist
		case 1:
			return b.download(ctx, found[0])
		}
		return nil, &commands.ManyFilesError{Names: names}
	}
}

// download opens a file of the server's, which is read as it comes.
func (b *Bot) download(ctx context.Context, info *model.FileInfo) (fs.File, error) {
	r, err := b.client.DoAPIGet(ctx, "/files/"+info.Id, "") //nolint:bodyclose // Close of the file does
	if err != nil {
		return nil, unreachable("read the file", model.BuildResponse(r), err)
	}
	return postedFile{r.Body, info}, nil
}

// unreachable is a file's error for an error of the server's.
func unreachable(what string, r *model.Response, err error) error {
	switch status(r) {
	case http.StatusForbidden:
		err = fs.ErrPermission
	case http.StatusNotFound:
		err = fs.ErrNotExist
	}
	return fmt.Errorf("%s: %w", what, err)
}

// postedFile is a file of a message.
type postedFile struct {
	io.ReadCloser
	info *model.FileInfo
}

func (f postedFile) Stat() (fs.FileInfo, error) { return postedInfo{f.info}, nil }

type postedInfo struct{ info *model.FileInfo }

func (i postedInfo) Name() string       { return i.info.Name }
func (i postedInfo) Size() int64        { return i.info.Size }
func (i postedInfo) Mode() fs.FileMode  { return 0o400 }
func (i postedInfo) ModTime() time.Time { return time.UnixMilli(i.info.CreateAt) }
func (i postedInfo) IsDir() bool        { return false }
func (i postedInfo) Sys() any           { return nil }
