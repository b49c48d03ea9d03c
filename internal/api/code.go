package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"runtime"
	"sync"
	"unicode/utf8"

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

type allocateInput struct {
	Employer    string `query:"employer" required:"true" maxLength:"100" doc:"Issuer of the classes that the job is placed among" example:"us-ca"`
	Limit       int    `query:"limit" minimum:"1" maximum:"20" default:"5" doc:"Classes at most"`
	ContentType string `header:"Content-Type" hidden:"true"`
	FormatParam
	RawBody []byte
}

func (s *server) allocate(ctx context.Context, in *allocateInput) (*app.Allocation, error) {
	request, err := readClass(in.ContentType, in.RawBody)
	if err != nil {
		return nil, err
	}
	return s.app.Allocate(ctx, app.AllocateRequest{CodeRequest: request, Employer: in.Employer, Limit: in.Limit})
}

const (
	jsonType   = "application/json"
	ndjsonType = "application/x-ndjson"
	formType   = "multipart/form-data"
)

// describeClassBodies says in the document what classes to be coded are sent as.
func describeClassBodies(document *huma.OpenAPI) {
	r := document.Components.Schemas
	one := 1
	most := maxClasses
	document.Paths[bulkPath].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		jsonType: {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{"classes"}, Properties: map[string]*huma.Schema{
			"classes": {Type: huma.TypeArray, MinItems: &one, MaxItems: &most, Items: r.Schema(reflect.TypeFor[app.CodeRequest](), true, "")},
		}}},
		ndjsonType: {Schema: &huma.Schema{Type: huma.TypeString, Description: "A class a line"}},
	}}
	text := &huma.Schema{Type: huma.TypeString}
	described := &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		jsonType: {Schema: r.Schema(reflect.TypeFor[app.CodeRequest](), true, "")},
		formType: {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{partFile},
			Properties: map[string]*huma.Schema{
				partFile:  {Type: huma.TypeString, Description: "Text of the class's specification, UTF-8", ContentEncoding: "binary"},
				partTitle: text, partID: text,
			},
		}},
	}}
	document.Paths[codePath].Post.RequestBody = described
	document.Paths[allocatePath].Post.RequestBody = described
}

// Parts of a form.
const (
	partFile  = "file"
	partTitle = "title"
	partID    = "id"
)

// classFields names the fields of a class to be coded, one of which is needed.
const classFields = "title, text or statements"

// readClass reads a class to be coded: an object, or a form with a document.
func readClass(contentType string, body []byte) (app.CodeRequest, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case err == nil && kind == formType:
		return readForm(multipart.NewReader(bytes.NewReader(body), params["boundary"]))
	case contentType == "" || err == nil && kind == jsonType:
		var r app.CodeRequest
		return r, decodeObject(body, &r, classFields)
	}
	return app.CodeRequest{}, newProblem(http.StatusUnsupportedMediaType, spec.Invalid,
		"a class is sent as "+jsonType+", or its document as the file of "+formType)
}

func readForm(form *multipart.Reader) (r app.CodeRequest, err error) {
	r.Name, err = readParts(form, "one document at a time; use /codes for more", map[string]func([]byte) error{
		partFile:  func(b []byte) error { r.File = b; return nil },
		partTitle: func(b []byte) error { r.Title = string(b); return nil },
		partID:    func(b []byte) error { r.ID = string(b); return nil },
	})
	return r, err
}

// readParts reads the parts of a form that has a file, and hands each to who
// takes parts of its name. It returns the name that the file had.
func readParts(form *multipart.Reader, twice string, take map[string]func([]byte) error) (file string, err error) {
	seen := map[string]bool{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", spec.Errorf(spec.Invalid, "the form cannot be read: %v", err).In("body")
		}
		content, err := io.ReadAll(part) // the body's limit bounds it
		if err != nil {
			return "", spec.Errorf(spec.Invalid, "the form is cut off").In("body")
		}
		name := part.FormName()
		taken, known := take[name]
		switch {
		case !known:
			return "", spec.Errorf(spec.Invalid, "the form has a part of this name, which nothing reads").In(name)
		case seen[name] && name == partFile:
			return "", spec.Errorf(spec.Invalid, "%s", twice).In(name)
		case name == partFile:
			file = part.FileName()
		case !utf8.Valid(content):
			return "", spec.Errorf(spec.Invalid, "is not UTF-8").In(name)
		}
		seen[name] = true
		if err := taken(content); err != nil {
			return "", err
		}
	}
	if !seen[partFile] {
		return "", spec.Errorf(spec.Invalid, "the form has no part of this name").In(partFile)
	}
	return file, nil
}

