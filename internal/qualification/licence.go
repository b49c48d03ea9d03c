package qualification

import (
	"regexp"
	"strings"
)

var (
	opensLicence = regexp.MustCompile(`(?i)^[ *]*(?:(?:must|applicants must) (?:have|possess|hold|be) )?(?:(?:current|valid|active|the|an?|appropriate) +)*(?:possession\b|membership in|admission to|registration\b|licen[sc]\w*|certificat\w+|credential|permit\b|eligib\w+ for|authoriz\w+ to practice|board certif|legal requirements|certified|registered)`)
	namesLicence = regexp.MustCompile(`(?i)\blicen[sc]e\w*|\bcertificat(?:e|es|ion)\b|\bcredentials?\b|\bpermit\b|\bregistration\b|\bState Bar\b|\blegal requirements\b|\blicensure\b|\bregistered\b|\bcertified\b`)
	holding      = regexp.MustCompile(`(?i)^[ *]*(?:must (?:have|possess|hold) +)?(?:possession of +|possess +)?(?:(?:either|an?|the|current|valid|active|appropriate) +|[,;] *)*`)
	later        = regexp.MustCompile(`(?i)\badmitted\b|\bbefore (?:they|appointment|being|certification)|\bprior to\b|\bmust (?:secure|obtain|acquire)|\bmay be appointed\b|\bwithin [a-z0-9 -]+(?:months?|years?|days)\b|\bnot required to compete\b`)
)

// licence reads the permission that words ask for; the notes say whether it
// may be obtained later.
func licence(words string, notes []Text) *Licence {
	name := words
	out := &Licence{}
	if m := sentenceOpen.FindStringIndex(words); m != nil {
		name = words[:m[0]+1]
		out.Later = later.MatchString(words[m[0]:])
	}
	name = fold(name)
	if named := strings.TrimPrefix(name, holding.FindString(name)); named != "" {
		name = named
	}
	out.Name = strings.TrimRight(name, " .,;:")
	for _, n := range notes {
		out.Later = out.Later || later.MatchString(n.Text)
	}
	return out
}
