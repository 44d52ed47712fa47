package random

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

func TestDbg(t *testing.T) {
	seed, _ := strconv.ParseUint(os.Getenv("SEED"), 16, 64)
	tape := NewTape(seed, 40)
	s, err := begin(t.Context(), tape, bug{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range tape.list() {
		k := len(s.model.history)
		err := s.step(tape, n, false)
		name := actNamed(oneOf(tape.reel(n), s.swarm.acts)).name
		fmt.Println(n, name, "clock", s.w.Now().Format("01-02 15:04:05"), "engine", s.now().Format("01-02 15:04:05"), "asleep", s.asleep, "seq", s.seq())
		for _, e := range s.model.history[k:] {
			if e.command != nil {
				fmt.Printf("   %s %+v -> %v\n", e.at.Format("01-02 15:04:05"), *e.command, e.made)
			} else {
				fmt.Printf("   %s started %v\n", e.at.Format("01-02 15:04:05"), e.started)
			}
		}
		if err != nil {
			fmt.Println(err)
			return
		}
	}
}
