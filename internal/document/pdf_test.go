package document

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klippa-app/go-pdfium/requests"

	"crosswalk/internal/document/samples"
	"crosswalk/internal/spec"
)

// cacheDir keeps PDFium compiled from one run of the tests to the next.
var cacheDir = filepath.Join(os.TempDir(), "crosswalk-test-pdfium")

// reader is shared: PDFium is started once.
var reader = &Reader{CacheDir: cacheDir, Known: func(w string) bool {
	return strings.Contains(" management classification first office maintains ", " "+w+" ")
}}

// across takes the words of two columns line by line, as some programs write them.
func across(a, b []samples.Word) []samples.Word {
	var out []samples.Word
	for i := range max(len(a), len(b)) {
		if i < len(a) {
			out = append(out, a[i])
		}
		if i < len(b) {
			out = append(out, b[i])
		}
	}
	return out
}

func read(t *testing.T, name string, raw []byte) Document {
	t.Helper()
	docs, err := reader.Read(t.Context(), name, raw, nil)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(docs) != 1 {
		t.Fatalf("%s: %d documents", name, len(docs))
	}
	return docs[0]
}

func TestPDFText(t *testing.T) {
	left := samples.Lines(72, 700, "Plans the work of the harbour crew and of", "the divers. Keeps the log of every vessel", "that enters, and reports to the master of", "the port each week about the dues.", "Trains new hands.")
	right := samples.Lines(330, 700, "The master needs a certificate of the coast", "guard, and three years of experience with", "tugs. The office is open in winter, and the", "rooms are heated from the boiler house of", "the old fish market.")
	tests := []struct {
		name  string
		pages [][]samples.Word
		want  string
	}{
		{"a wrapped paragraph is one line", [][]samples.Word{samples.Lines(72, 700, "The harbour master plans the work of the crew, keeps the log and", "reports to the port each week. He trains", "DUTIES")},
			"The harbour master plans the work of the crew, keeps the log and reports to the port each week. He trains\nDUTIES"},
		{"a gap ends a paragraph", [][]samples.Word{append(samples.Lines(72, 700, "Keeps the log of the harbour.", "Counts the vessels in it."), samples.Lines(72, 650, "Reports to the port.", "Writes letters to all who keep a vessel in the harbour.")...)},
			"Keeps the log of the harbour.\nCounts the vessels in it.\n\nReports to the port.\nWrites letters to all who keep a vessel in the harbour."},
		{"a bullet begins a line", [][]samples.Word{samples.Lines(72, 700, "- Keeps the log of all vessels that enter", "the harbour and leave it", "- Counts the dues that they have to pay to")},
			"- Keeps the log of all vessels that enter the harbour and leave it\n- Counts the dues that they have to pay to"},
		{"two columns written across", [][]samples.Word{across(left, right)},
			"Plans the work of the harbour crew and of the divers. Keeps the log of every vessel that enters, and reports to the master of the port each week about the dues. Trains new hands.\n\n" +
				"The master needs a certificate of the coast guard, and three years of experience with tugs. The office is open in winter, and the rooms are heated from the boiler house of the old fish market."},
		{"two columns written one by one", [][]samples.Word{append(append([]samples.Word{}, left...), right...)},
			"Plans the work of the harbour crew and of the divers. Keeps the log of every vessel that enters, and reports to the master of the port each week about the dues. Trains new hands.\n\n" +
				"The master needs a certificate of the coast guard, and three years of experience with tugs. The office is open in winter, and the rooms are heated from the boiler house of the old fish market."},
		{"labels beside values", [][]samples.Word{across(samples.Lines(72, 700, "Title:", "Grade:", "Pay:", "Unit:", "Code:"), samples.Lines(200, 700, "Harbour master", "7", "$40,000", "Port", "H12"))},
			"Title:\tHarbour master\nGrade:\t7\nPay:\t$40,000\nUnit:\tPort\nCode:\tH12"},
		{"pages", [][]samples.Word{samples.Lines(72, 700, "First page."), samples.Lines(72, 700, "Second page.")}, "First page.\n\fSecond page."},
		{"overprinted bold", [][]samples.Word{{{X: 72, Y: 700, Text: "Harbour office of the port"}, {X: 72.5, Y: 700, Text: "Harbour office of the port"}}}, "Harbour office of the port"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := read(t, "a.pdf", samples.PDF(tt.pages...))
			if doc.Format != PDF || doc.Text != tt.want {
				t.Errorf("%s\ngot  %q\nwant %q", doc.Format, doc.Text, tt.want)
			}
		})
	}
}

func TestHyphenAtLineEnd(t *testing.T) {
	text := read(t, "a.pdf", samples.PDF(samples.Lines(72, 700, "The office is in charge of the man-", "agement of the harbour, and of the crew-", "members of every tug in it."))).Text
	if !strings.Contains(text, "the management of") || !strings.Contains(text, "crew-members") {
		t.Error(text)
	}
}

