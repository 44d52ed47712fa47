package policy

// answer is a truth value that admits ignorance, because facts may be missing. In this order min is "and", max is "or":
// what is false whatever the missing facts say is false, and nothing is true that they could still refute.
type answer uint8

const (
	no answer = iota
	unknown
	yes
)

func is(b bool) answer {
	if b {
		return yes
	}
	return no
}
