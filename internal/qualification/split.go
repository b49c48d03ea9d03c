package qualification

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// A joint is how a piece hangs together with the one before it.
type joint string

const (
	unsaid joint = ""
	and    joint = "and"
	or     joint = "or"
)

// A piece is a sentence, or a part of one, that asks for one thing or says one
// thing of it.
type piece struct {
	spec.Span
	source   string
	stem     string
	label    string // of the pattern it stands under
	forAll   bool   // under a heading that joins all levels
	joint    joint
	item     bool // begins an entry of a numbered list
	number   int  // of that entry; 0 where it is counted by letters
	bracket  bool // stands in brackets as a sentence of its own
	named    Kind // what a label in front of it says ("Education:")
	opensRow bool // begins a paragraph
	heading  string
	under    Kind // kind named by a plain heading; empty otherwise
	wished   bool // under a heading, or behind a label, of what is wished for
}

// A cut ends a piece at Start; what lies before End joins or labels the next.
type cut struct {
	spec.Span
	joint  joint
	label  string
	named  Kind
	item   bool
	number int
	rule   bool // a sentence in brackets, a piece of its own
	wished bool
}

var (
	patternMark = regexp.MustCompile(`(?:\b(?:and|And|AND|plus),? *)?(Either|EITHER|Or|OR)(?: +[Pp]attern)? +(VIII|VII|VI|IX|IV|V|III|II|I)[:.]?`)
	kindLabel   = regexp.MustCompile(`(?:\b(?i:(and|or))\b[ ,]*)?((?:General +|Required +|Specialized +)?(?:Experience|Education|Training|Licen[sc]e|Licensure|Credential|Registration|Certification|Certificate|EXPERIENCE|EDUCATION)s?(?: +(?:Requirements?|or Education|and Education))?(?: +(?:III|II|I|IV))?) *:`)
	fullJoint   = regexp.MustCompile(`[.;:,)\]] *\b(and/or|(?i:and|or))[,:]? *`)
	timeJoint   = regexp.MustCompile(`(?i),? +\b(and|or|plus)\b +(?:either +)?(?:at least +|a minimum of +|not less than +)?` + amount + ` +(?:of +)?[^.;]{0,60}?\b(?:experience|performing|as an?|in the California|service|in an? [\w ,-]{0,40}(?:role|position|capacity))\b`)
	deedJoint   = regexp.MustCompile(`(?i),? +\b(and|or)\b +(?:possession of|(?:successful |satisfactory )?completion of (?:an?|the|` + number + `|at least|all|college)\b|enrollment in|(?:a )?current (?:U\.?S\.? )?passport|graduation from|registration (?:as|with)|membership in|education equivalent|equivalent to (?:graduation|completion))`)
	unitJoint   = regexp.MustCompile(`(?i),? +\b(and)\b +(?:at least +|a minimum of +)?` + number + ` +(?:semester|quarter) +`)
	eitherOr    = regexp.MustCompile(`(?i)[,;]? +\b(or)\b,? +(?:(?:an? +|any +)?(?:equivalent|similar|acceptable) +|any +)combination\b`)
	numberSign  = regexp.MustCompile(`(?:^|[ .;:])(\d{1,2})\. *`)
	letterSign  = regexp.MustCompile(`(?:^|[ .;:,])\(([a-h]|\d{1,2})\) *`)
	sentenceEnd = regexp.MustCompile(`[.?!]["”]? +`)
	ofWhich     = regexp.MustCompile(`(?i)^[^.;]{0,40}\bof (?:which|this|that|such|these|the (?:required|above|total|specialized|general)|the (?:two|three|four|five|six) years)\b`)
	opensDeed   = regexp.MustCompile(`^(?i:either\b|experience\b|education\b|possession|completion|equivalent|graduation|registration|membership|current|a valid|valid|active|certification|successful|in the california|` + number + ` *(?:\(\d+\) *)?(?:years?|months?|semester|quarter))`)
	abbreviated = regexp.MustCompile(`(?:\b[A-Z]|\b(?:Dr|St|Sr|Jr|No|Sec|Inc|Mr|Mrs|Ms|Dept|Ph|i\.e|e\.g|U\.S))$`)
	restOfLine  = regexp.MustCompile(`^[ .;:,)\]]*(?i:and/or|and|or)?[ :]*`)
	gapJoint    = regexp.MustCompile(`(?i)^[\s.;:,)\]]*(?:#+\s*)?(and/or|and|or)?[\s:]*(?:\(?[0-9a-z]{1,2}[.)])?[\s•·*-]*$`)
	unitLabel   = regexp.MustCompile(`(?i)^(?:(?:and|plus)\s+)?((?:either|or)(?:\s+pattern)?\s+(?:[ivx]{1,4}|[0-9]|[a-d])\b|(?:pattern|option|alternative)\s+(?:[ivx]{1,4}|[0-9]|[a-d])\b)`)
	allLevels   = regexp.MustCompile(`(?i)^(?:all|both)\s+(?:levels?|class(?:es|ifications)?|positions)\b`)
)

