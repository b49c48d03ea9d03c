package qualification_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crosswalk/internal/qualification"
	"crosswalk/internal/spec"
)

func fold(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, " "), "\ufffd", " ")), " ")
}

// connecting are the words that may stand between conditions: what joins and
// labels them, list signs, the headings of alternatives.
var connecting = regexp.MustCompile(`(?i)^(?:and|or|plus|either|pattern|[ivx]+|[a-h]|experience|education|training|licen[sc](?:e|ure)|credential|registration|certificat(?:e|ion)|general|required|specialized|requirements?|certificates|licenses|credentials|s)$`)

// glued matches what joins or numbers, running into the next word.
var glued = regexp.MustCompile(`^(and|or|[IVX]{1,4})[A-Z](?:[a-z]|$)`)

var anyWord = regexp.MustCompile(`[\p{L}]+`)

// checkRead fails where a span does not quote its text or a word of a
// statement is in no condition, substitution, note or remainder.
func checkRead(t interface{ Fatalf(string, ...any) }, text string, statements []spec.Statement, r *qualification.Requirements) {
	covered := make([]bool, len(text))
	quote := func(what, words string, s spec.Span) {
		if s.Start < 0 || s.End > len(text) || s.Start > s.End {
			t.Fatalf("%s: span %v lies outside the text", what, s)
		}
		if got := fold(text[s.Start:s.End]); got != words {
			t.Fatalf("%s: span quotes %q, text is %q", what, got, words)
		}
		for i := s.Start; i < s.End; i++ {
			covered[i] = true
		}
	}
	feeders := func(list []qualification.Feeder) {
		for _, f := range list {
			if f.Span.Start < 0 || f.Span.End > len(text) || f.Span.Len() <= 0 || f.Name == "" {
				t.Fatalf("feeder %+v", f)
			}
		}
	}
	conditions := func(list []qualification.Condition) {
		for _, c := range list {
			quote("condition", c.Text, c.Span)
			for _, s := range c.Substitutions {
				quote("substitution", s.Text, s.Span)
				feeders(s.Feeders)
			}
			for _, n := range c.Notes {
				quote("note", n.Text, n.Span)
			}
			set := 0
			if c.Experience != nil {
				set++
				feeders(c.Experience.Feeders)
				for _, p := range c.Experience.Includes {
					feeders(p.Feeders)
				}
			}
			if c.Education != nil {
				set++
			}
			if c.Licence != nil {
				set++
			}
			if (set == 1) == (c.Kind == qualification.OtherAsked) {
				t.Fatalf("condition of kind %s has %d fields set", c.Kind, set)
			}
		}
	}
	conditions(r.Common)
	for _, a := range r.Alternatives {
		if len(a.Conditions) == 0 {
			t.Fatalf("alternative %q asks nothing", a.Label)
		}
		conditions(a.Conditions)
	}
	for _, list := range [][]qualification.Text{r.Notes, r.Desired, r.Remainder} {
		for _, n := range list {
			quote("text", n.Text, n.Span)
		}
	}
	for _, st := range statements {
		for _, m := range anyWord.FindAllStringIndex(text[st.Span.Start:st.Span.End], -1) {
			at := st.Span.Start + m[0]
			if g := glued.FindStringSubmatch(text[at : st.Span.Start+m[1]]); g != nil {
				at += len(g[1])
			}
			if word := text[at : st.Span.Start+m[1]]; !covered[at] && !connecting.MatchString(word) {
				t.Fatalf("%q of %q is lost", word, text[st.Span.Start:st.Span.End])
			}
		}
	}
}

var parts = []string{
	"One year of experience in the California state service performing the duties of a Canal Keeper II, Range B",
	"Three years of experience in dredging, at least one year of which shall have been in a supervisory capacity",
	"Equivalent to graduation from college", "Possession of a valid pilot license", "Education:", "Experience:",
	"(Additional qualifying experience may be substituted for the required education on a year-for-year basis.)",
	"(Applicants who do not possess the license will be admitted to the examination, but must secure it before appointment.)",
	"and", "or", "Either I", "Or II", "Or IIIExperience: Two years of", "1.", "2.", "(a)", "(b)", "In the California state service, either:",
	"one of the following:", "Willingness to work at night", "the tides", ".", ";", ",", ":", ")", "(", "[", "]", "Canal Keeper or Lock Tender (Tidal), or Weir Warden I, II or III",
	"fifteen semester units", "; and", ". or", "Promotional candidates within six months of satisfying the requirement will be admitted", "�", "’s", "twelfth grade",
}

func TestNothingIsLostAndSpansQuote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 6).Draw(t, "paragraphs") {
			if rapid.IntRange(0, 3).Draw(t, "head") == 0 {
				b.WriteString(rapid.SampledFrom([]string{"### Either I\n", "### Or II\n", "### Or III\n", "### All Levels\n", "### and\n", "### Tidal\n"}).Draw(t, "heading"))
			}
			b.WriteString(strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 8).Draw(t, "parts"), " "))
			b.WriteString("\n\n")
		}
		text := b.String()
		statements := statementsOf(text)
		checkRead(t, text, statements, qualification.Read(text, statements, nil))
	})
}

func TestCaliforniaLosesNothing(t *testing.T) {
	classes := californiaClasses(t)
	titles := qualification.NewTitles(classesOf(classes))
	for _, c := range classes {
		r := qualification.Read(c.text, c.statements, titles)
		checkRead(placed{t, c}, c.text, c.statements, r)
	}
}

// placed names the class that a check failed at.
type placed struct {
	t *testing.T
	c calClass
}

func (p placed) Fatalf(format string, args ...any) {
	p.t.Helper()
	p.t.Fatalf(p.c.file+", "+p.c.class.Title+": "+format, args...)
}

func classesOf(list []calClass) []spec.Class {
	var out []spec.Class
	for _, c := range list {
		out = append(out, c.class)
	}
	return out
}

func FuzzRead(f *testing.F) {
	f.Add("One year as a Canal Keeper. and Education: Equivalent to graduation from college.", "Either I")
	f.Add("Either IExperience: 1. Two years. or 2. (Additional experience may be substituted", "Or II")
	for _, p := range parts {
		f.Add(p, "")
	}
	titles := qualification.NewTitles([]spec.Class{{ID: "us-zz:1", Title: "Canal Keeper II", Issuer: "us-zz"}, {ID: "us-zz:2", Title: "Feed, Seed and Weed Inspector (Tidal)", Issuer: "us-zz"}})
	f.Fuzz(func(t *testing.T, body, unit string) {
		text := "head\n" + body + "\ntail and"
		st := []spec.Statement{{ClassID: "us-zz:1", SourceID: "doc", Kind: spec.Qualification, Section: "Q" + spec.SectionSeparator + unit, Span: spec.Span{Start: 5, End: 5 + len(body)}}}
		checkRead(t, text, st, qualification.Read(text, st, titles))
	})
}
