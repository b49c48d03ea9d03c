package document

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"crosswalk/internal/document/samples"
	"crosswalk/internal/spec"
)

var (
	mutations = flag.Int("mutations", 60, "how many damaged files TestDamagedFiles reads")
	originals = flag.String("originals", "", "a folder of PDF and DOCX files to damage, beside the built-in ones")
)

// TestDamagedFiles reads files with bytes changed, doubled, moved and cut out: it
// ends with text or with an error for the caller, within the stated time.
func TestDamagedFiles(t *testing.T) {
	files := [][]byte{
		samples.PDF(samples.Lines(72, 700, "The harbour master plans the work of the crew.", "He keeps the log."), samples.Lines(72, 700, "Second page.")),
		samples.WordFile(samples.Paragraph("One") + samples.Paragraph("Two")),
		workbook(t, []string{"Title", "Duties"}, []string{"Diver", "Dives"}),
	}
	if *originals != "" {
		names, err := filepath.Glob(filepath.Join(*originals, "*"))
		if err != nil || len(names) == 0 {
			t.Fatalf("no files in %s: %v", *originals, err)
		}
		for _, name := range names {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, raw)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	var slowest time.Duration
	for i := range *mutations {
		raw := damage(random, files[i%len(files)])
		start := time.Now()
		_, err := quick.Read(t.Context(), "", raw, nil)
		took := time.Since(start)
		slowest = max(slowest, took)
		if took > pdfTime+5*time.Second {
			t.Errorf("file %d took %v", i, took)
		}
		if err != nil && spec.CodeOf(err) == spec.Internal {
			t.Errorf("file %d: an error without a reason for the caller: %v", i, err)
		}
	}
	t.Logf("%d files, the slowest took %v", *mutations, slowest)
}

// damage changes a copy of a file at some places.
func damage(random *rand.Rand, file []byte) []byte {
	out := append([]byte{}, file...)
	for range 1 + random.IntN(8) {
		if len(out) < 16 {
			break
		}
		at := 8 + random.IntN(len(out)-8)
		n := min(1+random.IntN(200), len(out)-at)
		switch random.IntN(5) {
		case 0:
			out[at] ^= byte(1 << random.IntN(8))
		case 1:
			out[at] = byte(random.IntN(256))
		case 2: // cut out
			out = append(out[:at], out[at+n:]...)
		case 3: // doubled
			out = append(out[:at+n], append(append([]byte{}, out[at:at+n]...), out[at+n:]...)...)
		case 4: // a number changed
			for k := at; k < at+n; k++ {
				if out[k] >= '0' && out[k] <= '9' {
					out[k] = byte('0' + random.IntN(10))
					break
				}
			}
		}
	}
	return out
}
