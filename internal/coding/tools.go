package coding

import (
	"slices"

	"crosswalk/internal/semantic"
)

// tools are the tools and technologies that occupations use, by name.
type tools struct {
	all    []tool
	byStem map[string][]int32 // tools by the last stem of their name
}

type tool struct {
	stems  []string // of its name, in order, each once
	weight float64  // the more, the fewer occupations use it
	users  []int32  // occupations
}

func newTools(occupations []Occupation) tools {
	t := tools{byStem: map[string][]int32{}}
	at := map[string]int{}
	for i, o := range occupations {
		for _, name := range o.Tools {
			k, ok := at[name]
			if !ok {
				k = len(t.all)
				at[name] = k
				t.all = append(t.all, tool{stems: set(semantic.Stems(name))})
			}
			if users := t.all[k].users; len(users) == 0 || users[len(users)-1] != int32(i) {
				t.all[k].users = append(users, int32(i))
			}
		}
	}
	for k := range t.all {
		named := &t.all[k]
		if len(named.stems) == 0 {
			continue
		}
		named.weight = inverseFrequency(float64(len(named.users)), len(occupations))
		last := named.stems[len(named.stems)-1]
		t.byStem[last] = append(t.byStem[last], int32(k))
	}
	return t
}

// set sorts stems and drops those that stand twice.
func set(stems []string) []string {
	slices.Sort(stems)
	return slices.Compact(stems)
}

// found gives every occupation the weights of its tools that statements name:
// all words of the name stand in one statement. Each is given by its set of
// stems.
func (t tools) found(statements [][]string, occupations int) []float64 {
	out := make([]float64, occupations)
	named := map[int32]bool{}
	for _, stems := range statements {
		for _, s := range stems {
			for _, k := range t.byStem[s] {
				named[k] = named[k] || containsAll(stems, t.all[k].stems)
			}
		}
	}
	for k := range t.all { // in order, so that sums are the same every time
		if named[int32(k)] {
			for _, o := range t.all[k].users {
				out[o] += t.all[k].weight
			}
		}
	}
	return out
}

// containsAll reports whether a sorted list has every entry of another.
func containsAll(list, wanted []string) bool {
	for _, w := range wanted {
		if _, ok := slices.BinarySearch(list, w); !ok {
			return false
		}
	}
	return true
}
