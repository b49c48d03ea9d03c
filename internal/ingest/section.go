package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// An item is one entry of a list: its words, and the stem that an earlier
// line of the list puts in front of them.
type item struct {
	spec.Span
	sign string // of the list; empty for a paragraph
	stem string
	lead bool // only introduces the entries below it
}

// readTopic reads the lines under a heading as the topic says.
func (d *draft) readTopic(t topic, lines []line, base spec.Statement) {
	lines = trimBlank(lines)
	if len(lines) == 0 {
		return
	}
	if t.fact != "" {
		d.readFact(t.fact, lines)
		return
	}
	base.Kind = t.kind
	if lines = d.withoutTables(lines, t, base); len(lines) == 0 {
		return
	}
	switch t.cut {
	case prose:
		for _, it := range d.entries(lines, wholeBlocks) {
			base.Span = it.Span
			d.add(base)
		}
	case bySentence:
		for _, it := range d.entries(lines, wholeBlocks) {
			for _, s := range sentences(d.text, it.Span) {
				base.Span = trimEnds(d.text, s, ".;")
				d.add(base)
			}
		}
	case byFrame:
		broken := false // an entry with a frame of its own has stood there
		for _, it := range d.items(lines) {
			words := Fold(d.text[it.Start:it.End])
			broken = broken || semantic.OpeningFrame(words) > 0
			entry := base
			if broken && !(strings.HasSuffix(base.Stem, " to") && semantic.BeginsWithVerb(words)) {
				entry.Stem = "" // it may be the heading's, or stand by itself
			}
			d.addFramed(it, t.kind, entry)
		}
	case bySemicolon:
		for _, it := range d.entries(lines, listLines) {
			for _, part := range itemsOf(listItems(d.text, it.Span)) {
				d.addItem(part, t.kind, base)
			}
		}
	default:
		bulleted := d.hasBullets(lines)
		if t.kind == spec.Duty && d.isParagraph(lines) {
			for _, s := range sentences(d.text, spanOf(lines)) {
				for _, part := range dutyParts(d.text, s) {
					d.addItem(item{Span: part}, t.kind, base)
				}
			}
			return
		}
		for _, it := range d.items(lines) {
			if t.kind == spec.Duty && (!bulleted || it.sign == "") && it.stem == "" {
				for _, s := range sentences(d.text, it.Span) {
					d.addItem(item{Span: trimEnds(d.text, s, ".;"), lead: it.lead}, t.kind, base)
				}
				continue
			}
			d.addItem(it, t.kind, base)
		}
	}
}

// withoutTables reads the tables of Markdown among the lines under a heading, an
// entry a row, and returns the other lines.
func (d *draft) withoutTables(lines []line, t topic, base spec.Statement) []line {
	var rest []line
	for i := 0; i < len(lines); i++ {
		if i+1 == len(lines) || !strings.HasPrefix(lines[i].text, "|") || !headerRule.MatchString(lines[i+1].text) {
			rest = append(rest, lines[i])
			continue
		}
		for i += 2; i < len(lines) && strings.HasPrefix(lines[i].text, "|"); i++ {
			if cell := d.entryCell(lines[i]); cell.Len() > 0 {
				if t.cut == byFrame {
					d.addFramed(item{Span: cell}, t.kind, base)
				} else {
					d.addItem(item{Span: cell}, t.kind, base)
				}
			}
		}
		i--
	}
	return trimBlank(rest)
}

// entryCell returns the longest cell of a row that has words: numbers and shares of
// time stand beside it.
func (d *draft) entryCell(l line) spec.Span {
	longest := spec.Span{}
	for _, c := range d.rowCells(l) {
		if c.Len() > longest.Len() && strings.ContainsFunc(d.text[c.Start:c.End], unicode.IsLetter) {
			longest = c
		}
	}
	return trimEnds(d.text, longest, ".;,")
}

