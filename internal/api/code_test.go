package api

import (
	"testing"
)

// FuzzReadClasses reads whatever is sent as classes: it does not panic, and
// never takes in more than one class too many.
func FuzzReadClasses(f *testing.F) {
	f.Add("application/json", []byte(`{"classes":[{"title":"Plumber"},7]}`))
	f.Add("application/x-ndjson", []byte("\ufeff{\"title\":\"Plumber\"}\r\n\n{"))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nInstalls pipes.\r\n--x--\r\n"))
	f.Add("multipart/form-data; boundary=\"", []byte("--"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		classes, err := readClasses(contentType, body)
		if len(classes) > maxClasses && err == nil || len(classes) > maxClasses+1 {
			t.Errorf("%d classes", len(classes))
		}
		if r, err := readClass(contentType, body); err == nil {
			_ = r.Check()
		}
	})
}
