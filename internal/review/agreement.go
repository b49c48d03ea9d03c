package review

import (
	"cmp"
	"math"
	"slices"
)

// A Pair is what two raters said of the same thing.
type Pair struct{ A, B string }

// Kappa is how far two raters agree beyond what chance would bring about.
type Kappa struct {
	N        int      `json:"n" doc:"Things that both rated"`
	Observed float64  `json:"observed" minimum:"0" maximum:"1" doc:"Share on which they agree; where grades are weighted, with the credit of the near ones"`
	Expected float64  `json:"expected" minimum:"0" maximum:"1" doc:"The same by chance, from how often each uses each answer"`
	Kappa    *float64 `json:"kappa" doc:"(observed - expected) / (1 - expected); null when it is not defined: nothing was rated by both, or chance explains all"`
}

// CohensKappa compares two raters' answers, which have no order (Cohen 1960).
func CohensKappa(pairs []Pair) Kappa {
	return weighted(pairs, func(a, b string) float64 {
		if a == b {
			return 1
		}
		return 0
	})
}

// A Weighting says what grades that are near each other count.
type Weighting int

const (
	Linear    Weighting = 1 // less by the distance
	Quadratic Weighting = 2 // less by its square
)

// WeightedKappa compares two raters' grades, which are in the order given
// (Cohen 1968). Answers that are no grade are left out.
func WeightedKappa(pairs []Pair, grades []string, w Weighting) Kappa {
	pairs = slices.DeleteFunc(slices.Clone(pairs), func(p Pair) bool {
		return !slices.Contains(grades, p.A) || !slices.Contains(grades, p.B)
	})
	most := math.Max(1, float64(len(grades)-1))
	return weighted(pairs, func(a, b string) float64 {
		distance := math.Abs(float64(slices.Index(grades, a)-slices.Index(grades, b))) / most
		return 1 - math.Pow(distance, float64(w))
	})
}

func weighted(pairs []Pair, credit func(a, b string) float64) Kappa {
	k := Kappa{N: len(pairs)}
	if k.N == 0 {
		return k
	}
	ofA, ofB := map[string]float64{}, map[string]float64{}
	var answers []string
	for _, p := range pairs {
		k.Observed += credit(p.A, p.B) / float64(k.N)
		ofA[p.A] += 1 / float64(k.N)
		ofB[p.B] += 1 / float64(k.N)
		answers = append(answers, p.A, p.B)
	}
	slices.Sort(answers) // sums in the same order every time
	answers = slices.Compact(answers)
	for _, a := range answers {
		for _, b := range answers {
			k.Expected += ofA[a] * ofB[b] * credit(a, b)
		}
	}
	if 1-k.Expected > 1e-12 {
		value := (k.Observed - k.Expected) / (1 - k.Expected)
		k.Kappa = &value
	}
	return k
}

// An Agreement is how far two raters agree.
type Agreement struct {
	A    Actor `json:"a"`
	B    Actor `json:"b"`
	Kind Kind  `json:"kind" enum:"class_code,statement,class"`
	Kappa
	Graded *Kappa `json:"graded" doc:"Weighted kappa of the relations, from exact over close, broad or narrow, and related to rejected, linear; null for codes"`
}

// ratedTwice is a mapping on which two people have said what they hold.
type ratedTwice struct{ a, b rating }

// Agreements compares the raters of mappings, pair by pair and kind by kind.
// What somebody changed later does not count: the first rating in a round is
// the one that was blind.
func Agreements(records []Record) []Agreement {
	type key struct {
		a, b string
		kind Kind
	}
	pairs := map[key][]ratedTwice{}
	for i := range records {
		r := &records[i]
		for _, twice := range blindPairs(&r.Proposal, r.Decisions) {
			if twice.a.by.ID > twice.b.by.ID {
				twice.a, twice.b = twice.b, twice.a
			}
			k := key{twice.a.by.ID, twice.b.by.ID, r.Kind}
			pairs[k] = append(pairs[k], twice)
		}
	}
	out := []Agreement{}
	for k, list := range pairs {
		a := Agreement{A: list[0].a.by, B: list[0].b.by, Kind: k.kind}
		var said, graded []Pair
		for _, twice := range list {
			said = append(said, Pair{answer(twice.a.verdict), answer(twice.b.verdict)})
			graded = append(graded, Pair{grade(twice.a.verdict), grade(twice.b.verdict)})
		}
		a.Kappa = CohensKappa(said)
		if k.kind != ClassCode {
			g := WeightedKappa(graded, relationGrades, Linear)
			a.Graded = &g
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(x, y Agreement) int {
		return cmp.Or(cmp.Compare(x.A.ID, y.A.ID), cmp.Compare(x.B.ID, y.B.ID), cmp.Compare(x.Kind, y.Kind))
	})
	return out
}

// relationGrades order what raters say of a pair from the same to nothing in
// common.
var relationGrades = []string{"exactMatch", "closeMatch", "broadMatch or narrowMatch", "relatedMatch", "rejected"}

func grade(v Verdict) string {
	switch {
	case !v.Accepted:
		return "rejected"
	case v.Relation == "broadMatch" || v.Relation == "narrowMatch":
		return "broadMatch or narrowMatch"
	}
	return string(v.Relation)
}

func answer(v Verdict) string {
	if !v.Accepted {
		return "rejected"
	}
	return v.ObjectID + " " + string(v.Relation)
}

// blindPairs returns, for each round in which two people rated, what each said
// first.
func blindPairs(p *Proposal, decisions []Decision) []ratedTwice {
	var out []ratedTwice
	var first []rating
	close := func() {
		if len(first) >= 2 {
			out = append(out, ratedTwice{first[0], first[1]})
		}
		first = nil
	}
	o := Outcome{State: Proposed}
	for i := range decisions {
		d := &decisions[i]
		if d.Action.rates() {
			if o.State == IsStale || o.State == Superseded {
				close()
			}
			if d.Bulk == nil && !slices.ContainsFunc(first, func(r rating) bool { return r.by.ID == d.By.ID }) && len(first) < p.Raters {
				first = append(first, rating{d.By, p.verdict(d), d})
			}
		}
		o.take(p, d)
	}
	close()
	return out
}

// A Record is a mapping with all that was decided on it.
type Record struct {
	Proposal
	Outcome   Outcome    `json:"outcome"`
	Decisions []Decision `json:"decisions" nullable:"false"`
}

// NewRecord folds a mapping's history.
func NewRecord(p Proposal, decisions []Decision) Record {
	return Record{Proposal: p, Outcome: Fold(&p, decisions), Decisions: decisions}
}
