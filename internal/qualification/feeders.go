package qualification

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

// A finder finds the classes that a text names.
type finder struct {
	p      string // plain text
	titles *Titles
	issuer string
}

// A trigger is the wording behind which a class is named. Titles are written
// with capitals, so "as a custodian" names an occupation and no class.
type trigger struct {
	how     How
	pattern *regexp.Regexp
	goesOn  bool // only behind a class of the same sentence, as which it counts
}

var triggers = []trigger{
	{how: ByLevel, pattern: regexp.MustCompile(`(?i)\b(?:equivalent|equal|comparable|similar|analogous|corresponding|identical|superior)\b(?:,? +[a-z/,-]+){0,9}? +(?:to|with|of|as)\b`)},
	{how: ByLevel, pattern: regexp.MustCompile(`(?i)\b(?:less|lower|higher|more responsible) +than\b|\b(?:at least|above|below|exceeding) +(?:that|those|an?|the)\b`)},
	{how: ByLevel, pattern: regexp.MustCompile(`(?i)\blevels?(?: +of +responsibility)?,? +(?:of|as|to|or)\b|\bat +(?:or +above +)?(?:the|an?)\b`)},
	{how: ByDuties, pattern: regexp.MustCompile(`(?i)\b(?:duties|work|functions|responsibilities|assignments|experience)\b(?: +(?:performed|found|typical|required|similar))?,? +(?:of|by|as|for)\b`)},
	{how: ByDuties, pattern: regexp.MustCompile(`(?i)\b(?:class|classes|classification|classifications|position|positions|capacity|rank|series)(?: +titles?)?,? +(?:of|as|such +as)\b|\b(?:class|classes|following)[:;]`)},
	{how: ByDuties, pattern: regexp.MustCompile(`(?i)\b(?:as|either|as +either)\b`)},
	{how: ByDuties, pattern: regexp.MustCompile(`\b(?:class|classes|classification|classifications)\b`)},
	{how: ByLevel, pattern: regexp.MustCompile(`(?i)\blevel +in +responsibility +to\b`)},
	{goesOn: true, pattern: regexp.MustCompile(`(?i)[;,] +or +(?:as +)?(?:an?|the)\b`)},
	{how: ByLevel, pattern: regexp.MustCompile(`\b[Tt]he\b`)},
	{how: ByDuties, pattern: regexp.MustCompile(`(?i)\bin +(?:the|an?)(?: +class(?:es)?)?\b`)},
}

// fillers stand between a trigger and the title.
var fillers = regexp.MustCompile(`^(?:[ ,:"“]+|(?i:a|an|the|any|either|both)\b|(?:that|those|one|of|to|in|as|by|for|another|at|least|state|following|or|is|class|classes|classification|` +
	`classifications|position|positions|level|levels|full|regular|permanent|civil|journey|journeyperson|responsibility|duties|performed|person|employee|incumbent|appointment|work)\b|\((?:\d|[a-z])\))+`)

// qualifiers may stand there too, before a title that is known.
var qualifiers = regexp.MustCompile(`^(?:(?:[a-z]+[a-z-]*,? +){1,6}or +(?:an? +)?|(?:[a-z]+[a-z-]*,? +){1,3})`)

// Who is licensed, certified or registered as something has no class.
var permits = regexp.MustCompile(`(?i)\b(?:licen[sc]\w*|certifi\w+|regist\w+|credential\w*|eligib\w+|diplom\w+|admi(?:ssion|tted)|practice|competency|member\w*|such|defined|known|apprenticeship)\b[^.;]{0,30}$`)

