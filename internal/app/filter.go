package app

import (
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// known holds the values that filters can take at one revision of the
// catalog, so that a misspelt one is answered with the right ones instead of
// an empty list.
type known struct {
	issuers    []string
	frameworks []string
	levels     []string // labels
	ordinals   int      // the highest
}

func newKnown(classes []*crosswalk.Class, statements []spec.Statement) known {
	issuers, frameworks, levels := map[string]bool{}, map[string]bool{}, map[string]bool{}
	k := known{}
	for _, c := range classes {
		issuers[c.Issuer] = true
		for _, l := range c.Levels {
			levels[l.Label] = true
			k.ordinals = max(k.ordinals, l.Ordinal)
		}
	}
	for i := range statements {
		if f := statements[i].Framework; f != "" {
			frameworks[f] = true
		}
	}
	k.issuers, k.frameworks, k.levels = sorted(issuers), sorted(frameworks), sorted(levels)
	return k
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for v := range set {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}

// checkFilters refuses filters that nothing can pass, and writes the others as
// the catalog does. Empty filters accept everything.
func (v *view) checkFilters(r *SearchRequest) error {
	if err := checkKind(spec.Kind(r.Kind)); err != nil {
		return err
	}
	if err := v.checkIssuer(r.Issuer); err != nil {
		return err
	}
	if r.Class != "" {
		c, err := v.class(r.Class, "class")
		if err != nil {
			return err
		}
		if _, err := levelNamed(c.Class, r.Level, "level"); err != nil {
			return err
		}
	}
	if r.Level != "" && find(v.known.levels, r.Level) == "" {
		n, err := strconv.Atoi(r.Level)
		if err != nil || n < 1 || n > v.known.ordinals {
			return notOneOf("level", r.Level, v.known.levels)
		}
		r.Level = strconv.Itoa(n)
	}
	if r.Framework != "" {
		framework := find(v.known.frameworks, r.Framework)
		if framework == "" {
			return notOneOf("framework", r.Framework, v.known.frameworks)
		}
		r.Framework = framework
	}
	return nil
}

// checkNames refuses a competency or framework that no statement of a list
// stands under, and writes the others as the statements do.
func (r *StatementsRequest) checkNames(statements []spec.Statement) error {
	competencies, frameworks := map[string]bool{}, map[string]bool{}
	for i := range statements {
		competencies[statements[i].Competency], frameworks[statements[i].Framework] = true, true
	}
	delete(competencies, "")
	delete(frameworks, "")
	for _, f := range []struct {
		name  string
		value *string
		known map[string]bool
	}{{"competency", &r.Competency, competencies}, {"framework", &r.Framework, frameworks}} {
		if *f.value == "" {
			continue
		}
		values := sorted(f.known)
		found := find(values, *f.value)
		if found == "" {
			return notOneOf(f.name, *f.value, values)
		}
		*f.value = found
	}
	return nil
}

func checkKind(k spec.Kind) error {
	if k == "" || slices.Contains(spec.Kinds, k) {
		return nil
	}
	names := make([]string, len(spec.Kinds))
	for i, kind := range spec.Kinds {
		names[i] = string(kind)
	}
	return notOneOf("kind", string(k), names)
}

func (v *view) checkIssuer(issuer string) error {
	if issuer == "" || slices.Contains(v.known.issuers, issuer) {
		return nil
	}
	return notOneOf("issuer", issuer, v.known.issuers)
}

// dashes are written alike: who types a name has only the hyphen.
var dashes = strings.NewReplacer("–", "-", "—", "-", "‑", "-")

// find returns the value that is the same, letter case and the length of
// dashes aside.
func find(values []string, value string) string {
	value = dashes.Replace(value)
	for _, v := range values {
		if strings.EqualFold(dashes.Replace(v), value) {
			return v
		}
	}
	return ""
}

// maxNamed bounds the values that an error lists.
const maxNamed = 30

func notOneOf(field, value string, values []string) error {
	list := strings.Join(values[:min(maxNamed, len(values))], ", ")
	switch {
	case len(values) == 0:
		return spec.Errorf(spec.Invalid, "nothing in the catalog has a %s, so not %q either", field, value).In(field)
	case len(values) > maxNamed:
		list += ", ..."
	}
	return spec.Errorf(spec.Invalid, "there is no %s %q; there is %s", field, value, list).In(field)
}
