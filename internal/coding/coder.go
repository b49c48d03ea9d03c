package coding

import (
	"context"
	"fmt"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// An Answer is what a job was coded to.
type Answer struct {
	Decision   Decision    `json:"decision" enum:"suggest,review,none" doc:"suggest: the first candidate is likely right; review: a person must choose; none: nothing fits, or there is too little to judge"`
	Reason     string      `json:"reason" doc:"Why, in words"`
	Candidates []Candidate `json:"candidates" nullable:"false" doc:"Best first, one per six-digit SOC code. For none they are what came nearest, where anything did"`
	Question   *Question   `json:"question,omitempty" doc:"For review: the question whose answer separates the codes that compete; absent if fewer than two do"`
}

// A Candidate is a code with what speaks for it.
type Candidate struct {
	Code       string      `json:"code" doc:"O*NET-SOC code" example:"21-1093.00"`
	SOC        string      `json:"soc" doc:"Six-digit SOC code" example:"21-1093"`
	Title      string      `json:"title"`
	Confidence float64     `json:"confidence" doc:"Calibrated probability that a careful coder would accept the six-digit code" minimum:"0" maximum:"1"`
	Similarity float64     `json:"similarity" doc:"Sum of the parts: how the code is ranked, on a scale of 0 to 1" minimum:"0" maximum:"1"`
	Parts      []spec.Part `json:"parts" nullable:"false" doc:"What each signal adds or takes, the greatest first, after the base"`
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
	employers  map[string]*EmployerModel // by issuer id; model codes all others
	thresholds Thresholds
	sense      *sense
	codes      []string // of the occupations
	zones      []int    // likewise
	embedding  string   // name of the model of words
	encoder    string   // name of that of statements
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
// release, plus the time to make or load the vectors. The embedding model gives the
// vectors of words, place those of statements. A coder needs a model (With) to code.
func NewCoder(ctx context.Context, occupations []Occupation, embedding *semantic.Model, place Placers) (*Coder, error) {
	c := &Coder{corpus: newCorpus(occupations, embedding), embedding: embedding.Name(), encoder: place.Encoder}
	for _, o := range occupations {
		c.codes, c.zones = append(c.codes, o.Code), append(c.zones, o.JobZone)
	}
	var err error
	c.sense, err = newSense(ctx, occupations, place)
	return c, err
}

// With returns the coder with models. It fails if the model was fitted with another
// encoder.
func (c *Coder) With(model *Model, employers map[string]*EmployerModel, thresholds Thresholds) (*Coder, error) {
	if model.Encoder != c.encoder {
		return nil, fmt.Errorf("the coding model was fitted with the encoder %s, this is %s; run make coding-model", model.Encoder, c.encoder)
	}
	out := *c
	out.model, out.employers, out.thresholds = model, employers, thresholds
	return &out, nil
}

// Embedding names the model that texts are placed by.
func (c *Coder) Embedding() string { return c.embedding }

// Measured is a job with the signals of every occupation.
type Measured struct {
	Given   Given
	Title   string
	Codes   []string // of the occupations
	Zones   []int    // job zones; Zones, Signals and Senses are in the order of Codes
	Signals []Signals
	Senses  []Senses // nil before Sense
	Closest float64  // likeness of the text to the occupation that it is most alike to
	Words   []string // stems of the title
	Brevity float64  // how much less the text says than a long one, 0 to 1
	// Where the title and the text lie by meaning, each of length one or zero.
	PlacedTitle, PlacedText []float32
}

// Measure gives the signals of every occupation for a job.
func (c *Coder) Measure(j Job) Measured {
	j = j.withoutStatus()
	return c.measure(j, c.corpus.query(j))
}

// Sense adds the senses of every occupation to a measured job.
func (c *Coder) Sense(ctx context.Context, m *Measured, j Job) (err error) {
	m.Senses, err = c.sense.read(ctx, j, m.Given)
	return err
}

func (c *Coder) measure(j Job, q *query) Measured {
	signals, closest := c.corpus.measure(q)
	if q.given == BothGiven && closest < leastLikeness && c.corpus.hasTitle(q.full) {
		// The text tells of something else, such as benefits; the title says
		// plainly what the job is.
		q.given, q.said, q.textWeight = TitleGiven, 0, 1
		signals, closest = c.corpus.measure(q.withoutText())
	}
	return Measured{
		Given: q.given, Title: j.Title, Codes: c.codes, Zones: c.zones, Signals: signals, Closest: closest,
		Words: q.title.Stems, Brevity: 1 - q.said, PlacedTitle: ofStems(c.corpus.meaning.model, q.title.Stems), PlacedText: q.placed.text,
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
func (c *Coder) Code(ctx context.Context, j Job, limit int, withEvidence bool) (Answer, error) {
	j = j.withoutStatus()
	q := c.corpus.query(j)
	if q.given == NothingGiven {
		return Unjudged(reasonTooLittle), nil
	}
	job := c.measure(j, q)
	var best []placedCode
	employer := c.employers[j.Employer]
	judged := max(limit, mostChoices) // neither decision nor question depends on the limit
	if employer != nil {
		best = employer.Fusions[job.Given].placed(&job, judged)
	} else {
		if err := c.Sense(ctx, &job, j); err != nil {
			return Answer{}, err
		}
		best = c.model.Rankers[job.Given].placed(&job, judged)
	}
	a := Answer{Candidates: []Candidate{}}
	at := make([]int, 0, len(best))
	for i, p := range best {
		o := &c.corpus.occupations[p.occupation]
		candidate := Candidate{Code: o.Code, SOC: SOC(o.Code), Title: o.Title, Confidence: p.confidence, Similarity: p.similarity, Parts: p.parts}
		if c.recalibrated != nil {
			candidate.Confidence = c.recalibrated(p.confidence)
		}
		if withEvidence && i < limit {
			candidate.Shown = c.corpus.show(p.occupation, j, q, maxExamples)
			if employer != nil {
				precedents := employer.Fusions[job.Given].precedents
				candidate.Precedents = precedents.nearest(precedents.likeness(&job), candidate.SOC)
			}
		}
		a.Candidates, at = append(a.Candidates, candidate), append(at, p.occupation)
	}
	a.Decision, a.Reason = c.decide(&job, a.Candidates)
	a.Question = c.question(&job, a.Decision, a.Candidates, at)
	a.Candidates = a.Candidates[:min(limit, len(a.Candidates))]
	return a, nil
}

// A placedCode is a six-digit code with the occupation shown for it and its score.
type placedCode struct {
	occupation             int // index of the occupation
	confidence, similarity float64
	parts                  []spec.Part
}

// Reasons of a decision.
const (
	reasonTooLittle = "too little to judge: hardly a word that describes an occupation"
	reasonUnlike    = "nothing fits: the text is unlike that of every occupation"
	reasonUnlikely  = "nothing fits: even the first candidate is unlikely"
	reasonChoose    = "one of the first three is likely right, but the first is not sure enough to be suggested"
	reasonReview    = "the first is not sure enough to be suggested, and the right code may not be among the first three"
	reasonSuggest   = "the first candidate is likely right"
)

// leastLikeness is the likeness of a text to the most alike occupation below
// which it describes none; docs/quality.md says how many classes have less.
const leastLikeness = 0.10

// unlike reports whether the text is unlike that of every occupation.
func (m *Measured) unlike() bool { return m.Given != TitleGiven && m.Closest < leastLikeness }

// likelyAmongThree is the chance from which an answer says that one of the first three
// candidates is right. docs/quality.md says how often that holds.
const likelyAmongThree = 0.80

// oneOf is the chance that one of the candidates is acceptable, were they independent.
func oneOf(candidates []Candidate) float64 {
	none := 1.0
	for _, c := range candidates {
		none *= 1 - c.Confidence
	}
	return 1 - none
}

func (c *Coder) decide(job *Measured, candidates []Candidate) (Decision, string) {
	if len(candidates) == 0 {
		return None, reasonUnlike
	}
	switch d := c.thresholds.Decide(job, candidates[0].Confidence); {
	case d == Suggest:
		return d, reasonSuggest
	case d == Review && oneOf(candidates[:min(mostChoices, len(candidates))]) >= likelyAmongThree:
		return d, reasonChoose
	case d == Review:
		return d, reasonReview
	case job.unlike():
		return d, reasonUnlike
	default:
		return d, reasonUnlikely
	}
}
