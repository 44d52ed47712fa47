// Package scenarios is a pack of scenario files that ask what exams about entitlement management ask: each has a question, an
// answer, and steps that prove the answer. See package sim/scenario for how they are written, and sim/cmd/tenure-sim for how to
// play them:
//
//	go run ./sim/cmd/tenure-sim quiz sim/scenarios/*.yaml
package scenarios

import "embed"

// Files holds the scenario files, by name.
//
//go:embed *.yaml
var Files embed.FS
