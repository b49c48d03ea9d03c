package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"crosswalk/internal/spec"
)

// sent is an object of a bulk request as it came. The objects are read one by
// one, so that a wrong one does not fail the others. T describes it.
type sent[T any] struct{ raw json.RawMessage }

func (s *sent[T]) UnmarshalJSON(data []byte) error {
	s.raw = append(json.RawMessage(nil), data...)
	return nil
}

// Schema describes the object, and leaves its checking to decode.
func (sent[T]) Schema(r huma.Registry) *huma.Schema {
	described := r.Map()[r.Schema(reflect.TypeFor[T](), true, "").Ref[len("#/components/schemas/"):]]
	object := &huma.Schema{AdditionalProperties: true, Properties: map[string]*huma.Schema{}}
	for name, property := range described.Properties {
		object.Properties[name] = &huma.Schema{Description: property.Description, Examples: property.Examples}
	}
	return object
}

// decode reads the object, which wants the fields named in words. The error is
// Invalid and names the field.
func (s sent[T]) decode(into any, fields string) error { return decodeObject(s.raw, into, fields) }

func decodeObject(raw []byte, into any, fields string) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something stands behind the object")
		}
	}
	var wrong *json.UnmarshalTypeError
	var ours *spec.Error
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &wrong) && wrong.Field == "":
		return spec.Errorf(spec.Invalid, "wants an object with %s, not %s", fields, wrong.Value)
	case errors.As(err, &wrong):
		wants := "a string"
		if wrong.Type.Kind() == reflect.Slice {
			wants = "a list of strings"
		}
		return spec.Errorf(spec.Invalid, "wants %s, not %s", wants, wrong.Value).In(wrong.Field)
	case err != nil:
		return spec.Errorf(spec.Invalid, "%s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}
