// Command licences says under which licence each module that is linked into a
// program may be passed on, and fails when one is not among those that we may
// ship under the Apache License: permissive ones, and the Mozilla Public License,
// whose files stay as they are. It imports the standard library only.
//
//	go run ./internal/licences bin/pilotent
package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"errors"
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
	{"BSD", "Redistribution and use in source and binary forms, with or without modification, are permitted"},
}

// refused begin texts that ask more of who passes a program on, or forbid it.
// Others name them in passing, as the Mozilla Public License does.
var refused = []string{"GNU ", "Business Source License", "Server Side Public License", "Commons Clause", "Elastic License"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: licences PROGRAM")
		os.Exit(2)
	}
	if err := check(os.Stdout, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

// check writes how many modules of the program have which licence.
func check(out io.Writer, program string) error {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return fmt.Errorf("read %s: %w", program, err)
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
		return fmt.Errorf("list the modules of %s: %w", program, err)
	}
	count := map[string]int{}
	var faults []error
	for d := json.NewDecoder(bytes.NewReader(list)); d.More(); {
		var module struct{ Path, Version, Dir string }
		if err := d.Decode(&module); err != nil {
			return fmt.Errorf("read the list of modules: %w", err)
		}
		name, err := licence(module.Dir)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s@%s: %w", module.Path, module.Version, err))
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
		upper := strings.ToUpper(e.Name())
		begins := func(prefix string) bool { return strings.HasPrefix(upper, prefix) }
		if e.IsDir() || !slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING"}, begins) {
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
