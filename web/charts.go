package web

import (
	"fmt"
	"html/template"
	"math"

	"crosswalk/internal/spec"
)

// chartFunctions are what templates draw with. A chart stands beside its
// numbers, never in their place.
var chartFunctions = template.FuncMap{
	"score":   newScore,
	"percent": percent,
	"arc":     func(share *float64) string { return fmt.Sprintf("%.1f 100", 100**share) },
	"svg":     func(x float64) string { return fmt.Sprintf("%.1f", x) },
	"steps":   newSteps,
}

// A scored total stands above the parts that add up to it.
type scored struct {
	Total float64
	Parts []spec.Part
}

func newScore(total float64, parts []spec.Part) scored { return scored{total, parts} }

// A bar is one step of a waterfall: it begins where the one before ended. X
// and Width are per cent of the chart.
type bar struct {
	spec.Part
	X, Width float64
	Total    bool // the last one, from 0 to the sum
}

// Bars draws the parts as a waterfall, with the total below them.
func (s scored) Bars() []bar {
	parts := folded(s.Parts)
	low, high, sum := min(0, s.Total), max(0, s.Total), 0.0
	for _, p := range parts {
		sum += p.Value
		low, high = min(low, sum), max(high, sum)
	}
	if high == low {
		high = low + 1
	}
	scale := 100 / (high - low)
	draw := func(p spec.Part, from, to float64) bar {
		return bar{Part: p, X: scale * (min(from, to) - low), Width: scale * (max(from, to) - min(from, to))}
	}
	out := make([]bar, 0, len(parts)+1)
	at := 0.0
	for _, p := range parts {
		out = append(out, draw(p, at, at+p.Value))
		at += p.Value
	}
	total := draw(spec.Part{Name: "total", Value: s.Total}, 0, s.Total)
	total.Total = true
	return append(out, total)
}

// leastPart is what a part adds or takes at least to have a bar of its own.
const leastPart = 0.005

// folded puts the parts that round to nothing together, where there are several.
func folded(parts []spec.Part) []spec.Part {
	var out []spec.Part
	rest, n := spec.Part{Name: "rest"}, 0
	for _, p := range parts {
		if math.Abs(p.Value) >= leastPart {
			out = append(out, p)
			continue
		}
		rest.Value += p.Value
		n++
	}
	if n < 2 {
		return parts
	}
	return append(out, rest)
}

// A step of the common ladder, as a bar that is higher than the one before.
type step struct {
	X, Y, Height int
	Reached      bool
}

// rungsOfLadder is how many rungs the common ladder has.
const rungsOfLadder = 5

// newSteps draws the ladder up to a rung.
func newSteps(rung *int) []step {
	out := make([]step, rungsOfLadder)
	for i := range out {
		height := 4 * (i + 1)
		out[i] = step{X: 9 * i, Y: 20 - height, Height: height, Reached: i < *rung}
	}
	return out
}
