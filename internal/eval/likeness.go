package eval

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/app"
	"crosswalk/internal/coding"
	"crosswalk/internal/ingest"
	"crosswalk/internal/jobtitle"
	"crosswalk/internal/likeness"
	"crosswalk/internal/match"
	"crosswalk/internal/review"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/vector"
)

// likenessLabels holds how alike jobs of report and choose employers are to class
// specifications of California, as two readers graded them. likenessTable in the test
// data has more, by one reader each.
//
//go:embed labels/likeness.tsv
var likenessLabels string

const likenessTable = "class_likeness_dev.tsv"

// comparableFrom is the grade from which two jobs are listed as comparable.
const comparableFrom = 2

// A Pool is a job with the specifications that readers graded for it.
type Pool struct {
	Document, Employer string
	Part               Part
	Grades             map[string]float64 // by specification: mean of the readers' grades, 0 to 3
	Both               map[string][2]int  // grades of two readers
}

// ReadPools reads the graded pools: those of the labels, and of the test data those of
// other documents, report employers left out.
func ReadPools(dir string) ([]Pool, error) {
	p, err := postings(dir)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(dir, likenessTable))
	if err != nil {
		return nil, err
	}
	table, err := tableOf(likenessTable, string(data))
	if err != nil {
		return nil, err
	}
	labels, err := tableOf("labels of likeness", likenessLabels)
	if err != nil {
		return nil, err
	}
	byDocument := map[string]*Pool{}
	add := func(document, specification string, grades ...string) error {
		pool := byDocument[document]
		if pool == nil {
			employer := p.employers[document]
			pool = &Pool{document, employer, PartOf(employer), map[string]float64{}, map[string][2]int{}}
			byDocument[document] = pool
		}
		var given [2]int
		for i, g := range grades {
			n, err := strconv.Atoi(g)
			if err != nil || n < 0 || n > 3 {
				return fmt.Errorf("%s, %s: %q is not a grade of 0 to 3", document, specification, g)
			}
			given[i] = n
			pool.Grades[specification+".txt"] += float64(n) / float64(len(grades))
		}
		if len(grades) == len(given) {
			pool.Both[specification+".txt"] = given
		}
		return nil
	}
	for _, row := range labels {
		if err := add(row["document"], row["specification"], row["grade"], row["grade_2"]); err != nil {
			return nil, err
		}
	}
	labelled := maps.Clone(byDocument)
	for _, row := range table {
		if labelled[row["document"]] != nil || PartOf(p.employers[row["document"]]) == PartReport {
			continue
		}
		if err := add(row["document"], row["california_spec"], row["grade"]); err != nil {
			return nil, err
		}
	}
	var out []Pool
	for _, document := range slices.Sorted(maps.Keys(byDocument)) {
		out = append(out, *byDocument[document])
	}
	return out, nil
}

// A LikenessStudy holds California's classes as a field, and jobs to compare with it.
type LikenessStudy struct {
	Pools []Pool
	Model *likeness.Model
	Share func(id uint64) float64

	specs   []string // specification of each class of the field
	classes []*likeness.Description
	jobs    map[likeness.Given]map[string]*likeness.Description // by document
	twins   map[string]map[string]bool                          // specifications with the job's own title, by document
}

