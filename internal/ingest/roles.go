package ingest

import (
	"cmp"
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"crosswalk/internal/semantic"
	"crosswalk/internal/sequence"
	"crosswalk/internal/spec"
)

// A role is the purpose of a unit in a document.
type role string

// Roles. The table of weights and the labels use these names.
const (
	roleTitle         role = "title"
	roleEmployer      role = "employer"
	roleCode          role = "code"
	rolePay           role = "pay"
	roleHeading       role = "heading"
	roleStem          role = "stem" // introduces the lines below it
	roleDuty          role = "duty"
	roleKnowledge     role = "knowledge"
	roleSkill         role = "skill"
	roleAbility       role = "ability"
	roleQualification role = "qualification"
	roleSubstitution  role = "substitution"
	roleSupervision   role = "supervision"
	roleConditions    role = "conditions"
	roleDefinition    role = "definition" // of the employer
	roleContinues     role = "continues"  // continues the previous unit
	// The other roles are not part of the class: boilerplate, benefits, apply, equal,
	// questionnaire, repeat, noise.
	roleBoilerplate role = "boilerplate"
	roleUnclear     role = "unclear" // has no weights: possibly outside the description
)

// statementRoles maps roles of statements to their kinds.
var statementRoles = map[role]spec.Kind{
	roleDuty: spec.Duty, roleKnowledge: spec.Knowledge, roleSkill: spec.Skill, roleAbility: spec.Ability,
	roleQualification: spec.Qualification, roleSubstitution: spec.Substitution,
	roleSupervision: spec.Supervision, roleConditions: spec.WorkCondition, roleDefinition: spec.Context, roleBoilerplate: spec.Duty, roleUnclear: spec.Other,
}

// roleWeights is the table that "make roles" fits to labelled documents.
//
//go:embed roles.tsv
var roleWeights string

var builtinRoles = sync.OnceValue(func() *sequence.Model {
	m, err := sequence.Read(strings.NewReader(roleWeights))
	if err != nil {
		panic("ingest: built-in roles: " + err.Error())
	}
	return m
})

// A passage is a group of units that belong together, with their role.
type passage struct {
	item
	role        role
	probability float64 // of the least certain unit
	line        line    // where it begins
	end         line    // where it ends
}

// passages finds the role of every unit. It joins units to those they continue, and
// units that form one list of knowledge, skills or abilities inside a line.
func (d *draft) passages(outline *draft) []passage {
	units := d.units()
	var out []passage
	for i, l := range builtinRoles().Decode(d.features(units, outline)) {
		u, r := units[i], role(l.Name)
		switch {
		case d.isHeading(&u, r):
			r = roleHeading
		case r == roleHeading && u.bullet && strings.HasSuffix(u.text, ":"):
			r = roleStem
		}
		if n := len(out) - 1; n >= 0 && (r == roleContinues || d.listed(out[n], u, r) || d.overTwoLines(out[n], u, r)) {
			out[n].End, out[n].end = u.End, u.end
			out[n].probability = min(out[n].probability, l.Probability)
			continue
		}
		p := passage{item: item{Span: u.Span}, role: r, probability: l.Probability, line: u.line, end: u.end}
		if u.bullet {
			p.sign = strings.TrimSpace(d.text[u.line.Start:u.Start])
		}
		out = append(out, p)
	}
	return out
}

// isHeading reports whether a unit with the role of a statement is only a heading
// for what follows: "Education:".
func (d *draft) isHeading(u *unit, r role) bool {
	if _, ok := statementRoles[r]; !ok || !looksLikeHeading(u) {
		return false
	}
	_, known := topicByPhrase[normalHeading(u.text)]
	return known
}

// listed reports whether a unit continues a list inside a line, where only the
// first entry may have a frame: "Knowledge of law; courts".
func (d *draft) listed(p passage, u unit, r role) bool {
	words := d.text[p.Start:p.End]
	return isCompetency(r) && r == p.role && !u.opens && u.line.num == p.end.num && strings.HasSuffix(words, ";") && semantic.OpeningFrame(words) > 0
}

