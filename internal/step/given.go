package step

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ranks of the scale of supervision given.
const (
	supervisesNobody = iota
	leads
	supervises
	manages
	directs
)

const (
	// people are those whom an employer's staff may be made of.
	people = `(?:staff|employees?|workers?|personnel|subordinates?|crews?|interns?|volunteers?|teams?|trainees?|aides?|temps|pages|` +
		`(?:student|graduate|teaching|research|library|administrative|office|clerical)[\w /-]{0,20} assistants?|assistants|clerks|helpers|technicians|librarians|archivists|catalogers|analysts|engineers|inspectors|` +
		`examiners|auditors|investigators|agents|officers|specialists|coordinators|supervisors|managers|directors|administrators|deputies|professionals|paraprofessionals|nurses|therapists|` +
		`physicians|attorneys|consultants|instructors|teachers|psychologists|representatives|operators|mechanics|adjuncts|judges|registrars|incumbents|positions|direct reports|work of (?:others|a group|subordinate)|others engaged)`
	// headUnit are parts of an organization that somebody may be in charge of; topUnit are its
	// largest parts.
	headUnit = `(?:unit|section|office|offices|branch|branches|region|district|facility|facilities|library|archives?|station|stations|cent(?:er|re)|shop|laboratory|institution|hospital|ward|bureau|service|services|operations|functions?|program|programs)`
	// group are people whom somebody may direct in person.
	groupOf = `(?:crews?|groups?|staff|employees|workers|craftspeople)`
	topUnit = `(?:division|department|agency|organization|county clerk's office|elections? office|statewide [\w ,-]{0,60}programs?|library system)`
)

