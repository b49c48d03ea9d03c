package index

import (
	"cmp"
	"slices"
	"strings"
)

// Facets count the hits by field: kind, class, issuer, level, framework.
type Facets map[string][]FacetValue

// FacetValue is one value of a facet.
type FacetValue struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// maxFacetValues bounds the values shown per facet, the most frequent first.
const maxFacetValues = 20

var facetFields = [...]struct{ name, field string }{
	{"kind", fieldKind}, {"class", fieldClass}, {"issuer", fieldIssuer}, {"level", fieldLevel}, {"framework", fieldFramework},
}

// A tally counts the rows that match, by the codes of each column.
type tally struct {
	rows   *rows
	total  int
	counts [][]int // by column and code; nil when facets are not asked for
}

func (r *rows) newTally(withFacets bool) *tally {
	t := &tally{rows: r}
	if withFacets {
		for _, c := range r.columns {
			t.counts = append(t.counts, make([]int, len(c.values)))
		}
	}
	return t
}

func (t *tally) add(row int) {
	t.total++
	for i := range t.counts {
		t.counts[i][t.rows.columns[i].codes[row]]++
	}
}

// facets orders the counts: the most frequent first, then by value.
func (t *tally) facets() Facets {
	out := Facets{}
	for i, field := range facetFields {
		byValue := map[string]int{}
		if t.counts != nil {
			for code, n := range t.counts[i] {
				value, _, _ := strings.Cut(t.rows.columns[i].values[code], levelSeparator)
				if n > 0 && value != "" {
					byValue[value] += n
				}
			}
		}
		values := make([]FacetValue, 0, len(byValue))
		for value, n := range byValue {
			values = append(values, FacetValue{Value: value, Count: n})
		}
		slices.SortFunc(values, func(a, b FacetValue) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		out[field.name] = values[:min(maxFacetValues, len(values))]
	}
	return out
}
