package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"
)

// docsPage is the API's documentation, made from its OpenAPI document.
type docsPage struct {
	Title, Version, Description string
	Groups                      []docsGroup
	Schemas                     []docsSchema
	Problems                    []docsProblem
}

type docsGroup struct {
	Tag        string
	Operations []docsOperation
}

type docsOperation struct {
	Method, Path, ID, Summary, Description string
	Parameters                             []docsField
	Body, Answer                           string // names of schemas
	Example                                string // a curl command
	Formats                                []string
}

type docsField struct {
	Name, In, Type, Doc string
	Required            bool
}

type docsSchema struct {
	Name   string
	Fields []docsField
}

type docsProblem struct {
	Code, Meaning string
	Status        int
}

// problems documents the codes of error answers.
var problems = []docsProblem{
	{"not_found", "The path, class or source does not exist.", http.StatusNotFound},
	{"invalid", "A parameter or the body is wrong; field names the one, detail says how. The same request will fail again.", http.StatusUnprocessableEntity},
	{"too_large", "The request is over a stated limit.", http.StatusRequestEntityTooLarge},
	{"unauthenticated", "There are accounts, and it is not known who asks: send a key, or log in.", http.StatusUnauthorized},
	{"forbidden", "Who asks may not do this; the detail says which role it needs.", http.StatusForbidden},
	{"too_many_requests", "Too many attempts to show or make a secret; wait.", http.StatusTooManyRequests},
	{"conflict", "The request contradicts what is stored, for example a cursor of an older catalog.", http.StatusConflict},
	{"unavailable", "Not now (the index is being built) or not with what is installed.", http.StatusServiceUnavailable},
	{"internal", "Something failed here. The log has it under the request id of the answer's X-Request-Id header.", http.StatusInternalServerError},
}

func (p *Pages) docs(c echo.Context) error {
	return p.render(c, http.StatusOK, "docs", "API", "", newDocsPage(p.openapi))
}

func newDocsPage(o *huma.OpenAPI) docsPage {
	page := docsPage{Title: o.Info.Title, Version: o.Info.Version, Description: o.Info.Description, Problems: problems}
	for path, item := range o.Paths {
		for method, op := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
		} {
			if op == nil {
				continue
			}
			i := slices.IndexFunc(page.Groups, func(g docsGroup) bool { return g.Tag == op.Tags[0] })
			if i < 0 {
				i = len(page.Groups)
				page.Groups = append(page.Groups, docsGroup{Tag: op.Tags[0]})
			}
			page.Groups[i].Operations = append(page.Groups[i].Operations, newDocsOperation(method, path, op))
		}
	}
	slices.SortFunc(page.Groups, func(a, b docsGroup) int { return cmp.Compare(a.Tag, b.Tag) })
	for _, g := range page.Groups {
		slices.SortFunc(g.Operations, func(a, b docsOperation) int {
			return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
		})
	}
	for name, s := range o.Components.Schemas.Map() {
		page.Schemas = append(page.Schemas, docsSchema{Name: name, Fields: schemaFields(s)})
	}
	slices.SortFunc(page.Schemas, func(a, b docsSchema) int { return cmp.Compare(a.Name, b.Name) })
	return page
}

func newDocsOperation(method, path string, op *huma.Operation) docsOperation {
	d := docsOperation{Method: method, Path: path, ID: op.OperationID, Summary: op.Summary, Description: op.Description}
	for _, param := range op.Parameters {
		d.Parameters = append(d.Parameters, docsField{
			Name: param.Name, In: param.In, Type: typeWords(param.Schema), Doc: param.Description, Required: param.Required,
		})
	}
	if op.RequestBody != nil {
		if m := op.RequestBody.Content["application/json"]; m != nil {
			d.Body = typeWords(m.Schema)
		}
	}
	if ok := op.Responses["200"]; ok != nil {
		for kind, m := range ok.Content {
			d.Formats = append(d.Formats, kind)
			if kind == "application/json" {
				d.Answer = typeWords(m.Schema)
			}
		}
		slices.Sort(d.Formats)
	}
	d.Example = exampleCall(method, path, op)
	return d
}

// exampleCall is a call that works with the seed documents, and an O*NET
// release where it asks for codes.
func exampleCall(method, path string, op *huma.Operation) string {
	if method != http.MethodGet {
		return ""
	}
	var query []string
	for _, param := range op.Parameters {
		example := ""
		if s, ok := param.Example.(string); ok {
			example = s
		} else if param.Schema != nil && len(param.Schema.Examples) > 0 {
			example = exampleWords(param.Schema.Examples[0])
		}
		switch {
		case param.In == "path" && example != "":
			path = strings.ReplaceAll(path, "{"+param.Name+"}", example)
		case param.In == "query" && param.Required && example != "":
			query = append(query, param.Name+"="+example)
		case param.In == "query" && param.Required:
			query = append(query, param.Name+"=interview")
		}
	}
	if strings.Contains(path, "{") {
		return ""
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	return path
}

// exampleWords writes an example as it stands in a query; a list with commas.
func exampleWords(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []string:
		return strings.Join(v, ",")
	case []any:
		words := make([]string, len(v))
		for i, e := range v {
			words[i] = fmt.Sprint(e)
		}
		return strings.Join(words, ",")
	}
	return ""
}

// schemaFields lists the properties of an object.
func schemaFields(s *huma.Schema) []docsField {
	var out []docsField
	for name, p := range s.Properties {
		out = append(out, docsField{Name: name, Type: typeWords(p), Doc: p.Description, Required: slices.Contains(s.Required, name)})
	}
	slices.SortFunc(out, func(a, b docsField) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// typeWords says a schema's type in a few words; a name refers to a schema
// below.
func typeWords(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case len(s.AnyOf) == 2 && s.AnyOf[1].Type == "null":
		return typeWords(s.AnyOf[0]) + " or null"
	case s.Ref != "":
		return s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
	case s.Type == huma.TypeArray:
		return "list of " + typeWords(s.Items)
	case len(s.Enum) > 0:
		var values []string
		for _, v := range s.Enum {
			if text, ok := v.(string); ok {
				values = append(values, text)
			}
		}
		return strings.Join(values, " | ")
	case s.Type == huma.TypeObject:
		if m, ok := s.AdditionalProperties.(*huma.Schema); ok {
			return "map to " + typeWords(m)
		}
		return "object"
	case s.Nullable:
		return s.Type + " or null"
	}
	return s.Type
}
