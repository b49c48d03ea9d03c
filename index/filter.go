package index

import "strings"

// A filter lists what must hold of a row.
type filter []condition

// A condition says which codes of a column are accepted.
type condition struct {
	codes   []uint32
	accepts []bool
}

func (f filter) accepts(row int) bool {
	for i := range f {
		if c := &f[i]; !c.accepts[c.codes[row]] {
			return false
		}
	}
	return true
}

// filter returns the filter of a query.
func (r *rows) filter(q Query) filter {
	var f filter
	for i, field := range facetFields {
		c := &r.columns[i]
		for _, accepts := range q.accepts(field.field) {
			condition := condition{codes: c.codes, accepts: make([]bool, len(c.values))}
			for code, value := range c.values {
				condition.accepts[code] = accepts(value)
			}
			f = append(f, condition)
		}
	}
	return f
}

// accepts lists what a query asks of the values of a column.
func (q Query) accepts(field string) []func(value string) bool {
	var all []func(string) bool
	is := func(wanted string) {
		if wanted != "" {
			all = append(all, func(value string) bool { return value == wanted })
		}
	}
	switch field {
	case fieldKind:
		is(q.Kind)
	case fieldClass:
		is(q.Class)
	case fieldFramework:
		is(q.Framework)
	case fieldIssuer:
		is(q.Issuer)
		if q.Scope == ScopeONET || q.Scope == ScopeClasses {
			all = append(all, q.Scope.Includes)
		}
	case fieldLevel:
		if wanted := strings.ToLower(q.Level); wanted != "" {
			all = append(all, func(value string) bool {
				label, ordinal, stated := strings.Cut(value, levelSeparator)
				return stated && (ordinal == q.Level || strings.ToLower(label) == wanted)
			})
		}
	}
	return all
}
