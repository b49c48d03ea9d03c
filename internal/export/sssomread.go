package export

import (
	"io"
	"iter"
	"strconv"
	"strings"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// ReadSSSOM reads a SSSOM table, once. A row with a history of Crosswalk comes
// back as it was written; when another cell says something else, somebody has
// edited one of them, and which is meant cannot be known. A row without a
// history becomes a proposal of its author: for a class and an O*NET code, for
// two classes, or for statements, by its ids; with Not it is rejected by its
// reviewer, or else its author. Of several authors the names are kept, and the
// id of the first.
//
// An error ends the records. It is Invalid with line and column for what is
// missing, unknown, out of range, there twice, no UTF-8 or in a row of over
// MaxLine bytes; TooLarge for more mappings than MaxRows and for a comment that
// no decision can have; and else the reader's.
func ReadSSSOM(r io.Reader) iter.Seq2[review.Record, error] {
	return func(yield func(review.Record, error) bool) {
		t := newTable(r, '\t')
		m, err := readMetadata(t)
		var columns []string
		if err == nil {
			columns, err = t.header("subject_id", "predicate_id", "object_id", "mapping_justification")
		}
		if err != nil {
			yield(review.Record{}, err)
			return
		}
		rs := rows{columns: sssomColumns, idColumn: "record_id", imported: m.imported}
		rs.records(t, columns)(yield)
	}
}

// metadata is what the head of a file says that matters here.
type metadata struct {
	slots    map[string]string
	prefixes map[string]bool // nil when the file declares none that can be read
}

// readMetadata reads the lines behind #. Of YAML it knows what SSSOM needs:
// scalars, and the prefixes in a block. The error is Invalid or TooLarge with
// the line.
func readMetadata(t *table) (*metadata, error) {
	m := &metadata{slots: map[string]string{}}
	slot, margin := "", -1
	for n := 1; ; n++ {
		line, found, err := t.comment()
		if err != nil || !found {
			return m, err
		}
		if n > maxHeader {
			return nil, spec.Errorf(spec.TooLarge, "there are over %d lines of metadata", maxHeader).At(t.line - 1)
		}
		text := strings.TrimLeft(line, " ")
		indent := len(line) - len(text)
		if margin < 0 {
			margin = indent // SSSOM lets every line begin with the same number of spaces
		}
		name, value, found := strings.Cut(text, ":")
		switch name = unquoted(name); {
		case !found || strings.HasPrefix(text, "#") || strings.HasPrefix(text, "- "):
		case indent <= margin:
			slot = name
			m.slots[name] = unquoted(value)
		case slot == "curie_map":
			if m.prefixes == nil {
				m.prefixes = map[string]bool{}
			}
			m.prefixes[name] = true
		}
	}
}

// unquoted reads a YAML scalar on one line.
func unquoted(value string) string {
	value = strings.TrimSpace(value)
	switch {
	case strings.HasPrefix(value, `"`):
		if s, err := strconv.Unquote(value); err == nil {
			return s
		}
		return strings.Trim(value, `"`)
	case strings.HasPrefix(value, "'"):
		return strings.ReplaceAll(strings.Trim(value, "'"), "''", "'")
	}
	value, _, _ = strings.Cut(value, " #") // a comment
	return strings.TrimSpace(value)
}

// imported reads a row without a history. The error is Invalid with the column.
func (m *metadata) imported(cells map[string]string) (*imported, error) {
	ofRowOrSet := func(name string) string {
		if cell, given := cells[name]; given {
			return cell
		}
		return m.slots[name]
	}
	i := &imported{
		subject:       sideOf(cells["subject_id"], cells["subject_label"]),
		object:        sideOf(cells["object_id"], cells["object_label"]),
		justification: cells["mapping_justification"],
		tool:          strings.TrimSpace(ofRowOrSet("mapping_tool") + " " + ofRowOrSet("mapping_tool_version")),
		by:            actorOf(cells["author_id"], cells["author_label"], review.Analyst),
		comment:       cells["comment"],
	}
	for _, c := range []string{"subject_id", "predicate_id", "object_id", "mapping_justification"} {
		if err := m.checkReference(cells[c]); err != nil {
			return nil, in(c, err)
		}
	}
	var err error
	if i.relation, err = relationOfPredicate(cells["predicate_id"]); err != nil {
		return nil, in("predicate_id", err)
	}
	if i.object.ID == review.NoTerm {
		i.relation = spec.None
	}
	if i.confidence, err = shareOf(cells["confidence"]); err != nil {
		return nil, in("confidence", err)
	}
	if i.similarity, err = shareOf(cells["similarity_score"]); err != nil {
		return nil, in("similarity_score", err)
	}
	if i.at, err = momentOf(ofRowOrSet("mapping_date")); err != nil {
		return nil, in("mapping_date", err)
	}
	switch modifier := cells["predicate_modifier"]; {
	case strings.EqualFold(modifier, not):
		err = m.reject(i, cells)
	case modifier != "":
		err = spec.Errorf(spec.Invalid, "must be Not or empty, not %s", excerpt(modifier)).In("predicate_modifier")
	}
	return i, err
}

// reject lets the reviewer reject a mapping, or its author where it has none.
// The confidence of such a row is that nothing is there, which is not what a
// proposal's says.
func (m *metadata) reject(i *imported, cells map[string]string) error {
	i.isRejected, i.confidence = true, nil
	i.rejectedBy, i.rejectedAt = actorOf(cells["author_id"], cells["author_label"], review.Reviewer), i.at
	if cells["reviewer_id"]+cells["reviewer_label"] != "" {
		i.rejectedBy = actorOf(cells["reviewer_id"], cells["reviewer_label"], review.Reviewer)
	}
	at, err := momentOf(cells["review_date"])
	if err != nil {
		return in("review_date", err)
	}
	if !at.IsZero() {
		i.rejectedAt = at
	}
	return nil
}

// checkReference returns an Invalid error for an empty cell, and for a prefix
// that the file does not declare.
func (m *metadata) checkReference(id string) error {
	if strings.TrimSpace(id) == "" {
		return spec.Errorf(spec.Invalid, "is empty")
	}
	prefix, _, found := strings.Cut(id, ":")
	if found && m.prefixes != nil && !m.prefixes[prefix] && !builtIn[prefix] {
		return spec.Errorf(spec.Invalid, "the prefix %s is not in the curie_map", excerpt(prefix))
	}
	return nil
}

func relationOfPredicate(predicate string) (spec.Relation, error) {
	name, found := strings.CutPrefix(predicate, "skos:")
	switch {
	case predicate == mappingRelation:
		return spec.None, nil
	case !found || name == string(spec.None):
		return "", spec.Errorf(spec.Invalid, "must be skos: with exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch or mappingRelation, not %s", excerpt(predicate))
	}
	return relationOf(name)
}

// actorOf returns who stands in a pair of cells; Crosswalk itself where nobody
// does. SSSOM does not say which label is whose, so labels name one person only
// where there are as many as ids.
func actorOf(ids, labels string, role review.Role) review.Actor {
	who, called := unlisted(ids), unlisted(labels)
	if len(who) == 0 {
		who = called
	}
	if len(who) == 0 {
		return review.Itself()
	}
	for i := range who {
		who[i] = userOf(who[i])
	}
	if len(called) != len(who) {
		called = who
	}
	return review.Actor{ID: who[0], Name: strings.Join(called, ", "), Role: role}
}
