package config

import (
	"fmt"
	"strings"
)

const preamble = `# Configuration

<!-- Generated from config/option.go: run ` + "`go test ./config -update`" + `. -->

Settings are read from three places, each over the one before: the defaults, a YAML file (` + "`--config FILE` or `PILOTENT_CONFIG`" + `),
the environment. ` + "`pilotent config`" + ` prints those in force, with secrets masked.

- The file holds one ` + "`key: value`" + ` a line, the environment the same keys in capitals after ` + "`PILOTENT_`" + `.
- Blanks around a value do not count; an empty value is as none.
- Each secret can be put in a file, which its key with ` + "`_file`" + ` (` + "`_FILE`" + `) names. In one place, give one of the two.
- Relative paths start from the working directory.
- Anything wrong stops the program, which tells all problems at once: also keys and ` + "`PILOTENT_…`" + ` variables that do not exist,
  and values that another one overrides. The variables that Kubernetes sets for a service called ` + "`pilotent`" + `, and those that begin
  with ` + "`PILOTENT_TEST_`" + `, are left alone.

| key | environment | default |
|---|---|---|
`

// Reference is docs/reference/configuration.md.
func Reference() string {
	var b strings.Builder
	b.WriteString(preamble)
	for _, o := range options() {
		fallback := "none"
		if o.fallback != "" {
			fallback = "`" + o.fallback + "`"
		}
		fmt.Fprintf(&b, "| [`%s`](#%[1]s) | `%s` | %s |\n", o.key, variable(o.key), fallback)
	}
	for _, o := range options() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", o.key, o.about)
		if o.toServe {
			b.WriteString("`pilotent serve` needs it.\n")
		}
		if o.secret {
			fmt.Fprintf(&b, "Secret; or name its file with `%s_file` or `%s`.\n", o.key, variable(o.key+"_file"))
		}
		fmt.Fprintf(&b, "For instance: %s\n", exampleText(o.example))
	}
	return b.String()
}

// exampleText sets a value in code; a description stays prose.
func exampleText(example string) string {
	if strings.Contains(example, " ") {
		return example + "."
	}
	return "`" + example + "`."
}
