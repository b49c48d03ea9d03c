package factor

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Verdict says which of two values stands higher.
type Verdict string

// The verdicts.
const (
	Higher  Verdict = "higher" // the class stands above the one before
	Lower   Verdict = "lower"
	Same    Verdict = "same"
	NotSaid Verdict = "unknown" // one of them states nothing, or the two have no order
)

// Compared is a factor of a class beside that of the class before it in its series.
type Compared struct {
	Name    Name    `json:"name" enum:"supervision_received,supervision_given,difficulty,independence,experience,pay"`
	Class   Factor  `json:"class" doc:"In the class"`
	Before  Factor  `json:"before" doc:"In the class before it"`
	Verdict Verdict `json:"verdict" enum:"higher,lower,same,unknown" doc:"Where the class stands to the one before it; unknown when one of them states nothing, or when their values have no order"`
	Says    string  `json:"says" doc:"The difference in words; empty when they are the same or not comparable"`
}

// Compare compares the factors of a class with those of the class before it. Both lists have
// each factor once at most.
func Compare(class, before []Factor, beforeID string) []Compared {
	out := []Compared{}
	for _, f := range class {
		i := slices.IndexFunc(before, func(b Factor) bool { return b.Name == f.Name })
		if i < 0 {
			continue
		}
		c := Compared{Name: f.Name, Class: f, Before: before[i], Verdict: Order(f, before[i])}
		if c.Verdict == NotSaid && beforeID != "" && slices.Contains(f.Feeders, beforeID) {
			c.Verdict = Higher // it asks for experience in the other class
		}
		if c.Verdict == Higher || c.Verdict == Lower {
			c.Says = says(c)
		}
		out = append(out, c)
	}
	return out
}

func says(c Compared) string {
	words := c.Name.Words()
	words = strings.ToUpper(words[:1]) + words[1:]
	if c.Class.Order == nil || c.Before.Order == nil {
		return fmt.Sprintf("%s in the class before it: %s", words, c.Class.Words())
	}
	return fmt.Sprintf("%s: %s, before %s", words, c.Class.Words(), c.Before.Words())
}

// Order says where a stands to b.
func Order(a, b Factor) Verdict {
	if a.Order == nil || b.Order == nil || a.Name != b.Name || a.Currency != b.Currency {
		return NotSaid
	}
	switch cmp.Compare(*a.Order, *b.Order) {
	case 1:
		return Higher
	case -1:
		return Lower
	}
	return Same
}