// split cuts statements into pieces, in text order.
func split(text, p string, statements []spec.Statement) []piece {
	var out []piece
	carried, label, last := unsaid, "", 0 // last: end of the statement before
	number, above, stemEnd := 0, "", 0
	for i := range statements {
		st := &statements[i]
		region := spec.Span{Start: max(st.Span.Start, last), End: st.Span.End}
		if region.Start < 0 || region.End > len(p) || region.Len() <= 0 {
			continue
		}
		first := piece{source: st.SourceID, stem: st.Stem, joint: carried, opensRow: true, heading: st.Section, wished: wishedHeading.MatchString(st.Section), under: kindOfHeading(lastHeading(st.Section))}
		unit := fold(st.Unit())
		same := i > 0 && unit == above && label != ""
		above = unit
		if m := gluedLabel.FindStringSubmatchIndex(unit); m != nil {
			// The heading has swallowed the beginning of the paragraph.
			if start := headingTail(text, p, region.Start, unit[m[3]:]); start >= last {
				region.Start = start
			}
			unit = unit[:m[3]]
		}
		switch m := unitLabel.FindStringSubmatch(unit); {
		case same: // a mark inside the paragraph may have opened the next one
			first.label = label
		case m != nil:
			if m[1] != label {
				first.joint = unsaid
			}
			label = m[1]
			first.label = label
		case allLevels.MatchString(unit):
			first.forAll, label = true, ""
		case strings.EqualFold(unit, "and"):
			first.joint, first.label = and, label
		case unit == "":
			if last > 0 && label != "" && i > 0 && statements[i-1].Unit() != "" {
				label = ""
			}
			first.label = label
		default: // a heading that asks for its own things, beside the others
			label = ""
		}
		if alternateHeading.MatchString(lastHeading(st.Section)) {
			label = lastHeading(st.Section)
			first.label = label
		}
		if last > 0 && last < region.Start {
			if m := gapJoint.FindStringSubmatch(text[last:region.Start]); m != nil && m[1] != "" {
				first.joint = jointOf(m[1])
			}
		}
		if m := signBefore.FindStringSubmatch(text[max(last, region.Start-widestSign):region.Start]); m != nil {
			first.number, _ = strconv.Atoi(m[1])
			first.item = first.item || first.number > 0 && last > 0
			number = first.number
		}
		if m := opensJoint.FindStringSubmatch(p[region.Start:region.End]); m != nil && !opensPattern.MatchString(p[region.Start:region.End]) {
			first.joint = jointOf(m[1])
			region.Start += len(m[0])
		}
		if s := asksByStem(p, spec.Span{Start: max(stemEnd, region.Start-farthestStem), End: region.Start}, st.Stem); s.Len() > 0 {
			stemEnd = s.End
			stem := first
			stem.stem, stem.joint = "", unsaid
			var above []piece
			above, label, number = cutStatement(p, s, stem, number)
			out = append(out, above...)
			first.label, first.opensRow = label, false
		}
		var pieces []piece
		pieces, label, number = cutStatement(p, region, first, number)
		out = append(out, pieces...)
		last = st.Span.End
		carried = unsaid
		line := p[region.End:]
		if n := strings.IndexAny(text[region.End:], "\r\n"); n >= 0 {
			line = p[region.End : region.End+n]
		}
		for _, tail := range []string{line, trailing.FindString(p[region.Start:region.End])} {
			if m := trailingJoint.FindStringSubmatch(tail); m != nil && restOfLine.FindString(tail) == tail {
				carried = jointOf(m[1])
				break
			}
		}
	}
	return besideAlternate(out)
}

// alternateHeading matches a heading of another way to qualify, and standard those of
// what it stands beside.
var (
	alternateHeading = regexp.MustCompile(`(?i)^(?:alternate|alternative)\b.*\b(?:education|experience|training|qualifications?|requirements?)\b`)
	standard         = regexp.MustCompile(`(?i)\b(?:education|experience|training)\b`)
)

// lastHeading is the lowest heading of a section.
func lastHeading(section string) string {
	parts := strings.Split(section, spec.SectionSeparator)
	return parts[len(parts)-1]
}

