//go:build race

package eval

// underRace says that the race detector slows everything down.
const underRace = true
