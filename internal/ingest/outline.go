package ingest

import (
	"regexp"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A heading is a line, or the start of one, that names what follows.
type heading struct {
	label string
	rest  spec.Span // what stands on the same line behind a label
	line  line
	topic topic
	known bool
	colon bool
}

// A section is a heading with the lines under it.
type section struct {
	heading
	unit  string // organisation the lines are about, verbatim; empty for all
	lines []line
}

// readOutline reads a text by its headings. It serves every family whose
// documents are headings with lists or prose under them, and unknown texts.
func readOutline(d *draft) {
	preface, sections := d.outline()
	d.readPreface(preface)
	if len(sections) > 0 && d.doc.Class.Title == "" && !sections[0].known && len(trimBlank(sections[0].lines)) == 0 {
		d.doc.Class.Title = Fold(sections[0].label) // a heading over everything is the title
		sections = sections[1:]
	}
	for _, s := range sections {
		d.readSection(s)
	}
	if d.doc.Class.Title == "" {
		d.doc.Class.Title = d.statedTitle()
	}
}

// outline finds the headings and hands each the lines below it.
func (d *draft) outline() (preface []line, sections []section) {
	var heads []heading
	seen := map[string]int{}
	awaitsValue := false // a fact's heading takes the next line, whatever it looks like
	at := make([]int, len(d.lines))
	for i, l := range d.lines {
		at[i] = -1
		if l.blank() {
			continue
		}
		h, ok := d.headingAt(i)
		if !ok || awaitsValue && !h.colon {
			awaitsValue = false
			continue
		}
		at[i] = len(heads)
		heads = append(heads, h)
		seen[normalHeading(h.label)]++
		awaitsValue = h.topic.fact != "" && h.rest.Len() == 0
	}
	current := -1
	for i, l := range d.lines {
		if at[i] < 0 {
			if current < 0 {
				preface = append(preface, l)
			} else {
				sections[current].lines = append(sections[current].lines, l)
			}
			continue
		}
		h := heads[at[i]]
		s := section{heading: h}
		if !h.known && current >= 0 && sections[current].known && (isUnit(h.label) || seen[normalHeading(h.label)] > 1) {
			s.heading = sections[current].heading
			s.unit = Fold(h.label)
		}
		if h.known && h.topic.kind == spec.Note && current >= 0 && sections[current].topic.kind == spec.Qualification {
			s.topic = sections[current].topic // a note to the qualifications states qualifications
		}
		if h.rest.Len() > 0 {
			s.lines = append(s.lines, line{Span: h.rest, num: l.num, text: d.text[h.rest.Start:h.rest.End]})
		}
		sections = append(sections, s)
		current = len(sections) - 1
	}
	return preface, sections
}

func isUnit(label string) bool {
	h := normalHeading(label) + " "
	for _, u := range units {
		if strings.HasPrefix(h, u) {
			return true
		}
	}
	return false
}

var labelPattern = regexp.MustCompile(`^([A-Z][A-Za-z &/,'’().-]{1,70}?)\s*:(?:\s+|$)`)

// maxHeadingWords bounds a heading: longer lines in capitals are sentences.
const maxHeadingWords = 12

// headingAt reports whether the i-th line is a heading: a "#" line, a label
// before a colon that is in capitals or known, a line in capitals, or a known
// heading that stands alone.
func (d *draft) headingAt(i int) (heading, bool) {
	l := d.lines[i]
	h := heading{line: l, label: l.text, rest: spec.Span{Start: l.End, End: l.End}}
	if _, isBullet := l.bullet(d.text); isBullet || classPattern.MatchString(l.text) {
		return h, false
	}
	if marked := strings.TrimLeft(l.text, "#"); marked != l.text {
		h.label = strings.TrimSpace(marked)
		h.topic, h.known = topicOf(h.label)
		return h, h.label != ""
	}
	if m := labelPattern.FindStringSubmatchIndex(l.text); m != nil {
		label := l.text[m[2]:m[3]]
		t, known := topicOf(label)
		if len(strings.Fields(label)) <= maxHeadingWords && (known || isUpper(label)) {
			h.label, h.topic, h.known, h.colon = label, t, known, true
			h.rest = trim(d.text, spec.Span{Start: l.Start + m[1], End: l.End})
			return h, true
		}
	}
	if len(strings.Fields(l.text)) > maxHeadingWords || strings.ContainsAny(l.text[len(l.text)-1:], ".;,") {
		return h, false
	}
	if isUpper(l.text) {
		h.topic, h.known = topicOf(l.text)
		return h, true
	}
	if t, ok := topicByPhrase[normalHeading(l.text)]; ok && (i == 0 || d.lines[i-1].blank() || terminated(d.lines[i-1].text)) {
		h.topic, h.known = t, true
		return h, true
	}
	return h, false
}

// readSection reads what stands under one heading.
func (d *draft) readSection(s section) {
	lines := d.classLines(s.lines)
	d.section = Fold(s.label)
	if s.unit != "" {
		d.section += " › " + s.unit
	}
	base := spec.Statement{}
	if s.colon && semantic.IsFrame(s.label) {
		base.Stem = Fold(s.label)
	}
	switch {
	case s.known:
		d.readTopic(s.topic, lines, base)
	case len(trimBlank(lines)) == 0:
		d.warn(s.line.num, "heading %q is not known and has nothing under it", clip(s.label))
	default:
		d.warn(s.line.num, "heading %q is not known; its text is kept as kind %q", clip(s.label), spec.Other)
		d.readTopic(topic{kind: spec.Other}, lines, base)
	}
}

// classLines takes the lines "CLASS: ...", "EST: ..." and "REV: ..." out as
// facts and returns the others.
func (d *draft) classLines(lines []line) []line {
	var rest []line
	for _, l := range lines {
		m := classPattern.FindStringSubmatchIndex(l.text)
		if m == nil {
			rest = append(rest, l)
			continue
		}
		name := classPatternFacts[l.text[m[2]:m[3]]]
		value := spec.Span{Start: l.Start + m[4], End: l.Start + m[5]}
		d.fact(name, value)
		if name == FactClassCode {
			value = trim(d.text, value)
			d.doc.Class.Code = d.text[value.Start:value.End]
		}
	}
	return rest
}

var wideGap = regexp.MustCompile(`\t|\s{3,}`)

// maxTitleBytes bounds a title; a longer first line is text.
const maxTitleBytes = 120

// readPreface takes title and code from what stands before the first heading.
func (d *draft) readPreface(lines []line) {
	lines = trimBlank(d.classLines(lines))
	d.labelledCode()
	if len(lines) == 0 {
		return
	}
	title := lines[0].Span
	if gap := wideGap.FindStringIndex(lines[0].text); gap != nil {
		title.End = title.Start + gap[0]
	}
	if m := codePattern.FindStringIndex(d.text[title.Start:title.End]); m != nil {
		title.End = title.Start + m[0]
	}
	title = trimEnds(d.text, title, ",;:-(")
	if title.Len() > 0 && title.Len() <= maxTitleBytes {
		d.doc.Class.Title = Fold(d.text[title.Start:title.End])
		lines = lines[1:]
	}
	d.readTopic(topic{kind: spec.Other}, lines, spec.Statement{})
}

// titlePattern finds the class's name in the clause that cancels the older
// specification, where a document has no title line.
var titlePattern = regexp.MustCompile(`(?i)specification for the class of\s+(.{3,100}?)\s+(?:in salary|approved|effective|dated)`)

// statedTitle returns the title that the text states somewhere, "" when it
// states none.
func (d *draft) statedTitle() string {
	for _, f := range d.doc.Facts {
		if f.Name == FactTitle {
			return f.Value
		}
	}
	if m := titlePattern.FindStringSubmatch(d.text); m != nil {
		return Fold(m[1])
	}
	return ""
}

// bulletedMarks counts the headings of specifications that list duties and
// qualifications as bullets under headings in capitals.
func bulletedMarks(d *draft) int {
	return d.contains("purpose of job class", "examples of duties", "knowledge, skill and ability",
		"supervision received", "supervision exercised", "minimum qualifications - ", "cancellation clause")
}

// labelledMarks counts the labels of specifications that are sections of the
// form "LABEL: text", lists separated by semicolons.
func labelledMarks(d *draft) int {
	n := d.contains("work description:", "work activities:", "work results/products:", "work conditions:",
		"job code title:", "job code series:")
	return n + min(1, d.contains("knowledge of:", "skill in:", "ability to:")) // these stand in other families too
}
