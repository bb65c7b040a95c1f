package commands_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/console"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/internal/heaptest"
	"pilotent/message"
)

const here = record.ProjectID(console.Team)

// archived is what an archive holds, by the names of its files, and these in order.
func archived(t *testing.T, data []byte) (files map[string]string, names []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	files = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		files[f.Name], names = string(text), append(names, f.Name)
	}
	return files, names
}

// rows are those of a CSV of ours, its titles first; each has as many cells as those.
func rows(t *testing.T, text string) [][]string {
	t.Helper()
	rest, marked := strings.CutPrefix(text, "\ufeff")
	require.True(t, marked)
	r := csv.NewReader(strings.NewReader(rest))
	r.Comma = ';'
	all, err := r.ReadAll()
	require.NoError(t, err)
	return all
}

// inStore reads the store behind the service.
func inStore[T any](t *testing.T, o *app, read func(record.Tx) (T, error)) (v T) {
	t.Helper()
	require.NoError(t, o.outbox.View(t.Context(), func(tx record.Tx) (err error) {
		v, err = read(tx)
		return err
	}))
	return v
}

// furnished is a project that has something of everything.
func furnished(t *testing.T) *app {
	t.Helper()
	o := minuted(t)
	inv := as("coordinatrice", "/ecole importer f --tout --inclure collège")
	inv.Open = fstest.MapFS{"f": {Data: []byte(directory)}}.Open
	require.Contains(t, o.Dispatch(t.Context(), inv).Markdown(), "7")
	for _, line := range []string{
		`/ecole etape 0940451E retenue --confirmer`, `/ecole surnom 0940451E "la petite"`, `/ecole note 0940451E "Portail ; à revoir"`,
		`/recette marche M2026-04 --titulaire "Éditeur ENT" --ccag tic-2021`,
		`/recette ouvrir VA --marche M2026-04 --objet "Version 2" --notifiee 20/11/2026 --responsable ien`,
		`/recette reserve V-1 "Menu lent" --gravite mineure`,
		`/ent convention creer "Convention de Vitry" --partenaires "Mairie de Vitry" --signee 12/10/2026 --jusqu'au 31/08/2029`,
		`/ent partenaire ajouter "DSDEN 94 (académique)"`, `/ent partenaire ajouter "Caisse des écoles"`, `/ent partenaire retirer "Caisse des écoles" --motif "dissoute"`,
		`/comite membre copil @ien IEN "DSDEN 94" présidence`,
	} {
		said := o.types(t, line)
		require.NotContains(t, said, "--confirmer", line)
		require.NotContains(t, said, "compris", line)
	}
	inv = as("coordinatrice", `/comite creer SECRET "Cabinet" --niveau académique --diffusion comité`)
	inv.Actor.Channel = "suivi"
	require.NotContains(t, o.Dispatch(t.Context(), inv).Markdown(), "compris")
	inv.Line = `/decision ajouter "Changer d'éditeur"`
	require.Contains(t, o.Dispatch(t.Context(), inv).Markdown(), "SECRET-2026-001")
	return o
}

// directory has schools of every type, in every sector and state.
const directory = "UAI;Nom;Ecole maternelle;Ecole élémentaire;Commune;Code postal;Circonscription;Secteur;Etat;Type\n" +
	"0940451E;Ecole maternelle Jean Jaurès;1;0;Vitry-sur-Seine;94400;Vitry-sur-Seine 1;Public;OUVERT;Ecole\n" +
	"0940198E;Ecole élémentaire Henri Wallon A;0;1;Vitry-sur-Seine;94400;Vitry-sur-Seine 2;Public;A FERMER;Ecole\n" +
	"0940573M;Henri Wallon;1;1;L'Haÿ-les-Roses;94240;;Privé;OUVERT;Ecole\n" +
	"0940289D;École primaire Les Lilas;1;1;Bourg-en-Bresse;01000;;Public;OUVERT;Ecole\n" +
	"0941378M;Pasteur;0;1;Ablon-sur-Seine;94480;Orly;Public;OUVERT;Ecole\n" +
	"0940715S;\"Curie ; Pierre et Marie\";1;0;Ablon-sur-Seine;94480;Orly;Public;OUVERT;Ecole\n" +
	"0941111X;Collège Jules Vallès;0;0;Vitry-sur-Seine;94400;;Public;OUVERT;Collège\n"

