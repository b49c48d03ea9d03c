package web

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/api"
	"crosswalk/internal/app"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// indexPatience is how long a page waits until what was stored can be shown.
const indexPatience = 5 * time.Second

// documentsPage asks for a document.
type documentsPage struct {
	whoAsks
	Asked              askedDocument
	May                bool // store documents
	Fields             []statedField
	Notice             string // about the whole
	Wrong              string // about the text
	Accept             string // endings of the names of files that are read
	MaxMiB, MaxFileMiB int
}

// More says that something is stated, or wrong, beyond what everybody states.
func (p *documentsPage) More() bool {
	for _, f := range p.Fields[3:] {
		if f.Value != "" || f.Wrong != "" {
			return true
		}
	}
	return false
}

// askedDocument is a document as a form sends it.
type askedDocument struct {
	app.DocumentRequest
	Pasted  string // what stands in the text box; the text may have come otherwise
	Draft   string // the document packed, so that a form can carry it on
	Reading string // hash of the reading that was shown
}

// statedField is an input for something that is stated of a document.
type statedField struct {
	Name, Label, Hint, Value, Wrong string
}

func (d *askedDocument) fields(wrongField, wrong string) []statedField {
	fields := []statedField{
		{"issuer", "Issuer", "Country, state, city, such as us-nc. It begins the class's id; “local” if empty.", d.Issuer, ""},
		{"code", "Class code", "If the text states none.", d.Code, ""},
		{"title", "Title", "If the text states none, or misspells it.", d.Title, ""},
		{"publisher", "Publisher", "The issuer if empty. State it for a second document of a class.", d.Publisher, ""},
		{"licence", "Licence", "“not stated” if empty.", d.Licence, ""},
		{"columns", "Columns of a table", "If a guess is wrong: “Job Name=title, What you do=duties”. Kept for the issuer.", d.Columns, ""},
		{"attribution", "Attribution", "Whom to name where the text is shown; the publisher if empty.", d.Attribution, ""},
	}
	for i := range fields {
		if fields[i].Name == wrongField {
			fields[i].Wrong = wrong
		}
	}
	return fields
}

func (p *Pages) documents(c echo.Context) error {
	page := documentsPage{}
	if stored := c.QueryParam("stored"); stored != "" {
		page.Notice = stored + " is stored, and is being indexed; its page shows it in a moment."
	}
	return p.renderDocuments(c, http.StatusOK, page)
}

func (p *Pages) renderDocuments(c echo.Context, status int, page documentsPage) error {
	page.whoAsks = p.whoAsks(c, "/documents")
	page.May = page.Me.Role.May(review.Analyst)
	page.MaxMiB, page.MaxFileMiB = app.MaxDocument>>20, app.MaxFile>>20
	page.Accept = strings.Join(app.FileNames(), ",")
	if page.Fields == nil {
		page.Fields = page.Asked.fields("", "")
	}
	return p.render(c, status, "documents", "Documents", "", &page)
}

// refuseDocument shows the form again, with what was sent and what is wrong
// with it, at its place. Other errors are returned.
func (p *Pages) refuseDocument(c echo.Context, asked askedDocument, err error) error {
	switch spec.CodeOf(err) {
	case spec.Invalid, spec.Conflict, spec.TooLarge:
	default:
		return err
	}
	problem := api.ProblemOf(err)
	wrong := upperFirst(problem.Detail) + "."
	page := documentsPage{Asked: asked, Fields: asked.fields(problem.Field, wrong)}
	switch {
	case problem.Field == "text":
		page.Wrong = wrong
	case !anyWrong(page.Fields):
		page.Notice = wrong
	}
	return p.renderDocuments(c, problem.Status, page)
}

func anyWrong(fields []statedField) bool {
	for _, f := range fields {
		if f.Wrong != "" {
			return true
		}
	}
	return false
}

