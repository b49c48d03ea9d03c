package app

import (
	"context"

	"crosswalk/internal/crosswalk"
	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A Matcher compares bare texts. It needs no catalog.
type Matcher struct {
	corpus  *match.Corpus
	judge   *match.Judge
	encoder *encoder.Encoder
	words   *wordReader
	looks   *looker         // nil if the encoder has no cross-encoder
	titles  *semantic.Model // places titles and what classes are called
	ladder  *crosswalk.Ladder
}

// NewMatcher returns a matcher by an encoder; the one that this program was
// built with when it is nil. Another one must bring a judge along.
func NewMatcher(e *encoder.Encoder) (*Matcher, error) {
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		return nil, err
	}
	judge, err := match.BuiltinJudge()
	if err != nil {
		return nil, err
	}
	if e == nil {
		if e, err = encoder.Builtin(); err != nil {
			return nil, err
		}
	} else if own := e.Header().Judge; own != nil {
		if judge, err = match.ReadJudge(own); err != nil {
			return nil, err
		}
	}
	if e.Head() == nil || judge.Model != e.Name() {
		return nil, spec.Errorf(spec.Invalid, "the model %s has no judge that was fitted to it: its pairs cannot be judged", e.Name()).In("model")
	}
	ladder, err := crosswalk.ParseLadder(crosswalk.BuiltinLadder())
	if err != nil {
		return nil, err
	}
	titles, err := semantic.BuiltinModel()
	if err != nil {
		return nil, err
	}
	words, err := newWordReader(e)
	if err != nil {
		return nil, err
	}
	m := &Matcher{corpus: corpus.With(e.Head()), judge: judge, encoder: e, words: words, titles: titles, ladder: ladder}
	if judge.SecondLook != nil {
		m.looks, err = newLooker(judge.SecondLook.Model)
	}
	return m, err
}

// Pair is a required and an offered statement, as bare texts.
type Pair struct {
	A string `json:"a" doc:"The requirement" minLength:"1" maxLength:"10000"`
	B string `json:"b" doc:"What is offered" minLength:"1" maxLength:"10000"`
}

// Judged is the comparison of two bare statements, with what it makes of the
// requirement.
type Judged struct {
	match.Match
	Model        string       `json:"model" doc:"Name of the encoder that took part in the similarity"`
	Second       string       `json:"second_model" doc:"Name of the model that read both texts together; empty if there was none"`
	Status       spec.Status  `json:"status" enum:"met,partial,short,gap,unknown" doc:"What b makes of requirement a, as in a crosswalk"`
	Note         string       `json:"note" doc:"Why, in words; empty when the confidence says it all"`
	UnknownWords UnknownWords `json:"unknown_words" doc:"Words that the model does not know; the built-in encoder knows every word by its parts, so none"`
}

// UnknownWords are the content words of a pair that the model does not know,
// as they stand in the texts.
type UnknownWords struct {
	A []string `json:"a" nullable:"false"`
	B []string `json:"b" nullable:"false"`
}

// Similarity compares pairs of bare statements. Their kinds and degrees are read
// from their frames.
func (m *Matcher) Similarity(ctx context.Context, pairs []Pair) ([]Judged, error) {
	texts := make([]string, 0, 2*len(pairs))
	for _, p := range pairs {
		texts = append(texts, p.A, p.B)
	}
	reading, err := m.reading(ctx, texts)
	if err != nil {
		return nil, err
	}
	together, err := m.together(ctx, pairs)
	if err != nil {
		return nil, err
	}
	engine := crosswalk.Engine{Corpus: m.corpus, Judge: m.judge}
	out := make([]Judged, len(pairs))
	for i, p := range pairs {
		required, offered := reading.Item(&spec.Statement{Text: p.A}), reading.Item(&spec.Statement{Text: p.B})
		var score match.Score
		if together == nil {
			score = m.corpus.Compare(m.judge, required.Text, offered.Text)
		} else {
			score = m.corpus.LookAgain(m.judge, required.Text, offered.Text, together[i])
		}
		j := Judged{Match: m.corpus.Explain(m.judge, required.Text, offered.Text, score), Model: m.encoder.Name()}
		if m.looks != nil {
			j.Second = m.looks.model
		}
		j.Status, j.Note = engine.Status(required, offered, score)
		j.UnknownWords = UnknownWords{A: []string{}, B: []string{}}
		out[i] = j
	}
	return out, nil
}

// together returns the cross-encoder's log-odds for each pair, or nil without one.
func (m *Matcher) together(ctx context.Context, pairs []Pair) ([][encoder.Grades]float32, error) {
	if m.looks == nil {
		return nil, nil
	}
	both := make([]encoder.TextPair, len(pairs))
	for i, p := range pairs {
		both[i] = encoder.TextPair{Required: p.A, Offered: p.B}
	}
	return m.looks.look(ctx, both)
}

// reading returns what prepares some texts, whose vectors it makes at once.
func (m *Matcher) reading(ctx context.Context, texts []string) (*crosswalk.Reading, error) {
	rows, err := m.places(ctx, texts)
	if err != nil {
		return nil, err
	}
	return &crosswalk.Reading{Corpus: m.corpus, Ladder: m.ladder, Place: func(text string) vector.Row { return rows[text] }}, nil
}

// places makes the vectors of texts, each once.
func (m *Matcher) places(ctx context.Context, texts []string) (map[string]vector.Row, error) {
	rows := make(map[string]vector.Row, len(texts))
	var distinct []string
	for _, text := range texts {
		if _, ok := rows[text]; !ok {
			rows[text] = vector.Row{}
			distinct = append(distinct, text)
		}
	}
	made, err := semantic.Rows(ctx, m.encoder, distinct)
	if err != nil {
		return nil, err
	}
	for i, text := range distinct {
		rows[text] = made[i]
	}
	return rows, nil
}
