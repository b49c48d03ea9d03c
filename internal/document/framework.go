package document

import (
	"cmp"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

// maxItems bounds the items of a CASE package.
const maxItems = 50_000

// readFramework writes a CASE package (1EdTech Competencies and Academic Standards
// Exchange) as text: its title, and its items below those that they are children
// of. An item that has children is a heading.
func readFramework(o map[string]any) ([]Document, error) {
	doc := Document{Format: Framework}
	about, ok := o["CFDocument"].(map[string]any)
	if !ok {
		return nil, spec.Errorf(spec.Invalid, "this CASE package has no CFDocument")
	}
	doc.Title = plain(about["title"])
	items, children, isChild := map[string]map[string]any{}, map[string][]string{}, map[string]bool{}
	var order []string
	for _, v := range list(o["CFItems"]) {
		item, ok := v.(map[string]any)
		id := ""
		if ok {
			id = plain(item["identifier"])
		}
		if id == "" {
			return nil, spec.Errorf(spec.Invalid, "CFItems: every item needs an identifier")
		}
		if items[id] != nil {
			return nil, spec.Errorf(spec.Invalid, "CFItems: the identifier %q is there twice", id)
		}
		items[id] = item
		order = append(order, id)
	}
	if len(order) > maxItems {
		return nil, spec.Errorf(spec.TooLarge, "this CASE package has more than %d items", maxItems)
	}
	sequence := map[string]float64{}
	for _, v := range list(o["CFAssociations"]) {
		a, ok := v.(map[string]any)
		if !ok || plain(a["associationType"]) != "isChildOf" {
			continue
		}
		child, parent := end(a["originNodeURI"]), end(a["destinationNodeURI"])
		if items[child] == nil || items[parent] == nil || isChild[child] {
			continue
		}
		children[parent] = append(children[parent], child)
		isChild[child] = true
		sequence[child], _ = a["sequenceNumber"].(float64)
	}
	for _, list := range children {
		slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(sequence[a], sequence[b]) })
	}
	w := frameworkWriter{
		lines: []textLine{{text: doc.Title, heading: 1}},
		items: items, children: children, written: map[string]bool{},
	}
	for _, id := range order {
		if !isChild[id] {
			w.write(id, 2)
		}
	}
	for _, id := range order { // those that are children of one another, in a circle
		w.write(id, 2)
	}
	doc.Text = joinLines(w.lines)
	return []Document{doc}, nil
}

// end is the identifier at one end of an association.
func end(v any) string {
	o, _ := v.(map[string]any)
	return plain(o["identifier"])
}

// A frameworkWriter writes items as lines, each once.
type frameworkWriter struct {
	lines    []textLine
	items    map[string]map[string]any
	children map[string][]string
	written  map[string]bool
}

// write writes an item and what stands below it: as a heading over its children, as
// far as there are levels of headings.
func (w *frameworkWriter) write(id string, level int) {
	if w.written[id] {
		return
	}
	w.written[id] = true
	text := plain(w.items[id]["fullStatement"])
	below := w.children[id]
	if len(below) == 0 || level > mostHeading {
		w.lines = append(w.lines, textLine{text: text, item: true})
	} else {
		w.lines = append(w.lines, textLine{text: strings.TrimRight(text, ".:"), heading: level})
	}
	for _, child := range below {
		w.write(child, level+1)
	}
}
