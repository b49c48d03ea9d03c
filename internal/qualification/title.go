package qualification

import (
	"regexp"
	"strings"

	"crosswalk/internal/spec"
)

// title reads one title from i on: the longest that is known, or the words
// with capitals that look like one.
func (f *finder) title(i, end int) (spec.Span, bool) {
	known := f.lexical(i, end)
	guess := f.guess(i, end)
	if known > 0 {
		switch between := f.p[min(known, guess):max(known, guess)]; {
		case guess <= known:
			return spec.Span{Start: i, End: known}, true
		case strings.HasPrefix(strings.TrimLeft(between, " "), "and "):
			return spec.Span{Start: i, End: known}, true // two classes joined
		}
		return spec.Span{Start: i, End: guess}, true
	}
	if m := series.FindStringIndex(f.p[i:end]); m != nil && !isRole(f.p[i:guess]) {
		if e := f.guess(i+m[1], end); isRole(f.p[i+m[1] : e]) {
			return spec.Span{Start: i, End: e}, true
		}
	}
	if guess == i || !isRole(f.p[i:guess]) || outside.MatchString(f.p[i:guess]) && !strings.HasPrefix(f.p[i:guess], "Registered Nurse") {
		return spec.Span{}, false
	}
	return spec.Span{Start: i, End: guess}, true
}

// series matches what a role is for, where there are several: "Feed, Seed and
// Weed Inspector".
var series = regexp.MustCompile(`^(?:[A-Z][a-z]+, )+(?:[A-Z][a-z]+,? )?and `)

// outside matches titles that no class of a service has.
var outside = regexp.MustCompile(`^(?:State (?:Bar|Board|of|Department|Personnel|Civil|Controller|Superintendent)|Federal|United States|U\.S\.|Doctor|Professional Engineer|Pattern|Patterns|Level|Type|Section|(?:California )?Peace Officer$|(?:Commissioned|Escrow) Officer|(?:Trainee|Specialist|Manager|Supervisor)$|Certified|Registered|Licensed|Chartered|Bachelor|Master|Professor|Member|The|In|` +
	`Superintendent of Public Instruction|Governor|Medical Doctor|Engineer in Training|Land Surveyor in Training|Engineer-in-Training)\b|\bProfessor$|\bDegree$|\b(?:Act|Code|License|Certificate|Credential|University|College)\b`)

// lexical returns where the longest known title that begins at i ends; 0 when
// none does.
func (f *finder) lexical(i, end int) int {
	limit := f.titles.longest(f.issuer)
	if limit == 0 || i >= end || !startsUpper(f.p[i:]) || i > 0 && isLetter(f.p[i-1]) {
		return 0
	}
	best, last, half := 0, i, ""
	var key []string
	for _, m := range titleWord.FindAllStringIndex(f.p[i:min(end, i+240)], limit+4) {
		s, e := i+m[0], i+m[1]
		if strings.ContainsAny(f.p[last:s], ";:[]") || strings.Contains(f.p[last:s], ". ") {
			break
		}
		last = e
		word := half + f.p[s:e]
		if half = ""; brokenWord.MatchString(f.p[e:end]) {
			half = word
			continue
		}
		if w := normalWord(word); w != "" {
			key = append(key, w)
		}
		if !f.titles.has(f.issuer, strings.Join(key, " ")) {
			continue
		}
		switch open := strings.Count(f.p[i:e], "(") - strings.Count(f.p[i:e], ")"); {
		case open == 0:
			best = e
		case open == 1 && e < end && f.p[e] == ')':
			best = e + 1
		}
	}
	return best
}

// brokenWord matches the hyphen at which a line has broken a word.
var (
	brokenWord  = regexp.MustCompile(`^- +\p{Ll}{2,}`)
	rejoinLower = regexp.MustCompile(`(\p{L})- +(\p{Ll})`)
	rejoinUpper = regexp.MustCompile(`(\p{L})- +(\p{Lu})`)
)

