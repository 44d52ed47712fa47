// Package nesting measures JSON before anything recursive reads it.
package nesting

// TooDeep returns where the text, JSON or not, opens more objects and lists inside each other than so many, or -1. What stands in
// texts does not count.
func TooDeep(text []byte, most int) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted:
			if c == '\\' {
				i++
			}
			quoted = c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			if depth++; depth > most {
				return i
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return -1
}
