// Package stable has the hash from which jitter and simulated latency are drawn: a function of its arguments alone,
// equal in every run and on every machine, so that a simulation can be repeated (I-120).
package stable

// Hash spreads text and n over all 64-bit values. It keeps nobody out: do not use it where somebody chooses the text in
// order to collide.
func Hash(text string, n uint64) uint64 {
	// FNV-1a, then a finalizer, because FNV alone hardly mixes the last bytes into the high bits.
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * prime
	}
	h += n * 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