// find returns the classes named in p[region], in text order.
func (f *finder) find(region spec.Span) []Feeder {
	type hit struct {
		at, trigger int
		by          trigger
	}
	var hits []hit
	for n, t := range triggers {
		for from := region.Start; from < region.End; {
			m := t.pattern.FindStringIndex(f.p[from:region.End])
			if m == nil {
				break
			}
			hits = append(hits, hit{at: from + m[1], trigger: from + m[0], by: t})
			// A lazy run may hide a later, shorter one.
			next := strings.IndexByte(f.p[from+m[0]:region.End], ' ')
			if next < 0 || n > 0 {
				from += m[1]
			} else {
				from += m[0] + next + 1
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.at - b.at })
	var out []Feeder
	done := region.Start
	for _, h := range hits {
		at := h.at
		if at < done {
			continue
		}
		how := h.by.how
		if h.by.goesOn {
			if len(out) == 0 || strings.Contains(f.p[done:h.trigger], ". ") {
				continue
			}
			how = out[len(out)-1].How
		}
		word := strings.ToLower(f.p[h.trigger:h.at])
		at += len(fillers.FindString(f.p[at:region.End]))
		if at < region.End && !startsUpper(f.p[at:]) {
			q := qualifiers.FindString(f.p[at:region.End])
			if q != "" && (strings.HasPrefix(word, "dut") || how == ByLevel || strings.Contains(q, " or ")) && f.lexical(at+len(q), region.End) > 0 {
				at += len(q)
			}
		}
		if at >= region.End || !startsUpper(f.p[at:]) {
			continue
		}
		if strings.HasPrefix(word, "as") && permits.MatchString(f.p[max(region.Start, h.trigger-60):h.trigger]) {
			continue
		}
		list, end := f.list(at, region.End)
		if len(list) == 0 {
			continue
		}
		switch {
		case word == "the" && !meetsBehind.MatchString(f.p[end:region.End]):
			continue
		case strings.HasPrefix(word, "in ") && !classBehind.MatchString(f.p[end:region.End]):
			continue
		case strings.HasPrefix(word, "at ") && !strings.HasPrefix(word, "at least"):
			if !levelBehind.MatchString(f.p[end:region.End]) {
				continue
			}
		}
		if how == ByDuties && levelBefore.MatchString(f.p[max(region.Start, h.trigger-90):at]) {
			how = ByLevel
		}
		better := how == ByLevel || orBetter.MatchString(f.p[end:region.End])
		series := strings.HasPrefix(strings.TrimLeft(strings.ToLower(f.p[end:region.End]), " "), "series") ||
			strings.HasPrefix(strings.TrimLeft(strings.ToLower(f.p[end:region.End]), " "), "class series")
		for i := range list {
			list[i].How = how
			list[i].OrBetter = list[i].OrBetter || better
			if series && i == len(list)-1 {
				list[i].Name += " series"
			}
			list[i].ClassIDs = f.titles.Resolve(f.issuer, list[i].Name)
			if list[i].ClassIDs == nil {
				list[i].ClassIDs = []string{}
			}
		}
		out = append(out, list...)
		done = end
	}
	return out
}

var (
	classBehind = regexp.MustCompile(`^,? *(?:\([^)]*\) *)?(?i:class|series|classification|position|level)\b`)
	meetsBehind = regexp.MustCompile(`^,? *(?i:class|level)? *(?i:meets?)\b`)
	levelBehind = regexp.MustCompile(`^,? *(?:\([^)]*\) *)?(?i:level|series|class)\b`)
	levelBefore = regexp.MustCompile(`(?i)\b(?:equivalent|equal|comparable|similar|(?:less|lower|higher) than|at least that|level of|level with)\b[^.;]*$`)
	orBetter    = regexp.MustCompile(`^[ ,(]*(?i:or|and) +(?i:in +|to +|of +|at +|with +)?(?i:an?|another|any|other|the|one)? *(?i:or +)?(?i:substantially +|class(?:es)? +|position +)*(?i:similar|comparable|equivalent|higher|above|equal|more responsible|better)`)
)

// list reads titles joined by commas, "or" and "and" from i on, and says where
// they end.
func (f *finder) list(i, end int) (out []Feeder, stop int) {
	stop = i
	for i < end {
		span, ok := f.title(i, end)
		if m := gradeOr.FindString(f.p[i:end]); !ok && m != "" {
			if span, ok = f.title(i+len(m), end); ok {
				out = append(out, f.shortened(i, m, span))
			}
		}
		if !ok {
			break
		}
		group, next := f.expand(span, end)
		out = append(out, group...)
		stop = next
		m := separator.FindString(f.p[next:end])
		if m == "" {
			break
		}
		i = next + len(m)
		i += len(listFillers.FindString(f.p[i:end]))
		if i >= end || !startsUpper(f.p[i:]) {
			break
		}
	}
	return out, stop
}

var (
	separator   = regexp.MustCompile(`^(?: *\((?i:formerly)[^()]*\))?(?: +(?:class|classes|level|position)\b)? *(?:[,;] *(?:and/or|or|and)?\b|\.? *\b(?:and/or|or|and)\b|/) *`)
	listFillers = regexp.MustCompile(`^(?:(?i:an|a|the|as|of|to|that|those|in|either|class|classes|performing|duties|with) +|\((?:\d|[a-z])\) *)*`)
	numeral     = `(?:VIII|VII|VI|IV|IX|III|II|I|V|X|\d)`
	// "Business Service Officer II (Specialist) or (Supervisor)"
	moreBrackets = regexp.MustCompile(`^ *(?:or|and|/|and/or) *\([A-Z][^()]{0,40}\)`)
	endsNumeral  = regexp.MustCompile(` ` + numeral + `$`)
	moreNumeral  = regexp.MustCompile(`^ *(?:, *(?:and/or|or|and)? *|\b(?:and/or|or|and|through|to)\b *|/)(` + numeral + `)\b`)
	rangeWords   = regexp.MustCompile(`^[ ,]*[(\[]? *(?i:in +|at +)?(?i:the +)?(?i:alternate +)?(?i:ranges?) *(?:#+ *)?["“]?([A-Z](?: *(?:,|/|, *or|or|and|and/or|through|-|–) *[A-Z]\b)*)["”]?(?:[ .,]|$|[)\];:])`)
	rangeBetter  = regexp.MustCompile(`^[)\]]? *(?i:or|and) +(?i:above|higher|better)`)
	innerOr      = regexp.MustCompile(` *(?:, *or|,|\bor\b|\band/or\b) +|/`)
)

// gradeOr matches a grade whose title comes with the next one: "Staff or
// Senior Park Ecologist".
var gradeOr = regexp.MustCompile(`^(?:Assistant|Associate|Junior|Staff|Senior|Supervising|Principal|Lead|Chief) +(?:or|and|and/or|/) +(?:an? +)?`)

// shortened returns the class that a grade in front of a whole title means.
func (f *finder) shortened(i int, grade string, title spec.Span) Feeder {
	first, _, _ := strings.Cut(grade, " ")
	words := f.p[title.Start:title.End]
	if m := gradeWord.FindString(words); m != "" {
		words = words[len(m):]
	}
	return Feeder{Name: f.singularTitle(fold(first + " " + words)), Span: spec.Span{Start: i, End: title.End}}
}

var gradeWord = regexp.MustCompile(`^(?:Assistant|Associate|Junior|Staff|Senior|Supervising|Principal|Lead|Chief) +`)

// expand reads what stands behind a title: further numerals of it, its
// brackets, its range; it gives a feeder to each.
func (f *finder) expand(span spec.Span, end int) ([]Feeder, int) {
	name := f.p[span.Start:span.End]
	stop := span.End
	names := []string{name}
	if m := moreBrackets.FindString(f.p[stop:end]); m != "" && strings.HasSuffix(name, ")") {
		stop += len(m)
		names = append(names, name[:strings.LastIndexByte(name, '(')]+m[strings.IndexByte(m, '('):])
	}
	if n := endsNumeral.FindString(name); n != "" {
		base := strings.TrimSuffix(name, n)
		for {
			m := moreNumeral.FindStringSubmatchIndex(f.p[stop:end])
			if m == nil {
				break
			}
			next := f.p[stop+m[2] : stop+m[3]]
			if strings.Contains(f.p[stop:stop+m[2]], "through") {
				names = append(names, between(base, strings.TrimSpace(n), next)...)
			}
			names = append(names, base+" "+next)
			stop += m[1]
		}
		if len(names) > 1 {
			if tail := f.tail(stop, end); tail > stop {
				for i := range names {
					names[i] += f.p[stop:tail]
				}
				stop = tail
			}
		}
	}
	if open := strings.LastIndexByte(name, '('); len(names) == 1 && open > 0 && strings.HasSuffix(name, ")") && !f.titles.has(f.issuer, normal(name)) {
		if parts := innerOr.Split(name[open+1:len(name)-1], -1); len(parts) > 1 && !slices.ContainsFunc(parts, func(s string) bool { return !startsUpper(s) }) {
			names = names[:0]
			for _, part := range parts {
				names = append(names, name[:open]+"("+part+")")
			}
		}
	}
	if parts := f.joined(name); len(names) == 1 && len(parts) > 1 {
		names = parts
	}
	span.End = stop
	rng, better := "", false
	if m := rangeWords.FindStringSubmatchIndex(f.p[stop:end]); m != nil {
		rng = fold(f.p[stop+m[2] : stop+m[3]])
		stop += m[3]
		if stop < end && (f.p[stop] == ')' || f.p[stop] == ']' || f.p[stop] == '"') {
			stop++
		}
		better = rangeBetter.MatchString(f.p[stop:end])
		// "Tax Auditor, Range B, Franchise Tax Board": the department follows.
		if tail := f.tail(stop, end); tail > stop && f.p[stop] == ',' {
			for i := range names {
				names[i] += f.p[stop:tail]
			}
			stop = tail
			span.End = tail
		}
	}
	out := make([]Feeder, len(names))
	for i, n := range names {
		out[i] = Feeder{Name: f.singularTitle(whole(fold(strings.ReplaceAll(n, "#", "")))), Range: rng, OrBetter: better, Span: span}
	}
	return out, stop
}

// joined returns the titles that a slash joins, each of which names a role in
// several words; a single word behind it ("Appraiser/Investigator") belongs to
// the title.
func (f *finder) joined(name string) []string {
	parts := strings.Split(name, "/")
	if len(parts) == 1 || f.titles.has(f.issuer, normal(name)) {
		return nil
	}
	for _, part := range parts {
		if bare := brackets.ReplaceAllString(part, ""); !strings.Contains(bare, " ") || !startsUpper(part) || !isRole(part) {
			return nil
		}
	}
	return parts
}

var romans = []string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"}

// between names the classes between two numerals.
func between(base, from, to string) []string {
	a, b := slices.Index(romans, from), slices.Index(romans, to)
	var out []string
	for i := a + 1; a >= 0 && i < b; i++ {
		out = append(out, base+" "+romans[i])
	}
	return out
}

// tail returns where the bracket and the department behind i end.
func (f *finder) tail(i, end int) int {
	if m := openBracket.FindString(f.p[i:end]); m != "" {
		i += len(m)
	}
	if m := commaUnit.FindString(f.p[i:end]); m != "" {
		j := i + len(m)
		if e := f.phrase(j, end); isUnit(f.p[j:e]) {
			i = e
		}
	}
	return i
}

var (
	openBracket = regexp.MustCompile(`^ *\([A-Z][^()]{0,60}\)`)
	commaUnit   = regexp.MustCompile(`^, *`)
)

// hyphened reports whether a role stands before a hyphen, and what it is for
// behind it: "Social Worker-Social and Human Services".
func hyphened(head string) bool {
	return slices.ContainsFunc(strings.Fields(head), specialised)
}

// singularTitle takes the plural off the word that names the role.
func (f *finder) singularTitle(name string) string {
	head, rest := name, ""
	i := strings.IndexAny(name, ",(")
	if n := strings.Index(name, " of "); n > 0 && (i < 0 || n < i) && isRole(name[:n]) {
		i = n
	}
	if i > 0 {
		head, rest = strings.TrimRight(name[:i], " "), name[len(strings.TrimRight(name[:i], " ")):]
	}
	if hyphened(head) {
		return name // the words behind the hyphen name no role
	}
	number := endsNumeral.FindString(head)
	head = strings.TrimSuffix(head, number)
	i = strings.LastIndexByte(head, ' ') + 1
	last := head[i:]
	if one := singular(strings.ToLower(last)); isRole(head[:i]+last[:min(len(last), len(one))]) || isRole(one) {
		if len(one) < len(last) || one != strings.ToLower(last) {
			head = head[:i] + last[:1] + one[1:]
		}
	}
	return head + number + rest
}
