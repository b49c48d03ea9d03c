package app

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"crosswalk/index"
	"crosswalk/internal/coding"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/factor"
	"crosswalk/internal/likeness"
	"crosswalk/internal/parallel"
	"crosswalk/internal/spec"
)

// AllocateRequest describes a job, and names the employer among whose classes it is to be
// placed: its own, or another one for a salary survey.
type AllocateRequest struct {
	CodeRequest
	Employer string // issuer of the classes
	Limit    int    // classes at most; DefaultAllocated when 0
}

// Limits on what an allocation shows.
const (
	DefaultAllocated = 5
	MaxAllocated     = 20
	shownStatements  = 10 // of a list
	// maxAllocatedPairs bounds the statements of a job times the classes shown: each class
	// is compared with all of them, both ways.
	maxAllocatedPairs = 10_000
)

// An Allocation says which classes of an employer a job could belong to.
type Allocation struct {
	ID       string             `json:"id" doc:"The id sent with the request; empty if none"`
	Employer string             `json:"employer"`
	Read     CodedFrom          `json:"read" doc:"What the job was placed by"`
	Decision coding.Decision    `json:"decision" enum:"suggest,review,none" doc:"suggest: the first class is likely comparable; review: a person must choose; none: no class is likely comparable, or too little is said"`
	Reason   string             `json:"reason" doc:"Why, in words"`
	Items    []Allocated        `json:"items" nullable:"false" doc:"The classes most like the job, best first; for none, the closest ones"`
	Matching crosswalk.Matching `json:"matching"`
}

// Allocated is a class with what speaks for it and against it.
type Allocated struct {
	Class      crosswalk.Side     `json:"class"`
	Series     string             `json:"series" doc:"Series of the class; empty when not stated"`
	Confidence float64            `json:"confidence" doc:"Probability that a careful reader would call the two jobs comparable: the same occupation or main function, perhaps at another level. Calibrated on the first class of each answer; the others use the same curve" minimum:"0" maximum:"1"`
	Score      float64            `json:"score" doc:"How alike the two descriptions are: the sum of the parts" minimum:"0" maximum:"1"`
	Parts      []spec.Part        `json:"parts" nullable:"false"`
	Coverage   crosswalk.Coverage `json:"coverage" doc:"How much of what the class requires the job shows"`
	Counts     crosswalk.Counts   `json:"counts"`
	// Lists are cut; the counts say how many there are.
	Matched      []crosswalk.Requirement `json:"matched" nullable:"false" doc:"Statements of the class that the job shows, at least in part, the surest first; at most 10"`
	Missing      []crosswalk.Requirement `json:"missing" nullable:"false" doc:"Statements of the class that the job does not show, in document order; at most 10"`
	Outside      []spec.Statement        `json:"outside" nullable:"false" doc:"Statements of the job with no counterpart in the class, in document order; at most 10"`
	OutsideCount int                     `json:"outside_count" doc:"How many there are" minimum:"0"`
	Apart        *Apart                  `json:"apart" doc:"What sets the class apart from the one before it in its specification; null for the first class of a series and for a class without one"`
}

// Apart is what a class states that the class before it in the same series does not.
type Apart struct {
	Before     ClassRef    `json:"before" doc:"The class before it"`
	Statements []SetsApart `json:"statements" nullable:"false" doc:"In document order; at most 10"`
	Factors    []JobFactor `json:"factors" nullable:"false" doc:"Supervision received and given, difficulty and independence: in the class, in the class before it and in the job"`
}

// A JobFactor is a factor that two classes are compared by, with what the job states.
type JobFactor struct {
	factor.Compared
	Job  factor.Factor `json:"job" doc:"In the job"`
	Fits Fit           `json:"fits" enum:"class,before,unknown" doc:"Which of the two classes the job is nearer to by this factor; unknown when something is not stated or the classes do not differ"`
}

// A Fit says which of two classes a job is nearer to.
type Fit string

