package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/spec"
)

// ProblemType is the media type of every error answer (RFC 9457).
const ProblemType = "application/problem+json"

// A Problem is an error answer (RFC 9457). Code and type are stable; the
// texts are for people.
type Problem struct {
	Type   string        `json:"type" doc:"Stable reference to the kind of problem" example:"/docs#problem-not_found"`
	Code   spec.Code     `json:"code" doc:"The kind of problem in one word" example:"not_found"`
	Title  string        `json:"title" example:"Not Found"`
	Status int           `json:"status" example:"404"`
	Detail string        `json:"detail" doc:"What is wrong, and where" example:"there is no class \"us-nc:1\""`
	Field  string        `json:"field,omitempty" doc:"Parameter or JSON field that is wrong, where it is one" example:"from"`
	Errors []FieldDetail `json:"errors,omitempty" doc:"All that is wrong, where it is several things"`
}

// FieldDetail is one thing wrong with a request.
type FieldDetail struct {
	Field  string `json:"field" example:"query.limit"`
	Detail string `json:"detail"`
}

func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType makes every problem application/problem+json, whatever the
// client asked for.
func (p *Problem) ContentType(string) string { return ProblemType }

// write writes the problem as an HTTP answer.
func (p *Problem) write(w http.ResponseWriter) {
	body, _ := json.Marshal(p)
	w.Header().Set("Content-Type", ProblemType)
	w.WriteHeader(p.Status)
	w.Write(append(body, '\n'))
}

var statusOf = map[spec.Code]int{
	spec.NotFound:    http.StatusNotFound,
	spec.Invalid:     http.StatusUnprocessableEntity,
	spec.TooLarge:    http.StatusRequestEntityTooLarge,
	spec.Conflict:    http.StatusConflict,
	spec.Unavailable: http.StatusServiceUnavailable,

	spec.Unauthenticated: http.StatusUnauthorized,
	spec.Forbidden:       http.StatusForbidden,
	spec.Busy:            http.StatusTooManyRequests,

	spec.Internal: http.StatusInternalServerError,
}

func newProblem(status int, code spec.Code, detail string) *Problem {
	return &Problem{
		Type: "/docs#problem-" + string(code), Code: code,
		Title: http.StatusText(status), Status: status, Detail: detail,
	}
}

// ProblemOf turns any error into a problem. What is not an error of ours
// stays inside: the answer says only that something failed.
func ProblemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return newProblem(http.StatusServiceUnavailable, spec.Unavailable, "the answer took too long; ask for less")
	}
	var e *spec.Error
	if !errors.As(err, &e) || e.Code == spec.Internal {
		return newProblem(http.StatusInternalServerError, spec.Internal, "something failed here; the log has the request id")
	}
	p = newProblem(statusOf[e.Code], e.Code, e.In("").Error()) // the field stands beside it
	p.Field = e.Field
	return p
}

// codeOfStatus gives the code for errors that come from the framework.
func codeOfStatus(status int) spec.Code {
	switch status {
	case http.StatusNotFound:
		return spec.NotFound
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		return spec.TooLarge
	case http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusRequestTimeout:
		return spec.Unavailable
	case http.StatusTooManyRequests:
		return spec.Busy
	case http.StatusUnauthorized:
		return spec.Unauthenticated
	case http.StatusForbidden:
		return spec.Forbidden
	case http.StatusConflict:
		return spec.Conflict
	}
	if status >= http.StatusInternalServerError {
		return spec.Internal
	}
	return spec.Invalid
}

// missingProperty finds the field in what Huma says of the object around it.
var missingProperty = regexp.MustCompile(`expected required property (\w+) to be present`)

// frameworkProblem builds the problems that Huma reports: bad parameters, bad
// bodies. The values sent are not sent back.
func frameworkProblem(status int, message string, errs ...error) huma.StatusError {
	if status == 0 { // Huma asks once for an example of the type
		return &Problem{}
	}
	p := newProblem(status, codeOfStatus(status), message)
	for _, err := range errs {
		if err == nil {
			continue
		}
		var ours *spec.Error
		if errors.As(err, &ours) {
			return ProblemOf(ours)
		}
		d := FieldDetail{Detail: err.Error()}
		var detailer huma.ErrorDetailer
		if errors.As(err, &detailer) {
			d = FieldDetail{Field: detailer.ErrorDetail().Location, Detail: detailer.ErrorDetail().Message}
		}
		p.Errors = append(p.Errors, d)
	}
	if len(p.Errors) > 0 {
		first := p.Errors[0]
		p.Field = first.Field[strings.LastIndexByte(first.Field, '.')+1:]
		if m := missingProperty.FindStringSubmatch(first.Detail); m != nil {
			p.Field = m[1]
		}
		p.Detail = message + ": " + first.Detail
		if first.Field != "" {
			p.Detail = message + ": " + first.Field + ": " + first.Detail
		}
	}
	return p
}
