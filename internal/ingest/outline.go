package ingest

import (
	"regexp"
	"slices"
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
	colon bool // a label before a colon
	sure  bool // marked as a heading by more than its letters: "#", an underline
	depth int  // signs "#" before it; 0 for none
}

// A section is a heading with the lines under it.
type section struct {
	heading
	unit  string // division that the lines are about, verbatim; empty for all
	lines []line
}

// readOutline reads a text by its headings. It serves every family whose
// documents are headings with lists or prose under them, and unknown texts.
func readOutline(d *draft) {
	d.lines = d.splitPairs(d.lines)
	preface, sections := d.outline()
	d.labelledCode(front(preface, sections))
	issuer := d.readPreface(preface)
	for len(sections) > 0 && d.doc.Class.Title == "" && !sections[0].known && len(trimBlank(d.withoutCodes(sections[0].lines))) == 0 {
		// A heading over everything is the title, or names the employer.
		d.labelledCode(sections[0].lines)
		if over := Fold(d.withoutCode(sections[0].line, sections[0].label)); letterhead.MatchString(over) {
			issuer = over
		} else {
			d.doc.Class.Title = over
		}
		sections = sections[1:]
	}
	if d.doc.Class.Title == "" && len(sections) > 0 {
		d.doc.Class.Title = d.titleOver(sections[0])
	}
	if d.doc.Class.Title == "" {
		d.doc.Class.Title = issuer // better than none
	}
	for _, s := range sections {
		d.readSection(s)
	}
	d.chooseTitle()
}

// titleOver returns the title that stands as a heading over all of the text; empty
// where the first heading is none.
func (d *draft) titleOver(s section) string {
	first := d.firstWords()
	if s.known || s.colon || s.line.num != d.lines[first].num || letterhead.MatchString(s.label) || len(strings.Fields(s.label)) > titleWords {
		return ""
	}
	return Fold(s.label)
}

// front returns the lines above the first heading that we know.
func front(preface []line, sections []section) []line {
	lines := slices.Clone(preface)
	for _, s := range sections {
		if s.known {
			break
		}
		lines = append(lines, s.lines...)
	}
	return lines
}

// splitPairs cuts lines that hold several labels with their values ("TITLE:
// Aide    CODE: 0877"), a line each.
func (d *draft) splitPairs(lines []line) []line {
	var out []line
	for _, l := range lines {
		start := 0
		for _, gap := range wideGap.FindAllStringIndex(l.text, -1) {
			left, right := labelPattern.FindStringIndex(l.text[start:gap[0]]), labelPattern.FindStringIndex(strings.TrimLeft(l.text[gap[1]:], " \t"))
			if left == nil || right == nil {
				continue
			}
			part := l
			part.Span = trim(d.text, spec.Span{Start: l.Start + start, End: l.Start + gap[0]})
			part.text = d.text[part.Start:part.End]
			out = append(out, part)
			start = gap[1]
		}
		if start > 0 {
			l.Span = trim(d.text, spec.Span{Start: l.Start + start, End: l.End})
			l.text = d.text[l.Start:l.End]
		}
		out = append(out, l)
	}
	return out
}

// outline finds the headings and hands each the lines below it.
func (d *draft) outline() (preface []line, sections []section) {
	heads := d.headings()
	seen := map[string]int{}
	for _, h := range heads {
		seen[normalHeading(h.label)]++
	}
	next := 0
	for _, l := range d.lines {
		if next == len(heads) || heads[next].line.num != l.num {
			if len(sections) == 0 {
				preface = append(preface, l)
			} else {
				last := &sections[len(sections)-1]
				last.lines = append(last.lines, l)
			}
			continue
		}
		s := section{heading: heads[next]}
		if s.rest.Len() > 0 {
			s.lines = append(s.lines, line{Span: s.rest, num: l.num, text: d.text[s.rest.Start:s.rest.End]})
		}
		sections = append(sections, s)
		next++
	}
	return preface, d.settle(d.endNotes(sections), seen)
}

