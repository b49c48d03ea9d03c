package match

import (
	"math"

	"crosswalk/internal/spec"
)

// A Match is the comparison of one offered statement with one required.
type Match struct {
	Similarity float64       `json:"similarity" doc:"Sum of the parts: the log-odds of met on a scale of 0 to 1, one half is as likely as not" minimum:"0" maximum:"1"`
	Confidence *float64      `json:"confidence" doc:"Calibrated probability that a careful reader would sign that the evidence meets the requirement; null when the requirement has nothing to compare" minimum:"0" maximum:"1"`
	Partly     *float64      `json:"partly" doc:"Calibrated probability that it meets the requirement in part at least; null when the requirement has nothing to compare" minimum:"0" maximum:"1"`
	Relation   spec.Relation `json:"relation" enum:"exactMatch,closeMatch,broadMatch,narrowMatch,relatedMatch,none" doc:"From the requirement to the evidence, in SKOS terms"`
	Parts      []spec.Part   `json:"parts" nullable:"false"`
}

// minPart is the smallest part worth showing.
const minPart = 1e-9

// Explain turns the score of a pair into a match with its parts, relation and,
// where the requirement has something to compare, its confidence.
func (c *Corpus) Explain(j *Judge, a, b *Text, s Score) Match {
	m := Match{Similarity: s.Similarity(), Relation: c.relation(j, a, b, s), Parts: s.Parts()}
	if a.Mass > 0 { // what has nothing to say shows nothing
		met, partly := s.Confidence(), s.Partly()
		m.Confidence, m.Partly = &met, &partly
	}
	return m
}

// Parts returns what adds up to the similarity: each part of the log-odds on
// its scale. What the scale cuts off at its ends is taken from the base.
func (s *Score) Parts() []spec.Part {
	out := []spec.Part{}
	if !s.Compared {
		return out
	}
	base, rest := 0.0, 0.0
	for i, v := range s.parts {
		if v /= 2 * span; i > 0 && math.Abs(v) > minPart {
			out = append(out, spec.Part{Name: partNames[i], Value: v})
			rest += v
		}
	}
	if base = s.Similarity() - rest; math.Abs(base) > minPart {
		out = append([]spec.Part{{Name: PartBase, Value: base}}, out...)
	}
	return out
}

// Weakest names the part that lowers the score most, or "" if none does. It skips the
// models' own parts, which give no reason.
func (s *Score) Weakest() string {
	name, least := "", -minPart
	for i, v := range s.parts {
		if i > 0 && partNames[i] != PartMeaning && partNames[i] != PartTogether && v < least {
			name, least = partNames[i], v
		}
	}
	return name
}

// relation reads the relation from what each side makes of the other: what
// meets it and is met by it is close; what meets it and asks for more is
// broader; what it would meet is narrower. A pair that the second look calls a gap has
// no relation.
func (c *Corpus) relation(j *Judge, a, b *Text, s Score) spec.Relation {
	if !s.Compared || s.looked && !j.MeetsPartly(&s) {
		return spec.None
	}
	back := c.Compare(j, b, a)
	meets, met := j.Meets(&s), j.Meets(&back)
	switch {
	case meets && met:
		return spec.Close
	case meets:
		return spec.Broad
	case met:
		return spec.Narrow
	case j.MeetsPartly(&s) || j.MeetsPartly(&back):
		return spec.Related
	}
	return spec.None
}
