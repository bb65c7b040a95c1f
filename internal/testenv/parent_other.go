//go:build !linux

package testenv

import "syscall"

// DieWithUs does nothing here: only Linux can do it.
func DieWithUs(*syscall.SysProcAttr, syscall.Signal) {}

// DieWithParent does nothing here: only Linux can do it.
func DieWithParent(syscall.Signal) error { return nil }
