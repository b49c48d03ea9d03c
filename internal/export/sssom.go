package export

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// SSSOM is the Simple Standard for Sharing Ontological Mappings, 1.1, as a
// table with its metadata in front (https://w3id.org/sssom).
var SSSOM = Format{
	Name:        "sssom",
	ContentType: "text/tab-separated-values; charset=utf-8",
	Extension:   ".sssom.tsv",
	Write:       WriteSSSOM,
}

// Columns that SSSOM does not know; the metadata defines them.
const (
	stateColumn   = "state"
	historyColumn = "history"
)

// sssomColumns are the columns in their order. What people have not decided is
// put forward as it was proposed, by whoever proposed it.
var sssomColumns = []column{
	{"record_id", func(v *view) string { return ofMapping + ":" + escaped(v.ID) }, reference},
	{"subject_id", func(v *view) string { return curieOf(v.Kind, v.Subject) }, reference},
	{"subject_label", func(v *view) string { return v.Subject.Label }, words},
	{"subject_category", func(v *view) string { return category(v.Kind, v.Subject) }, words},
	{"predicate_id", predicate, reference},
	{"predicate_modifier", func(v *view) string {
		// SSSOM leaves open what Not means where no term was found. Without it the
		// row would say what people have rejected.
		if v.Outcome.State == review.Rejected {
			return not
		}
		return ""
	}, words},
	{"object_id", func(v *view) string { return curieOf(v.Kind, v.Outcome.Object) }, reference},
	{"object_label", func(v *view) string { return v.Outcome.Object.Label }, words},
	{"object_category", func(v *view) string { return category(v.Kind, v.Outcome.Object) }, words},
	{"mapping_justification", justification, reference},
	{"confidence", func(v *view) string {
		// Of a rejected mapping it would be read as how sure it is that nothing
		// is there.
		if v.Outcome.State == review.Rejected || !v.isAsProposed() {
			return ""
		}
		return share(v.Confidence)
	}, number},
	{"similarity_score", similarity, number},
	{"similarity_measure", func(v *view) string {
		if similarity(v) == "" {
			return ""
		}
		return "Crosswalk similarity, the sum of its parts"
	}, words},
	{"subject_preprocessing", preprocessing, reference},
	{"object_preprocessing", preprocessing, reference},
	{"mapping_tool", func(v *view) string {
		if isImported(&v.Proposal) {
			return v.Made.Tool
		}
		return v.tool
	}, unchecked},
	{"mapping_tool_version", func(v *view) string {
		if isImported(&v.Proposal) {
			return ""
		}
		return v.Made.Tool
	}, words},
	{"author_id", func(v *view) string { return listed(userCURIEs(v.authors())) }, reference},
	{"author_label", func(v *view) string { return listed(names(v.authors())) }, words},
	{"reviewer_id", func(v *view) string { return listed(userCURIEs(v.signers())) }, reference},
	{"reviewer_label", func(v *view) string { return listed(names(v.signers())) }, words},
	{"mapping_date", func(v *view) string {
		at := v.Made.At
		if v.isDecided() {
			at = v.Outcome.Decided
		}
		day, _, _ := strings.Cut(moment(at), "T")
		return day
	}, words},
	{"match_string", func(v *view) string {
		if !v.isAsProposed() {
			return ""
		}
		return listed(v.sharedStems())
	}, words},
	{"comment", (*view).lastComment, words},
	{stateColumn, func(v *view) string { return string(v.Outcome.State) }, words},
	{historyColumn, func(v *view) string { return v.history }, unchecked},
}

const (
	not               = "Not"
	unspecified       = "semapv:UnspecifiedMatching"
	mappingRelation   = "skos:mappingRelation"
	relatedMatch      = "skos:relatedMatch"
	unspecifiedRights = "https://w3id.org/sssom/license/unspecified"
)

// predicate writes the relation in SKOS terms. Where no term was found, SSSOM
// reads the predicate as the one that nothing stands in: relatedMatch asks for
// the least. The relation none claims nothing but that a pair was looked at, as
// does skos:mappingRelation, from which the others are derived.
func predicate(v *view) string {
	switch {
	case v.Outcome.Object.ID == review.NoTerm:
		return relatedMatch
	case v.Outcome.Relation == spec.None:
		return mappingRelation
	}
	return "skos:" + string(v.Outcome.Relation)
}

// justification is a review once people have decided.
func justification(v *view) string {
	if v.isDecided() && len(v.Outcome.Raters) > 0 {
		return "semapv:MappingReview"
	}
	if prefix, rest, _ := strings.Cut(v.Made.Justification, ":"); rest != "" && prefixName.MatchString(prefix) {
		return prefix + ":" + escaped(rest)
	}
	return unspecified // SSSOM wants one
}

func similarity(v *view) string {
	if !v.isAsProposed() {
		return ""
	}
	return share(v.Similarity)
}

// preprocessing is what the matcher does to the words of both sides.
func preprocessing(v *view) string {
	if isImported(&v.Proposal) || similarity(v) == "" {
		return ""
	}
	return "semapv:Stemming|semapv:StopWordRemoval"
}