// addItem adds a list entry. Among qualifications an entry with a frame of
// its own ("Knowledge of load charts") is what the frame says.
func (d *draft) addItem(it item, kind spec.Kind, base spec.Statement) {
	base.Span, base.Stem, base.Kind = it.Span, it.stem, kind
	words := Fold(d.text[it.Start:it.End])
	switch {
	case kind == spec.Other && d.labelledFact(it.Span):
		return
	case kind == spec.Duty && aboutApplying.MatchString(words):
		base.Kind, base.Stem = spec.Note, ""
	case kind == spec.Qualification && connectors.MatchString(strings.ToUpper(words)):
		return
	case it.lead:
		base.Kind = spec.Note
	case kind == spec.Qualification && substitution.MatchString(words):
		d.addSubstitutions(it, base)
		return
	case kind == spec.Qualification && it.stem == "" && semantic.OpeningFrame(words) > 0 && !wished.MatchString(d.section) && !wished.MatchString(words):
		base.Kind = semantic.FrameKind(words, kind)
	}
	d.add(base)
}

// aboutApplying matches sentences about who applies and how, which run on behind the
// duties of a posting.
var aboutApplying = regexp.MustCompile(`(?i)^(?:(?:all|any|qualified|interested|successful|only|eligible|selected|external|internal) )*(?:applicants?|candidates?|applications?|r[eé]sum[eé]s?|cover letters?)\b.{0,60}\b(?:must|should|will|may|shall|are|is|can|who|submitted|received)\b|^(?:reasonable )?(?:accommodations?|adjustments?)\b.{0,120}\b(?:disabilit|request)|^(?:to apply|how to apply|please (?:apply|submit|send|include))\b`)

// labelledFact keeps an entry such as "Established: 10/20/1931" as a fact, and
// reports whether it is one.
func (d *draft) labelledFact(s spec.Span) bool {
	m := labelPattern.FindStringSubmatchIndex(d.text[s.Start:s.End])
	if m == nil {
		return false
	}
	t, known := d.topicOf(d.text[s.Start+m[2] : s.Start+m[3]])
	value := trim(d.text, spec.Span{Start: s.Start + m[1], End: s.End})
	if !known || t.fact == "" || value.Len() == 0 {
		return false
	}
	d.fact(t.fact, value)
	return true
}

// wished matches what is wished for and not required.
var wished = regexp.MustCompile(`(?i)\b(?:prefer(?:red|ence|able)?|desir(?:ed|able)|nice to have|a plus|an asset)\b`)

// substitution finds the rule that something else may replace a qualification.
var substitution = regexp.MustCompile(`(?i)\b(?:may|can|will) (?:also )?(?:be )?substitut|\bsubstitut(?:ion|ed|ing|es)\b.{0,60}\bfor\b`)

// addSubstitutions cuts an entry of qualifications that holds the rule that
// something may replace them: the rule is an item of its own.
func (d *draft) addSubstitutions(it item, base spec.Statement) {
	for _, sentence := range sentences(d.text, it.Span) {
		for _, part := range listItems(d.text, sentence) {
			base.Span, base.Kind = trimEnds(d.text, part, ".;"), spec.Qualification
			if substitution.MatchString(d.text[part.Start:part.End]) {
				base.Kind, base.Stem = spec.Substitution, ""
			}
			d.add(base)
		}
	}
}

// dutyParts cuts a sentence at its semicolons where each part has a verb. A part
// without one goes with the part before: "conducts sand surveys; oil testing".
func dutyParts(text string, s spec.Span) []spec.Span {
	var out []spec.Span
	third := false // the verbs are those of a third person: "conducts"
	for i, part := range listItems(text, s) {
		words := text[part.Start:part.End]
		if i == 0 {
			third = thirdPerson.MatchString(words)
		}
		if i > 0 && (third && !thirdPerson.MatchString(words) || !third && !semantic.BeginsWithVerb(words)) {
			out[len(out)-1].End = part.End
			continue
		}
		out = append(out, part)
	}
	return out
}

// thirdPerson matches a part whose verb, behind an adverb perhaps, has the ending of
// the third person. What names the job before it counts as such a part.
var thirdPerson = regexp.MustCompile(`^(?:[Aa]lso |[Rr]egularly |[Ii]ndependently |[Tt]hen )?[A-Za-z]+[^s\W]s\b|^(?:An? |The |This |They )`)

