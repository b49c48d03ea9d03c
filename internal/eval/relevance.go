package eval

import (
	"bufio"
	"context"
	_ "embed"
	"fmt"
	"io"
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
	OneWay      bool   // coverage there and back differ
	Pending     string // why it does not hold yet; empty when it must hold
}

// ParseCases reads cases: blocks of "field: value" lines, separated by blank
// lines; lines that begin with "#" are comments. Errors name the line.
func ParseCases(r io.Reader) ([]Case, error) {
	var cases []Case
	var current *Case
	lines := bufio.NewScanner(r)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "":
			current = nil
			continue
		case strings.HasPrefix(line, "#"):
			continue
		}
		if current == nil {
			cases = append(cases, Case{Line: n, Within: 3})
			current = &cases[len(cases)-1]
		}
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, spec.Errorf(spec.Invalid, "want \"field: value\", got %q", line).At(n)
		}
		if err := current.set(field, strings.TrimSpace(value)); err != nil {
			return nil, err.At(n)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
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

// Negative reports whether the case says what must not be.
func (c Case) Negative() bool { return len(c.NotStatus) > 0 || c.NotEvidence != "" }

// Check returns why the case does not hold, and "" when it does.
func (c Case) Check(ctx context.Context, a *app.App) (string, error) {
	x, err := a.Crosswalk(ctx, c.Request)
	if err != nil {
		return "", fmt.Errorf("case at line %d: %w", c.Line, err)
	}
	if c.OneWay {
		back, err := a.Crosswalk(ctx, app.CrosswalkRequest{
			From: c.Request.To, FromLevel: c.Request.ToLevel, To: c.Request.From, ToLevel: c.Request.FromLevel,
		})
		if err != nil {
			return "", fmt.Errorf("case at line %d: %w", c.Line, err)
		}
		if *x.Coverage.Total == *back.Coverage.Total {
			return fmt.Sprintf("coverage is %.4f both ways", *x.Coverage.Total), nil
		}
		return "", nil
	}
	found := false
	for _, r := range x.Requirements {
		if !quotes(r.Statement.Text, c.Requirement) {
			continue
		}
		found = true
		if why := c.check(r); why != "" {
			return why, nil
		}
	}
	if !found {
		return "", fmt.Errorf("case at line %d: %s requires nothing like %q", c.Line, c.Request.To, c.Requirement)
	}
	return "", nil
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
	case len(c.NotStatus) > 0:
		want = fmt.Sprintf("not %v", c.NotStatus)
	case c.Evidence != "":
		want = fmt.Sprintf("%v by %q", c.Status, c.Evidence)
	default:
		want = fmt.Sprintf("%v", c.Status)
	}
	return fmt.Sprintf("%s -> %s: %q %s", c.Request.From, c.Request.To, c.Requirement, want)
}

// Relevance checks every case and reports it.
func Relevance(ctx context.Context, a *app.App, w io.Writer) (broken int, err error) {
	cases, err := ParseCases(strings.NewReader(relevanceCases))
	if err != nil {
		return 0, fmt.Errorf("relevance cases: %w", err)
	}
	negative, pending := 0, 0
	var lines []string
	for _, c := range cases {
		why, err := c.Check(ctx, a)
		if err != nil {
			return 0, err
		}
		if c.Negative() {
			negative++
		}
		switch {
		case c.Pending != "" && why != "":
			pending++
			lines = append(lines, fmt.Sprintf("pending  %s: %s (%s)", c, why, c.Pending))
		case c.Pending != "":
			broken++
			lines = append(lines, fmt.Sprintf("HOLDS    %s: no longer pending", c))
		case why != "":
			broken++
			lines = append(lines, fmt.Sprintf("BROKEN   %s: %s", c, why))
		}
	}
	fmt.Fprintf(w, "relevance cases: %d, of which %d negative; %d hold, %d pending, %d broken\n",
		len(cases), negative, len(cases)-pending-broken, pending, broken)
	for _, l := range lines {
		fmt.Fprintln(w, " ", l)
	}
	return broken, nil
}
