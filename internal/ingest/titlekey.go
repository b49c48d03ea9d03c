package ingest

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
)

// A titleKey is what a heading is compared with a class's title by: its words,
// with and without what stands in brackets.
type titleKey struct{ whole, bare string }

var (
	classWord    = regexp.MustCompile(`(?i)\s+class(?:es)?\s*$`)
	inBrackets   = regexp.MustCompile(`\([^)]*\)`)
	everyMember  = regexp.MustCompile(`(?i)^(?:all|both|each|three|two|four|five|for all|for both)\s+(?:of the\s+)?(?:supervisory\s+|the\s+)?(?:levels?|classes|class levels|instructors|positions|specialties|of the above|of these classes)\b[^a-z]*$`)
	joinedTitles = regexp.MustCompile(`(?i)\s*(?:;|/|\band\b|,|&)\s*`)
	forClasses   = regexp.MustCompile(`(?i)^(?:for\s+(?:the\s+)?|class(?:es)? of\s+)`)
	numeralEnd   = regexp.MustCompile(`^(.*?)\s+([ivx]+)$`)
)

func keyOf(title string) titleKey {
	title = classWord.ReplaceAllString(abolished.ReplaceAllString(title, ""), "")
	return titleKey{whole: headingWords(title), bare: headingWords(inBrackets.ReplaceAllString(title, " "))}
}

// headingWords lowers a title and drops what is no letter or digit.
func headingWords(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 127 && r != '’':
			b.WriteRune(r)
		case r == '\'' || r == '’':
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// whose says which classes a heading names: "All Levels", the title of one, or
// of several joined by "and".
func (r *sectioned) whose(label string) (scope, bool) {
	if everyMember.MatchString(label) {
		return nil, true
	}
	if len(r.members) == 0 { // the one class, by name
		return nil, keyOf(label).whole == keyOf(r.doc.Class.Title).whole && label != ""
	}
	label = forClasses.ReplaceAllString(strings.TrimSpace(label), "")
	if who := r.titled(label); who != nil {
		return who, true
	}
	// "Botanist I and II", "Clerk; Typist": every part must name a class.
	var all scope
	parts := joinedTitles.Split(label, -1)
	if len(parts) < 2 {
		return nil, false
	}
	stem := ""
	for _, part := range parts {
		if strings.TrimSpace(part) == "" {
			continue
		}
		who := r.titled(part)
		if who == nil && stem != "" {
			who = r.titled(stem + " " + part)
		}
		if who == nil {
			return nil, false
		}
		if m := numeralEnd.FindStringSubmatch(headingWords(part)); m != nil {
			stem = m[1]
		}
		all = append(all, who...)
	}
	slices.Sort(all)
	return slices.Compact(all), len(all) > 0
}

// mentioning lists the members whose titles have every word of a heading:
// "Economics", "Housing Finance (Rental) Classes".
func (r *sectioned) mentioning(label string) scope {
	words := strings.Fields(keyOf(label).whole)
	var out scope
	for i := range r.members {
		has := strings.Fields(r.members[i].heading.whole)
		lacks := func(w string) bool { return !slices.Contains(has, w) }
		if len(words) > 0 && !slices.ContainsFunc(words, lacks) {
			out = append(out, i)
		}
	}
	return out
}

// titled lists the members that a heading is the title of: word for word, or
// else but for what stands in brackets on either side; and where the title
// goes on, as with the name of a department, the beginning of just one.
func (r *sectioned) titled(label string) scope {
	k := keyOf(label)
	if k.whole == "" {
		return nil
	}
	find := func(same func(t titleKey) bool) scope {
		var out scope
		for i := range r.members {
			if same(r.members[i].heading) {
				out = append(out, i)
			}
		}
		return out
	}
	if who := find(func(t titleKey) bool { return t.whole == k.whole }); who != nil {
		return who
	}
	if who := find(func(t titleKey) bool { return t.bare == k.whole }); who != nil {
		return who
	}
	if strings.HasPrefix(strings.TrimPrefix(k.whole, k.bare), " various ") { // "Scientist I (Various Specialties)"
		return find(func(t titleKey) bool { return t.bare == k.bare })
	}
	if who := find(func(t titleKey) bool { return t.whole == k.bare && k.bare != "" }); len(who) == 1 {
		return who
	}
	// "Nutritional Education Assistant" for "Nutrition Education Assistant".
	if who := find(func(t titleKey) bool { return stemmed(t.whole) == stemmed(k.whole) }); len(who) == 1 {
		return who
	}
	if who := find(func(t titleKey) bool {
		return len(strings.Fields(k.whole)) > 1 && strings.HasPrefix(t.whole+" ", k.whole+" ")
	}); len(who) == 1 {
		return who
	}
	return nil
}

// stemmed is a title by the stems of its words.
func stemmed(title string) string {
	words := strings.Fields(title)
	for i, w := range words {
		words[i] = semantic.Stem(w)
	}
	return strings.Join(words, " ")
}