// The fits.
const (
	FitsClass   Fit = "class"
	FitsBefore  Fit = "before"
	FitsUnknown Fit = "unknown"
)

// SetsApart is a statement that sets a class apart, and what the job has for it.
type SetsApart struct {
	Statement spec.Statement `json:"statement"`
	Status    spec.Status    `json:"status" enum:"met,partial,short,gap,unknown" doc:"What the job has for it; unknown for statements that are no requirement, such as the definition of a level"`
}

// Allocate ranks the classes of an employer for a job, and decides whether one fits.
func (a *App) Allocate(ctx context.Context, r AllocateRequest) (*Allocation, error) {
	if err := r.CodeRequest.Check(); err != nil {
		return nil, err
	}
	switch {
	case r.Limit < 0 || r.Limit > MaxAllocated:
		return nil, spec.Errorf(spec.Invalid, "must be from 1 to %d, not %d", MaxAllocated, r.Limit).In("limit")
	case r.Limit == 0:
		r.Limit = DefaultAllocated
	}
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := v.checkEmployer(r.Employer, "employer"); err != nil {
		return nil, err
	}
	job, err := a.job(ctx, r.CodeRequest)
	if err != nil {
		return nil, err
	}
	if n := len(job.Statements) * r.Limit; n > maxAllocatedPairs {
		return nil, spec.Errorf(spec.TooLarge, "%d statements and %d classes are over %d together: ask for fewer classes", len(job.Statements), r.Limit, maxAllocatedPairs).In("limit")
	}
	done, err := a.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	out := &Allocation{ID: r.ID, Employer: r.Employer, Read: readFrom(job), Items: []Allocated{}, Matching: v.engine.Matching}
	reading, err := a.readingOf(ctx, job.Statements)
	if err != nil {
		return nil, err
	}
	described := likeness.Describe([]string{job.Title}, job.Statements, a.titles, reading.Place).WithoutShortText()
	given := described.Given()
	likenesses := v.field().Compare(described)
	var at []int
	for i, c := range v.classes {
		if c.Issuer == r.Employer && len(v.ofClass[c.ID]) > 0 && given != likeness.NothingGiven {
			at = append(at, i)
		}
	}
	slices.SortStableFunc(at, func(i, k int) int {
		return cmp.Compare(a.likeness.Score(likenesses[k]), a.likeness.Score(likenesses[i]))
	})
	subject := crosswalk.NewClass(spec.Class{Title: job.Title}, job.Statements, reading) // as if it were a class
	factors := factor.Read(factor.Class{Title: job.Title}, job.Statements)
	out.Items = make([]Allocated, min(r.Limit, len(at)))
	parallel.For(len(out.Items), func(k int) {
		if ctx.Err() != nil {
			return
		}
		l := likenesses[at[k]]
		item := v.allocated(subject, v.classes[at[k]], factors)
		item.Score, item.Parts = a.likeness.Score(l), a.likeness.Parts(l)
		item.Confidence = a.likeness.Confidence(item.Score, given)
		out.Items[k] = item
	})
	out.decide(a.likeness, given)
	return out, ctx.Err()
}

// checkEmployer reports whether there are classes of an employer.
func (v *view) checkEmployer(employer, field string) error {
	if employer == "" {
		return spec.Errorf(spec.Invalid, "an employer is needed").In(field)
	}
	employers := slices.DeleteFunc(slices.Clone(v.known.issuers), func(issuer string) bool { return issuer == index.IssuerONET })
	if slices.Contains(employers, employer) {
		return nil
	}
	return notOneOf(field, employer, employers)
}

// readingOf reads statements, and the clauses of those that list several acts, once.
func (a *App) readingOf(ctx context.Context, statements []spec.Statement) (*crosswalk.Reading, error) {
	var texts []string
	for i := range statements {
		texts = append(texts, crosswalk.Texts(&statements[i])...)
	}
	return a.reading(ctx, texts)
}

