package document

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"crosswalk/internal/spec"
)

// looksLikeJSON reports whether a text is a JSON object or list. A text that
// begins with a bracket is not.
func looksLikeJSON(head []byte) bool {
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(head[1:], " \t\r\n")
	return len(rest) > 0 && (rest[0] == '"' || rest[0] == '{')
}

// readJSON reads job postings of schema.org, one or a list of them, and CASE
// packages.
func readJSON(raw []byte) ([]Document, error) {
	var whole any
	if err := json.Unmarshal(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")), &whole); err != nil {
		return nil, spec.Errorf(spec.Invalid, "this JSON cannot be read: %v", err)
	}
	if o, ok := whole.(map[string]any); ok && o["CFItems"] != nil {
		return readFramework(o)
	}
	found := postingsIn(whole, 0)
	if len(found) == 0 {
		return nil, spec.Errorf(spec.Invalid, "this JSON holds no JobPosting of schema.org and no CASE package")
	}
	if len(found) > MaxRows {
		return nil, spec.Errorf(spec.TooLarge, "this JSON holds more than %d postings", MaxRows)
	}
	docs := make([]Document, len(found))
	for i, p := range found {
		docs[i] = postingDocument(p)
		if len(found) > 1 {
			docs[i].Part = fmt.Sprintf("posting %d", i+1)
		}
	}
	return docs, nil
}

// maxGraph bounds how deep a posting may stand in its data.
const maxGraph = 8

// postingsIn finds the postings in JSON-LD: itself, in a list, in a graph.
func postingsIn(v any, depth int) []map[string]any {
	if depth > maxGraph {
		return nil
	}
	var out []map[string]any
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, postingsIn(e, depth+1)...)
		}
	case map[string]any:
		if isA(v, "JobPosting") {
			return []map[string]any{v}
		}
		for _, key := range []string{"@graph", "mainEntity", "itemListElement", "item"} {
			out = append(out, postingsIn(v[key], depth+1)...)
		}
	}
	return out
}

// typePrefix is the vocabulary in the name of a type.
var typePrefix = regexp.MustCompile(`^(?:schema:|https?://schema\.org/)`)

func isA(o map[string]any, kind string) bool {
	for _, key := range []string{"@type", "type"} {
		for _, t := range list(o[key]) {
			if s, ok := t.(string); ok && typePrefix.ReplaceAllString(s, "") == kind {
				return true
			}
		}
	}
	return false
}

// list makes a list of what may stand alone.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// postingSections are the properties of a posting that hold requirements, with
// the heading that each gets, in their order.
var postingSections = []struct{ property, heading string }{
	{"description", ""},
	{"responsibilities", "Responsibilities"},
	{"skills", "Skills"},
	{"qualifications", "Qualifications"},
	{"educationRequirements", "Education"},
	{"experienceRequirements", "Experience"},
	{"physicalRequirement", "Physical requirements"},
	{"workHours", "Work hours"},
}

// postingDocument writes a posting as text: its title, who offers it, what it
// says, and its pay.
func postingDocument(p map[string]any) Document {
	doc := Document{Format: Posting, Title: plain(p["title"])}
	var b strings.Builder
	if doc.Title != "" {
		fmt.Fprintf(&b, "# %s\n", doc.Title)
	}
	for _, fact := range []struct{ label, value string }{
		{"Employer", plain(p["hiringOrganization"])},
		{"Salary", pay(p["baseSalary"])},
	} {
		if fact.value != "" {
			if strings.HasSuffix(b.String(), doc.Title+"\n") {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "%s: %s\n", fact.label, fact.value)
		}
	}
	said := "" // that a later property need not say again
	for _, section := range postingSections {
		lines := propertyLines(p[section.property])
		if lines == "" || strings.Contains(said, strings.TrimSpace(lines)) {
			continue
		}
		said += lines
		b.WriteByte('\n')
		if section.heading != "" {
			fmt.Fprintf(&b, "## %s\n\n", section.heading)
		}
		b.WriteString(lines)
	}
	doc.Text = b.String()
	return doc
}

// propertyLines writes the value of a property, which may be HTML, a list, or an
// object with a name or a number of months.
func propertyLines(v any) string {
	values := list(v)
	var b strings.Builder
	for _, v := range values {
		text := ""
		switch v := v.(type) {
		case string:
			text = v
		case map[string]any:
			if months, ok := v["monthsOfExperience"].(float64); ok {
				text = fmt.Sprintf("%g months of experience", months)
			} else {
				text = cmp.Or(plain(v["description"]), plain(v["name"]), plain(v["credentialCategory"]))
			}
		}
		lines := htmlText(text)
		if len(values) > 1 && strings.Count(strings.TrimSpace(lines), "\n") == 0 && lines != "" && !strings.HasPrefix(lines, "- ") {
			lines = "- " + lines
		}
		b.WriteString(lines)
	}
	return b.String()
}

// htmlText writes a value that may hold HTML, or HTML that was escaped.
func htmlText(s string) string {
	if !strings.Contains(s, "<") && strings.Contains(s, "&lt;") {
		s = html.UnescapeString(s)
	}
	if !strings.Contains(s, "<") {
		var w writer
		w.paragraph(textLine{}, html.UnescapeString(s))
		return joinLines(w.lines)
	}
	root, err := parsePage([]byte(s))
	if err != nil {
		return ""
	}
	return pageLines(root)
}

// plain is the text of a value: a string, or the name of an object.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return strings.Join(strings.Fields(html.UnescapeString(v)), " ")
	case map[string]any:
		return plain(v["name"])
	case []any:
		if len(v) > 0 {
			return plain(v[0])
		}
	}
	return ""
}

// pay writes a MonetaryAmount as a posting states it.
func pay(v any) string {
	o, ok := v.(map[string]any)
	if !ok {
		return plain(v)
	}
	currency := plain(o["currency"])
	value, ok := o["value"].(map[string]any)
	if !ok {
		value = o
	}
	number := func(key string) string {
		switch n := value[key].(type) {
		case float64:
			return fmt.Sprintf("%.2f", n)
		case string:
			return n
		}
		return ""
	}
	from, to := cmp.Or(number("minValue"), number("value")), number("maxValue")
	if from == "" && to == "" {
		return ""
	}
	out := from
	if to != "" && to != from {
		out = strings.TrimSpace(from + " - " + to)
	}
	if unit := plain(value["unitText"]); unit != "" {
		out += " per " + strings.ToLower(unit)
	}
	return strings.TrimSpace(out + " " + currency)
}

// embeddedPosting returns the posting that a page carries as JSON-LD; nil when it
// carries none, or several.
func embeddedPosting(root *html.Node) *Document {
	var found []map[string]any
	var look func(*html.Node)
	look = func(n *html.Node) {
		if n.DataAtom == atom.Script && strings.EqualFold(attribute(n, "type"), "application/ld+json") {
			var v any
			if json.Unmarshal([]byte(textOf(n)), &v) == nil {
				found = append(found, postingsIn(v, 0)...)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			look(c)
		}
	}
	look(root)
	if len(found) != 1 {
		return nil
	}
	doc := postingDocument(found[0])
	doc.Format = WebPage
	if len(strings.Fields(doc.Text)) < fewestWords {
		return nil
	}
	return &doc
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