// endNotes ends a note that stands in the line of its label with its paragraph:
// what follows is of the section above, or duties where it reads like them.
func (d *draft) endNotes(sections []section) []section {
	var out []section
	for _, s := range sections {
		out = append(out, s)
		if s.topic.kind != spec.Note || s.rest.Len() == 0 || len(out) < 2 || !isNote(s.label) {
			continue
		}
		end := slices.IndexFunc(s.lines, func(l line) bool { return l.blank() })
		if end < 0 || len(trimBlank(s.lines[end:])) == 0 {
			continue
		}
		rest := section{heading: out[len(out)-2].heading, unit: out[len(out)-2].unit, lines: s.lines[end:]}
		rest.rest = spec.Span{}
		if rest.topic.cut == prose && d.areDuties(rest.lines) {
			rest.topic = topic{kind: spec.Duty}
		}
		out[len(out)-1].lines = s.lines[:end]
		out = append(out, rest)
	}
	return out
}

// headings finds the lines that are headings, in order.
func (d *draft) headings() []heading {
	var heads []heading
	awaitsValue := false // a fact's heading takes the next line, unless that is a heading we know
	var current topic
	for i, l := range d.lines {
		if l.blank() {
			continue
		}
		h, ok := d.headingAt(i, current)
		if !ok || awaitsValue && !h.colon && !h.known {
			awaitsValue = false
			continue
		}
		heads = append(heads, h)
		current = h.topic
		awaitsValue = h.topic.fact != "" && h.rest.Len() == 0
	}
	return heads
}

// alternative matches the headings of alternatives among qualifications:
// "Either I", "Or II", "Pattern III", "Option B".
var alternative = regexp.MustCompile(`(?i)^(?:either|or|and|plus)?\s*(?:(?:pattern|option|alternative)\s+)?(?:[ivx]{1,4}|[0-9]|[a-d])?$`)

// settle decides what the unknown headings are: the divisions of a list (a
// department, or a group of duties), entries of a list set in capitals, or
// headings of their own.
func (d *draft) settle(sections []section, seen map[string]int) []section {
	var out []section
	for i, s := range sections {
		last := len(out) - 1
		if last >= 0 && out[last].topic.kind == spec.Qualification && out[last].known && !s.known && alternative.MatchString(s.label) {
			s.unit, s.heading = Fold(s.label), out[last].heading
			out = append(out, s)
			continue
		}
		if last >= 0 && !s.known && s.depth > out[last].depth && out[last].depth > 0 && out[last].known && out[last].topic.fact == "" && out[last].topic.cut != prose {
			s.unit, s.heading = Fold(s.label), out[last].heading // a group of what stands under the heading above
			out = append(out, s)
			continue
		}
		if last < 0 || s.known || s.sure {
			if last >= 0 && s.known && isNote(s.label) && out[last].topic.kind == spec.Qualification {
				s.topic = out[last].topic // a note to the qualifications states qualifications
			}
			out = append(out, s)
			continue
		}
		above := out[last]
		empty := len(trimBlank(s.lines)) == 0
		switch {
		case above.known && above.topic.fact == "" && !empty && (unitPattern.MatchString(normalHeading(s.label)) || seen[normalHeading(s.label)] > 1):
			s.unit, s.heading = Fold(s.label), above.heading
		case above.known && !empty && above.topic.kind == spec.Duty && d.areDuties(s.lines):
			d.warn(s.line.num, "heading %q is not known; read as a part of %q", clip(s.label), clip(above.label))
			s.unit, s.heading = Fold(s.label), above.heading
		case empty && i+1 < len(sections) && sections[i+1].known && d.hasBullets(above.lines):
			d.warn(s.line.num, "%q stands between two sections; if it names a level, that was not read", clip(s.label))
		case above.known && empty && !s.colon && above.topic.fact == "" && above.topic.cut != prose:
			out[last].lines = append(append(out[last].lines, s.line), s.lines...)
			continue
		}
		out = append(out, s)
	}
	return out
}

