package api

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

const csvType = "text/csv"

// metaCSV marks the operations that can answer as CSV.
const metaCSV = "csv"

type requestContext huma.Context

// acceptContext is a request whose Accept header is decided already, and an
// answer that says in which encoding its table is.
type acceptContext struct {
	requestContext
	accept string
}

func (c acceptContext) SetHeader(name, value string) {
	if value == csvType && strings.EqualFold(name, "Content-Type") {
		value += "; charset=utf-8; header=present"
	}
	c.requestContext.SetHeader(name, value)
}

func (c acceptContext) Header(name string) string {
	if strings.EqualFold(name, "Accept") {
		return c.accept
	}
	return c.requestContext.Header(name)
}

// chooseFormat lets format=csv count as Accept: text/csv, and answers as JSON
// where there is no table.
func chooseFormat(ctx huma.Context, next func(huma.Context)) {
	table, _ := ctx.Operation().Metadata[metaCSV].(bool)
	accept := "application/json"
	format := ctx.Query("format")
	accepts, sends := ctx.Header("Accept"), strings.ToLower(ctx.Header("Content-Type"))
	if ctx.Operation().Path == bulkPath && format == "" && (strings.HasPrefix(accepts, ndjsonType) ||
		strings.HasPrefix(sends, ndjsonType) && !strings.HasPrefix(accepts, accept)) {
		accept = ndjsonType
	}
	if table && (format == "csv" || format == "" && strings.HasPrefix(ctx.Header("Accept"), csvType)) {
		accept = csvType
	}
	next(acceptContext{ctx, accept})
}

// writeCSV writes an answer as a table with a header row.
func writeCSV(w io.Writer, v any) error {
	rows, err := table(v)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	for _, row := range rows {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps spreadsheets from reading a text as a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		if _, err := strconv.ParseFloat(cell, 64); err != nil {
			return "'" + cell
		}
	}
	return cell
}

func table(v any) ([][]string, error) {
	switch v := v.(type) {
	case app.List[spec.Class]:
		return classRows(v.Items), nil
	case app.List[spec.Statement]:
		return statementRows(v.Items), nil
	case app.List[app.Mapping]:
		return mappingRows(v.Items), nil
	case *app.LinkUp:
		return linkUpRows(v), nil
	case AuditPage:
		return auditRows(v), nil
	case app.Ranking:
		return rankRows(v.Items), nil
	case *app.PathsAnswer:
		return pathRows(v), nil
	case *app.SearchAnswer:
		return searchRows(v.Items), nil
	case *crosswalk.Crosswalk:
		return crosswalkRows(v), nil
	case *app.Matrix:
		return matrixRows(v), nil
	case app.List[app.ClassGroup]:
		return groupRows(v.Items), nil
	case app.List[app.Duplicate]:
		return duplicateRows(v.Items), nil
	case *app.Allocation:
		return allocationRows(v), nil
	case *app.Coded:
		return codeRows([]BulkCoded{{Coded: v}}), nil
	case []BulkCoded:
		return codeRows(v), nil
	case *Problem: // an error is never a table
		return nil, fmt.Errorf("a problem was negotiated as CSV: %s", v.Detail)
	}
	return nil, fmt.Errorf("%T is no table", v)
}

func classRows(classes []spec.Class) [][]string {
	rows := [][]string{{"id", "issuer", "code", "title", "series", "levels", "statement_count"}}
	for _, c := range classes {
		labels := make([]string, len(c.Levels))
		for i, l := range c.Levels {
			labels[i] = l.Label
		}
		rows = append(rows, []string{c.ID, c.Issuer, c.Code, c.Title, c.Series, strings.Join(labels, " | "), strconv.Itoa(c.Statements)})
	}
	return rows
}

func statementRows(statements []spec.Statement) [][]string {
	rows := [][]string{{"id", "class_id", "source_id", "kind", "framework", "competency", "level", "level_basis", "boilerplate", "text", "span_start", "span_end", "corrected_by"}}
	for _, st := range statements {
		by := ""
		if st.Corrected != nil {
			by = st.Corrected.By
		}
		label, basis := levelCells(st.Level)
		rows = append(rows, []string{
			st.ID, st.ClassID, st.SourceID, string(st.Kind), st.Framework, st.Competency, label, basis,
			strconv.FormatBool(st.Boilerplate), st.Text, strconv.Itoa(st.Span.Start), strconv.Itoa(st.Span.End), by,
		})
	}
	return rows
}

func levelCells(l *spec.Level) (label, basis string) {
	if l == nil {
		return "", string(spec.Absent)
	}
	return l.Label, string(l.Basis)
}