var (
	// custody are people whom nobody supervises as staff.
	custody = regexp.MustCompile(`(?i)\b(?:inmates?|wards?|patients?|residents?|resident (?:workers?|population)|parolees?|prisoners?|probationers?|children|offenders?|youthful offenders?|clients?|visitors?|detainees?|traffic|contractors?|vendors?|persons committed|students in|pupils)\b`)
	// custodyWorker is one whose work is supervised, and who still is no employee.
	custodyWorker = regexp.MustCompile(`(?i)\b(?:inmate|ward|resident|patient|student)s?(?:'s?)? (?:workers?|crews?|helpers?|labor|population)\b`)
	hasPeople     = regexp.MustCompile(`(?i)\b` + people + `\b`)
	nearPeople    = regexp.MustCompile(`(?i)^[^;:.]{0,90}?\b` + people + `\b`)
	// studentStaff are students who work for the employer.
	studentStaff = regexp.MustCompile(`(?i)\bstudent(?:s|'s)? (?:\w+ )?(?:workers?|assistants?|employees?|staff|aides?|interns?|pages?)\b`)
	supervisors  = regexp.MustCompile(`(?i)\b(?:supervisors|managers|subordinate supervis\w+|subordinate manag\w+|supervisory (?:staff|personnel|employees)|program directors|chiefs)\b`)

	nobody = regexp.MustCompile(`(?i)\b(?:does|do|will|is|are) not (?:\w+ ){0,4}?(?:supervis\w+|direct reports)|\b(?:no|without) (?:direct |formal |\w+ )?(?:supervis(?:ory|ion)|direct reports|subordinate)|\bsupervision (?:exercised|given)\s*[:.-]?\s*none\b|\b(?:supervisory responsibilit(?:y|ies)|direct reports|supervises)\s*[:-]\s*(?:none|n/a|no|0)\b|\bnon-?supervisory\b|\bnone (?:are )?supervised\b`)

	supervising  = regexp.MustCompile(`(?i)\b(?:supervis(?:es?|ing)|oversees?|overseeing)\b`)
	supervision  = regexp.MustCompile(`(?i)\b(?:responsible for|provid\w+|exercis\w+|includ\w+|overall|perform\w*|direct)\s+(?:the\s+)?((?:[a-z-]+,?\s+){0,4}?)supervision\b(?:\s+(?:of|over|to|for))?`)
	asLeadOnly   = regexp.MustCompile(`(?i)\b(?:functional|technical|lead|clinical|indirect|assists?|assisting|assistance|helps?|participates?)\b`)
	assisting    = regexp.MustCompile(`(?i)\b(?:assists?|assisting|helps?|helping|participates?)\b[^,;:]{0,60}$`)
	levelOf      = regexp.MustCompile(`(?i)\b(?:supervisory level|supervisory class|full supervisor|full supervisory|first[- ]line supervisor|working supervisor|first[- ]level supervisor|supervisory responsibilit(?:y|ies) (?:for|over))\b`)
	managerLevel = regexp.MustCompile(`(?i)\b(?:second[- ]level (?:manager|supervisor)|second supervisory level|managerial level|full managerial|management level)\b`)
	throughThem  = regexp.MustCompile(`(?i)\bthrough (?:\w+ ){0,3}(?:supervisors?|managers?|supervisory staff)\b`)
	reportsTo    = regexp.MustCompile(`(?i)\b(?:(?:[0-9]+|one|two|three|four|five|six|seven|eight|nine|ten|several|multiple|has|have|with) (?:\w+ ){0,2}direct reports?)\b`)
	personnel    = regexp.MustCompile(`(?i)\b(?:hir(?:es?|ing)|evaluat(?:es?|ing)|disciplin(?:es?|ing)|appraises?)\b[^;:.]{0,60}?\b(?:staff|employees|personnel|subordinates?|student (?:workers|assistants|employees)|crews?|volunteers|interns|workers)\b`)
	managesThem  = regexp.MustCompile(`(?i)\b(?:manages?|managing|manage)\s+(?:(?:a|the|and|of|large|small|diverse|part-time|full-time|temporary|seasonal|hourly|student|office|library|election|assigned|subordinate|professional|clerical|lead|leads|mentor|supervise|train|develop),?\s+){0,4}(?:staff|employees|personnel|team|workers|volunteers|interns|assistants|crews?)\b`)

	leadWords = regexp.MustCompile(`(?i)\b(?:lead ?persons?|lead workers?|lead-?worker|team lead(?:er)?|crew leader|lead capacity|lead (?:role|responsibilit\w+) over|act(?:s|ing)? as (?:a |the )?(?:\w+[ -]){0,2}lead(?:er)?)\b`)
	leading   = regexp.MustCompile(`(?i)\b(?:leads?|leading|instructs?|instructing|trains?|training|mentors?|mentoring|guid(?:es?|ing)|coach(?:es|ing)?|assigns?|assigning|reviews?|reviewing|checks?|checking)\b`)
	learners  = regexp.MustCompile(`(?i)^(?:(?:[a-z'’/-]+,? ){0,6}?(?:and|or|of|for|to|with|the work of|work of)?\s*)?(?:[a-z-]+ ){0,3}?\b` + people + `\b`)
	othersOf  = regexp.MustCompile(`(?i)\b(?:public|voters?|users?|patrons?|customers?|candidates|citizens?|residents|families|faculty|visitors|readers)\b`)

	charge       = regexp.MustCompile(`(?i)\b(?:(?:in|has|have|having|take|takes|with) (?:\w+ ){0,2}charge of|manag(?:es?|ing)|direct(?:s|ing)?|administer(?:s|ing)?|heads?|(?:full|overall|complete|primary|line) (?:management |supervisory |managerial )?responsib\w+ (?:for|of))\s+`)
	unitBehind   = regexp.MustCompile(`(?i)^(?:and [a-z]+ )?(?:the (?:\w+ and )?(?:work|activities|operations?|functions?|staff|daily operations|day-to-day operations|administration|overall operations?)(?: and \w+)? of )?(?:the|a|an|all|one|its|our|their)\s+(?:(?:[\w&/-]+(?:['’]s)?,?)\s+){0,6}?` + headUnit + `\b`)
	topBehind    = regexp.MustCompile(`(?i)^(?:and [a-z]+ )?(?:the (?:\w+ and )?(?:work|activities|operations?|functions?|staff|administration|overall operations?)(?: and \w+)? of )?(?:the|a|an|all|its|our)\s+(?:(?:[\w&/-]+,?)\s+){0,5}?` + topUnit + `\b`)
	groupBehind  = regexp.MustCompile(`^(?:and [a-z]+ )?(?:the (?:work|activities) of )?(?:the|a|an|all|(?:two|three|four|five|several)(?: or more)?)\s+(?:[\w-]+\s+){0,3}?` + groupOf + `\b`)
	headedBy     = regexp.MustCompile(`(?i)\b(?:serves?|acts?|functions?|is) as (?:the )?(?:\w+ )?(?:head|chief|director|manager|administrator) (?:of|for|over)\b`)
	supervisorOf = regexp.MustCompile(`(?i)\b(?:serves?|acts?|functions?|is) as (?:the |a )?(?:\w+ ){0,2}supervisor (?:of|for|over)\b`)
	executive    = regexp.MustCompile(`(?i)\b(?:chief executive|executive officer of|serves? as (?:the )?(?:\w+ )?(?:department head|agency head)|head of the (?:department|agency))\b`)
)

