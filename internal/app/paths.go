package app

import (
	"context"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"crosswalk/internal/career"
	"crosswalk/internal/catalog"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

// DefaultHops is how many hops a path has at most, unless it is said.
const DefaultHops = 3

// PathsRequest asks for the ways from a class to another, or to the best
// classes that can be reached.
type PathsRequest struct {
	Class   string
	Level   string // the person's, in Class; empty when it has none or all are meant
	To      string // empty: the best reachable classes
	ToLevel string
	MaxHops int // 1 to career.MaxHops; DefaultHops when 0
	Switch  career.Switch
	StopFilter
	Further
	Person PersonRequest
	Page
}

// PersonRequest is what somebody says of themselves. What is not said is
// unknown, which is not none.
type PersonRequest struct {
	YearsInClass *float64 // in Class
	Experience   *float64 // in other work, in years
	Relevant     *float64 // of Experience and of the years in Class, those of the sort that the target asks for
	Degree       *qualification.Degree
}

// StopFilter says which classes may be stops of a path, or be ranked. Empty
// fields accept all.
type StopFilter struct {
	Issuer  string
	Series  string // a part of its name, letter case aside
	JobZone int    // 1 to 5
}

// accepts reports whether a class passes.
func (f StopFilter) accepts(c *spec.Class) bool {
	return (f.Issuer == "" || c.Issuer == f.Issuer) &&
		(f.Series == "" || strings.Contains(strings.ToLower(c.Series), strings.ToLower(f.Series))) &&
		(f.JobZone == 0 || c.JobZone != nil && *c.JobZone == f.JobZone)
}

// checkStops refuses a filter that nothing can pass.
func (v *view) checkStops(f StopFilter) error {
	if err := v.checkIssuer(f.Issuer); err != nil {
		return err
	}
	if f.JobZone < 0 || f.JobZone > 5 {
		return spec.Errorf(spec.Invalid, "must be from 1 to 5, not %d", f.JobZone).In("job_zone")
	}
	inSeries := func(c *crosswalk.Class) bool { return StopFilter{Series: f.Series}.accepts(&c.Class) }
	if f.Series != "" && !slices.ContainsFunc(v.classes, inSeries) {
		return spec.Errorf(spec.Invalid, "no class is of a series named %q", f.Series).In("series")
	}
	return nil
}

// PathsAnswer is a page of paths, or the reason why there are none.
type PathsAnswer struct {
	*career.Paths
	First      int    `json:"-"` // place of the first item in the whole list
	NextCursor string `json:"next_cursor" doc:"Pass as cursor to get the next page; empty on the last"`
}

// Qualifications returns what a class asks of those who apply, as it is read
// from its documents. The error is NotFound when there is no such class.
func (a *App) Qualifications(ctx context.Context, id string) (*qualification.Requirements, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	c, err := v.class(id, "id")
	if err != nil {
		return nil, err
	}
	graph, err := v.graph()
	if err != nil {
		return nil, err
	}
	if asked := graph.Asked(c.ID); asked != nil {
		return asked, nil
	}
	return &qualification.Requirements{
		Common: []qualification.Condition{}, Alternatives: []qualification.Alternative{}, Notes: []qualification.Text{}, Desired: []qualification.Text{}, Remainder: []qualification.Text{},
	}, nil
}

// Place returns the total, and the cursor of the next page.
func (a *PathsAnswer) Place() (total int, next string) { return a.Total, a.NextCursor }

// Paths finds ways from a class to another, or to the best classes that can be
// reached. That there is none is an answer, with a reason.
func (a *App) Paths(ctx context.Context, r PathsRequest) (*PathsAnswer, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	q, err := v.pathsQuery(&r)
	if err != nil {
		return nil, err
	}
	if q.Knows, err = a.further(ctx, v, r.Further); err != nil {
		return nil, err
	}
	of := v.listing("paths", r.Class, r.Level, r.To, r.ToLevel, q.MaxHops, r.Switch, r.StopFilter, q.Person, r.Lines(), r.IDs())
	if q.Limit, q.Offset, err = r.resolve(of); err != nil {
		return nil, err
	}
	done, err := a.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	graph, err := v.graph()
	if err != nil {
		return nil, err
	}
	paths, err := graph.Paths(ctx, q)
	if err != nil {
		return nil, err
	}
	page := listOf(paths.Items, paths.Total, q.Offset, of)
	return &PathsAnswer{Paths: paths, First: q.Offset, NextCursor: page.NextCursor}, nil
}

// pathsQuery reads a request. Errors name the parameter.
func (v *view) pathsQuery(r *PathsRequest) (career.Query, error) {
	q := career.Query{MaxHops: r.MaxHops, Switch: r.Switch}
	if q.MaxHops == 0 {
		q.MaxHops = DefaultHops
	}
	if q.MaxHops < 1 || q.MaxHops > career.MaxHops {
		return q, spec.Errorf(spec.Invalid, "must be from 1 to %d, not %d", career.MaxHops, r.MaxHops).In("max_hops")
	}
	from, err := v.class(r.Class, "id")
	if err != nil {
		return q, err
	}
	if q.From = from.ID; from.Issuer == career.Occupations {
		return q, spec.Errorf(spec.Invalid, "%s is an occupation of O*NET, not a class that one works in; paths begin at a class", from.ID).In("id")
	}
	if q.Level, err = levelNamed(from.Class, r.Level, "level"); err != nil {
		return q, err
	}
	if r.To != "" {
		to, err := v.class(r.To, "to")
		if err != nil {
			return q, err
		}
		if q.ToLevel, err = levelNamed(to.Class, r.ToLevel, "to_level"); err != nil {
			return q, err
		}
		higher := q.Level != nil && q.ToLevel != nil && q.ToLevel.Ordinal > q.Level.Ordinal
		if q.To = to.ID; q.To == q.From && !higher {
			return q, spec.Errorf(spec.Invalid, "%s is where the paths begin; only a higher level of it, with your own, can be their end", to.ID).In("to")
		}
	} else if r.ToLevel != "" {
		return q, spec.Errorf(spec.Invalid, "needs a class in to").In("to_level")
	}
	if err := v.checkStops(r.StopFilter); err != nil {
		return q, err
	}
	q.Accepts = r.StopFilter.accepts
	q.Person, err = r.Person.read(from)
	return q, err
}

// maxYears bounds the years that somebody can have worked.
const maxYears = 80

func (r PersonRequest) read(from *crosswalk.Class) (qualification.Person, error) {
	for _, y := range []struct {
		field string
		years *float64
	}{{"years", r.YearsInClass}, {"experience", r.Experience}, {"relevant", r.Relevant}} {
		if y.years != nil && !(*y.years >= 0 && *y.years <= maxYears) {
			return qualification.Person{}, spec.Errorf(spec.Invalid, "must be from 0 to %d years", maxYears).In(y.field)
		}
	}
	if r.Degree != nil && !slices.Contains(qualification.Degrees, *r.Degree) {
		return qualification.Person{}, spec.Errorf(spec.Invalid, "there is no degree %q; there is %s", *r.Degree, degreeNames()).In("degree")
	}
	return qualification.Person{ClassID: from.ID, YearsInClass: r.YearsInClass, TotalYears: r.Experience, RelevantYears: r.Relevant, Degree: r.Degree}, nil
}

func degreeNames() string {
	var names []string
	for _, d := range qualification.Degrees[1:] {
		names = append(names, string(d))
	}
	return strings.Join(names, ", ")
}

// newGraph reads the minimum qualifications of all classes and makes the graph
// of moves.
func (v *view) newGraph(from *catalog.Catalog) (*career.Graph, error) {
	// It is made once for all who ask, so no single one of them may end it.
	texts, err := from.QualifyingTexts(context.Background())
	if err != nil {
		return nil, err
	}
	titles := v.classTitles()
	nodes := make([]*career.Class, len(v.classes))
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range v.classes {
		work.Go(func() error {
			nodes[i] = &career.Class{Class: c, Asked: asked(c, texts, titles)}
			return nil
		})
	}
	work.Wait() // no part of it fails
	weights, err := career.BuiltinWeights()
	if err != nil {
		return nil, err
	}
	return career.NewGraph(nodes, &v.engine, v.model, weights)
}

// asked reads what a class asks of those who apply, from each of its sources.
func asked(c *crosswalk.Class, texts map[string]string, titles *qualification.Titles) *qualification.Requirements {
	var out *qualification.Requirements
	required := slices.DeleteFunc(slices.Clone(c.Qualifications), func(st spec.Statement) bool { return wished.MatchString(st.Section) })
	for rest := required; len(rest) > 0; {
		source := rest[0].SourceID
		n := slices.IndexFunc(rest, func(st spec.Statement) bool { return st.SourceID != source })
		if n < 0 {
			n = len(rest)
		}
		if r := qualification.Read(texts[source], rest[:n], titles); out == nil {
			out = r
		} else { // each document adds to what is asked
			out.Common = append(out.Common, r.Common...)
			out.Alternatives = append(out.Alternatives, r.Alternatives...)
			out.Notes = append(out.Notes, r.Notes...)
			out.Desired = append(out.Desired, r.Desired...)
			out.Remainder = append(out.Remainder, r.Remainder...)
		}
		rest = rest[n:]
	}
	return out
}

// wished matches the headings of what is wished for, which nobody must have.
var wished = regexp.MustCompile(`(?i)\b(?:desirable|desired|preferred)\b`)

// ReadPerson reads what somebody says of themselves from text; what is empty is
// unknown. The degree "none" says that there is none. Errors name the
// parameter.
func ReadPerson(years, experience, relevant, degree string) (PersonRequest, error) {
	var p PersonRequest
	for _, f := range []struct {
		field, value string
		into         **float64
	}{{"years", years, &p.YearsInClass}, {"experience", experience, &p.Experience}, {"relevant", relevant, &p.Relevant}} {
		if f.value == "" {
			continue
		}
		n, err := strconv.ParseFloat(f.value, 64)
		if err != nil {
			return p, spec.Errorf(spec.Invalid, "%q is no number of years", f.value).In(f.field)
		}
		*f.into = &n
	}
	if degree != "" {
		d := qualification.Degree(degree)
		if degree == "none" {
			d = qualification.NoDegree
		}
		p.Degree = &d
	}
	return p, nil
}