// readFact keeps the first line as the fact's value; what follows is kept as
// text of no known kind, with a warning.
func (d *draft) readFact(name string, lines []line) {
	if name == FactClassCode {
		d.code(lines[0].Span)
	} else {
		d.fact(name, lines[0].Span)
	}
	if rest := trimBlank(lines[1:]); len(rest) > 0 {
		d.warn(rest[0].num, "what follows %s is not understood; kept as kind %q", strings.ReplaceAll(name, "_", " "), spec.Other)
		d.readTopic(topic{kind: spec.Other}, rest, spec.Statement{})
	}
}

func joinStem(stem, words string) string {
	if stem == "" {
		return words
	}
	return stem + " " + words
}

// entries returns the bullets of lines where there are any, else the
// paragraphs, cut as said.
func (d *draft) entries(lines []line, cut func(d *draft, block []line) []item) []item {
	if d.hasBullets(lines) {
		return d.bullets(lines)
	}
	var out []item
	for _, block := range blocks(lines) {
		out = append(out, cut(d, block)...)
	}
	return out
}

func (d *draft) hasBullets(lines []line) bool {
	for _, l := range lines {
		if _, ok := d.bullet(l); ok {
			return true
		}
	}
	return false
}

// items cuts lines into list entries: by bullets where there are any, else a
// lone paragraph at its semicolons, else by lines and paragraphs.
func (d *draft) items(lines []line) []item {
	if d.isParagraph(lines) {
		// What opens with a frame is cut with it, by addFramed.
		if parts := listItems(d.text, spanOf(lines)); len(parts) > 1 && semantic.OpeningFrame(d.text[parts[0].Start:parts[0].End]) == 0 {
			return itemsOf(parts)
		}
	}
	return d.joinStems(d.entries(lines, listLines))
}

// isParagraph reports whether lines are one paragraph and no list.
func (d *draft) isParagraph(lines []line) bool {
	if d.hasBullets(lines) {
		return false
	}
	groups := blocks(lines)
	return len(groups) == 1 && len(listLines(d, groups[0])) == 1
}

func itemsOf(spans []spec.Span) []item {
	out := make([]item, len(spans))
	for i, s := range spans {
		out[i].Span = s
	}
	return out
}

// bullets returns one item a bullet; a line without a sign continues the
// bullet above it, and a sign that stands alone takes the lines below it.
func (d *draft) bullets(lines []line) []item {
	var out []item
	open, margin := false, d.margin()
	for i, l := range lines {
		if l.blank() {
			open = open && out[len(out)-1].Len() == 0
			continue
		}
		span, isBullet := d.bullet(l)
		last := len(out) - 1
		switch {
		case isBullet:
			out = append(out, item{Span: span, sign: strings.TrimSpace(d.text[l.Start:span.Start])})
		case open && out[last].Len() > 0 && beginsAnew(lines[i-1], l, margin):
			out = append(out, item{Span: span})
		case open && out[last].Len() == 0:
			out[last].Span = span
		case open, last >= 0 && startsLower(l.text) && !terminated(d.text[out[last].Start:out[last].End]):
			out[last].End = span.End // over two lines, or two pages
		default:
			out = append(out, item{Span: span})
		}
		open = true
	}
	return out
}

// beginsAnew reports whether a line that has no sign is an entry of its own, and
// does not go on with the one above it: that is finished, and no margin ended it.
func beginsAnew(above, l line, margin int) bool {
	return terminated(above.text) && startsUpper(l.text) && float64(above.Len()) < nearMargin*float64(max(margin, wrapped))
}

// wholeBlocks keeps a paragraph whole.
func wholeBlocks(_ *draft, block []line) []item {
	return []item{{Span: spanOf(block)}}
}

// Of a block's longest line, a line shorter than this share was ended by its
// writer and not by the margin.
const (
	endedByWriter = 0.6
	// A block whose lines are all shorter than this was not wrapped at all.
	unwrapped = 70
)

// listLines cuts a paragraph where its writer began a new entry: behind a
// finished line, behind a line that stops well before the margin, or at every
// line of a list of short ones.
func listLines(d *draft, block []line) []item {
	widest, everyUpper, semicolons := 0, true, 0
	for _, l := range block {
		widest = max(widest, utf8.RuneCountInString(l.text))
		everyUpper = everyUpper && startsUpper(l.text)
		if strings.HasSuffix(l.text, ";") {
			semicolons++
		}
	}
	bySemicolon := 2*semicolons >= len(block) && semicolons > 1
	listed := everyUpper && (widest < unwrapped || looksListed(block))
	var out []item
	start := 0
	for i := 1; i <= len(block); i++ {
		if i < len(block) {
			last := block[i-1].text
			begins := startsUpper(block[i].text) &&
				(terminated(last) || float64(utf8.RuneCountInString(last)) < endedByWriter*float64(widest) || listed) ||
				bySemicolon && strings.HasSuffix(last, ";")
			if !begins {
				continue
			}
		}
		out = append(out, item{Span: spanOf(block[start:i])})
		start = i
	}
	return out
}

