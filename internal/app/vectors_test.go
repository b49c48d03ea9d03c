package app

import (
	"bytes"
	"strings"
	"testing"

	"crosswalk/internal/spec"
)

// opened opens an app on an empty directory without starting it: it has no
// vectors.
func opened(t *testing.T) *App {
	t.Helper()
	a, err := Open(t.Context(), config(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func TestVectorsTravel(t *testing.T) {
	a, b := start(t, t.TempDir()), opened(t)
	var file bytes.Buffer
	out, err := a.ExportVectors(t.Context(), &file, VectorsRequest{Issuer: "us-az"})
	if err != nil || out.Vectors == 0 || out.Missing != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	bit := bytes.Clone(file.Bytes())
	bit[len(bit)-1] ^= 1
	named := bytes.Replace(file.Bytes(), []byte(a.encoder.Name()), bytes.Repeat([]byte("x"), len(a.encoder.Name())), 1)
	for name, tt := range map[string]struct {
		file []byte
		code spec.Code
		says string
	}{
		"another model":     {named, spec.Conflict, "the model in use is"},
		"cut":               {file.Bytes()[:file.Len()-1], spec.Invalid, "it is cut"},
		"a bit of the last": {bit, spec.Invalid, "it is damaged"},
		"no such file":      {[]byte("vectors"), spec.Invalid, "no file of vectors"},
	} {
		if _, err := b.ImportVectors(t.Context(), bytes.NewReader(tt.file)); spec.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	texts, err := a.textsOf(t.Context(), VectorsRequest{Issuer: "us-az"})
	if err != nil || len(texts) != out.Vectors {
		t.Fatalf("%d texts, %v", len(texts), err)
	}
	missing := func() (n int) {
		rows, err := b.kept.Load(t.Context(), texts)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Missing() {
				n++
			}
		}
		return n
	}
	if n := missing(); n != len(texts) {
		t.Errorf("%d of %d vectors are missing after what was refused", n, len(texts))
	}
	for i, want := range []int{out.Vectors, 0} {
		in, err := b.ImportVectors(t.Context(), bytes.NewReader(file.Bytes()))
		if err != nil || in.Added != want || in.Vectors != out.Vectors {
			t.Errorf("import %d: %+v, %v", i+1, in, err)
		}
	}
	if n := missing(); n != 0 {
		t.Errorf("%d vectors are missing after the import", n)
	}
}

func TestNoVectorsOfWhatIsNotThere(t *testing.T) {
	a := start(t, t.TempDir())
	for _, r := range []VectorsRequest{{Issuer: "us-zz"}, {Source: "src-0"}} {
		if _, err := a.ExportVectors(t.Context(), &bytes.Buffer{}, r); err == nil {
			t.Errorf("%+v: no error", r)
		}
	}
}
