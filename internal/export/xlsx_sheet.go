package export

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"crosswalk/internal/spec"
)

// xlsxRows is the number of rows that a sheet holds, with the header.
var xlsxRows = excelize.TotalRows

// A xlsxStyle says how the cells of a column look.
type xlsxStyle int

const (
	xlsxPlain xlsxStyle = iota
	xlsxLong            // wrapped
	xlsxShare           // 0.00
	xlsxWhole
	xlsxDate
	xlsxHeader
)

type xlsxColumn struct {
	title string
	width float64 // in characters
	style xlsxStyle
}

type xlsxStyles map[xlsxStyle]int

func xlsxStylesOf(file *excelize.File) (xlsxStyles, error) {
	date, top := "yyyy-mm-dd hh:mm:ss", &excelize.Alignment{Vertical: "top"}
	styles := xlsxStyles{}
	for style, s := range []*excelize.Style{
		xlsxPlain: {Alignment: top, NumFmt: 49},                                      // stays text when somebody edits it
		xlsxLong:  {Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}, // not as text: some versions show a long one as ####
		xlsxShare: {Alignment: top, NumFmt: 2},
		xlsxWhole: {Alignment: top, NumFmt: 1},
		xlsxDate:  {Alignment: top, CustomNumFmt: &date},
		xlsxHeader: {
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
			Font:      &excelize.Font{Bold: true, Color: "FFFFFF"},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F4E79"}},
		},
	} {
		id, err := file.NewStyle(s)
		if err != nil {
			return nil, err
		}
		styles[xlsxStyle(style)] = id
	}
	return styles, nil
}

// A xlsxSheet is a sheet that is written row by row.
type xlsxSheet struct {
	*excelize.StreamWriter
	columns []xlsxColumn
	styles  xlsxStyles
	rows    int
	cells   []any
}

// xlsxNewSheet begins a sheet: its widths and its header, which stays in view.
func xlsxNewSheet(file *excelize.File, name string, columns []xlsxColumn, styles xlsxStyles) (*xlsxSheet, error) {
	var err error
	if first := file.GetSheetName(0); first == "Sheet1" {
		err = file.SetSheetName(first, name)
	} else {
		_, err = file.NewSheet(name)
	}
	if err != nil {
		return nil, err
	}
	s := &xlsxSheet{columns: columns, styles: styles, cells: make([]any, len(columns))}
	if s.StreamWriter, err = file.NewStreamWriter(name); err != nil {
		return nil, err
	}
	for i, c := range columns {
		if err := s.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, err
		}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	header := make([]any, len(columns))
	for i, c := range columns {
		header[i] = excelize.Cell{StyleID: styles[xlsxHeader], Value: c.title}
	}
	s.rows = 1
	return s, s.SetRow("A1", header)
}

// add writes a row: a string, an int, an int64, a *float64 or a time for each
// column. What is empty, nil, or the zero time leaves the cell empty; a zero
// number stays.
func (s *xlsxSheet) add(values ...any) error {
	if s.rows >= xlsxRows {
		return spec.Errorf(spec.TooLarge, "the sheet %s would have over %d rows, which is all that a workbook can hold; "+
			"export fewer mappings, or in another format", s.Sheet, xlsxRows)
	}
	s.rows++
	for i, v := range values {
		s.cells[i] = nil
		if v = xlsxValue(v); v != nil {
			s.cells[i] = excelize.Cell{StyleID: s.styles[s.columns[i].style], Value: v}
		}
	}
	cell, err := excelize.CoordinatesToCellName(1, s.rows)
	if err != nil {
		return err
	}
	return s.SetRow(cell, s.cells)
}

// xlsxValue returns what the library writes for a value; nil for nothing.
func xlsxValue(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
		return xlsxText(v)
	case *float64:
		if v == nil {
			return nil
		}
		return *v
	case time.Time:
		if v.IsZero() {
			return nil
		}
		if v = v.UTC(); v.Year() < 1900 || v.Year() > 9999 { // no date of a workbook
			return v.Format(time.RFC3339)
		}
		return v
	}
	return v
}

// close ends the sheet with a filter over all of it.
func (s *xlsxSheet) close(file *excelize.File) error {
	last, err := excelize.CoordinatesToCellName(len(s.columns), s.rows)
	if err != nil {
		return err
	}
	if err := file.AutoFilter(s.Sheet, "A1:"+last, nil); err != nil {
		return fmt.Errorf("filter of the sheet %s: %w", s.Sheet, err)
	}
	return s.Flush()
}

// xlsxCut stands at the end of a text that a cell cannot hold whole.
const xlsxCut = " … [cut]"

// xlsxText returns a text as a cell can hold it: without the characters that XML
// forbids, and cut at the limit, which counts UTF-16 units.
func xlsxText(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r != 0xFFFE && r != 0xFFFF:
			return r
		}
		return utf8.RuneError
	}, text)
	if len(text) <= excelize.TotalCellChars {
		return text
	}
	units, cut := 0, 0
	for i, r := range text {
		if units <= excelize.TotalCellChars-len([]rune(xlsxCut)) {
			cut = i
		}
		if units++; r > 0xFFFF {
			units++
		}
	}
	if units <= excelize.TotalCellChars {
		return text
	}
	return text[:cut] + xlsxCut
}