// isNote reports whether a heading only says that a note follows.
func isNote(label string) bool {
	h := normalHeading(label)
	return h == "note" || h == "notes"
}

// areDuties reports whether lines read like duties: most entries begin with a
// verb.
func (d *draft) areDuties(lines []line) bool {
	items := d.items(trimBlank(lines))
	verbs := 0
	for _, it := range items {
		if semantic.BeginsWithVerb(d.text[it.Start:it.End]) {
			verbs++
		}
	}
	return verbs > 0 && 2*verbs >= len(items)
}

var (
	labelPattern = regexp.MustCompile(`^([A-Z][A-Za-z &/,'’().-]{1,70}?)[\s\x{a0}]*:(?:[\s\x{a0}]+|$)`)
	boldLabel    = regexp.MustCompile(`^\*\*([^*]{2,70}?):?\*\*[\s\x{a0}]*:?[\s\x{a0}]*`)
	wideGap      = regexp.MustCompile(`\t|\s{3,}`)
	// bracketsBehind is what a heading says of its entries: "(at least one of these)".
	bracketsBehind = regexp.MustCompile(`\s*\([^()]*\)\s*$`)
	// connectors stand between alternatives and are no headings.
	connectors = regexp.MustCompile(`^(?:AND|OR|EITHER|AND/OR|AND EITHER|PLUS)$`)
)

// Bounds on headings: longer lines are sentences.
const (
	maxHeadingWords = 12
	maxTitledWords  = 7
)

// headingAt reports whether the i-th line is a heading, and of what: marked with "#" or an
// underline, a label before a colon, a line in capitals, or a line set like a
// title that stands apart or that we know.
func (d *draft) headingAt(i int, current topic) (heading, bool) {
	h, ok := d.markedHeading(i, current)
	if strings.HasPrefix(h.label, "|") { // a row of a table
		return h, false
	}
	if ok && !h.known || !ok && (d.overList(i) || d.overHeading(i)) {
		if t, guessed := guessTopic(h.label); guessed {
			h.topic, h.known, ok = t, true, true
		}
	}
	return h, ok
}

// overList reports whether the i-th line, set like a sentence, stands apart above
// the items of a list: "Skills you need".
func (d *draft) overList(i int) bool {
	l := d.lines[i]
	if _, listed := d.bullet(l); listed || i == d.firstWords() || i > 0 && !d.lines[i-1].blank() || len(strings.Fields(l.text)) > maxHeadingWords ||
		terminated(l.text) || strings.HasSuffix(l.text, ",") || !startsUpper(l.text) || semantic.OpeningFrame(l.text) > 0 && !asksFor.MatchString(l.text) || wideGap.MatchString(l.text) {
		return false
	}
	for _, below := range d.lines[i+1:] {
		if !below.blank() {
			_, listed := d.bullet(below)
			return listed
		}
	}
	return false
}

// overHeading reports whether the i-th line, set like a title, stands right above a
// known heading in capitals: a heading with nothing under it.
func (d *draft) overHeading(i int) bool {
	l := d.lines[i]
	if i == d.firstWords() || i+1 >= len(d.lines) || !isTitleCase(l.text) || len(strings.Fields(l.text)) > maxTitledWords || terminated(l.text) {
		return false
	}
	below := d.lines[i+1].text
	_, known := guessTopic(below)
	return isUpper(below) && known
}

// asksFor matches the end of a heading that opens like an entry: "Skills required".
var asksFor = regexp.MustCompile(`(?i)\b(?:required|needed|desired|preferred|you need)$`)

