package app

import (
	"context"
	"slices"
	"strings"

	"crosswalk/index"
	"crosswalk/internal/spec"
)

// A Mode says how a search looks for statements.
type Mode string

const (
	Hybrid   Mode = "hybrid"   // by words and by meaning
	TextOnly Mode = "text"     // by words
	Semantic Mode = "semantic" // by meaning
)

// SearchRequest asks for statements. Empty filters accept everything.
type SearchRequest struct {
	Query     string
	Kind      string
	Class     string
	Issuer    string
	Level     string // label or ordinal
	Framework string
	Scope     index.Scope
	Mode      Mode // Hybrid when empty
	Page
}

// ClassRef names a class.
type ClassRef struct {
	ID    string `json:"id" example:"us-nc:19200"`
	Title string `json:"title"`
}

// Found is a statement that a search found.
type Found struct {
	Statement  spec.Statement `json:"statement"`
	Class      ClassRef       `json:"class"`
	Score      float64        `json:"score" doc:"Sum of the parts" minimum:"0" maximum:"1"`
	Parts      []spec.Part    `json:"parts" nullable:"false" doc:"What words in the statement, its competency and its class's title add, and what the meaning adds"`
	Highlights []spec.Span    `json:"highlights" nullable:"false" doc:"Byte ranges of the statement's text that the query's words stand in"`
	Alike      []AlikeWord    `json:"alike" nullable:"false" doc:"Words of the statement that mean nearly the same as words of the query, by the encoder; empty for a search by words"`
}

// An AlikeWord is a word of a query and one of a statement that mean nearly the
// same where they stand.
type AlikeWord struct {
	Query    spec.Span `json:"query" doc:"Byte range in the query"`
	Text     spec.Span `json:"text" doc:"Byte range in the statement's text"`
	Likeness float64   `json:"likeness" doc:"Cosine of what the encoder makes of the two words" minimum:"0" maximum:"1"`
}

// Marked returns what to mark of the statement: the query's words, and those
// that are alike.
func (f Found) Marked() []spec.Span {
	out := slices.Clone(f.Highlights)
	for _, w := range f.Alike {
		out = append(out, w.Text)
	}
	return spec.UniteSpans(out)
}

// ModeAnswer says which mode was asked for and which one answered.
type ModeAnswer struct {
	Asked    Mode   `json:"asked" enum:"hybrid,text,semantic"`
	Answered Mode   `json:"answered" enum:"hybrid,text,semantic"`
	Model    string `json:"model" doc:"Semantic model that took part; 'none' when none did"`
	Note     string `json:"note" doc:"Why another mode answered; empty when the one asked for did"`
}

// SearchAnswer is a page of statements with the counts of all that match.
type SearchAnswer struct {
	List[Found]
	Facets index.Facets `json:"facets" doc:"Counts of all matches by kind, class, issuer, level and framework"`
	Mode   ModeAnswer   `json:"mode"`
	Words  WordsAnswer  `json:"words"`
}

// WordsAnswer says what the query's words were taken for.
type WordsAnswer struct {
	Stems   []string `json:"stems" nullable:"false" doc:"Stems looked for; words that say nothing by themselves are left out"`
	Unknown []string `json:"unknown" nullable:"false" doc:"Words of the query that the model does not know: always empty, since the encoder reads every word by its parts"`
	Note    string   `json:"note" doc:"How the words join, in words; empty for a single one that is looked for by itself"`
}

func queryWords(query string, answered Mode) WordsAnswer {
	w := WordsAnswer{Stems: index.Stems(query), Unknown: []string{}}
	var phrases []string
	for _, p := range index.Phrases(query) {
		phrases = append(phrases, p.Text)
	}
	terms := len(index.Terms(query))
	switch {
	case answered == Semantic && len(phrases) > 0:
		w.Note = onlyWith(phrases) + " Their meaning must be close to that of the query as a whole."
	case answered == Semantic:
		w.Note = "Counted is what is close in meaning to the query as a whole; its words need not stand there."
	case terms == 0:
		w.Note = "The query has only words that say nothing by themselves, such as “the” and “of”."
	case len(phrases) > 0:
		w.Note = onlyWith(phrases)
		if answered == Hybrid {
			w.Note += " Those that hold more of the words, or are closer in meaning, come first."
		} else if len(w.Stems) > len(index.Stems(strings.Join(phrases, "; "))) {
			w.Note += " Those that hold more of the other words come first."
		}
	case answered == Hybrid:
		w.Note = "Counted is what holds any of the words, or is close in meaning to the query as a whole; what is both comes first."
	case terms > 1:
		w.Note = "Counted is what holds any of the words; what holds more of them comes first."
	}
	if len(phrases) == 0 && terms > 1 && answered != Semantic {
		w.Note += " Put words in quotation marks to find them as a phrase."
	}
	return w
}

func onlyWith(phrases []string) string {
	noun := "phrase"
	if len(phrases) > 1 {
		noun = "phrases"
	}
	return "Only statements with the " + noun + " “" + strings.Join(phrases, "” and “") + "” are counted."
}

// Search finds statements by their words and their meaning. Words in quotation
// marks are a phrase: statements without it are not found, in any mode. Where no
// semantic model is installed, or it does not answer, a hybrid search is by
// words alone and says so; a semantic one is Unavailable.
func (a *App) Search(ctx context.Context, r SearchRequest) (*SearchAnswer, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := v.checkFilters(&r); err != nil {
		return nil, err
	}
	mode, vector, err := a.ask(ctx, r)
	if err != nil {
		return nil, err
	}
	// A cursor from an answer by words is of another list than one by meaning.
	of := v.listing("search", r.Query, r.Kind, r.Class, r.Issuer, r.Level, r.Framework, r.Scope, mode.Answered, mode.Model)
	limit, offset, err := r.resolve(of)
	if err != nil {
		return nil, err
	}
	q := index.Query{
		Text: r.Query, Vector: vector, Kind: r.Kind, Class: r.Class, Issuer: r.Issuer, Framework: r.Framework,
		Level: r.Level, Scope: r.Scope, From: offset, Size: limit, Facets: true,
		Phrases: index.Phrases(r.Query), TextsOf: func(id string) []string {
			st := v.statement[id]
			return []string{st.Text, st.Competency}
		},
	}
	if mode.Answered == Semantic {
		q.Text = ""
	}
	found, err := v.index.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	var items []Found
	for _, h := range found.Hits {
		st := v.statement[h.ID]
		items = append(items, Found{
			Statement: *st, Class: ClassRef{ID: st.ClassID, Title: v.byID[st.ClassID].Title},
			Score: h.Score, Parts: h.Parts, Highlights: index.Highlights(r.Query, st.Text), Alike: []AlikeWord{},
		})
	}
	if mode.Answered != TextOnly && len(items) > 0 {
		if err := a.words.markFound(ctx, r.Query, items); err != nil {
			return nil, err
		}
	}
	return &SearchAnswer{List: listOf(items, found.Total, offset, of), Facets: found.Facets, Mode: mode, Words: queryWords(r.Query, mode.Answered)}, nil
}
