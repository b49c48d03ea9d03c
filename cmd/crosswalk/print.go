package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// printJSON writes v as indented JSON: the same object as over REST.
func (e *env) printJSON(v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (e *env) table() *tabwriter.Writer {
	return tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
}

// credit shows the attribution that the O*NET release asks for, behind an answer
// that may quote it.
func (e *env) credit(a *app.App) {
	if attribution := a.Attribution(); attribution != "" {
		fmt.Fprintf(e.out, "\n%s\n", attribution)
	}
}

// share writes a share as a percentage; unknown is said, not shown as 0.
func share(f *float64) string {
	if f == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.0f %%", *f*100)
}

func levelName(l *spec.Level) string {
	if l == nil {
		return "-"
	}
	return l.Label
}

// place says where a statement stands, for people.
func place(st spec.Statement) string {
	if st.SourceID == "" {
		return st.Section
	}
	return st.ClassID + " " + about(st)
}

// about says what sort of statement it is.
func about(st spec.Statement) string {
	s := st.Kind.Words()
	if st.Competency != "" {
		s += ", " + st.Competency
	}
	if st.Level != nil {
		s += ", " + st.Level.Label
	}
	return s
}

// maxLine bounds a line of NDJSON, in bytes.
const maxLine = 16 << 20

var byteOrderMark = []byte("\ufeff")

// ndjson calls each for the JSON object on every line; empty lines and a
// byte-order mark are skipped. Errors name the line.
func ndjson[T any](r io.Reader, each func(T) error) error {
	return eachLine(r, func(line []byte) error {
		var v T
		if err := inWords(json.Unmarshal(line, &v)); err != nil {
			return err
		}
		return each(v)
	})
}

// eachLine calls each for every line that is not empty, a byte-order mark left
// out. Errors name the line.
func eachLine(r io.Reader, each func(line []byte) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() {
		n++
		line := lines.Bytes()
		if n == 1 {
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if err := each(line); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

// inWords says in the words of JSON what Go says in the words of its types.
func inWords(err error) error {
	var wrong *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &wrong):
		return err
	case wrong.Field == "":
		return fmt.Errorf("want a JSON object, not %s", wrong.Value)
	}
	return fmt.Errorf("%s: want a %s, not %s", wrong.Field, wrong.Type, wrong.Value)
}
