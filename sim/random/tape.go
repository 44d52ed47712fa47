package random

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.com/tenure/entitlement"
)

// Tape is what a run draws its choices from: a seed, a number of steps, and what was changed since. Every choice has a place
// of its own, the step and the number of the draw in it, and its value is a function of the seed and the place: a step that is
// left out, or a choice that is set to something else, changes no other choice. That is what makes a long story short.
//
// Step 0 draws the tenant; the others draw what happens. A Tape is a value: nothing changes one.
type Tape struct {
	seed  uint64
	steps int
	left  []int          // the steps that are left, in order; nil if all are
	calm  []int          // the steps, in order, all of whose choices are 0 unless they are set
	set   map[place]uint // choices that are not those of the seed
}

// place is where a choice is made.
type place struct{ step, draw int }

// mostSteps bounds a tape, so that a string from a stranger cannot ask for a run without end.
const mostSteps = 100_000

// NewTape returns the tape of a seed for so many steps, at most 100,000.
func NewTape(seed uint64, steps int) Tape {
	return Tape{seed: seed, steps: min(max(steps, 0), mostSteps)}
}

// String encodes the tape: the seed, the number of steps, and, where the tape was changed, the steps that are kept, those whose
// choices are 0, and the choices that were set, such as "2a-60-k3,7:9-c0,3-s0.4=2". ParseTape reads it.
func (t Tape) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%x-%d", t.seed, t.steps)
	if t.left != nil {
		b.WriteString("-k" + ranges(t.left))
	}
	if len(t.calm) > 0 {
		b.WriteString("-c" + ranges(t.calm))
	}
	for i, p := range slices.SortedFunc(maps.Keys(t.set), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.step, b.step), cmp.Compare(a.draw, b.draw))
	}) {
		b.WriteString(map[bool]string{true: "-s", false: ","}[i == 0])
		fmt.Fprintf(&b, "%d.%d=%d", p.step, p.draw, t.set[p])
	}
	return b.String()
}

// ranges writes ascending numbers as "3,7:9".
func ranges(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		part := strconv.Itoa(list[i])
		if j > i {
			part += ":" + strconv.Itoa(list[j])
		}
		parts, i = append(parts, part), j+1
	}
	return strings.Join(parts, ",")
}

// ParseTape reads what String wrote. It refuses anything else with InvalidArgument. A string means the same run to the same
// build only.
func ParseTape(text string) (Tape, error) {
	parts := strings.Split(text, "-")
	const least = 2
	if len(parts) < least {
		return Tape{}, badTape(text, "a seed and a number of steps are wanted")
	}
	seed, err := strconv.ParseUint(parts[0], 16, 64)
	if err != nil {
		return Tape{}, badTape(text, "the seed is no hexadecimal number")
	}
	steps, err := number(parts[1])
	if err != nil || steps > mostSteps {
		return Tape{}, badTape(text, "the number of steps is none")
	}
	t := NewTape(seed, steps)
	for _, part := range parts[2:] {
		switch {
		case strings.HasPrefix(part, "k"):
			t.left, err = parseRanges(part[1:], 1, steps)
		case strings.HasPrefix(part, "c"):
			t.calm, err = parseRanges(part[1:], 0, steps)
		case strings.HasPrefix(part, "s"):
			t.set, err = parseChoices(part[1:])
		default:
			return Tape{}, badTape(text, "a part begins with none of k, c and s")
		}
		if err != nil {
			return Tape{}, badTape(text, err.Error())
		}
	}
	if t.String() != text {
		return Tape{}, badTape(text, "it is not written as it should be: "+t.String())
	}
	return t, nil
}

func badTape(text, detail string) error {
	return &entitlement.Error{
		Op: "parse tape", Code: entitlement.InvalidArgument, Detail: fmt.Sprintf("%q: %s", text, detail),
	}
}

// number reads a number that is not negative and not large.
func number(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	return int(n), err
}

func parseRanges(text string, first, last int) ([]int, error) {
	left := []int{}
	if text == "" {
		return left, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		one, other, isRange := strings.Cut(part, ":")
		from, err := number(one)
		if err != nil {
			return nil, err
		}
		until := from
		if isRange {
			if until, err = number(other); err != nil {
				return nil, err
			}
		}
		if from < first || until > last {
			return nil, fmt.Errorf("there are no steps %s", part)
		}
		if len(left) > 0 && from <= left[len(left)-1] {
			return nil, fmt.Errorf("%s is out of order", part)
		}
		for step := from; step <= until; step++ {
			left = append(left, step)
		}
	}
	return left, nil
}

func parseChoices(text string) (map[place]uint, error) {
	set := map[place]uint{}
	for part := range strings.SplitSeq(text, ",") {
		var p place
		var value uint
		if n, err := fmt.Sscanf(part, "%d.%d=%d", &p.step, &p.draw, &value); err != nil || n != 3 {
			return nil, fmt.Errorf("%q is no choice", part)
		}
		set[p] = value
	}
	return set, nil
}

// list returns the steps that are left.
func (t Tape) list() []int {
	if t.left != nil {
		return t.left
	}
	all := make([]int, t.steps)
	for i := range all {
		all[i] = i + 1
	}
	return all
}

// keeping returns the tape with these of its steps only.
func (t Tape) keeping(steps []int) Tape {
	t.left = append([]int{}, steps...)
	gone := func(step int) bool { return step > 0 && !slices.Contains(steps, step) }
	t.calm = slices.DeleteFunc(slices.Clone(t.calm), gone)
	t.set = maps.Clone(t.set)
	maps.DeleteFunc(t.set, func(p place, _ uint) bool { return gone(p.step) })
	return t
}

// calming returns the tape with all choices of a step 0.
func (t Tape) calming(step int) Tape {
	t.set = maps.Clone(t.set)
	maps.DeleteFunc(t.set, func(p place, _ uint) bool { return p.step == step })
	if i, found := slices.BinarySearch(t.calm, step); !found {
		t.calm = slices.Insert(slices.Clone(t.calm), i, step)
	}
	return t
}

// with returns the tape with a choice set to a value.
func (t Tape) with(p place, value uint) Tape {
	set := maps.Clone(t.set)
	if set == nil {
		set = map[place]uint{}
	}
	set[p] = value
	t.set = set
	return t
}

// value returns the choice at a place: a number below n.
func (t Tape) value(p place, n int) int {
	if value, set := t.set[p]; set {
		return int(min(value, uint(n-1)))
	}
	if _, calm := slices.BinarySearch(t.calm, p.step); calm {
		return 0
	}
	return int(mix(mix(t.seed^mix(uint64(p.step)))^uint64(p.draw)) % uint64(n))
}

// mix scatters the bits of a number: the finalizer of splitmix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
