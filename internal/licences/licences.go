// Command licences says under which licence each module that is linked into a
// program may be passed on, and fails when one is not among those that we may
// ship under the Apache License: permissive ones, and the Mozilla Public License,
// whose files stay as they are. It imports the standard library only.
//
//	go run ./internal/licences bin/pilotent
//
// With -notice it writes the texts of all of them, which go along with the program,
// after those of a file of our own:
//
//	go run ./internal/licences -notice NOTICE bin/pilotent
package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// allowed are the licences by a sentence that each of their texts has. The first
// that a text has names it.
var allowed = []struct{ name, sentence string }{
	{"Apache-2.0", "Apache License Version 2.0, January 2004"},
	{"MPL-2.0", "Mozilla Public License, version 2.0"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted"},
	// One may choose it, and must say so: NOTICE does.
	{"FreeType", "your choice of exactly one of the following two licenses: * The FreeType License"},
	{"BSD", "Redistribution and use in source and binary forms, with or without modification, are permitted"},
}

// refused begin texts that ask more of who passes a program on, or forbid it.
// Others name them in passing, as the Mozilla Public License does.
var refused = []string{"GNU ", "Business Source License", "Server Side Public License", "Commons Clause", "Elastic License"}

func main() {
	notice := flag.String("notice", "", "write the licences' texts after this file")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: licences [-notice FILE] PROGRAM")
		os.Exit(2)
	}
	err := check(os.Stdout, flag.Arg(0))
	if *notice != "" {
		err = tell(os.Stdout, *notice, flag.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

// module is one that is linked, and the folder of its source.
type module struct{ Path, Version, Dir string }

// linked are the modules of a program.
func linked(program string) (modules []module, err error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", program, err)
	}
	args := []string{"list", "-m", "-json"}
	for _, dep := range info.Deps {
		if dep.Replace != nil {
			dep = dep.Replace
		}
		args = append(args, dep.Path+"@"+dep.Version)
	}
	list, err := exec.Command("go", args...).Output() //nolint:noctx // it ends by itself
	if err != nil {
		return nil, fmt.Errorf("list the modules of %s: %w", program, err)
	}
	for d := json.NewDecoder(bytes.NewReader(list)); d.More(); {
		var m module
		if err := d.Decode(&m); err != nil {
			return nil, fmt.Errorf("read the list of modules: %w", err)
		}
		modules = append(modules, m)
	}
	return modules, nil
}

// check writes how many modules of the program have which licence.
func check(out io.Writer, program string) error {
	modules, err := linked(program)
	if err != nil {
		return err
	}
	count := map[string]int{}
	var faults []error
	for _, m := range modules {
		name, err := licence(m.Dir)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s@%s: %w", m.Path, m.Version, err))
		}
		count[name]++
	}
	for _, l := range allowed {
		if count[l.name] > 0 {
			fmt.Fprintf(out, "licences: %3d modules under %s\n", count[l.name], l.name)
		}
	}
	return errors.Join(faults...)
}

// tell writes our own notice, and the texts of Go's licence and of each module's.
func tell(out io.Writer, own, program string) error {
	modules, err := linked(program)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(own) //nolint:gosec // named by whoever runs it
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s\nThe program is linked from these modules, each under its own licence.\n", text)
	goroot, err := exec.Command("go", "env", "GOROOT").Output() //nolint:noctx // it ends by itself
	if err != nil {
		return fmt.Errorf("find Go: %w", err)
	}
	modules = append([]module{{"The Go standard library", "", strings.TrimSpace(string(goroot))}}, modules...)
	for _, m := range modules {
		fmt.Fprintf(out, "\n%s\n%s\n", strings.Repeat("-", 72), strings.TrimSpace(m.Path+" "+m.Version))
		entries, err := os.ReadDir(m.Dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.IsDir() || !named(e.Name(), "LICENSE", "LICENCE", "COPYING", "NOTICE") {
				continue
			}
			text, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "\n%s\n", strings.TrimSpace(string(text)))
		}
	}
	return nil
}

// named reports whether a file's name begins so, in capitals or not.
func named(file string, beginnings ...string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(strings.ToUpper(file), b) })
}

// licence names the licence of the module in a folder: that of the file LICENSE or
// COPYING. No other file of such a name may begin with a licence that is refused.
func licence(folder string) (string, error) {
	if folder == "" {
		return "", errors.New("its source is not here: run go mod download")
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	found := ""
	for _, e := range entries {
		if e.IsDir() || !named(e.Name(), "LICENSE", "LICENCE", "COPYING") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, e.Name())) //nolint:gosec // of the module cache
		if err != nil {
			return "", err
		}
		name, err := recognise(string(text))
		if err != nil {
			return "", fmt.Errorf("%s: %w", e.Name(), err)
		}
		if found == "" {
			found = name
		}
	}
	if found == "" {
		return "", errors.New("no licence that we know")
	}
	return found, nil
}

// recognise names the licence of a text; "" when it has none of those we know.
func recognise(text string) (string, error) {
	words := strings.Join(strings.Fields(text), " ")
	for _, title := range refused {
		if i := strings.Index(strings.ToLower(words), strings.ToLower(title)); i >= 0 && i < 200 {
			return "", fmt.Errorf("%q is not allowed", strings.TrimSpace(title))
		}
	}
	for _, l := range allowed {
		if strings.Contains(strings.ToLower(words), strings.ToLower(l.sentence)) {
			return l.name, nil
		}
	}
	return "", nil
}
