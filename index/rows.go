package index

import (
	"cmp"
	"slices"
)

// rows are the entries of the index in a fixed order: statements by id, then
// classes by id. What filters and facets ask for lies beside them as small
// codes, taken from Bleve when the index is opened: a search compares codes,
// and costs little more than finding the words.
type rows struct {
	ids        []string
	statements int      // how many of them are statements
	columns    []column // as facetFields
	ofNumber   []int32  // row by Bleve's number of the entry
}

// A column holds one field of all rows.
type column struct {
	values []string // by code; the code 0 is no value
	codes  []uint32 // by row
}

// levelSeparator stands between label and ordinal in the values of the level's
// column: filters accept either.
const levelSeparator = "\x00"

// between returns the first row of statements, or of classes, and the one
// after the last.
func (r *rows) between(classes bool) (first, end int) {
	if classes {
		return r.statements, len(r.ids)
	}
	return 0, r.statements
}

// readRows reads the rows of the text index.
func (x *Index) readRows() (*rows, error) {
	reading, err := x.read()
	if err != nil {
		return nil, err
	}
	defer reading.Close()
	every, err := reading.DocIDReaderAll()
	if err != nil {
		return nil, err
	}
	defer every.Close()

	fields := []string{fieldDoc, fieldOrdinal}
	for _, f := range facetFields {
		fields = append(fields, f.field)
	}
	values, err := reading.DocValueReader(fields)
	if err != nil {
		return nil, err
	}
	type entry struct {
		id     string
		number uint64
		class  bool
		codes  [len(facetFields)]uint32
	}
	var entries []entry
	columns := make([]column, len(facetFields))
	codes := make([]map[string]uint32, len(facetFields))
	for i := range columns {
		columns[i].values, codes[i] = []string{""}, map[string]uint32{"": 0}
	}
	read := map[string]string{}
	for {
		number, err := every.Next()
		if err != nil {
			return nil, err
		}
		if number == nil {
			break
		}
		clear(read)
		err = values.VisitDocValues(number, func(field string, term []byte) { read[field] = string(term) })
		if err != nil {
			return nil, err
		}
		if ordinal := read[fieldOrdinal]; ordinal != "" {
			read[fieldLevel] += levelSeparator + ordinal
		}
		e := entry{number: number.Value(), class: read[fieldDoc] == docClass}
		if e.id, err = reading.ExternalID(number); err != nil {
			return nil, err
		}
		for i, f := range facetFields {
			value := read[f.field]
			code, known := codes[i][value]
			if !known {
				code = uint32(len(columns[i].values))
				codes[i][value], columns[i].values = code, append(columns[i].values, value)
			}
			e.codes[i] = code
		}
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if a.class != b.class {
			if a.class {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.id, b.id)
	})

	r := &rows{columns: columns}
	for row, e := range entries {
		r.ids = append(r.ids, e.id)
		if !e.class {
			r.statements++
		}
		for i := range columns {
			columns[i].codes = append(columns[i].codes, e.codes[i])
		}
		for uint64(len(r.ofNumber)) <= e.number {
			r.ofNumber = append(r.ofNumber, 0)
		}
		r.ofNumber[e.number] = int32(row)
	}
	return r, nil
}
