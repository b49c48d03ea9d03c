package app

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

func newPaidBag() *paidBag { return &paidBag{bagOfStems: newBag()} }

// openWith opens an app with a model on a directory of its own.
func openWith(t *testing.T, e semantic.Embedder) *App {
	t.Helper()
	cfg := config(t.TempDir())
	cfg.Embedder = e
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func exported(t *testing.T, a *App, r VectorsRequest) ([]byte, *ExportedVectors) {
	t.Helper()
	var file bytes.Buffer
	out, err := a.ExportVectors(t.Context(), &file, r)
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes(), out
}

func TestExportedVectorsSpareAnotherCatalogTheModel(t *testing.T) {
	first := newPaidBag()
	a := startWith(t, t.TempDir(), first)
	file, out := exported(t, a, VectorsRequest{})
	if out.Model != "bag-1" || out.Vectors != first.texts || out.Missing != 0 {
		t.Errorf("exported %+v of %d texts", out, first.texts)
	}
	if again, _ := exported(t, a, VectorsRequest{}); !bytes.Equal(file, again) {
		t.Error("the same vectors give other bytes")
	}

	second := newPaidBag()
	b := openWith(t, second)
	for _, added := range []int{out.Vectors, 0} {
		in, err := b.ImportVectors(t.Context(), bytes.NewReader(file))
		if err != nil || *in != (ImportedVectors{Model: "bag-1", Vectors: out.Vectors, Added: added}) {
			t.Errorf("imported %+v, %v; want %d new", in, err, added)
		}
	}
	if err := b.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if second.texts != 0 {
		t.Errorf("%d texts were embedded again", second.texts)
	}
	one, other := search(t, a, "community services"), search(t, b, "community services")
	if one.Total == 0 || one.Total != other.Total || one.Items[0].Score != other.Items[0].Score {
		t.Errorf("%d and %d found", one.Total, other.Total)
	}
}

func TestVectorsOfAnIssuerOrASource(t *testing.T) {
	a := startWith(t, t.TempDir(), newPaidBag())
	all, whole := exported(t, a, VectorsRequest{})
	nc, ofIssuer := exported(t, a, VectorsRequest{Issuer: "us-nc"})
	v, release, err := a.view()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	source := v.sources("us-nc:19200")[0]
	_, ofSource := exported(t, a, VectorsRequest{Source: source})
	if ofIssuer.Vectors == 0 || ofIssuer.Vectors >= whole.Vectors || len(nc) >= len(all) || ofSource.Vectors != ofIssuer.Vectors {
		t.Errorf("all %+v, of the issuer %+v, of its only source %+v", whole, ofIssuer, ofSource)
	}
	ingestText(t, a, "Sweeper\n\nClass Code: 77\n\nDUTIES\n- Sweeps zeppelins;\n") // not embedded yet
	if _, out := exported(t, a, VectorsRequest{}); out.Vectors != whole.Vectors || out.Missing == 0 {
		t.Errorf("with a new document %+v", out)
	}
	for _, tt := range []struct {
		r    VectorsRequest
		code spec.Code
		says string
	}{
		{VectorsRequest{Issuer: "us-xx"}, spec.Invalid, "us-nc"},
		{VectorsRequest{Source: "src-x"}, spec.NotFound, "src-x"},
		{VectorsRequest{Issuer: "us-tx"}, spec.NotFound, "no vector of the model bag-1"},
	} {
		var file bytes.Buffer
		if _, err := a.ExportVectors(t.Context(), &file, tt.r); spec.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.says) || file.Len() > 0 {
			t.Errorf("%+v: %d bytes, %v", tt.r, file.Len(), err)
		}
	}
}

func TestVectorsThatDoNotFitAreNotImported(t *testing.T) {
	a := startWith(t, t.TempDir(), newPaidBag())
	file, out := exported(t, a, VectorsRequest{})
	bit := bytes.Clone(file)
	bit[len(bit)-1] ^= 1
	resized := bytes.Replace(file, []byte(`"dimensions":64`), []byte(`"dimensions":63`), 1)
	named := newPaidBag()
	named.name = "bag-2"
	for name, tt := range map[string]struct {
		model *paidBag
		file  []byte
		code  spec.Code
		says  string
	}{
		"another model":      {named, file, spec.Conflict, `"bag-1" with 64 dimensions; the model in use is "bag-2"`},
		"another dimensions": {newPaidBag(), resized, spec.Conflict, "with 63 dimensions"},
		"cut":                {newPaidBag(), file[:len(file)-1], spec.Invalid, "it is cut"},
		"a bit of the last":  {newPaidBag(), bit, spec.Invalid, "it is damaged"},
		"no such file":       {newPaidBag(), []byte("vectors"), spec.Invalid, "no file of vectors"},
	} {
		b := openWith(t, tt.model)
		if _, err := b.ImportVectors(t.Context(), bytes.NewReader(tt.file)); spec.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
		texts, err := a.textsOf(t.Context(), VectorsRequest{})
		if err != nil || len(texts) != out.Vectors {
			t.Fatalf("%d texts, %v", len(texts), err)
		}
		rows, err := b.statements.Load(t.Context(), texts)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if !row.Missing() {
				t.Fatalf("%s: the vector of %q is kept", name, texts[i])
			}
		}
	}
}

func TestAModelThatKeepsNoVectorsHasNoneToCarry(t *testing.T) {
	for name, e := range map[string]semantic.Embedder{"a plain model": newBag(), "no model": nil} {
		a := openWith(t, e)
		_, export := a.ExportVectors(t.Context(), &bytes.Buffer{}, VectorsRequest{})
		_, imported := a.ImportVectors(t.Context(), &bytes.Buffer{})
		if err := errors.Join(export, imported); spec.CodeOf(export) != spec.Unavailable || spec.CodeOf(imported) != spec.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
}