// besideAlternate makes a way of its own of the schooling and experience that stand
// above a heading of an alternative: they are not asked beside it.
func besideAlternate(pieces []piece) []piece {
	at := slices.IndexFunc(pieces, func(pc piece) bool { return pc.label != "" && alternateHeading.MatchString(pc.label) })
	for i := range max(at, 0) {
		if pc := &pieces[i]; pc.label == "" && standard.MatchString(pc.heading) {
			pc.label = "Education and experience"
		}
	}
	return pieces
}

// signBefore matches the number of an entry right before its words.
var signBefore = regexp.MustCompile(`(?:^|\s)\(?([0-9]{1,2})[.)]\s*$`)

// widestSign bounds how far before the words of an entry its sign stands.
const widestSign = 12

// gluedLabel matches a label that runs into the words of its paragraph:
// "Either Itwo Years of Experience as A".
var gluedLabel = regexp.MustCompile(`(?i)^((?:either|or) (?:iv|i{1,3}|v))(?:` + number + `|experience|education|possession|equivalent|completion|graduation|in the)`)

// headingTail returns where the words begin that end the heading right before
// i; -1 when it ends otherwise.
func headingTail(text, p string, i int, words string) int {
	end := len(strings.TrimRight(p[:i], " "))
	start := strings.LastIndexByte(text[:end], '\n') + 1
	at := end - len(words)
	if at < start || !strings.EqualFold(p[at:end], words) {
		return -1
	}
	return at
}

var (
	trailing      = regexp.MustCompile(`(?:^|[ .;:,)\]])(?i:and/or|and|or) *:? *$`)
	trailingJoint = regexp.MustCompile(`(?i)\b(and/or|and|or)\b`)
)

// jointOf returns the joint a word makes; "and/or" counts as "or".
func jointOf(word string) joint {
	switch strings.ToLower(word) {
	case "or", "and/or":
		return or
	}
	return and
}

// cutStatement cuts one statement. It returns the label of the pattern that is
// open at its end, and the number of its last list entry.
func cutStatement(p string, region spec.Span, first piece, number int) ([]piece, string, int) {
	if m := trailing.FindStringIndex(p[region.Start:region.End]); m != nil {
		region.End = region.Start + m[0] + 1
		if m[0] == 0 {
			region.End = region.Start
		}
	}
	var out []piece
	next := first
	emit := func(s spec.Span) {
		s = trimmed(p, s, " ")
		s.Start += len(leadingSigns.FindString(p[s.Start:s.End]))
		if s.Len() == 0 {
			return
		}
		pc := next
		pc.Span = s
		out = append(out, pc)
		next = piece{source: first.source, stem: first.stem, label: next.label, forAll: next.forAll, heading: first.heading, wished: next.wished}
	}
	cuts, n := cutsIn(p, region, number)
	at := region.Start
	for _, c := range cuts {
		emit(spec.Span{Start: at, End: c.Start})
		if c.label != "" {
			next = piece{source: first.source, stem: first.stem, label: c.label, forAll: next.forAll, heading: first.heading, wished: first.wished}
		}
		if c.joint != unsaid {
			next.joint = c.joint
		}
		if c.named != "" {
			next.named = c.named
		}
		next.wished = next.wished || c.wished
		next.item, next.number = next.item || c.item, max(next.number, c.number)
		at = c.End
		if c.rule {
			for _, s := range cutRule(p, spec.Span{Start: c.Start + 1, End: c.inner(p)}) {
				next.bracket = true
				emit(s)
			}
		}
	}
	emit(spec.Span{Start: at, End: region.End})
	return out, next.label, n
}

// leadingSigns matches the punctuation and list markers before the words of a piece.
var leadingSigns = regexp.MustCompile(`^[\s.;:,)\]•·●▪■◾◼▸►–—-]+`)

// inner is where the words in the brackets end.
func (c cut) inner(p string) int {
	if b := p[c.End-1]; b == ')' || b == ']' {
		return c.End - 1
	}
	return c.End
}

