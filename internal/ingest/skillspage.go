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
	return d.contains("opens in new tab.", "context covered", "competency framework", "source anchors", "evidence pack")
}

var (
	domainHeading  = regexp.MustCompile(`^(\d{1,2})([A-Z][A-Za-z &/'’-]*?)(\d+) statements?$`)
	anchorsHeading = regexp.MustCompile(`(?i)source anchors`)
	anchorsClaim   = regexp.MustCompile(`(?i)(\d+)\s+anchors`)
	levelsClaim    = regexp.MustCompile(`(?i)\b(two|three|four|five|six|[2-6])\s+(?:proficiency|mastery|role)(?:[ /](?:role|proficiency|mastery))*\s+levels`)
)

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
	skipping   bool            // inside a block that holds no statements
	anchors    bool            // inside the list of O*NET tasks
	declared   map[string]int  // list -> statements that the page says it has
	incomplete map[string]bool // lists of which not all was captured
}

func readSkillsPage(d *draft) {
	r := &skillsPage{draft: d, framework: occupationFramework, declared: map[string]int{}, incomplete: map[string]bool{}}
	lines := r.lines
	head := r.firstLine()
	r.doc.Class.Title = Fold(head.text)
	r.section = r.doc.Class.Title
	for _, l := range lines {
		if l.num <= head.num || l.blank() {
			continue
		}
		if words, ok := l.bullet(r.text); ok {
			r.readBullet(words)
		} else {
			r.readLine(l)
		}
	}
	r.checkCounts()
	r.placeLevels()
}

// readLine reads a line that is no bullet: a heading, a paragraph or page
// furniture.
func (r *skillsPage) readLine(l line) {
	lower := strings.ToLower(l.text)
	switch m := domainHeading.FindStringSubmatch(l.text); {
	case m != nil:
		r.competency, r.skipping, r.section = Fold(m[2]), false, Fold(m[2])
		r.declared[r.competency], _ = strconv.Atoi(m[3])
	case strings.HasPrefix(lower, "evidence pack"):
		r.skipping, r.section = true, Fold(l.text)
	case anchorsHeading.MatchString(l.text):
		r.framework, r.competency, r.anchors, r.skipping = onetFramework, "", true, false
		if m := anchorsClaim.FindStringSubmatch(l.text); m != nil {
			r.declared[onetFramework], _ = strconv.Atoi(m[1])
		}
		r.section = Fold(l.text)
	case strings.HasSuffix(lower, "framework") && len(strings.Fields(l.text)) <= 6:
		r.framework, r.competency, r.skipping = Fold(l.text), "", false
		r.section = r.framework
	case strings.HasPrefix(lower, "context covered"):
		r.addSpan(spec.Context, trim(r.text, spec.Span{Start: l.Start + len("context covered"), End: l.End}))
	case strings.HasPrefix(lower, "sources:"):
		r.readSources(trim(r.text, spec.Span{Start: l.Start + len("sources:"), End: l.End}))
	case r.framework == occupationFramework && terminated(l.text):
		r.addSpan(spec.Purpose, l.Span)
	case terminated(l.text) && r.competency == "" && !r.anchors:
		r.addSpan(spec.Note, l.Span)
	}
}

func (r *skillsPage) readBullet(words spec.Span) {
	if r.skipping || words.Len() == 0 {
		return
	}
	words, citations := r.cutCitations(words)
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
			if word := chipWords(s[wordStart:wordEnd]); word != "" && !strings.Contains(title, " "+word+" ") {
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

// chipWords returns the words of s, punctuation between them left out.
func chipWords(s string) string { return strings.Join(strings.FieldsFunc(s, chipSpace), " ") }

func chipSpace(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '.' }

// isGlue reports whether a capital stands directly behind a lower-case letter
// or a digit at s[i].
func isGlue(s string, i int) bool {
	next, _ := utf8.DecodeRuneInString(s[i:])
	last, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsUpper(next) && (unicode.IsLower(last) || unicode.IsDigit(last))
}

// checkCounts compares what the page says it holds with what was captured.
func (r *skillsPage) checkCounts() {
	found := map[string]int{}
	for _, st := range r.doc.Statements {
		if !st.Kind.IsRequirement() {
			continue
		}
		if st.Framework == onetFramework {
			found[onetFramework]++
		}
		found[st.Competency]++
	}
	for _, l := range r.lines { // in page order
		name := ""
		if m := domainHeading.FindStringSubmatch(l.text); m != nil {
			name = Fold(m[2])
		} else if anchorsClaim.MatchString(l.text) && anchorsHeading.MatchString(l.text) {
			name = onetFramework
		}
		if want, ok := r.declared[name]; ok && want != found[name] {
			r.warn(l.num, "%s: the page claims %d, %d are present", name, want, found[name])
			r.incomplete[name] = true
			delete(r.declared, name)
		}
	}
}

var numberWords = map[string]int{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

// placeLevels gives levels by position where the order leaves one reading:
// the page says how many levels a framework has, and every list of the
// framework is whole and divides evenly among them. Where one list of a
// framework does not, the blocks are not of equal size, and no level is given
// in any.
func (r *skillsPage) placeLevels() {
	m := levelsClaim.FindStringSubmatch(r.text)
	if m == nil {
		r.warn(0, "the page does not say how many levels it has; no statement gets a level")
		return
	}
	n := numberWords[strings.ToLower(m[1])]
	if n == 0 {
		n, _ = strconv.Atoi(m[1])
	}
	for i := range n {
		r.doc.Class.Levels = append(r.doc.Class.Levels, spec.Level{
			Ordinal: i + 1, Label: "Level " + strconv.Itoa(i+1), Basis: spec.ByPosition,
		})
	}
	lists := map[string]map[string][]int{} // framework, competency -> statement numbers
	for i, st := range r.doc.Statements {
		if st.Kind != spec.Behavior {
			continue
		}
		if lists[st.Framework] == nil {
			lists[st.Framework] = map[string][]int{}
		}
		lists[st.Framework][st.Competency] = append(lists[st.Framework][st.Competency], i)
	}
	for _, framework := range slices.Sorted(maps.Keys(lists)) {
		byCompetency := lists[framework]
		if !r.divides(n, byCompetency) {
			r.warn(0, "%s: its lists do not divide into %d equal levels; its statements get no level", framework, n)
			continue
		}
		for _, list := range byCompetency {
			for k, i := range list {
				r.doc.Statements[i].Level = r.level(k * n / len(list))
			}
		}
	}
}

func (r *skillsPage) divides(n int, lists map[string][]int) bool {
	for name, list := range lists {
		if len(list)%n != 0 || r.incomplete[name] {
			return false
		}
	}
	return true
}
