package ingest

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// The skills-page family: the captured text of a web page about one
// occupation. "Topic — behaviour" bullets in several frameworks, citation
// chips glued behind them, and the O*NET tasks that anchor them. The level
// headings are lost in the capture.

func skillsPageMarks(d *draft) int {
	chips, frameworks, anchors := 0, 0, 0
	for _, l := range d.lines {
		switch {
		case strings.Contains(l.text, chipEnd):
			chips = 1
		case isFrameworkHeading(l.text):
			frameworks = 1
		case anchorsHeading.MatchString(l.text):
			anchors = 1
		}
	}
	return d.linesBeginning("Context covered", "Evidence pack") + chips + frameworks + anchors
}

var (
	domainHeading  = regexp.MustCompile(`^(\d{1,2})[.)]?\s?([A-Z].*?)\s?\(?(\d+) statements?\)?$`)
	anchorsHeading = regexp.MustCompile(`(?i)source anchors`)
	anchorsClaim   = regexp.MustCompile(`(?i)(\d+)\s+anchors`)
	levelsClaim    = regexp.MustCompile(`(?i)\b(two|three|four|five|six|[2-6])\s+(?:(?:proficiency|mastery|role)[ /]?)+\s*levels`)
)

// isFrameworkHeading reports whether a line names a framework.
func isFrameworkHeading(s string) bool {
	return strings.HasSuffix(strings.ToLower(s), " framework") && len(strings.Fields(s)) <= 6 && startsUpper(s)
}

// onetFramework names the framework of the O*NET tasks that a page quotes.
const onetFramework = "O*NET"

// occupationFramework names the framework of the statements that stand before
// any framework heading: the page's own statements about the occupation.
const occupationFramework = "Occupation"

// skillsPage is a skills page being read.
type skillsPage struct {
	*draft
	framework  string
	competency string
	skipping   int  // statements of a block that holds none, left out so far; 0 outside
	anchors    bool // inside the list of O*NET tasks
	declared   map[list]int
	incomplete map[list]bool  // lists of which not all was captured
	levels     map[string]int // framework -> levels that its own text claims
}

// A list is the statements of one competency of a framework.
type list struct{ framework, competency string }

func readSkillsPage(d *draft) {
	r := &skillsPage{draft: d, framework: occupationFramework, declared: map[list]int{}, incomplete: map[list]bool{}, levels: map[string]int{}}
	lines := trimBlank(r.lines)
	for len(lines) > 1 && letterhead.MatchString(lines[0].text) {
		r.warn(lines[0].num, "page furniture, left out: %q", clip(lines[0].text))
		lines = trimBlank(lines[1:])
	}
	if len(lines) == 0 {
		return
	}
	r.doc.Class.Title = Fold(lines[0].text)
	r.section = r.doc.Class.Title
	lines = lines[1:]
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		words, isBullet := r.bullet(l)
		if !isBullet {
			r.readLine(l)
			continue
		}
		for i+1 < len(lines) && r.goesOn(words, lines[i+1]) {
			i++
			words.End = lines[i].End
		}
		r.readBullet(words)
	}
	r.endSkipping(0)
	r.checkCounts()
	r.placeLevels()
}

// goesOn reports whether l continues an unfinished bullet.
func (r *skillsPage) goesOn(bullet spec.Span, l line) bool {
	_, isBullet := r.bullet(l)
	return !l.blank() && !isBullet && startsLower(l.text) && !terminated(r.text[bullet.Start:bullet.End])
}

// readLine reads a line that is no bullet: a heading, a paragraph or page
// furniture.
func (r *skillsPage) readLine(l line) {
	lower := strings.ToLower(l.text)
	m := domainHeading.FindStringSubmatch(l.text)
	switch {
	case l.blank():
	case m != nil:
		r.endSkipping(l.num)
		r.competency, r.section = Fold(m[2]), Fold(m[2])
		r.declared[list{r.framework, r.competency}], _ = strconv.Atoi(m[3])
	case strings.HasPrefix(lower, "evidence pack"):
		r.skipping, r.section = 1, Fold(l.text)
	case anchorsHeading.MatchString(l.text):
		r.endSkipping(l.num)
		r.framework, r.competency, r.anchors = onetFramework, "", true
		if m := anchorsClaim.FindStringSubmatch(l.text); m != nil {
			r.declared[list{onetFramework, ""}], _ = strconv.Atoi(m[1])
		}
		r.section = Fold(l.text)
	case isFrameworkHeading(l.text):
		r.endSkipping(l.num)
		r.framework, r.competency = Fold(l.text), ""
		r.section = r.framework
	case strings.HasPrefix(lower, "context covered"):
		r.addSpan(spec.Context, r.afterLabel(l, "context covered"))
	case strings.HasPrefix(lower, "sources:"):
		r.readSources(r.afterLabel(l, "sources"))
	case r.framework == occupationFramework && terminated(l.text):
		r.addSpan(spec.Purpose, l.Span)
	case terminated(l.text):
		r.addSpan(spec.Note, l.Span)
		r.claimLevels(l.text)
	default:
		r.warn(l.num, "page furniture, left out: %q", clip(l.text))
	}
}

