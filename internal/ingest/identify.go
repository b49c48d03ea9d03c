package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"crosswalk/internal/spec"
)

// An Origin is what is known of a document beyond its text: who issued it,
// under which code, with which licence. What the text itself states is checked
// against it. Empty fields are unknown.
type Origin struct {
	File        string `json:"file"`
	SHA256      string `json:"sha256"`
	Issuer      string `json:"issuer"` // "us-nc", "us-ca-sf", "onet"
	Code        string `json:"code"`
	Title       string `json:"title"`
	Publisher   string `json:"publisher"`
	Licence     string `json:"licence"`
	Attribution string `json:"attribution"`
	Format      string `json:"format,omitempty"`  // of the file that the text was taken from
	Columns     string `json:"columns,omitempty"` // of a table: "Job Name=title, What you do=duties"
}

// ParseManifest reads a list of origins: a JSON array of objects. Unknown
// fields are refused, so that a misspelt one is not lost in silence.
func ParseManifest(data []byte) ([]Origin, error) {
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	var origins []Origin
	if err := dec.Decode(&origins); err != nil {
		line := 1 + strings.Count(string(data[:min(int(dec.InputOffset()), len(data))]), "\n")
		return nil, spec.Errorf(spec.Invalid, "manifest: %v", err).At(line)
	}
	for i, o := range origins {
		if o.Issuer != "" && !issuerPattern.MatchString(o.Issuer) {
			return nil, spec.Errorf(spec.Invalid, "manifest entry %d: %s", i+1, badIssuer(o.Issuer))
		}
	}
	return origins, nil
}

var (
	issuerPattern = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	codeShape     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
)

// maxIDPart bounds an issuer and a code.
const maxIDPart = 80

func badIssuer(issuer string) string {
	return "issuer " + strconv.Quote(issuer) + " must be lower-case letters, digits and hyphens, like us-nc"
}

// LocalIssuer stands in for an issuer that nobody has named.
const LocalIssuer = "local"

// NotStated stands in for a licence that nobody has named.
const NotStated = "not stated"

// An Identified document is one whose class and statements have their ids.
type Identified struct {
	Key        string // names the document across its revisions
	Source     spec.Source
	Text       string
	Class      spec.Class
	Statements []spec.Statement
	LeftOut    []spec.Statement // that a person says are none
}

// Identify joins what a document says with what is known of its origin, and
// gives the class and the statements their ids. An origin that contradicts
// the text's own code, or states another checksum, is a Conflict; a title that
// differs is a warning.
func Identify(doc *Document, raw []byte, o Origin, now time.Time) (*Identified, error) {
	digest := sha256.Sum256(raw)
	sum := hex.EncodeToString(digest[:])
	if o.SHA256 != "" && !strings.EqualFold(o.SHA256, sum) {
		return nil, spec.Errorf(spec.Conflict, "the document's checksum is %s, not %s as stated", sum, o.SHA256).In("sha256")
	}
	class, warnings, err := identifyClass(doc, o, sum[:8])
	if err != nil {
		return nil, err
	}
	publisher := first(o.Publisher, class.Issuer)
	id := &Identified{
		Text: doc.Text,
		Source: spec.Source{
			Format: spec.FormatText, Family: doc.Family, Publisher: publisher, Title: class.Title,
			Licence: first(o.Licence, NotStated), Attribution: first(o.Attribution, publisher),
			SHA256: sum, Bytes: len(raw), EffectiveDate: doc.EffectiveDate,
			IngestedAt: now, Facts: doc.Facts, Warnings: slices.Concat(doc.Warnings, warnings),
		},
		Class:      class,
		Statements: doc.Statements,
	}
	lines := LinesOf(doc.Text)
	for i := range id.Statements {
		id.Statements[i].Page = lines.Page(id.Statements[i].Span.Start)
	}
	id.SetKey(strings.Join([]string{class.ID, publisher, doc.Family}, "|"))
	return id, nil
}

// Warn adds a warning about the document as a whole.
func (id *Identified) Warn(format string, args ...any) {
	id.Source.Warnings = append(id.Source.Warnings, spec.Warning{Message: fmt.Sprintf(format, args...)})
}

// SetKey makes the document a revision of the one that the key names, and
// gives the statements the ids that they have there.
func (id *Identified) SetKey(key string) {
	id.Key = key
	seen := map[string]int{}
	for i := range id.Statements {
		st := &id.Statements[i]
		st.ClassID = id.Class.ID
		st.ID = statementID(key, *st, seen)
	}
}

func identifyClass(doc *Document, o Origin, fingerprint string) (spec.Class, []spec.Warning, error) {
	class := doc.Class
	var warnings []spec.Warning
	warn := func(format string, args ...any) {
		warnings = append(warnings, spec.Warning{Message: fmt.Sprintf(format, args...)})
	}
	class.Issuer = o.Issuer
	if class.Issuer == "" {
		class.Issuer = LocalIssuer
		warn("the text names no issuer; filed under %q", LocalIssuer)
	}
	if !issuerPattern.MatchString(class.Issuer) || len(class.Issuer) > maxIDPart {
		return class, nil, spec.Errorf(spec.Invalid, "%s", badIssuer(class.Issuer)).In("issuer")
	}
	if o.Code != "" && doc.Class.Code != "" && !strings.EqualFold(o.Code, doc.Class.Code) {
		return class, nil, spec.Errorf(spec.Conflict, "the text states code %q, not %q", doc.Class.Code, o.Code).In("code")
	}
	if o.Title != "" && doc.Class.Title != "" && !SameTitle(o.Title, doc.Class.Title) {
		warn("the text calls the class %q, not %q", doc.Class.Title, o.Title)
	}
	class.Title = first(o.Title, titleCase(doc.Class.Title))
	class.Code = first(o.Code, doc.Class.Code)
	if class.Code == "" {
		// Texts without a title must not become revisions of one another.
		class.Code = first(slug(class.Title), "untitled-"+fingerprint)
		warn("the text states no class code; %q stands in", class.Code)
	}
	if class.Code == "" || !codeShape.MatchString(class.Code) || len(class.Code) > maxIDPart {
		return class, nil, spec.Errorf(spec.Invalid, "%q cannot be a class code: letters, digits, points and hyphens, at most %d", class.Code, maxIDPart).In("code")
	}
	if class.Title == "" {
		class.Title = class.Code
		warn("the text states no title; the code stands in")
	}
	class.ID = spec.ClassID(class.Issuer, class.Code)
	return class, warnings, nil
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// SameTitle compares titles by their letters and digits: PDF text tears words
// apart ("HUM AN SERVICES").
func SameTitle(a, b string) bool { return bare(a) == bare(b) }

func bare(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == maxIDPart {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// statementID hashes what makes a statement the same statement: its document,
// its place among competencies and levels, and its words. Where a document
// repeats a statement under one heading, the repetitions are numbered.
func statementID(key string, st spec.Statement, seen map[string]int) string {
	level := ""
	if st.Level != nil {
		level = st.Level.Label
	}
	content := strings.Join([]string{key, string(st.Kind), st.Framework, st.Competency, level, st.Section, st.Text}, "\x00")
	n := seen[content]
	seen[content]++
	h := sha256.Sum256([]byte(content + "\x00" + strconv.Itoa(n)))
	return "st-" + hex.EncodeToString(h[:8])
}
