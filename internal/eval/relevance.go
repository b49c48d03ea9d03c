package eval

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/app"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/spec"
)

// relevanceCases is a plain text that anyone can extend; its head explains it.
//
//go:embed relevance.txt
var relevanceCases string

// A Case is one expectation about a crosswalk, written by somebody who read
// both documents.
type Case struct {
	Line        int
	Request     app.CrosswalkRequest
	Requirement string
	Status      []spec.Status // one of these; empty accepts any
	NotStatus   []spec.Status // none of these
	Evidence    string        // stands among the first Within pieces of evidence
	Within      int
	NotEvidence string // is no evidence
	NotMetBy    string // may be evidence, but does not make it met
	OneWay      bool   // coverage there and back differ
	Pending     string // why it does not hold yet; empty when it must hold
}

// ParseCases reads cases. Errors name the line.
func ParseCases(r io.Reader) ([]Case, error) {
	var cases []Case
	begin := func(line int) { cases = append(cases, Case{Line: line, Within: 3}) }
	set := func(field, value string) *spec.Error { return cases[len(cases)-1].set(field, value) }
	if err := readBlocks(r, begin, set); err != nil {
		return nil, err
	}
	for _, c := range cases {
		if c.Request.From == "" || c.Request.To == "" || c.Requirement == "" && !c.OneWay {
			return nil, spec.Errorf(spec.Invalid, "a case needs from, to and a requirement").At(c.Line)
		}
	}
	return cases, nil
}

func (c *Case) set(field, value string) *spec.Error {
	var err *spec.Error
	switch field {
	case "from":
		c.Request.From, c.Request.FromLevel = classAndLevel(value)
	case "to":
		c.Request.To, c.Request.ToLevel = classAndLevel(value)
	case "requirement":
		c.Requirement = value
	case "status":
		c.Status, err = statuses(value)
	case "not status":
		c.NotStatus, err = statuses(value)
	case "evidence":
		c.Evidence = value
	case "within":
		n, e := strconv.Atoi(value)
		if e != nil || n < 1 {
			return spec.Errorf(spec.Invalid, "within: %q is no number from 1", value)
		}
		c.Within = n
	case "not evidence":
		c.NotEvidence = value
	case "not met by":
		c.NotMetBy = value
	case "one way":
		c.OneWay = true
	case "pending":
		c.Pending = value
	default:
		return spec.Errorf(spec.Invalid, "unknown field %q", field)
	}
	return err
}

// classAndLevel cuts "us-nc:19200 @ Journey".
func classAndLevel(s string) (class, level string) {
	class, level, _ = strings.Cut(s, "@")
	return strings.TrimSpace(class), strings.TrimSpace(level)
}

func statuses(value string) ([]spec.Status, *spec.Error) {
	var out []spec.Status
	for word := range strings.FieldsSeq(value) {
		s := spec.Status(word)
		known := false
		for _, k := range spec.Statuses {
			known = known || k == s
		}
		if !known {
			return nil, spec.Errorf(spec.Invalid, "unknown status %q", word)
		}
		out = append(out, s)
	}
	return out, nil
}

// Negative reports whether the case says what must not be: a gap is a
// requirement that nothing must meet.
func (c Case) Negative() bool {
	return len(c.NotStatus) > 0 || c.NotEvidence != "" || c.NotMetBy != "" || len(c.Status) == 1 && c.Status[0] == spec.Gap
}

// A Verdict is what a crosswalk makes of a case.
type Verdict struct {
	Why string // the case does not hold; empty when it does
	// SharesStem: the requirement and the statement that the case quotes have
	// a content stem in common; where the case quotes none, the requirement
	// and anything offered.
	SharesStem bool
}

// Check makes the crosswalk of a case. The error says that it cannot be
// checked: a document has no such class, or no such statement.
func (c Case) Check(ctx context.Context, a *app.App) (Verdict, error) {
	x, err := a.Crosswalk(ctx, c.Request)
	if err != nil {
		return Verdict{}, fmt.Errorf("case at line %d: %w", c.Line, err)
	}
	if c.OneWay {
		return c.checkOneWay(ctx, a, x)
	}
	offered, err := c.offered(ctx, a, x.From.Level)
	if err != nil {
		return Verdict{}, fmt.Errorf("case at line %d: %w", c.Line, err)
	}
	var v Verdict
	found := false
	for _, r := range x.Requirements {
		if !quotes(r.Statement.Text, c.Requirement) {
			continue
		}
		found = true
		required := contentStems(r.Statement.Text, r.Statement.Kind)
		for _, st := range offered {
			v.SharesStem = v.SharesStem || shareStem(required, contentStems(st.Text, st.Kind))
		}
		if v.Why == "" {
			v.Why = c.check(r)
		}
	}
	if !found {
		return v, fmt.Errorf("case at line %d: %s requires nothing like %q", c.Line, c.Request.To, c.Requirement)
	}
	return v, nil
}

// checkOneWay makes the crosswalk back as well. Such a case is about no
// statement, and about all words of both documents.
func (c Case) checkOneWay(ctx context.Context, a *app.App, there *crosswalk.Crosswalk) (Verdict, error) {
	v := Verdict{SharesStem: true}
	back, err := a.Crosswalk(ctx, app.CrosswalkRequest{
		From: c.Request.To, FromLevel: c.Request.ToLevel, To: c.Request.From, ToLevel: c.Request.FromLevel,
	})
	if err != nil {
		return v, fmt.Errorf("case at line %d: %w", c.Line, err)
	}
	if *there.Coverage.Total == *back.Coverage.Total {
		v.Why = fmt.Sprintf("coverage is %.4f both ways", *there.Coverage.Total)
	}
	return v, nil
}