// afterLabel returns what stands behind a label and its colon.
func (r *skillsPage) afterLabel(l line, label string) spec.Span {
	s := trim(r.text, spec.Span{Start: l.Start + len(label), End: l.End})
	if strings.HasPrefix(r.text[s.Start:s.End], ":") {
		s.Start++
	}
	return trim(r.text, s)
}

// claimLevels remembers how many levels a framework's own text says it has.
func (r *skillsPage) claimLevels(text string) {
	m := levelsClaim.FindStringSubmatch(text)
	if m == nil {
		return
	}
	n := numberWords[strings.ToLower(m[1])]
	if n == 0 {
		n, _ = strconv.Atoi(m[1])
	}
	r.levels[r.framework] = n
}

// endSkipping says what a block without statements was, and ends it.
func (r *skillsPage) endSkipping(line int) {
	if r.skipping > 1 {
		r.warn(line, "%s of %q: figures about the page, not statements", counted(r.skipping-1, "line"), clip(r.section))
	}
	r.skipping = 0
}

func (r *skillsPage) readBullet(words spec.Span) {
	if r.skipping > 0 {
		r.skipping++
		return
	}
	words, citations := r.cutCitations(words)
	if words.Len() == 0 {
		return
	}
	kind := spec.Behavior
	if r.anchors {
		kind = spec.Task
	}
	r.add(spec.Statement{
		Kind: kind, Framework: r.framework, Competency: r.competency,
		Span: trimEnds(r.text, words, ".;"), Citations: citations,
	})
}

// readSources keeps the sources that a framework or the page names: one fact
// a citation chip, or the line as it stands.
func (r *skillsPage) readSources(s spec.Span) {
	if !strings.Contains(r.text[s.Start:s.End], chipEnd) {
		r.fact(FactSources, s)
		return
	}
	for _, c := range r.chips(s) {
		r.doc.Facts = append(r.doc.Facts, spec.Fact{Name: FactSources, Value: c.Title, Span: c.Span})
	}
}

// chipEnd closes a citation chip in the capture.
const chipEnd = "Opens in new tab."

// chips returns the citation chips that fill s from its start.
func (r *skillsPage) chips(s spec.Span) []spec.Citation {
	var out []spec.Citation
	for {
		end := strings.Index(r.text[s.Start:s.End], chipEnd)
		if end < 0 {
			return out
		}
		chip := trimEnds(r.text, spec.Span{Start: s.Start, End: s.Start + end}, ".")
		words := r.text[chip.Start:chip.End]
		c := spec.Citation{Title: Fold(words), Span: chip}
		if start, glue := findChip(words); start == 0 {
			c.Label, c.Title = Fold(words[:glue]), Fold(words[glue:])
		}
		out = append(out, c)
		s.Start += end + len(chipEnd)
	}
}

// cutCitations takes the citation chips off the end of a statement. A chip is
// captured as its visible label, glued to its full title, then chipEnd.
func (r *skillsPage) cutCitations(words spec.Span) (spec.Span, []spec.Citation) {
	text := r.text[words.Start:words.End]
	end := strings.Index(text, chipEnd)
	if end < 0 {
		return words, nil
	}
	start, _ := findChip(text[:end])
	if start < 0 {
		r.warn(r.lineOf(words.Start), "a citation could not be told from the statement")
		return words, nil
	}
	chipsAt := words.Start + start
	return trim(r.text, spec.Span{Start: words.Start, End: chipsAt}), r.chips(spec.Span{Start: chipsAt, End: words.End})
}

// maxChip bounds how far before its end a chip is looked for, in bytes.
const maxChip = 400

