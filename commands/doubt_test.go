package commands_test

import (
	"fmt"
	"testing"

	"pilotent/message"
)

func TestProbe(t *testing.T) {
	o := newOffice(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	for _, line := range []string{
		`/reunion planifier copil "1/12 10h30" --duree 2h --lieu "Mairie de Vitry"`,
		`/reunion reporter R-1 "15h"`,
		`/reunion reporter R-1 15h`,
		`/reunion reporter R-1 jeudi`,
		`/reunion reporter R-1 "jeudi 3/12"`,
		`/reunion reporter R-1 2/12/2026`,
		`/reunion reporter R-1 25/12`,
		`/reunion reporter R-1 6/12 23h`,
		`/reunion reporter R-1 22/11`,
		`/reunion voir R-1`,
		`/reunion planifier copil "2/12 15h"`,
		`/reunion planifier copil "2/12 16h"`,
		`/reunion planifier copil "2/12 17h"`,
		`/reunion planifier copil "22/11 14h"`,
		`/reunion planifier copil "1/6/2028 14h"`,
		`/action creer "Former" --echeance 22/11 --pour @ien`,
		`/action creer "Former" --echeance 1/5/2027 --pour @ien`,
		`/action creer "Former" --pour @ien`,
		`/action creer "former !" --pour @ien`,
		`/action creer "Former" --pour @cpc`,
		`/action creer --echeance 22/11`,
		`/action reporter A-1 dimanche`,
		`/decision proposer "Ouvrir l'ENT"`,
		`/decision proposer "ouvrir l'ent."`,
		`/decision ajouter "Ouvrir l'ENT"`,
		`/decision ajouter "Ouvrir l'ENT" --confirmer`,
		`/recette marche M2026-04 --titulaire "Éditeur ENT"`,
		`/recette marche M2026-04 --confirmer`,
		`/recette marche M2026-04 --jour-ferie 22/11`,
		`/recette ouvrir VSR --marche M2026-04 --objet "Version 2" --notifiee 24/11`,
		`/recette ouvrir VSR --marche M2026-04 --objet "Version 2" --notifiee "mardi 24 novembre 2025"`,
		`/recette ouvrir VSR --marche M2026-04 --objet "Version 2" --notifiee 20/11`,
		`/recette indisponibilite V-1 1h`,
		`/recette indisponibilite V-1 1h`,
		`/recette indisponibilite V-1 --taux 1,5 --clause "CCAP 7.3"`,
		`/recette indisponibilite V-1 --taux 1`,
		`/recette voir V-1`,
	} {
		fmt.Printf("> %s\n%s\n\n", line, message.Unquote(o.types(t, line)))
	}
}
