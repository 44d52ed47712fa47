// Package random lets anything happen to a world, in any order, and finds out whether everything was right.
package random
