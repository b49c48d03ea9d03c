package train

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/onet"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// onetTask is a task with its detailed work activities, by id.
type onetTask struct {
	id, occupation, text string
	activities           []string
}

// addRelease makes pairs of what an O*NET release links: tasks and their work
// activities, the tree of activities, titles, descriptions. What is held out
// goes to the measures instead.
func (d *data) addRelease(r *onet.Release) error {
	activity, wider := map[string]string{}, map[string]string{} // detailed activity -> its text, its intermediate activity
	var activities []string
	err := r.Rows("DWA Reference.txt", []string{"DWA ID", "IWA ID", "DWA Title"}, func(v []string) error {
		wider[v[0]], activity[v[0]] = v[1], v[2]
		activities = append(activities, v[0])
		return nil
	})
	if err != nil {
		return err
	}
	intermediate := map[string]string{}
	err = r.Rows("IWA Reference.txt", []string{"IWA ID", "IWA Title"}, func(v []string) error {
		intermediate[v[0]] = v[1]
		return nil
	})
	if err != nil {
		return err
	}
	tasks, err := readTasks(r)
	if err != nil {
		return err
	}
	d.addTasks(tasks, activities, activity, wider)
	var tree [][2]int32
	for _, id := range activities {
		if !HeldOutActivity(wider[id]) {
			tree = append(tree, [2]int32{d.text(activity[id], statement), d.text(intermediate[wider[id]], statement)})
		}
	}
	d.addPairs("activities", 1, sharp, tree)
	if err := d.addOccupations(r, tasks, wider); err != nil {
		return err
	}
	for i := range d.inRelease {
		d.inRelease[i] = true
	}
	return nil
}

func readTasks(r *onet.Release) ([]onetTask, error) {
	links := map[string][]string{}
	err := r.Rows("Tasks to DWAs.txt", []string{"Task ID", "DWA ID"}, func(v []string) error {
		links[v[0]] = append(links[v[0]], v[1])
		return nil
	})
	if err != nil {
		return nil, err
	}
	var tasks []onetTask
	err = r.Rows("Task Statements.txt", []string{"O*NET-SOC Code", "Task ID", "Task"}, func(v []string) error {
		tasks = append(tasks, onetTask{id: v[1], occupation: v[0], text: v[2], activities: links[v[1]]})
		return nil
	})
	return tasks, err
}

// isHeldOut reports whether any activity of the task is held out.
func (t onetTask) isHeldOut(wider map[string]string) bool {
	return slices.ContainsFunc(t.activities, func(id string) bool { return HeldOutActivity(wider[id]) })
}

// addTasks pairs tasks with their activities and with each other.
func (d *data) addTasks(tasks []onetTask, activities []string, activity, wider map[string]string) {
	var linked [][2]int32
	sharing := map[string][]int32{}
	for _, t := range tasks {
		if len(t.activities) > 0 && t.isHeldOut(wider) {
			d.heldOut.addTask(t, wider)
			continue
		}
		for _, id := range t.activities {
			linked = append(linked, [2]int32{d.text(t.text, statement), d.text(activity[id], statement)})
			sharing[id] = append(sharing[id], d.text(t.text, statement))
		}
	}
	groups := make([][]int32, 0, len(activities))
	for _, id := range activities {
		d.heldOut.activities = append(d.heldOut.activities, labelled{id, activity[id]})
		groups = append(groups, sharing[id])
	}
	s := d.addPairs("task-link", 6, sharp, linked)
	var named []int32
	for _, id := range activities {
		if !HeldOutActivity(wider[id]) {
			named = append(named, d.text(activity[id], statement))
		}
	}
	s.near = d.nearOf(named)
	d.addGroups("task-task", 2, sharp, groups)
}

// sentences ends a sentence of a description.
var sentences = regexp.MustCompile(`[.;]\s+`)

// shortestSentence is the length from which a part of a description says
// something by itself.
const shortestSentence = 20

// addOccupations pairs titles with other titles, descriptions and tasks.
func (d *data) addOccupations(r *onet.Release, tasks []onetTask, wider map[string]string) error {
	var codes []string
	titles := map[string]string{}
	var described [][2]int32
	err := r.Rows("Occupation Data.txt", []string{"O*NET-SOC Code", "Title", "Description"}, func(v []string) error {
		codes = append(codes, v[0])
		titles[v[0]] = v[1]
		name := d.text(v[1], title)
		described = append(described, [2]int32{name, d.text(v[2], statement)})
		for _, s := range sentences.Split(v[2], -1) {
			if len(s) > shortestSentence {
				described = append(described, [2]int32{name, d.text(s, statement)})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	official := map[string]bool{}
	for _, t := range titles {
		official[strings.ToLower(t)] = true
	}
	others := map[string][]string{}
	for _, in := range []struct{ file, column string }{{"Alternate Titles.txt", "Alternate Title"}, {"Sample of Reported Titles.txt", "Reported Job Title"}} {
		err := r.Rows(in.file, []string{"O*NET-SOC Code", in.column}, func(v []string) error {
			others[v[0]] = append(others[v[0]], v[1])
			return nil
		})
		if err != nil {
			return err
		}
	}
	var named [][2]int32
	groups := make([][]int32, 0, len(codes))
	for _, code := range codes {
		name := d.text(titles[code], title)
		group := []int32{name}
		known := []string{titles[code]}
		slices.Sort(others[code])
		for _, other := range slices.Compact(others[code]) {
			if HeldOutTitle(other) && !official[strings.ToLower(other)] {
				d.heldOut.addTitle(other, code)
				continue
			}
			id := d.text(other, title)
			group, known = append(group, id), append(known, other)
			named = append(named, [2]int32{id, name})
		}
		groups = append(groups, group)
		d.heldOut.occupations = append(d.heldOut.occupations, occupation{code, known})
	}
	var does [][2]int32
	for _, t := range tasks {
		if !t.isHeldOut(wider) {
			does = append(does, [2]int32{d.text(titles[t.occupation], title), d.text(t.text, statement)})
		}
	}
	d.addPairs("titles", 8, soft, named)
	d.addGroups("title-title", 4, soft, groups)
	d.addPairs("description", 1, soft, described)
	d.addPairs("title-task", 1, sharp, does)
	return nil
}

// addReworded pairs the old and the new words of tasks. A line is the task's
// id, the old and the new words between tabs; the first line names them.
func (d *data) addReworded(path string) (semantic.Input, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return semantic.Input{}, fmt.Errorf("reworded tasks: %w", err)
	}
	var pairs [][2]int32
	lines, n := bufio.NewScanner(strings.NewReader(string(content))), 0
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if n++; len(fields) != 3 {
			return semantic.Input{}, spec.Errorf(spec.Invalid, "%s: want three fields between tabs, got %d", path, len(fields)).At(n)
		}
		if n > 1 && !d.heldOut.tasks[fields[0]] {
			pairs = append(pairs, [2]int32{d.text(fields[1], statement), d.text(fields[2], statement)})
		}
	}
	if err := lines.Err(); err != nil {
		return semantic.Input{}, fmt.Errorf("%s: line %d: %w", path, n+1, err)
	}
	d.addPairs("reworded", 0.5, sharp, pairs)
	return semantic.Input{
		Name: "O*NET tasks reworded since release 18.1", Licence: "CC BY 4.0", SHA256: checksum(content),
	}, nil
}

func checksum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