// markedHeading reports whether the form or the known words of the i-th line make
// it a heading.
func (d *draft) markedHeading(i int, current topic) (heading, bool) {
	l := d.lines[i]
	h := heading{line: l, label: l.text, rest: spec.Span{Start: l.End, End: l.End}}
	if words, isBullet := d.bullet(l); isBullet {
		// "A. General Summary" is a heading though it counts like a list.
		h.label = d.text[words.Start:words.End]
		h.topic, h.known = d.topicOf(h.label)
		return h, h.known && (startsUpper(l.text[:1]) || d.bulletsHeading(i, h.label)) && isTitleCase(h.label) && !terminated(h.label) &&
			!semantic.IsFrame(h.label) && len(strings.Fields(h.label)) <= maxTitledWords
	}
	if classPattern.MatchString(l.text) {
		return h, false
	}
	if marked := strings.TrimLeft(l.text, "#"); marked != l.text {
		h.label = strings.Trim(marked, " *:")
		h.depth = len(l.text) - len(marked)
		h.topic, h.known = d.topicOf(h.label)
		h.sure = true
		return h, h.label != ""
	}
	if h, ok := d.labelAt(i, current); ok {
		return h, true
	}
	words := len(strings.Fields(l.text))
	if words > maxHeadingWords || len(d.withoutCodes([]line{l})) == 0 || strings.ContainsAny(l.text[len(l.text)-1:], ".;,") || wideGap.MatchString(l.text) {
		return h, false
	}
	h.topic, h.known = d.topicOf(h.label)
	h.sure = l.underline
	switch {
	case l.underline:
		return h, true
	case isUpper(l.text):
		_, guessed := guessTopic(h.label)
		return h, !connectors.MatchString(l.text) && (h.known || guessed || !d.continues(i))
	case !isTitleCase(l.text) || words > maxTitledWords || i == d.firstWords():
		return h, h.known && d.standsApart(i) && topicByPhrase[normalHeading(l.text)] == h.topic
	case h.known:
		return h, words > 1 || d.standsApart(i)
	}
	return h, d.standsApart(i) && d.precedesText(i)
}

// bulletsHeading reports whether the sign of a list stands before a heading: its
// wording is known as it is, and no item with the same sign follows.
func (d *draft) bulletsHeading(i int, label string) bool {
	if _, exact := topicByPhrase[normalHeading(label)]; !exact || strings.ContainsAny(label, ":0123456789") {
		return false
	}
	for _, l := range d.lines[i+1:] {
		if !l.blank() {
			_, listed := d.bullet(l)
			return !listed || l.text[0] != d.lines[i].text[0]
		}
	}
	return false
}

// labelAt reads "LABEL: text". In capitals any label is one; in mixed case a
// known one is, and an unknown one that is set like a title, stands apart and
// has nothing behind it.
func (d *draft) labelAt(i int, current topic) (heading, bool) {
	l := d.lines[i]
	h := heading{line: l, colon: true}
	m := labelPattern.FindStringSubmatchIndex(l.text)
	if bold := boldLabel.FindStringSubmatchIndex(l.text); bold != nil {
		m = bold
		h.sure = true
	}
	if m == nil {
		return h, false
	}
	h.label = l.text[m[2]:m[3]]
	h.rest = trim(d.text, spec.Span{Start: l.Start + m[1], End: l.End})
	bare := bracketsBehind.ReplaceAllString(h.label, "")
	h.topic, h.known = d.topicOf(bare)
	if len(strings.Fields(h.label)) > maxHeadingWords || wideGap.MatchString(h.label) ||
		strings.Count(h.label, "(") != strings.Count(h.label, ")") {
		return h, false
	}
	inline := h.rest.Len() > 0
	switch {
	case h.sure:
		return h, true
	case isUpper(h.label):
		// A duty may begin with a label of its own: "REPORTS: Writes ...".
		asDuty := !h.known && inline && current.kind == spec.Duty && semantic.BeginsWithVerb(d.text[h.rest.Start:h.rest.End])
		return h, !asDuty
	case h.known && inline:
		return h, h.topic.fact != "" || semantic.IsFrame(h.label) || d.standsApart(i)
	case h.known:
		return h, true
	}
	return h, !inline && isTitleCase(bare) && !semantic.IsFrame(h.label) && d.standsApart(i) && len(strings.Fields(h.label)) <= maxTitledWords
}

