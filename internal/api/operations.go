package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/app"
)

// Health says that the process is up.
type Health struct {
	Status string `json:"status" example:"ok"`
}

func (s *server) health(context.Context, *struct{}) (Health, error) {
	return Health{Status: "ok"}, nil
}

var readyOperation = huma.Operation{
	Metadata: map[string]any{metaRole: anyone},
	Method:   http.MethodGet, Path: "/readyz", OperationID: "ready", Tags: []string{"Operations"},
	Summary:     "Catalog and index agree",
	Description: "200 when answers come from the catalog's latest revision; 503 with the progress while the index is built or catches up.",
}

type readyOutput struct {
	Status int
	Body   app.Readiness
}

func (s *server) ready(ctx context.Context, _ *struct{}) (*readyOutput, error) {
	out := &readyOutput{Status: http.StatusOK, Body: s.app.Readiness(ctx)}
	if !out.Body.Ready {
		out.Status = http.StatusServiceUnavailable
	}
	return out, nil
}
