package index

import (
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"crosswalk/internal/semantic"
)

// stemsName is the name of our tokenizer and analyzer in Bleve's registry.
const stemsName = "crosswalk_stems"

// Bleve finds tokenizers by name in a registry of its own, filled before any
// index is opened; a mapping stored on disk refers to them by that name.
func init() {
	err := registry.RegisterTokenizer(stemsName, func(map[string]any, *registry.Cache) (analysis.Tokenizer, error) {
		return stems{}, nil
	})
	if err != nil {
		panic(fmt.Sprintf("index: %v", err))
	}
}

// stems is a Bleve tokenizer that yields the stems of content words, the very
// ones that the matcher compares.
type stems struct{}

func (stems) Tokenize(text []byte) analysis.TokenStream {
	tokens := semantic.Tokens(string(text))
	stream := make(analysis.TokenStream, 0, len(tokens))
	for i, t := range tokens {
		if semantic.IsStop(t.Word) {
			continue
		}
		stream = append(stream, &analysis.Token{
			Term: []byte(semantic.Stem(t.Word)), Start: t.Start, End: t.End,
			Position: i + 1, Type: analysis.AlphaNumeric,
		})
	}
	return stream
}

// Names of the indexed fields.
const (
	fieldText       = "text"
	fieldTitle      = "title"
	fieldCompetency = "competency"
	fieldDoc        = "doc"
	fieldKind       = "kind"
	fieldClass      = "class"
	fieldIssuer     = "issuer"
	fieldFramework  = "framework"
	fieldLevel      = "level"
	fieldOrdinal    = "ordinal"
)

func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	err := m.AddCustomAnalyzer(stemsName, map[string]any{
		"type": custom.Name, "tokenizer": stemsName,
	})
	if err != nil {
		return nil, err
	}
	m.DefaultAnalyzer = stemsName
	m.ScoringModel = bleveindex.BM25Scoring
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false

	words := bleve.NewTextFieldMapping()
	words.Analyzer = stemsName
	words.Store, words.IncludeTermVectors, words.IncludeInAll, words.DocValues = false, false, false, false
	exact := bleve.NewTextFieldMapping()
	exact.Analyzer = keyword.Name
	exact.Store, exact.IncludeTermVectors, exact.IncludeInAll, exact.DocValues = false, false, false, true

	d := bleve.NewDocumentStaticMapping()
	for _, f := range []string{fieldText, fieldTitle, fieldCompetency} {
		d.AddFieldMappingsAt(f, words)
	}
	for _, f := range []string{fieldDoc, fieldKind, fieldClass, fieldIssuer, fieldFramework, fieldLevel, fieldOrdinal} {
		d.AddFieldMappingsAt(f, exact)
	}
	m.DefaultMapping = d
	return m, nil
}
