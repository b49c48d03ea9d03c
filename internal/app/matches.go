package app

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"crosswalk/index"
	"crosswalk/internal/career"
	"crosswalk/internal/coding"
	"crosswalk/internal/crosswalk"
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

// Matches ranks the other classes by coverage, or O*NET's occupations alone by
// likeness.
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
	var ranked crosswalk.Standings
	if r.Scope == index.ScopeONET && v.release != "" {
		ranked.Page, ranked.Total, err = v.related(ctx, rivalry, r, limit, offset)
	} else {
		var all map[string]crosswalk.Standings
		all, err = v.engine.RankGroups(ctx, rivalry, map[string]crosswalk.Place{string(r.Switch): {Limit: limit, Offset: offset}})
		ranked = all[string(r.Switch)]
	}
	if err != nil {
		return Ranking{}, err
	}
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

// related ranks the occupations of the O*NET release by how like they are to a
// class, and measures the coverage of those that are shown: among a thousand
// occupations, coverage alone is too coarse (docs/adr/0011).
func (v *view) related(ctx context.Context, r crosswalk.Rivalry, asked MatchesRequest, limit, offset int) (page []crosswalk.Ranked, total int, err error) {
	coder, err := v.coder()
	if err != nil {
		return nil, 0, err
	}
	job := v.jobOf(r.Subject, r.Level, r.Direction)
	job.Statements = append(job.Statements, r.Subject.Known()...)
	all := coder.Related(r.Subject.ID, job, 0)
	group := string(asked.Switch)
	all = slices.DeleteFunc(all, func(o coding.Related) bool {
		c := v.byID[o.ID]
		return !asked.StopFilter.accepts(&c.Class) || !r.Has(c, group)
	})
	shown := all[min(offset, len(all)):min(offset+limit, len(all))]
	page = make([]crosswalk.Ranked, len(shown))
	explain, ctx := errgroup.WithContext(ctx)
	explain.SetLimit(runtime.GOMAXPROCS(0))
	for i, o := range shown {
		explain.Go(func() error {
			page[i] = v.engine.Explain(r, group, v.byID[o.ID], o.Score, o.Parts)
			return ctx.Err()
		})
	}
	return page, len(all), explain.Wait()
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
