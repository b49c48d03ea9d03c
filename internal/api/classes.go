package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

type listClassesInput struct {
	Q string `query:"q" maxLength:"1000" doc:"Words of the title"`
	StopParams
	ScopeParam
	FormatParam
	PageParams
}

func (s *server) listClasses(ctx context.Context, in *listClassesInput) (app.List[spec.Class], error) {
	return s.app.Classes(ctx, app.ClassesRequest{Query: in.Q, StopFilter: in.filter(), Scope: in.scope(), Page: in.page()})
}

func (s *server) getClass(ctx context.Context, in *ClassPath) (spec.Class, error) {
	return s.app.Class(ctx, in.ID)
}

func (s *server) ladder(ctx context.Context, in *ClassPath) (*app.Ladder, error) {
	return s.app.Ladder(ctx, in.ID)
}

type listStatementsInput struct {
	ClassPath
	Kind       spec.Kind `query:"kind" doc:"Kind of statement"`
	Level      string    `query:"level" maxLength:"100" doc:"Level label or ordinal"`
	Competency string    `query:"competency" maxLength:"300" doc:"Competency the statement stands under, letter case aside"`
	Framework  string    `query:"framework" maxLength:"300" doc:"Competency framework, letter case aside"`
	Source     string    `query:"source" maxLength:"200" doc:"Source id: the statements of this revision of a document, current or superseded"`
	FormatParam
	PageParams
}

func (s *server) listStatements(ctx context.Context, in *listStatementsInput) (app.List[spec.Statement], error) {
	return s.app.Statements(ctx, in.ID, app.StatementsRequest{
		Kind: in.Kind, Level: in.Level, Competency: in.Competency, Framework: in.Framework, Source: in.Source, Page: in.page(),
	})
}

type rankClassesInput struct {
	ClassPath
	Level     string              `query:"level" maxLength:"100" doc:"Level of the class, label or ordinal; all levels when empty"`
	Direction crosswalk.Direction `query:"direction" enum:"to,from" default:"to" doc:"to: where one can move to; from: who could fill the class"`
	SwitchParam
	FurtherParams
	StopParams
	ScopeParam
	FormatParam
	PageParams
}

func (s *server) rankClasses(ctx context.Context, in *rankClassesInput) (app.Ranking, error) {
	return s.app.Matches(ctx, app.MatchesRequest{
		Class: in.ID, Level: in.Level, Scope: in.scope(), Direction: in.Direction,
		Switch: in.way(), StopFilter: in.filter(), Further: in.further(), Page: in.page(),
	})
}

func (s *server) getSource(ctx context.Context, in *SourcePath) (spec.Source, error) {
	return s.app.Source(ctx, in.ID)
}

var sourceTextOperation = huma.Operation{
	Method: http.MethodGet, Path: Prefix + "/sources/{id}/text", OperationID: "get-source-text", Tags: []string{"Sources"},
	Summary: "Get the text of a source", Description: "The extracted text that spans point into: byte offsets, UTF-8.",
	Responses: map[string]*huma.Response{"200": {
		Description: http.StatusText(http.StatusOK),
		Content:     map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}},
}

type textOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (s *server) getSourceText(ctx context.Context, in *SourcePath) (*textOutput, error) {
	text, err := s.app.SourceText(ctx, in.ID)
	if err != nil {
		return nil, report(ctx, err)
	}
	return &textOutput{ContentType: "text/plain; charset=utf-8", Body: []byte(text)}, nil
}
