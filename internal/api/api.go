// Package api serves Crosswalk over REST. Parameters, answers and their
// documentation come from Go types; every error is an RFC 9457 problem.
package api

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// Prefix is the path of the versioned API.
const Prefix = "/api/v1"

// Limits on the body of a request, in bytes.
const (
	maxBody     = 4 << 20
	maxBulkBody = 16 << 20 // of many class specifications
	maxFileBody = app.MaxFile + 1<<20
)

// bulkPath takes bodies up to maxBulkBody.
const bulkPath = Prefix + "/codes"

// Paths that take files.
const (
	documentsPath = Prefix + "/documents"
	readPath      = documentsPath + "/read"
	codePath      = Prefix + "/code"
	allocatePath  = Prefix + "/allocate"
)

// bodyLimit is the limit on the body of a request to a path.
func bodyLimit(path string) int64 {
	switch path {
	case bulkPath:
		return maxBulkBody
	case documentsPath, readPath, codePath, allocatePath, "/documents/read", "/documents": // of the API, and the pages
		return maxFileBody
	}
	return maxBody
}

// server answers with what the app says.
type server struct {
	app   *app.App
	guard *Guard
}

var useProblems = sync.OnceFunc(func() { huma.NewError = frameworkProblem })

// Register adds the routes of the API to e, tells the guard who may use them,
// and returns their OpenAPI document.
func Register(e *echo.Echo, a *app.App, guard *Guard, version string) *huma.OpenAPI {
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
		ndjsonType:         {Marshal: writeLines},
	}
	config.Components = &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName)}
	api := humaecho.New(e, config)
	api.UseMiddleware(chooseFormat)
	s := &server{app: a, guard: guard}
	s.routes(api)
	s.reviewRoutes(api)
	guard.learn(api.OpenAPI())
	guard.Open(http.MethodGet, "/openapi.json", "/openapi.yaml", "/openapi-3.0.json", "/openapi-3.0.yaml")
	amend(api.OpenAPI())
	return api.OpenAPI()
}

// schemaName names a type in the document. Some names of mappings are those of
// crosswalks or qualifications too.
func schemaName(t reflect.Type, hint string) string {
	switch t {
	case reflect.TypeFor[review.Side](), reflect.TypeFor[review.Text](), reflect.TypeFor[review.Evidence]():
		return "Mapping" + t.Name()
	}
	return huma.DefaultSchemaNamer(t, hint)
}

// nullable names the properties, beside levels, that can be null though they
// are structs.
var nullable = map[string]bool{
	"Decision.object": true, "Outcome.signed_by": true, "Agreement.graded": true, "LinkRow.evidence": true, "ClauseAnswer.evidence": true, "Allocated.apart": true, "Recalibration.after": true, "PathsAnswer.to": true, "PathsAnswer.direct": true, "Hop.qualification": true, "Hop.adds": true, "Substitution.per_units": true,
}

// amend says in the document what Huma cannot read from the types: which kinds
// there are; which structs can be null; that of a bulk
// pair that failed only the error is there; that readyz answers with the same
// body, ready or not.
func amend(document *huma.OpenAPI) {
	var kinds []any
	for _, k := range spec.Kinds {
		kinds = append(kinds, string(k))
	}
	schemas := document.Components.Schemas.Map()
	level := "#/components/schemas/" + reflect.TypeFor[spec.Level]().Name()
	for owner, schema := range schemas {
		for name, p := range schema.Properties {
			if p.Ref == level || nullable[owner+"."+name] {
				schema.Properties[name] = &huma.Schema{AnyOf: []*huma.Schema{p, {Type: "null"}}, Description: p.Description}
			}
		}
	}
	schemas[reflect.TypeFor[spec.Statement]().Name()].Properties["kind"].Enum = kinds
	describeClassBodies(document)
	describeDocumentBodies(document)
	bulk := schemas[reflect.TypeFor[BulkCrosswalk]().Name()]
	bulk.Required = nil
	bulk.PrecomputeMessages()
	for _, path := range document.Paths {
		if path.Get == nil {
			continue
		}
		for _, p := range path.Get.Parameters {
			if p.Name == "kind" && len(p.Schema.Enum) == 0 {
				p.Schema.Enum = kinds
				p.Schema.PrecomputeMessages()
			}
		}
	}
	ready := document.Paths[readyOperation.Path].Get.Responses
	ready["503"] = &huma.Response{Description: http.StatusText(http.StatusServiceUnavailable), Content: ready["200"].Content}
}

// body is the answer of an operation.
type body[T any] struct{ Body T }

// pageBody is the answer of an operation that lists: a table has no place for
// the total and the cursor, so they stand in headers as well.
type pageBody[T any] struct {
	Total string `header:"X-Total-Count" doc:"Items in the whole list"`
	Next  string `header:"X-Next-Cursor" doc:"Pass as cursor to get the next page; absent on the last"`
	Body  T
}

// operation describes a route to add.
type operation struct {
	method, path, id, tag, summary string
	description                    string
	csv                            bool // also answers as CSV
}

func (op operation) huma() huma.Operation {
	return huma.Operation{
		Method: op.method, Path: op.path, OperationID: op.id, Tags: []string{op.tag},
		Summary: op.summary, Description: op.description,
		// strictBody has read the body; Huma's own deadline would cut the work off.
		MaxBodyBytes: bodyLimit(op.path), BodyReadTimeout: -1, Metadata: map[string]any{metaCSV: op.csv, metaRole: roleOf(op.id)},
	}
}

// document adds what Huma does not say of an operation itself.
func (op operation) document(o *huma.OpenAPI) {
	if op.csv {
		described := o.Paths[op.path].Get
		if op.method == http.MethodPost {
			described = o.Paths[op.path].Post
		}
		described.Responses["200"].Content[csvType] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
}

// add registers an operation that answers with what handle returns.
func add[I, O any](api huma.API, op operation, handle func(context.Context, *I) (O, error)) {
	huma.Register(api, op.huma(), func(ctx context.Context, in *I) (*body[O], error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, report(ctx, err)
		}
		return &body[O]{out}, nil
	})
	op.document(api.OpenAPI())
}

// addList registers an operation that answers with a page of a list.
func addList[I any, O interface{ Place() (int, string) }](api huma.API, op operation, handle func(context.Context, *I) (O, error)) {
	huma.Register(api, op.huma(), func(ctx context.Context, in *I) (*pageBody[O], error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, report(ctx, err)
		}
		total, next := out.Place()
		return &pageBody[O]{Total: strconv.Itoa(total), Next: next, Body: out}, nil
	})
	op.document(api.OpenAPI())
}