// askedFor reads the form of a document: a text that was pasted, a file, or the
// draft that the page of a reading carries on.
func askedFor(c echo.Context) (asked askedDocument, err error) {
	asked.DocumentRequest = app.DocumentRequest{
		Name: c.FormValue("name"), Issuer: c.FormValue("issuer"), Code: c.FormValue("code"), Title: c.FormValue("title"),
		Publisher: c.FormValue("publisher"), Licence: c.FormValue("licence"), Attribution: c.FormValue("attribution"),
		Columns: c.FormValue("columns"),
	}
	asked.Reading = c.FormValue("reading")
	// A text box has no line ends of its own; browsers send these.
	asked.Pasted = strings.ReplaceAll(c.FormValue("text"), "\r\n", "\n")
	file, name, err := sentFile(c)
	switch pasted := strings.TrimSpace(asked.Pasted) != ""; {
	case err != nil:
		return asked, err
	case file != nil && pasted:
		return asked, spec.Errorf(spec.Invalid, "there is a text here and a file below: send one of them").In("text")
	case file != nil:
		asked.Name, asked.Text = name, string(file)
	case pasted:
		asked.Text, asked.Name = asked.Pasted, ""
	case c.FormValue("draft") != "":
		if asked.Text, err = unpack(c.FormValue("draft")); err != nil {
			return asked, err
		}
		asked.Format = c.FormValue("format")
	default:
		return asked, spec.Errorf(spec.Invalid, "paste a text, or choose a file").In("text")
	}
	if len(asked.Text) <= app.MaxFile && file != nil || c.FormValue("draft") != "" {
		asked.Draft = pack(asked.Text)
	}
	return asked, nil
}

// sentFile returns the file of a form, nil when none was chosen.
func sentFile(c echo.Context) (content []byte, name string, err error) {
	header, err := c.FormFile("file")
	if err != nil || header.Filename == "" && header.Size == 0 {
		return nil, "", nil // none, or the form has no place for one
	}
	f, err := header.Open()
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	content, err = io.ReadAll(io.LimitReader(f, app.MaxFile+1))
	printable := func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}
	name = strings.Map(printable, filepath.Base(header.Filename))
	return content, clipName(name), err
}

// clipName bounds the name of a file.
func clipName(name string) string {
	const most = 200
	if r := []rune(name); len(r) > most {
		return string(r[:most])
	}
	return name
}

// pack makes one word of a document, which no browser changes on its way: line
// ends in the fields of a form are changed.
func pack(text string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is one that there is
	}
	w.Write([]byte(text))
	w.Close()
	return base64.RawURLEncoding.EncodeToString(b.Bytes())
}

func unpack(draft string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(draft)
	if err == nil {
		raw, err = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(raw)), app.MaxFile+1))
	}
	if err != nil {
		return "", spec.Errorf(spec.Invalid, "the document was damaged on its way; paste it again").In("text")
	}
	return string(raw), nil
}

// asYou is who looks, as a reading that is not stored yet calls them.
func (p *Pages) asYou(ctx context.Context) context.Context {
	who := review.ActorOf(ctx)
	who.Name = "you"
	return review.WithActor(ctx, who)
}

// readDocument shows what a document is read as; it stores nothing.
func (p *Pages) readDocument(c echo.Context) error {
	asked, err := askedFor(c)
	if err != nil {
		return p.refuseDocument(c, asked, err)
	}
	ctx := c.Request().Context()
	read, err := p.app.ReadDocument(ctx, asked.DocumentRequest)
	if err != nil {
		return p.refuseDocument(c, asked, err)
	}
	said, changed, err := saidIn(c, rowsOf(read))
	if err != nil {
		return p.renderDraft(c, http.StatusUnprocessableEntity, asked, read, read, upperFirst(err.Error())+".")
	}
	shown := read
	if changed {
		if shown, err = p.app.CorrectDocument(p.asYou(ctx), asked.DocumentRequest, said); err != nil {
			return p.refuseDocument(c, asked, err)
		}
	}
	return p.renderDraft(c, http.StatusOK, asked, read, shown, "")
}

