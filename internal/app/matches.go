package app

import (
	"context"

	"crosswalk/index"
	"crosswalk/internal/career"
	"crosswalk/internal/coding"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/likeness"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// MatchesRequest asks for a ranking of classes against one class.
type MatchesRequest struct {
	Class     string
	Level     string // of the class; empty for all levels
	Scope     index.Scope
	Direction crosswalk.Direction // To when empty
	Switch    career.Switch       // of the move that is looked at, at the levels where it is one; empty for any
	StopFilter
	Further // of somebody in the class; nobody's in direction From
	Page
}

// Ranking is a list of ranked classes, with what compared them.
type Ranking struct {
	List[crosswalk.Ranked]
	Known    []spec.Statement   `json:"known" nullable:"false" doc:"What somebody knows beside the class, as it was read"`
	Matching crosswalk.Matching `json:"matching"`
}

// Matches ranks the other classes by how alike they are to a class, and measures the
// coverage of those that are shown.
func (a *App) Matches(ctx context.Context, r MatchesRequest) (Ranking, error) {
	v, release, err := a.view()
	if err != nil {
		return Ranking{}, err
	}
	defer release()
	rivalry, err := a.rivalry(ctx, v, &r)
	if err != nil {
		return Ranking{}, err
	}
	of := v.matchesListing(&r)
	limit, offset, err := r.resolve(of)
	if err != nil {
		return Ranking{}, err
	}
	done, err := a.turn(ctx)
	if err != nil {
		return Ranking{}, err
	}
	defer done()
	answer := Ranking{Known: rivalry.Subject.Known(), Matching: v.engine.Matching}
	if rivalry.Score, err = a.scores(ctx, v, rivalry, r.Scope); err != nil {
		return Ranking{}, err
	}
	all, err := v.engine.RankGroups(ctx, rivalry, map[string]crosswalk.Place{string(r.Switch): {Limit: limit, Offset: offset}})
	if err != nil {
		return Ranking{}, err
	}
	ranked := all[string(r.Switch)]
	answer.List = listOf(ranked.Page, ranked.Total, offset, of)
	return answer, nil
}

func (v *view) matchesListing(r *MatchesRequest) listing {
	return v.listing("matches", r.Class, r.Level, r.Scope, r.Direction, r.Switch, r.StopFilter, r.Lines(), r.IDs())
}

// rivalry reads a request, and writes its level as the class does. Errors name
// the parameter.
func (a *App) rivalry(ctx context.Context, v *view, r *MatchesRequest) (crosswalk.Rivalry, error) {
	subject, err := v.class(r.Class, "id")
	if err != nil {
		return crosswalk.Rivalry{}, err
	}
	level, err := levelNamed(subject.Class, r.Level, "level")
	if err != nil {
		return crosswalk.Rivalry{}, err
	}
	if err := v.checkStops(r.StopFilter); err != nil {
		return crosswalk.Rivalry{}, err
	}
	further, err := a.further(ctx, v, r.Further)
	if err != nil {
		return crosswalk.Rivalry{}, err
	}
	if r.Direction == crosswalk.From && len(further) > 0 {
		return crosswalk.Rivalry{}, spec.Errorf(spec.Invalid, "what somebody knows is counted in direction to: direction from asks for people of other classes").In("knows")
	}
	out := crosswalk.Rivalry{Subject: subject.Knowing(further), Level: level, Direction: r.Direction}
	for _, c := range v.classes {
		if r.Scope.Includes(c.Issuer) && r.StopFilter.accepts(&c.Class) {
			out.Others = append(out.Others, c)
		}
	}
	if r.Switch != "" {
		out.Group, err = v.switches(subject.ID, level, r.Direction)
	}
	return out, err
}

// switches groups classes, at their levels, by the switch of a move to them, or
// from them to the subject.
func (v *view) switches(subject string, level *spec.Level, d crosswalk.Direction) (func(c *crosswalk.Class, at *spec.Level) string, error) {
	graph, err := v.graph()
	if err != nil {
		return nil, err
	}
	if d == crosswalk.From {
		return func(c *crosswalk.Class, at *spec.Level) string {
			return string(graph.StepsFrom(c.ID, nil)(subject, at).Switch)
		}, nil
	}
	step := graph.StepsFrom(subject, level)
	return func(c *crosswalk.Class, at *spec.Level) string { return string(step(c.ID, at).Switch) }, nil
}

// turn waits until fewer rankings are under way than there are processors, and
// returns the function that ends this one: more at once would be no faster, and
// all would hold their memory for longer.
func (a *App) turn(ctx context.Context) (done func(), err error) {
	select {
	case a.rankings <- struct{}{}:
		return func() { <-a.rankings }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// scored holds the score of a class in a ranking and the parts of the score.
type scored struct {
	score float64
	parts []spec.Part
}

// scores says how alike each class is to the subject of a ranking. Where only occupations
// are ranked, there is more to go by: titles by the dozen, job zones, tasks.
func (a *App) scores(ctx context.Context, v *view, r crosswalk.Rivalry, scope index.Scope) (func(c *crosswalk.Class) (float64, []spec.Part), error) {
	job := v.jobOf(r.Subject, r.Level, r.Direction)
	job.Statements = append(job.Statements, r.Subject.Known()...)
	all := make(map[string]scored, len(v.classes))
	if scope == index.ScopeONET && v.release != "" {
		coder, err := v.coder()
		if err != nil {
			return nil, err
		}
		for _, o := range coder.Related(r.Subject.ID, job, 0) {
			all[o.ID] = scored{o.Score, o.Parts}
		}
	} else {
		described, err := a.described(ctx, v, r, job)
		if err != nil {
			return nil, err
		}
		for i, l := range v.field().Compare(described) {
			all[v.classes[i].ID] = scored{a.likeness.Score(l), a.likeness.Parts(l)}
		}
	}
	return func(c *crosswalk.Class) (float64, []spec.Part) {
		s, known := all[c.ID]
		if !known {
			return -1, nil
		}
		return s.score, s.parts
	}, nil
}

// described prepares the subject of a ranking for comparison with the classes: as the view
// holds it, unless only a level of it counts or somebody knows more.
func (a *App) described(ctx context.Context, v *view, r crosswalk.Rivalry, job coding.Job) (*likeness.Description, error) {
	if i, ok := v.position(r.Subject.ID); ok && r.Level == nil && len(r.Subject.Known()) == 0 {
		return v.described[i], nil
	}
	var texts []string
	for _, w := range likeness.Weigh(job.Statements) {
		texts = append(texts, w.Text)
	}
	rows, err := a.kept.Read(ctx, texts)
	if err != nil {
		return nil, err
	}
	of := make(map[string]vector.Row, len(texts))
	for i, text := range texts {
		of[text] = rows[i]
	}
	return likeness.Describe([]string{job.Title}, job.Statements, a.titles, func(text string) vector.Row { return of[text] }), nil
}

// jobOf describes a class at a level by what a ranking in a direction looks
// at: what somebody there offers, or what is required of whoever comes.
func (v *view) jobOf(subject *crosswalk.Class, level *spec.Level, d crosswalk.Direction) coding.Job {
	counts := subject.Offers
	if d == crosswalk.From {
		counts = subject.Requires
	}
	job := coding.Job{Title: subject.Title}
	for i := range v.ofClass[subject.ID] {
		if st := &v.ofClass[subject.ID][i]; counts(st, level) {
			job.Statements = append(job.Statements, *st)
		}
	}
	return job
}
