package app

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"crosswalk/index"
	"crosswalk/internal/coding"
	"crosswalk/internal/ingest"
	"crosswalk/internal/onet"
	"crosswalk/internal/review"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// Limits on what is coded. Lengths are in characters.
const (
	MaxCodeID         = 200
	MaxCodeTitle      = 500
	MaxCodeText       = 1_000_000
	MaxCodeStatements = 1_000 // of a text, those behind it are not looked at
	MaxCodeStatement  = 10_000
	DefaultCandidates = 10
	MaxCandidates     = 50
)

// CodeRequest describes a class to be coded. One of title, text and
// statements is needed.
type CodeRequest struct {
	ID         string   `json:"id,omitempty" doc:"Yours, given back" maxLength:"200"`
	Title      string   `json:"title,omitempty" doc:"Title of the class" maxLength:"500" example:"Senior Librarian"`
	Text       string   `json:"text,omitempty" doc:"Its specification, or any description of the work; headings are understood" maxLength:"1000000"`
	Statements []string `json:"statements,omitempty" doc:"Duties, knowledge, skills and abilities, one each" maxItems:"1000"`

	// File is the specification in any format that is read, in the place of Text;
	// Name is that of the file.
	File []byte `json:"-"`
	Name string `json:"-"`
}

// Empty reports whether nothing describes the class.
func (r CodeRequest) Empty() bool {
	return len(r.File) == 0 && strings.TrimSpace(r.Title+r.Text+strings.Join(r.Statements, "")) == ""
}

// Check returns an error that names the field when a class cannot be coded as
// it is described.
func (r CodeRequest) Check() error {
	switch {
	case r.Empty():
		return spec.Errorf(spec.Invalid, "needs a title, a text or statements").In("title")
	case utf8.RuneCountInString(r.ID) > MaxCodeID:
		return spec.Errorf(spec.TooLarge, "is over %d characters", MaxCodeID).In("id")
	case utf8.RuneCountInString(r.Title) > MaxCodeTitle:
		return spec.Errorf(spec.TooLarge, "is over %d characters", MaxCodeTitle).In("title")
	case utf8.RuneCountInString(r.Text) > MaxCodeText:
		return spec.Errorf(spec.TooLarge, "is over %d characters", MaxCodeText).In("text")
	case len(r.Statements) > MaxCodeStatements:
		return spec.Errorf(spec.TooLarge, "are over %d", MaxCodeStatements).In("statements")
	}
	for i, st := range r.Statements {
		if utf8.RuneCountInString(st) > MaxCodeStatement {
			return spec.Errorf(spec.TooLarge, "number %d is over %d characters", i+1, MaxCodeStatement).In("statements")
		}
	}
	return nil
}

// CodeOptions say how much is answered.
type CodeOptions struct {
	Limit    int  // candidates at most; DefaultCandidates when 0
	Evidence bool // what carried each candidate
}

// Check returns an error when more is asked for than is answered.
func (o CodeOptions) Check() error {
	if o.Limit < 0 || o.Limit > MaxCandidates {
		return spec.Errorf(spec.Invalid, "must be from 1 to %d, not %d", MaxCandidates, o.Limit).In("limit")
	}
	return nil
}

// Coded is the answer to what the O*NET-SOC code of a class is.
type Coded struct {
	ID string `json:"id" doc:"As it was asked for; empty when it had none"`
	coding.Answer
	Model       string    `json:"model" doc:"Name of the embedding model that took part; empty when the class could not be read" example:"crosswalk-1-113f4195b5ad"`
	Read        CodedFrom `json:"read" doc:"What the class was coded by"`
	Release     string    `json:"release" doc:"O*NET release that the codes and tasks are of" example:"30.1"`
	Attribution string    `json:"attribution" doc:"To be shown with the tasks and titles of the occupations"`
}

// CodedFrom says what a class was coded by.
type CodedFrom struct {
	Title      string `json:"title" doc:"The title, as given or as the text states it; empty when neither does"`
	Statements int    `json:"statements" doc:"How many statements were compared, boilerplate left out"`
}

// noRelease says what to do before anything can be coded.
func noRelease() error {
	return spec.Errorf(spec.Unavailable, "no O*NET release is imported yet, so there are no codes to compare with: "+
		"run \"crosswalk onet import PATH\"; releases are at %s", onet.DownloadPage)
}

// Attribution is what the licence of the O*NET release in force asks to show
// beside its text; empty when there is none.
func (a *App) Attribution() string {
	v := a.current.peek()
	if v == nil || v.release == "" {
		return ""
	}
	return onet.Attribution(v.release)
}

// Thresholds are those that decisions are made by.
func (a *App) Thresholds() coding.Thresholds { return a.cfg.Thresholds }

// Code finds the O*NET-SOC code of a class that is described in the request.
func (a *App) Code(ctx context.Context, r CodeRequest, o CodeOptions) (*Coded, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	job, err := a.job(ctx, r)
	if err != nil {
		return nil, err
	}
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	return v.code(ctx, r.ID, job, o)
}

// CodeClass finds the O*NET-SOC code of a class in the catalog.
func (a *App) CodeClass(ctx context.Context, id string, o CodeOptions) (*Coded, error) {
	v, release, err := a.view()
	if err != nil {
		return nil, err
	}
	defer release()
	c, err := v.class(id, "id")
	if err != nil {
		return nil, err
	}
	return v.code(ctx, id, coding.Job{Title: c.Title, Statements: v.ofClass[id], Employer: spec.IssuerOf(id)}, o)
}

