// Package ordered keeps byte keys in order in memory: compact entries, a map per table, and an undo log. The memory
// store and the overlay of group commit are built on it.
//
// A map is a sorted list of sorted chunks. Finding a key is two binary searches over numbers that lie next to each
// other; a scan is two nested loops; an append fills chunks completely. Splitting a chunk moves the list of chunks, a
// few bytes per chunk and once per hundred insertions or more, which stays below the cost of the search up to tens of
// millions of entries in one table.
package ordered
