package eval

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/onet"
)

// A Graded is a pair of statements that careful readers have graded, 0 to 3,
// by the rubric in docs/quality.md: does what is offered meet the requirement?
type Graded struct {
	Requirement, Offered string
	Grades               []int  // of each reader
	Origin               string // report, choose, traps, read, written ...
	Employer             string // of the requirement; empty where nobody is
}

// Grade is the mean of the readers' grades.
func (g Graded) Grade() float64 {
	sum := 0
	for _, n := range g.Grades {
		sum += n
	}
	return float64(sum) / float64(len(g.Grades))
}

// metFrom is the mean grade from which on a pair counts as met.
const metFrom = 1.5

// Met reports whether the readers say that the requirement is met.
func (g Graded) Met() bool { return g.Grade() >= metFrom }

// Tables of grades. They hold the hashes of texts that stand in the test data:
// documents of employers are not copied into this repository.
var (
	//go:embed labels/report.tsv
	reportLabels string
	//go:embed labels/report_2.tsv
	reportLabels2 string
	//go:embed labels/choose.tsv
	chooseLabels string
	//go:embed labels/choose_2.tsv
	chooseLabels2 string
	//go:embed labels/traps.tsv
	trapLabels string
	//go:embed labels/short.tsv
	shortLabels string
)

// Files of the test data that hold the texts.
const (
	gradedPairs    = "statement_pairs_dev.tsv"
	labelledTexts  = "reading_labels_dev.jsonl"
	trapsOfNobody  = "written 4" // the writer of traps there that nothing is fitted to
	writtenForThis = "written"
)

// Employers that always fit: two have a third of all pairs, and O*NET is none.
var alwaysFit = []string{"state of california", "city of los angeles", "o*net"}

// A Part says what the pairs of an employer are for.
type Part string

// Parts of the employers.
const (
	PartFit    Part = "fit"
	PartChoose Part = "choose"
	PartReport Part = "report"
)

// PartOf returns the part of an employer: by the hash of its name about 60, 15
// and 25 of a hundred. training/employers.py has the same rule.
func PartOf(employer string) Part {
	if slices.Contains(alwaysFit, employer) {
		return PartFit
	}
	sum := sha256.Sum256([]byte("employer|" + employer))
	switch h := binary.BigEndian.Uint32(sum[:]) % 100; {
	case h < 60:
		return PartFit
	case h < 75:
		return PartChoose
	}
	return PartReport
}

var (
	article  = regexp.MustCompile(`^the\s+`)
	nameEnds = regexp.MustCompile(`,|--| - |\(`)
	between  = regexp.MustCompile(`[^a-z0-9]+`)
)

// EmployerOf returns the employer of a source as the table of pairs names it:
// "election posting: Butte County" is of "butte county".
func EmployerOf(source string) string {
	kind, name, _ := strings.Cut(source, ": ")
	switch {
	case kind == "California":
		return "state of california"
	case kind == "Los Angeles":
		return "city of los angeles"
	case strings.HasPrefix(kind, "O*NET"):
		return "o*net"
	case strings.HasPrefix(kind, writtenForThis):
		return source
	}
	name = article.ReplaceAllString(strings.ToLower(name), "")
	return strings.TrimSpace(between.ReplaceAllString(nameEnds.Split(name, 2)[0], " "))
}

