package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"runtime"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/app"
	"crosswalk/internal/coding"
	"crosswalk/internal/spec"
)

// CodeParams say how much is answered.
type CodeParams struct {
	Limit int `query:"limit" minimum:"1" maximum:"50" default:"10" doc:"Candidates per class at most"`
	FormatParam
}

type codeClassInput struct {
	ClassPath
	CodeParams
	Evidence bool `query:"evidence" default:"true" doc:"Show what carried each candidate"`
}

func (s *server) codeClass(ctx context.Context, in *codeClassInput) (*app.Coded, error) {
	return s.app.CodeClass(ctx, in.ID, app.CodeOptions{Limit: in.Limit, Evidence: in.Evidence})
}

type codeInput struct {
	CodeParams
	Evidence    bool   `query:"evidence" default:"true" doc:"Show what carried each candidate"`
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte
}

func (s *server) code(ctx context.Context, in *codeInput) (*app.Coded, error) {
	request, err := readClass(in.ContentType, in.RawBody)
	if err != nil {
		return nil, err
	}
	return s.app.Code(ctx, request, app.CodeOptions{Limit: in.Limit, Evidence: in.Evidence})
}

const (
	jsonType   = "application/json"
	ndjsonType = "application/x-ndjson"
	formType   = "multipart/form-data"
)

// describeClassBody says in the document what a class to be coded is sent as.
func describeClassBody(document *huma.OpenAPI) {
	r := document.Components.Schemas
	text := &huma.Schema{Type: huma.TypeString}
	document.Paths[Prefix+"/code"].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		jsonType: {Schema: r.Schema(reflect.TypeFor[app.CodeRequest](), true, "")},
		formType: {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{partFile},
			Properties: map[string]*huma.Schema{
				partFile:  {Type: huma.TypeString, Description: "Text of the class's specification, UTF-8", ContentEncoding: "binary"},
				partTitle: text, partID: text,
			},
		}},
	}}
}

// Parts of a form.
const (
	partFile  = "file"
	partTitle = "title"
	partID    = "id"
)

// readClass reads a class to be coded: an object, or a form with a document.
func readClass(contentType string, body []byte) (app.CodeRequest, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case err == nil && kind == formType:
		return readForm(multipart.NewReader(bytes.NewReader(body), params["boundary"]))
	case contentType == "" || err == nil && kind == jsonType:
		var r app.CodeRequest
		return r, decodeObject(body, &r, "title, text or statements")
	}
	return app.CodeRequest{}, newProblem(http.StatusUnsupportedMediaType, spec.Invalid,
		"a class is sent as "+jsonType+", or its document as the file of "+formType)
}

func readForm(form *multipart.Reader) (r app.CodeRequest, err error) {
	seen := false
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r, spec.Errorf(spec.Invalid, "the form cannot be read: %v", err).In("body")
		}
		content, err := io.ReadAll(part) // the body's limit bounds it
		if err != nil {
			return r, spec.Errorf(spec.Invalid, "the form is cut off").In("body")
		}
		switch part.FormName() {
		case partFile:
			if seen {
				return r, spec.Errorf(spec.Invalid, "one document at a time; use /codes for more").In(partFile)
			}
			seen, r.Text = true, string(content)
		case partTitle:
			r.Title = string(content)
		case partID:
			r.ID = string(content)
		default:
			return r, spec.Errorf(spec.Invalid, "the form has a part of this name, which nothing reads").In(part.FormName())
		}
	}
	if !seen {
		return r, spec.Errorf(spec.Invalid, "the form has no part of this name").In(partFile)
	}
	return r, nil
}

type bulkCodeInput struct {
	CodeParams
	Evidence bool `query:"evidence" default:"false" doc:"Show what carried each candidate"`
	Body     struct {
		Classes []bulkClass `json:"classes" minItems:"1" maxItems:"1000" nullable:"false"`
	}
}

type bulkClass struct{ sent[app.CodeRequest] }

// BulkCoded is the code of a class, or the problem that it could not be coded.
type BulkCoded struct {
	*app.Coded
	Error *Problem `json:"error,omitempty" doc:"Set when this class could not be coded; the decision is none then"`
}

func (s *server) bulkCode(ctx context.Context, in *bulkCodeInput) ([]BulkCoded, error) {
	options := app.CodeOptions{Limit: in.Limit, Evidence: in.Evidence}
	out := make([]BulkCoded, len(in.Body.Classes))
	var unavailable error // no class of this request can be coded
	var once sync.Once
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(out))
	for part := range workers {
		wg.Go(func() {
			for i := part; i < len(out) && ctx.Err() == nil; i += workers {
				var err error
				if out[i], err = s.codeOne(ctx, in.Body.Classes[i], options); err != nil {
					once.Do(func() { unavailable = err })
					return
				}
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return out, unavailable
}

func (s *server) codeOne(ctx context.Context, class bulkClass, options app.CodeOptions) (BulkCoded, error) {
	var request app.CodeRequest
	err := class.decode(&request, "title, text or statements")
	if err == nil {
		var coded *app.Coded
		if coded, err = s.app.Code(ctx, request, options); err == nil {
			return BulkCoded{Coded: coded}, nil
		}
	}
	if spec.CodeOf(err) == spec.Unavailable {
		return BulkCoded{}, err
	}
	problem := ProblemOf(err)
	return BulkCoded{Coded: &app.Coded{ID: request.ID, Answer: coding.Unjudged(problem.Detail)}, Error: problem}, nil
}

// readLines reads a bulk request of a class a line.
func readLines(data []byte, v any) error {
	var classes []json.RawMessage
	n := 0
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if !json.Valid(line) {
			return spec.Errorf(spec.Invalid, "is not JSON").At(n).In("body")
		}
		classes = append(classes, line)
	}
	object, err := json.Marshal(map[string][]json.RawMessage{"classes": classes})
	if err != nil {
		return err
	}
	return json.Unmarshal(object, v)
}

// writeLines writes the answers of a bulk request, one a line.
func writeLines(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	answers, ok := v.([]BulkCoded)
	if !ok {
		return enc.Encode(v)
	}
	for _, a := range answers {
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	return nil
}
