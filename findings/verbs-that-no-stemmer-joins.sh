#!/usr/bin/env bash
# Which forms of a French verb the Snowball stemmer joins.
#
# Expected: a search for « adopter » finds what a committee writes in its minutes, « nous
#   adoptons » and « ils adoptent », as it finds « adopté » and « adoptées ».
# Happens: the present of « nous » and « ils » keeps its ending, so that it finds nothing
#   else; « retenir », « retient » and « retenues » are three words. « port » and
#   « porte » are one, and so are « équipe » and « équipement ».
# Version: github.com/kljensen/snowball v0.10.0, the algorithm that PostgreSQL's french
#   configuration has too
# We: make keys of words ourselves, governance/wording (docs/decisions/0032).
set -euo pipefail
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/kljensen/snowball/french"
)

func main() {
	for _, words := range []string{
		"adopter adopté adoptées adoption adoptons adoptent", "valider validation validons valident", "retenir retient retenues",
		"port porte", "équipe équipement",
	} {
		fmt.Print(words, ":")
		for word := range strings.FieldsSeq(words) {
			fmt.Print(" ", french.Stem(word, true))
		}
		fmt.Println()
	}
}
GO
cat >expected <<'SEEN'
adopter adopté adoptées adoption adoptons adoptent: adopt adopt adopt adopt adopton adoptent
valider validation validons valident: valid valid validon valident
retenir retient retenues: reten retient retenu
port porte: port port
équipe équipement: équip équip
SEEN
{
	go mod init finding
	go get github.com/kljensen/snowball@v0.10.0
} >install.log 2>&1 || { cat install.log; exit 2; }
go run . 2>&1 | tee seen
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
