package document

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image/png"
	"math"
	"os/exec"
	"strconv"
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"crosswalk/internal/spec"
)

// Bounds of a scan.
const (
	maxScannedPages = 40
	scanDPI         = 200
	maxScanPixels   = 25_000_000 // of a page
	surelyRead      = 80         // per cent; below it a warning says so
)

// recognise reads the pictures of a scanned PDF with tesseract, where it is
// installed.
func (r *Reader) recognise(ctx context.Context, instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, pages int) (Document, error) {
	out := Document{Format: ScannedPDF}
	program, err := exec.LookPath(cmp.Or(r.Recogniser, "tesseract"))
	if err != nil {
		return out, spec.Errorf(spec.Invalid, "this PDF is a scan, or its text is not readable English: install tesseract (Debian: tesseract-ocr) to have its characters recognised, or send its text")
	}
	if pages > maxScannedPages {
		return out, spec.Errorf(spec.TooLarge, "this PDF is a scan of %d pages; the limit is %d", pages, maxScannedPages)
	}
	texts := make([]string, pages)
	var all recognised
	for i := range texts {
		picture, err := render(instance, doc, i)
		if err != nil {
			return out, fmt.Errorf("page %d: %w", i+1, err)
		}
		cmd := exec.CommandContext(ctx, program, "stdin", "stdout", "-l", "eng", "--dpi", strconv.Itoa(scanDPI), "tsv")
		cmd.Stdin = picture
		tsv, err := cmd.Output()
		if err != nil {
			if ctx.Err() != nil {
				return out, ctx.Err()
			}
			return out, spec.Errorf(spec.Unavailable, "page %d: tesseract failed: %s", i+1, complaint(err))
		}
		page := readRecognised(string(tsv))
		all.words += page.words
		all.sum += page.sum
		texts[i] = page.text
	}
	if all.words == 0 {
		return out, spec.Errorf(spec.Invalid, "no characters could be recognised in this PDF")
	}
	out.Text = strings.Join(texts, "\n\f")
	mean := int(math.Round(all.sum / float64(all.words)))
	message := fmt.Sprintf("scanned PDF; mean word confidence %d%%", mean)
	if mean < surelyRead {
		message += ". Compare the text with the page before you store it"
	}
	out.Warnings = append(out.Warnings, spec.Warning{Message: message})
	return out, nil
}

// complaint returns what a failed program wrote to its error output.
func complaint(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return strings.TrimSpace(string(exit.Stderr))
	}
	return err.Error()
}

func render(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, page int) (*bytes.Buffer, error) {
	at := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: page}}
	size, err := instance.GetPageSize(&requests.GetPageSize{Page: at})
	if err != nil {
		return nil, err
	}
	const pointsPerInch = 72
	if size.Width*size.Height*scanDPI*scanDPI > maxScanPixels*pointsPerInch*pointsPerInch {
		return nil, spec.Errorf(spec.TooLarge, "is larger than %d megapixels", maxScanPixels/1_000_000)
	}
	rendered, err := instance.RenderPageInDPI(&requests.RenderPageInDPI{Page: at, DPI: scanDPI})
	if err != nil {
		return nil, err
	}
	defer rendered.Cleanup()
	var out bytes.Buffer
	if rendered.Result.RenderedImage == nil {
		return nil, errors.New("gave no picture")
	}
	return &out, png.Encode(&out, rendered.Result.RenderedImage)
}

// recognised is the text of a page, with the confidence of its words.
type recognised struct {
	text  string
	words int
	sum   float64 // of the confidences, in per cent
}

// readRecognised reads tesseract's table of words: a line each, with block,
// paragraph and line.
func readRecognised(tsv string) recognised {
	const (
		wordLevel                       = "5"
		level, block, par, line, confAt = 0, 2, 3, 4, 10
		text                            = 11
	)
	var out recognised
	var b strings.Builder
	var before []string
	for _, row := range strings.Split(tsv, "\n") {
		f := strings.Split(row, "\t")
		if len(f) <= text || f[level] != wordLevel || strings.TrimSpace(f[text]) == "" {
			continue
		}
		conf, err := strconv.ParseFloat(f[confAt], 64)
		if err != nil || conf < 0 {
			continue
		}
		switch {
		case before == nil:
		case before[block] != f[block] || before[par] != f[par]:
			b.WriteString("\n\n")
		case before[line] != f[line]:
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(strings.TrimSpace(f[text]))
		before = f
		out.words++
		out.sum += conf
	}
	out.text = b.String()
	return out
}