func searchRows(items []app.Found) [][]string {
	rows := [][]string{{"score", "class_id", "class_title", "kind", "competency", "level", "text", "statement_id"}}
	for _, f := range items {
		label, _ := levelCells(f.Statement.Level)
		rows = append(rows, []string{
			number(&f.Score), f.Class.ID, f.Class.Title, string(f.Statement.Kind), f.Statement.Competency, label,
			f.Statement.Text, f.Statement.ID,
		})
	}
	return rows
}

func rankRows(items []crosswalk.Ranked) [][]string {
	rows := [][]string{{"class_id", "title", "level", "coverage", "met", "partial", "short", "gap", "unknown", "score"}}
	for _, r := range items {
		label, _ := levelCells(r.Level)
		row := []string{r.Class.ID, r.Class.Title, label, number(r.Coverage.Total)}
		row = append(row, countCells(r.Counts)...)
		rows = append(rows, append(row, number(r.Score)))
	}
	return rows
}

func allocationRows(a *app.Allocation) [][]string {
	rows := [][]string{{"id", "job_title", "employer", "decision", "rank", "class_id", "title", "series", "confidence", "score", "coverage", "met", "partial", "short", "gap", "unknown", "outside"}}
	if len(a.Items) == 0 {
		row := make([]string, len(rows[0]))
		copy(row, []string{a.ID, a.Read.Title, a.Employer, string(a.Decision)})
		rows = append(rows, row)
	}
	for i, c := range a.Items {
		row := []string{a.ID, a.Read.Title, a.Employer, string(a.Decision), strconv.Itoa(i + 1), c.Class.ID, c.Class.Title, c.Series, number(&c.Confidence), number(&c.Score), number(c.Coverage.Total)}
		row = append(row, countCells(c.Counts)...)
		rows = append(rows, append(row, strconv.Itoa(c.OutsideCount)))
	}
	return rows
}

func countCells(c crosswalk.Counts) []string {
	var out []string
	for _, s := range []spec.Status{spec.Met, spec.Partial, spec.Short, spec.Gap, spec.Unknown} {
		out = append(out, strconv.Itoa(c.Of(s)))
	}
	return out
}

// crosswalkRows gives one row a requirement, with its best evidence, or what
// came nearest to being evidence.
func crosswalkRows(x *crosswalk.Crosswalk) [][]string {
	rows := [][]string{{
		"status", "confidence", "kind", "competency", "level", "requirement", "evidence", "similarity", "relation", "level_note", "note",
		"requirement_id", "evidence_id", "weight", "credit", "nearest", "nearest_id", "from", "from_level", "to", "to_level",
	}}
	fromLevel, _ := levelCells(x.From.Level)
	toLevel, _ := levelCells(x.To.Level)
	for _, r := range x.Requirements {
		label, _ := levelCells(r.Statement.Level)
		row := []string{string(r.Status), number(r.Confidence), string(r.Statement.Kind), r.Statement.Competency, label, r.Statement.Text}
		evidence, nearest := "", [2]string{}
		if len(r.Evidence) > 0 {
			e := r.Evidence[0]
			row = append(row, e.Statement.Text, number(&e.Similarity), string(e.Relation), e.LevelNote)
			evidence = e.Statement.ID
		} else {
			row = append(row, "", "", "", "")
		}
		if len(r.Nearest) > 0 {
			nearest = [2]string{r.Nearest[0].Statement.Text, r.Nearest[0].Statement.ID}
		}
		rows = append(rows, append(row, r.Note, r.Statement.ID, evidence, number(&r.Weight), number(&r.Credit),
			nearest[0], nearest[1], x.From.ID, fromLevel, x.To.ID, toLevel))
	}
	return rows
}

func matrixRows(m *app.Matrix) [][]string {
	rows := [][]string{append([]string{"from \\ to"}, m.IDs...)}
	for i, id := range m.IDs {
		row := []string{id}
		for _, c := range m.Coverage[i] {
			row = append(row, number(c))
		}
		rows = append(rows, row)
	}
	return rows
}

// codeRows gives a row per candidate; a class without one has a row with the
// decision alone.
func codeRows(coded []BulkCoded) [][]string {
	rows := [][]string{{"id", "class_title", "decision", "reason", "rank", "code", "soc", "title", "confidence", "similarity", "onet_release"}}
	for _, c := range coded {
		class := []string{c.ID, c.Read.Title, string(c.Decision), c.Reason}
		if len(c.Candidates) == 0 {
			rows = append(rows, append(class, "", "", "", "", "", "", c.Release))
		}
		for i, candidate := range c.Candidates {
			rows = append(rows, append(slices.Clone(class), strconv.Itoa(i+1), candidate.Code, candidate.SOC, candidate.Title,
				number(&candidate.Confidence), number(&candidate.Similarity), c.Release))
		}
	}
	return rows
}

// number writes a share with four digits; unknown is empty, not 0.
func number(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', 4, 64)
}
