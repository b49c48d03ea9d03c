package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"crosswalk/internal/catalog/db"
)

// A Release is an O*NET release, stored whole: a record per occupation.
type Release struct {
	ordinal    int64  // from 1, in the order of import
	Version    string // "30.1"
	SHA256     string // of its files
	Reader     int    // version of the reader that made the records
	ImportedAt time.Time
	Family     string // of all records, and of no other
	Documents  int    // how many records it had; PutRelease counts them itself
	Records    []Record
	Activities []Activity
}

// An Activity is a detailed work activity, with the wider one it belongs to.
type Activity struct{ ID, Title, IntermediateID, Intermediate string }

// Imported counts what became of the occupations of a release.
type Imported struct {
	Added     int `json:"added"`
	Revised   int `json:"revised"`
	Reread    int `json:"reread"`
	Unchanged int `json:"unchanged"`
	Withdrawn int `json:"withdrawn" doc:"Occupations that the release before had and this one has not"`
}

// Withdrawn stands in for the next revision of a document that has none and
// is not current.
const Withdrawn = "withdrawn"

// LatestRelease returns version, checksum and reader of the release in force;
// the version is empty when there is none.
func (c *Catalog) LatestRelease(ctx context.Context) (Release, error) {
	row, err := c.query.LatestRelease(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return Release{}, nil
	}
	if err != nil {
		return Release{}, fmt.Errorf("read release: %w", err)
	}
	at, err := time.Parse(time.RFC3339, row.ImportedAt)
	if err != nil {
		return Release{}, fmt.Errorf("read release: %w", err)
	}
	return Release{ordinal: row.Ordinal, Version: row.Version, SHA256: row.Sha256, Reader: int(row.Reader), Documents: int(row.Documents), ImportedAt: at}, nil
}

// PutRelease stores a release in one transaction: every occupation as Put
// does, and those that the release no longer has step down. Progress is told
// how many records are done.
func (c *Catalog) PutRelease(ctx context.Context, r Release, progress func(done int)) (counts Imported, err error) {
	latest, err := c.LatestRelease(ctx)
	if err != nil {
		return counts, err
	}
	r.ordinal = latest.ordinal + 1
	err = c.write(ctx, "store release", func(w writer) (bool, error) {
		counts, err = w.putRelease(r, progress)
		return true, err
	})
	return counts, err
}

func (w writer) putRelease(r Release, progress func(done int)) (Imported, error) {
	var counts Imported
	if err := w.q.DeleteActivities(w.ctx); err != nil {
		return counts, err
	}
	for _, a := range r.Activities {
		err := w.q.InsertActivity(w.ctx, db.InsertActivityParams{
			ID: a.ID, Title: a.Title, IntermediateID: a.IntermediateID, Intermediate: a.Intermediate,
		})
		if err != nil {
			return counts, err
		}
	}
	stays := make(map[string]bool, len(r.Records))
	for i, record := range r.Records {
		progress(i)
		stays[record.Key] = true
		record.release = r.ordinal
		outcome, _, err := w.put(record)
		if err != nil {
			return counts, fmt.Errorf("%s: %w", record.Class.ID, err)
		}
		*counts.of(outcome)++
	}
	progress(len(r.Records))
	current, err := w.q.CurrentOfFamily(w.ctx, r.Family)
	if err != nil {
		return counts, err
	}
	for _, s := range current {
		if !stays[s.DocumentKey] {
			counts.Withdrawn++
			if err := w.q.WithdrawSource(w.ctx, db.WithdrawSourceParams{WithdrawnBy: r.ordinal, ID: s.ID}); err != nil {
				return counts, err
			}
		}
	}
	return counts, w.q.InsertRelease(w.ctx, db.InsertReleaseParams{
		Version: r.Version, Sha256: r.SHA256, Reader: int64(r.Reader), Documents: int64(len(r.Records)), ImportedAt: r.ImportedAt.UTC().Format(time.RFC3339),
	})
}

func (i *Imported) of(o Outcome) *int {
	switch o {
	case Added:
		return &i.Added
	case Revised:
		return &i.Revised
	case Reread:
		return &i.Reread
	}
	return &i.Unchanged
}

// A LastRevision is the latest revision of a document of a release.
type LastRevision struct {
	ID         string
	ClassID    string
	Title      string
	Supersedes string
	Withdrawn  bool
	Release    int64 // ordinal of the release that it came with, or that withdrew it; 0 when a person did
}

// LastRevisions returns the latest revision of every document of a family,
// also of those that were withdrawn, and the ordinal of the release in force.
func (c *Catalog) LastRevisions(ctx context.Context, family string) (revisions []LastRevision, latest int64, err error) {
	release, err := c.LatestRelease(ctx)
	if err != nil {
		return nil, 0, err
	}
	rows, err := c.query.LastRevisions(ctx, family)
	if err != nil {
		return nil, 0, fmt.Errorf("read revisions: %w", err)
	}
	for _, r := range rows {
		v := LastRevision{ID: r.ID, ClassID: r.ClassID, Title: r.Title, Supersedes: r.Supersedes, Release: r.Release}
		if r.SupersededBy == Withdrawn {
			v.Withdrawn, v.Release = true, r.WithdrawnBy
		}
		revisions = append(revisions, v)
	}
	return revisions, release.ordinal, nil
}

// CountOfFamily counts the current documents of a family.
func (c *Catalog) CountOfFamily(ctx context.Context, family string) (int, error) {
	current, err := c.query.CurrentOfFamily(ctx, family)
	if err != nil {
		return 0, fmt.Errorf("count documents: %w", err)
	}
	return len(current), nil
}
