// Package secrecy holds no program: its tests walk all that people can ask and all
// that the bot says by itself, in two projects of which one has a committee that
// decides, meets and is told, and the other has the same committee, which does
// nothing. Who is not in it gets the same of both, byte by byte.
package secrecy
