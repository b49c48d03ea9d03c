package ingest

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// features lists the features of every unit: its words, its form, its position,
// the heading above, and the same for its neighbours in less detail. The weights
// of roles are fitted to these names; changing a name invalidates them.
func (d *draft) features(units []unit, outline *draft) [][]string {
	own := make([][]string, len(units))
	said := saidTwice(units)
	for i := range units {
		own[i] = append(d.form(&units[i]), said[i]...)
	}
	out := make([][]string, len(units))
	since := 0 // units since the heading above
	topic := d.topicWord("")
	underHeading := headingFeatures("", topic)
	outlined := outline.kindsOf(units)
	for i := range units {
		u := &units[i]
		list := append([]string{"always"}, own[i]...)
		list = append(list, wordFeatures(u.text)...)
		list = append(list, underHeading...)
		list = append(list, "outline "+outlined[i])
		list = append(list, "after heading "+bin(since), "at "+tenth(i, len(units)))
		if i < firstUnits {
			list = append(list, fmt.Sprintf("unit %d", i))
		}
		for _, f := range own[i] {
			list = append(list, f+" under "+topic)
		}
		for _, near := range []struct {
			name string
			at   int
		}{{"before", i - 1}, {"behind", i + 1}, {"two before", i - 2}, {"two behind", i + 2}} {
			if near.at < 0 || near.at >= len(units) {
				list = append(list, near.name+" nothing")
				continue
			}
			for _, f := range own[near.at] {
				list = append(list, near.name+" "+f)
			}
			if near.at == i-1 || near.at == i+1 {
				if first, _, _ := strings.Cut(plain(units[near.at].text), " "); first != "" {
					list = append(list, near.name+" first "+first)
				}
			}
		}
		out[i] = list
		since++
		if looksLikeHeading(u) {
			since, topic = 0, d.topicWord(u.text)
			underHeading = headingFeatures(u.text, topic)
		}
	}
	return out
}

// saidTwice lists for each unit whether most of its words also appear earlier or later: in
// a summary and its full text, or in a posting printed twice.
func saidTwice(units []unit) [][]string {
	runs := make([][]string, len(units)) // each of runOfWords words
	for i := range units {
		words := strings.Fields(plain(units[i].text))
		for k := 0; k+runOfWords <= len(words); k++ {
			runs[i] = append(runs[i], strings.Join(words[k:k+runOfWords], " "))
		}
	}
	out := make([][]string, len(units))
	pass := func(name string, order iter.Seq2[int, []string]) {
		seen := map[string]bool{}
		for i, own := range order {
			known := 0
			for _, run := range own {
				if seen[run] {
					known++
				}
			}
			if len(own) > 0 && 2*known > len(own) {
				out[i] = append(out[i], name)
			}
			for _, run := range own {
				seen[run] = true
			}
		}
	}
	pass("said before", slices.All(runs))
	pass("said again", slices.Backward(runs))
	return out
}

// runOfWords is the length of a run of words that rarely repeats by chance.
const runOfWords = 4

// kindsOf returns the kind of the statement that each unit is a part of, or "none"
// when it is not part of one.
func (d *draft) kindsOf(units []unit) []string {
	statements := slices.Clone(d.doc.Statements)
	slices.SortStableFunc(statements, func(a, b spec.Statement) int { return a.Span.Start - b.Span.Start })
	out := make([]string, len(units))
	at := 0
	for i, u := range units {
		for at < len(statements) && statements[at].Span.End <= u.Start {
			at++
		}
		if out[i] = "none"; at < len(statements) && statements[at].Span.Start < u.End {
			out[i] = string(statements[at].Kind)
		}
	}
	return out
}

// firstUnits is the number of units whose exact position is a feature.
const firstUnits = 8

var (
	money     = regexp.MustCompile(`\$\s?\d`)
	address   = regexp.MustCompile(`(?i)https?:|www\.|@|\]\(`)
	degreeAsk = regexp.MustCompile(`(?i)\b(?:degree|diploma|years?|months?|license[ds]?|certificat\w+|graduation|bachelor\S*|master\S*|MLS|MLIS|G\.?E\.?D|equivalent)\b`)
	frontKey  = regexp.MustCompile(`^[a-z_]+:\s`)
	modal     = regexp.MustCompile(`(?i)\b(?:will|must|shall|may|should|can)\b`)
	listSign  = regexp.MustCompile(`^(?:#+|\*\*|---)`)
)