func TestAProjectIsArchived(t *testing.T) {
	t.Parallel()
	o := furnished(t)
	f := o.exported(t, as("coordinatrice", "/ent archive"))
	require.Equal(t, "archive-ent-val-de-marne-2026-11-23.zip", f.Name)
	require.Equal(t, "application/zip", f.Type)
	files, names := archived(t, f.Data)
	require.Equal(t, []string{
		"decisions.csv", "reunions.csv", "actions.csv", "ecoles.csv", "conventions.csv", "partenaires.csv", "comites.csv", "membres.csv", "facteurs.csv",
		"marches.csv", "verifications.csv", "reserves.csv", "coupures.csv", "historique.jsonl", "LISEZ-MOI.txt",
	}, names)

	t.Run("its registers are those that are exported", func(t *testing.T) {
		for name, line := range map[string]string{"decisions.csv": "/decision exporter", "reunions.csv": "/reunion exporter", "actions.csv": "/action exporter"} {
			require.Equal(t, string(o.exported(t, as("coordinatrice", line+" --format csv")).Data), files[name], name)
		}
		require.Contains(t, files["decisions.csv"], "Changer d'éditeur", "what a committee keeps to itself is in it")
	})
	t.Run("every file has the rows that there are", func(t *testing.T) {
		count := map[string]int{}
		for _, name := range names {
			if strings.HasSuffix(name, ".csv") {
				count[name] = len(rows(t, files[name])) - 1
			}
		}
		require.Equal(t, map[string]int{
			"decisions.csv": 4, "reunions.csv": 1, "actions.csv": 2, "ecoles.csv": 7, "conventions.csv": 1, "partenaires.csv": 3, "comites.csv": 2,
			"membres.csv": count["membres.csv"], "facteurs.csv": 5, "marches.csv": 1, "verifications.csv": 1, "reserves.csv": 1, "coupures.csv": 0,
		}, count)
		for name, n := range count {
			if n > 1 {
				require.Contains(t, files["LISEZ-MOI.txt"], fmt.Sprintf("%s : %d ", name, n))
			}
		}
		require.Contains(t, files["membres.csv"], "COPIL;Łukasz Nowak;ien;DSDEN 94;IEN;académique;présidence;;oui")
		require.Contains(t, files["partenaires.csv"], "Caisse des écoles;;;;;;23/11/2026;dissoute")
		require.Contains(t, files["comites.csv"], "SECRET;Cabinet;académique;;comité;en activité;suivi;")
	})
	t.Run("it says what it is, for any editor", func(t *testing.T) {
		text := files["LISEZ-MOI.txt"]
		for _, word := range []string{"ENT VAL-DE-MARNE", "lundi 23 novembre 2026", "Camille Moreau", "ce que les comités gardent pour eux", "/ent reprendre"} {
			require.Contains(t, text, word)
		}
		require.Equal(t, strings.Count(text, "\n"), strings.Count(text, "\r\n"))
		require.NotContains(t, text, "`")
		require.NotContains(t, text, "⟦")
	})
	t.Run("its history is the store's, line by line", func(t *testing.T) {
		kept := inStore(t, o, func(tx record.Tx) ([]record.KeptLine, error) { return tx.KeptHistory(here, 0, 1000) })
		lines := strings.Split(strings.TrimSuffix(files["historique.jsonl"], "\n"), "\n")
		require.Len(t, lines, len(kept))
		for i, line := range lines {
			var of struct {
				Numero                                        int
				Quand                                         time.Time
				Par, Compte, Objet, Changement, Libelle, Note string
				Avant, Apres                                  json.RawMessage
			}
			d := json.NewDecoder(strings.NewReader(line))
			d.DisallowUnknownFields()
			require.NoError(t, d.Decode(&of), line)
			require.Equal(t, i+1, of.Numero)
			require.True(t, of.Quand.Equal(kept[i].At.Truncate(time.Second)))
			require.Equal(t, []string{kept[i].By.Username, string(kept[i].Subject), kept[i].Change, kept[i].Note, kept[i].BeforeText, kept[i].AfterText},
				[]string{of.Compte, of.Objet, of.Changement, of.Note, string(of.Avant), string(of.Apres)})
		}
		require.Contains(t, files["historique.jsonl"], `"par":"Camille Moreau"`)
		require.Contains(t, files["historique.jsonl"], `"note":"Portail ; à revoir"`)
	})
	t.Run("the same is written again", func(t *testing.T) {
		require.Equal(t, f.Data, o.exported(t, as("coordinatrice", "/ent archiver")).Data)
	})
	t.Run("who is no pilot learns nothing", func(t *testing.T) {
		m := o.Dispatch(t.Context(), as("ien", "/ent archive"))
		require.True(t, m.Refused)
		require.Empty(t, m.Files)
		require.NotContains(t, m.Markdown(), "SECRET")
	})
	for _, lang := range i18n.Languages() {
		t.Run("another project reads its schools again, in "+lang, func(t *testing.T) {
			require.Contains(t, o.types(t, "/ent reglages --langue "+map[string]string{i18n.French: "français", i18n.English: "anglais"}[lang]), "Langue")
			files, _ := archived(t, o.exported(t, as("coordinatrice", "/ent archive")).Data)
			other := newApp(t)
			inv := as("coordinatrice", "/ecole importer f --tout --inclure collège")
			inv.Open = fstest.MapFS{"f": {Data: []byte(files["ecoles.csv"])}}.Open
			require.False(t, other.Dispatch(t.Context(), inv).Refused)
			require.Equal(t, asDirectory(t, o), asDirectory(t, other))
		})
	}
}

