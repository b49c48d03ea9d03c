package crosswalk

import (
	"crosswalk/internal/match"
	"crosswalk/internal/spec"
)

// Joined returns several classes as one: it requires and offers what any of them does, and
// what several state in the same words counts once. It has the name of the first, and no
// levels of its own. The classes must not be empty.
func Joined(classes []*Class) *Class {
	if len(classes) == 1 {
		return classes[0]
	}
	first := classes[0]
	out := &Class{Class: spec.Class{ID: first.ID, Code: first.Code, Title: first.Title, Issuer: first.Issuer, Series: first.Series, LevelBasis: spec.Absent}}
	said := map[Wording]bool{}
	var texts []*match.Text
	for _, c := range classes {
		for _, it := range c.Items {
			w := Wording{it.Statement.Text, it.Statement.Kind}
			if said[w] {
				continue
			}
			said[w] = true
			out.Items = append(out.Items, it)
			texts = append(texts, it.Text)
		}
	}
	out.offers = match.NewOffers(texts)
	return out
}
