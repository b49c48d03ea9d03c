package onet

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"crosswalk/internal/spec"
)

// An Occupation is what a release says of one O*NET-SOC code.
type Occupation struct {
	Code        string // "21-1093.00"
	Title       string
	Description string
	JobZone     int // 1 to 5, 0 when not stated

	AlternateTitles []string
	ReportedTitles  []string
	Tasks           []Task
	EmergingTasks   []EmergingTask
	Technology      []Technology
	// Ratings are what the release measures for the occupation: education and
	// training always, skills, knowledge, abilities and work activities where
	// the release has their files.
	Ratings []Rating
}

// A Task is a task statement, with the detailed work activities that it is
// linked to.
type Task struct {
	ID         string
	Text       string
	Type       string // "Core", "Supplemental", or empty when not rated
	Activities []string
}

// An EmergingTask was reported but is not yet among the tasks.
type EmergingTask struct {
	Text     string
	Category string // "New" or "Revision"
	TaskID   string // of the task revised; empty for a new one
}

// A Technology is a tool of the occupation, by example and kind.
type Technology struct {
	Example, Commodity string
	Hot, InDemand      bool
}

// A Rating is one measured value.
type Rating struct {
	Element string // "Required Level of Education"
	Detail  string // a category ("Bachelor's Degree") or a scale ("Importance")
	Value   float64
	Unit    string // "%" for categories, the scale's range otherwise
}

// An Activity is a detailed work activity, with the wider one it belongs to.
type Activity struct {
	ID, Title, IntermediateID, Intermediate string
}

// Content is what the files of a release say.
type Content struct {
	Occupations []Occupation // by code
	Activities  []Activity   // by id
	Missing     []string     // files that may be there and are not
}

// Counts of a release, to be shown and checked.
func (c *Content) Counts() (occupations, tasks, links int) {
	for _, o := range c.Occupations {
		tasks += len(o.Tasks)
		for _, t := range o.Tasks {
			links += len(t.Activities)
		}
	}
	return len(c.Occupations), tasks, links
}