func TestPDFRefused(t *testing.T) {
	good := samples.PDF(samples.Lines(72, 700, "The harbour master plans the work of the crew and keeps the log."))
	many := make([][]samples.Word, MaxPages+1)
	tests := []struct {
		name    string
		raw     []byte
		code    spec.Code
		message string
	}{
		{"cut short", good[:60], spec.Invalid, "damaged"},
		{"too many pages", samples.PDF(many...), spec.TooLarge, "301 pages"},
		{"too large", append([]byte("%PDF-1.4\n"), make([]byte, MaxFileBytes)...), spec.TooLarge, "16 MiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := reader.Read(t.Context(), "a.pdf", tt.raw, nil)
			if spec.CodeOf(err) != tt.code || !strings.Contains(fmt.Sprint(err), tt.message) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestFontsOfGlyphNumbers reads glyphs whose font gives their numbers for
// characters.
func TestFontsOfGlyphNumbers(t *testing.T) {
	want := "Keeps the log of the vessels in the harbour, and reports to the port’s master."
	var page []glyph
	for i, r := range want {
		switch r {
		case '’':
			r = 182
		case ' ':
			r = 3
		default:
			r -= glyphShift
		}
		page = append(page, glyph{r: r, font: "Arial", left: float64(i * 5), right: float64(i*5 + 5), bottom: 700, top: 707})
	}
	pages := [][]glyph{page}
	if reads(pages) {
		t.Fatal("numbers of glyphs read as English")
	}
	shiftFonts(pages)
	if got := pageText(pages[0], nil); got != want || !reads(pages) {
		t.Errorf("%q", got)
	}
}

func TestRestoreLigatures(t *testing.T) {
	got := restoreLigatures("The classi!cation of the o#ce is the !rst. Call now! Q&A for R&D.", reader.Known)
	if want := "The classification of the o#ce is the first. Call now! Q&A for R&D."; got != want {
		t.Errorf("%q", got)
	}
}

// TestScan recognises the picture of a page.
func TestScan(t *testing.T) {
	if _, err := exec.LookPath("tesseract"); err != nil {
		_, err := reader.Read(t.Context(), "a.pdf", samples.Assemble([]string{""}, ""), nil)
		if spec.CodeOf(err) != spec.Invalid || !strings.Contains(err.Error(), "scan") {
			t.Errorf("without tesseract: %v", err)
		}
		t.Skip("tesseract is not installed")
	}
	doc := read(t, "a.pdf", scanned(t, samples.PDF(samples.Lines(72, 700, "The harbour master plans the work of the crew.", "He keeps the log of every vessel."))))
	if doc.Format != ScannedPDF || !strings.Contains(doc.Text, "harbour master plans the work") {
		t.Errorf("%s %q", doc.Format, doc.Text)
	}
	if len(doc.Warnings) != 1 || !strings.Contains(doc.Warnings[0].Message, "mean word confidence 9") {
		t.Errorf("%v", doc.Warnings)
	}
}

// scanned makes a PDF that holds the picture of the first page of another.
func scanned(t *testing.T, raw []byte) []byte {
	t.Helper()
	instance, err := reader.pdf.instance(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer instance.Close()
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &raw})
	if err != nil {
		t.Fatal(err)
	}
	rendered, err := instance.RenderPageInDPI(&requests.RenderPageInDPI{
		Page: requests.Page{ByIndex: &requests.PageByIndex{Document: opened.Document}}, DPI: 150,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer rendered.Cleanup()
	return pictured(rendered.Result.RenderedImage)
}

func pictured(m image.Image) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	size := m.Bounds()
	for y := range size.Dy() {
		for x := range size.Dx() {
			r, _, _, _ := m.At(x, y).RGBA()
			w.Write([]byte{byte(r >> 8)})
		}
	}
	w.Close()
	picture := fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream",
		size.Dx(), size.Dy(), b.Len(), b.String())
	return samples.Assemble([]string{"q 612 0 0 792 0 0 cm /Im Do Q"}, picture)
}

// longPDF has 40 full pages.
func longPDF() []byte {
	page := samples.Lines(72, 740, strings.Split(strings.Repeat("Keeps the log of every vessel that enters the harbour and reports it.\n", 55), "\n")...)
	return samples.PDF(slices.Repeat([][]samples.Word{page}, 40)...)
}

func TestSpeedOfALongPDF(t *testing.T) {
	raw := longPDF()
	read(t, "a.pdf", samples.PDF(samples.Lines(72, 740, "Keeps the log of every vessel."))) // starts PDFium
	start := time.Now()
	read(t, "a.pdf", raw)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("40 pages took %v", took)
	}
}

func BenchmarkLongPDF(b *testing.B) {
	raw := longPDF()
	for b.Loop() {
		if _, err := reader.Read(b.Context(), "a.pdf", raw, nil); err != nil {
			b.Fatal(err)
		}
	}
}
