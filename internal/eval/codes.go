package eval

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"crosswalk/internal/coding"
	"crosswalk/internal/ingest"
	"crosswalk/internal/match"
	"crosswalk/internal/spec"
)

// codeLabels holds codes that readers assigned to postings: two readers for each posting of
// a report employer, one for the others. codeTable in the test data has more, by one
// reader each.
//
//go:embed labels/codes.tsv
var codeLabels string

// partCalifornia marks classes of California, whose codes the state has published.
const partCalifornia Part = "California"

const codeTable = "class_codes_dev.tsv"

// A CodedJob is a job with the codes that readers assigned to it.
type CodedJob struct {
	Document, Title, Employer string
	Part                      Part
	Statements                []spec.Statement
	Codes                     map[string]bool // best code of each reader, eight digits
	Best                      map[string]bool // the same, six digits
	Acceptable                map[string]bool // six-digit codes that a reader would accept, including the best
	Readers                   int
	Agree                     bool // two readers have the same best code
	Vague                     bool // the text is the wrong page, or says too little
}

// ReadCodedJobs reads the coded jobs of Los Angeles, election offices and libraries.
func ReadCodedJobs(dir string) ([]CodedJob, error) {
	p, err := postings(dir)
	if err != nil {
		return nil, err
	}
	table, err := readCodeTable(filepath.Join(dir, codeTable))
	if err != nil {
		return nil, err
	}
	labels, err := tableOf("labels of codes", codeLabels)
	if err != nil {
		return nil, err
	}
	var out []CodedJob
	labelled := map[string]bool{}
	add := func(row map[string]string, readers ...[3]string) {
		doc := row["document"]
		employer := p.employers[doc]
		j := CodedJob{Document: doc, Title: p.titles[doc], Employer: employer, Part: PartOf(employer), Codes: map[string]bool{}, Best: map[string]bool{}, Acceptable: map[string]bool{}}
		if j.Title == "" {
			j.Title = row["title"]
		}
		for _, r := range readers {
			j.Readers++
			j.Vague = j.Vague || r[2] == "vague"
			if r[0] == "" {
				continue
			}
			j.Codes[r[0]], j.Best[coding.SOC(r[0])] = true, true
			for code := range strings.SplitSeq(r[0]+","+r[1], ",") {
				if code != "" {
					j.Acceptable[coding.SOC(code)] = true
				}
			}
		}
		j.Agree = j.Readers == 2 && len(j.Best) == 1
		if len(j.Best) > 0 {
			j.Statements = ingest.Read(p.texts[doc]).Statements
			out = append(out, j)
		}
		labelled[doc] = true
	}
	for _, row := range labels {
		readers := [][3]string{{row["best"], row["also"], row["note"]}}
		if row["note_2"] != "" {
			readers = append(readers, [3]string{row["best_2"], row["also_2"], row["note_2"]})
		}
		add(row, readers...)
	}
	for _, row := range table {
		if !labelled[row["document"]] && PartOf(p.employers[row["document"]]) != PartReport {
			add(row, [3]string{row["best"], row["also_acceptable"], row["note"]})
		}
	}
	return out, nil
}

// readCodeTable reads the table of the test data. One title contains tabs, so the codes
// are taken from the end of the line.
func readCodeTable(path string) ([]map[string]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []map[string]string
	for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		f := strings.Split(line, "\t")
		if len(f) < 5 {
			return nil, fmt.Errorf("%s, line %d: %d fields, not 5", codeTable, n+2, len(f))
		}
		last := f[len(f)-3:]
		out = append(out, map[string]string{"document": f[0], "title": f[1], "best": last[0], "also_acceptable": last[1], "note": last[2]})
	}
	return out, nil
}

