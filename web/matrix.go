package web

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// matrixPage is the coverage of every class of a set by every other.
type matrixPage struct {
	IDs         string // as asked
	Issuer      string // or the first classes of one
	Issuers     []string
	Most        int
	Rows        []matrixRow
	Columns     []matrixColumn
	Notice, API string
}

type matrixColumn struct{ ID, Title string }

type matrixRow struct {
	matrixColumn
	Cells []matrixCell
}

// matrixCell is what the class of a row covers of that of a column.
type matrixCell struct {
	Share *float64
	Step  int    // 0 to 9: how dark the cell is
	Link  string // of the comparison; empty on the diagonal
}

// shownClasses is how many classes of an issuer a page compares.
const shownClasses = 12

func (p *Pages) matrix(c echo.Context) error {
	ctx := c.Request().Context()
	page := matrixPage{IDs: c.QueryParam("ids"), Issuer: c.QueryParam("issuer"), Most: app.MaxMatrix}
	start, err := p.app.Classes(ctx, app.ClassesRequest{Scope: index.ScopeClasses, Page: app.Page{Limit: maxPicked}})
	if err != nil {
		return err
	}
	for _, g := range byIssuer(start.Items) {
		page.Issuers = append(page.Issuers, g.Issuer)
	}
	ids, err := p.matrixIDs(c, &page, start.Items)
	var matrix *app.Matrix
	if err == nil && len(ids) > 0 {
		page.API = "/api/v1/matrix?ids=" + url.QueryEscape(strings.Join(ids, ","))
		matrix, err = p.app.Matrix(ctx, ids)
	}
	notice, status := noticeOf(err)
	if notice == "" {
		if err != nil {
			return err
		}
		status = http.StatusOK
	}
	page.Notice = notice
	if matrix != nil {
		page.fill(matrix)
	}
	return p.render(c, status, "matrix", "Matrix", "", page)
}

// matrixIDs are the classes asked for: by id, or the first of an issuer; else
// the first employers' classes that there are.
func (p *Pages) matrixIDs(c echo.Context, page *matrixPage, classes []spec.Class) ([]string, error) {
	if page.IDs != "" {
		return strings.FieldsFunc(page.IDs, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\r' }), nil
	}
	if page.Issuer != "" {
		of, err := p.app.Classes(c.Request().Context(), app.ClassesRequest{Issuer: page.Issuer, Page: app.Page{Limit: shownClasses}})
		if err != nil {
			return nil, err
		}
		classes = of.Items
	}
	var ids []string
	for _, class := range classes[:min(shownClasses, len(classes))] {
		ids = append(ids, class.ID)
	}
	return ids, nil
}

func (m *matrixPage) fill(matrix *app.Matrix) {
	for i, id := range matrix.IDs {
		m.Columns = append(m.Columns, matrixColumn{id, matrix.Titles[i]})
	}
	for i, row := range matrix.Coverage {
		r := matrixRow{matrixColumn: m.Columns[i]}
		for j, share := range row {
			cell := matrixCell{Share: share}
			if i != j {
				cell.Link = "/compare?" + compareQuery(app.CrosswalkRequest{From: matrix.IDs[i], To: matrix.IDs[j]})
			}
			if share != nil {
				cell.Step = min(9, int(math.Floor(*share*10)))
			}
			r.Cells = append(r.Cells, cell)
		}
		m.Rows = append(m.Rows, r)
	}
}

// Says is the number of a cell, exactly.
func (c matrixCell) Says() string {
	if c.Share == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.1f %%", 100**c.Share)
}