// cutsIn finds where a statement is to be cut.
func cutsIn(p string, region spec.Span, number int) ([]cut, int) {
	text := p[region.Start:region.End]
	rules, skipped := bracketsIn(p, region)
	var cuts []cut
	add := func(c cut) {
		for _, o := range cuts {
			if c.Start < o.End && o.Start < c.End {
				return
			}
		}
		cuts = append(cuts, c)
	}
	for _, s := range rules {
		add(cut{Span: s, rule: true})
	}
	each := func(pattern *regexp.Regexp, in func(m []int) (cut, bool)) {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			for i := range m {
				if m[i] >= 0 {
					m[i] += region.Start
				}
			}
			if within(rules, m[0]) {
				continue
			}
			if c, ok := in(m); ok {
				add(c)
			}
		}
	}
	end := region.End
	for _, m := range combinationAhead.FindAllStringIndex(text, -1) {
		for _, at := range m {
			if at += region.Start; at > region.Start && at < region.End {
				add(cut{Span: spec.Span{Start: at, End: at}})
			}
		}
	}
	each(patternMark, func(m []int) (cut, bool) {
		return cut{Span: spec.Span{Start: m[0], End: m[1]}, label: fold(p[m[2]:m[5]])}, endsMark(p[m[1]:end]) && (m[0] == region.Start || !isLetter(p[m[0]-1]))
	})
	each(wishedLabel, func(m []int) (cut, bool) {
		return cut{Span: spec.Span{Start: m[2], End: m[2]}, wished: true}, !within(skipped, m[2])
	})
	each(kindLabel, func(m []int) (cut, bool) {
		c := cut{Span: spec.Span{Start: m[0], End: m[1]}, named: namedKind(p[m[4]:m[5]])}
		if m[2] >= 0 {
			c.joint = jointOf(p[m[2]:m[3]])
		}
		return c, !within(skipped, m[0]) && (m[2] >= 0 || m[0] == region.Start || strings.IndexByte(" .;:)]", p[m[0]-1]) >= 0)
	})
	number = addSigns(p, region, skipped, each, number)
	each(fullJoint, func(m []int) (cut, bool) {
		rest := p[m[1]:end]
		c := cut{Span: spec.Span{Start: m[0] + 1, End: m[1]}, joint: jointOf(p[m[2]:m[3]])}
		if m[1] == m[3] && rest != "" && !startsUpper(rest) {
			return c, false // a longer word; "andPossession" is two glued ones
		}
		if p[m[0]] == '.' && abbreviated.MatchString(p[region.Start:m[0]]) {
			return c, false // "M.L.S. or equivalent"
		}
		open := strings.IndexByte(".;:", p[m[0]]) >= 0 && rest != "" && (startsUpper(rest) || rest[0] >= '0' && rest[0] <= '9' || rest[0] == '(' || opensDeed.MatchString(rest))
		if p[m[0]] == ',' || p[m[0]] == ')' || p[m[0]] == ']' {
			open = opensDeed.MatchString(rest) && (startsUpper(rest) || p[m[0]] != ',') && !ofWhich.MatchString(rest)
		}
		return c, open && !within(skipped, m[0]+1)
	})
	for _, pattern := range []*regexp.Regexp{timeJoint, deedJoint, unitJoint, eitherOr} {
		each(pattern, func(m []int) (cut, bool) {
			return cut{Span: spec.Span{Start: m[0], End: m[3]}, joint: jointOf(p[m[2]:m[3]])}, !within(skipped, m[0]) && !ofWhich.MatchString(p[m[3]:end]) &&
				!saysHow.MatchString(p[sentenceStart(p, region.Start, m[0]):m[0]]) && !endsAmount.MatchString(p[region.Start:m[0]])
		})
	}
	each(followsSchool, func(m []int) (cut, bool) {
		return cut{Span: spec.Span{Start: m[0], End: m[0]}, joint: and}, !within(skipped, m[0]) && ofExperience.MatchString(p[sentenceStart(p, region.Start, m[0]):m[0]])
	})
	each(kindJoint, func(m []int) (cut, bool) {
		before := p[sentenceStart(p, max(region.Start, m[0]-widestSentence), m[0]):m[0]]
		before = before[strings.LastIndexAny(before, ":;")+1:]
		after := p[m[1]:sentenceStop(p, m[1], min(end, m[1]+widestSentence))]
		return cut{Span: spec.Span{Start: m[0], End: m[1]}, joint: jointOf(p[m[2]:m[3]])}, !within(skipped, m[0]) && joinsKinds(before, p[m[2]:m[3]], after)
	})
	each(sentenceEnd, func(m []int) (cut, bool) {
		rest := p[m[1]:end]
		ok := rest != "" && (startsUpper(rest) || rest[0] == '(' || rest[0] == '[') && !abbreviated.MatchString(p[region.Start:m[0]])
		return cut{Span: spec.Span{Start: m[0] + 1, End: m[1]}}, ok && !within(skipped, m[0])
	})
	slices.SortFunc(cuts, func(a, b cut) int { return a.Start - b.Start })
	return cuts, number
}

