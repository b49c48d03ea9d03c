package crosswalk

import (
	"slices"

	"crosswalk/internal/match"
	"crosswalk/internal/spec"
)

// Knowing returns the class as somebody offers it who can show more than it
// says: items of their own words, or statements of other classes. These are
// offered at every level and required at none. The class itself stays as it is;
// the one returned is immutable as well.
func (c *Class) Knowing(further []Item) *Class {
	if len(further) == 0 {
		return c
	}
	knowing := *c
	knowing.further = slices.Concat(c.further, further)
	texts := make([]*match.Text, 0, len(c.Items)+len(knowing.further))
	for _, it := range slices.Concat(c.Items, knowing.further) {
		texts = append(texts, it.Text)
	}
	knowing.offers = match.NewOffers(texts)
	return &knowing
}

// Known lists the further statements, in the order in which they were given.
func (c *Class) Known() []spec.Statement {
	out := make([]spec.Statement, len(c.further))
	for i, it := range c.further {
		out[i] = *it.Statement
	}
	return out
}

// offered returns the i-th of what is offered: the class's own items, then the
// further ones.
func (c *Class) offered(i int) Item {
	if c.isFurther(i) {
		return c.further[i-len(c.Items)]
	}
	return c.Items[i]
}

func (c *Class) isFurther(i int) bool { return i >= len(c.Items) }

// offers at a level what stands there or below, and all that is further.
func (c *Class) offersAt(i int, level *spec.Level) bool {
	return c.isFurther(i) || c.Offers(c.Items[i].Statement, level)
}

// allowed says of every offer whether it counts at a level.
func (c *Class) allowed(level *spec.Level) func(i int) bool {
	return func(i int) bool { return c.offersAt(i, level) }
}

// offersAny reports whether anything is offered at a level.
func (c *Class) offersAny(level *spec.Level) bool {
	return len(c.further) > 0 || slices.ContainsFunc(c.Items, func(it Item) bool { return c.Offers(it.Statement, level) })
}
