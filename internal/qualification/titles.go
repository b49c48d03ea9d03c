package qualification

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

// Titles are the titles of classes, each issuer's by themselves. The nil
// Titles know none.
type Titles struct {
	issuers map[string]*titleIndex
}

// A titleIndex finds the classes of one issuer by what a document may call
// them. Its keys are normal forms.
type titleIndex struct {
	full    map[string][]string // the whole title
	bare    map[string][]string // without what stands in brackets
	head    map[string][]string // without the department behind the comma
	aliases map[string][]string // with the initials of a department or bracket
	series  map[string][]string
	words   int // of the longest title
}

// NewTitles indexes the titles of classes.
func NewTitles(classes []spec.Class) *Titles {
	t := &Titles{issuers: map[string]*titleIndex{}}
	for i := range classes {
		c := &classes[i]
		x := t.issuers[c.Issuer]
		if x == nil {
			x = &titleIndex{full: map[string][]string{}, bare: map[string][]string{}, head: map[string][]string{},
				aliases: map[string][]string{}, series: map[string][]string{}}
			t.issuers[c.Issuer] = x
		}
		x.add(c)
	}
	return t
}

var brackets = regexp.MustCompile(`\s*[(\[][^()\[\]]*[)\]]`)

// abolished matches what an issuer adds to the title of a class that it has
// given up.
var abolished = regexp.MustCompile(`(?i)\s*[(\[](?:abolished|inactive|footnote|effective)\b[^()\[\]]*[)\]]`)

func (x *titleIndex) add(c *spec.Class) {
	title := abolished.ReplaceAllString(c.Title, "")
	key := normal(title)
	put(x.full, key, c.ID)
	x.words = max(x.words, len(strings.Fields(key)))
	if bare := normal(brackets.ReplaceAllString(title, "")); bare != key {
		put(x.bare, bare, c.ID)
	}
	if name, unit, ok := splitUnit(title); ok {
		put(x.head, normal(name), c.ID)
		if short := initials(unit); short != "" {
			put(x.aliases, normal(name)+" "+short, c.ID)
		}
	}
	if m := brackets.FindStringIndex(title); m != nil {
		if short := initials(title[m[0]:m[1]]); short != "" {
			put(x.aliases, normal(title[:m[0]]+" "+short+" "+title[m[1]:]), c.ID)
		}
	}
	if series := normal(seriesWords.ReplaceAllString(c.Series, "")); series != "" {
		put(x.series, series, c.ID)
	}
}

var seriesWords = regexp.MustCompile(`(?i)\s*\b(?:class\s+)?series(?:\s+specification)?\b.*$`)

func put(m map[string][]string, key, id string) {
	if !slices.Contains(m[key], id) {
		m[key] = append(m[key], id)
	}
}

// Resolve returns the ids of the issuer's classes that a name means: one, or
// several where the name leaves out the brackets by which they differ
// ("Veterinarian" for "Veterinarian (General)" and "Veterinarian (Meat
// Inspection)"), or where it names a series and says so ("... series"). It is
// empty when no class fits, or when several fit that the name does not tell
// apart.
func (t *Titles) Resolve(issuer, name string) []string {
	if t == nil || t.issuers[issuer] == nil {
		return nil
	}
	x := t.issuers[issuer]
	if seriesWords.MatchString(name) {
		return slices.Clone(x.series[normal(seriesWords.ReplaceAllString(name, ""))])
	}
	key := normal(name)
	if ids := x.full[key]; len(ids) > 0 {
		return single(ids)
	}
	if ids := x.bare[key]; len(ids) > 0 {
		return slices.Clone(ids)
	}
	if ids := x.aliases[key]; len(ids) > 0 {
		return single(ids)
	}
	if bare := normal(brackets.ReplaceAllString(name, "")); bare != key {
		if ids := x.bare[bare]; len(ids) > 0 && everyVariant.MatchString(name) {
			return slices.Clone(ids)
		}
		if ids := x.full[bare]; len(ids) > 0 {
			return single(ids)
		}
	}
	if ids := x.head[key]; len(ids) > 0 {
		return single(ids)
	}
	// A class that the whole service uses, as it stands in one department.
	if head, _, ok := splitUnit(name); ok {
		return single(x.full[normal(head)])
	}
	return nil
}

// everyVariant matches brackets that name no variant but all: "(Various
// Industries)", "(any specialty)".
var everyVariant = regexp.MustCompile(`(?i)\((?:various|any|all)\b[^()]*\)`)

