//go:build !linux

package storagetest

// memoryFolder is a folder that is kept in memory and has enough room; "" for none.
func memoryFolder() string { return "" }
