package app

import (
	"context"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

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
	Further
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
	further, err := a.further(ctx, v, r.Further)
	if err != nil {
		return nil, err
	}
	x, err := v.engine.MakeLooking(ctx, from.Knowing(further), to, fromLevel, toLevel)
	if err != nil {
		return nil, err
	}
	if err := a.words.markAlike(ctx, x); err != nil {
		return nil, err
	}
	return x, nil
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
	m.Coverage = make([][]*float64, len(classes))
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, from := range classes {
		m.Coverage[i] = make([]*float64, len(classes))
		for j, to := range classes {
			work.Go(func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				m.Coverage[i][j] = v.engine.Cover(from, to, nil, nil).Total
				return nil
			})
		}
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	return m, nil
}
