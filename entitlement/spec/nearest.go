package spec

import (
	"fmt"
	"strings"
)

// suggest adds the name that was probably meant to what is wrong with another.
func suggest(flaw, name string, names []string) string {
	if i := Nearest(name, names); i >= 0 {
		return fmt.Sprintf("%s; did you mean %q?", flaw, names[i])
	}
	return flaw
}

// Nearest returns the position of the name that was probably meant by a misspelled one, or -1 if none is near. What is very
// long, or one of very many, is not looked at.
func Nearest(name string, names []string) int {
	const longest, most = 64, 1000 // comparing takes the square of the length, for each name
	if len(name) > longest || len(names) > most {
		return -1
	}
	best, least := -1, max(1, len(name)/3)+1
	for i, known := range names {
		if strings.EqualFold(name, known) {
			return i
		}
		if d := distance(name, known, least); d < least {
			best, least = i, d
		}
	}
	return best
}

// distance counts the letters that have to be added, dropped or changed to make one text the other. It gives up at limit.
func distance(a, b string, limit int) int {
	if max(len(a), len(b))-min(len(a), len(b)) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := diagonal
			if a[i] != b[j] {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], limit)
}