func isCompetency(r role) bool { return r == roleKnowledge || r == roleSkill || r == roleAbility }

// overTwoLines reports whether a title in capitals continues on the next line.
func (d *draft) overTwoLines(p passage, u unit, r role) bool {
	return r == roleTitle && p.role == roleTitle && u.line.num == p.end.num+1 && isUpper(u.text) && isUpper(d.text[p.Start:p.End]) &&
		!SameTitle(u.text, d.text[p.Start:p.End])
}

const (
	// unsure is the probability below which a person should check a role.
	unsure = 0.6
	// leastSure is the probability below which a passage is kept as kind other. From 0 to
	// 0.45, F1 on the choose employers is flat; 0.45 has the highest precision of these.
	leastSure = 0.45
	// surelyAround is the probability at or above which text around the description
	// of a class is left out; below it, the text is kept for a person to see.
	surelyAround = 0.8
)

// readByRoles reads a text of any shape. It finds the role of each unit from its
// words, its form and its surroundings. outline is the same text read by its
// headings.
func readByRoles(d, outline *draft) {
	r := roleReader{draft: d}
	passages := d.passages(outline)
	employers := d.employersIn(passages)
	titled := 0.0
	var codes []line
	for i, p := range passages {
		words := Fold(d.text[p.Start:p.End])
		if r.inline != 0 && p.line.num != r.inline { // the list inside that line is over
			r.flush()
			r.stem, r.inline = "", 0
		}
		if m := frameBefore.FindStringSubmatch(words + " "); m != nil && strings.HasSuffix(words, ":") {
			r.flush()
			r.stem = m[1]
			if !d.endsLine(p) {
				r.inline = p.end.num
			}
			if p.role == roleHeading {
				r.section = strings.Trim(words, "#*:_ ")
			}
			continue
		}
		switch p.role {
		case roleTitle:
			if title := titleIn(words, employers); d.mayBeTitle(title) && p.probability > titled {
				d.doc.Class.Title, titled = title, p.probability
			}
		case roleCode:
			codes = append(codes, p.line)
		case rolePay:
			if !strings.HasSuffix(words, ":") { // a label alone
				d.fact(FactPay, p.Span)
			}
		case roleHeading:
			r.heading(strings.Trim(words, "#*:_ "))
		case roleStem:
			r.flush()
			r.stem = strings.TrimRight(words, " :")
		default:
			r.take(&passages[i])
		}
	}
	r.flush()
	if r.unsure > 0 {
		d.warn(0, "%s of an unsure kind: look at what is marked first", counted(r.unsure, "passage"))
	}
	d.takeFrom(outline)
	if d.doc.Class.Code == "" {
		d.labelledCode(codes)
	}
	d.doc.Statements = slices.DeleteFunc(d.doc.Statements, func(st spec.Statement) bool {
		return st.Kind == spec.Other && SameTitle(st.Text, d.doc.Class.Title)
	})
}

// mayBeTitle reports whether a line that looks like a title is none of another sort: a
// heading, or the name of an office.
func (d *draft) mayBeTitle(title string) bool {
	return title != "" && len(title) <= maxTitleBytes && !letterhead.MatchString(title) && !officeName.MatchString(title) && !frontKey.MatchString(title) && !noName.MatchString(title) &&
		!strings.HasPrefix(title, "=") && d.topicWord(title) == "unknown heading"
}

// noName matches lines that look like titles and are not: pay headings, "Title changed".
var noName = regexp.MustCompile(`(?i)\b(?:salary|wage|compensation)\b|^(?:title|class) (?:changed|established|revised)\b`)

// officeName matches the name of an office: "State Board of Elections".
var officeName = regexp.MustCompile(`(?i)^(?:the )?(?:[\w’'.-]+ ){0,4}(?:board|office|department|division|bureau|commission) of\b|[’']s office\b|\b(?:office|department|division)$`)

