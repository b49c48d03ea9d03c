package app

import (
	"cmp"
	"context"
	"slices"

	"crosswalk/index"
)

// Choices are the values that classes can be chosen by, each with how many
// classes have it.
type Choices struct {
	Issuers  []Choice[string] // by name
	Series   []Choice[string] // by name; those of one issuer, where it is chosen
	JobZones []Choice[int]
}

// A Choice is a value and how many classes have it.
type Choice[T any] struct {
	Value   T
	Classes int
}

// Choices counts what the classes of a scope can be chosen by. An issuer
// narrows the series and the job zones.
func (a *App) Choices(_ context.Context, scope index.Scope, issuer string) (Choices, error) {
	v, release, err := a.view()
	if err != nil {
		return Choices{}, err
	}
	defer release()
	issuers, series, zones := map[string]int{}, map[string]int{}, map[int]int{}
	for _, c := range v.classes {
		if !scope.Includes(c.Issuer) {
			continue
		}
		issuers[c.Issuer]++
		if issuer != "" && c.Issuer != issuer {
			continue
		}
		if c.Series != "" {
			series[c.Series]++
		}
		if c.JobZone != nil {
			zones[*c.JobZone]++
		}
	}
	return Choices{choices(issuers), choices(series), choices(zones)}, nil
}

func choices[T cmp.Ordered](counts map[T]int) []Choice[T] {
	out := make([]Choice[T], 0, len(counts))
	for value, n := range counts {
		out = append(out, Choice[T]{value, n})
	}
	slices.SortFunc(out, func(a, b Choice[T]) int { return cmp.Compare(a.Value, b.Value) })
	return out
}