// given reads whom a class supervises.
func given(clause string) []sense {
	if nobody.MatchString(clause) {
		return []sense{{supervisesNobody, false}}
	}
	var out []sense
	add := func(rank, start, end int) {
		if !not.MatchString(clause[:start]) {
			out = append(out, sense{rank, may(clause, start, end)})
		}
	}
	staff := custodyWorker.ReplaceAllStringFunc(clause, func(words string) string {
		if studentStaff.MatchString(words) {
			return words
		}
		return strings.Repeat("x", len(words))
	})
	for _, m := range supervising.FindAllStringIndex(staff, -1) {
		if inTitle(clause, m) {
			continue
		}
		rank, ok := rankOver(staff[m[1]:], strings.HasPrefix(strings.ToLower(staff[m[0]:]), "oversee"))
		if !ok {
			continue
		}
		if assisting.MatchString(clause[:m[0]]) {
			rank = leads
		}
		add(rank, m[0], m[1])
	}
	for _, m := range supervision.FindAllStringSubmatchIndex(staff, -1) {
		if rank, ok := rankOver(staff[m[1]:], false); ok && !receivesIt(clause, m) {
			if asLeadOnly.MatchString(group(clause, m, 1)) || assisting.MatchString(clause[:m[0]]) {
				rank = leads
			}
			add(rank, m[0], m[1])
		}
	}
	for _, w := range []struct {
		words *regexp.Regexp
		rank  int
	}{{levelOf, supervises}, {managerLevel, manages}, {throughThem, manages}, {reportsTo, supervises}, {personnel, supervises}, {managesThem, supervises}, {leadWords, leads}, {headedBy, manages}, {supervisorOf, supervises}, {executive, directs}} {
		for _, m := range w.words.FindAllStringIndex(staff, -1) {
			rank := w.rank
			if rank > leads && assisting.MatchString(clause[:m[0]]) {
				rank = leads
			}
			add(rank, m[0], m[1])
		}
	}
	for _, m := range leading.FindAllStringIndex(staff, -1) {
		behind := staff[m[1]:]
		if strings.HasPrefix(behind, " from ") || strings.HasPrefix(behind, " by ") || strings.HasSuffix(strings.ToLower(staff[:m[0]]), " in ") { // "with review by the director", "Surveyor in Training"
			continue
		}
		if end := learners.FindString(strings.TrimLeft(behind, " ,")); end != "" && !othersOf.MatchString(end) && !custody.MatchString(end) && !inTitle(clause, m) {
			add(leads, m[0], m[1])
		}
	}
	for _, m := range charge.FindAllStringIndex(staff, -1) {
		if rank := rankOfCharge(staff[m[1]:]); rank >= 0 && !assisting.MatchString(clause[:m[0]]) && !othersDo(clause[:m[0]]) {
			add(rank, m[0], m[1])
		}
	}
	return out
}

// othersDo reports whether what stands before names who else directs: "staff who manage".
func othersDo(before string) bool { return strings.HasSuffix(strings.TrimSpace(before), "who") }

// inTitle reports whether a match is a part of a title: "the Supervising Cosmetology
// Examiner".
func inTitle(clause string, m []int) bool {
	first, _ := utf8.DecodeRuneInString(clause[m[0]:])
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(clause[m[1]:], " "))
	return unicode.IsUpper(first) && unicode.IsUpper(next)
}

// receivesIt reports whether supervision is what the class works under.
func receivesIt(clause string, m []int) bool {
	return strings.Contains(strings.ToLower(clause[max(0, m[0]-20):m[1]]), "under ")
}

// rankOver reads whom or what stands behind "supervises". Who oversees something supervises
// only where people are named.
func rankOver(object string, named bool) (rank int, ok bool) {
	object = object[:min(len(object), 160)]
	if end := strings.IndexAny(object, ":"); end >= 0 && !named {
		object = object[:end]
	}
	first := object[:min(len(object), 60)]
	switch {
	case custody.MatchString(first) && !hasPeople.MatchString(custody.ReplaceAllString(object, "")):
		return 0, false
	case supervisors.MatchString(object[:min(len(object), 110)]):
		return manages, true
	case named && !nearPeople.MatchString(object):
		return 0, false
	}
	return supervises, true
}

// rankOfCharge reads what somebody manages, directs or has charge of; -1 where it is no
// part of an organization.
func rankOfCharge(object string) int {
	object = object[:min(len(object), 160)]
	if m := topBehind.FindString(object); m != "" && !possessive(object[len(m):]) {
		return directs
	}
	if groupBehind.MatchString(object) {
		return supervises
	}
	if m := unitBehind.FindString(object); m != "" && !possessive(object[len(m):]) {
		return manages
	}
	return -1
}

// possessive reports whether a unit is named for something that belongs to it: "the
// department's budget", "the library website".
func possessive(rest string) bool { return ofUnit.MatchString(rest) }

var ofUnit = regexp.MustCompile(`(?i)^(?:['’]s?\b|\s+(?:budget|collections?|website|web|policy|policies|resources|materials?|records?|data|systems?|space|catalog|projects?|contracts?|supplies|equipment|mail|files?|schedules?|management system))`)
