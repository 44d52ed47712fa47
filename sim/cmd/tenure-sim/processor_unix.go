//go:build unix

package main

import (
	"syscall"
	"time"
)

// processorTime is what the process has used so far, and whether the platform tells it.
func processorTime() (time.Duration, bool) {
	var usage syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), err == nil
}
