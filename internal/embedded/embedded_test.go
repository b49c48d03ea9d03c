package embedded

import (
	_ "embed"
	"os"
	"testing"
)

//go:embed testdata/text.txt
var text []byte

func TestReleasedDataAreThereAgain(t *testing.T) {
	want, err := os.ReadFile("testdata/text.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(text) < 2*os.Getpagesize() {
		t.Fatalf("%d bytes hold no whole page", len(text))
	}
	for _, data := range [][]byte{text, text[1:], text[:1], nil} {
		Release(data)
		if string(text) != string(want) {
			t.Fatal("the data have changed")
		}
	}
}
