package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"

	"crosswalk/internal/spec"
)

// decodeObject reads an object that wants the fields named in words. The error
// is Invalid and names the field.
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
		return spec.Errorf(spec.Invalid, "wants %s, not %s", wordsOf(wrong.Type), wrong.Value).In(wrong.Field)
	case err != nil:
		return spec.Errorf(spec.Invalid, "%s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// wordsOf says what is wanted where a Go type is.
func wordsOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		if t.Elem().Kind() == reflect.String {
			return "a list of strings"
		}
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Float64:
		return "a number"
	}
	return "a string"
}
