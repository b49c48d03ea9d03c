package coding

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/jobtitle"
)

// The features that the trees test: the signals and senses of a candidate; the level of
// its code and the level words of the title; and its rank among the candidates by the
// most telling signals and senses.
const (
	featureManager         = int(signalCount) + int(senseCount) + iota // code of a manager
	featureFirstLine                                                   // code of a first-line supervisor
	featureZone                                                        // job zone, 0 if unknown
	featureEightDigits                                                 // an occupation within a six-digit code
	featureAllOther                                                    // code of an "all other" occupation
	featureTitleSupervisor                                             // supervisor word in the title
	featureTitleManager                                                // manager word in the title
	featureTitleHelper                                                 // helper word in the title
	featureTitleLevel                                                  // word for a higher level of the same work in the title
	featurePlace                                                       // first of the reciprocal ranks
)

const features = featurePlace + len(tellingMost) + 1

// tellingMost lists the signals and senses that candidates are ranked by. The reciprocal
// ranks are followed by their sum.
var tellingMost = [...]string{
	"title_and_text_alike", "titles_alike", "title_model", "text_meaning", "text_alike", "text", "titles_sense", "statements_sense", "text_sense", "votes",
	"summary_sense", "whole_sense", "tasks_found", "own_title_alike", "title_and_text",
}

// Parts of a score that combine several features.
const (
	PartLevel = "level_of_post" // levels of title and code
	PartPlace = "place"         // sum of the reciprocal ranks
)

// featureNames are the names of the features in the model file; partNames gives the part
// that each feature belongs to.
var featureNames, partNames = nameFeatures()

func nameFeatures() (names, parts [features]string) {
	at := 0
	add := func(name, part string) {
		names[at], parts[at] = name, part
		at++
	}
	for _, n := range signalNames {
		add(n, n)
	}
	for _, n := range senseNames {
		add(n, n)
	}
	for _, n := range []string{"manager", "first_line", "job_zone", "eight_digits", "all_other", "title_supervisor", "title_manager", "title_helper", "title_level"} {
		add(n, PartLevel)
	}
	for _, n := range tellingMost {
		add("place_by_"+n, n)
	}
	add("places", PartPlace)
	return names, parts
}

// placedBy holds the feature index of each entry of tellingMost.
var placedBy = func() (out [len(tellingMost)]int) {
	for i, n := range tellingMost {
		out[i] = slices.Index(featureNames[:], n)
	}
	return out
}()

// levelWords matches words for a higher level of the same work.
var levelWords = regexp.MustCompile(`\b(?:[Ss]enior|SENIOR|[Pp]rincipal|PRINCIPAL|[Dd]eputy|DEPUTY|[Aa]ssociate|ASSOCIATE|I{1,3}|IV|V)\b`)

// Number of candidates taken from the top of each ordering of the occupations.
const (
	bySignals    = 60
	byVotes      = 25
	byStatements = 25
	byTitles     = 20
	byWhole      = 20
)

// candidates returns the indexes of the occupations worth scoring, in ascending order.
func (m *Measured) candidates() []int {
	n := len(m.Signals)
	pick := make(map[int]bool, 2*bySignals)
	first := func(most int, of func(o int) float32) {
		order, value := make([]int, n), make([]float32, n)
		for o := range order {
			order[o], value[o] = o, of(o)
		}
		slices.SortStableFunc(order, func(a, b int) int { return descending(float64(value[a]), float64(value[b])) })
		for _, o := range order[:min(most, n)] {
			pick[o] = true
		}
	}
	first(bySignals, func(o int) (sum float32) {
		for s, w := range firstGuess {
			sum += w * m.Signals[o][s]
		}
		return sum
	})
	first(byVotes, func(o int) float32 { return m.Senses[o][votes] })
	first(byStatements, func(o int) float32 { return m.Senses[o][statementsSense] + m.Senses[o][textSense] })
	first(byTitles, func(o int) float32 { return m.Senses[o][titlesSense] })
	first(byWhole, func(o int) float32 { return m.Senses[o][wholeSense] })
	out := make([]int, 0, len(pick))
	for o := range pick {
		out = append(out, o)
	}
	slices.Sort(out)
	return out
}

// A Row is the features of one candidate.
type Row [features]float32

// FeatureNames lists the names of the features, in order.
func FeatureNames() []string { return featureNames[:] }

// Rows returns the candidates of a job, as indexes of occupations, and their features.
func (m *Measured) Rows() (candidates []int, rows []Row) {
	candidates = m.candidates()
	rows = make([]Row, len(candidates))
	title := m.Title
	if m.Given == TextGiven {
		title = ""
	}
	flags := [...]bool{jobtitle.Supervises(title), jobtitle.Manages(title), jobtitle.Helps(title), levelWords.MatchString(title)}
	for i, o := range candidates {
		x := &rows[i]
		copy(x[:], m.Signals[o][:])
		copy(x[signalCount:], m.Senses[o][:])
		code := m.Codes[o]
		manager := strings.HasPrefix(code, "11-")
		x[featureManager] = one(manager)
		x[featureFirstLine] = one(!manager && code[3:5] == "10")
		x[featureZone] = float32(m.Zones[o])
		x[featureEightDigits] = one(!strings.HasSuffix(code, ".00"))
		x[featureAllOther] = one(strings.HasSuffix(SOC(code), "99"))
		for k, is := range flags {
			x[featureTitleSupervisor+k] = one(is)
		}
	}
	order := make([]int, len(rows))
	for k, f := range placedBy {
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return descending(float64(rows[a][f]), float64(rows[b][f])) })
		for place, i := range order {
			v := 1 / float32(1+place)
			rows[i][featurePlace+k] = v
			rows[i][features-1] += v
		}
	}
	return candidates, rows
}

func one(is bool) float32 {
	if is {
		return 1
	}
	return 0
}
