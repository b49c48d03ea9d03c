package export

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

var sampleSet = Set{
	ID: "https://w3id.org/crosswalk/set/sample", Title: `Classes of "Connecticut": #1`, Licence: "https://creativecommons.org/licenses/by/4.0/",
	Tool: "Crosswalk", Version: "1.2.0", Date: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
	Attributions: []string{"O*NET 30.0 Database, U.S. Department of Labor: used under CC BY 4.0\ttab"},
}

func share64(f float64) *float64 { return &f }

var (
	ann = review.Actor{ID: "ann", Name: "Ann | Lee", Role: review.Reviewer}
	bob = review.Actor{ID: "orcid:0000-0002-1825-0097", Name: "Bob", Role: review.Reviewer}
	eve = review.Actor{ID: "eve", Name: "Eve", Role: review.Approver}
)

func class(id, label string) review.Side {
	return review.Side{ID: id, ClassID: id, Label: label, Text: review.Text{Hash: review.HashOf(label), SourceIDs: []string{"src-1"}}}
}

func codeProposal() review.Proposal {
	subject, object := class("us-ct:1927SH", "Mental Health\t\"Counselor\"\r\n2 | b"), class("onet:21-1093.00", "Social and Human Service Assistants")
	return review.Proposal{
		ID: review.IDOf(review.ClassCode, subject.ID, object.ID), Kind: review.ClassCode, Subject: subject, Object: object,
		Relation: spec.Close, Confidence: share64(0.8125), Similarity: share64(0.4), Raters: 1,
		Parts: []spec.Part{{Name: "stems", Value: 0.4}},
		Evidence: []review.Evidence{
			{Subject: "helps clients", Object: "assist clients", Likeness: 0.5, Shared: []string{"client", "a|b"}},
			{Subject: "x", Object: "y", Likeness: 0.1, Shared: []string{"client", "plan"}},
		},
		Made: review.Made{By: review.Itself(), At: time.Date(2026, 1, 2, 3, 4, 5, 678, time.UTC), Justification: "semapv:CompositeMatching",
			Tool: "1.2.0", Model: "m-1", Reader: 7, Revision: 12, Release: "30.0"},
	}
}

func decide(p review.Proposal, seq int64, action review.Action, by review.Actor, change func(*review.Decision)) review.Decision {
	d := review.Decision{Seq: seq, MappingID: p.ID, Action: action, By: by, At: time.Date(2026, 2, int(seq), 9, 0, 0, 1, time.UTC),
		Seen: review.Seen{Subject: p.Subject.Text, Object: p.Object.Text}}
	if change != nil {
		change(&d)
	}
	return d
}

