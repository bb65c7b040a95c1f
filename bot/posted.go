package bot

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"pilotent/commands"
	"pilotent/governance/record"
)

// posted opens the files of the message under which a command is typed, by name,
// or the only one that it has. A name may lack its accents, and has its place behind
// it where several are alike. The bot has to be where the message is.
func (b *Bot) posted(ctx context.Context, command url.Values) func(name string) (fs.File, error) {
	return func(name string) (fs.File, error) {
		files, err := b.attached(ctx, command)
		if err != nil {
			return nil, err
		}
		shown := toldApart(files)
		var found []*model.FileInfo
		var names []string
		for i, info := range files {
			if asked := record.Fold(name); name == "" || asked == record.Fold(info.Name) || asked == record.Fold(shown[i]) {
				found, names = append(found, info), append(names, shown[i])
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

// attached are the files that a command may be about: those of the message under which it
// is typed, or, of a server that does not tell which that is (10.9; 11.2 does), those that
// the person has lately posted in that channel.
func (b *Bot) attached(ctx context.Context, command url.Values) ([]*model.FileInfo, error) {
	channel := command.Get("channel_id")
	if !command.Has("root_id") {
		return b.lately(ctx, channel, command.Get("user_id"))
	}
	if command.Get("root_id") == "" {
		return nil, nil
	}
	post, r, err := b.client.GetPost(ctx, command.Get("root_id"), "")
	if err != nil {
		return nil, unreachable("read the message", r, err)
	}
	if post.ChannelId != channel || post.Metadata == nil {
		return nil, nil
	}
	return post.Metadata.Files, nil
}

// latest is how many messages of a channel are looked through for files.
const latest = 60

// lately are the files of somebody's latest messages in a channel.
func (b *Bot) lately(ctx context.Context, channel, user string) (files []*model.FileInfo, err error) {
	list, r, err := b.client.GetPostsForChannel(ctx, channel, 0, latest, "", false, false)
	if err != nil {
		return nil, unreachable("read the channel", r, err)
	}
	for _, post := range list.Posts {
		if post.UserId == user && post.Metadata != nil {
			files = append(files, post.Metadata.Files...)
		}
	}
	return files, nil
}

// toldApart are the names of files, which it puts in the order in which people see
// them: « liste.csv (2) » is the second of those that are alike.
func toldApart(files []*model.FileInfo) []string {
	slices.SortFunc(files, func(x, y *model.FileInfo) int {
		return cmp.Or(cmp.Compare(x.CreateAt, y.CreateAt), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Id, y.Id))
	})
	alike, names := map[string]int{}, make([]string, len(files))
	for _, f := range files {
		alike[record.Fold(f.Name)]++
	}
	place := map[string]int{}
	for i, f := range files {
		name := record.Fold(f.Name)
		if names[i] = f.Name; alike[name] > 1 {
			place[name]++
			names[i] = fmt.Sprintf("%s (%d)", f.Name, place[name])
		}
	}
	return names
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
