package spec

import (
	"errors"
	"fmt"
)

// A Code classifies an error for callers that must act on it: it becomes the
// HTTP status, the exit code and the "code" of a problem answer.
type Code string

const (
	NotFound        Code = "not_found"
	Invalid         Code = "invalid"         // the input is wrong; the same call will fail again
	TooLarge        Code = "too_large"       // the input is over a stated limit
	Conflict        Code = "conflict"        // the input contradicts what is stored
	Unauthenticated Code = "unauthenticated" // it is not known who asks
	Forbidden       Code = "forbidden"       // who asks may not do it
	Busy            Code = "too_many_requests"
	Unavailable     Code = "unavailable" // not now, or not with what is installed
	Internal        Code = "internal"
)

// Error is an error with a code and, where it is about one piece of input,
// the name of that piece.
type Error struct {
	Code    Code
	Message string
	Field   string // parameter, flag or JSON field; empty when about the whole
	Line    int    // 1-based line of the input; 0 when not about a line
	Err     error
}

func (e *Error) Error() string {
	s := e.Message
	if e.Line > 0 {
		s = fmt.Sprintf("line %d: %s", e.Line, s)
	}
	if e.Field != "" {
		s = e.Field + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error with the given code.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// In returns a copy of the error that names the input field it is about.
func (e *Error) In(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// At returns a copy of the error that names a line of the input.
func (e *Error) At(line int) *Error {
	c := *e
	c.Line = line
	return &c
}

// CodeOf returns the code of the first Error in err's chain, Internal when
// there is none, and "" when err is nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
