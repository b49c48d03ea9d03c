package app

import (
	"context"

	"crosswalk/internal/onet"
	"crosswalk/internal/spec"
)

// A Change says what happened to an occupation or a task between two releases.
type Change string

const (
	ChangeAdded    Change = "added"
	ChangeReworded Change = "reworded"
	ChangeRemoved  Change = "removed"
	ChangeOther    Change = "changed" // titles, links or ratings, no task
)

// ReleaseDiff lists what the release in force changed.
type ReleaseDiff struct {
	Classes []ClassChange `json:"classes"`
}

// ClassChange is one occupation that changed.
type ClassChange struct {
	ID     string       `json:"id"`
	Title  string       `json:"title"`
	Change Change       `json:"change"`
	From   string       `json:"from" doc:"Source id of the revision before; empty for an occupation that is new"`
	To     string       `json:"to" doc:"Source id of the revision in force; empty for one that was withdrawn"`
	Tasks  []TaskChange `json:"tasks"`
}

// TaskChange is one task that changed.
type TaskChange struct {
	Ref    string `json:"ref" doc:"O*NET task id"`
	Change Change `json:"change"`
	Text   string `json:"text" doc:"Wording in force; the last one for a task that was removed"`
	Was    string `json:"was,omitempty" doc:"Wording before"`
}

// ReleaseDiff compares each occupation that the release in force changed with
// its revision before. Revisions stay in the catalog, so that it can be asked
// at any time; the first release has nothing to compare with.
func (a *App) ReleaseDiff(ctx context.Context) (*ReleaseDiff, error) {
	revisions, latest, err := a.catalog.LastRevisions(ctx, onet.Family)
	if err != nil {
		return nil, err
	}
	diff := &ReleaseDiff{Classes: []ClassChange{}}
	for _, r := range revisions {
		change := ClassChange{ID: r.ClassID, Title: r.Title, From: r.Supersedes, To: r.ID, Change: ChangeOther, Tasks: []TaskChange{}}
		switch {
		case r.Release != latest || latest == 1: // of an earlier release, or there was none before
			continue
		case r.Withdrawn:
			change.Change, change.From, change.To = ChangeRemoved, r.ID, ""
		case r.Supersedes == "":
			change.Change = ChangeAdded
		}
		if change.Tasks, err = a.taskChanges(ctx, change.From, change.To); err != nil {
			return nil, err
		}
		diff.Classes = append(diff.Classes, change)
	}
	return diff, nil
}

// taskChanges compares the tasks of two revisions by their ids; an empty
// source has none.
func (a *App) taskChanges(ctx context.Context, from, to string) ([]TaskChange, error) {
	before, err := a.tasksOf(ctx, from)
	if err != nil {
		return nil, err
	}
	after, err := a.tasksOf(ctx, to)
	if err != nil {
		return nil, err
	}
	was := make(map[string]string, len(before))
	for _, st := range before {
		was[st.Ref] = st.Text
	}
	changes := []TaskChange{}
	for _, st := range after {
		switch old, ok := was[st.Ref]; {
		case !ok:
			changes = append(changes, TaskChange{Ref: st.Ref, Change: ChangeAdded, Text: st.Text})
		case old != st.Text:
			changes = append(changes, TaskChange{Ref: st.Ref, Change: ChangeReworded, Text: st.Text, Was: old})
		}
		delete(was, st.Ref)
	}
	for _, st := range before {
		if text, gone := was[st.Ref]; gone {
			changes = append(changes, TaskChange{Ref: st.Ref, Change: ChangeRemoved, Text: text})
		}
	}
	return changes, nil
}

func (a *App) tasksOf(ctx context.Context, source string) ([]spec.Statement, error) {
	if source == "" {
		return nil, nil
	}
	all, err := a.catalog.SourceStatements(ctx, source)
	if err != nil {
		return nil, err
	}
	tasks := all[:0]
	for _, st := range all {
		if st.Ref != "" {
			tasks = append(tasks, st)
		}
	}
	return tasks, nil
}
