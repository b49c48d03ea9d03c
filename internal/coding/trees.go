package coding

import (
	"fmt"
	"math"
)

// A Tree is one regression tree of a boosted model (Friedman 2001) fitted to rankings
// (Burges 2010). A candidate's score is the sum of the leaf values that it reaches.
// Each step down a tree changes the expected value, and the change is credited to the
// feature tested at that node, so the score is also a sum of named parts (Saabas 2014).
type Tree struct {
	Feature   []int     `json:"feature"`   // tested at each inner node, root first
	Threshold []float64 `json:"threshold"` // values up to it go left
	// Left and Right index inner nodes; negative values are leaves, -1 the first.
	Left  []int     `json:"left"`
	Right []int     `json:"right"`
	Inner []float64 `json:"inner"` // expected value at each inner node
	Leaf  []float64 `json:"leaf"`  // value of each leaf
}

// check rejects trees with cycles, missing nodes or unknown features.
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

// walk follows the branches from the root to a leaf and returns the leaf's value. If
// step is not nil, it receives each feature on the way and the change it makes.
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

// A Forest is a sum of trees.
type Forest []Tree

func (f Forest) score(x []float32) float64 {
	sum := 0.0
	for i := range f {
		sum += f[i].walk(x, nil)
	}
	return sum
}

// parts returns the contribution of each feature to the score, and the score before any
// test.
func (f Forest) parts(x []float32, features int) (base float64, of []float64) {
	of = make([]float64, features)
	for i := range f {
		base += f[i].Inner[0]
		f[i].walk(x, func(feature int, v float64) { of[feature] += v })
	}
	return base, of
}
