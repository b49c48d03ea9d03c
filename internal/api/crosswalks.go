package api

import (
	"context"
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

type searchInput struct {
	Q         string   `query:"q" required:"true" minLength:"1" maxLength:"1000" doc:"Words to look for. Words in double quotation marks are a phrase: only statements that hold them next to each other, in this order, are found"`
	Kind      string   `query:"kind" doc:"Kind of statement"`
	Class     string   `query:"class" maxLength:"200" doc:"Class id"`
	Issuer    string   `query:"issuer" maxLength:"100" doc:"Issuer of the class"`
	Level     string   `query:"level" maxLength:"100" doc:"Level label, letter case aside, or ordinal"`
	Framework string   `query:"framework" maxLength:"300" doc:"Competency framework, letter case aside"`
	Mode      app.Mode `query:"mode" enum:"hybrid,text,semantic" default:"hybrid" doc:"By words and meaning, by words, or by meaning. Without a semantic model hybrid is by words alone, and semantic is unavailable; mode in the answer says which it was"`
	ScopeParam
	FormatParam
	PageParams
}

func (s *server) search(ctx context.Context, in *searchInput) (*app.SearchAnswer, error) {
	return s.app.Search(ctx, app.SearchRequest{
		Query: in.Q, Kind: in.Kind, Class: in.Class, Issuer: in.Issuer, Level: in.Level, Framework: in.Framework,
		Scope: in.scope(), Mode: in.Mode, Page: in.page(),
	})
}

type suggestInput struct {
	Q     string `query:"q" required:"true" minLength:"1" maxLength:"200" doc:"What is typed so far" example:"human ser"`
	Limit int    `query:"limit" minimum:"1" maximum:"20" default:"8" doc:"Names at most"`
}

func (s *server) suggest(ctx context.Context, in *suggestInput) (app.Suggestions, error) {
	return s.app.Suggest(ctx, in.Q, in.Limit)
}

type crosswalkInput struct {
	From      string `query:"from" required:"true" maxLength:"200" doc:"Class id of the origin" example:"us-az:ACV80272"`
	To        string `query:"to" required:"true" maxLength:"200" doc:"Class id of the target" example:"us-nc:19200"`
	FromLevel string `query:"from_level" maxLength:"100" doc:"The person's level in the origin, label or ordinal; all levels when empty"`
	ToLevel   string `query:"to_level" maxLength:"100" doc:"The level asked for in the target, label or ordinal; all levels when empty" example:"Journey"`
	FurtherParams
	FormatParam
}

func (s *server) getCrosswalk(ctx context.Context, in *crosswalkInput) (*crosswalk.Crosswalk, error) {
	return s.app.Crosswalk(ctx, app.CrosswalkRequest{From: in.From, To: in.To, FromLevel: in.FromLevel, ToLevel: in.ToLevel, Further: in.further()})
}

type bulkInput struct {
	Body struct {
		Pairs []bulkPair `json:"pairs" minItems:"1" maxItems:"100" nullable:"false"`
	}
}

// bulkPair is a pair as it was sent. It is read one by one, so that a wrong
// one does not fail the others.
type bulkPair json.RawMessage

func (p *bulkPair) UnmarshalJSON(data []byte) error {
	*p = append(bulkPair(nil), data...)
	return nil
}

// Schema describes a pair, and leaves its checking to read.
func (bulkPair) Schema(r huma.Registry) *huma.Schema {
	described := r.Map()[r.Schema(reflect.TypeFor[app.CrosswalkRequest](), true, "").Ref[len("#/components/schemas/"):]]
	pair := &huma.Schema{AdditionalProperties: true, Properties: map[string]*huma.Schema{}}
	for name, property := range described.Properties {
		pair.Properties[name] = &huma.Schema{Description: property.Description, Examples: property.Examples}
	}
	return pair
}

func (p bulkPair) read() (app.CrosswalkRequest, error) {
	var pair struct {
		From      string    `json:"from"`
		To        string    `json:"to"`
		FromLevel levelName `json:"from_level"`
		ToLevel   levelName `json:"to_level"`
		app.Further
	}
	if err := decodeObject(p, &pair, "from and to"); err != nil {
		return app.CrosswalkRequest{}, err
	}
	return app.CrosswalkRequest{From: pair.From, To: pair.To, FromLevel: string(pair.FromLevel), ToLevel: string(pair.ToLevel), Further: pair.Further}, nil
}

// levelName is a label, or an ordinal as a string or a number.
type levelName string

func (l *levelName) UnmarshalJSON(data []byte) error {
	if n, err := strconv.Atoi(string(data)); err == nil {
		*l = levelName(strconv.Itoa(n))
		return nil
	}
	return json.Unmarshal(data, (*string)(l))
}

// BulkCrosswalk is a crosswalk, or the problem that there is none.
type BulkCrosswalk struct {
	*crosswalk.Crosswalk
	Error *Problem `json:"error,omitempty" doc:"Set when this pair failed; the other fields are absent then"`
}

// maxBulkRequirements bounds a bulk answer: a requirement with its evidence
// takes some kilobytes.
const maxBulkRequirements = 10_000

func (s *server) bulkCrosswalks(ctx context.Context, in *bulkInput) ([]BulkCrosswalk, error) {
	out := make([]BulkCrosswalk, len(in.Body.Pairs))
	total := 0
	for i, pair := range in.Body.Pairs {
		if total > maxBulkRequirements {
			out[i].Error = ProblemOf(spec.Errorf(spec.TooLarge,
				"the pairs before this one have over %d requirements; ask for it in another request", maxBulkRequirements))
			continue
		}
		request, err := pair.read()
		var x *crosswalk.Crosswalk
		if err == nil {
			x, err = s.app.Crosswalk(ctx, request)
		}
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case spec.CodeOf(err) == spec.Unavailable: // no pair of this request can be answered
			return nil, err
		case err != nil:
			out[i].Error = ProblemOf(err)
		default:
			out[i].Crosswalk = x
			total += len(x.Requirements)
		}
	}
	return out, nil
}

type matrixInput struct {
	IDs []string `query:"ids" required:"true" minItems:"1" maxItems:"50" doc:"Class ids, separated by commas" example:"us-az:ACV80272,us-nc:19200"`
	FormatParam
}

func (s *server) getMatrix(ctx context.Context, in *matrixInput) (*app.Matrix, error) {
	return s.app.Matrix(ctx, in.IDs)
}

type similarityInput struct {
	Body struct {
		Pairs []app.Pair `json:"pairs" minItems:"1" maxItems:"1000" nullable:"false"`
	}
}

func (s *server) compareStatements(ctx context.Context, in *similarityInput) ([]app.Judged, error) {
	return s.app.Similarity(ctx, in.Body.Pairs)
}
