package random_test

import (
	"context"
	"fmt"

	"example.com/tenure/sim/random"
)

// A run is a function of its tape. One that comes out wrong prints its story, and the command that plays it again.
func ExampleRun() {
	result, err := random.Run(context.Background(), random.NewTape(0x64, 30))
	if err != nil {
		fmt.Println(err)
		return
	}
	if result.Failure != nil {
		fmt.Print(result.Failure)
		return
	}
	fmt.Println("everything is right")
	// Output:
	// everything is right
}

// A tape is one short string.
func ExampleParseTape() {
	tape, err := random.ParseTape("2a-60-k3,7:9-c0,3-s0.4=2")
	fmt.Println(tape, err)
	_, err = random.ParseTape("2a-60-k61")
	fmt.Println(err)
	// Output:
	// 2a-60-k3,7:9-c0,3-s0.4=2 <nil>
	// parse tape: invalidArgument: "2a-60-k61": there are no steps 61
}
