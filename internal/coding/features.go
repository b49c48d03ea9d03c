package coding

import (
	"regexp"
	"slices"
	"strings"
)

// A Candidate's features are what the trees ask for: its signals and senses, what its
// code says of the level of a post and what the title says of it, and its place among
// the candidates by each of what tells most.
const (
	featureManager         = int(signalCount) + int(senseCount) + iota // the code is one of managers
	featureFirstLine                                                   // or of first-line supervisors
	featureZone                                                        // its job zone, 0 when not known
	featureEightDigits                                                 // an occupation within a six-digit code
	featureAllOther                                                    // "all other", by its number
	featureTitleSupervisor                                             // the title has a word for a supervisor
	featureTitleManager                                                // or for a manager
	featureTitleHelper                                                 // or for a helper
	featureTitleLevel                                                  // or for a higher level of the same work
	featurePlace                                                       // first of the reciprocal places
)

const features = featurePlace + len(tellingMost) + 1

// tellingMost are the signals and senses by which candidates are placed; behind the places
// stands their sum.
var tellingMost = [...]string{
	"title_and_text_alike", "titles_alike", "title_model", "text_meaning", "text_alike", "text", "titles_sense", "statements_sense", "text_sense", "votes",
	"summary_sense", "whole_sense", "tasks_found", "own_title_alike", "title_and_text",
}

// Parts that hold several features.
const (
	PartLevel = "level_of_post" // what title and code say of it
	PartPlace = "place"         // places among the candidates, as a sum
)

// featureNames name the features for the file of the model, and partNames the part that
// each belongs to.
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

// placedBy are the places of tellingMost among the features.
var placedBy = func() (out [len(tellingMost)]int) {
	for i, n := range tellingMost {
		out[i] = slices.Index(featureNames[:], n)
	}
	return out
}()

// levelWords name a higher level of the same work.
var levelWords = regexp.MustCompile(`\b(?:[Ss]enior|SENIOR|[Pp]rincipal|PRINCIPAL|[Dd]eputy|DEPUTY|[Aa]ssociate|ASSOCIATE|I{1,3}|IV|V)\b`)

// How many occupations are looked at, by each way to order them.
const (
	bySignals    = 60
	byVotes      = 25
	byStatements = 25
	byTitles     = 20
	byWhole      = 20
)

// candidates are the positions of the occupations that are worth a look, in order.
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

// Rows returns the candidates of a job, by their position among the occupations, with
// their features.
func (m *Measured) Rows() (candidates []int, rows []Row) {
	candidates = m.candidates()
	rows = make([]Row, len(candidates))
	title := m.Title
	if m.Given == TextGiven {
		title = ""
	}
	flags := [...]bool{supervisorWords.MatchString(title), managerWords.MatchString(title), helperWords.MatchString(title), levelWords.MatchString(title)}
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