// textKey is the name of a text in tables that do not hold it.
func textKey(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// A GradedSet is the graded pairs that nothing of the encoder was fitted to.
type GradedSet struct {
	Report []Graded // nothing was fitted to, or chosen by: report and shared
	Choose []Graded // the judge is fitted and its thresholds chosen on these
	Traps  []Graded // written: paraphrases without shared words, traps with many, short pairs
}

// ReadGraded reads the graded pairs, with their texts from a folder of test
// data. The traps leave out pairs whose requirement stands in no file that is
// read here.
func ReadGraded(dir string) (*GradedSet, error) {
	rows, err := readTable(filepath.Join(dir, gradedPairs))
	if err != nil {
		return nil, err
	}
	sources, err := gradedTexts(dir, rows)
	if err != nil {
		return nil, err
	}
	texts := make(map[string]string, len(sources))
	for text := range sources {
		texts[textKey(text)] = text
	}
	set := &GradedSet{}
	named := func(origin, table string, whole bool) ([]Graded, error) {
		var out []Graded
		lines, err := tableOf(origin, table)
		if err != nil {
			return nil, err
		}
		for _, r := range lines {
			g := Graded{Requirement: texts[r["requirement"]], Offered: r["offered"], Origin: origin}
			if whole {
				g.Offered = texts[r["offered"]]
			}
			if g.Requirement == "" || g.Offered == "" {
				if !whole {
					continue
				}
				return nil, fmt.Errorf("labels of %s: no text has the key %s or %s", origin, r["requirement"], r["offered"])
			}
			if g.Grades, err = grades(r["grades"]); err != nil {
				return nil, fmt.Errorf("labels of %s: %w", origin, err)
			}
			g.Employer = EmployerOf(sources[g.Requirement])
			out = append(out, g)
		}
		return out, nil
	}
	for _, t := range []struct {
		origin, table string
		whole         bool
		into          *[]Graded
	}{{"report", reportLabels, true, &set.Report}, {"choose", chooseLabels, true, &set.Choose}, {"choose", chooseLabels2, true, &set.Choose}, {"traps", trapLabels, false, &set.Traps}} {
		found, err := named(t.origin, t.table, t.whole)
		if err != nil {
			return nil, err
		}
		*t.into = append(*t.into, found...)
	}
	short, err := shortPairs()
	if err != nil {
		return nil, err
	}
	set.Traps = append(set.Traps, short...)
	second, err := secondReader()
	if err != nil {
		return nil, err
	}
	reported := map[string]bool{}
	for _, g := range set.Report {
		reported[g.Requirement], reported[g.Offered] = true, true
	}
	for _, r := range rows {
		mine, other := EmployerOf(r["requirement_source"]), EmployerOf(r["offered_source"])
		g := Graded{Requirement: r["requirement"], Offered: r["offered"], Origin: r["origin"], Employer: mine}
		if g.Grades, err = grades(r["grades"]); err != nil {
			return nil, fmt.Errorf("%s: %w", gradedPairs, err)
		}
		switch {
		case r["requirement_source"] == trapsOfNobody:
			set.Traps = append(set.Traps, g)
		case r["origin"] != writtenForThis && PartOf(mine) == PartReport:
			g.Origin = originShared
			if grade, ok := second[[2]string{textKey(g.Requirement), textKey(g.Offered)}]; ok {
				g.Grades = append(g.Grades, grade)
			}
			set.Report = append(set.Report, g)
		case PartOf(mine) == PartChoose && PartOf(other) != PartReport && !reported[g.Requirement] && !reported[g.Offered]:
			set.Choose = append(set.Choose, g)
		}
	}
	return set, nil
}

// originShort is that of short pairs that differ in a word or two; shortOfNobody
// is the writer of those that nothing of the encoder is fitted to.
const (
	originShort   = "short"
	shortOfNobody = "short 5"
)

// shortPairs reads the short pairs of that writer: both sides are this project's.
func shortPairs() ([]Graded, error) {
	rows, err := tableOf("labels of short pairs", shortLabels)
	if err != nil {
		return nil, err
	}
	var out []Graded
	for _, r := range rows {
		if r["writer"] != shortOfNobody {
			continue
		}
		g := Graded{Requirement: r["requirement"], Offered: r["offered"], Origin: originShort, Employer: shortOfNobody}
		if g.Grades, err = grades(r["grades"]); err != nil {
			return nil, fmt.Errorf("labels of short pairs: %w", err)
		}
		out = append(out, g)
	}
	return out, nil
}

// originShared is that of the reported pairs of the shared table.
const originShared = "shared"

// secondReader returns the grades of a second reader of the reported pairs of
// the shared table, by the keys of requirement and offer.
func secondReader() (map[[2]string]int, error) {
	rows, err := tableOf("labels of report_2", reportLabels2)
	if err != nil {
		return nil, err
	}
	out := make(map[[2]string]int, len(rows))
	for _, r := range rows {
		g, err := grades(r["grades"])
		if err != nil {
			return nil, fmt.Errorf("labels of report_2: %w", err)
		}
		out[[2]string{r["requirement"], r["offered"]}] = g[0]
	}
	return out, nil
}

// FittingTraps are the written pairs that a judge may be fitted to: those of one
// half of the requirements, by their hash. The other half is reported.
func (s *GradedSet) FittingTraps() []Graded { return s.traps(true) }

// ReportedTraps are the written pairs of the other half.
func (s *GradedSet) ReportedTraps() []Graded { return s.traps(false) }

func (s *GradedSet) traps(fit bool) []Graded {
	var out []Graded
	for _, g := range s.Traps {
		if sum := sha256.Sum256([]byte("trap|" + g.Requirement)); (sum[0]%2 == 0) == fit {
			out = append(out, g)
		}
	}
	return out
}

// gradedTexts returns every text of the test data that tables of grades may
// name, with the source that it stands in first.
func gradedTexts(dir string, rows []map[string]string) (map[string]string, error) {
	out := map[string]string{}
	add := func(text, source string) {
		if _, ok := out[text]; !ok {
			out[text] = source
		}
	}
	for _, r := range rows {
		if r["origin"] != writtenForThis {
			add(r["requirement"], r["requirement_source"])
			add(r["offered"], r["offered_source"])
		}
	}
	file, err := os.Open(filepath.Join(dir, labelledTexts))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for d := json.NewDecoder(file); d.More(); {
		var doc struct {
			Doc        string
			Statements []struct{ Text string }
		}
		if err := d.Decode(&doc); err != nil {
			return nil, fmt.Errorf("%s: %w", labelledTexts, err)
		}
		for _, s := range doc.Statements {
			add(strings.TrimRight(strings.Join(strings.Fields(s.Text), " "), "."), "labelled: "+doc.Doc)
		}
	}
	release, err := onet.Open(filepath.Join(dir, ReleaseFile))
	if err != nil {
		return nil, err
	}
	defer release.Close()
	err = release.Rows("Task Statements.txt", []string{"O*NET-SOC Code", "Task"}, func(v []string) error {
		add(strings.TrimRight(strings.TrimSpace(v[1]), "."), "O*NET task: "+v[0])
		return nil
	})
	return out, errors.Join(err)
}

// readTable reads a file of lines with tabs between fields, the first of which
// names them.
func readTable(name string) ([]map[string]string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return tableOf(filepath.Base(name), string(data))
}

func tableOf(name, data string) ([]map[string]string, error) {
	var out []map[string]string
	var header []string
	lines := bufio.NewScanner(strings.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if n == 1 {
			header = fields
			continue
		}
		if len(fields) != len(header) {
			return nil, fmt.Errorf("%s, line %d: %d fields, not %d", name, n, len(fields), len(header))
		}
		row := make(map[string]string, len(header))
		for i, f := range fields {
			row[header[i]] = f
		}
		out = append(out, row)
	}
	return out, lines.Err()
}

func grades(text string) ([]int, error) {
	var out []int
	for field := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 0 || n > 3 {
			return nil, fmt.Errorf("%q is no grade of 0 to 3", field)
		}
		out = append(out, n)
	}
	return out, nil
}