// fewestListed is how many lines are a list at least, none of which goes on in lower
// case: of a paragraph that the margin broke, some would.
const fewestListed = 4

// looksListed reports whether lines that all begin with a capital are entries.
func looksListed(block []line) bool {
	for _, l := range block {
		if !startsUpper(l.text) {
			return false
		}
	}
	return len(block) >= fewestListed
}

// joinStems trims the items and gives those that continue a stem theirs. A
// stem is an entry that waits for its subject: a bare frame ("Considerable
// knowledge"), or an entry that ends in a colon before entries in lower case.
func (d *draft) joinStems(list []item) []item {
	var out []item
	stem, preposition, outer := "", "", ""
	for i, it := range list {
		words := Fold(d.text[it.Start:it.End])
		if words == "" {
			continue
		}
		if outer != "" && it.sign == outer { // back from the inner list
			stem, outer = "", ""
		}
		if d.opensInner(list, i) {
			stem, preposition, outer = strings.TrimRight(words, " :"), "", it.sign
			continue
		}
		frame := semantic.IsFrame(words) && !terminated(strings.TrimRight(words, ":"))
		if frame || strings.HasSuffix(words, ":") {
			stem, preposition = "", ""
			if !frame && (i+1 == len(list) || !startsLower(d.text[list[i+1].Start:list[i+1].End])) {
				it.Span, it.lead = trimEnds(d.text, it.Span, ":"), true
				out = append(out, it)
				continue
			}
			stem = strings.TrimRight(words, " :")
			preposition = semantic.FramePreposition(stem)
			continue
		}
		if stem != "" && !takesStem(stem, words) {
			stem = ""
		}
		it.Span = trimEnds(d.text, it.Span, ".;,")
		it.stem = stem
		if stem != "" && preposition != "" {
			// The first entry may bring the preposition for all of them.
			first, _, _ := strings.Cut(words, " ")
			if semantic.IsPreposition(strings.ToLower(first)) {
				preposition = first
			} else {
				it.stem = stem + " " + preposition
			}
		}
		if it.stem != "" {
			it.Span = d.withoutDoubled(it.stem, it.Span)
		}
		out = append(out, it)
	}
	return out
}

// opensInner reports whether the i-th entry is unfinished and stands above
// entries in lower case with another sign: "• May supervise" above
// "– interns".
func (d *draft) opensInner(list []item, i int) bool {
	if i+1 == len(list) || list[i].sign == "" || list[i+1].sign == "" || list[i].sign == list[i+1].sign {
		return false
	}
	words, next := strings.TrimSpace(d.text[list[i].Start:list[i].End]), d.text[list[i+1].Start:list[i+1].End]
	if semantic.BeginsWithVerb(words) && len(strings.Fields(words)) > 1 && semantic.BeginsWithVerb(next) {
		return false // whole by itself, and so is what stands below
	}
	numbered := strings.ContainsAny(list[i].sign, "0123456789") || isLetterSign(list[i].sign)
	return !numbered && !strings.HasSuffix(words, ",") && !terminated(words) && startsLower(next)
}

// isLetterSign reports whether a list sign counts by letters ("a.", "(b)").
func isLetterSign(sign string) bool {
	return strings.ContainsFunc(sign, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
}

func trimBlank(lines []line) []line {
	for len(lines) > 0 && lines[0].blank() {
		lines = lines[1:]
	}
	for len(lines) > 0 && lastLine(lines).blank() {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// counted writes a number with its noun: "1 line", "2 lines".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// maxQuoted bounds how much of a line a warning quotes.
const maxQuoted = 60

func clip(s string) string {
	r := []rune(Fold(s))
	if len(r) <= maxQuoted {
		return string(r)
	}
	return string(r[:maxQuoted]) + "…"
}