// codes measures the built-in coder on employers outside California.
func codes(dir string, w io.Writer) error {
	coder, version, err := BuiltinCoder(filepath.Join(dir, ReleaseFile))
	if err != nil {
		return err
	}
	jobs, err := ReadCodedJobs(dir)
	if err != nil {
		return err
	}
	all, err := ReadCodedClasses(dir)
	if err != nil {
		return err
	}
	for i := range all {
		if c := &all[i]; !FitsAll(c.Spec) {
			jobs = append(jobs, CodedJob{Document: c.Spec, Title: c.Title, Employer: alwaysFit[0], Part: partCalifornia, Statements: c.Statements, Best: c.Right, Acceptable: c.Right, Readers: 1})
		}
	}
	fmt.Fprintf(w, "codes: jobs of employers that the coder was not fitted to, against O*NET %s; acceptable is what a reader would sign\n", version)
	for _, part := range []struct {
		name string
		of   func(j *CodedJob) bool
	}{
		{"report, election offices", func(j *CodedJob) bool { return j.Part == PartReport && strings.HasPrefix(j.Document, "election") }},
		{"report, libraries", func(j *CodedJob) bool { return j.Part == PartReport && strings.HasPrefix(j.Document, "library") }},
		{"report", func(j *CodedJob) bool { return j.Part == PartReport }},
		{"choose", func(j *CodedJob) bool { return j.Part == PartChoose }},
		{"California, specifications that the trees were not fitted to, without its own model", func(j *CodedJob) bool { return j.Part == partCalifornia }},
	} {
		var some []CodedJob
		employers, two, agree := map[string]bool{}, 0, 0
		for _, j := range jobs {
			if part.of(&j) && !j.Vague {
				some = append(some, j)
				employers[j.Employer] = true
				two += oneIf(j.Readers == 2)
				agree += oneIf(j.Agree)
			}
		}
		fmt.Fprintf(w, "  %s: %d jobs of %d employers", part.name, len(some), len(employers))
		if two > 0 {
			fmt.Fprintf(w, "; two readers of %d, the same best code %.3f", two, float64(agree)/float64(two))
		}
		fmt.Fprintln(w)
		for _, given := range Givens {
			if err := reportCodes(w, coder, some, given); err != nil {
				return err
			}
		}
	}
	return nil
}

// Givens lists what may be given of a job: title and text, or one of them.
var Givens = []coding.Given{coding.BothGiven, coding.TitleGiven, coding.TextGiven}

// A View says how much of a job the coder sees.
type View struct {
	Given      coding.Given
	Statements int // of the text; 0 for all
}

// Views lists the views that the coder is fitted to. Excerpts stand for hasty descriptions.
var Views = []View{
	{coding.BothGiven, wholeText}, {coding.BothGiven, excerpt}, {coding.TitleGiven, wholeText}, {coding.TextGiven, wholeText}, {coding.TextGiven, excerpt},
}

// Of returns the visible part of a job.
func (v View) Of(title string, statements []spec.Statement) coding.Job {
	var job coding.Job
	if v.Given != coding.TextGiven {
		job.Title = title
	}
	if v.Given == coding.TitleGiven {
		return job
	}
	if job.Statements = statements; v.Statements != wholeText {
		job.Statements = firstRequirements(statements, v.Statements)
	}
	return job
}

// codingNames describes what was given.
var codingNames = map[coding.Given]string{
	coding.BothGiven: "title and text", coding.TitleGiven: "title alone", coding.TextGiven: "text alone",
}

// coded codes jobs, in order.
func coded(coder *coding.Coder, n int, job func(i int) coding.Job) ([]coding.Answer, error) {
	answers := make([]coding.Answer, n)
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i := range answers {
		work.Go(func() (err error) {
			answers[i], err = coder.Code(context.Background(), job(i), 10, false)
			return err
		})
	}
	return answers, work.Wait()
}

func reportCodes(w io.Writer, coder *coding.Coder, jobs []CodedJob, given coding.Given) error {
	answers, err := coded(coder, len(jobs), func(i int) coding.Job { return View{Given: given}.Of(jobs[i].Title, jobs[i].Statements) })
	if err != nil {
		return err
	}
	var first, best, detail, five, ten, suggested, suggestedRight, none, asked, answered int
	var obs []match.Observation
	for i, a := range answers {
		j := &jobs[i]
		for k, c := range a.Candidates {
			ok := j.Acceptable[c.SOC]
			if k == 0 {
				first += oneIf(ok)
				best += oneIf(j.Best[c.SOC])
				detail += oneIf(j.Codes[c.Code])
				obs = append(obs, match.Observation{Similarity: c.Confidence, True: ok})
				if a.Decision == coding.Suggest {
					suggested++
					suggestedRight += oneIf(ok)
				}
			}
			if ok {
				five += oneIf(k < 5)
				ten++
				break
			}
		}
		none += oneIf(a.Decision == coding.None)
		asked += oneIf(a.Question != nil)
		answered += oneIf(j.Acceptable[firstOnceAnswered(a, j.Acceptable)])
	}
	n := float64(max(1, len(jobs)))
	fmt.Fprintf(w, "    %-14s first acceptable %.3f, readers' best %.3f (eight digits %.3f); among five %.3f, ten %.3f; suggested %.3f, right %.3f; none %.3f; calibration error %.3f\n",
		codingNames[given], float64(first)/n, float64(best)/n, float64(detail)/n, float64(five)/n, float64(ten)/n,
		float64(suggested)/n, float64(suggestedRight)/float64(max(1, suggested)), float64(none)/n, calibrationError(obs))
	fmt.Fprintf(w, "    %-14s asked %.3f, first acceptable %.3f once the question is answered rightly\n", "", float64(asked)/n, float64(answered)/n)
	return nil
}
