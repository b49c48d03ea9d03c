package api

import (
	"bytes"
	"cmp"
	"context"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// indexPatience is how long an answer on what was stored waits until questions
// are answered from it.
const indexPatience = 5 * time.Second

// maxCorrections bounds the corrections of one request: no document has as many
// statements by far.
const maxCorrections = 20000

type documentInput struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte
}

func (s *server) readDocument(ctx context.Context, in *documentInput) (*app.Draft, error) {
	r, err := readStoreRequest(in.ContentType, in.RawBody, false)
	if err != nil {
		return nil, err
	}
	return s.app.ReadDocument(ctx, r.DocumentRequest)
}

func (s *server) storeDocument(ctx context.Context, in *documentInput) (*app.IngestReport, error) {
	r, err := readStoreRequest(in.ContentType, in.RawBody, true)
	if err != nil {
		return nil, err
	}
	out, err := s.app.StoreDocument(ctx, r)
	if err != nil {
		return nil, err
	}
	return out, s.app.CatchUp(ctx, indexPatience)
}

const (
	partCorrections = "corrections"
	partReading     = "reading"
	documentFields  = "text, and what is stated of it"
)

// readStoreRequest reads a document: an object, or a form with a file. What is
// said of its passages is refused where nothing is stored.
func readStoreRequest(contentType string, body []byte, stores bool) (r app.StoreRequest, err error) {
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case err == nil && kind == formType:
		err = readDocumentForm(multipart.NewReader(bytes.NewReader(body), params["boundary"]), &r)
	case (contentType == "" || err == nil && kind == jsonType) && stores:
		err = decodeObject(body, &r, documentFields)
	case contentType == "" || err == nil && kind == jsonType:
		err = decodeObject(body, &r.DocumentRequest, documentFields)
	default:
		err = newProblem(http.StatusUnsupportedMediaType, spec.Invalid, "a document is sent as "+jsonType+", or as the file of "+formType)
	}
	switch {
	case err != nil:
		return r, err
	case r.Corrections != nil && !stores:
		return r, spec.Errorf(spec.Invalid, "nothing is stored here, so nothing is corrected either").In(partCorrections)
	case r.Corrections != nil && len(*r.Corrections) > maxCorrections:
		return r, spec.Errorf(spec.TooLarge, "up to %d at a time", maxCorrections).In(partCorrections)
	}
	return r, nil
}

func readDocumentForm(form *multipart.Reader, r *app.StoreRequest) error {
	take := map[string]func([]byte) error{
		partFile: func(b []byte) error { r.Text = string(b); return nil },
		partCorrections: func(b []byte) error {
			r.Corrections = new([]spec.Correction)
			return inPart(decodeObject(b, r.Corrections, "a list of corrections"), partCorrections)
		},
		partReading: func(b []byte) error { r.Reading = string(b); return nil },
	}
	for name, field := range map[string]*string{
		"name": &r.Name, "issuer": &r.Issuer, "code": &r.Code, partTitle: &r.Title,
		"publisher": &r.Publisher, "licence": &r.Licence, "attribution": &r.Attribution, "columns": &r.Columns,
	} {
		take[name] = func(b []byte) error { *field = string(b); return nil }
	}
	file, err := readParts(form, "one document at a time", take)
	r.Name = cmp.Or(r.Name, file)
	return err
}

// inPart names the part of a form that an error is about.
func inPart(err error, part string) error {
	if e, ok := err.(*spec.Error); ok {
		return e.In(cmp.Or(e.Field, part))
	}
	return err
}

// describeDocumentBodies says in the document what documents are sent as.
func describeDocumentBodies(document *huma.OpenAPI) {
	r := document.Components.Schemas
	text := &huma.Schema{Type: huma.TypeString}
	for path, sent := range map[string]reflect.Type{
		documentsPath + "/read": reflect.TypeFor[app.DocumentRequest](), documentsPath: reflect.TypeFor[app.StoreRequest](),
	} {
		parts := map[string]*huma.Schema{
			partFile: {Type: huma.TypeString, Description: "The document: UTF-8 text up to 2 MiB, or a PDF, DOCX, HTML, XLSX, CSV or JSON file up to 16 MiB", ContentEncoding: "binary"},
			"name":   text, "issuer": text, "code": text, partTitle: text, "publisher": text, "licence": text, "attribution": text, "columns": text,
		}
		if path == documentsPath {
			parts[partCorrections] = &huma.Schema{Type: huma.TypeString, Description: "A list of corrections, as JSON"}
			parts[partReading] = text
		}
		document.Paths[path].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			jsonType: {Schema: r.Schema(sent, true, "")},
			formType: {Schema: &huma.Schema{Type: huma.TypeObject, Required: []string{partFile}, Properties: parts}},
		}}
	}
}
