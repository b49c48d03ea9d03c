package factor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// ExperienceOf returns the least experience that a class asks: of its alternatives the one
// that asks for the fewest years. Years in certain classes have no order beside years
// anywhere, so such a value has none.
func ExperienceOf(asked *qualification.Requirements) Factor {
	best := unknown(Experience)
	if asked == nil {
		return best
	}
	ways := asked.Alternatives
	if len(ways) == 0 {
		ways = []qualification.Alternative{{}}
	}
	least := 0.0
	for _, way := range ways {
		f, years := longest(asked.Asked(way))
		if !f.Known() {
			continue
		}
		best.Feeders = append(best.Feeders, f.Feeders...)
		if !best.Known() || years < least {
			f.Feeders, best, least = best.Feeders, f, years
		}
	}
	slices.Sort(best.Feeders)
	best.Feeders = slices.Compact(best.Feeders)
	return best
}

// longest returns the longest experience among the conditions of an alternative.
func longest(conditions []qualification.Condition) (Factor, float64) {
	out, most := unknown(Experience), 0.0
	for _, c := range conditions {
		e := c.Experience
		if e == nil || e.Years == nil || out.Known() && *e.Years <= most {
			continue
		}
		most = *e.Years
		out = Factor{Name: Experience, Value: years(*e.Years), Quote: c.Text, SourceID: c.SourceID, Span: c.Span}
		var names []string
		for _, f := range e.Feeders {
			out.Feeders = append(out.Feeders, f.ClassIDs...)
			if !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
		}
		switch {
		case len(names) > 0:
			out.Value += " as " + strings.Join(names, " or ")
		case e.Internal:
			out.Value += " in the service of the employer"
		default:
			out.Order = e.Years
		}
	}
	return out, most
}

func years(n float64) string {
	words := strconv.FormatFloat(n, 'f', -1, 64)
	if n == 1 {
		return words + " year"
	}
	return words + " years"
}

// perYear is how many of a unit a year of full-time work has.
var perYear = map[string]float64{"hour": 2080, "day": 260, "week": 52, "two weeks": 26, "month": 12, "year": 1}

// PayOf returns the lowest pay that a source states for a class. Amounts without a unit have
// no order.
func PayOf(source string, facts []spec.Fact) Factor {
	best := unknown(Pay)
	for _, f := range facts {
		if f.Pay == nil || f.Pay.From == nil {
			continue
		}
		made := Factor{Name: Pay, Value: strconv.FormatFloat(*f.Pay.From, 'f', -1, 64) + " " + f.Pay.Currency, Quote: f.Value, SourceID: source, Span: f.Span, Currency: f.Pay.Currency}
		if n := perYear[f.Pay.Unit]; n > 0 {
			amount := *f.Pay.From * n
			made.Order = &amount
			made.Value = fmt.Sprintf("from %s a %s", made.Value, f.Pay.Unit)
			if f.Pay.Unit == "two weeks" {
				made.Value = strings.Replace(made.Value, "a two weeks", "for two weeks", 1)
			}
		}
		if !best.Known() || best.Order == nil || made.Order != nil && *made.Order < *best.Order {
			best = made
		}
	}
	return best
}
