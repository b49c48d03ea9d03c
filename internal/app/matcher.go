package app

import (
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/match"
	"crosswalk/internal/spec"
)

// A Matcher compares bare texts. It needs no catalog.
type Matcher struct {
	corpus      *match.Corpus
	calibration *match.Calibration
	ladder      *crosswalk.Ladder
}

// NewMatcher returns the matcher that this program was built with.
func NewMatcher() (*Matcher, error) {
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		return nil, err
	}
	calibration, err := match.BuiltinCalibration()
	if err != nil {
		return nil, err
	}
	ladder, err := crosswalk.ParseLadder(crosswalk.BuiltinLadder())
	if err != nil {
		return nil, err
	}
	return &Matcher{corpus: corpus, calibration: calibration, ladder: ladder}, nil
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
	Model        string       `json:"model" doc:"Name of the semantic model that took part in the similarity"`
	Status       spec.Status  `json:"status" enum:"met,partial,short,gap,unknown" doc:"What b makes of requirement a, as in a crosswalk"`
	Note         string       `json:"note" doc:"Why, in words; empty when the confidence says it all"`
	UnknownWords UnknownWords `json:"unknown_words" doc:"Words that the semantic model does not know: they are compared by themselves, not by what they mean"`
}

// UnknownWords are the content words of a pair that the model does not know,
// as they stand in the texts.
type UnknownWords struct {
	A []string `json:"a" nullable:"false"`
	B []string `json:"b" nullable:"false"`
}

// Similarity compares two bare statements. Their kinds and degrees are read
// from their frames.
func (m *Matcher) Similarity(p Pair) Judged {
	required, offered := m.item(p.A), m.item(p.B)
	engine := crosswalk.Engine{Calibration: m.calibration, Thresholds: crosswalk.DefaultThresholds}
	j := Judged{Match: m.calibration.Explain(required.Text, offered.Text, m.calibration.Weights.Compare(required.Text, offered.Text))}
	j.Model = m.corpus.Model().Name()
	j.Status, j.Note = engine.Judge(required, offered)
	j.UnknownWords = UnknownWords{A: m.corpus.Model().Unknown(p.A), B: m.corpus.Model().Unknown(p.B)}
	return j
}

func (m *Matcher) item(text string) crosswalk.Item {
	return crosswalk.NewItem(&spec.Statement{Text: text}, m.corpus, m.ladder)
}
