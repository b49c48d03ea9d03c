package eval

import (
	"crosswalk/internal/match"
	"crosswalk/internal/onet"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// TaskLinks is the truth that O*NET publishes about its tasks: which detailed
// work activities each belongs to, and which occupations are related.
type TaskLinks struct {
	tasks   map[string][]task // by occupation, in file order
	related [][2]string       // occupation, related occupation; nearest tier only
	titles  map[string]string // of detailed work activities
}

type task struct {
	text       string
	activities map[string]string // detailed work activity -> its intermediate activity
	first      string            // the intermediate activity that decides the split
}

// nearestTier is O*NET's name for the five most related occupations.
const nearestTier = "Primary-Short"

// ReadTaskLinks reads tasks and links from a release.
func ReadTaskLinks(r *onet.Release) (*TaskLinks, error) {
	intermediate := map[string]string{}
	links := &TaskLinks{tasks: map[string][]task{}, titles: map[string]string{}}
	err := r.Rows("DWA Reference.txt", []string{"DWA ID", "IWA ID", "DWA Title"}, func(v []string) error {
		intermediate[v[0]] = v[1]
		links.titles[v[0]] = v[2]
		return nil
	})
	if err != nil {
		return nil, err
	}
	activities := map[string]map[string]string{}
	first := map[string]string{}
	err = r.Rows("Tasks to DWAs.txt", []string{"Task ID", "DWA ID"}, func(v []string) error {
		if activities[v[0]] == nil {
			activities[v[0]] = map[string]string{}
			first[v[0]] = intermediate[v[1]]
		}
		activities[v[0]][v[1]] = intermediate[v[1]]
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = r.Rows("Task Statements.txt", []string{"O*NET-SOC Code", "Task ID", "Task"}, func(v []string) error {
		links.tasks[v[0]] = append(links.tasks[v[0]], task{text: v[2], activities: activities[v[1]], first: first[v[1]]})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = r.Rows("Related Occupations.txt", []string{"O*NET-SOC Code", "Related O*NET-SOC Code", "Relatedness Tier"}, func(v []string) error {
		if v[2] == nearestTier {
			links.related = append(links.related, [2]string{v[0], v[1]})
		}
		return nil
	})
	return links, err
}

// Frequencies counts the stems of all tasks.
func (l *TaskLinks) Frequencies() *match.Frequencies {
	f := new(match.Frequencies)
	for _, tasks := range l.tasks {
		for _, t := range tasks {
			f.Add(semantic.Read(t.text, spec.Task).Words)
		}
	}
	return f
}

func share(a, b task) (detailed, intermediate bool) {
	for d, i := range a.activities {
		for e, j := range b.activities {
			detailed = detailed || d == e
			intermediate = intermediate || i == j
		}
	}
	return detailed, intermediate
}