// standsApart reports whether the i-th line begins something: nothing, a
// blank line or a finished one stands above it.
func (d *draft) standsApart(i int) bool {
	return i == 0 || d.lines[i-1].blank() || terminated(d.lines[i-1].text) || d.lines[i].pageStart
}

// continues reports whether the i-th line goes on with an unfinished one: a
// wrapped entry may break before a word in capitals.
func (d *draft) continues(i int) bool {
	if i == 0 || d.lines[i-1].blank() || terminated(d.lines[i-1].text) || isUpper(d.lines[i-1].text) {
		return false
	}
	if i+1 < len(d.lines) && !d.lines[i+1].blank() {
		_, isBullet := d.bullet(d.lines[i+1])
		return !isBullet
	}
	_, isBullet := d.bullet(d.lines[i-1])
	return !isBullet
}

// precedesText reports whether what follows the i-th line can stand under a
// heading.
func (d *draft) precedesText(i int) bool {
	for _, l := range d.lines[i+1:] {
		if !l.blank() {
			return !startsLower(l.text)
		}
	}
	return false
}

// firstWords returns the index of the first line that is not blank.
func (d *draft) firstWords() int {
	return slices.IndexFunc(d.lines, func(l line) bool { return !l.blank() })
}

// readSection reads what stands under one heading.
func (d *draft) readSection(s section) {
	lines := d.classLines(s.lines)
	d.section = Fold(s.label)
	if s.unit != "" {
		d.section += spec.SectionSeparator + s.unit
	}
	base := spec.Statement{}
	if s.topic.cut == byFrame && semantic.IsFrame(s.label) {
		base.Stem = stemOf(s.label)
	}
	if s.topic.kind == spec.Duty && ofRole.MatchString(s.label) && !d.hasBullets(lines) && !d.areDuties(lines) {
		s.topic = topic{kind: spec.Purpose, cut: prose}
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

// ofRole matches a heading under which prose says what the job is for, and a list
// what it does.
var ofRole = regexp.MustCompile(`(?i)^(?:the|your|about the) (?:role|job|position|opportunity)$`)

// stemOf writes a frame that stands as a heading as the beginning of a
// sentence: "ABILITY TO" becomes "Ability to", and "Knowledge" takes its "of".
func stemOf(label string) string {
	stem := Fold(label)
	if isUpper(stem) {
		stem = stem[:1] + strings.ToLower(stem[1:])
	}
	if p := semantic.FramePreposition(stem); p != "" {
		return ""
	}
	return stem
}

// bulletedMarks counts the headings of specifications that list duties and
// qualifications as bullets under headings in capitals.
func bulletedMarks(d *draft) int {
	return d.linesBeginning("PURPOSE OF JOB CLASS", "KNOWLEDGE, SKILL AND ABILITY", "MINIMUM QUALIFICATIONS - ",
		"JOB CLASS DESIGNATION", "CANCELLATION CLAUSE", "SALARY INFORMATION")
}

// labelledMarks counts the labels of specifications that are sections of the
// form "LABEL: text", lists separated by semicolons.
func labelledMarks(d *draft) int {
	n := d.linesBeginning("WORK DESCRIPTION:", "WORK ACTIVITIES:", "WORK RESULTS/PRODUCTS:", "WORK CONDITIONS:",
		"JOB CODE TITLE:", "JOB CODE SERIES:", "HRIS TITLE:")
	return n + min(1, d.linesBeginning("Knowledge of:", "Skill in:", "Ability to:")) // these stand in other families too
}