// allocated compares a job with a class, both ways.
func (v *view) allocated(subject, c *crosswalk.Class, factors []factor.Factor) Allocated {
	there, back := v.engine.Make(subject, c, nil, nil), v.engine.Make(c, subject, nil, nil)
	out := Allocated{
		Class: there.To, Series: c.Series, Coverage: there.Coverage, Counts: there.Counts, Matched: []crosswalk.Requirement{}, Missing: []crosswalk.Requirement{}, Outside: []spec.Statement{},
	}
	status := map[string]spec.Status{}
	for _, r := range there.Requirements {
		status[r.Statement.ID] = r.Status
		switch {
		case r.Status == spec.Gap && len(out.Missing) < shownStatements:
			out.Missing = append(out.Missing, r)
		case len(r.Evidence) > 0 && r.Confidence != nil:
			out.Matched = append(out.Matched, r)
		}
	}
	slices.SortStableFunc(out.Matched, func(x, y crosswalk.Requirement) int { return cmp.Compare(*y.Confidence, *x.Confidence) })
	out.Matched = out.Matched[:min(shownStatements, len(out.Matched))]
	for _, r := range back.Requirements {
		if r.Status != spec.Gap {
			continue
		}
		if out.OutsideCount++; len(out.Outside) < shownStatements {
			out.Outside = append(out.Outside, r.Statement)
		}
	}
	out.Apart = v.apart(c, status, factors)
	return out
}

// apart compares a class with the one before it in the same specification, and with a job.
func (v *view) apart(c *crosswalk.Class, status map[string]spec.Status, job []factor.Factor) *Apart {
	series := v.series(c)
	i := slices.Index(series, c)
	if i == 0 {
		return nil
	}
	before := series[i-1]
	out := &Apart{Before: refTo(before), Statements: []SetsApart{}, Factors: []JobFactor{}}
	own := v.onlyIn(c, before)
	for _, st := range own[:min(shownStatements, len(own))] {
		s := SetsApart{Statement: st, Status: spec.Unknown}
		if known, ok := status[st.ID]; ok {
			s.Status = known
		}
		out.Statements = append(out.Statements, s)
	}
	factors := v.factors(series)
	for k, compared := range factor.Compare(factors.Read(i), factors.Read(i-1), before.ID) {
		out.Factors = append(out.Factors, JobFactor{Compared: compared, Job: job[k], Fits: fits(compared, job[k])})
	}
	return out
}

// fits says which of two classes a job is nearer to by a factor; unknown when it is nearer to
// neither.
func fits(c factor.Compared, job factor.Factor) Fit {
	if c.Verdict != factor.Higher && c.Verdict != factor.Lower || job.Order == nil {
		return FitsUnknown
	}
	toClass, toBefore := math.Abs(*job.Order-*c.Class.Order), math.Abs(*job.Order-*c.Before.Order)
	switch cmp.Compare(toClass, toBefore) {
	case -1:
		return FitsClass
	case 1:
		return FitsBefore
	}
	return FitsUnknown
}

// decide says what to do with the first class.
func (al *Allocation) decide(m *likeness.Model, given likeness.Given) {
	al.Decision = coding.None
	switch {
	case given == likeness.NothingGiven:
		al.Reason = "the description has nothing to compare"
		return
	case len(al.Items) == 0:
		al.Reason = "no class of this employer has a statement to compare"
		return
	}
	first := al.Items[0]
	al.Reason = fmt.Sprintf("the probability that a careful reader would call the first class comparable is %.0f %%", 100*first.Confidence)
	switch {
	case first.Confidence < m.Review:
		al.Reason += ": no class of this employer is likely comparable"
	case given == likeness.TitleAlone:
		al.Decision = coding.Review
		al.Reason += ", but a title alone is too little to suggest a class"
	case first.Confidence < m.Suggest:
		al.Decision = coding.Review
		al.Reason += ", which is not enough to suggest it"
	default:
		al.Decision = coding.Suggest
	}
}