// storeDocument stores a document as the form says that it is to be read.
func (p *Pages) storeDocument(c echo.Context) error {
	asked, err := askedFor(c)
	if err != nil {
		return p.refuseDocument(c, asked, err)
	}
	ctx := c.Request().Context()
	read, err := p.app.ReadDocument(ctx, asked.DocumentRequest)
	if err != nil {
		return p.refuseDocument(c, asked, err)
	}
	said, _, err := saidIn(c, rowsOf(read))
	if err != nil {
		return p.renderDraft(c, http.StatusUnprocessableEntity, asked, read, read, upperFirst(err.Error())+".")
	}
	shown, err := p.app.CorrectDocument(p.asYou(ctx), asked.DocumentRequest, said)
	if err != nil {
		return p.refuseDocument(c, asked, err)
	}
	if asked.Reading != read.Reading {
		if changesNothing(shown) { // it was sent twice
			return p.showStored(c, string(shown.Classes[0].Outcome), shown.Classes[0].Class.ID, len(shown.Classes)-1)
		}
		return p.renderDraft(c, http.StatusConflict, asked, read, shown, "The document is read otherwise by now than the page showed it. Look at it again, and save it then; what you said still stands where it fits.")
	}
	if me := p.app.Me(ctx); !me.Named && !me.Accounts && len(said) > 0 && strings.TrimSpace(c.FormValue("your-name")) != "" {
		who, err := p.app.SayName(ctx, c.FormValue("your-name"))
		if err != nil {
			return p.notStored(c, asked, read, shown, err)
		}
		ctx = review.WithActor(ctx, who)
	}
	report, err := p.app.StoreDocument(ctx, app.StoreRequest{DocumentRequest: asked.DocumentRequest, Corrections: &said, Reading: asked.Reading})
	if err != nil {
		return p.notStored(c, asked, read, shown, err)
	}
	if err := p.app.CatchUp(ctx, indexPatience); err != nil {
		return err
	}
	return p.showStored(c, report.Outcome, report.Class.ID, len(report.Others))
}

// notStored shows the reading again, with why it could not be stored.
func (p *Pages) notStored(c echo.Context, asked askedDocument, read, shown *app.Draft, err error) error {
	switch spec.CodeOf(err) {
	case spec.Invalid, spec.Conflict, spec.TooLarge, spec.Forbidden:
		problem := api.ProblemOf(err)
		return p.renderDraft(c, problem.Status, asked, read, shown, "Nothing is stored: "+problem.Detail+".")
	}
	return err
}

func changesNothing(d *app.Draft) bool {
	for _, c := range d.Classes {
		if c.Outcome != "unchanged" {
			return false
		}
	}
	return true
}

// showStored goes to the page of the class that was stored, or says that it is
// being indexed.
func (p *Pages) showStored(c echo.Context, outcome, class string, others int) error {
	if !p.app.Readiness(c.Request().Context()).Ready {
		return c.Redirect(http.StatusSeeOther, "/documents?stored="+url.QueryEscape(class))
	}
	return c.Redirect(http.StatusSeeOther, "/classes/"+url.PathEscape(class)+"?stored="+outcome+"&others="+strconv.Itoa(others))
}

// storedWords say what storing did.
var storedWords = map[string]string{
	"added":     "The document is stored: it is the first of this class.",
	"revised":   "The document is stored: it supersedes the one before, which stays readable.",
	"reread":    "The document is stored: its text is the one before, and is read as you see it here.",
	"unchanged": "Nothing has changed: the document was stored just so before.",
}

// storedNotice says on the page of a class what was just stored; it is empty
// when nothing was.
func storedNotice(c echo.Context) string {
	notice := storedWords[c.QueryParam("stored")]
	if n, err := strconv.Atoi(c.QueryParam("others")); err == nil && n > 0 && notice != "" {
		notice += " So are those of " + count(n, "other class") + " of the same specification."
	}
	return notice
}
