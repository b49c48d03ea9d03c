// Package api serves Crosswalk over REST. Parameters, answers and their
// documentation come from Go types; every error is an RFC 9457 problem.
package api

import (
	"context"
	"reflect"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// Prefix is the path of the versioned API.
const Prefix = "/api/v1"

// maxBody bounds the body of a request, in bytes.
const maxBody = 4 << 20

// server answers with what the app says.
type server struct {
	app *app.App
}

var useProblems = sync.OnceFunc(func() { huma.NewError = frameworkProblem })

// Register adds the routes of the API to e and returns their OpenAPI
// document.
func Register(e *echo.Echo, a *app.App, version string) *huma.OpenAPI {
	useProblems()
	config := huma.DefaultConfig("Crosswalk", version)
	config.Info.Description = "Maps what one job class requires to what another offers, with evidence for every answer. " +
		"Lists take limit and cursor; errors are application/problem+json with a stable code; spans are byte offsets into UTF-8 text."
	config.OpenAPIPath = "/openapi"
	config.DocsPath, config.SchemasPath = "", ""
	config.CreateHooks = nil // no $schema links in answers
	config.RejectUnknownQueryParameters = true
	config.Formats = map[string]huma.Format{
		"application/json": huma.DefaultJSONFormat,
		"json":             huma.DefaultJSONFormat,
		csvType:            {Marshal: writeCSV},
	}
	api := humaecho.New(e, config)
	api.UseMiddleware(chooseFormat)
	s := &server{app: a}
	s.routes(api)
	amend(api.OpenAPI().Components.Schemas.Map())
	return api.OpenAPI()
}

// amend says in the schemas what Huma cannot read from the types: a level can
// be null, though it is a struct, and of a bulk pair that failed only the
// error is there.
func amend(schemas map[string]*huma.Schema) {
	level := "#/components/schemas/" + reflect.TypeFor[spec.Level]().Name()
	for _, schema := range schemas {
		for name, p := range schema.Properties {
			if p.Ref == level {
				schema.Properties[name] = &huma.Schema{AnyOf: []*huma.Schema{p, {Type: "null"}}, Description: p.Description}
			}
		}
	}
	bulk := schemas[reflect.TypeFor[BulkCrosswalk]().Name()]
	bulk.Required = nil
	bulk.PrecomputeMessages()
}

// body is the answer of an operation.
type body[T any] struct{ Body T }

// operation describes a route to add.
type operation struct {
	method, path, id, tag, summary string
	description                    string
	csv                            bool // also answers as CSV
}

// add registers an operation that answers with what handle returns.
func add[I, O any](api huma.API, op operation, handle func(context.Context, *I) (O, error)) {
	o := huma.Operation{
		Method: op.method, Path: op.path, OperationID: op.id, Tags: []string{op.tag},
		Summary: op.summary, Description: op.description,
		MaxBodyBytes: maxBody, Metadata: map[string]any{metaCSV: op.csv},
	}
	huma.Register(api, o, func(ctx context.Context, in *I) (*body[O], error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, report(ctx, err)
		}
		return &body[O]{out}, nil
	})
	if op.csv {
		described := api.OpenAPI().Paths[op.path].Get
		described.Responses["200"].Content[csvType] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
}
