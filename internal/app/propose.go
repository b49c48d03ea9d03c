package app

import (
	"context"
	"slices"

	"crosswalk/index"
	"crosswalk/internal/coding"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/ingest"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// Limits on what is proposed at once.
const (
	MaxSubjects  = 1_000
	MaxProposals = 5 // codes for one class
)

// ProposeRequest asks the machine for mappings that people can decide on.
type ProposeRequest struct {
	Kind       review.Kind `json:"kind" enum:"class_code,statement,class" doc:"class_code: classes to O*NET-SOC codes; statement: each requirement of one class to the best evidence that another offers; class: a class to another"`
	Subjects   []string    `json:"subjects,omitempty" maxItems:"1000" doc:"Classes to be coded; all of no O*NET release when empty"`
	From       string      `json:"from,omitempty" doc:"For statement and class: the class that offers"`
	To         string      `json:"to,omitempty" doc:"For statement and class: the class that requires"`
	Candidates int         `json:"candidates,omitempty" minimum:"1" maximum:"5" doc:"Codes to propose for each class; 1 when absent"`
	Raters     int         `json:"raters,omitempty" minimum:"1" maximum:"2" doc:"How many people must decide apart from each other; absent: 2 where there are accounts, else 1"`
}

// Proposed says what became of a request for proposals.
type Proposed struct {
	Proposed  int `json:"proposed" doc:"Mappings that are new"`
	Renewed   int `json:"renewed" doc:"Mappings nobody had decided on, proposed anew since text or model have changed"`
	Unchanged int `json:"unchanged" doc:"Mappings that were there already"`
}

// Propose makes proposals and stores them, all or none.
func (a *App) Propose(ctx context.Context, r ProposeRequest) (*Proposed, error) {
	if !slices.Contains(review.Kinds, r.Kind) {
		return nil, spec.Errorf(spec.Invalid, "must be class_code, statement or class, not %q", r.Kind).In("kind")
	}
	if r.Candidates < 0 || r.Candidates > MaxProposals {
		return nil, spec.Errorf(spec.Invalid, "must be from 1 to %d", MaxProposals).In("candidates")
	}
	if r.Raters < 0 || r.Raters > 2 {
		return nil, spec.Errorf(spec.Invalid, "must be 1 or 2").In("raters")
	}
	if len(r.Subjects) > MaxSubjects {
		return nil, spec.Errorf(spec.TooLarge, "are over %d", MaxSubjects).In("subjects")
	}
	usual := a.usualRaters(ctx)
	if who := review.ActorOf(ctx); r.Raters != 0 && r.Raters < usual && !who.Role.May(review.Approver) {
		return nil, spec.Errorf(spec.Forbidden, "fewer raters than %d need the role %s; yours is %s", usual, review.Approver, who.Role).In("raters")
	}
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	p := &proposer{app: a, view: v, ctx: ctx, raters: r.Raters, texts: map[string]review.Text{}}
	if p.raters == 0 {
		p.raters = usual
	}
	var proposals []review.Proposal
	switch r.Kind {
	case review.ClassCode:
		proposals, err = p.codes(r.Subjects, max(1, r.Candidates))
	case review.Statement:
		proposals, err = p.statements(r.From, r.To)
	case review.Class:
		proposals, err = p.classes(r.From, r.To)
	}
	if err != nil {
		return nil, err
	}
	out := &Proposed{}
	out.Proposed, out.Renewed, err = a.catalog.Propose(ctx, proposals)
	out.Unchanged = len(proposals) - out.Proposed - out.Renewed
	return out, err
}

// A proposer makes proposals from one view.
type proposer struct {
	app    *App
	view   *view
	ctx    context.Context
	raters int
	texts  map[string]review.Text // of classes
}

func (p *proposer) made(justification, model string) review.Made {
	return review.Made{
		By: review.ActorOf(p.ctx), At: p.app.cfg.Now().UTC(), Justification: justification, Tool: p.app.cfg.Version, Model: model,
		Reader: ingest.Version, Revision: p.view.revision.Number, Release: p.view.release,
	}
}

func (p *proposer) class(id string, title string) (review.Side, error) {
	text, ok := p.texts[id]
	if !ok {
		var err error
		if text, err = p.app.seenText(p.ctx, id); err != nil {
			return review.Side{}, err
		}
		p.texts[id] = text
	}
	return review.Side{ID: id, ClassID: id, Label: title, Text: text}, nil
}

func (p *proposer) statement(st *spec.Statement) review.Side {
	return review.Side{ID: st.ID, ClassID: st.ClassID, Label: st.Text, Text: review.Text{Hash: review.HashOf(st.Text), SourceIDs: p.view.sources(st.ClassID)}}
}

func (p *proposer) proposal(kind review.Kind, subject, object review.Side) review.Proposal {
	return review.Proposal{
		ID: review.IDOf(kind, subject.ID, object.ID), Kind: kind, Subject: subject, Object: object,
		Parts: []spec.Part{}, Evidence: []review.Evidence{}, Raters: p.raters,
	}
}

const (
	composite  = "semapv:CompositeMatching"
	similarity = "semapv:SemanticSimilarityThresholdMatching"
)

// codes proposes codes for classes, or that none fits.
func (p *proposer) codes(subjects []string, candidates int) ([]review.Proposal, error) {
	if len(subjects) == 0 {
		for _, c := range p.view.classes {
			if c.Issuer != index.IssuerONET {
				subjects = append(subjects, c.ID)
			}
		}
	}
	curve, err := p.view.curve()
	if err != nil {
		return nil, err
	}
	var out []review.Proposal
	for _, id := range subjects {
		if err := p.ctx.Err(); err != nil {
			return nil, err
		}
		c, err := p.view.class(id, "subjects")
		if err != nil {
			return nil, err
		}
		if c.Issuer == index.IssuerONET {
			return nil, spec.Errorf(spec.Invalid, "%s is an occupation of O*NET, not a class to be coded", id).In("subjects")
		}
		coded, err := p.view.code(p.ctx, c.ID, coding.Job{Title: c.Title, Statements: p.view.ofClass[c.ID], Employer: spec.IssuerOf(c.ID)}, CodeOptions{Limit: candidates, Evidence: true})
		if err != nil {
			return nil, err
		}
		proposed, err := p.coded(&c.Class, coded)
		if err != nil {
			return nil, err
		}
		for i := range proposed {
			proposed[i].Made.Curve = curve
		}
		out = append(out, proposed...)
	}
	return out, nil
}

func (p *proposer) coded(c *spec.Class, coded *Coded) ([]review.Proposal, error) {
	subject, err := p.class(c.ID, c.Title)
	if err != nil {
		return nil, err
	}
	if coded.Decision == coding.None {
		none := p.proposal(review.ClassCode, subject, review.Side{ID: review.NoTerm, Label: "nothing fits", Text: review.Text{SourceIDs: []string{}}})
		none.Relation, none.Made = spec.None, p.made(composite, coded.Model)
		return []review.Proposal{none}, nil
	}
	var out []review.Proposal
	for _, candidate := range coded.Candidates {
		object, err := p.class(spec.ClassID(index.IssuerONET, candidate.Code), candidate.Title)
		if err != nil {
			return nil, err
		}
		m := p.proposal(review.ClassCode, subject, object)
		// What one employer asks of a class is a part of what an occupation is.
		m.Relation = spec.Broad
		m.Confidence, m.Similarity, m.Parts = &candidate.Confidence, &candidate.Similarity, candidate.Parts
		m.Made = p.made(composite, coded.Model)
		if candidate.Shown != nil {
			for _, e := range candidate.Evidence {
				m.Evidence = append(m.Evidence, review.Evidence{
					Subject: e.Class.Text, SubjectID: e.Class.StatementID, Object: e.Occupation.Text, ObjectID: e.Occupation.StatementID,
					Likeness: e.Likeness, Shared: append([]string{}, e.Shared...),
				})
			}
		}
		out = append(out, m)
	}
	return out, nil
}

func (p *proposer) pair(from, to string) (*crosswalk.Class, *crosswalk.Class, error) {
	a, err := p.view.class(from, "from")
	if err != nil {
		return nil, nil, err
	}
	b, err := p.view.class(to, "to")
	if err != nil {
		return nil, nil, err
	}
	if a == b {
		return nil, nil, spec.Errorf(spec.Invalid, "is the same class as from").In("to")
	}
	return a, b, nil
}

// statements proposes for each requirement of a class the best evidence that
// another one offers, where there is any.
func (p *proposer) statements(from, to string) ([]review.Proposal, error) {
	a, b, err := p.pair(from, to)
	if err != nil {
		return nil, err
	}
	x := p.view.engine.Make(a, b, nil, nil)
	out := []review.Proposal{}
	for _, r := range x.Requirements {
		if len(r.Evidence) == 0 || r.Status == spec.Gap || r.Status == spec.Unknown {
			continue
		}
		e := r.Evidence[0]
		m := p.proposal(review.Statement, p.statement(&r.Statement), p.statement(&e.Statement))
		m.Relation, m.Confidence, m.Similarity, m.Parts = e.Relation, e.Confidence, &e.Similarity, e.Parts
		if m.Relation == spec.None { // by meaning alone
			m.Relation = spec.Related
		}
		m.Evidence = []review.Evidence{{
			Subject: r.Statement.Text, SubjectID: r.Statement.ID, Object: e.Statement.Text, ObjectID: e.Statement.ID, Likeness: e.Similarity, Shared: []string{},
		}}
		m.Made = p.made(similarity, p.view.engine.Matching.Model)
		out = append(out, m)
	}
	return out, nil
}

// coversOther is the share of requirements from which one class is said to
// cover another.
const coversOther = 0.5

// classes proposes how a class relates to another, by what each covers of the
// other. That is no probability, so there is no confidence.
func (p *proposer) classes(from, to string) ([]review.Proposal, error) {
	a, b, err := p.pair(from, to)
	if err != nil {
		return nil, err
	}
	x := p.view.engine.Make(a, b, nil, nil)
	there, back := x.Coverage.Total, p.view.engine.Cover(b, a, nil, nil).Total
	if there == nil || back == nil {
		return nil, spec.Errorf(spec.Conflict, "%s and %s have nothing that can be compared", a.ID, b.ID).In("to")
	}
	subject, err := p.class(a.ID, a.Title)
	if err != nil {
		return nil, err
	}
	object, err := p.class(b.ID, b.Title)
	if err != nil {
		return nil, err
	}
	m := p.proposal(review.Class, subject, object)
	switch covers, covered := *there >= coversOther, *back >= coversOther; {
	case covers && covered:
		m.Relation = spec.Close
	case covers:
		m.Relation = spec.Narrow
	case covered:
		m.Relation = spec.Broad
	default:
		m.Relation = spec.Related
	}
	both := (*there + *back) / 2
	m.Similarity = &both
	m.Parts = []spec.Part{{Name: "covers", Value: *there / 2}, {Name: "covered", Value: *back / 2}}
	for _, r := range x.Requirements {
		if r.Status == spec.Met && len(r.Evidence) > 0 && len(m.Evidence) < 5 {
			e := r.Evidence[0]
			m.Evidence = append(m.Evidence, review.Evidence{
				Subject: e.Statement.Text, SubjectID: e.Statement.ID, Object: r.Statement.Text, ObjectID: r.Statement.ID, Likeness: e.Similarity, Shared: []string{},
			})
		}
	}
	m.Made = p.made(similarity, p.view.engine.Matching.Model)
	return []review.Proposal{m}, nil
}