// wishedHeading matches a heading of what is wished for and not required, and
// wishedLabel such a label inside a paragraph: "Desirable Qualifications: fluency".
var (
	wishedHeading = regexp.MustCompile(`(?i)\b(?:selective certifications?|preferred|preferences?|desir(?:ed|able)|suggested|recommended|helpful|nice to have|love it if|pluses|assets?|bonus(?:es)?)\b`)
	wishedLabel   = regexp.MustCompile(`(?:^|[ .;:)])((?:[A-Z][a-z]+ ){0,2}(?:Preferred|Desired|Desirable|Preferences?)(?: [A-Z][a-z/]+){0,3} *:) *`)
)

// saysHow matches a sentence about experience that is asked elsewhere: what it
// joins by "or" are parts of a portion and no alternatives.
var saysHow = regexp.MustCompile(`(?i)\bexperience\b.*\b(?:must|shall|should)\b`)

// endsAmount matches the first part of one amount: "one and one-half years",
// "three years and six months".
var endsAmount = regexp.MustCompile(`(?i)(?:^|[ (])` + number + `(?: *-? *years?)?$`)

// widestSentence bounds the part of a sentence examined on each side of a joint, in bytes.
const widestSentence = 600

// sentenceStart returns where the sentence that i is in begins.
func sentenceStart(p string, from, i int) int {
	at := from
	for _, m := range sentenceEnd.FindAllStringIndex(p[from:i], -1) {
		at = from + m[1]
	}
	return at
}

// sentenceStop returns the end of the sentence that holds i.
func sentenceStop(p string, i, to int) int {
	if m := sentenceEnd.FindStringIndex(p[i:to]); m != nil {
		return i + m[0]
	}
	return to
}

// endsMark reports whether what follows a numeral shows that it has ended: a
// blank, or the next sentence glued to it ("Or IIExperience").
func endsMark(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	if rest == "" || !unicode.IsLetter(r) {
		return true
	}
	next, _ := utf8.DecodeRuneInString(rest[size:])
	return unicode.IsUpper(r) && unicode.IsLower(next)
}

// plainHeading matches a heading that names just one kind of requirement.
var plainHeading = regexp.MustCompile(`(?i)^(?:required |minimum )?(experience|education)(?: requirements?| required)?:?$`)

func kindOfHeading(heading string) Kind {
	if m := plainHeading.FindStringSubmatch(heading); m != nil {
		return namedKind(m[1])
	}
	return ""
}

func namedKind(label string) Kind {
	switch l := strings.ToLower(label); {
	case strings.Contains(l, "experience") && strings.Contains(l, "education"):
		return ""
	case strings.Contains(l, "experience"):
		return ExperienceAsked
	case strings.Contains(l, "education"), strings.Contains(l, "training"):
		return EducationAsked
	}
	return LicenceAsked
}

// opensEntries matches what stands before the first entry of a list; a sign
// inside a sentence ("the duties of a (1) ...") does not cut it.
var opensEntries = regexp.MustCompile(`(?i)(?:[.:;,]|\b(?:either|or|and|following)) *$`)

// repeatsNumber reports whether words end in a number, which the figure in
// the brackets behind it repeats: "fifteen (15)".
func repeatsNumber(words string) bool {
	fields := strings.Fields(words)
	return len(fields) > 0 && value(fields[len(fields)-1]) > 0
}

// addSigns cuts at the signs of numbered and lettered lists, where they count
// on: a "2." without its "1." is no sign.
func addSigns(p string, region spec.Span, skipped []spec.Span, each func(*regexp.Regexp, func([]int) (cut, bool)), number int) int {
	each(numberSign, func(m []int) (cut, bool) {
		n := int(value(p[m[2]:m[3]]))
		rest := p[m[1]:region.End]
		if n != 1 && n != number+1 || rest != "" && !startsUpper(rest) && rest[0] != '(' || within(skipped, m[2]) {
			return cut{}, false
		}
		number = n
		return cut{Span: spec.Span{Start: m[2], End: m[1]}, item: true, number: n}, true
	})
	letter := 0
	each(letterSign, func(m []int) (cut, bool) {
		sign := p[m[2]:m[3]]
		n := int(value(sign))
		if sign[0] >= 'a' {
			n = int(sign[0]-'a') + 1
		}
		before := p[region.Start : m[2]-1]
		if n != 1 && n != letter+1 && m[0] > region.Start || repeatsNumber(before) || n == 1 && before != "" && !opensEntries.MatchString(before) {
			return cut{}, false
		}
		letter = n
		return cut{Span: spec.Span{Start: m[2] - 1, End: m[1]}, item: true}, true
	})
	return number
}
