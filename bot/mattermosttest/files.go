package mattermosttest

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// upload is a file that somebody has sent.
type upload struct {
	info *model.FileInfo
	data []byte
}

// File is a file of a post.
type File struct {
	Name, Type string
	Data       []byte
}

// Files are the files of a post, by name: the server orders them by identifier.
func (s *Server) Files(post *model.Post) []File {
	s.mu.Lock()
	defer s.mu.Unlock()
	var files []File
	for _, id := range post.FileIds {
		if u := s.uploads[id]; u != nil {
			files = append(files, File{u.info.Name, u.info.MimeType, slices.Clone(u.data)})
		}
	}
	slices.SortFunc(files, func(x, y File) int { return strings.Compare(x.Name, y.Name) })
	return files
}

// uploadFiles takes a form of a channel and files, of which there may be none
// (measured with 11.6, as all that follows).
func (s *Server) uploadFiles(c *call) (any, error) {
	form, err := c.MultipartReader()
	if err != nil {
		return nil, invalidBody("form")
	}
	answer := &model.FileUploadResponse{FileInfos: []*model.FileInfo{}, ClientIds: []string{}}
	var channel *model.Channel
	for {
		part, data, err := nextPart(form)
		if err != nil {
			return nil, err
		}
		if part == nil {
			break
		}
		switch {
		case part.FormName() == "channel_id":
			if channel = s.channel(string(data)); channel == nil || !s.hasChannel(c.user, channel) {
				return nil, forbidden()
			}
		case part.FileName() != "" && channel != nil:
			answer.FileInfos = append(answer.FileInfos, s.keepFile(c.user, channel, part.FileName(), data))
		}
	}
	if channel == nil {
		return nil, appError(http.StatusBadRequest, "api.context.invalid_body_param.app_error",
			"channel_id invalide ou manquant dans le corps de la requête")
	}
	return answer, nil
}

// nextPart is the next part of a form and its content; nil at the end.
func nextPart(form *multipart.Reader) (*multipart.Part, []byte, error) {
	part, err := form.NextPart()
	if errors.Is(err, io.EOF) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, invalidBody("form")
	}
	data, err := io.ReadAll(io.LimitReader(part, maxBody))
	if err != nil {
		return nil, nil, invalidBody("form")
	}
	return part, data, nil
}

func (s *Server) keepFile(user *model.User, channel *model.Channel, name string, data []byte) *model.FileInfo {
	ext := filepath.Ext(name)
	info := &model.FileInfo{
		Id: model.NewId(), CreatorId: user.Id, ChannelId: channel.Id, CreateAt: s.millis(), UpdateAt: s.millis(),
		Name: name, Extension: strings.TrimPrefix(ext, "."), Size: int64(len(data)), MimeType: mime.TypeByExtension(ext), RemoteId: new(string),
	}
	s.uploads[info.Id] = &upload{info, data}
	return info
}

// attachFiles binds the post's files to it. A file that is unknown, somebody
// else's or bound to another post is left out without a word.
func (s *Server) attachFiles(post *model.Post) {
	if len(post.FileIds) == 0 {
		return
	}
	var kept model.StringArray
	for _, id := range post.FileIds {
		if u := s.uploads[id]; u != nil && u.info.PostId == "" && u.info.CreatorId == post.UserId {
			u.info.PostId, u.info.ChannelId = post.Id, post.ChannelId
			kept = append(kept, id)
		}
	}
	post.FileIds = kept
}

// getFile gives the bytes of a file to who may read its channel (as the server's
// documentation has it: nothing was recorded).
func (s *Server) getFile(w http.ResponseWriter, r *http.Request) {
	var data []byte
	_, err := s.run(r, func(c *call) (any, error) {
		u := s.uploads[c.PathValue("file")]
		switch {
		case u == nil:
			return nil, appError(http.StatusNotFound, "app.file_info.get.app_error", "Impossible d'obtenir les informations du fichier.")
		case s.session(r) == nil || !s.canRead(s.session(r), s.channel(u.info.ChannelId)):
			return nil, forbidden()
		}
		data = slices.Clone(u.data)
		return nil, nil
	})
	if err != nil {
		writeError(w, err)
		return
	}
	_, _ = w.Write(data)
}
