package seeds

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// TestChecksums holds the documents to the bytes that were received.
func TestChecksums(t *testing.T) {
	sums, err := Files.ReadFile("SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		listed[name] = sum
	}
	entries, err := Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	documents := 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".txt") {
			continue
		}
		documents++
		body, err := Files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != listed[e.Name()] {
			t.Errorf("%s is not the document that was received", e.Name())
		}
	}
	if documents != 5 || len(listed) != 5 {
		t.Errorf("%d documents, %d checksums; want 5", documents, len(listed))
	}
}