func all(records ...review.Record) Records {
	return func(yield func(review.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func collect(records iter.Seq2[review.Record, error]) ([]review.Record, error) {
	var out []review.Record
	for r, err := range records {
		if err != nil {
			return out, err
		}
		out = append(out, r)
	}
	return out, nil
}

func write(t interface{ Fatal(...any) }, f Format, records ...review.Record) string {
	var out bytes.Buffer
	if err := f.Write(&out, sampleSet, all(records...)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// formats pairs each writer with its reader.
var formats = []struct {
	Format
	read func(io.Reader) iter.Seq2[review.Record, error]
}{{SSSOM, ReadSSSOM}, {CSV, ReadCSV}}

// sheet reads the rows of a text as maps by column.
func sheet(t testing.TB, text string, comma byte, undo func(string) string) []map[string]string {
	t.Helper()
	table := newTable(strings.NewReader(text), comma)
	if _, err := readMetadata(table); err != nil {
		t.Fatal(err)
	}
	columns, err := table.header()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for {
		row, _, err := table.row()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		cells, err := named(columns, row)
		if err != nil {
			t.Fatal(err)
		}
		for c := range cells {
			cells[c] = undo(cells[c])
		}
		out = append(out, cells)
	}
}

func asIs(s string) string { return s }

// nasty draws texts that tables, YAML and JSON stumble over.
var nasty = rapid.OneOf(
	rapid.String(),
	rapid.SampledFrom([]string{
		"", "plain words", "a|b", `a\|b\`, "tab\there", "\tfirst", "line\nbreak", "dos\r\nline", "mac\rline", "\r", `"quoted"`, `"`, `5" pipe`,
		"=1+2", "'=1+2", "''=1+2", "'plain", "-5", "+Inf", "@me", "＝1", "# no comment", " leading", "trailing ", "null", "ä ß 漢字 🦉",
		"\u2028\u2029", "\x00\x01\x7f", "\xff\xfe", "\ufffd", `\ufffd`, "<&>", "{}", `\.`, "\ufeff", "%41", "a;b,c",
	}),
	rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "'", "=", "\t", "\r", "\n", `"`, "|", `\`, ",", ";", "\xc3", "é", "#"}), 0, 8),
		func(parts []string) string { return strings.Join(parts, "") }),
)

func drawText(t *rapid.T) review.Text {
	return review.Text{Hash: review.HashOf(nasty.Draw(t, "words")), SourceIDs: rapid.SampledFrom([][]string{nil, {}, {"src-1"}, {"a|b", "c"}}).Draw(t, "sources")}
}

func drawSide(t *rapid.T, label string) review.Side {
	id := rapid.OneOf(
		rapid.SampledFrom([]string{"us-ct:1927SH", "onet:21-1093.00", "st-0c2f6d7a9b134e55", review.NoTerm, "no:1", "skos:x", "xwst:y", "1:2", "us-nc:a b|c%41"}),
		nasty).Draw(t, label+" id")
	if id == "" {
		id = "empty"
	}
	classID := rapid.SampledFrom([]string{id, "", "us-nc:1"}).Draw(t, label+" class")
	return review.Side{ID: id, ClassID: classID, Label: nasty.Draw(t, label), Text: drawText(t)}
}

func drawShare(t *rapid.T, label string) *float64 {
	return rapid.Ptr(rapid.Float64Range(0, 1), true).Draw(t, label)
}

func drawActor(t *rapid.T) review.Actor {
	if rapid.Bool().Draw(t, "odd actor") {
		return review.Actor{ID: nasty.Draw(t, "actor"), Name: nasty.Draw(t, "name"), Role: review.Role(nasty.Draw(t, "role"))}
	}
	return rapid.SampledFrom([]review.Actor{ann, bob, eve, review.Itself()}).Draw(t, "actor")
}

func drawTime(t *rapid.T) time.Time {
	at := time.Unix(rapid.Int64Range(-1e10, 1e11).Draw(t, "seconds"), rapid.Int64Range(0, 999999999).Draw(t, "nanoseconds"))
	return at.In(rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", 5400)}).Draw(t, "zone"))
}

// drawRecord draws a mapping with an id of its own and up to four decisions.
func drawRecord(t *rapid.T, n int) review.Record {
	p := review.Proposal{
		ID: fmt.Sprint("map-", n), Kind: rapid.SampledFrom(review.Kinds).Draw(t, "kind"),
		Subject: drawSide(t, "subject"), Object: drawSide(t, "object"),
		Relation:   rapid.SampledFrom(relations).Draw(t, "relation"),
		Confidence: drawShare(t, "confidence"), Similarity: drawShare(t, "similarity"), Raters: rapid.IntRange(1, 2).Draw(t, "raters"),
		Made: review.Made{By: drawActor(t), At: drawTime(t), Justification: rapid.OneOf(nasty, rapid.Just("semapv:CompositeMatching")).Draw(t, "justification"),
			Tool: nasty.Draw(t, "tool"), Reader: rapid.IntRange(0, 3).Draw(t, "reader"), Revision: rapid.Int64Range(0, 3).Draw(t, "revision")},
	}
	for range rapid.IntRange(0, 2).Draw(t, "evidence") {
		p.Parts = append(p.Parts, spec.Part{Name: nasty.Draw(t, "part"), Value: rapid.Float64Range(-1, 1).Draw(t, "value")})
		p.Evidence = append(p.Evidence, review.Evidence{Subject: nasty.Draw(t, "subject words"), Object: nasty.Draw(t, "object words"),
			Likeness: rapid.Float64Range(0, 1).Draw(t, "likeness"), Shared: rapid.SliceOfN(nasty, 0, 3).Draw(t, "shared")})
	}
	var decisions []review.Decision
	for i := range rapid.IntRange(0, 4).Draw(t, "decisions") {
		d := review.Decision{Seq: int64(i), MappingID: p.ID, Action: rapid.SampledFrom(actions).Draw(t, "action"),
			Relation: rapid.SampledFrom(append([]spec.Relation{""}, relations...)).Draw(t, "decided relation"),
			Comment:  nasty.Draw(t, "comment"), By: drawActor(t), At: drawTime(t),
			Seen: review.Seen{Subject: drawText(t), Object: drawText(t)}, Bulk: drawShare(t, "bulk")}
		if rapid.Bool().Draw(t, "another object") {
			s := drawSide(t, "decided object")
			d.Object = &s
		}
		decisions = append(decisions, d)
	}
	return review.NewRecord(p, decisions)
}

// same reports whether two readings are of the same mappings.
func same(a, b []review.Record) bool { return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b) }