// endsLine reports whether a passage ends its line.
func (d *draft) endsLine(p passage) bool { return p.End >= p.end.End }

// takeFrom takes the code, which may be one of several that a document states, from
// the outline. A title that no line states comes from sentences that name the job,
// or else from the outline.
func (d *draft) takeFrom(outline *draft) {
	d.doc.Class.Code = outline.doc.Class.Code
	for _, f := range outline.doc.Facts {
		if f.Name == FactClassCode {
			d.doc.Facts = append(d.doc.Facts, f)
		}
	}
	if d.doc.Class.Title != "" {
		return
	}
	title := titleLabel.ReplaceAllString(outline.doc.Class.Title, "")
	if !d.mayBeTitle(title) {
		title = ""
	}
	d.doc.Class.Title = cmp.Or(d.titleInText(), title)
}

// jobsInText match the name a sentence gives the job: "The HAVA Administrator
// provides", "is hiring a Ballot Collection Lead to", "as our Outreach Coordinator.",
// "Program Specialists will".
var jobsInText = []*regexp.Regexp{
	regexp.MustCompile(`\b(?:[Tt]he|[Aa]n?|[Tt]his)\s+(` + nameWords + `)(?:will|is|serves|performs|provides|position|works|oversees|manages|supports|reports|plays|assists|has|must|should)\b`),
	regexp.MustCompile(`\b(?:as (?:our|an?|the|its)|(?:hire|hiring|seeks?|seeking|recruiting|looking for|vacant)(?: for)?(?: an?| our)?)\s+(` + nameWords + `)(?:position\b|to\b|who\b|for\b)`),
	regexp.MustCompile(`\b(?:as (?:our|an?|the|its)|(?:hire|hiring|seeks?|seeking|recruiting|looking for|vacant)(?: for)?(?: an?| our)?)\s+((?:[A-Z][\w&/’'-]*\s+){0,5}[A-Z][\w&/’'-]*)[.,]`),
	regexp.MustCompile(`[.:] (` + nameWords + `)(?:will|is responsible|provides|performs|works)\b`),
}

// nameWords are the words of a name, set like a title, each with the space behind it.
const nameWords = `(?:[A-Z][\w&/’'-]*\s+(?:(?:of|and|for|the)\s+)?){1,6}`

// titleInText returns the name that sentences give the job most often; in a tie,
// the first to reach that count.
func (d *draft) titleInText() string {
	counts, best := map[string]int{}, ""
	text := Fold(d.text[:min(len(d.text), titleWithin)])
	var names []string
	for _, sentence := range jobsInText {
		for _, m := range sentence.FindAllStringSubmatch(text, -1) {
			names = append(names, strings.TrimSpace(m[1]))
		}
	}
	for _, name := range names {
		if institution.MatchString(name) || letterhead.MatchString(name) || officeName.MatchString(name) || unitPattern.MatchString(strings.ToLower(name)) || !strings.Contains(name, " ") {
			continue
		}
		if counts[name]++; counts[name] > counts[best] {
			best = name
		}
	}
	return best
}

// titleWithin bounds the text searched for a title, in bytes.
const titleWithin = 20_000

// A roleReader turns passages into statements.
type roleReader struct {
	*draft
	stem   string    // from a heading or a unit above, for what follows
	inline int       // line that the stem applies to; 0 for all that follows
	known  string    // the last heading whose topic is known
	under  spec.Kind // kind of statement under it
	run    []passage // consecutive statements of one role
	unsure int       // passages whose role is not sure
}

func (r *roleReader) heading(words string) {
	r.flush()
	r.section, r.stem = words, ""
	if semantic.IsFrame(words) {
		r.stem = stemOf(words)
	}
	if _, known := r.topicOf(words); known {
		r.known, r.under = words, ""
	}
}

