package export

import (
	"errors"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// checkYAML reads the head of a file as the YAML that SSSOM allows: two-space
// blocks of maps and lists, plain and double-quoted scalars. It returns the
// values by their paths.
func checkYAML(t *testing.T, text string) map[string]string {
	t.Helper()
	line := regexp.MustCompile(`^#( *)(- )?([A-Za-z_][A-Za-z0-9_.-]*|"[a-z]+"):( .*)?$`)
	plain := regexp.MustCompile(`^([a-z]+://[^\s"'\[\]{},]*[^\s"'\[\]{},:]|\d{4}-\d\d-\d\d|[a-z]+)$`)
	values := map[string]string{}
	parents, item := []string{}, -1
	for l := range strings.Lines(text) {
		if !strings.HasPrefix(l, "#") {
			return values
		}
		part := line.FindStringSubmatch(strings.TrimSuffix(l, "\n"))
		if part == nil {
			t.Fatalf("no YAML: %q", l)
		}
		depth := (len(part[1]) + len(part[2])) / 2
		if depth > len(parents) && part[2] == "" || len(part[1])%2 != 0 {
			t.Fatalf("no level that is open: %q", l)
		}
		if depth == 0 {
			item = -1
		}
		if part[2] != "" {
			item++
			parents = append(parents[:1], strconv.Itoa(item))
		}
		parents = parents[:depth]
		name, value := part[3], strings.TrimPrefix(part[4], " ")
		if strings.HasPrefix(name, `"`) {
			name = strings.Trim(name, `"`)
		} else if slices.Contains([]string{"no", "yes", "null", "on", "off", "true", "false"}, name) {
			t.Fatalf("no string to YAML: %q", l)
		}
		path := strings.Join(append(slices.Clone(parents), name), "/")
		if _, twice := values[path]; twice {
			t.Fatalf("%s is there twice", path)
		}
		switch {
		case value == "":
			parents = append(parents, name)
			continue
		case strings.HasPrefix(value, `"`):
			s, err := strconv.Unquote(value)
			if err != nil {
				t.Fatalf("%v: %q", err, l)
			}
			values[path] = s
		case plain.MatchString(value):
			values[path] = value
		default:
			t.Fatalf("neither plain nor quoted: %q", l)
		}
	}
	return values
}

func TestSSSOMMetadata(t *testing.T) {
	p := codeProposal()
	p.Subject.ID, p.Subject.ClassID = "no:1", "no:1"
	st := codeProposal()
	st.Kind, st.Subject.ID, st.Object.ID = review.Statement, "st-1", "st-2"
	r := review.NewRecord(p, []review.Decision{decide(p, 1, review.Accept, bob, nil)})
	got := checkYAML(t, write(t, SSSOM, r, review.NewRecord(st, nil)))
	want := map[string]string{
		"sssom_version": "1.1", "mapping_set_id": sampleSet.ID, "mapping_set_title": sampleSet.Title, "license": sampleSet.Licence,
		"mapping_tool": "Crosswalk", "mapping_tool_version": "1.2.0", "mapping_date": "2026-03-04", "comment": sampleSet.Attributions[0],
		"curie_map/skos": "http://www.w3.org/2004/02/skos/core#", "curie_map/semapv": "https://w3id.org/semapv/vocab/",
		"curie_map/sssom": "https://w3id.org/sssom/", "curie_map/xsd": "http://www.w3.org/2001/XMLSchema#",
		"curie_map/onet": "https://www.onetonline.org/link/summary/", "curie_map/no": "https://w3id.org/crosswalk/class/no/",
		"curie_map/orcid": "https://orcid.org/", "curie_map/xw": "https://w3id.org/crosswalk/vocabulary/",
		"curie_map/xwmap": "https://w3id.org/crosswalk/mapping/", "curie_map/xwst": "https://w3id.org/crosswalk/statement/",
		"extension_definitions/0/slot_name": "history", "extension_definitions/0/property": "xw:history", "extension_definitions/0/type_hint": "xsd:string",
		"extension_definitions/1/slot_name": "state", "extension_definitions/1/property": "xw:state", "extension_definitions/1/type_hint": "xsd:string",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
	var out strings.Builder
	if err := WriteSSSOM(&out, Set{ID: "https://x.org/s", Licence: "not stated"}, all()); err != nil {
		t.Fatal(err)
	}
	if got := checkYAML(t, out.String()); got["license"] != unspecifiedRights || got["comment"] != "Licence: not stated" {
		t.Errorf("a licence that is no IRI: %v", got)
	}
}

func TestSSSOMRow(t *testing.T) {
	p := codeProposal()
	text := write(t, SSSOM, review.NewRecord(p, []review.Decision{
		decide(p, 1, review.Accept, ann, func(d *review.Decision) { d.Relation, d.Comment = spec.Exact, "fits" }),
		decide(p, 2, review.Sign, eve, nil),
	}))
	got := sheet(t, text, '\t', asIs)[0]
	delete(got, historyColumn)
	want := map[string]string{
		"record_id": "xwmap:" + p.ID, "subject_id": "us-ct:1927SH", "subject_label": p.Subject.Label, "subject_category": "job class",
		"predicate_id": "skos:exactMatch", "predicate_modifier": "", "object_id": "onet:21-1093.00", "object_label": p.Object.Label,
		"object_category": "occupation", "mapping_justification": "semapv:MappingReview", "confidence": "0.8125", "similarity_score": "0.4",
		"similarity_measure":    "Crosswalk similarity, the sum of its parts",
		"subject_preprocessing": "semapv:Stemming|semapv:StopWordRemoval", "object_preprocessing": "semapv:Stemming|semapv:StopWordRemoval",
		"mapping_tool": "Crosswalk", "mapping_tool_version": "1.2.0", "author_id": "xwuser:ann", "author_label": `Ann \| Lee`,
		"reviewer_id": "xwuser:eve", "reviewer_label": "Eve", "mapping_date": "2026-02-02", "match_string": `client|a\|b|plan`,
		"comment": "fits", "state": "signed",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

func TestSSSOMSaysWhatWasDecided(t *testing.T) {
	p, two := codeProposal(), codeProposal()
	two.Raters = 2
	other := class("onet:21-1014.00", "Mental Health Counselors")
	nothing := review.Side{ID: review.NoTerm}
	to := func(s review.Side) func(*review.Decision) {
		return func(d *review.Decision) { d.Object = &s }
	}
	none := codeProposal()
	none.Relation, none.Confidence = spec.None, nil
	cases := map[string]struct {
		p         review.Proposal
		decisions []review.Decision
		want      string // cells of the columns below
	}{
		"proposed":        {p, nil, "proposed skos:closeMatch  onet:21-1093.00 semapv:CompositeMatching 0.8125  2026-01-02"},
		"commented":       {p, []review.Decision{decide(p, 3, review.Comment, ann, nil)}, "proposed skos:closeMatch  onet:21-1093.00 semapv:CompositeMatching 0.8125  2026-01-02"},
		"unlike":          {none, nil, "proposed skos:mappingRelation  onet:21-1093.00 semapv:CompositeMatching   2026-01-02"},
		"rejected":        {p, []review.Decision{decide(p, 3, review.Reject, ann, nil)}, "rejected skos:closeMatch Not onet:21-1093.00 semapv:MappingReview  xwuser:ann 2026-02-03"},
		"another object":  {p, []review.Decision{decide(p, 3, review.Change, ann, to(other))}, "accepted skos:closeMatch  onet:21-1014.00 semapv:MappingReview  xwuser:ann 2026-02-03"},
		"nothing fits":    {p, []review.Decision{decide(p, 3, review.Change, ann, to(nothing))}, "accepted skos:relatedMatch  sssom:NoTermFound semapv:MappingReview  xwuser:ann 2026-02-03"},
		"one of two":      {two, []review.Decision{decide(p, 3, review.Reject, ann, nil)}, "in_review skos:closeMatch  onet:21-1093.00 semapv:CompositeMatching 0.8125  2026-01-02"},
		"two of two":      {two, []review.Decision{decide(p, 3, review.Accept, ann, nil), decide(p, 4, review.Accept, bob, nil)}, "accepted skos:closeMatch  onet:21-1093.00 semapv:MappingReview 0.8125 xwuser:ann|orcid:0000-0002-1825-0097 2026-02-04"},
		"settled":         {two, []review.Decision{decide(p, 3, review.Accept, ann, nil), decide(p, 4, review.Reject, bob, nil), decide(p, 5, review.Accept, eve, nil)}, "accepted skos:closeMatch  onet:21-1093.00 semapv:MappingReview 0.8125 xwuser:eve 2026-02-05"},
		"overtaken early": {p, []review.Decision{decide(p, 3, review.Supersede, review.Itself(), nil)}, "superseded skos:closeMatch  onet:21-1093.00 semapv:CompositeMatching 0.8125  2026-01-02"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			row := sheet(t, write(t, SSSOM, review.NewRecord(c.p, c.decisions)), '\t', asIs)[0]
			var got []string
			for _, column := range []string{"state", "predicate_id", "predicate_modifier", "object_id", "mapping_justification", "confidence", "author_id", "mapping_date"} {
				got = append(got, row[column])
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, " "), c.want)
			}
		})
	}
}

func TestWritersRefuse(t *testing.T) {
	with := func(change func(*review.Proposal)) review.Record {
		p := codeProposal()
		change(&p)
		return review.NewRecord(p, nil)
	}
	foreign := codeProposal()
	cases := map[string]struct {
		r    review.Record
		code spec.Code
	}{
		"confidence":  {with(func(p *review.Proposal) { p.Confidence = share64(1.5) }), spec.Invalid},
		"no id":       {with(func(p *review.Proposal) { p.ID = "" }), spec.Invalid},
		"kind":        {with(func(p *review.Proposal) { p.Kind = "pair" }), spec.Invalid},
		"relation":    {with(func(p *review.Proposal) { p.Relation = "sameAs" }), spec.Invalid},
		"no object":   {with(func(p *review.Proposal) { p.Object.ID = "" }), spec.Invalid},
		"raters":      {with(func(p *review.Proposal) { p.Raters = 0 }), spec.Invalid},
		"year":        {with(func(p *review.Proposal) { p.Made.At = time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC) }), spec.Invalid},
		"other id":    {review.NewRecord(foreign, []review.Decision{{MappingID: "map-x", Action: review.Accept}}), spec.Invalid},
		"over a line": {with(func(p *review.Proposal) { p.Subject.Label = strings.Repeat("x", MaxLine) }), spec.TooLarge},
	}
	for name, c := range cases {
		for _, f := range formats {
			if err := f.Write(io.Discard, sampleSet, all(c.r)); spec.CodeOf(err) != c.code {
				t.Errorf("%s as %s: %v", name, f.Name, err)
			}
		}
	}
	broken := errors.New("the store is gone")
	for _, f := range formats {
		err := f.Write(io.Discard, sampleSet, func(yield func(review.Record, error) bool) { yield(review.Record{}, broken) })
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	ranged := 0
	err := WriteSSSOM(io.Discard, sampleSet, func(yield func(review.Record, error) bool) {
		if ranged++; ranged == 2 {
			yield(with(func(p *review.Proposal) { p.Subject = class("us-nc:1", "new") }), nil)
		}
	})
	if spec.CodeOf(err) != spec.Conflict {
		t.Errorf("other records the second time: %v", err)
	}
}

func TestCells(t *testing.T) {
	minus := math.Copysign(0, -1)
	if share(nil) != "" || share(&minus) != "0" || share(share64(1)) != "1" {
		t.Errorf("%q, %q", share(nil), share(&minus))
	}
	if moment(time.Time{}) != "" {
		t.Error("the zero time is a time")
	}
	list := []string{"a", "b|c", "e"}
	if got := unlisted(listed(list[:2]) + "| |" + list[2]); !slices.Equal(got, []string{"a", "b|c", "e"}) {
		t.Errorf("%q", got)
	}
	if got := valid("a\xff\xfeb"); got != "a\ufffd\ufffdb" {
		t.Errorf("%q", got)
	}
}
