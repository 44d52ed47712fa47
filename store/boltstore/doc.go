// Package boltstore keeps a store in one file, with go.etcd.io/bbolt. A commit that Update has acknowledged survives
// kill -9 and the loss of power, one that it refused leaves nothing behind (I-107, I-108).
//
// # The file
//
// A file belongs to one process at a time. It is created completely or not at all, readable by its owner only, and
// refused if others may write to it or to its directory, if it is a symbolic link, or if it holds something else. Its
// contents are not encrypted and its pages carry no checksums: do not open files from strangers.
//
// # Commits
//
// Concurrent updates share commits; Open includes store.GroupCommit. When the disk reports an error in the middle of a
// commit, nobody can say whether the commit happened: its callers get entitlement.OutcomeUnknown, and nothing is
// written through that handle again (I-113). The next call opens the file anew and sees one definite outcome, or it is
// refused with entitlement.Unavailable as long as the file cannot be opened.
//
// An operating system that failed to write a page may serve it from its cache until the power goes. After an error of
// the disk, take a backup before you trust it again.
package boltstore