// NewLikenessStudy reads the data. It takes a minute, nearly all of it for vectors.
func NewLikenessStudy(dir string, model *likeness.Model) (*LikenessStudy, error) {
	s := &LikenessStudy{Model: model, jobs: map[likeness.Given]map[string]*likeness.Description{}, twins: map[string]map[string]bool{}}
	var err error
	if s.Pools, err = ReadPools(dir); err != nil {
		return nil, err
	}
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		return nil, err
	}
	s.Share = corpus.Share
	var classes, jobs []coding.Job
	named := map[string]map[string]bool{} // specifications by the words of their titles
	err = readSpecifications(filepath.Join(dir, codedSpecs), func(file string, doc *ingest.Document) error {
		s.specs, classes = append(s.specs, file), append(classes, coding.Job{Title: doc.Class.Title, Statements: doc.Statements})
		words := bareTitle(jobtitle.Parse(doc.Class.Title).Full)
		if named[words] == nil {
			named[words] = map[string]bool{}
		}
		named[words][file] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	p, err := postings(dir)
	if err != nil {
		return nil, err
	}
	pooled := map[string]bool{}
	for _, pool := range s.Pools {
		pooled[pool.Document] = true
	}
	var documents []string
	for _, document := range slices.Sorted(maps.Keys(p.texts)) {
		city := p.employers[document] == alwaysFit[1]
		if !pooled[document] && !city {
			continue
		}
		job := p.job(document)
		if words := bareTitle(jobtitle.Parse(job.Title).Full); city && words != "" && len(named[words]) > 0 {
			s.twins[document] = named[words]
		}
		documents, jobs = append(documents, document), append(jobs, job)
	}
	if s.classes, err = describe(classes); err != nil {
		return nil, err
	}
	for given, view := range views {
		seen := make([]coding.Job, len(jobs))
		for i, j := range jobs {
			seen[i] = View{Given: view}.Of(j.Title, j.Statements)
		}
		all, err := describe(seen)
		if err != nil {
			return nil, err
		}
		s.jobs[given] = map[string]*likeness.Description{}
		for i, d := range all {
			s.jobs[given][documents[i]] = d
		}
	}
	return s, nil
}

// views are what is given of a job, as the coder names it.
var views = map[likeness.Given]coding.Given{
	likeness.TitleAndText: coding.BothGiven, likeness.TitleAlone: coding.TitleGiven, likeness.TextAlone: coding.TextGiven,
}

// job reads a posting.
func (p *published) job(document string) coding.Job {
	doc := ingest.Read(p.texts[document])
	job := coding.Job{Title: p.titles[document], Statements: doc.Statements}
	if job.Title == "" {
		job.Title = doc.Class.Title
	}
	return job
}

// describe prepares descriptions of jobs.
func describe(jobs []coding.Job) ([]*likeness.Description, error) {
	e, err := encoder.Builtin()
	if err != nil {
		return nil, err
	}
	titles, err := semantic.BuiltinModel()
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, j := range jobs {
		for _, w := range likeness.Weigh(j.Statements) {
			texts = append(texts, w.Text)
		}
	}
	rows, err := (&semantic.Kept{Embedder: e}).Embed(context.Background(), texts, nil)
	if err != nil {
		return nil, err
	}
	of := make(map[string]vector.Row, len(texts))
	for i, text := range texts {
		of[text] = rows[i]
	}
	out := make([]*likeness.Description, len(jobs))
	for i, j := range jobs {
		var named []string
		if j.Title != "" {
			named = []string{j.Title}
		}
		out[i] = likeness.Describe(named, j.Statements, titles, func(text string) vector.Row { return of[text] })
	}
	return out, nil
}

// bySpecification is the score of the most alike of each specification's classes.
func (s *LikenessStudy) bySpecification(model *likeness.Model, classes []likeness.Likeness) map[string]float64 {
	out := map[string]float64{}
	for i, l := range classes {
		out[s.specs[i]] = max(out[s.specs[i]], model.Score(l))
	}
	return out
}

// Field returns California's classes as a field.
func (s *LikenessStudy) Field() *likeness.Field { return s.Model.NewField(s.classes, s.Share) }

// likenessScore adds up what a ranking of jobs is worth.
type likenessScore struct {
	gain, first, firstOfMany mean
	employers                map[string]bool
}

func (s *likenessScore) add(p *Pool, score map[string]float64) {
	if s.employers == nil {
		s.employers = map[string]bool{}
	}
	s.employers[p.Employer] = true
	var ideal []float64
	best := 0.0
	for _, g := range p.Grades {
		ideal, best = append(ideal, g), max(best, g)
	}
	if best == 0 {
		return
	}
	slices.SortFunc(ideal, func(a, b float64) int { return cmp.Compare(b, a) })
	ranked := func(in []string) []string {
		slices.SortStableFunc(in, func(a, b string) int { return cmp.Compare(score[b], score[a]) })
		return in
	}
	pool := ranked(slices.Sorted(maps.Keys(p.Grades)))
	sum, most := 0.0, 0.0
	for i := range min(rankedTo, len(pool)) {
		sum += discounted(p.Grades[pool[i]], i)
		most += discounted(ideal[i], i)
	}
	s.gain.add(sum / most)
	if best >= comparableFrom {
		s.firstOfMany.add(float64(oneIf(p.Grades[ranked(slices.Sorted(maps.Keys(score)))[0]] >= comparableFrom)))
		s.first.add(float64(oneIf(p.Grades[pool[0]] >= comparableFrom)))
	}
}

func (s *likenessScore) String() string {
	return fmt.Sprintf("nDCG@%d %.3f of %.0f jobs of %d employers; of %.0f that have a comparable one the first of the graded is in %.3f, the first of all (at least) in %.3f",
		rankedTo, s.gain.value(), s.gain.n, len(s.employers), s.first.n, s.first.value(), s.firstOfMany.value())
}

// likenesses measures how specifications of California are ranked for jobs of other employers.
func likenesses(dir string, w io.Writer) error {
	model, err := likeness.Builtin()
	if err != nil {
		return err
	}
	s, err := NewLikenessStudy(dir, model)
	if err != nil {
		return err
	}
	return s.report(w)
}

func (s *LikenessStudy) report(w io.Writer) error {
	field := s.Field()
	compared := map[string][]likeness.Likeness{}
	for _, p := range s.Pools {
		compared[p.Document] = field.Compare(s.jobs[likeness.TitleAndText][p.Document])
	}
	fmt.Fprintf(w, "likeness: specifications of California ranked for jobs of other employers; graded 0 to 3, from %d on comparable\n", comparableFrom)
	s.reportReaders(w)
	for _, part := range []Part{PartFit, PartChoose, PartReport} {
		for _, source := range []string{"la", "election", "library"} {
			lines := []string{}
			for _, m := range s.alone() {
				score := &likenessScore{}
				for i := range s.Pools {
					if p := &s.Pools[i]; p.Part == part && strings.HasPrefix(p.Document, source) {
						score.add(p, s.bySpecification(&m.Model, compared[p.Document]))
					}
				}
				if score.gain.n > 0 {
					lines = append(lines, fmt.Sprintf("    %-13s %s", m.name, score))
				}
			}
			if len(lines) > 0 {
				fmt.Fprintf(w, "  %s, %s\n%s\n", part, source, strings.Join(lines, "\n"))
			}
		}
	}
	s.reportTwins(w, field)
	for _, part := range []Part{PartChoose, PartReport} {
		for _, given := range []likeness.Given{likeness.TitleAndText, likeness.TitleAlone, likeness.TextAlone} {
			s.reportPlacements(w, part, given, s.placements(field, part, given))
		}
	}
	return nil
}

// A placement is a job, and whether it is placed well among California's specifications.
type placement struct {
	score            float64 // of the first specification
	graded           bool    // somebody graded that one
	first, five, any bool    // that one, one of five or any of those graded is comparable
}

// placements places the jobs of a part. A specification that nobody graded counts as not
// comparable.
func (s *LikenessStudy) placements(field *likeness.Field, part Part, given likeness.Given) []placement {
	var out []placement
	for i := range s.Pools {
		p := &s.Pools[i]
		if p.Part != part {
			continue
		}
		scores := s.bySpecification(s.Model, field.Compare(s.jobs[given][p.Document]))
		ranked := slices.SortedFunc(maps.Keys(scores), func(a, b string) int {
			return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b))
		})
		grade, graded := p.Grades[ranked[0]]
		placed := placement{score: scores[ranked[0]], graded: graded, first: grade >= comparableFrom}
		for _, file := range ranked[:app.DefaultAllocated] {
			placed.five = placed.five || p.Grades[file] >= comparableFrom
		}
		for _, g := range p.Grades {
			placed.any = placed.any || g >= comparableFrom
		}
		out = append(out, placed)
	}
	return out
}

