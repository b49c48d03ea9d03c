package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

type classPage struct {
	Class   spec.Class
	Table   *levelTable
	Groups  []kindGroup
	Sources []spec.Source
	Moves   []move
	Ladder  *app.Ladder
	API     string // address of its statements over REST
	// Compared says that there is something to compare.
	Compared bool
	Notice   string // of what was just stored
}

// A levelTable shows what each competency asks at each level.
type levelTable struct {
	Levels []spec.Level
	Rows   []levelRow
}

type levelRow struct {
	Competency string
	Framework  string
	Cells      []levelCell
}

// A levelCell repeats its level, for screens that cannot show columns.
type levelCell struct {
	Level      spec.Level
	Statements []spec.Statement
}

// A kindGroup lists statements of one kind, outside the table.
type kindGroup struct {
	Kind       spec.Kind
	Framework  string
	Competency string
	Unit       string // department or office, where the document tells them apart
	Statements []spec.Statement
}

// A class page names the best covered classes of employers, where there are so
// few that ranking them takes no time; else it leads to the page that ranks.
const (
	movesShown = 5
	movesAmong = 50
)

func (p *Pages) class(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("id")
	class, statements, err := p.app.Whole(ctx, id)
	if err != nil {
		return err
	}
	page := classPage{Class: class, Notice: storedNotice(c), API: "/api/v1/classes/" + url.PathEscape(id) + "/statements?limit=200", Compared: slices.ContainsFunc(statements, func(st spec.Statement) bool {
		return st.Kind.IsRequirement() && !st.Boilerplate
	})}
	page.Table, page.Groups = arrange(class, statements)
	for _, source := range class.SourceIDs {
		s, err := p.app.Source(ctx, source)
		if err != nil {
			return err
		}
		page.Sources = append(page.Sources, s)
	}
	if page.Ladder, err = p.app.Ladder(ctx, id); err != nil {
		return err
	}
	if page.Moves, err = p.bestMoves(ctx, id); err != nil {
		return err
	}
	return p.render(c, http.StatusOK, "class", class.Title, "", page)
}

// bestMoves are the classes of employers that a class covers best; none where
// there are too many to rank for every visitor.
func (p *Pages) bestMoves(ctx context.Context, id string) ([]move, error) {
	all, err := p.app.Classes(ctx, app.ClassesRequest{Scope: index.ScopeClasses, Page: app.Page{Limit: 1}})
	if err != nil || all.Total > movesAmong {
		return nil, err
	}
	best, err := p.app.Matches(ctx, app.MatchesRequest{Class: id, Scope: index.ScopeClasses, Direction: crosswalk.To, Page: app.Page{Limit: movesShown}})
	return movesFrom(id, "", best.Items), err
}

// arrange puts statements with a level and a requirement kind into the table
// and the others into groups, in document order.
func arrange(class spec.Class, statements []spec.Statement) (*levelTable, []kindGroup) {
	table := &levelTable{Levels: class.Levels}
	var groups []kindGroup
	for _, st := range statements {
		if class.OnScale(st.Level) && st.Kind.IsRequirement() {
			table.add(st)
			continue
		}
		i := slices.IndexFunc(groups, func(g kindGroup) bool {
			return g.Kind == st.Kind && g.Framework == st.Framework && g.Competency == st.Competency && g.Unit == st.Unit()
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, kindGroup{Kind: st.Kind, Framework: st.Framework, Competency: st.Competency, Unit: st.Unit()})
		}
		groups[i].Statements = append(groups[i].Statements, st)
	}
	slices.SortStableFunc(groups, func(a, b kindGroup) int {
		return slices.Index(spec.Kinds, a.Kind) - slices.Index(spec.Kinds, b.Kind)
	})
	if len(table.Rows) == 0 {
		table = nil
	}
	return table, groups
}

func (t *levelTable) add(st spec.Statement) {
	i := slices.IndexFunc(t.Rows, func(r levelRow) bool {
		return r.Competency == st.Competency && r.Framework == st.Framework
	})
	if i < 0 {
		i = len(t.Rows)
		row := levelRow{Competency: st.Competency, Framework: st.Framework, Cells: make([]levelCell, len(t.Levels))}
		for k, l := range t.Levels {
			row.Cells[k].Level = l
		}
		t.Rows = append(t.Rows, row)
	}
	for k, l := range t.Levels {
		if l.Ordinal == st.Level.Ordinal {
			t.Rows[i].Cells[k].Statements = append(t.Rows[i].Cells[k].Statements, st)
		}
	}
}
