package directory

import "math/bits"

// bitset is a set of small integers.
type bitset []uint64

// newBitset returns an empty set for the integers below n.
func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) add(i int) { b[i/64] |= 1 << (i % 64) }

func (b bitset) len() int {
	n := 0
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// each visits the members in ascending order.
func (b bitset) each(visit func(int)) {
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			visit(i*64 + bits.TrailingZeros64(word))
		}
	}
}
