package secrecy_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"io"
	"os/exec"
	"regexp"
	"strings"

	"pilotent/message"
)

// readable is all that somebody gets with a message: what stands in it, its
// buttons, its form, and its files, byte by byte and opened.
func readable(m message.Message) string {
	text, err := json.Marshal(m)
	if err != nil {
		return err.Error()
	}
	all := string(text) + "\n" + m.Markdown()
	for _, f := range m.Files {
		all += "\n" + f.Name + "\n" + opened(f.Data)
	}
	return all
}

// opened is what a file says to whoever opens it: the parts of an archive, as those
// of XLSX are, with their names and remarks; the text of a PDF, what is in its
// streams and its properties; anything else as it stands.
func opened(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("PK")):
		return openedArchive(data)
	case bytes.HasPrefix(data, []byte("%PDF")):
		return openedPDF(data)
	default:
		return string(data)
	}
}

func openedArchive(data []byte) string {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err.Error()
	}
	text := archive.Comment
	for _, part := range archive.File {
		text += "\n" + part.Name + " " + part.Comment + " " + part.Modified.String() + "\n"
		in, err := part.Open()
		if err != nil {
			return err.Error()
		}
		content, err := io.ReadAll(in)
		if err != nil {
			return err.Error()
		}
		text += opened(content)
	}
	return text
}

var stream = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)

func openedPDF(data []byte) string {
	var text strings.Builder
	text.Write(data)
	for _, m := range stream.FindAllSubmatch(data, -1) {
		if z, err := zlib.NewReader(bytes.NewReader(m[1])); err == nil {
			_, _ = io.Copy(&text, z)
		}
	}
	// Letters of an embedded font are numbers in the stream.
	if tool, err := exec.LookPath("pdftotext"); err == nil {
		c := exec.CommandContext(context.Background(), tool, "-", "-")
		c.Stdin = bytes.NewReader(data)
		if out, err := c.Output(); err == nil {
			text.Write(out)
		}
	}
	return text.String()
}