// form lists the features of a unit other than its words.
func (d *draft) form(u *unit) []string {
	text := u.text
	words := strings.Fields(text)
	out := []string{"words " + bin(len(words)), "ends " + lastSign(text)}
	is := func(name string, holds bool) {
		if holds {
			out = append(out, name)
		}
	}
	is("bullet", u.bullet)
	is("opens", u.opens)
	is("apart", u.apart)
	is("last", u.last)
	is("above a list", u.above)
	is("label", u.isLabel)
	is("capitals", isUpper(text))
	is("title case", isTitleCase(text) && len(words) <= maxHeadingWords)
	is("lower", startsLower(text))
	is("money", money.MatchString(text))
	is("address", address.MatchString(text))
	is("figures", strings.ContainsFunc(text, unicode.IsDigit))
	is("asks for papers", degreeAsk.MatchString(text))
	is("wished", wished.MatchString(text))
	is("modal", modal.MatchString(text))
	is("front matter", frontKey.MatchString(text))
	is("sign", listSign.MatchString(text))
	is("substitution", substitution.MatchString(text))
	is("boilerplate", semantic.IsBoilerplate(text))
	is("verb", semantic.BeginsWithVerb(text))
	if kind := semantic.FrameKind(Fold(text), ""); kind != "" {
		out = append(out, "frame "+string(kind))
	}
	is("opening frame", semantic.OpeningFrame(text) > 0)
	if looksLikeHeading(u) {
		out = append(out, "heading", "heading "+d.topicWord(text))
	}
	return out
}

// looksLikeHeading reports whether a unit may be a heading: it is short and not a
// sentence.
func looksLikeHeading(u *unit) bool {
	words := len(strings.Fields(u.text))
	switch {
	case words > maxHeadingWords || u.bullet || !u.opens:
		return false
	case strings.HasSuffix(u.text, ":"), listSign.MatchString(u.text), isUpper(u.text):
		return true
	}
	return u.last && !terminated(u.text) && !strings.HasSuffix(u.text, ",") && (isTitleCase(u.text) || (u.apart || u.above) && words <= 6 && startsUpper(u.text))
}

// topicWord names the topic of a heading, if known.
func (d *draft) topicWord(heading string) string {
	if heading == "" {
		return "no heading"
	}
	t, known := d.topicOf(strings.Trim(heading, "#*: "))
	switch {
	case !known:
		return "unknown heading"
	case t.fact != "":
		return "fact"
	}
	return string(t.kind)
}

// headingFeatures are the topic and the words of the heading above.
func headingFeatures(heading, topic string) []string {
	out := []string{"under " + topic}
	for w := range strings.FieldsSeq(plain(heading)) {
		out = append(out, "under word "+w)
	}
	return out
}

// mostWords bounds the number of a unit's words used as features.
const mostWords = 40

// wordFeatures returns the words of a unit, the first ones with their positions too.
func wordFeatures(text string) []string {
	words := strings.Fields(plain(text))
	var out []string
	for i, w := range words[:min(len(words), mostWords)] {
		out = append(out, "word "+w)
		if i < 3 {
			out = append(out, fmt.Sprintf("word %d %s", i, w))
		}
		if i > 0 {
			out = append(out, "pair "+words[i-1]+" "+w)
		}
	}
	return out
}

// plain lowercases a text and keeps only letters, with every run of digits as "0".
func plain(text string) string {
	var b strings.Builder
	digit := false
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.IsLetter(r):
			b.WriteRune(r)
			digit = false
		case unicode.IsDigit(r):
			if !digit {
				b.WriteByte('0')
			}
			digit = true
		case r == '\'' || r == '’':
		default:
			b.WriteByte(' ')
			digit = false
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// bin names a count roughly.
func bin(n int) string {
	switch {
	case n < 5:
		return fmt.Sprint(n)
	case n < 8:
		return "5-7"
	case n < 12:
		return "8-11"
	case n < 20:
		return "12-19"
	case n < 35:
		return "20-34"
	}
	return "35+"
}

// tenth names the tenth of the document that a unit is in.
func tenth(i, n int) string { return fmt.Sprintf("%d/10", 10*i/n) }

// lastSign is the punctuation that a text ends with, or "word".
func lastSign(text string) string {
	if last := text[len(text)-1]; strings.IndexByte(".;:,!?)", last) >= 0 {
		return string(last)
	}
	return "word"
}

// UnitFeatures cuts a text into units and lists the features of each, to which the
// weights of roles are fitted.
func UnitFeatures(text string) ([]spec.Span, [][]string) {
	d := newDraft(text)
	units := d.units()
	spans := make([]spec.Span, len(units))
	for i, u := range units {
		spans[i] = u.Span
	}
	return spans, d.features(units, d.byHeadings())
}