// isImported reports whether a mapping was put forward elsewhere: no document
// was read for it and no catalog asked.
func isImported(p *review.Proposal) bool { return p.Made.Reader == 0 && p.Made.Revision == 0 }

func category(kind review.Kind, s review.Side) string {
	switch {
	case s.ID == review.NoTerm:
		return ""
	case kind == review.Statement && s.ClassID != s.ID:
		return "statement"
	case spec.IssuerOf(s.ID) == onet:
		return "occupation"
	}
	return "job class"
}

// WriteSSSOM writes mappings as a SSSOM table. The prefixes stand before the
// rows, so records are ranged over twice and must be the same both times. The
// first time finds the error of every record before anything is written. The
// error is Invalid for a record that cannot be read again, TooLarge for one over
// MaxLine, Conflict when the records have changed in between, and else that of
// records or w.
func WriteSSSOM(w io.Writer, set Set, records Records) error {
	prefixes := map[string]bool{"skos": true, "semapv": true, "sssom": true, "xsd": true, onet: true, ofTerm: true}
	for r, err := range records {
		if err != nil {
			return err
		}
		v, err := newView(r, set.Tool)
		if err != nil {
			return fmt.Errorf("mapping %s: %w", r.ID, err)
		}
		for p := range v.prefixes() {
			prefixes[p] = true
		}
	}
	out := bufio.NewWriter(w)
	writeMetadata(out, set, slices.Sorted(maps.Keys(prefixes)))
	err := writeRows(out, '\t', sssomColumns, set.Tool, records, func(v *view, row []string) error {
		for p := range v.prefixes() {
			if !prefixes[p] {
				return spec.Errorf(spec.Conflict, "mapping %s: the mappings have changed while they were written; write them again", v.ID)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// prefixes yields the prefixes that a row of the SSSOM table uses.
func (v *view) prefixes() func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, c := range sssomColumns {
			if c.of != reference {
				continue
			}
			for id := range strings.SplitSeq(c.value(v), "|") {
				if prefix, _, found := strings.Cut(id, ":"); found && !yield(prefix) {
					return
				}
			}
		}
	}
}

// writeRows writes the column names and a row a record. check may change the
// cells of a row, or refuse it.
func writeRows(w io.Writer, comma rune, columns []column, tool string, records Records, check func(*view, []string) error) error {
	out := csv.NewWriter(w)
	out.Comma = comma
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.name
	}
	if err := out.Write(header); err != nil {
		return err
	}
	for r, err := range records {
		if err != nil {
			return err
		}
		v, err := newView(r, tool)
		if err != nil {
			return fmt.Errorf("mapping %s: %w", r.ID, err)
		}
		row := v.cells(columns)
		if err := check(v, row); err != nil {
			return err
		}
		if sizeOf(row) > MaxLine {
			return spec.Errorf(spec.TooLarge, "mapping %s: its row would be over %d bytes long, which could not be read again", r.ID, MaxLine)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// sizeOf returns how many bytes a row has at most.
func sizeOf(row []string) int {
	n := len(row) + 1
	for _, cell := range row {
		n += len(cell) + strings.Count(cell, `"`) + 2
	}
	return n
}

// writeMetadata writes the head of the file as YAML behind #, the slots in
// SSSOM's order. The writer keeps its error for Flush.
func writeMetadata(w *bufio.Writer, set Set, prefixes []string) {
	slot := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "#%s: %s\n", name, scalar(value))
		}
	}
	slot("sssom_version", "1.1")
	fmt.Fprintln(w, "#curie_map:")
	for _, p := range prefixes {
		fmt.Fprintf(w, "#  %s: %s\n", key(p), scalar(expansion(p)))
	}
	licence, comment := set.Licence, slices.Clone(set.Attributions)
	if !iri.MatchString(licence) { // SSSOM wants an IRI
		if licence != "" {
			comment = append([]string{"Licence: " + licence}, comment...)
		}
		licence = unspecifiedRights
	}
	slot("mapping_set_id", set.ID)
	slot("mapping_set_title", set.Title)
	slot("license", licence)
	slot("mapping_tool", set.Tool)
	slot("mapping_tool_version", set.Version)
	day, _, _ := strings.Cut(moment(set.Date), "T")
	slot("mapping_date", day)
	slot("comment", strings.Join(comment, "\n"))
	fmt.Fprintln(w, "#extension_definitions:")
	for _, name := range []string{historyColumn, stateColumn} {
		fmt.Fprintf(w, "#  - slot_name: %s\n#    property: %s\n#    type_hint: %s\n",
			name, scalar(ofTerm+":"+name), scalar("xsd:string"))
	}
}

var (
	iri = regexp.MustCompile(`^[a-z][a-z0-9+.-]*://[A-Za-z0-9_./#?&=~%+-]+$`)
	day = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
)

// scalar writes a YAML value: IRIs and dates as they are, others in double
// quotes. Go's escapes are among YAML's.
func scalar(value string) string {
	if iri.MatchString(value) || day.MatchString(value) {
		return value
	}
	return strconv.Quote(valid(value))
}

// key writes a YAML key; some prefixes would be read as something else than a
// name (yes, null).
func key(prefix string) string {
	switch strings.ToLower(prefix) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return strconv.Quote(prefix)
	}
	return prefix
}