func (v *view) code(ctx context.Context, id string, job coding.Job, o CodeOptions) (*Coded, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	limit := o.Limit
	if limit == 0 {
		limit = DefaultCandidates
	}
	coder, err := v.coder()
	if err != nil {
		return nil, err
	}
	answer, err := coder.Code(ctx, job, limit, o.Evidence)
	if err != nil {
		return nil, err
	}
	return &Coded{ID: id, Answer: answer, Model: coder.Embedding(), Read: readFrom(job), Release: v.release, Attribution: onet.Attribution(v.release)}, nil
}

func readFrom(job coding.Job) CodedFrom {
	read := CodedFrom{Title: job.Title}
	for _, st := range job.Statements {
		if !st.Boilerplate {
			read.Statements++
		}
	}
	return read
}

// job reads what a request describes.
func (a *App) job(ctx context.Context, r CodeRequest) (coding.Job, error) {
	job := coding.Job{Title: ingest.Fold(r.Title)}
	if r.File != nil || strings.TrimSpace(r.Text) != "" {
		raw := r.File
		if raw == nil {
			raw = []byte(r.Text)
		}
		files, err := a.documents.Read(ctx, r.Name, raw, nil)
		if err == nil && len(files) > 1 {
			err = spec.Errorf(spec.Invalid, "holds %d classes: send them one by one", len(files))
		}
		if err != nil {
			if refused, ok := errors.AsType[*spec.Error](err); ok {
				err = refused.In("text")
			}
			return job, err
		}
		doc := ingest.Read(files[0].Text)
		job.Statements = doc.Statements
		title := cmp.Or(files[0].Title, doc.Class.Title)
		if !hasRequirements(doc.Statements) {
			title, job.Statements = ingest.ReadPlain(files[0].Text)
		}
		if job.Employer, err = coding.EmployerNamed(files[0].Text); err != nil {
			return job, err
		}
		switch {
		case job.Title == "":
			job.Title = cmp.Or(title, ingest.TitleIn(files[0].Window))
		case a.corpus.Prepare(title, "", vector.Row{}).Kind == spec.Duty: // no title: the first of the duties, taken for one
			job.Statements = append([]spec.Statement{statementOf(title)}, job.Statements...)
		}
	}
	job.Statements = job.Statements[:min(MaxCodeStatements, len(job.Statements))]
	for _, st := range r.Statements {
		if text := ingest.Fold(st); text != "" {
			job.Statements = append(job.Statements, statementOf(text))
		}
	}
	return job, nil
}

// statementOf reads a bare statement: its kind from its frame, a duty where it
// has none.
func statementOf(text string) spec.Statement {
	st := spec.Statement{Text: text, Kind: semantic.Read(text, "").Kind, Boilerplate: semantic.IsBoilerplate(text)}
	if st.Kind == "" {
		st.Kind = spec.Duty
	}
	return st
}

func hasRequirements(statements []spec.Statement) bool {
	for _, st := range statements {
		if st.Kind.IsRequirement() {
			return true
		}
	}
	return false
}

// occupationCode is the form of O*NET-SOC codes, whose parts name groups.
var occupationCode = regexp.MustCompile(`^\d\d-\d{4}\.\d\d$`)

// newCoder makes a coder of the release in force, whose confidences pass through
// the curve where there is one. The error is Unavailable
// when there is none.
func (v *view) newCoder(place coding.Placers, t coding.Thresholds, curve *review.Curve) (*coding.Coder, error) {
	var occupations []coding.Occupation
	for _, c := range v.classes {
		if o, ok := v.occupation(c.ID); ok && occupationCode.MatchString(c.Code) {
			o.Code, o.Title = c.Code, c.Title
			if c.JobZone != nil {
				o.JobZone = *c.JobZone
			}
			occupations = append(occupations, o)
		}
	}
	if len(occupations) == 0 {
		return nil, noRelease()
	}
	model, err := coding.BuiltinModel()
	if err != nil {
		return nil, err
	}
	embedding, err := semantic.BuiltinModel()
	if err != nil {
		return nil, err
	}
	employers, err := coding.BuiltinEmployers()
	if err != nil {
		return nil, err
	}
	coder, err := coding.NewCoder(context.Background(), occupations, embedding, place)
	if err != nil {
		return nil, err
	}
	if coder, err = coder.With(model, employers, t); err != nil {
		return nil, err
	}
	if curve != nil {
		coder = coder.Recalibrated(curve.Of)
	}
	return coder, nil
}

// coderPlaces gives the coder its vectors. Those of occupations are kept with the
// catalog; those of jobs are not.
func coderPlaces(kept *semantic.Kept) coding.Placers {
	return coding.Placers{
		Occupations: func(ctx context.Context, texts []string) ([]vector.Row, error) { return kept.Embed(ctx, texts, nil) },
		Jobs:        kept.Read,
		Encoder:     kept.Embedder.Name(),
	}
}

// occupation gathers what the release says of a class; other documents may
// describe it too, and are left out.
func (v *view) occupation(id string) (coding.Occupation, bool) {
	o := coding.Occupation{ID: id, Titles: v.titles[id], Tools: v.tools[id]}
	if spec.IssuerOf(id) != index.IssuerONET {
		return o, false
	}
	for i := range v.ofClass[id] {
		st := &v.ofClass[id][i]
		switch {
		case !v.released[st.SourceID]:
		case st.Kind == spec.Purpose:
			o.Description = st.Text
		case st.Kind == spec.Task:
			o.Tasks = append(o.Tasks, coding.Task{ID: st.ID, Text: st.Text, Activities: v.links[st.ID]})
		}
	}
	return o, o.Description != ""
}
