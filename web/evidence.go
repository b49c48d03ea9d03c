package web

import (
	"strings"

	"crosswalk/internal/app"
	"crosswalk/internal/coding"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// Query is the selection as the end of an address.
func (m mappingPage) Query() string { return m.Selection.link("") }

// Nth is the key of the candidate at a place.
func (m mappingPage) Nth(i int) int { return i + 1 }

// SubjectSays heads the words of the subject's side.
func (m mappingPage) SubjectSays() string {
	if m.Kind == review.Statement {
		return "Required"
	}
	return "The class says"
}

// ObjectSays heads the words of the object's side.
func (m mappingPage) ObjectSays() string {
	if m.Kind == review.ClassCode {
		return "O*NET says"
	}
	return "The other says"
}

// A quote is a text and where it stands; the source is empty where that is not
// known any more.
type quote struct {
	Text, ID, Source string
	Shared           []spec.Span // words in common with its counterpart
}

// A long quote is told by an excerpt: longQuote bounds, in bytes, what is shown
// whole, and around is how much is shown before the first shared word.
const longQuote, around = 420, 120

// Excerpt is the part of a long quote around its first shared word; nil for one
// that is short enough.
func (q quote) Excerpt() *quote {
	if len(q.Text) <= longQuote {
		return nil
	}
	start := 0
	if len(q.Shared) > 0 && q.Shared[0].Start > around {
		start = q.Shared[0].Start - around
		start += strings.IndexByte(q.Text[start:], ' ') + 1
	}
	end := len(q.Text)
	if start+longQuote < end {
		end = start + max(0, strings.LastIndexByte(q.Text[start:start+longQuote], ' '))
	}
	const more = "… "
	out := &quote{Text: strings.ToValidUTF8(q.Text[start:end], "")}
	if len(out.Text) == 0 { // one endless word
		return &quote{Text: strings.ToValidUTF8(q.Text[:longQuote], "") + more}
	}
	shift := -start
	if start > 0 {
		out.Text, shift = more+out.Text, shift+len(more)
	}
	for _, s := range q.Shared {
		if s.Start >= start && s.End <= end {
			out.Shared = append(out.Shared, spec.Span{Start: s.Start + shift, End: s.End + shift})
		}
	}
	if end < len(q.Text) {
		out.Text += " …"
	}
	return out
}

// A pair is a piece of evidence: the subject's side, and the object's.
type pair struct {
	Of, By   quote
	Likeness float64
}

// Pairs are the pieces of evidence, the strongest first. A coder has named the
// stems that count.
func (m mappingPage) Pairs() []pair {
	var out []pair
	for _, e := range m.Evidence {
		var shared app.Shared
		if m.Kind == review.ClassCode {
			shared = app.SharedStems(e.Subject, e.Object, e.Shared)
		} else {
			shared = app.SharedWords(e.Subject, e.Object)
		}
		out = append(out, pair{
			quote{e.Subject, e.SubjectID, m.Statements[e.SubjectID], shared.Subject},
			quote{e.Object, e.ObjectID, m.Statements[e.ObjectID], shared.Object}, e.Likeness,
		})
	}
	return out
}

// lone lists what has no counterpart on the other side, some of it folded.
type lone struct {
	Title       string
	Count, Of   int
	First, More []quote
}

// aloneShown is how much of a side is shown unfolded.
const aloneShown = 5

// Lone gives what has no counterpart a title.
func (m mappingPage) Lone(title string, a coding.Alone) lone {
	out := lone{Title: title, Count: a.Count, Of: a.Of}
	for i, q := range a.Examples {
		one := quote{q.Text, q.StatementID, m.Statements[q.StatementID], nil}
		if i < aloneShown {
			out.First = append(out.First, one)
		} else {
			out.More = append(out.More, one)
		}
	}
	return out
}
