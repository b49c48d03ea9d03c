package career

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/semantic"
)

// A standing is what a title says of where a class stands among those of its
// employer: "Senior Librarian II" above "Librarian I". Titles are no promise,
// so whatever rests on it says so.
type standing struct {
	grade float64
	// base are the stems of the title that say what is done, without those that
	// say at which grade; in alphabetical order.
	base []string
	// aside are the stems between brackets.
	aside []string
}

const (
	plainGrade   = 3.0 // of a title that says nothing of its grade
	numeralGrade = 0.5 // what each roman numeral adds
	deputyGrade  = 1.0 // what "assistant", "deputy" or "associate" takes from a head's grade
	headGrade    = 8.0 // from which a title is a head's
)

//go:embed standing.tsv
var standingTable string

// grades is the table of words, by where they must stand.
type grades map[string]map[string]float64

// parseGrades reads a table of grades. Errors name the line.
func parseGrades(table string) (grades, error) {
	g := grades{"any": {}, "first": {}, "last": {}, "aside": {}}
	n := 0
	for line := range strings.Lines(table) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 || g[f[2]] == nil {
			return nil, fmt.Errorf("line %d: want a word, a grade, and any, first, last or aside between tabs", n)
		}
		grade, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			return nil, fmt.Errorf("line %d: %q is no grade", n, f[1])
		}
		g[f[2]][f[0]] = grade
	}
	return g, nil
}

// numerals of titles.
var numerals = map[string]float64{"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}

// deputies stand below the head that they are named with.
var deputies = []string{"assistant", "deputy", "associate"}

// read says where a title stands.
func (g grades) read(title string) standing {
	main, aside := splitAside(title)
	head, office, _ := strings.Cut(main, ",")
	words := titleWords(head)
	s := standing{grade: 0}
	numeral, deputy, plain := 0.0, false, []string{}
	for i, w := range words {
		if n, ok := numerals[w]; ok && i > 0 {
			numeral = max(numeral, n-1)
			continue
		}
		grade, ok := g["any"][w]
		if i == 0 && !ok {
			grade, ok = g["first"][w]
		}
		if last := lastWord(words); i > 0 && i == last && !ok {
			grade, ok = g["last"][w]
		}
		deputy = deputy || i == 0 && slices.Contains(deputies, w)
		if !ok {
			plain = append(plain, w)
			continue
		}
		if grade >= s.grade || s.grade < plainGrade {
			s.grade = max(s.grade, grade)
		}
	}
	if s.grade == 0 {
		s.grade = plainGrade
	}
	if deputy && s.grade >= headGrade {
		s.grade -= deputyGrade
	}
	for _, w := range titleWords(aside) {
		if grade, ok := g["aside"][w]; ok {
			s.grade = max(s.grade, grade)
		} else {
			s.aside = append(s.aside, semantic.Stem(w))
		}
	}
	s.grade += numeralGrade * numeral
	for _, w := range append(plain, titleWords(office)...) {
		if _, ok := numerals[w]; !ok && !semantic.IsStop(w) {
			s.base = append(s.base, semantic.Stem(w))
		}
	}
	s.base, s.aside = distinct(s.base), distinct(s.aside)
	return s
}

// lastWord returns the place of the last word that is no numeral.
func lastWord(words []string) int {
	for i := len(words) - 1; i >= 0; i-- {
		if _, ok := numerals[words[i]]; !ok {
			return i
		}
	}
	return -1
}

// splitAside takes what stands in brackets from a title.
func splitAside(title string) (main, aside string) {
	var m, a strings.Builder
	depth := 0
	for _, r := range title {
		switch {
		case r == '(' || r == '[':
			depth++
		case (r == ')' || r == ']') && depth > 0:
			depth--
			a.WriteByte(' ')
		case depth > 0:
			a.WriteRune(r)
		default:
			m.WriteRune(r)
		}
	}
	return m.String(), a.String()
}

func titleWords(s string) []string {
	var out []string
	for _, t := range semantic.Tokens(s) {
		out = append(out, t.Word)
	}
	return out
}

func distinct(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}