func (s *LikenessStudy) reportPlacements(w io.Writer, part Part, given likeness.Given, all []placement) {
	var first, five, suggested, right, none, noneRight mean
	var judged []review.Judged
	for _, p := range all {
		confidence := s.Model.Confidence(p.score, given)
		judged = append(judged, review.Judged{Confidence: confidence, Right: p.first})
		if p.any {
			first.add(float64(oneIf(p.first)))
			five.add(float64(oneIf(p.five)))
		}
		suggested.add(float64(oneIf(confidence >= s.Model.Suggest)))
		if confidence >= s.Model.Suggest {
			right.add(float64(oneIf(p.first)))
		}
		none.add(float64(oneIf(confidence < s.Model.Review)))
		if confidence < s.Model.Review {
			noneRight.add(float64(oneIf(!p.any)))
		}
	}
	fmt.Fprintf(w, "  allocation, %s, %s: %d jobs; of %.0f that have a comparable specification the first is one for %.3f, one of the first five for %.3f\n", part, given, len(all), first.n, first.value(), five.value())
	fmt.Fprintf(w, "    suggested (from %.2f on) %.3f, right %.3f; none fits (below %.2f) %.3f, right %.3f; calibration error of the first %.3f\n",
		s.Model.Suggest, suggested.value(), right.value(), s.Model.Review, none.value(), noneRight.value(), review.Calibrated(judged).ECE)
}

// A namedModel is a model of likeness with the name of the parts that it uses.
type namedModel struct {
	name string
	likeness.Model
}

// alone lists the model and, for each part, a model that uses that part alone.
func (s *LikenessStudy) alone() []namedModel {
	out := []namedModel{{"all parts", *s.Model}}
	for i, name := range likeness.PartNames() {
		m := namedModel{name: name}
		m.Weights[i] = 1
		out = append(out, m)
	}
	return out
}

func (s *LikenessStudy) reportReaders(w io.Writer) {
	n, same, both := 0, 0, 0
	for _, p := range s.Pools {
		for _, g := range p.Both {
			n++
			same += oneIf(g[0] == g[1])
			both += oneIf((g[0] >= comparableFrom) == (g[1] >= comparableFrom))
		}
	}
	fmt.Fprintf(w, "  two readers of %d pairs of choose and report employers: same grade %.3f, comparable or not %.3f\n", n, float64(same)/float64(n), float64(both)/float64(n))
}

// reportTwins measures how well a job of Los Angeles without its title finds the
// specification with that title.
func (s *LikenessStudy) reportTwins(w io.Writer, field *likeness.Field) {
	var first, ten mean
	for document, twins := range s.twins {
		scores := s.bySpecification(s.Model, field.Compare(s.jobs[likeness.TextAlone][document]))
		best := 0.0
		for file := range twins {
			best = max(best, scores[file])
		}
		above := 0
		for _, score := range scores {
			above += oneIf(score > best)
		}
		first.add(float64(oneIf(above < 1)))
		ten.add(float64(oneIf(above < rankedTo)))
	}
	fmt.Fprintf(w, "  twins: %.0f jobs of Los Angeles without their titles; the specification of California with that title is first in %.3f, among ten in %.3f\n", first.n, first.value(), ten.value())
}
