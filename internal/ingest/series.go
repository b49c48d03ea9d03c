package ingest

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// Facts that specifications of a series state about each of their classes.
const (
	FactAbolished    = "abolished"
	FactTitleChanged = "title_changed"
)

// A member is one class of a specification, which may be of several.
type member struct {
	class   spec.Class
	facts   []spec.Fact
	date    string // the latest that is stated
	heading titleKey
}

// sectionedMarks counts the marks of specifications that are sections under
// "#" headings, as the State of California publishes them.
func sectionedMarks(d *draft) int {
	if !strings.HasPrefix(d.firstLine().text, "#") {
		return 0
	}
	n := d.linesBeginning("## Minimum Qualifications", "## Knowledge and Abilities", "## Knowledges and Abilities", "## Typical Tasks",
		"## Definition of Levels", "## Definition of Series", "## Class History")
	if len(d.classTable()) > 0 {
		n++
	}
	return n
}

// readSectioned reads a specification of "#" headings: of one class, or of the
// classes that its table names. What stands under a heading with a class's
// title is that class's; what stands under none is shared by all.
func readSectioned(d *draft) {
	r := &sectioned{draft: d}
	r.readTable()
	r.readLines()
	d.members = r.members
	d.scopes = r.scopes
	if len(d.members) == 1 {
		d.doc.Class.Code, d.doc.Facts = d.members[0].class.Code, append(d.doc.Facts, d.members[0].facts...)
		d.members, d.scopes = nil, nil
	}
}

// sectioned is the reading of one specification.
type sectioned struct {
	*draft
	members []member
	scopes  []scope // of the statements, by index

	sections int   // headings of a topic so far
	inside   []int // which of them each statement stands under

	topic   topic
	known   bool  // whether the heading of the section is
	here    scope // whom the lines are about; nil is everybody
	opened  bool  // the heading above names classes, and nothing stands below it yet
	unit    string
	section string
	pending []line
	head    bool // codes and dates stand here
	inCell  bool // the next line is a cell of a table
}

// A scope is the set of members that something is about, by index and in
// order; nil is all of them.
type scope []int

func (s scope) has(i int) bool { return s == nil || slices.Contains(s, i) }

func (s scope) with(t scope) scope {
	if s == nil || t == nil {
		return nil
	}
	out := append(slices.Clone(s), t...)
	slices.Sort(out)
	return slices.Compact(out)
}

// joined is whom two headings name that stand one below the other: a group and
// then one of it, or all of it, or else classes that share what follows.
func (s scope) joined(t scope) scope {
	switch {
	case t == nil:
		return s
	case s != nil && !slices.ContainsFunc(t, func(i int) bool { return !slices.Contains(s, i) }):
		return t
	}
	return s.with(t)
}

var (
	// headHeading matches the heading under which codes and dates stand.
	headHeading = regexp.MustCompile(`(?i)\bspecifications?$`)
	// caption matches the line over a table.
	caption = regexp.MustCompile(`(?i) - (?:class titles and codes|dates established, revised,? and title changed)$`)
)

// bareHeading matches the heading that sometimes lacks its sign.
var bareHeading = regexp.MustCompile(`(?i)^class history$`)

// readLines hands the lines to the sections that they stand in.
func (r *sectioned) readLines() {
	first := r.firstWords()
	for i, l := range r.lines {
		switch {
		case i == first && !headHeading.MatchString(l.text) || l.blank() || caption.MatchString(l.text):
			if l.blank() && len(r.pending) > 0 {
				r.pending = append(r.pending, l)
			}
		case strings.HasPrefix(l.text, "#"), bareHeading.MatchString(l.text):
			r.flush()
			r.readHeading(l)
		case strings.HasPrefix(l.text, "|"):
			r.flush()
			r.readRow(l)
			r.inCell = l.text == "|" || strings.HasSuffix(l.text, "|")
		case r.inCell:
			r.inCell = false
		default:
			r.opened = false
			r.pending = append(r.pending, r.split(l)...)
		}
	}
	r.flush()
	r.inherit()
}

