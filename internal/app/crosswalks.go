package app

import (
	"context"
	"slices"
	"strings"

	"crosswalk/index"
	"crosswalk/internal/career"
	"crosswalk/internal/coding"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// CrosswalkRequest names the two classes of a crosswalk and, where they have
// levels, the person's level and the one asked for; empty means all levels.
type CrosswalkRequest struct {
	From      string `json:"from" doc:"Class id of the origin" example:"us-az:ACV80272" maxLength:"200"`
	To        string `json:"to" doc:"Class id of the target" example:"us-nc:19200" maxLength:"200"`
	FromLevel string `json:"from_level,omitempty" doc:"Level label or ordinal of the origin; empty for all levels" maxLength:"100"`
	ToLevel   string `json:"to_level,omitempty" doc:"Level label or ordinal of the target; empty for all levels" example:"Journey" maxLength:"100"`
}

// Crosswalk maps what one class requires to what another offers.
func (a *App) Crosswalk(ctx context.Context, r CrosswalkRequest) (*crosswalk.Crosswalk, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	from, fromLevel, err := v.classAt(r.From, r.FromLevel, "from")
	if err != nil {
		return nil, err
	}
	to, toLevel, err := v.classAt(r.To, r.ToLevel, "to")
	if err != nil {
		return nil, err
	}
	return v.engine.Make(from, to, fromLevel, toLevel), nil
}

// classAt finds a class and one of its levels; the fields of an error are
// side and side + "_level".
func (v *view) classAt(id, level, side string) (*crosswalk.Class, *spec.Level, error) {
	c, err := v.class(id, side)
	if err != nil {
		return nil, nil, err
	}
	l, err := levelNamed(c.Class, level, side+"_level")
	if err != nil {
		return nil, nil, err
	}
	return c, l, nil
}

// MatchesRequest asks for a ranking of classes against one class.
type MatchesRequest struct {
	Class     string
	Level     string // of the class; empty for all levels
	Scope     index.Scope
	Direction crosswalk.Direction // To when empty
	Switch    career.Switch       // of the move that is looked at; empty for any
	StopFilter
	Page
}

// Ranking is a list of ranked classes, with what compared them.
type Ranking struct {
	List[crosswalk.Ranked]
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
	subject, err := v.class(r.Class, "id")
	if err != nil {
		return Ranking{}, err
	}
	level, err := levelNamed(subject.Class, r.Level, "level")
	if err != nil {
		return Ranking{}, err
	}
	accepts, err := v.ranked(r)
	if err != nil {
		return Ranking{}, err
	}
	of := v.listing("matches", r.Class, r.Level, r.Scope, r.Direction, r.Switch, r.StopFilter)
	limit, offset, err := r.resolve(of)
	if err != nil {
		return Ranking{}, err
	}
	done, err := a.turn(ctx)
	if err != nil {
		return Ranking{}, err
	}
	defer done()
	if r.Scope == index.ScopeONET && v.release != "" {
		page, total, err := v.related(ctx, subject, level, r.Direction, accepts, limit, offset)
		if err != nil {
			return Ranking{}, err
		}
		return Ranking{List: listOf(page, total, offset, of), Matching: v.engine.Matching}, nil
	}
	var others []*crosswalk.Class
	for _, c := range v.classes {
		if r.Scope.Includes(c.Issuer) && accepts(c) {
			others = append(others, c)
		}
	}
	page, total, err := v.engine.Rank(ctx, subject, level, others, r.Direction, limit, offset)
	if err != nil {
		return Ranking{}, err
	}
	return Ranking{List: listOf(page, total, offset, of), Matching: v.engine.Matching}, nil
}

// ranked checks the filters of a ranking and returns what they accept.
func (v *view) ranked(r MatchesRequest) (accepts func(c *crosswalk.Class) bool, err error) {
	if err := v.checkStops(r.StopFilter); err != nil {
		return nil, err
	}
	accepts = func(c *crosswalk.Class) bool { return r.StopFilter.accepts(&c.Class) }
	if r.Switch == "" {
		return accepts, nil
	}
	graph, err := v.graph()
	if err != nil {
		return nil, err
	}
	return func(c *crosswalk.Class) bool {
		from, to := r.Class, c.ID
		if r.Direction == crosswalk.From {
			from, to = to, from
		}
		return r.StopFilter.accepts(&c.Class) && from != to && graph.Step(from, to).Switch == r.Switch
	}, nil
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
func (v *view) related(ctx context.Context, subject *crosswalk.Class, level *spec.Level, d crosswalk.Direction, accepts func(c *crosswalk.Class) bool, limit, offset int) (page []crosswalk.Ranked, total int, err error) {
	coder, err := v.coder()
	if err != nil {
		return nil, 0, err
	}
	all := coder.Related(subject.ID, v.jobOf(subject, level, d), 0)
	all = slices.DeleteFunc(all, func(o coding.Related) bool { return !accepts(v.byID[o.ID]) })
	for i := offset; i < min(offset+limit, len(all)); i++ {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		page = append(page, v.engine.Explain(subject, level, v.byID[all[i].ID], d, all[i].Score, all[i].Parts))
	}
	return page, len(all), nil
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

// MaxMatrix bounds the classes of a matrix.
const MaxMatrix = 50

// Matrix is the coverage of every class of a set by every other.
type Matrix struct {
	IDs      []string     `json:"ids" nullable:"false"`
	Titles   []string     `json:"titles" nullable:"false"`
	Coverage [][]*float64 `json:"coverage" nullable:"false" doc:"coverage[i][j]: what class i covers of class j; null when unknown"`
}

// Matrix measures every pair of classes, at all their levels. An id that is
// named twice counts once.
func (a *App) Matrix(ctx context.Context, ids []string) (*Matrix, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	m := &Matrix{}
	var classes []*crosswalk.Class
	for _, id := range ids {
		c, err := v.class(strings.TrimSpace(id), "ids")
		if err != nil {
			return nil, err
		}
		if !slices.Contains(m.IDs, c.ID) {
			m.IDs, m.Titles = append(m.IDs, c.ID), append(m.Titles, c.Title)
			classes = append(classes, c)
		}
	}
	if len(classes) == 0 || len(classes) > MaxMatrix {
		return nil, spec.Errorf(spec.Invalid, "needs from 1 to %d class ids, got %d", MaxMatrix, len(classes)).In("ids")
	}
	for _, from := range classes {
		row := make([]*float64, len(classes))
		for j, to := range classes {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			row[j] = v.engine.Cover(from, to, nil, nil).Total
		}
		m.Coverage = append(m.Coverage, row)
	}
	return m, nil
}
