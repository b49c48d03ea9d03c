package app

import (
	"context"

	"crosswalk/index"
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
func (a *App) Crosswalk(_ context.Context, r CrosswalkRequest) (*crosswalk.Crosswalk, error) {
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
	Page
}

// Matches ranks the other classes by coverage.
func (a *App) Matches(_ context.Context, r MatchesRequest) (List[crosswalk.Ranked], error) {
	v, release, err := a.view()
	if err != nil {
		return List[crosswalk.Ranked]{}, err
	}
	defer release()
	subject, err := v.class(r.Class, "id")
	if err != nil {
		return List[crosswalk.Ranked]{}, err
	}
	level, err := levelNamed(subject.Class, r.Level, "level")
	if err != nil {
		return List[crosswalk.Ranked]{}, err
	}
	limit, offset, err := r.resolve(v.revision)
	if err != nil {
		return List[crosswalk.Ranked]{}, err
	}
	var others []*crosswalk.Class
	for _, c := range v.classes {
		if r.Scope.Includes(c.Issuer) {
			others = append(others, c)
		}
	}
	page, total := v.engine.Rank(subject, level, others, r.Direction, limit, offset)
	return listOf(page, total, offset, v.revision), nil
}

// MaxMatrix bounds the classes of a matrix.
const MaxMatrix = 50

// Matrix is the coverage of every class of a set by every other.
type Matrix struct {
	IDs      []string     `json:"ids" nullable:"false"`
	Titles   []string     `json:"titles" nullable:"false"`
	Coverage [][]*float64 `json:"coverage" nullable:"false" doc:"coverage[i][j]: what class i covers of class j; null when unknown"`
}

// Matrix measures every pair of classes, at all their levels.
func (a *App) Matrix(_ context.Context, ids []string) (*Matrix, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	if len(ids) == 0 || len(ids) > MaxMatrix {
		return nil, spec.Errorf(spec.Invalid, "needs from 1 to %d class ids, got %d", MaxMatrix, len(ids)).In("ids")
	}
	m := &Matrix{IDs: ids}
	classes := make([]*crosswalk.Class, len(ids))
	for i, id := range ids {
		if classes[i], err = v.class(id, "ids"); err != nil {
			return nil, err
		}
		m.Titles = append(m.Titles, classes[i].Title)
	}
	for _, from := range classes {
		row := make([]*float64, len(classes))
		for j, to := range classes {
			row[j] = v.engine.Cover(from, to, nil, nil).Total
		}
		m.Coverage = append(m.Coverage, row)
	}
	return m, nil
}
