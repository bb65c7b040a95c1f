package storagetest

import "syscall"

// memoryFolder is a folder that is kept in memory and has enough room; "" for none.
func memoryFolder() string {
	const folder = "/dev/shm"
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil || fs.Bavail*uint64(fs.Bsize) < roomInMemory || syscall.Access(folder, 2) != nil {
		return ""
	}
	return folder
}