// secondList matches where a list of abilities begins on the line on which that
// of knowledge ends.
var secondList = regexp.MustCompile(`[.;]\s+(?:Ability to|Knowledge of|Skill in)\s*:`)

// split cuts a line of knowledge and abilities where the second list begins.
func (r *sectioned) split(l line) []line {
	m := secondList.FindStringIndex(l.text)
	if m == nil || r.topic.cut != byFrame {
		return []line{l}
	}
	first, rest := l, l
	first.Span = trim(r.text, spec.Span{Start: l.Start, End: l.Start + m[0] + 1})
	rest.Span = trim(r.text, spec.Span{Start: l.Start + m[0] + 1, End: l.End})
	first.text, rest.text = r.text[first.Start:first.End], r.text[rest.Start:rest.End]
	return []line{first, {Span: spec.Span{Start: first.End, End: first.End}, num: l.num}, rest}
}

// alternativeHeading matches what numbers the alternatives of qualifications.
var alternativeHeading = regexp.MustCompile(`(?i)^(?:and\s+)?(?:either|or|and)?\s*(?:[ivx]{1,4}|[0-9])\.?$|^(?:and\s+)?(?:either|or)$|^and$|^(?:entry|journey|full) levels?$`)

// topicOfClass matches a heading that says what stands under it, and whose.
var topicOfClass = regexp.MustCompile(`(?i)^(.+?)(?: [-–] | for (?:the )?)(.+)$`)

// requirement matches a heading that divides what is asked by what it is:
// "Experience Requirements".
var requirement = regexp.MustCompile(`(?i)^(?:education|experience|credential|licen[sc]e|licensure|certificat\w+)\w*(?:\s+and\s+\w+)? requirements?$`)

func (r *sectioned) readHeading(l line) {
	label := strings.Trim(l.text, "# *:")
	if label == "" || strings.Trim(label, "_-") == "" {
		return
	}
	if who, ok := r.whose(label); ok {
		if r.opened {
			who = r.here.joined(who)
		}
		r.here, r.opened, r.unit = who, true, ""
		return
	}
	r.opened = false
	if alternativeHeading.MatchString(label) {
		r.unit = Fold(label)
		return
	}
	var who scope
	// "Knowledge and Abilities - All Levels", "Minimum Qualifications for Botanist"
	if m := topicOfClass.FindStringSubmatch(label); m != nil {
		if _, ok := r.sectionTopic(m[1]); ok {
			named, known := r.whose(m[2])
			if !known {
				named = r.mentioning(m[2])
			}
			if known || named != nil {
				label, who = m[1], named
			}
		}
	}
	if headHeading.MatchString(label) {
		r.topic, r.known, r.here, r.unit, r.section = topic{kind: spec.Note, cut: prose}, true, nil, "", Fold(label)
		r.head = true
		return
	}
	r.head = false
	if t, ok := r.sectionTopic(label); ok {
		r.sections++
		r.topic, r.known, r.here, r.unit, r.section = t, true, who, "", Fold(label)
		return
	}
	// An unknown heading inside a section that lists what is asked divides it.
	divided := r.topic.kind.IsRequirement() || r.topic.kind == spec.Qualification || classWord.MatchString(label)
	if r.known && divided && len(r.members) > 0 {
		if who := r.mentioning(label); who != nil {
			r.here, r.opened, r.unit = who, true, ""
			return
		}
		if requirement.MatchString(label) { // of all classes, until one is named
			r.here, r.unit = nil, Fold(label)
			return
		}
		r.warn(l.num, "heading %q is not known; read as a part of %q, of the classes above it", clip(label), clip(r.section))
		r.unit = Fold(label)
		return
	}
	r.warn(l.num, "heading %q is not known; its text is kept as kind %q", clip(label), spec.Other)
	r.topic, r.known, r.here, r.unit, r.section = topic{kind: spec.Other}, false, nil, "", Fold(label)
}