// Read reads the whole release. The files that carry occupations, titles,
// tasks and activities must be there; others are listed as missing. Progress,
// which may be nil, is told each file before it is read.
func (r *Release) Read(progress func(file string)) (*Content, error) {
	b := builder{release: r, occupations: map[string]*Occupation{}, tasks: map[string]place{}, activities: map[string]Activity{}, progress: progress}
	steps := []func() error{
		b.occupationData, b.jobZones, b.titles, b.taskStatements, b.workActivities, b.taskActivities,
		b.emergingTasks, b.technology, b.education, b.ratings,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	content := &Content{Missing: b.missing}
	for _, code := range slices.Sorted(maps.Keys(b.occupations)) {
		content.Occupations = append(content.Occupations, *b.occupations[code])
	}
	for _, id := range slices.Sorted(maps.Keys(b.activities)) {
		content.Activities = append(content.Activities, b.activities[id])
	}
	return content, nil
}

// builder collects what the files say, by occupation.
type builder struct {
	release     *Release
	progress    func(file string)
	occupations map[string]*Occupation
	tasks       map[string]place // by occupation and task id
	activities  map[string]Activity
	missing     []string
}

type place struct {
	occupation *Occupation
	task       int
}

// each reads one file, row by row.
func (b *builder) each(file string, columns []string, row func(v []string) error) error {
	if b.progress != nil {
		b.progress(file)
	}
	n := 1
	return b.release.Rows(file, columns, func(v []string) error {
		n++
		if err := row(v); err != nil {
			return spec.Errorf(spec.Invalid, "%s: %v", file, err).At(n)
		}
		return nil
	})
}

// optional is the same for a file that a release may lack.
func (b *builder) optional(file string, columns []string, row func(v []string) error) error {
	err := b.each(file, columns, row)
	if spec.CodeOf(err) == spec.NotFound {
		b.missing = append(b.missing, file)
		return nil
	}
	return err
}

func (b *builder) occupation(code string) (*Occupation, error) {
	if o := b.occupations[code]; o != nil {
		return o, nil
	}
	return nil, fmt.Errorf("the occupation %q is not in %s", code, fileOccupations)
}

// of reads a file whose first column is the occupation's code.
func (b *builder) of(read func(string, []string, func([]string) error) error, file string, columns []string, row func(o *Occupation, v []string) error) error {
	return read(file, append([]string{columnCode}, columns...), func(v []string) error {
		o, err := b.occupation(v[0])
		if err != nil {
			return err
		}
		return row(o, v[1:])
	})
}

// Names that several files share.
const (
	fileOccupations = "Occupation Data.txt"
	columnCode      = "O*NET-SOC Code"
	notApplicable   = "n/a"
)

func (b *builder) occupationData() error {
	return b.each(fileOccupations, []string{columnCode, "Title", "Description"}, func(v []string) error {
		if !codePattern.MatchString(v[0]) {
			return fmt.Errorf("%q is no O*NET-SOC code", v[0])
		}
		if b.occupations[v[0]] != nil {
			return fmt.Errorf("the occupation %q is there twice", v[0])
		}
		if strings.TrimSpace(v[1]) == "" {
			return errors.New("the title is empty")
		}
		b.occupations[v[0]] = &Occupation{Code: v[0], Title: v[1], Description: v[2]}
		return nil
	})
}

func (b *builder) jobZones() error {
	return b.of(b.each, "Job Zones.txt", []string{"Job Zone"}, func(o *Occupation, v []string) error {
		zone, err := strconv.Atoi(v[0])
		if err != nil || zone < 1 || zone > 5 {
			return fmt.Errorf("job zone %q is no number from 1 to 5", v[0])
		}
		o.JobZone = zone
		return nil
	})
}

func (b *builder) titles() error {
	err := b.of(b.each, "Alternate Titles.txt", []string{"Alternate Title"}, func(o *Occupation, v []string) error {
		o.AlternateTitles = append(o.AlternateTitles, v[0])
		return nil
	})
	if err != nil {
		return err
	}
	return b.of(b.each, "Sample of Reported Titles.txt", []string{"Reported Job Title"}, func(o *Occupation, v []string) error {
		o.ReportedTitles = append(o.ReportedTitles, v[0])
		return nil
	})
}

func (b *builder) taskStatements() error {
	return b.of(b.each, "Task Statements.txt", []string{"Task ID", "Task", "Task Type"}, func(o *Occupation, v []string) error {
		id := o.Code + " " + v[0]
		if _, twice := b.tasks[id]; twice {
			return fmt.Errorf("task %s of %s is there twice", v[0], o.Code)
		}
		if strings.TrimSpace(v[1]) == "" {
			return fmt.Errorf("task %s is empty", v[0])
		}
		b.tasks[id] = place{o, len(o.Tasks)}
		task := Task{ID: v[0], Text: v[1]}
		if v[2] != notApplicable {
			task.Type = v[2]
		}
		o.Tasks = append(o.Tasks, task)
		return nil
	})
}

func (b *builder) workActivities() error {
	intermediate := map[string]string{}
	err := b.each("IWA Reference.txt", []string{"IWA ID", "IWA Title"}, func(v []string) error {
		intermediate[v[0]] = v[1]
		return nil
	})
	if err != nil {
		return err
	}
	return b.each("DWA Reference.txt", []string{"DWA ID", "DWA Title", "IWA ID"}, func(v []string) error {
		b.activities[v[0]] = Activity{ID: v[0], Title: v[1], IntermediateID: v[2], Intermediate: intermediate[v[2]]}
		return nil
	})
}

func (b *builder) taskActivities() error {
	return b.of(b.each, "Tasks to DWAs.txt", []string{"Task ID", "DWA ID"}, func(o *Occupation, v []string) error {
		at, ok := b.tasks[o.Code+" "+v[0]]
		if !ok {
			return fmt.Errorf("%s has no task %s", o.Code, v[0])
		}
		if _, ok := b.activities[v[1]]; !ok {
			return fmt.Errorf("there is no work activity %s", v[1])
		}
		t := &at.occupation.Tasks[at.task]
		t.Activities = append(t.Activities, v[1])
		return nil
	})
}

func (b *builder) emergingTasks() error {
	return b.of(b.optional, "Emerging Tasks.txt", []string{"Task", "Category", "Original Task ID"}, func(o *Occupation, v []string) error {
		task := EmergingTask{Text: v[0], Category: v[1]}
		if v[2] != notApplicable {
			task.TaskID = v[2]
		}
		o.EmergingTasks = append(o.EmergingTasks, task)
		return nil
	})
}

func (b *builder) technology() error {
	return b.of(b.optional, "Technology Skills.txt", []string{"Example", "Commodity Title", "Hot Technology", "In Demand"}, func(o *Occupation, v []string) error {
		o.Technology = append(o.Technology, Technology{Example: v[0], Commodity: v[1], Hot: v[2] == "Y", InDemand: v[3] == "Y"})
		return nil
	})
}

// education keeps the share of answers per category of education, experience
// and training.
func (b *builder) education() error {
	categories := map[string]string{}
	err := b.optional("Education, Training, and Experience Categories.txt", []string{"Scale ID", "Category", "Category Description"}, func(v []string) error {
		categories[v[0]+" "+v[1]] = v[2]
		return nil
	})
	if err != nil {
		return err
	}
	columns := []string{"Element Name", "Scale ID", "Category", "Data Value"}
	return b.of(b.optional, "Education, Training, and Experience.txt", columns, func(o *Occupation, v []string) error {
		value, err := strconv.ParseFloat(v[3], 64)
		if err != nil {
			return fmt.Errorf("the value %q is no number", v[3])
		}
		if value > 0 {
			o.Ratings = append(o.Ratings, Rating{Element: v[0], Detail: cmp.Or(categories[v[1]+" "+v[2]], "category "+v[2]), Value: value, Unit: "%"})
		}
		return nil
	})
}

// ratings keeps the measured importance and level of skills, knowledge,
// abilities and work activities, where the release has them.
func (b *builder) ratings() error {
	scales := map[string]string{}
	err := b.optional("Scales Reference.txt", []string{"Scale ID", "Scale Name", "Minimum", "Maximum"}, func(v []string) error {
		scales[v[0]] = fmt.Sprintf("%s, %s to %s", v[1], v[2], v[3])
		return nil
	})
	if err != nil {
		return err
	}
	for _, file := range []string{"Skills.txt", "Knowledge.txt", "Abilities.txt", "Work Activities.txt"} {
		kind := strings.TrimSuffix(file, ".txt")
		err := b.of(b.optional, file, []string{"Element Name", "Scale ID", "Data Value"}, func(o *Occupation, v []string) error {
			value, err := strconv.ParseFloat(v[2], 64)
			if err != nil {
				return fmt.Errorf("the value %q is no number", v[2])
			}
			o.Ratings = append(o.Ratings, Rating{Element: kind + ": " + v[0], Detail: cmp.Or(scales[v[1]], v[1]), Value: value})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
