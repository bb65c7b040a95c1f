package reports_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/reports"
)

// held are the minutes of a meeting with everything that there can be in them.
func held(approved bool) proceedings.View {
	at := func(hour, minute int) time.Time { return time.Date(2026, 12, 15, hour, minute, 0, 0, time.UTC) }
	v := proceedings.View{
		Proceedings: proceedings.Proceedings{Meeting: 12, Committee: "COPIL", State: proceedings.StateDraft, Edition: 1},
		Of:          record.Committee{Code: "COPIL"},
		Content: proceedings.Content{
			Project: "ENT d'Île-de-France", Zone: "Europe/Paris", Committee: "COPIL", Name: "Comité de pilotage", Meeting: "R-12", Place: "salle des mariages",
			Start: at(13, 0), OpenedAt: at(13, 5), ClosedAt: at(14, 20), Convened: at(8, 0), Members: 4, There: 3, Needed: 2,
			Attended: []proceedings.Attendee{
				{Name: "Łukasz Nowak", Title: "IEN", Institution: "DSDEN 94", Office: organisation.OfficeChair, Answer: sitting.AnswerPresent},
				{Name: "Aïcha Benali", Title: "élue", Institution: "Mairie de L'Haÿ-les-Roses", Answer: sitting.AnswerPresent},
				{Name: "Mme Durand", Institution: "Mairie de Choisy", Answer: sitting.AnswerRepresented, By: "Aïcha Benali"},
				{Name: "M. Petit", Answer: sitting.AnswerExcused, DeputyOf: "Mme Durand"},
			},
			Intro: "La séance est ouverte par l'IEN.",
			Items: []proceedings.Item{
				{
					Place: 1, Title: "Bilan des formations", Presenter: "Łukasz Nowak", Used: 20 * time.Minute, State: sitting.PointDealt,
					Note: "L'IEN demande deux demi-journées.\nLa salle « Œuvre » <est> libre & ouverte.", Results: []proceedings.Result{
						{
							Ref: "COPIL-2026-001", Text: "Former les écoles avant avril", People: []string{"Łukasz Nowak", "Mme Durand"}, State: committee.DecisionAdopted,
							Vote: proceedings.Ballot{For: 3, Against: 1}, Due: calendar.MustParseDate("2027-03-31"),
						},
						{Ref: "A-1", Text: "Réserver la salle"},
					},
				},
				{Place: 2, Title: "Tablettes", State: sitting.PointCarried},
				{Results: []proceedings.Result{{Ref: "COPIL-2026-002", Text: "Ouvrir aux CP", State: committee.DecisionRejected, Opinion: true}}},
			},
			Next: "R-13", NextStart: time.Date(2027, 1, 19, 13, 0, 0, 0, time.UTC), NextPlace: "mairie",
		},
		Remarks: []proceedings.Remark{{Name: "Aïcha Benali", Text: "J'ai dit « trente-cinq ».", At: at(16, 0)}},
	}
	if approved {
		v.State, v.Ref, v.ApprovedAt, v.ApprovedName, v.Chair = proceedings.StateApproved, "COPIL-CR-2026-001", at(18, 0), "Camille Moreau", "Mme Roux"
		v.Added = []proceedings.Remark{{Name: "Camille Moreau", Text: "Lire « aucune voix contre ».", At: at(19, 0)}}
	}
	return v
}

func TestProceedings(t *testing.T) {
	for _, lang := range i18n.Languages() {
		p := printer(t, lang)
		for name, d := range map[string]reports.Document{
			"compte-rendu": reports.Proceedings(p, held(true)), "compte-rendu-projet": reports.Proceedings(p, held(false)), "releve": reports.Outcomes(p, held(true)),
		} {
			t.Run(name+"."+lang, func(t *testing.T) {
				text := d.Markdown()
				require.NotContains(t, string(text), "⟦")
				require.NotContains(t, string(text), "<no value>")
				golden(t, name+"."+lang+".md", text)
				for _, as := range []reports.Format{reports.DOCX, reports.PDF} {
					data, err := d.As(as, now)
					require.NoError(t, err)
					again, err := d.As(as, now)
					require.NoError(t, err)
					require.True(t, bytes.Equal(data, again), "the same bytes")
				}
			})
		}
	}
}

// part is the text of one of a DOCX's files, which must be XML.
func part(t *testing.T, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	f, err := z.Open(name)
	require.NoError(t, err)
	text, err := io.ReadAll(f)
	require.NoError(t, err)
	for dec := xml.NewDecoder(bytes.NewReader(text)); ; {
		_, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return string(text)
		}
		require.NoError(t, err, name)
	}
}

func TestDOCX(t *testing.T) {
	data, err := reports.Proceedings(printer(t, i18n.French), held(true)).DOCX(now)
	require.NoError(t, err)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"} {
		part(t, data, name)
	}
	body := part(t, data, "word/document.xml")
	require.Contains(t, body, `<w:t xml:space="preserve">L&#39;IEN demande deux demi-journées.</w:t><w:br/><w:t xml:space="preserve">La salle « Œuvre » &lt;est&gt; libre &amp; ouverte.</w:t>`)
	require.Equal(t, 3, strings.Count(body, "<w:tbl>"), "who was there, and two points with something that came of them")
	require.Equal(t, 3, strings.Count(body, "<w:tblHeader/>"), "each head comes again on each page")
	require.Contains(t, body, `<w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t xml:space="preserve">1. Bilan des formations (présenté par Łukasz Nowak, 20 min)`)
	require.Contains(t, part(t, data, "word/styles.xml"), `<w:lang w:val="fr-FR"`)
	require.Contains(t, part(t, data, "docProps/core.xml"), "<dc:title>Compte rendu COPIL-CR-2026-001</dc:title><dc:creator>ENT d&#39;Île-de-France</dc:creator>")
	require.Contains(t, part(t, data, "word/footer1.xml"), `w:instr="NUMPAGES"`)
}

// LibreOffice is large, so that it is tried by make interop only.
func TestInteropLibreOfficeOpensMinutes(t *testing.T) {
	if os.Getenv("INTEROP") == "" {
		t.Skip("make interop runs this")
	}
	dir := t.TempDir()
	soffice := tool(t, "libreoffice-writer", "soffice")
	data, err := reports.Proceedings(printer(t, i18n.French), held(true)).DOCX(now)
	require.NoError(t, err)
	path := filepath.Join(dir, "a.docx")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	said, err := exec.CommandContext(t.Context(), soffice, "--headless", "--norestore", "-env:UserInstallation=file://"+dir+"/profile",
		"--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, path).CombinedOutput()
	require.NoError(t, err, string(said))
	text, err := os.ReadFile(filepath.Join(dir, "a.txt"))
	require.NoError(t, err, string(said))
	for _, line := range []string{"Mairie de L'Haÿ-les-Roses", "L'IEN demande deux demi-journées.\nLa salle « Œuvre » <est> libre & ouverte.", "COPIL-2026-001 : Former les écoles avant avril"} {
		require.Contains(t, string(text), line)
	}
}