// sectionTopics are headings of these specifications that say another thing
// here than elsewhere, or that no other family has.
var sectionTopics = map[string]topic{
	"definition of levels":                  {kind: spec.Purpose, cut: prose},
	"definition of series":                  {kind: spec.Purpose, cut: prose},
	"definition":                            {kind: spec.Purpose, cut: prose},
	"levels description":                    {kind: spec.Purpose, cut: prose},
	"description of levels":                 {kind: spec.Purpose, cut: prose},
	"job characteristics":                   {kind: spec.Purpose, cut: prose},
	"distinguishing characteristics":        {kind: spec.Purpose, cut: prose},
	"factors affecting position allocation": {kind: spec.Context, cut: prose},
	"knowledges and abilities":              {kind: spec.Skill, cut: byFrame},
	"general minimum qualifications":        {kind: spec.Qualification},
	"special personal characteristics":      {kind: spec.Characteristic, cut: bySemicolon},
	"special personal requirements":         {kind: spec.Characteristic, cut: bySemicolon},
	"special characteristics":               {kind: spec.Characteristic, cut: bySemicolon},
	"special physical characteristics":      {kind: spec.WorkCondition, cut: bySemicolon},
	"special physical requirements":         {kind: spec.WorkCondition, cut: bySemicolon},
	"special requirements":                  {kind: spec.Note},
	"additional desirable qualifications":   {kind: spec.Note},
	"desirable qualifications":              {kind: spec.Note},
	"additional desirable characteristics":  {kind: spec.Note},
	"drug testing requirement":              {kind: spec.Note, cut: prose},
	"peace officer standards":               {kind: spec.Note, cut: prose},
	"felony disqualification":               {kind: spec.Note, cut: prose},
	"age limitation":                        {kind: spec.Note, cut: prose},
	"age requirement":                       {kind: spec.Note, cut: prose},
	"minimum age":                           {kind: spec.Note, cut: prose},
	"citizenship requirements":              {kind: spec.Note, cut: prose},
	"citizen requirement":                   {kind: spec.Note, cut: prose},
	"background investigation":              {kind: spec.Note, cut: prose},
	"training requirements":                 {kind: spec.Note, cut: prose},
	"alternate range criteria":              {kind: spec.Note, cut: prose},
}

// sectionTopic returns what stands under a heading of these specifications.
func (r *sectioned) sectionTopic(label string) (topic, bool) {
	if t, ok := r.own.topicOf(label); ok {
		return t, true
	}
	h := strings.TrimSuffix(normalHeading(label), " for")
	if strings.HasPrefix(h, "scope of ") || strings.HasPrefix(h, "scope for ") {
		h = "scope"
	}
	for _, words := range []string{h, strings.TrimSuffix(h, "s"), h + "s"} {
		if t, ok := sectionTopics[words]; ok {
			return t, true
		}
		if t, ok := topicByPhrase[words]; ok {
			return t, true
		}
	}
	return topic{}, false
}

// readRow reads a row of a table: of the class list, which is read already, or
// of the history of the classes.
func (r *sectioned) readRow(l line) {
	cells := rowCells(l)
	if len(cells) == 0 || schematicCode.MatchString(r.text[cells[0].Start:cells[0].End]) {
		return
	}
	who, ok := r.whose(r.text[cells[0].Start:cells[0].End])
	if !ok || len(who) != 1 || len(cells) < 2 {
		return // the header, or of a class that the list does not have
	}
	m := &r.members[who[0]]
	for i, name := range []string{FactEstablished, FactRevised, FactTitleChanged} {
		if i+1 >= len(cells) {
			break
		}
		if date := isoDate(r.text[cells[i+1].Start:cells[i+1].End]); date != "" {
			m.facts = append(m.facts, r.factAt(name, cells[i+1]))
			m.date = max(m.date, date)
		}
	}
}