// take adds a passage to the current run.
func (r *roleReader) take(p *passage) {
	if _, ok := statementRoles[p.role]; !ok {
		if p.probability >= surelyAround {
			r.flush()
			return
		}
		p.role = roleUnclear
	}
	if p.probability < leastSure {
		p.role = roleUnclear
	}
	if semantic.IsFrame(r.stem) && p.role != roleUnclear && takesStem(r.stem, Fold(r.text[p.Start:p.End])) {
		p.role = role(semantic.FrameKind(r.stem, spec.Ability)) // as the heading says
	}
	if len(r.run) > 0 && r.run[0].role != p.role {
		r.flush()
	}
	r.run = append(r.run, *p)
}

// flush adds the statements of the run.
func (r *roleReader) flush() {
	if len(r.run) == 0 {
		return
	}
	kind := statementRoles[r.run[0].role]
	section := r.section
	if r.known != "" && r.known != r.section && r.under == kind {
		section = r.known + spec.SectionSeparator + r.section // a group of the same kind
	} else if r.known == r.section {
		r.under = kind
	}
	list := make([]item, len(r.run))
	var doubtful []int // where passages end that are not surely of the kind
	for i, p := range r.run {
		list[i] = p.item
		if p.probability < unsure {
			doubtful = append(doubtful, p.End)
		}
	}
	r.unsure += len(doubtful)
	for _, it := range r.joinStems(list) {
		base := spec.Statement{Section: section, Kind: kind, Unsure: anyIn(doubtful, it.Span)}
		switch {
		case it.lead:
			base.Kind, base.Span = spec.Note, it.Span
			r.add(base)
		case isCompetency(r.run[0].role):
			r.addCompetency(it, base)
		default:
			r.addPlain(it, base)
		}
	}
	r.run = nil
}

// anyIn reports whether one of the ends, which are in order, lies in a span or in the
// signs behind it.
func anyIn(ends []int, s spec.Span) bool {
	i, _ := slices.BinarySearch(ends, s.Start+1)
	return i < len(ends) && ends[i] <= s.End+len(" .;,")
}

// addCompetency adds the knowledge, skills or abilities of an item. In a list with
// several frames, each frame gives its own kind.
func (r *roleReader) addCompetency(it item, base spec.Statement) {
	parts := r.framedParts(it.Span)
	for _, part := range parts {
		st := base
		st.Span, st.Stem = part.Span, cmp.Or(part.stem, it.stem)
		words := Fold(r.text[part.Start:part.End])
		if st.Stem == "" {
			st.Stem = r.stemFor(words)
		}
		if st.Stem != "" {
			st.Span = r.withoutDoubled(st.Stem, st.Span)
		}
		if andOthers.MatchString(words) {
			st.Kind, st.Stem = spec.Note, ""
			r.add(st)
			continue
		}
		if whole := joinStem(st.Stem, words); len(parts) > 1 && semantic.OpeningFrame(whole) > 0 {
			st.Kind = semantic.FrameKind(whole, base.Kind)
		}
		r.add(st)
	}
}

// andOthers matches the end of a list that names nothing: "and other abilities that
// the work needs".
var andOthers = regexp.MustCompile(`(?i)^and (?:whatever|any|other)\b`)

// stemFor returns the stem that an entry continues, or "" when there is no stem or
// the entry has its own frame. A short stem that is not a frame introduces every
// entry without one: "The incumbent will".
func (r *roleReader) stemFor(words string) string {
	switch {
	case r.stem == "" || semantic.OpeningFrame(words) > 0:
		return ""
	case takesStem(r.stem, words), !semantic.IsFrame(r.stem) && len(strings.Fields(r.stem)) <= shortStem && !following.MatchString(r.stem):
		return r.stem
	}
	return ""
}

// shortStem is the most words in a stem that is put before entries unchanged;
// following matches a stem that only announces them.
const shortStem = 8