// single returns the id when there is but one: two classes that a name fits
// alike are both not what it says.
func single(ids []string) []string {
	if len(ids) != 1 {
		return nil
	}
	return slices.Clone(ids)
}

// has reports whether a title of the issuer has this normal form.
func (t *Titles) has(issuer, key string) bool {
	if t == nil || t.issuers[issuer] == nil {
		return false
	}
	x := t.issuers[issuer]
	return len(x.full[key]) > 0 || len(x.bare[key]) > 0 || len(x.aliases[key]) > 0
}

// longest is how many words the issuer's longest title has.
func (t *Titles) longest(issuer string) int {
	if t == nil || t.issuers[issuer] == nil {
		return 0
	}
	return t.issuers[issuer].words
}

var titleWord = regexp.MustCompile(`[\p{L}\p{N}]+(?:['’.][\p{L}\p{N}]+)*|&`)

// normal writes a title in lower case, singular, without punctuation, with
// arabic numerals and full words.
func normal(title string) string {
	var out []string
	for _, w := range titleWord.FindAllString(title, -1) {
		if w := normalWord(w); w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

var numerals = map[string]string{"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}

var fullWords = map[string]string{
	"&": "and", "dept": "department", "asst": "assistant", "assoc": "associate", "sr": "senior", "jr": "junior", "supvr": "supervisor",
	"supv": "supervisory", "calif": "california", "mgr": "manager", "tech": "technician", "gen": "general", "spec": "specialist",
	"the": "", "adviser": "advisor", "fire fighter": "firefighter",
}

func normalWord(w string) string {
	w = strings.ToLower(strings.NewReplacer("'", "", "’", "", ".", "").Replace(w))
	if n, ok := numerals[w]; ok {
		return n
	}
	if full, ok := fullWords[w]; ok {
		return full
	}
	return singular(w)
}

// singular takes the plural ending off a word in lower case.
func singular(w string) string {
	switch {
	case len(w) < 4 || strings.HasSuffix(w, "ss") || strings.HasSuffix(w, "us") || strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses") || strings.HasSuffix(w, "ches") || strings.HasSuffix(w, "shes"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "s"):
		return w[:len(w)-1]
	case strings.HasSuffix(w, "men") && !strings.HasSuffix(w, "women") && w != "specimen" && w != "regimen":
		return w[:len(w)-2] + "an"
	}
	return w
}

// unitWords open the name of a department or office behind a comma.
var unitWords = regexp.MustCompile(`^(?:California|State|Department|Dept|Division|Office|Board|Bureau|Commission|Correctional|Youth|Health|School|` +
	`Veterans|Museum|Caltrans|Headquarters|District|Public|Franchise|Governor|Employment|Highway|Teachers|Agency|University|Fire|Forestry|Air|Fair|` +
	`Military|Student|Secretary|Attorney|Toxic|Water|Real Estate|Social|Motor|Energy|Developmental|Mental|Parks|Fish|Food|Housing|Horse|[A-Z][a-zA-Z]*[A-Z][a-zA-Z/-]*\b)`)

var unitEnds = regexp.MustCompile(`(?:Department|Board|Commission|Agency|Authority|Administration|Services?|Office|Division|Bureau|Facility|Facilities|` +
	`Institutions?|Schools?|Hospitals?|Homes?|Systems?|Fund|Centers?|Corps|Patrol|Lottery|Council|Association|Program|Resources|Fairs?|Training)$`)

// splitUnit cuts a title before the department or office behind its first comma.
func splitUnit(title string) (name, unit string, ok bool) {
	name, unit, ok = strings.Cut(title, ",")
	unit = strings.TrimSpace(unit)
	return strings.TrimSpace(name), unit, ok && isUnit(unit)
}

// isUnit reports whether words name a department or office rather than a class.
func isUnit(words string) bool {
	return unitWords.MatchString(words) && !isRole(words) || unitEnds.MatchString(words)
}

// initials returns the abbreviation of a name ("dmv" for "Department of Motor
// Vehicles"), empty when the name has fewer than two words.
func initials(name string) string {
	var b strings.Builder
	for _, w := range titleWord.FindAllString(name, -1) {
		if startsUpper(w) {
			b.WriteString(strings.ToLower(w[:1]))
		}
	}
	if b.Len() < 2 {
		return ""
	}
	return b.String()
}
