package qualification

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// plain returns the text with every white space a blank, byte for byte as long
// as the text, so that an offset into one is an offset into the other. The
// replacement character stands where a capture lost a hard space.
func plain(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError || unicode.IsSpace(r):
			b.WriteString("    "[:size])
		default:
			b.WriteString(text[i : i+size])
		}
	}
	return b.String()
}

// fold joins the words of s with single blanks.
func fold(s string) string { return strings.Join(strings.Fields(plain(s)), " ") }

// trimmed moves both ends of a span inwards over blanks, and its end over the
// punctuation marks given.
func trimmed(p string, s spec.Span, marks string) spec.Span {
	for s.Start < s.End && p[s.Start] == ' ' {
		s.Start++
	}
	for s.Start < s.End && (p[s.End-1] == ' ' || strings.IndexByte(marks, p[s.End-1]) >= 0) {
		s.End--
	}
	return s
}

// within reports whether i lies in one of the spans.
func within(spans []spec.Span, i int) bool {
	for _, s := range spans {
		if i >= s.Start && i < s.End {
			return true
		}
	}
	return false
}

var numberWords = map[string]float64{
	"one-half": 0.5, "half": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
	"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
	"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty-one": 21, "twenty-four": 24, "thirty": 30, "thirty-six": 36,
	"forty": 40, "forty-five": 45, "forty-eight": 48, "fifty": 50, "sixty": 60, "ninety": 90,
}

const number = `(?:one-half|half|twenty-one|twenty-four|thirty-six|forty-five|forty-eight|one|two|three|four|five|six|seven|eight|nine|ten|` +
	`eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|ninety|\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?\+?)`

// An amount of time: its number, the upper end of a range, a figure in brackets that repeats it, words
// between, the unit.
const amount = `(` + number + `)(?: *(?:-|–|to) *` + number + `)?(?: and (one-half|\d/\d))? *(?:\( *\d+ *\))? *-?(?: *(?:full|additional|qualifying|more|calendar|cumulative|continuous|academic|school|of))? *-? *(years?|months?|hours?|weeks?)\b(?:['’]s?)?`

var amountPattern = regexp.MustCompile(`(?i)\b` + amount)

// hoursInYear is what California's service counts as a year of full-time work.
const hoursInYear = 1920

// value reads a number in words or figures; 0 when it is none.
func value(s string) float64 {
	s = strings.TrimSuffix(strings.ToLower(strings.ReplaceAll(s, ",", "")), "+")
	if v, ok := numberWords[s]; ok {
		return v
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return v
}

// A duration is a time that a text states.
type duration struct {
	spec.Span
	years float64
}

// inYears turns an amount in a unit of time into years.
func inYears(n float64, unit string) float64 {
	switch strings.ToLower(unit)[0] {
	case 'm':
		return n / 12
	case 'w':
		return n / 52
	case 'h':
		return n / hoursInYear
	}
	return n
}

var furtherAmount = regexp.MustCompile(`(?i)^ *(?:,|and) *` + amount)

// durationIn finds the first time stated in p[s].
func durationIn(p string, s spec.Span) (duration, bool) {
	m := amountPattern.FindStringSubmatchIndex(p[s.Start:s.End])
	if m == nil {
		return duration{}, false
	}
	d := duration{Span: spec.Span{Start: s.Start + m[0], End: s.Start + m[1]}, years: yearsOf(p[s.Start:s.End], m)}
	// "three years and six months" is one time.
	if f := furtherAmount.FindStringSubmatchIndex(p[d.End:s.End]); f != nil && p[s.Start+m[6]]|0x20 == 'y' && p[d.End+f[6]]|0x20 == 'm' {
		d.years += yearsOf(p[d.End:s.End], f)
		d.End += f[1]
	}
	return d, true
}

func yearsOf(s string, m []int) float64 {
	n := value(s[m[2]:m[3]])
	if m[4] >= 0 {
		n += 0.5
	}
	return inYears(n, s[m[6]:m[7]])
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