// offered returns the statements of the origin that the case quotes, or all
// that are offered when it quotes none. A quote that no document bears out
// would make a case hold by mistake: it is an error. Boilerplate may be
// quoted, as what is no evidence.
func (c Case) offered(ctx context.Context, a *app.App, level *spec.Level) ([]spec.Statement, error) {
	class, statements, err := a.Whole(ctx, c.Request.From)
	if err != nil {
		return nil, err
	}
	origin := crosswalk.Class{Class: class}
	statements = slices.DeleteFunc(slices.Clone(statements), func(st spec.Statement) bool {
		return !st.Kind.IsRequirement() || !origin.Offers(&st, level)
	})
	var quoted []spec.Statement
	for _, quote := range []string{c.Evidence, c.NotEvidence, c.NotMetBy} {
		if quote == "" {
			continue
		}
		before := len(quoted)
		for _, st := range statements {
			if quotes(st.Text, quote) {
				quoted = append(quoted, st)
			}
		}
		if len(quoted) == before {
			return nil, fmt.Errorf("%s offers nothing like %q", c.Request.From, quote)
		}
	}
	if len(quoted) > 0 {
		return quoted, nil
	}
	return statements, nil
}

// quotes reports whether a statement is the one that a case means: the case
// may quote its beginning only.
func quotes(statement, quoted string) bool { return strings.HasPrefix(statement, quoted) }

func (c Case) check(r crosswalk.Requirement) string {
	if len(c.Status) > 0 && !containsStatus(c.Status, r.Status) {
		return fmt.Sprintf("status is %s, want %v", r.Status, c.Status)
	}
	if containsStatus(c.NotStatus, r.Status) {
		return fmt.Sprintf("status is %s", r.Status)
	}
	if c.Evidence != "" && !cites(r.Evidence[:min(c.Within, len(r.Evidence))], c.Evidence) {
		return fmt.Sprintf("status is %s, and the evidence is not among the first %d", r.Status, c.Within)
	}
	if c.NotEvidence != "" && cites(r.Evidence, c.NotEvidence) {
		return "it is evidence"
	}
	met := r.Status == spec.Met || r.Status == spec.Short
	if c.NotMetBy != "" && met && cites(r.Evidence[:min(1, len(r.Evidence))], c.NotMetBy) {
		return fmt.Sprintf("status is %s, by it", r.Status)
	}
	return ""
}

func containsStatus(list []spec.Status, s spec.Status) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func cites(evidence []crosswalk.Evidence, quoted string) bool {
	for _, e := range evidence {
		if quotes(e.Statement.Text, quoted) {
			return true
		}
	}
	return false
}

// String names the case by what it expects.
func (c Case) String() string {
	if c.OneWay {
		return fmt.Sprintf("%s and %s cover each other differently", c.Request.From, c.Request.To)
	}
	want := ""
	switch {
	case c.NotEvidence != "":
		want = fmt.Sprintf("not by %q", c.NotEvidence)
	case c.NotMetBy != "":
		want = fmt.Sprintf("not met by %q", c.NotMetBy)
	case len(c.NotStatus) > 0:
		want = fmt.Sprintf("not %v", c.NotStatus)
	case c.Evidence != "":
		want = fmt.Sprintf("%v by %q", c.Status, c.Evidence)
	default:
		want = fmt.Sprintf("%v", c.Status)
	}
	return fmt.Sprintf("%s -> %s: %q %s", c.Request.From, c.Request.To, c.Requirement, want)
}

// Relevance checks every case and reports it. A case that does not hold is
// wrong in the figures, expected (pending) or not (broken); the committed
// report shows which, so that a change in either shows in a diff. Returned are
// how many are not as they are marked: broken, or pending and yet they hold.
func Relevance(ctx context.Context, a *app.App, w io.Writer) (mismarked int, err error) {
	cases, err := ParseCases(strings.NewReader(relevanceCases))
	if err != nil {
		return 0, fmt.Errorf("relevance cases: %w", err)
	}
	var all, toFind, toLeave tally // the latter two without a shared stem
	var negative, pending, broken, resolved int
	var lines []string
	for _, c := range cases {
		v, err := c.Check(ctx, a)
		if err != nil {
			return 0, err
		}
		if c.Negative() {
			negative++
		}
		all.add(v.Why == "")
		if !v.SharesStem && c.Negative() {
			toLeave.add(v.Why == "")
		} else if !v.SharesStem {
			toFind.add(v.Why == "")
		}
		switch {
		case c.Pending != "" && v.Why != "":
			pending++
			lines = append(lines, fmt.Sprintf("pending  %s: %s (%s)", c, v.Why, c.Pending))
		case c.Pending != "":
			resolved++
			lines = append(lines, fmt.Sprintf("HOLDS    %s: no longer pending", c))
		case v.Why != "":
			broken++
			lines = append(lines, fmt.Sprintf("BROKEN   %s: %s", c, v.Why))
		}
	}
	fmt.Fprintf(w, "relevance cases: %d, of which %d negative; %d of %d without a shared content stem\n",
		len(cases), negative, toFind.of+toLeave.of, len(cases))
	fmt.Fprintf(w, "  right: %s, without a shared stem %s\n", all, toFind.plus(toLeave))
	fmt.Fprintf(w, "  without a shared stem: %s that say what belongs together, %s that say what does not\n", toFind, toLeave)
	fmt.Fprintf(w, "  wrong: %d pending, %d broken; %d hold that are marked pending\n", pending, broken, resolved)
	for _, l := range lines {
		fmt.Fprintln(w, " ", l)
	}
	return broken + resolved, nil
}