// flush reads the lines gathered under a heading.
func (r *sectioned) flush() {
	lines := trimBlank(r.pending)
	r.pending = nil
	if len(lines) == 0 {
		return
	}
	r.draft.section = r.section
	if r.unit != "" {
		r.draft.section += spec.SectionSeparator + r.unit
	}
	before := len(r.doc.Statements)
	framed := !r.known && slices.ContainsFunc(lines, func(l line) bool { return framedList.MatchString(l.text) })
	switch {
	case framed: // a list of knowledge and abilities under a heading of its own
		r.readTopic(topic{kind: spec.Skill, cut: byFrame}, lines, spec.Statement{})
	case r.head || r.section == "":
		r.readHead(lines)
	case r.topic.kind == spec.Qualification || r.topic.kind == spec.Substitution:
		r.readQualifications(lines)
	case r.topic.kind == spec.Duty:
		r.readDuties(lines)
	default:
		r.readTopic(r.topic, lines, spec.Statement{})
	}
	for range r.doc.Statements[before:] {
		r.scopes, r.inside = append(r.scopes, r.here), append(r.inside, r.sections)
	}
}

// framedList matches the beginning of a list of knowledge or abilities.
var framedList = regexp.MustCompile(`(?i)^(?:knowledge of|ability to|skill in)\s*:`)

// headFact matches "- Class Code: 9285" under the title.
var headFact = regexp.MustCompile(`^(?:[-•*]\s*)?(Schematic Code|Class Code|Established|Revised|Title Changed|Series established)\s*:?\s+(.+)$`)

var headFacts = map[string]string{
	"Schematic Code": FactSchematicCode, "Established": FactEstablished, "Revised": FactRevised,
	"Title Changed": FactTitleChanged, "Series established": FactEstablished,
}

// readHead reads codes and dates under the title.
func (r *sectioned) readHead(lines []line) {
	var rest []line
	for _, l := range lines {
		m := headFact.FindStringSubmatchIndex(l.text)
		if m == nil {
			rest = append(rest, l)
			continue
		}
		name, value := l.text[m[2]:m[3]], spec.Span{Start: l.Start + m[4], End: l.Start + m[5]}
		if name == "Class Code" {
			r.code(value)
			continue
		}
		if nothing.MatchString(strings.TrimSpace(r.text[value.Start:value.End])) {
			continue
		}
		r.fact(headFacts[name], value)
		if date := isoDate(r.text[value.Start:value.End]); date != "" {
			r.doc.EffectiveDate = max(r.doc.EffectiveDate, date)
		}
	}
	r.readTopic(topic{kind: spec.Note, cut: prose}, rest, spec.Statement{})
}

var joiner = regexp.MustCompile(`(?i)^(?:and|or|and/or)[:.]?$`)

// aboutClass matches a sentence among duties that tells the class from another.
var aboutClass = regexp.MustCompile(`^(?:This|The) class (?:is distinguished|differs)\b|^This is the (?:entry|journey|full|first|working|highest|advanced)\b`)

// readQualifications keeps every paragraph whole: what it asks, and what may
// be substituted, is read from its sentences later.
func (r *sectioned) readQualifications(lines []line) {
	first := len(r.doc.Statements)
	for _, l := range lines {
		if l.blank() {
			continue
		}
		// "and" on a line of its own belongs to what it joins.
		if last := len(r.doc.Statements) - 1; last >= first && joiner.MatchString(l.text) {
			st := &r.doc.Statements[last]
			st.Span.End = l.End
			st.Text = Fold(r.text[st.Span.Start:st.Span.End])
			continue
		}
		st := spec.Statement{Kind: spec.Qualification, Span: trimEnds(r.text, l.Span, ".;")}
		if words := r.text[l.Start:l.End]; strings.HasPrefix(words, "(") && substitution.MatchString(words) {
			st.Kind = spec.Substitution
		}
		r.add(st)
	}
}

