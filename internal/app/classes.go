package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"crosswalk/index"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
)

// ClassesRequest asks for classes.
type ClassesRequest struct {
	Query string // words of the title; empty for all
	Scope index.Scope
	StopFilter
	Page
}

// Classes lists classes: by how well the title fits the query, or by id when
// there is none.
func (a *App) Classes(ctx context.Context, r ClassesRequest) (List[spec.Class], error) {
	v, release, err := a.view()
	if err != nil {
		return List[spec.Class]{}, err
	}
	defer release()
	if err := v.checkStops(r.StopFilter); err != nil {
		return List[spec.Class]{}, err
	}
	of := v.listing("classes", r.Query, r.StopFilter, r.Scope)
	if strings.TrimSpace(r.Query) == "" {
		all := []spec.Class{}
		for _, c := range v.classes {
			if r.accepts(&c.Class) && r.Scope.Includes(c.Issuer) {
				all = append(all, c.Class)
			}
		}
		return paginate(all, r.Page, of)
	}
	limit, offset, err := r.resolve(of)
	if err != nil {
		return List[spec.Class]{}, err
	}
	q := index.Query{Text: r.Query, Classes: true, Issuer: r.Issuer, Scope: r.Scope, From: offset, Size: limit}
	if r.Series != "" || r.JobZone != 0 { // which the index does not know
		q.From, q.Size = 0, len(v.classes)
		found, err := v.index.Search(ctx, q)
		if err != nil {
			return List[spec.Class]{}, err
		}
		var all []spec.Class
		for _, h := range found.Hits {
			if c := v.byID[h.ID].Class; r.accepts(&c) {
				all = append(all, c)
			}
		}
		return paginate(all, r.Page, of)
	}
	found, err := v.index.Search(ctx, q)
	if err != nil {
		return List[spec.Class]{}, err
	}
	var items []spec.Class
	for _, h := range found.Hits {
		items = append(items, v.byID[h.ID].Class)
	}
	return listOf(items, found.Total, offset, of), nil
}

// Class returns a class by id.
func (a *App) Class(_ context.Context, id string) (spec.Class, error) {
	v, release, err := a.view()
	if err != nil {
		return spec.Class{}, err
	}
	defer release()
	c, err := v.class(id, "id")
	if err != nil {
		return spec.Class{}, err
	}
	return c.Class, nil
}

// Whole returns a class with all of its statements, in the order of its
// sources, from one state of the catalog.
func (a *App) Whole(_ context.Context, id string) (spec.Class, []spec.Statement, error) {
	v, release, err := a.view()
	if err != nil {
		return spec.Class{}, nil, err
	}
	defer release()
	c, err := v.class(id, "id")
	if err != nil {
		return spec.Class{}, nil, err
	}
	return c.Class, v.ofClass[id], nil
}

// StatementsRequest asks for statements of a class. Empty filters accept
// everything.
type StatementsRequest struct {
	Kind       spec.Kind
	Level      string
	Competency string
	Framework  string
	// Source asks for the statements of one revision of a document, current
	// or superseded, instead of all current ones.
	Source string
	Page
}

// Statements lists the statements of a class in the order of its sources.
func (a *App) Statements(ctx context.Context, classID string, r StatementsRequest) (List[spec.Statement], error) {
	v, release, err := a.view()
	if err != nil {
		return List[spec.Statement]{}, err
	}
	defer release()
	c, err := v.class(classID, "id")
	if err != nil {
		return List[spec.Statement]{}, err
	}
	level, err := levelNamed(c.Class, r.Level, "level")
	if err != nil {
		return List[spec.Statement]{}, err
	}
	if err := checkKind(r.Kind); err != nil {
		return List[spec.Statement]{}, err
	}
	statements := v.ofClass[classID]
	if r.Source != "" {
		if statements, err = a.statementsOf(ctx, classID, r.Source); err != nil {
			return List[spec.Statement]{}, err
		}
	}
	if err := r.checkNames(statements); err != nil {
		return List[spec.Statement]{}, err
	}
	all := []spec.Statement{}
	for _, st := range statements {
		if (r.Kind == "" || st.Kind == r.Kind) &&
			(level == nil || c.OnScale(st.Level) && st.Level.Ordinal == level.Ordinal) &&
			(r.Competency == "" || st.Competency == r.Competency) &&
			(r.Framework == "" || st.Framework == r.Framework) {
			all = append(all, st)
		}
	}
	return paginate(all, r.Page, v.listing("statements", classID, r.Kind, r.Level, r.Competency, r.Framework, r.Source))
}

func (a *App) statementsOf(ctx context.Context, classID, source string) ([]spec.Statement, error) {
	all, err := a.catalog.SourceStatements(ctx, source)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(st spec.Statement) bool { return st.ClassID != classID })
	for i := range all {
		a.placeOnLadder(classID, all[i].Level)
	}
	return all, nil
}

// Source returns one revision of a document, current or superseded.
func (a *App) Source(ctx context.Context, id string) (spec.Source, error) {
	return a.source(ctx, id)
}

// SourceText returns the text that the spans of a source point into.
func (a *App) SourceText(ctx context.Context, id string) (string, error) {
	return a.catalog.SourceText(ctx, id)
}

// SourceStatements returns what one revision of a document states, in
// document order.
func (a *App) SourceStatements(ctx context.Context, id string) ([]spec.Statement, error) {
	return a.catalog.SourceStatements(ctx, id)
}

// levelNamed finds a level of a class by its label, letter case aside, or its
// ordinal. An empty name is no level. The error is Invalid, names the field
// and lists the levels that there are.
func levelNamed(c spec.Class, name, field string) (*spec.Level, error) {
	if name == "" {
		return nil, nil
	}
	ordinal, err := strconv.Atoi(name)
	for i := range c.Levels {
		l := &c.Levels[i]
		if strings.EqualFold(l.Label, name) || err == nil && l.Ordinal == ordinal {
			return l, nil
		}
	}
	if len(c.Levels) == 0 {
		return nil, spec.Errorf(spec.Invalid, "class %s has no levels, so not %q either", c.ID, name).In(field)
	}
	labels := make([]string, len(c.Levels))
	for i, l := range c.Levels {
		labels[i] = fmt.Sprintf("%s (%d)", l.Label, l.Ordinal)
	}
	return nil, spec.Errorf(spec.Invalid, "class %s has no level %q; it has %s", c.ID, name, strings.Join(labels, ", ")).In(field)
}

// source returns one revision of a document, with what its words say of pay.
func (a *App) source(ctx context.Context, id string) (spec.Source, error) {
	s, err := a.catalog.Source(ctx, id)
	for i := range s.Facts {
		if s.Facts[i].Name == ingest.FactPay {
			s.Facts[i].Pay = ingest.PayOf(s.Facts[i].Value)
		}
	}
	return s, err
}
