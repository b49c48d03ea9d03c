package app

import (
	"crosswalk/internal/match"
)

// A Matcher compares bare texts. It needs no catalog.
type Matcher struct {
	corpus      *match.Corpus
	calibration *match.Calibration
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
	return &Matcher{corpus: corpus, calibration: calibration}, nil
}

// Pair is a required and an offered statement, as bare texts.
type Pair struct {
	A string `json:"a" doc:"The requirement" minLength:"1" maxLength:"10000"`
	B string `json:"b" doc:"What is offered" minLength:"1" maxLength:"10000"`
}

// Similarity compares two bare statements. Their kinds are read from their
// frames.
func (m *Matcher) Similarity(p Pair) match.Match {
	required, offered := m.corpus.Prepare(p.A, "", ""), m.corpus.Prepare(p.B, "", "")
	return m.calibration.Explain(required, offered, match.Compare(required, offered))
}
