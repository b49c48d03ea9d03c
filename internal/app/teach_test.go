package app

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"crosswalk/internal/spec"
)

// TestCorrectionsAreExportedAsRoles corrects two passages and leaves one out.
func TestCorrectionsAreExportedAsRoles(t *testing.T) {
	a := start(t, t.TempDir())
	text := "Beekeeper\n\nDuties\n\n- Feeds the bees in winter\n- Knowledge of hives\n- Mends the boxes of the hives\n"
	r := DocumentRequest{Text: text, Issuer: "us-tx"}
	at := func(words string) spec.Span {
		i := strings.Index(text, words)
		return spec.Span{Start: i, End: i + len(words)}
	}
	correct(t, a, "Ada", r, spec.Correction{Span: at("Knowledge of hives"), Kind: spec.Knowledge}, spec.Correction{Span: at("Mends the boxes of the hives"), Omit: true})
	var out bytes.Buffer
	if n, err := a.ExportCorrected(t.Context(), &out); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	var doc TaughtDocument
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"21-45 duty", "48-66 knowledge", "69-97 noise"} {
		if !strings.Contains(doc.Roles, want) {
			t.Errorf("no %q in %q", want, doc.Roles)
		}
	}
	if doc.Text != text || doc.Employer != "us-tx" {
		t.Errorf("%+v", doc)
	}
}
