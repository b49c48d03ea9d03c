package api

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/app"
)

type exportInput struct {
	Format string `path:"format" enum:"sssom,csv,xlsx,jsonld,case,ctdl" doc:"sssom and csv can be read back without loss"`
	MappingsParams
	Waiting bool `query:"waiting" doc:"Only what waits for you"`
}

var exportOperation = huma.Operation{
	Method: http.MethodGet, Path: Prefix + "/exports/{format}", OperationID: "export-mappings", Tags: []string{"Mappings"},
	Summary: "Write mappings in a format of the field",
	Description: "As a file, by mapping id; the same mappings give the same bytes. sssom: SSSOM TSV; csv; xlsx: a workbook for people; jsonld: SKOS; case: 1EdTech CASE package; ctdl: CTDL-ASN. " +
		"An answer that is cut off was not finished: an error on the way ends the connection.",
	Metadata: map[string]any{metaRole: roles["export-mappings"]},
	Responses: map[string]*huma.Response{"200": {Description: "The file", Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}},
}

func (s *server) export(ctx context.Context, in *exportInput) (*huma.StreamResponse, error) {
	format, err := app.ExportFormat(in.Format)
	if err != nil {
		return nil, report(ctx, err)
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", format.ContentType)
		c.SetHeader("Content-Disposition", `attachment; filename="crosswalk-mappings`+format.Extension+`"`)
		if err := s.app.Export(ctx, c.BodyWriter(), format, app.ExportRequest{MappingsRequest: in.request(app.Page{}), Waiting: in.Waiting}); err != nil {
			if log, ok := ctx.Value(logKey{}).(*slog.Logger); ok {
				log.Error("an export was cut off", "format", format.Name, "error", err)
			}
			panic(http.ErrAbortHandler) // what was sent must not pass for the whole
		}
	}}, nil
}

type importInput struct {
	Format  string `path:"format" enum:"sssom,csv"`
	RawBody []byte `contentType:"text/plain"`
}

func (s *server) importMappings(ctx context.Context, in *importInput) (*app.Imported, error) {
	return s.app.Import(ctx, in.Format, bytes.NewReader(in.RawBody))
}