// readDuties cuts paragraphs at their semicolons, and at the ends of sentences.
// A comma never ends a duty: it may have several objects.
func (r *sectioned) readDuties(lines []line) {
	if r.hasBullets(lines) {
		r.readTopic(r.topic, lines, spec.Statement{})
		return
	}
	for _, l := range lines {
		if l.blank() {
			continue
		}
		for _, sentence := range sentences(r.text, l.Span) {
			if aboutClass.MatchString(r.text[sentence.Start:sentence.End]) {
				r.add(spec.Statement{Kind: spec.Purpose, Span: sentence})
				continue
			}
			for _, part := range listItems(r.text, sentence) {
				r.addItem(item{Span: trimEnds(r.text, part, ".;")}, spec.Duty, spec.Statement{})
			}
		}
	}
}

// inherited matches what says that a class asks for all that the ones above it
// ask for as well, or that the classes do which it names (group 2).
var inherited = regexp.MustCompile(`(?i)^(?:(knowledge of|ability to|skill in)\s*:?\s*)?(?:` +
	`(?:all\s+(?:of\s+)?(?:the\s+)?(?:above|foregoing|preceding)|in addition to\s+(?:(?:all\s+)?(?:of\s+)?the\s+(?:above|foregoing)|what all levels require))(?:\s+for\s+(?:the\s+)?[A-Z][^;:.]{0,120}?,\s+and\s+)?` +
	`|in addition to\s+(?:all\s+)?the\s+(?:knowledges?|abilit(?:y|ies)|skills?)\s+(?:required\s+)?(?:of|for)\s+([^;:.]{3,200}?),)` +
	`\s*[;,:.]?\s*(?:and\s+|plus\s+)?[:,;]?\s*`)

// inherit resolves "All of the above, and ...": the class is asked for what
// stands above in the section, of the same kind, as well. It goes upwards, so
// that each statement meets those who inherit it once.
func (r *sectioned) inherit() {
	type list struct {
		section int
		kind    spec.Kind
	}
	type bequest struct{ heirs, from scope }
	bequests := map[list][]bequest{}
	for i := len(r.doc.Statements) - 1; i >= 0; i-- {
		st := &r.doc.Statements[i]
		in, own := list{r.inside[i], st.Kind}, r.scopes[i]
		for _, b := range bequests[in] {
			if b.from == nil || own == nil || slices.ContainsFunc(b.from, own.has) {
				r.scopes[i] = r.scopes[i].with(b.heirs)
			}
		}
		words := r.text[st.Span.Start:st.Span.End]
		m := inherited.FindStringSubmatchIndex(words)
		if m == nil || !st.Kind.IsRequirement() {
			continue
		}
		from := scope(nil)
		if m[4] >= 0 {
			if from = r.named(words[m[4]:m[5]]); from == nil {
				continue // of a class that this specification does not have
			}
		}
		bequests[in] = append(bequests[in], bequest{r.scopes[i], from})
		if m[1] == len(words) {
			st.Kind, st.Stem, st.Text = spec.Note, "", Fold(words)
			continue
		}
		if m[2] >= 0 { // a frame that stands in the span is the kind's: the list has one entry
			st.Stem = Fold(words[m[2]:m[3]])
		}
		st.Span.Start += m[1]
		st.Text = Fold(r.text[st.Span.Start:st.Span.End])
		if st.Stem != "" {
			st.Text = st.Stem + " " + st.Text
		}
		st.Boilerplate = semantic.IsBoilerplate(st.Text)
	}
}

// named lists the classes whose whole titles stand in words: "an Assistant
// Consultant and the Consultant (Research)".
func (r *sectioned) named(words string) scope {
	words = " " + headingWords(words) + " "
	var out scope
	for i, m := range r.members {
		if strings.Contains(words, " "+m.heading.whole+" ") {
			out = append(out, i)
		}
	}
	return out
}
