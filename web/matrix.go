package web

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// matrixPage is the coverage of every class of a set by every other.
type matrixPage struct {
	filterForm
	IDs     []string // asked for one by one; they go before the filter
	Show    int      // classes of the filter at most
	Sort    string   // title, mean or the id of a class
	Most    int
	Chosen  []spec.Class // shown, in the order of the rows before they are sorted
	Fit     int          // classes that fit the filter; 0 when they were named
	Columns []matrixColumn
	Rows    []matrixRow
	Orders  []matrixOrder
	Notice  string
	API     string
}

// Of the classes of a filter, how many are shown unless it is said.
const shownClasses = 12

type matrixColumn struct {
	ID, Title string
	Sort      string // address that sorts the rows by it
	Sorted    bool
}

type matrixRow struct {
	ID, Title string
	Cells     []matrixCell
	Mean      matrixCell // of what is known of the row
}

// matrixCell is what the class of a row covers of that of a column.
type matrixCell struct {
	Share *float64
	Link  string // of the comparison; empty on the diagonal
}

// matrixOrder is an order to choose.
type matrixOrder struct {
	Name, Link string
	Current    bool
}

func (p *Pages) matrix(c echo.Context) error {
	ctx := c.Request().Context()
	page, err := readMatrix(c.QueryParams())
	if err == nil {
		err = p.chooseClasses(ctx, page)
	}
	choices, unready := p.app.Choices(ctx, index.ScopeAll, page.Issuer)
	if unready != nil {
		return unready
	}
	page.Choices = choices
	var matrix *app.Matrix
	if err == nil && len(page.Chosen) > 0 {
		ids := make([]string, len(page.Chosen))
		for i, class := range page.Chosen {
			ids[i] = class.ID
		}
		matrix, err = p.app.Matrix(ctx, ids)
	}
	notice, status, err := mendable(err)
	if err != nil {
		return err
	}
	page.Notice = notice
	if matrix != nil {
		page.fill(matrix)
		page.API = "/api/v1/matrix?ids=" + url.QueryEscape(strings.Join(page.shown(), ","))
	}
	return p.render(c, status, "matrix", "Matrix", "", page)
}

// readMatrix reads what a request asks for.
func readMatrix(q url.Values) (*matrixPage, error) {
	m := &matrixPage{filterForm: filterForm{classFilter: readClassFilter(q)}, Show: shownClasses, Sort: q.Get("sort"), Most: app.MaxMatrix}
	for _, list := range append(q["ids"], q["id"]...) {
		m.IDs = append(m.IDs, strings.FieldsFunc(list, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })...)
	}
	if len(m.IDs) > app.MaxMatrix {
		return m, spec.Errorf(spec.Invalid, "takes up to %d classes, not %d", app.MaxMatrix, len(m.IDs)).In("ids")
	}
	if show := q.Get("show"); show != "" {
		n, err := strconv.Atoi(show)
		if err != nil || n < 1 || n > app.MaxMatrix {
			return m, spec.Errorf(spec.Invalid, "must be from 1 to %d, not %q", app.MaxMatrix, show).In("show")
		}
		m.Show = n
	}
	return m, nil
}

// chooseClasses finds the classes that are compared: those named, or the first
// that fit.
func (p *Pages) chooseClasses(ctx context.Context, m *matrixPage) error {
	for _, id := range m.IDs {
		class, err := p.app.Class(ctx, id)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(m.Chosen, func(c spec.Class) bool { return c.ID == id }) {
			m.Chosen = append(m.Chosen, class)
		}
	}
	if len(m.IDs) > 0 {
		return nil
	}
	r, err := m.request(app.Page{Limit: m.Show})
	if err != nil {
		return err
	}
	fit, err := p.app.Classes(ctx, r)
	m.Chosen, m.Fit = fit.Items, fit.Total
	return err
}

// link is the address of the same matrix in another order.
func (m *matrixPage) link(sort string) string {
	q := m.Query()
	if sort != "" {
		q.Set("sort", sort)
	}
	if m.Show != shownClasses {
		q.Set("show", strconv.Itoa(m.Show))
	}
	if len(m.IDs) > 0 {
		q.Set("ids", strings.Join(m.IDs, ","))
	}
	return "/matrix?" + q.Encode()
}

func (m *matrixPage) fill(matrix *app.Matrix) {
	by := m.Sort
	for i, id := range matrix.IDs {
		m.Columns = append(m.Columns, matrixColumn{ID: id, Title: matrix.Titles[i], Sort: m.link(id), Sorted: by == id})
	}
	sorted := -1 // column to sort by
	for i, row := range matrix.Coverage {
		r := matrixRow{ID: matrix.IDs[i], Title: matrix.Titles[i]}
		if r.ID == by {
			sorted = i
		}
		sum, known := 0.0, 0
		for j, share := range row {
			cell := matrixCell{Share: share}
			if i != j {
				cell.Link = "/compare?" + compareQuery(app.CrosswalkRequest{From: matrix.IDs[i], To: matrix.IDs[j]})
				if share != nil {
					sum, known = sum+*share, known+1
				}
			}
			r.Cells = append(r.Cells, cell)
		}
		if known > 0 {
			mean := sum / float64(known)
			r.Mean.Share = &mean
		}
		m.Rows = append(m.Rows, r)
	}
	switch {
	case sorted >= 0:
		slices.SortStableFunc(m.Rows, func(a, b matrixRow) int { return higherFirst(a.Cells[sorted].Share, b.Cells[sorted].Share) })
	case by == "mean":
		slices.SortStableFunc(m.Rows, func(a, b matrixRow) int { return higherFirst(a.Mean.Share, b.Mean.Share) })
	case by == "title":
		slices.SortStableFunc(m.Rows, func(a, b matrixRow) int { return cmp.Compare(a.Title, b.Title) })
	}
	for _, o := range []matrixOrder{{Name: "as chosen", Link: ""}, {Name: "by title", Link: "title"}, {Name: "by mean", Link: "mean"}} {
		o.Current, o.Link = by == o.Link, m.link(o.Link)
		m.Orders = append(m.Orders, o)
	}
}

// shown are the ids of the rows, in their order.
func (m *matrixPage) shown() []string {
	ids := make([]string, len(m.Rows))
	for i, r := range m.Rows {
		ids[i] = r.ID
	}
	return ids
}

// higherFirst puts what is unknown last.
func higherFirst(a, b *float64) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*b, *a)
}

// Step says how dark a cell is, 0 to 9.
func (c matrixCell) Step() int { return min(9, int(math.Floor(*c.Share*10))) }

// Says is the number of a cell in short, Exactly the same in full.
func (c matrixCell) Says() string {
	if c.Share == nil {
		return "?"
	}
	return fmt.Sprintf("%.0f", 100**c.Share)
}

// Exactly is the number of a cell as the API gives it.
func (c matrixCell) Exactly() string {
	if c.Share == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.2f %%", 100**c.Share)
}

// Steps are the shades of the legend.
func (*matrixPage) Steps() []int { return []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9} }
