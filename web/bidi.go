package web

import "strings"

// bidiControls change the direction of what stands behind them.
const bidiControls = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

// isolated keeps what a text says of direction to itself, where no element can
// stand around it: in an option, or joined with words of our own. Elsewhere
// the stylesheet isolates elements.
func isolated(text string) string {
	if !strings.ContainsAny(text, bidiControls) {
		return text
	}
	const firstStrongIsolate, popIsolate = "\u2068", "\u2069"
	opened := strings.Count(text, "\u2066") + strings.Count(text, "\u2067") + strings.Count(text, "\u2068")
	return firstStrongIsolate + text + strings.Repeat(popIsolate, opened+1)
}
