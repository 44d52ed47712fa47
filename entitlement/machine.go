package entitlement

import (
	"fmt"
	"strings"
)

// Rule is one line of a state machine: in state From, on input On, the object moves to To. Why is the sentence that
// documents it.
type Rule[S, E ~uint8] struct {
	From S
	On   E
	To   S
	Why  string
}

// Machine is a state machine made from a list of rules. The list is the only place that says what is legal: permitted
// inputs, diagrams and exhaustive tests are derived from it.
type Machine[S, E ~uint8] struct {
	kind   Kind
	rules  []Rule[S, E]
	table  [][]int16 // [state][input] → index into rules + 1, 0 where there is none
	states words[S]
	inputs words[E]
}

// newMachine panics when two rules share a state and an input: that is a defect of the list, found by the first test.
func newMachine[S, E ~uint8](kind Kind, states words[S], inputs words[E], rules []Rule[S, E]) *Machine[S, E] {
	m := &Machine[S, E]{kind: kind, rules: rules, states: states, inputs: inputs, table: make([][]int16, len(states))}
	for i := range m.table {
		m.table[i] = make([]int16, len(inputs))
	}
	for i, r := range rules {
		if m.table[r.From][r.On] != 0 {
			panic(fmt.Sprintf("two rules for %s in %s", inputs.text(r.On), states.text(r.From)))
		}
		m.table[r.From][r.On] = int16(i + 1)
	}
	return m
}

// Next returns the state after input in state from, or IllegalState.
func (m *Machine[S, E]) Next(from S, input E) (S, error) {
	if int(from) < len(m.table) && int(input) < len(m.inputs) {
		if i := m.table[from][input]; i != 0 {
			return m.rules[i-1].To, nil
		}
	}
	return from, &Error{
		Code: IllegalState, Kind: m.kind,
		Detail: fmt.Sprintf("%s is not possible in state %s", m.inputs.text(input), m.states.text(from)),
	}
}

// Accepts reports whether Next would succeed.
func (m *Machine[S, E]) Accepts(from S, input E) bool {
	return int(from) < len(m.table) && int(input) < len(m.inputs) && m.table[from][input] != 0
}

// Permitted returns the inputs that are legal in a state, in order.
func (m *Machine[S, E]) Permitted(from S) []E {
	var out []E
	for _, e := range m.inputs.all() {
		if m.Accepts(from, e) {
			out = append(out, e)
		}
	}
	return out
}

// Terminal reports whether nothing leads out of a state.
func (m *Machine[S, E]) Terminal(s S) bool { return len(m.Permitted(s)) == 0 }

// Rules returns a copy of the rules, in their order.
func (m *Machine[S, E]) Rules() []Rule[S, E] { return append([]Rule[S, E](nil), m.rules...) }

// States returns all states, in order.
func (m *Machine[S, E]) States() []S { return m.states.all() }

// Inputs returns all inputs, in order.
func (m *Machine[S, E]) Inputs() []E { return m.inputs.all() }

// Mermaid returns the machine as a Mermaid state diagram.
func (m *Machine[S, E]) Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	fmt.Fprintf(&b, "    [*] --> %s\n", m.states.text(m.rules[0].From))
	for _, r := range m.rules {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", m.states.text(r.From), m.states.text(r.To), m.inputs.text(r.On))
	}
	for _, s := range m.states.all() {
		if m.Terminal(s) {
			fmt.Fprintf(&b, "    %s --> [*]\n", m.states.text(s))
		}
	}
	return b.String()
}

// Markdown returns the rules as a table: from, on, to, why.
func (m *Machine[S, E]) Markdown() string {
	var b strings.Builder
	b.WriteString("| From | On | To | Why |\n|---|---|---|---|\n")
	for _, r := range m.rules {
		fmt.Fprintf(&b, "| `%s` | %s | `%s` | %s |\n", m.states.text(r.From), m.inputs.text(r.On), m.states.text(r.To), r.Why)
	}
	return b.String()
}