// whole writes a title without the breaks of lines inside its words.
func whole(title string) string {
	return rejoinUpper.ReplaceAllString(rejoinLower.ReplaceAllString(title, "$1$2"), "$1-$2")
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

const wordEnd = `[\p{L}\p{N}'’&]*(?:- +\p{Ll}{2,})?(?:(?:- +|[-/.])[\p{Lu}\p{N}][\p{L}\p{N}'’]*|[-/.][\p{L}\p{N}'’]+)*`

var (
	// A hyphen may stand at the end of a line that is no longer there.
	capital  = regexp.MustCompile(`^\p{Lu}` + wordEnd)
	nextWord = regexp.MustCompile(`^ +([\p{Lu}\d]` + wordEnd + `)`)
	linked   = regexp.MustCompile(`^ +(of +the|of|for|in|to|and|&|de|on|at|-|–) +([\p{Lu}][\p{L}\p{N}'’]*)`)
	// Words that begin something else than a title.
	notTitle = regexp.MustCompile(`^(?:Either|Or|And|In|The|Range|Ranges|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Twelve|Eighteen|Experience|Education|Equivalent|` +
		`Possession|Applicants?|Candidates?|Completion|Graduation|This|These|At|For|Such|With|As|An|A|All|Any|Each|Under|Additional|Registration|Persons?|Promotional|Students?)$`)
	isNumeral = regexp.MustCompile(`^` + numeral + `$`)
)

// guess returns where the words with capitals that begin at i end, with the
// brackets and the department that belong to them.
func (f *finder) guess(i, end int) int {
	e := f.phrase(i, end)
	if e == i {
		return i
	}
	for {
		m := openBracket.FindString(f.p[e:end])
		if m == "" || strings.Contains(m, "Range") {
			break
		}
		e += len(m)
	}
	for {
		m := commaUnit.FindString(f.p[e:end])
		if m == "" || e+len(m) >= end {
			return e
		}
		j := e + len(m)
		next := f.phrase(j, end)
		words := f.p[j:next]
		if next == j || strings.HasPrefix(words, "Range") || isNumeral.MatchString(words) || f.lexical(j, end) > 0 && !isUnit(words) || !isUnit(words) && isRole(words) {
			return e
		}
		e = next
		if m := openBracket.FindString(f.p[e:end]); m != "" && !strings.Contains(m, "Range") {
			e += len(m)
		}
	}
}

// phrase returns where the run of words with capitals that begins at i ends.
func (f *finder) phrase(i, end int) int {
	first := capital.FindString(f.p[i:end])
	if first == "" || notTitle.MatchString(first) {
		return i
	}
	e := i + len(first)
	for {
		last := f.p[strings.LastIndexByte(f.p[i:e], ' ')+1+i : e]
		if isNumeral.MatchString(last) && e > i+len(last) {
			return e
		}
		if m := nextWord.FindStringSubmatchIndex(f.p[e:end]); m != nil {
			word := f.p[e+m[2] : e+m[3]]
			if notTitle.MatchString(word) || word[0] >= '0' && word[0] <= '9' && !isNumeral.MatchString(word) {
				return e
			}
			e += m[1]
			continue
		}
		m := linked.FindStringSubmatchIndex(f.p[e:end])
		if m == nil {
			return e
		}
		link, word := f.p[e+m[2]:e+m[3]], f.p[e+m[4]:e+m[5]]
		switch {
		case notTitle.MatchString(word), isNumeral.MatchString(word):
			return e
		case link == "and" && word == "Surgeon": // "Physician and Surgeon" is one
		case (link == "and" || link == "&" || link == "in" || link == "for" || link == "to" || link == "at" || link == "on") && isRole(f.p[i:e]) && !specialised(f.p[i:e]) && !inCharge.MatchString(word):
			return e
		}
		e += m[1]
		// The word may go on with a hyphen or a slash.
		for e < end && (isLetter(f.p[e]) || f.p[e] == '-' || f.p[e] == '/') {
			e++
		}
	}
}

// specialised reports whether words end in what a role is for, behind a
// hyphen: "Social Worker-Housing".
func specialised(words string) bool {
	last := words[strings.LastIndexByte(words, ' ')+1:]
	role, rest, ok := strings.Cut(last, "-")
	return ok && isRole(role) && rest != "" && !isRole(rest)
}

var inCharge = regexp.MustCompile(`^(?:Charge|Residence|Training)$`)

// roles end the name of somebody who works.
var roles = regexp.MustCompile(`(?:er|or|ist|yst|ian|ant|eer|ive|eur|man|men|woman|person|ary|Nurse|Agent|President|Superintendent|Dependent|Chief|Aide|Aid|Counsel|Attorney|Deputy|Clerk|Cook|Judge|` +
	`Trainee|Apprentice|Intern|Captain|Sergeant|Lieutenant|Mechanic|Pilot|Guard|Steward|Dispatch|Surgeon|Page|Reserve|Dean|Principal|Conservationist|Curator|Chaplain|Rabbi|Imam|Priest|Coach|Host|Operative|` +
	`Physiologist|Registrar|Bursar|Cadet|Youth|Executive|Warden|Resident|Fellow|Dietetics|Scientist|Charge|Geologist|Actuary|Architect|Detective|CEA|Student|Journeyman|Lead)$`)

var notRoles = regexp.MustCompile(`(?:Center|Water|Power|Labor|Order|Weather|Consumer|Motor|Legislative|Administrative|Automotive|Computer|Matter|Paper|Career|Labor|Superior|Senior|Junior|Under|Over|` +
	`Executive Board|Secondary|Elementary|Cooperative|Summer|Fiber|Sewer|Color|Error|Minor|Major|Semester|Quarter|Chapter|Master|Register|Letter|Number|Other|December|September|November|October|Tier|Winter|Proper|Lumber|Timber|Behavior|Interior|Exterior)$`)

// isRole reports whether words end like the name of somebody who works, before
// the brackets, the numeral and the department.
func isRole(words string) bool {
	head, _, _ := strings.Cut(words, ",")
	if before, _, ok := strings.Cut(head, " of "); ok && isRole(before) {
		return true
	}
	if i := strings.IndexByte(head, '('); i > 0 {
		head = head[:i]
	}
	head = strings.TrimRight(head, " ")
	if n := endsNumeral.FindString(head); n != "" {
		return true
	}
	for _, w := range strings.Fields(head) {
		if role, rest, ok := strings.Cut(w, "-"); ok && rest != "" && startsUpper(rest) && isRole(role) {
			return true
		}
	}
	i := strings.LastIndexByte(head, ' ') + 1
	last := head[i:]
	if last == "" {
		return false
	}
	if one := singular(strings.ToLower(last)); len(one) < len(last) && strings.HasPrefix(strings.ToLower(last), one) {
		last = last[:len(one)]
	}
	for _, part := range strings.FieldsFunc(last, func(r rune) bool { return r == '/' || r == '-' }) {
		if roles.MatchString(part) && !notRoles.MatchString(part) {
			return true
		}
	}
	return false
}
