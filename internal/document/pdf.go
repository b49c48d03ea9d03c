package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"crosswalk/internal/spec"
)

// Limits on one PDF. PDFium runs as WebAssembly, each document in an instance of
// its own: what goes wrong in it reaches neither the process nor its files.
const (
	MaxPages   = 300
	maxGlyphs  = 2_000_000
	pageGlyphs = 50_000
	pdfTime    = 30 * time.Second
	scanTime   = 3 * time.Minute // of a document whose characters are recognised
	pdfMemory  = 256 << 20
	pdfWorkers = 4
	wasmPage   = 64 << 10
)

// A pdfEngine is PDFium, compiled when the first PDF is read.
type pdfEngine struct {
	start sync.Mutex
	pool  pdfium.Pool
	cache wazero.CompilationCache
}

// instance waits for one of the instances of PDFium.
func (e *pdfEngine) instance(ctx context.Context, cacheDir string) (pdfium.Pdfium, error) {
	pool, err := e.started(cacheDir)
	if err != nil {
		return nil, err
	}
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return instance, err
}

func (e *pdfEngine) started(cacheDir string) (pdfium.Pool, error) {
	e.start.Lock()
	defer e.start.Unlock()
	if e.pool == nil {
		config := wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(pdfMemory / wasmPage).
			WithCloseOnContextDone(true)
		if cacheDir != "" {
			// Without the folder it works as well, with a start of some seconds.
			if cache, err := wazero.NewCompilationCacheWithDir(cacheDir); err == nil {
				e.cache = cache
				config = config.WithCompilationCache(cache)
			}
		}
		pool, err := webassembly.Init(webassembly.Config{
			MaxIdle: 1, MaxTotal: pdfWorkers, RuntimeConfig: config,
			FSConfig: wazero.NewFSConfig(), // no file of this machine
			Stdout:   io.Discard, Stderr: io.Discard,
		})
		if err != nil {
			if e.cache != nil {
				err = errors.Join(err, e.cache.Close(context.Background()))
				e.cache = nil
			}
			return nil, fmt.Errorf("starting PDFium: %w", err)
		}
		e.pool = pool
	}
	return e.pool, nil
}

func (e *pdfEngine) close() error {
	e.start.Lock()
	defer e.start.Unlock()
	if e.pool == nil {
		return nil
	}
	err := e.pool.Close()
	if e.cache != nil {
		err = errors.Join(err, e.cache.Close(context.Background()))
	}
	e.pool, e.cache = nil, nil
	return err
}

// readPDF reads the text layer of a PDF, or recognises the characters of one that
// has none.
func (r *Reader) readPDF(ctx context.Context, raw []byte) (Document, error) {
	instance, err := r.pdf.instance(ctx, r.CacheDir)
	if err != nil {
		return Document{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	limit := time.AfterFunc(pdfTime, func() { cancel(errSlow) })
	defer limit.Stop()
	type answer struct {
		doc Document
		err error
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if p := recover(); p != nil {
				a.err = errDamaged
			}
			done <- a
		}()
		a.doc, a.err = r.readPages(ctx, instance, raw, limit)
	}()
	select {
	case a := <-done:
		if err := instance.Close(); a.err == nil && err != nil {
			a.err = err
		}
		return a.doc, a.err
	case <-ctx.Done():
		instance.Kill() // stops what runs; there is nothing more to do about an error of it
		return Document{}, context.Cause(ctx)
	}
}

// errDamaged is the answer to a PDF on which PDFium gives up.
var errDamaged = spec.Errorf(spec.Invalid, "this PDF is damaged; print it to PDF again")

// errSlow is the answer to a PDF that takes too long.
var errSlow = spec.Errorf(spec.TooLarge, "reading this PDF takes longer than %v, or %v with its characters recognised", pdfTime, scanTime)

// readPages reads a PDF; limit is what ends it.
func (r *Reader) readPages(ctx context.Context, instance pdfium.Pdfium, raw []byte, limit *time.Timer) (Document, error) {
	doc := Document{Format: PDF}
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &raw})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return doc, spec.Errorf(spec.Invalid, "this PDF needs a password; print it to PDF without one")
	case err != nil:
		return doc, errDamaged
	}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return doc, errDamaged
	}
	if count.PageCount > MaxPages {
		return doc, spec.Errorf(spec.TooLarge, "this PDF has %d pages; the limit is %d", count.PageCount, MaxPages)
	}
	pages, err := readGlyphs(instance, opened.Document, count.PageCount, false)
	if err != nil {
		return doc, err
	}
	if reads(pages) {
		doc.Text, err = r.textOf(ctx, pages)
		return doc, err
	}
	// Perhaps it has fonts that do not say which characters they draw.
	if pages, err = readGlyphs(instance, opened.Document, count.PageCount, true); err != nil {
		return doc, err
	}
	shiftFonts(pages)
	if doc.Text, err = r.textOf(ctx, pages); err != nil || reads(pages) {
		return doc, err
	}
	limit.Reset(scanTime)
	seen, err := r.recognise(ctx, instance, opened.Document, len(pages))
	if err == nil && len(strings.Fields(seen.Text)) > 2*len(strings.Fields(doc.Text)) || !saysAnything(pages) {
		return seen, err
	}
	return doc, nil
}

// textOf writes pages, with form feeds between them.
func (r *Reader) textOf(ctx context.Context, pages [][]glyph) (string, error) {
	texts := make([]string, len(pages))
	for i, glyphs := range pages {
		if err := context.Cause(ctx); err != nil {
			return "", err
		}
		texts[i] = pageText(glyphs, r.Known)
	}
	return restoreLigatures(strings.Join(texts, "\n\f"), r.Known), nil
}

// readGlyphs reads the glyphs of every page, and the names of their fonts where
// they are wanted: those take twice the time.
func readGlyphs(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, count int, fonts bool) ([][]glyph, error) {
	pages := make([][]glyph, count)
	total := 0
	for i := range pages {
		text, err := instance.GetPageTextStructured(&requests.GetPageTextStructured{
			Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}},
			Mode: requests.GetPageTextStructuredModeChars, CollectFontInformation: fonts,
		})
		if err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, errDamaged)
		}
		if len(text.Chars) > pageGlyphs {
			return nil, spec.Errorf(spec.TooLarge, "page %d of this PDF has more than %d characters", i+1, pageGlyphs)
		}
		if total += len(text.Chars); total > maxGlyphs {
			return nil, spec.Errorf(spec.TooLarge, "this PDF has more than %d characters", maxGlyphs)
		}
		for _, c := range text.Chars {
			font := ""
			if c.FontInformation != nil {
				font = c.FontInformation.Name
			}
			p := c.PointPosition
			for _, r := range c.Text {
				if r == '\ufffe' {
					r = lineHyphen
				}
				pages[i] = append(pages[i], glyph{r: r, font: font, left: p.Left, right: p.Right, bottom: p.Bottom, top: p.Top})
			}
		}
	}
	return pages, nil
}