// asDirectory are the schools as a directory tells of them.
func asDirectory(t *testing.T, o *app) []perimeter.School {
	t.Helper()
	schools := inStore(t, o, func(tx record.Tx) ([]perimeter.School, error) { return tx.(perimeter.Store).Schools(here) })
	require.Len(t, schools, 7)
	for i, s := range schools {
		schools[i] = perimeter.School{
			UAI: s.UAI, Name: s.Name, Type: s.Type, Commune: s.Commune, PostalCode: s.PostalCode, District: s.District, Private: s.Private, Closing: s.Closing,
		}
	}
	return schools
}

// A large project is archived on a small machine.
func TestAnArchiveTakesLittleMemory(t *testing.T) {
	o := withCopil(t)
	const schools, decisions = 15_000, 5_000 // a quarter of what is called large
	require.NoError(t, o.outbox.Update(t.Context(), here, func(tx record.Tx) error {
		var all []perimeter.School
		for i := range schools {
			all = append(all, perimeter.School{
				Project: here, UAI: record.UAI(fmt.Sprintf("%07dA", i)), Name: fmt.Sprintf("École élémentaire Henri Wallon %d", i), Type: perimeter.Elementary,
				Commune: fmt.Sprintf("Vitry-sur-Seine %d", i%3000), PostalCode: "94400", District: "Vitry-sur-Seine 1", Stage: perimeter.StageCandidate,
			})
		}
		return tx.(perimeter.Store).PutSchools(all...)
	}))
	require.NoError(t, o.outbox.Update(t.Context(), here, func(tx record.Tx) error {
		for i := range decisions {
			d := committee.Decision{
				Project: here, Ref: fmt.Sprintf("COPIL-2026-%03d", i+1), Committee: "COPIL", Text: "Former les équipes de toutes les écoles qui ouvrent à la rentrée",
				State: committee.DecisionAdopted, Schools: []record.UAI{record.UAI(fmt.Sprintf("%07dA", i))}, Author: person("ien"), LoggedAt: now(),
			}
			if err := tx.(committee.Store).PutDecision(d); err != nil {
				return err
			}
			if err := tx.AddHistory(record.HistoryLine{Project: here, Subject: d.Subject(), At: now(), By: d.Author, Change: "decision.logged", After: d}); err != nil {
				return err
			}
		}
		return nil
	}))
	var data []byte
	peak := heaptest.Peak(func() { data = o.exported(t, as("coordinatrice", "/ent archive")).Data })
	files, _ := archived(t, data)
	require.Equal(t, schools+1, strings.Count(files["ecoles.csv"], "\n"))
	require.Equal(t, decisions+1, strings.Count(files["decisions.csv"], "\n"))
	t.Logf("%d MB at most, for %d MB", peak>>20, len(data)>>20)
	require.Less(t, peak>>20, uint64(45), "MB")
}

func person(name string) record.Person { return record.Person{ID: record.UserID(name), Username: name} }

// brittleStore is read no more once something was written.
type brittleStore struct {
	record.Store
	broken bool
}

func (s *brittleStore) Update(ctx context.Context, p record.ProjectID, fn func(record.Tx) error) error {
	err := s.Store.Update(ctx, p, fn)
	s.broken = s.broken || err == nil
	return err
}

func (s *brittleStore) View(ctx context.Context, fn func(record.Tx) error) error {
	if s.broken {
		return io.ErrUnexpectedEOF
	}
	return s.Store.View(ctx, fn)
}

func TestAProjectIsClosedAlsoWhereItsArchiveFails(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	sound := o.store.Store
	o.store.Store = &brittleStore{Store: sound}
	m := o.Dispatch(t.Context(), as("coordinatrice", `/ent clore "fini" --confirmer`))
	said := message.Unquote(m.Markdown())
	require.Contains(t, said, "est clos")
	require.Contains(t, said, "L'archive n'a pas pu être faite")
	require.Empty(t, m.Files)
	require.Contains(t, o.log.String(), "unexpected EOF", "who administers the program finds why")
	o.store.Store = sound
	require.Contains(t, o.types(t, "/ent archive"), "15 fichiers")
}
