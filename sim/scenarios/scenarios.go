// Package scenarios is a pack of scenario files that ask what exams about entitlement management ask: each has a question, an
// answer, and steps that prove the answer. See package sim/scenario for how they are written, and sim/cmd/tenure-sim for how to
// play them:
//
//	go run ./sim/cmd/tenure-sim quiz sim/scenarios/*.yaml
package scenarios

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// Files returns the scenario files.
func Files() fs.FS { return files }
