package qualification

import (
	"regexp"
	"strings"
)

// One sentence often asks for several kinds of things: "a bachelor's degree and
// considerable supervisory experience". It is cut at the joining word if the words after
// it open a condition of a different kind from the words before it.
var (
	kindJoint = regexp.MustCompile(`(?i)(?:[,;]? +| *[,;] *)\b(and/or|and|or|plus|along with|together with|as well as|with)\b,? +`)

	sortsOfExperience = `(?:(?:significant|considerable|extensive|some|relevant|related|equivalent|progressive(?:ly)?|increasingly|responsible|supervisory|professional|demonstrated|previous|prior|work|working|job|job-related|direct|practical|full-time|paid|administrative|managerial|management|leadership)[ ,]+(?:and |or )?)`
	opensExperience   = regexp.MustCompile(`^(?i:(?:at least +|a minimum of +|minimum +(?:of +)?|not less than +|over +)?` + amount + `[^.;]{0,80}?\bexperience\b|` + sortsOfExperience + `{1,6}experience\b|(?:an )?equivalent (?:[\w-]+,? ){0,5}experience\b)`)
	opensDegree       = regexp.MustCompile(`^(?i:(?:an? |the )?(?:completed |accredited |four-year |4-year |ALA[- ]accredited )*(?:bachelor|master|associate|doctor|baccalaureate|college|university|high school|undergraduate|graduate|law)(?:['’]?s['’]?)?[^.;,]{0,50}\b(?:degree|diploma)\b|(?:an? )?(?:ALA[- ]accredited )?(?:MLS|MLIS|masters? (?:degree )?(?:in|of) |bachelors? (?:degree )?(?:in|of) |high school (?:diploma|graduat)))`)
	opensPermission   = regexp.MustCompile(`^(?i:(?:possession of )?(?:an? )?(?:current,? |valid,? |active,? )+[^.;,]{0,60}\b(?:licen[sc]e|certificat(?:e|ion)|registration|card)\b)`)
	namedPermission   = regexp.MustCompile(`^(?:[Aa]n? )?(?:[A-Z][\w.'’&/-]*[ ,]+){1,6}(?:[Cc]ertificat(?:e|ion)|[Ll]icen[sc]e|designation)(?:$|[^\w ]| +[^A-Z])`)
	insideName        = regexp.MustCompile(`(?i)\b(?:an?|the|possession of|holding)(?: [\w'’-]+){1,4}$`) // "an Aircraft"

	// besides matches words that join conditions even of the same kind.
	besides     = regexp.MustCompile(`(?i)^(?:plus|along with|together with|as well as)$`)
	otherDegree = regexp.MustCompile(`(?i)^(?:an(?:other)?|other) (?:(?:bachelor|master)['’]?s |college )?degree\b[^.;]{0,30} with\b`)

	ofSchool     = regexp.MustCompile(`(?i)\bdegree\b|\bdiploma\b|\bG\.?E\.?D\b|\bgraduat|\bbachelor|\bmaster['’]?s\b|\bMLI?S\b|\bcoursework\b|\bcourse work\b`)
	ofExperience = regexp.MustCompile(`(?i)\bexperience\b`)
	ofPermission = regexp.MustCompile(`(?i)\blicen[sc]e|\bcertificat(?:e|ion)|\bregistration\b|\bcertified\b|\blicensed\b`)
)

// followsSchool matches schooling that must precede the experience.
var followsSchool = regexp.MustCompile(`(?i),? +\bfollowing (?:(?:successful|satisfactory) )?completion of\b`)

// joinsKinds reports whether a joint between words joins conditions of two kinds.
func joinsKinds(before, word, after string) bool {
	school, experience, permission := ofSchool.MatchString(before), ofExperience.MatchString(before), ofPermission.MatchString(before)
	switch {
	case swapWord.MatchString(after) || acceptedFor.MatchString(after): // a rule names both kinds
		return false
	case opensExperience.MatchString(after):
		return !experience && (school || permission) || experience && besides.MatchString(word)
	case strings.EqualFold(word, "with"):
		return false
	case otherDegree.MatchString(after):
		return school && strings.EqualFold(word, "or")
	case opensDegree.MatchString(after):
		return !school && (experience || permission)
	case opensPermission.MatchString(after):
		return school || experience
	case namedPermission.MatchString(after):
		return (school || experience) && !insideName.MatchString(before)
	}
	return false
}

// opensJoint matches the joining word at the start of a statement.
var opensJoint = regexp.MustCompile(`^(?i:(and/or|and|or|plus))[ ,]+`)

// opensPattern matches a pattern label at the start: "Or II".
var opensPattern = regexp.MustCompile(`^(?:` + patternMark.String() + `)`)