// findChip returns where the last chip in s begins and where in it the label
// is glued to the title, -1 when there is none. The glue is a capital without
// a space before it ("...2021WEF Skills..."), and every word of the label
// stands again in the title: going back from the glue, the first word that
// does not is the statement's.
func findChip(s string) (start, glue int) {
	start, glue = -1, -1
	for i := max(1, len(s)-maxChip); i < len(s); i++ {
		if !isGlue(s, i) {
			continue
		}
		title := " " + chipWords(s[i:]) + " "
		from := i
		for from > 0 {
			wordEnd := len(strings.TrimRightFunc(s[:from], unicode.IsSpace))
			wordStart := strings.LastIndexFunc(s[:wordEnd], unicode.IsSpace) + 1
			if word := chipWords(s[wordStart:wordEnd]); word != "" && !titleHas(title, word) {
				break
			}
			from = wordStart
		}
		if from < i && (start < 0 || from < start) {
			start, glue = from, i
		}
	}
	return start, glue
}

// titleHas reports whether a word of a label stands in the title; a number
// may have its ending there ("8", "8th ed.").
func titleHas(title, word string) bool {
	if strings.Trim(word, "0123456789") == "" {
		return strings.Contains(title, " "+word)
	}
	return strings.Contains(title, " "+word+" ")
}

// chipWords returns the words of s, punctuation between them left out.
func chipWords(s string) string { return strings.Join(strings.FieldsFunc(s, chipSpace), " ") }

func chipSpace(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '.' }

// isGlue reports whether a capital stands directly behind a lower-case letter
// or a digit at s[i], or an abbreviation is repeated there ("NARANARA").
func isGlue(s string, i int) bool {
	next, _ := utf8.DecodeRuneInString(s[i:])
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	if !unicode.IsUpper(next) {
		return false
	}
	label := s[strings.LastIndexFunc(s[:i], unicode.IsSpace)+1 : i]
	return unicode.IsLower(last) || unicode.IsDigit(last) || len(label) > 1 && isUpper(label) && strings.HasPrefix(s[i:], label)
}

// checkCounts compares what the page says it holds with what was captured.
func (r *skillsPage) checkCounts() {
	found := map[list]int{}
	for _, st := range r.doc.Statements {
		if st.Kind.IsRequirement() {
			found[list{st.Framework, st.Competency}]++
		}
	}
	names := slices.SortedFunc(maps.Keys(r.declared), func(a, b list) int {
		return strings.Compare(a.framework+a.competency, b.framework+b.competency)
	})
	for _, l := range names {
		if r.declared[l] != found[l] {
			r.warn(0, "%s: the page claims %d statements, %d are present", strings.TrimSpace(l.framework+" "+l.competency), r.declared[l], found[l])
			r.incomplete[l] = true
		}
	}
}

var numberWords = map[string]int{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

// placeLevels gives levels by position where the order leaves one reading:
// the page says how many levels there are, and every list of a framework is
// whole and divides evenly among them. Where one list of a framework does
// not, the blocks are not of equal size, and no level is given in any. A
// number that one framework states holds for those that state none, unless
// two state different ones.
func (r *skillsPage) placeLevels() {
	n := 0
	for _, claimed := range r.levels {
		if n != 0 && n != claimed {
			r.warn(0, "its frameworks have different numbers of levels; no statement gets a level")
			return
		}
		n = claimed
	}
	if n == 0 {
		r.warn(0, "the page does not say how many levels it has; no statement gets a level")
		return
	}
	lists := map[string]map[list][]int{} // framework -> list -> statement numbers
	for i, st := range r.doc.Statements {
		if st.Kind != spec.Behavior {
			continue
		}
		if lists[st.Framework] == nil {
			lists[st.Framework] = map[list][]int{}
		}
		l := list{st.Framework, st.Competency}
		lists[st.Framework][l] = append(lists[st.Framework][l], i)
	}
	if !slices.ContainsFunc(slices.Collect(maps.Values(lists)), func(l map[list][]int) bool { return r.divides(n, l) }) {
		r.warn(0, "no framework's lists divide into %d equal levels; no statement gets a level", n)
		return
	}
	for i := range n {
		r.doc.Class.Levels = append(r.doc.Class.Levels, spec.Level{
			Ordinal: i + 1, Label: "Level " + strconv.Itoa(i+1), Basis: spec.ByPosition,
		})
	}
	for _, framework := range slices.Sorted(maps.Keys(lists)) {
		if !r.divides(n, lists[framework]) {
			r.warn(0, "%s: its lists do not divide into %d equal levels; its statements get no level", framework, n)
			continue
		}
		for _, numbers := range lists[framework] {
			for k, i := range numbers {
				r.doc.Statements[i].Level = r.level(k * n / len(numbers))
			}
		}
	}
}

func (r *skillsPage) divides(n int, lists map[list][]int) bool {
	for l, numbers := range lists {
		if len(numbers)%n != 0 || r.incomplete[l] {
			return false
		}
	}
	return true
}