var following = regexp.MustCompile(`(?i)\b(?:following|below|include|includes|including|evaluated)\b`)

// addPlain adds a statement of another kind.
func (r *roleReader) addPlain(it item, base spec.Statement) {
	base.Span, base.Stem = trimEnds(r.text, it.Span, ".;,"), it.stem
	words := Fold(r.text[base.Span.Start:base.Span.End])
	if base.Stem == "" && r.stem != "" && takesStem(r.stem, words) {
		base.Stem = r.stem
		base.Span = r.withoutDoubled(r.stem, base.Span)
	}
	if r.run[0].role == roleBoilerplate && !semantic.IsBoilerplate(words) {
		base.Kind = spec.Note
	}
	r.add(base)
}

var (
	titleLabel = regexp.MustCompile(`(?i)^(?:#+\s*)?(?:(?:job|position|class|working|official|posting|post|role|vacancy)?\s*title|position|job|classification|vacancy|(?:job|position) (?:announcement|opening|posting))\s*[:–-]\s*`)
	titleTail  = regexp.MustCompile(`\s*(?:[|–—]|\s-\s)\s*([^|–—]*)$`)
	// titleSentence matches the rest of a sentence that begins with a title.
	titleSentence = regexp.MustCompile(`\s+(?:will|is|has|must|shall|performs|serves)\s.*$`)
	// titleNotice matches a notice in capitals before a title: "TRAINEES ONLY".
	titleNotice = regexp.MustCompile(`^(?:[A-Z]+ ){1,3}ONLY\b[ :–-]*`)
	// titlePlace matches the place at the end of a title: "(Queens, NY)".
	titlePlace = regexp.MustCompile(`\s*\([A-Z][\w. ]+, [A-Z]{2}\)$`)
	// institution matches an employer's name after a title.
	institution = regexp.MustCompile(`(?i)\b(?:college|university|librar(?:y|ies)|museum|institute|school|foundation|cent(?:er|re)|archives?|society|company|council|county|city of|association|garden|hospital|inc|llc|llp|n\.?y\.?)\b`)
)

// mostEmployers bounds the lines in which an employer is looked for.
const mostEmployers = 20

// employersIn returns the lines that name an employer, in lower case.
func (d *draft) employersIn(passages []passage) []string {
	var out []string
	for _, p := range passages {
		if p.role == roleEmployer && len(out) < mostEmployers {
			out = append(out, strings.ToLower(d.text[p.Start:p.End]))
		}
	}
	return out
}

// TitleIn returns the title in that of a window, without the site that it names;
// empty when there is none.
func TitleIn(window string) string {
	title := titleIn("title: "+Fold(window), nil)
	if len(title) > maxTitleBytes {
		return ""
	}
	return title
}

// titleIn extracts a title from the line that states it, without the label before
// it or the employer after it.
func titleIn(words string, employers []string) string {
	front := frontKey.MatchString(words)
	labelled := titleLabel.MatchString(strings.Trim(words, "#*_ "))
	words = titleLabel.ReplaceAllString(strings.Trim(words, "#*_ "), "")
	words = titleSentence.ReplaceAllString(titleNotice.ReplaceAllString(words, ""), "")
	words = strings.Trim(words, "\"'“”#*_| ")
	for {
		m := titleTail.FindStringSubmatchIndex(words)
		if m == nil || m[0] == 0 {
			break
		}
		tail := words[m[2]:m[3]]
		names := func(employer string) bool { return strings.Contains(employer, strings.ToLower(tail)) }
		if tail != "" && !front && !institution.MatchString(tail) && (labelled || !slices.ContainsFunc(employers, names)) {
			break
		}
		words = strings.TrimRight(words[:m[0]], " ")
		if front { // a page's title ends with its owner, once
			break
		}
	}
	words = titlePlace.ReplaceAllString(words, "")
	return strings.Trim(words, ` ,;:-–(`)
}