type bulkCodeInput struct {
	CodeParams
	Evidence    bool   `query:"evidence" default:"false" doc:"Show what carried each candidate"`
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte
}

// maxClasses bounds the classes of a bulk request.
const maxClasses = 1000

// BulkCoded is the code of a class, or the problem that it could not be coded.
type BulkCoded struct {
	*app.Coded
	Error *Problem `json:"error,omitempty" doc:"Set when this class could not be coded; the decision is none then"`
}

func (s *server) bulkCode(ctx context.Context, in *bulkCodeInput) ([]BulkCoded, error) {
	classes, err := readClasses(in.ContentType, in.RawBody)
	if err != nil {
		return nil, err
	}
	options := app.CodeOptions{Limit: in.Limit, Evidence: in.Evidence}
	out := make([]BulkCoded, len(classes))
	var unavailable error // no class of this request can be coded
	var once sync.Once
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(out))
	for part := range workers {
		wg.Go(func() {
			for i := part; i < len(out) && ctx.Err() == nil; i += workers {
				var err error
				if out[i], err = s.codeOne(ctx, classes[i], options); err != nil {
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

// codeOne codes a class of many. The error is Unavailable: then no other can be
// coded either.
func (s *server) codeOne(ctx context.Context, class json.RawMessage, options app.CodeOptions) (answer BulkCoded, err error) {
	var request app.CodeRequest
	refuse := func(err error) BulkCoded {
		problem := ProblemOf(err)
		return BulkCoded{Coded: &app.Coded{ID: request.ID, Answer: coding.Unjudged(problem.Detail)}, Error: problem}
	}
	defer func() { // of this goroutine, which no middleware guards
		if r := recover(); r != nil {
			answer, err = refuse(report(ctx, fmt.Errorf("panic: %v", r))), nil
		}
	}()
	if err := decodeObject(class, &request, classFields); err != nil {
		return refuse(err), nil
	}
	coded, err := s.app.Code(ctx, request, options)
	switch {
	case spec.CodeOf(err) == spec.Unavailable:
		return BulkCoded{}, err
	case err != nil:
		return refuse(err), nil
	}
	return BulkCoded{Coded: coded}, nil
}

// readClasses reads a bulk request: an object with a list of classes, or a
// class a line. What the classes are is read one by one later.
func readClasses(contentType string, body []byte) (classes []json.RawMessage, err error) {
	kind, _, err := mime.ParseMediaType(contentType)
	switch {
	case err == nil && kind == ndjsonType:
		classes = readLines(body)
	case contentType == "" || err == nil && kind == jsonType:
		classes, err = readList(body)
	default:
		return nil, newProblem(http.StatusUnsupportedMediaType, spec.Invalid, "classes are sent as "+jsonType+" or as "+ndjsonType)
	}
	if err == nil && (len(classes) == 0 || len(classes) > maxClasses) {
		err = spec.Errorf(spec.Invalid, "wants from 1 to %d classes", maxClasses).In("classes")
	}
	return classes, err
}

// readLines reads a class a line, one more than there may be at most.
func readLines(body []byte) []json.RawMessage {
	var classes []json.RawMessage
	for line := range bytes.Lines(bytes.TrimPrefix(body, []byte("\ufeff"))) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if classes = append(classes, line); len(classes) > maxClasses {
			break
		}
	}
	return classes
}

// classList counts while it reads, so that a list of millions takes no memory.
type classList []json.RawMessage

func (l *classList) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return spec.Errorf(spec.Invalid, "wants a list of classes").In("classes")
	}
	for dec.More() && len(*l) <= maxClasses {
		var class json.RawMessage
		if err := dec.Decode(&class); err != nil {
			return err
		}
		*l = append(*l, class)
	}
	return nil
}

func readList(body []byte) ([]json.RawMessage, error) {
	var list struct {
		Classes classList `json:"classes"`
	}
	err := decodeObject(body, &list, "classes")
	return list.Classes, err
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
