// Command fitcoding writes the features of the candidates of coded jobs, one job per
// line. training/coding.py fits the coder's trees to them.
//
//	go run ./internal/eval/fitcoding --onet PATH --classes FOLDER > FILE
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"crosswalk/internal/coding"
	"crosswalk/internal/eval"
	"crosswalk/internal/semantic/encoder"
)

func main() {
	release := flag.String("onet", "", "O*NET text release, folder or zip")
	classes := flag.String("classes", "", "folder of the test data")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	err := run(*release, *classes, out)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fitcoding:", err)
		os.Exit(1)
	}
}

// header is the first line.
type header struct {
	Features []string `json:"features"`
	Encoder  string   `json:"encoder"`
	Release  string   `json:"release"`
}

// example is one view of a job.
type example struct {
	Set   string       `json:"set"`   // california, la, election or library
	Group string       `json:"group"` // examples of one are not independent
	Part  eval.Part    `json:"part"`
	Given coding.Given `json:"given"`
	// Excerpt is true if the text was cut to its first statements.
	Excerpt bool         `json:"excerpt"`
	SOCs    []string     `json:"socs"`
	Grade   []int        `json:"grade"` // of each candidate: 0, 1 acceptable, 3 a reader's best
	Rows    []coding.Row `json:"rows"`
}

func run(release, dir string, w io.Writer) error {
	coder, version, err := eval.OpenCoder(release)
	if err != nil {
		return err
	}
	e, err := encoder.Builtin()
	if err != nil {
		return err
	}
	jobs, err := eval.ReadCodedJobs(dir)
	if err != nil {
		return err
	}
	classes, err := eval.ReadCodedClasses(dir)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(w)
	if err := lines.Encode(header{coding.FeatureNames(), e.Name(), version}); err != nil {
		return err
	}
	write := func(ex example, job coding.Job, acceptable, best map[string]bool) error {
		m := coder.Measure(job)
		if m.Given != ex.Given {
			return nil
		}
		if err := coder.Sense(context.Background(), &m, job); err != nil {
			return err
		}
		candidates, rows := m.Rows()
		ex.Rows = rows
		for _, o := range candidates {
			soc, grade := coding.SOC(m.Codes[o]), 0
			switch {
			case best[soc]:
				grade = 3
			case acceptable[soc]:
				grade = 1
			}
			ex.SOCs, ex.Grade = append(ex.SOCs, soc), append(ex.Grade, grade)
		}
		return lines.Encode(ex)
	}
	for _, view := range eval.Views {
		given := view.Given
		for i := range jobs {
			j := &jobs[i]
			if j.Part == eval.PartReport || j.Vague {
				continue
			}
			set, _, _ := strings.Cut(j.Document, "_")
			if err := write(example{Set: set, Group: j.Employer, Part: j.Part, Given: given, Excerpt: view.Statements > 0}, view.Of(j.Title, j.Statements), j.Acceptable, j.Best); err != nil {
				return err
			}
		}
		for i := range classes {
			c := &classes[i]
			if !eval.FitsAll(c.Spec) {
				continue
			}
			if err := write(example{Set: "california", Group: c.Spec, Part: eval.PartFit, Given: given, Excerpt: view.Statements > 0}, view.Of(c.Title, c.Statements), c.Right, c.Right); err != nil {
				return err
			}
		}
	}
	return nil
}
