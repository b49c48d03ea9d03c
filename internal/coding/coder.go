package coding

import (
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// An Answer is what a job was coded to.
type Answer struct {
	Decision   Decision    `json:"decision" enum:"suggest,review,none" doc:"suggest: the first candidate is likely right; review: a person must choose; none: nothing fits, or there is too little to judge"`
	Reason     string      `json:"reason" doc:"Why, in words"`
	Candidates []Candidate `json:"candidates" nullable:"false" doc:"Best first, one per six-digit SOC code. For none they are what came nearest, where anything did"`
}

// A Candidate is a code with what speaks for it.
type Candidate struct {
	Code       string      `json:"code" doc:"O*NET-SOC code" example:"21-1093.00"`
	SOC        string      `json:"soc" doc:"Six-digit SOC code" example:"21-1093"`
	Title      string      `json:"title"`
	Confidence float64     `json:"confidence" doc:"Calibrated probability that the six-digit code is right" minimum:"0" maximum:"1"`
	Similarity float64     `json:"similarity" doc:"Sum of the parts: what speaks for the code, as a share of the most that could" minimum:"0" maximum:"1"`
	Parts      []spec.Part `json:"parts" nullable:"false" doc:"What each signal adds"`
	*Shown
}

// Unjudged is the answer when a job cannot be judged, and why.
func Unjudged(reason string) Answer {
	return Answer{Decision: None, Reason: reason, Candidates: []Candidate{}}
}

// A Coder codes jobs. It is immutable and safe for concurrent use.
type Coder struct {
	corpus     *corpus
	model      *Model
	thresholds Thresholds
	codes      []string // of the occupations
	embedding  string   // name of the model
	// recalibrated turns a confidence into the one that reviewers' decisions
	// make of it; nil when none have.
	recalibrated func(confidence float64) float64
}

// Recalibrated returns a coder whose confidences pass through a curve, which
// must rise.
func (c *Coder) Recalibrated(curve func(confidence float64) float64) *Coder {
	out := *c
	out.recalibrated = curve
	return &out
}

// NewCoder prepares the occupations, which takes about two seconds for a whole
// release. Texts are placed by the embedding model. A coder without a model of
// its own only measures.
func NewCoder(occupations []Occupation, embedding *semantic.Model, model *Model, thresholds Thresholds) *Coder {
	c := &Coder{corpus: newCorpus(occupations, embedding), model: model, thresholds: thresholds, embedding: embedding.Name()}
	for _, o := range occupations {
		c.codes = append(c.codes, o.Code)
	}
	return c
}

// With returns the coder with a model.
func (c *Coder) With(model *Model, thresholds Thresholds) *Coder {
	out := *c
	out.model, out.thresholds = model, thresholds
	return &out
}

// Embedding names the model that texts are placed by.
func (c *Coder) Embedding() string { return c.embedding }

// Measured is a job with the signals of every occupation.
type Measured struct {
	Given   Given
	Words   []string  // stems of the title
	Codes   []string  // of the occupations
	Signals []Signals // in the same order
	Closest float64   // likeness of the text to the occupation that it is most alike to
	Brevity float64   // how much less the text says than a long one, 0 to 1
	// Where the title and the text lie by meaning, each of length one or zero.
	PlacedTitle, PlacedText []float32
}

// Measure gives the signals of every occupation for a job.
func (c *Coder) Measure(j Job) Measured { return c.measure(c.corpus.query(j)) }

func (c *Coder) measure(q *query) Measured {
	signals, closest := c.corpus.measure(q)
	if q.given == BothGiven && closest < leastLikeness && c.corpus.hasTitle(q.full) {
		// The text tells of something else, such as benefits; the title says
		// plainly what the job is.
		q.given, q.said, q.textWeight = TitleGiven, 0, 1
		signals, closest = c.corpus.measure(q.withoutText())
	}
	return Measured{
		Given: q.given, Words: q.title.words, Codes: c.codes, Signals: signals, Closest: closest, Brevity: 1 - q.said,
		PlacedTitle: ofStems(c.corpus.meaning.model, q.title.words), PlacedText: q.placed.text,
	}
}

// TitleOf is the title of a six-digit code: that of its first occupation, and
// empty when there is none.
func (c *Coder) TitleOf(soc string) string {
	for _, o := range c.corpus.occupations {
		if SOC(o.Code) == soc {
			return o.Title
		}
	}
	return ""
}

// Code ranks the codes for a job and decides. It returns at most limit
// candidates.
func (c *Coder) Code(j Job, limit int, withEvidence bool) Answer {
	q := c.corpus.query(j)
	if q.given == NothingGiven {
		return Unjudged(reasonTooLittle)
	}
	a := Answer{Candidates: []Candidate{}}
	job := c.measure(q)
	fusion := c.model.Fusions[job.Given]
	shares := fusion.precedents.shares(&job, "")
	likeness := fusion.precedents.likeness(&job)
	best := fusion.rank(&job, shares)
	confidences := fusion.confidences(best, job.Brevity)
	if c.recalibrated != nil {
		for i := range confidences {
			confidences[i] = c.recalibrated(confidences[i])
		}
	}
	for i, r := range best[:min(limit, len(best))] {
		o := &c.corpus.occupations[r.occupation]
		candidate := Candidate{Code: o.Code, SOC: r.soc, Title: o.Title, Confidence: confidences[i]}
		candidate.Similarity, candidate.Parts = fusion.explain(&job, r.occupation, shares)
		if withEvidence {
			candidate.Shown = c.corpus.show(r.occupation, j, q, maxExamples)
			candidate.Precedents = fusion.precedents.nearest(likeness, r.soc)
		}
		a.Candidates = append(a.Candidates, candidate)
	}
	a.Decision, a.Reason = c.decide(&job, a.Candidates)
	return a
}

// Reasons of a decision.
const (
	reasonTooLittle = "too little to judge: hardly a word that describes an occupation"
	reasonUnlike    = "nothing fits: the text is unlike that of every occupation"
	reasonUnlikely  = "nothing fits: even the first candidate is unlikely"
	reasonReview    = "the first candidate is not likely enough to be suggested: a person must choose"
	reasonSuggest   = "the first candidate is likely right"
)

// leastLikeness is the likeness of a text to the most alike occupation below
// which it describes none; docs/quality.md says how many classes have less.
const leastLikeness = 0.10

// unlike reports whether the text is unlike that of every occupation.
func (m *Measured) unlike() bool { return m.Given != TitleGiven && m.Closest < leastLikeness }

func (c *Coder) decide(job *Measured, candidates []Candidate) (Decision, string) {
	if len(candidates) == 0 {
		return None, reasonUnlike
	}
	switch d := c.thresholds.Decide(job, candidates[0].Confidence); {
	case d == Suggest:
		return d, reasonSuggest
	case d == Review:
		return d, reasonReview
	case job.unlike():
		return d, reasonUnlike
	default:
		return d, reasonUnlikely
	}
}
