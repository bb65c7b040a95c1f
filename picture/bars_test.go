package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/picture"
)

func stages(names ...string) (parts []picture.Part) {
	for i, c := range picture.Steps(len(names)) {
		parts = append(parts, picture.Part{Name: names[i], Colour: c})
	}
	return parts
}

// drawn is the picture as somebody sees it; LOOK=FOLDER keeps it there.
func drawn(t *testing.T, b picture.Bars) image.Image {
	t.Helper()
	data, err := b.PNG()
	require.NoError(t, err)
	if folder := os.Getenv("LOOK"); folder != "" {
		require.NoError(t, os.MkdirAll(folder, 0o750))
		require.NoError(t, os.WriteFile(folder+"/"+b.Title+".png", data, 0o600))
	}
	img, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	return img
}

// area is how many pixels have that colour.
func area(img image.Image, c color.RGBA) (n int) {
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if color.RGBAModel.Convert(img.At(x, y)) == c {
				n++
			}
		}
	}
	return n
}

func TestBarsAreAsLongAsTheirCounts(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]picture.Bars{
		"upright": {Title: "Écoles par étape", About: "ENT de L'Haÿ, cœur de ville", Parts: stages("retenue", "formée", "ouverte"), Groups: []picture.Group{
			{"sept.", []int{40, 0, 20}}, {"oct.", []int{10, 0, 50}},
		}},
		"sideways": {Title: "Écoles par commune", Parts: stages("retenue", "formée", "ouverte"), Sideways: true, Groups: []picture.Group{
			{"L'Haÿ-les-Roses", []int{40, 0, 20}}, {"Villeneuve-Saint-Georges", []int{10, 0, 50}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			img := drawn(t, b)
			require.Equal(t, 800, img.Bounds().Dx())
			selected, trained, open := area(img, b.Parts[0].Colour), area(img, b.Parts[1].Colour), area(img, b.Parts[2].Colour)
			require.Zero(t, trained, "what no group has is in no legend")
			require.Positive(t, selected)
			// 50 to 70: a patch of the legend besides, the same for each.
			require.InDelta(t, 70.0/50, float64(open)/float64(selected), 0.06)
		})
	}
}

func TestPicturesThatPeopleLookAt(t *testing.T) {
	t.Parallel()
	seven := stages("pressentie", "retenue", "conventionnée", "alimentée", "formée", "ouverte", "en usage")
	for i, c := range picture.Aside() {
		seven = append(seven, picture.Part{Name: []string{"suspendue", "retirée"}[i], Colour: c})
	}
	months := []string{"déc.", "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov."}
	communes := []string{"Vitry-sur-Seine", "Villeneuve-Saint-Georges", "L'Haÿ-les-Roses", "Le Kremlin-Bicêtre", "Nogent-sur-Marne", "Autres communes"}
	for _, schools := range []int{5, 60, 613, 60_000} {
		over := picture.Bars{Title: "Étapes sur un an, " + string(rune('a'+schools%26)), About: "ENT Val-de-Marne, 30 novembre 2026", Parts: seven}
		for m, name := range months {
			over.Groups = append(over.Groups, picture.Group{Name: name, Counts: spread(schools, len(seven), m)})
		}
		across := picture.Bars{Title: "Étapes par commune, " + string(rune('a'+schools%26)), About: "ENT Val-de-Marne, 30 novembre 2026", Parts: seven, Sideways: true}
		for m, name := range communes {
			across.Groups = append(across.Groups, picture.Group{Name: name, Counts: spread(schools/(m+1), len(seven), 5)})
		}
		drawn(t, over)
		drawn(t, across)
	}
}

// spread are so many schools over parts, most of them in the one that the month says.
func spread(schools, parts, month int) []int {
	counts := make([]int, parts)
	for i := range schools {
		counts[(i*i+month*i/7+month/2)%parts]++
	}
	return counts
}

func TestWhatCannotBeDrawnIsAnError(t *testing.T) {
	t.Parallel()
	parts := stages("ouverte")
	for name, b := range map[string]picture.Bars{
		"no group":          {Parts: parts},
		"too many groups":   {Parts: parts, Groups: make([]picture.Group, picture.MaxGroups+1)},
		"a count too few":   {Parts: parts, Groups: []picture.Group{{Name: "oct."}}},
		"nothing":           {Parts: parts, Groups: []picture.Group{{"oct.", []int{0}}}},
		"less than nothing": {Parts: parts, Groups: []picture.Group{{"oct.", []int{-1}}}},
	} {
		_, err := b.PNG()
		require.Error(t, err, name)
	}
}

func TestColoursAreToldApartByLightnessAlone(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 7; n++ {
		steps := picture.Steps(n)
		require.Len(t, steps, n)
		for i := 1; i < n; i++ {
			require.Greater(t, grey(steps[i-1])-grey(steps[i]), 12, "%d of %d", i, n)
		}
	}
}

func grey(c color.RGBA) int { return int(color.GrayModel.Convert(c).(color.Gray).Y) }

func TestTheAxisHasWholeNumbers(t *testing.T) {
	t.Parallel()
	for tallest, want := range map[int][2]int{
		1: {1, 2}, 5: {5, 6}, 6: {6, 7}, 7: {8, 5}, 12: {12, 7}, 13: {15, 4}, 60: {60, 7}, 61: {80, 5}, 613: {800, 5}, 60_000: {60_000, 7}, 60_001: {80_000, 5},
	} {
		top, lines := picture.Scale(tallest, 6)
		require.Equal(t, want, [2]int{top, lines}, tallest)
	}
}
