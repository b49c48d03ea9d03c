package coding

import (
	"fmt"
	"math"
)

// A Tree is a regression tree. A score is the sum of the values of the leaves that a
// candidate reaches in all of them (gradient boosting, Friedman 2001; the trees are
// fitted to orderings, Burges 2010). A step from a node to one below it changes the
// expected value, and the feature that is asked there gets the difference: so the score
// is a sum of named parts as well (Saabas 2014).
type Tree struct {
	Feature   []int     `json:"feature"`   // asked at each inner node, the root first
	Threshold []float64 `json:"threshold"` // up to it the left branch is taken
	// Left and Right are inner nodes, or leaves below zero: -1 is the first.
	Left  []int     `json:"left"`
	Right []int     `json:"right"`
	Inner []float64 `json:"inner"` // expected value at each inner node
	Leaf  []float64 `json:"leaf"`  // value of each leaf
}

// check refuses trees that have no end, or ask for what there is not.
func (t *Tree) check(features int) error {
	n := len(t.Feature)
	if n == 0 || len(t.Threshold) != n || len(t.Left) != n || len(t.Right) != n || len(t.Inner) != n || len(t.Leaf) != n+1 {
		return fmt.Errorf("a tree of %d nodes has lists of other lengths", n)
	}
	for i := range n {
		if f := t.Feature[i]; f < 0 || f >= features {
			return fmt.Errorf("a tree asks for feature %d of %d", f, features)
		}
		for _, child := range []int{t.Left[i], t.Right[i]} {
			if child >= n || child < -len(t.Leaf) || child >= 0 && child <= i {
				return fmt.Errorf("a tree's node %d leads to %d", i, child)
			}
		}
	}
	for _, list := range [][]float64{t.Threshold, t.Inner, t.Leaf} {
		for _, v := range list {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("a tree holds %v", v)
			}
		}
	}
	return nil
}

// walk goes from the root to a leaf and returns its value. step, where it is not nil, is
// told how much each feature asked on the way adds to the root's value.
func (t *Tree) walk(x []float32, step func(feature int, v float64)) float64 {
	for at := 0; ; {
		next := t.Right[at]
		if float64(x[t.Feature[at]]) <= t.Threshold[at] {
			next = t.Left[at]
		}
		value := 0.0
		if next < 0 {
			value = t.Leaf[-1-next]
		} else {
			value = t.Inner[next]
		}
		if step != nil {
			step(t.Feature[at], value-t.Inner[at])
		}
		if next < 0 {
			return value
		}
		at = next
	}
}

// A Forest is trees that are added up.
type Forest []Tree

func (f Forest) score(x []float32) float64 {
	sum := 0.0
	for i := range f {
		sum += f[i].walk(x, nil)
	}
	return sum
}

// parts returns what each feature adds to the score, and what stands before any is
// asked.
func (f Forest) parts(x []float32, features int) (base float64, of []float64) {
	of = make([]float64, features)
	for i := range f {
		base += f[i].Inner[0]
		f[i].walk(x, func(feature int, v float64) { of[feature] += v })
	}
	return base, of
}
