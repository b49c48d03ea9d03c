package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"crosswalk/index"
	"crosswalk/internal/catalog"
	"crosswalk/internal/ingest"
	"crosswalk/internal/onet"
	"crosswalk/internal/spec"
)

// releaseFacts are what the app keeps at hand of a release's facts.
var releaseFacts = catalog.Facts{Family: onet.Family, Names: []string{onet.FactJobZone, onet.FactAlternate, onet.FactReported, onet.FactTechnology}}

// jobZone reads the job zone among facts, nil when it is not stated.
func jobZone(facts map[string][]string) *int {
	for _, value := range facts[onet.FactJobZone] {
		if zone, err := strconv.Atoi(value); err == nil {
			return &zone
		}
	}
	return nil
}

// ReleaseReport says what became of an O*NET release.
type ReleaseReport struct {
	Version     string           `json:"version" doc:"Number of the release, like 30.1"`
	Unchanged   bool             `json:"unchanged" doc:"True when the catalog had exactly this release already"`
	Occupations int              `json:"occupations"`
	Tasks       int              `json:"tasks"`
	Links       int              `json:"task_activity_links"`
	Outcomes    catalog.Imported `json:"outcomes"`
	Missing     []string         `json:"missing" doc:"Files of the release format that this release does not have"`
	Warnings    []spec.Warning   `json:"warnings"`
}

// releaseReader changes whenever the same release would be stored otherwise.
const releaseReader = 1

// ImportRelease stores an O*NET release, a zip archive or a folder of text
// files, in one transaction: a class per occupation, a statement per task.
// The release that the catalog has already changes nothing; an older one is a
// Conflict. Progress is told what is being done.
func (a *App) ImportRelease(ctx context.Context, path string, progress func(phase string, done, total int)) (*ReleaseReport, error) {
	release, err := onet.Open(path)
	if err != nil {
		return nil, err
	}
	defer release.Close()
	sum, err := release.Checksum()
	if err != nil {
		return nil, err
	}
	before, err := a.catalog.LatestRelease(ctx)
	if err != nil {
		return nil, err
	}
	version := release.Version()
	if version == "" {
		return nil, spec.Errorf(spec.Invalid, "%s: neither a folder named like db_30_1_text nor its Read Me says which release it is", path)
	}
	current, err := a.catalog.CountOfFamily(ctx, onet.Family)
	if err != nil {
		return nil, err
	}
	if before.SHA256 == sum && before.Reader >= releaseReader && before.Documents == current {
		return &ReleaseReport{Version: version, Unchanged: true, Missing: []string{}, Warnings: []spec.Warning{}}, nil
	}
	if onet.Newer(before.Version, version) {
		return nil, spec.Errorf(spec.Conflict, "the catalog has O*NET %s, which is newer than %s", before.Version, version)
	}
	content, err := release.Read(func(file string) { progress("reading "+file, 0, 0) })
	if err != nil {
		return nil, err
	}
	if len(content.Occupations) == 0 {
		return nil, spec.Errorf(spec.Invalid, "%s: the release has no occupation", path)
	}
	r := &ReleaseReport{Version: version, Missing: append([]string{}, content.Missing...), Warnings: []spec.Warning{}}
	r.Occupations, r.Tasks, r.Links = content.Counts()
	stored := catalog.Release{
		Version: version, SHA256: sum, Reader: releaseReader, ImportedAt: a.cfg.Now(), Family: onet.Family,
	}
	for _, activity := range content.Activities {
		stored.Activities = append(stored.Activities, catalog.Activity(activity))
	}
	for i := range content.Occupations {
		stored.Records = append(stored.Records, a.occupationRecord(&content.Occupations[i], version))
	}
	r.Outcomes, err = a.catalog.PutRelease(ctx, stored, func(done int) { progress("storing occupations", done, len(stored.Records)) })
	if err != nil {
		return nil, err
	}
	a.cfg.Log.Info("O*NET release imported", "version", version, "occupations", r.Occupations, "tasks", r.Tasks, "links", r.Links)
	warnings, err := a.checkAnchors(ctx, "")
	r.Warnings = append(r.Warnings, warnings...)
	return r, err
}

// occupationRecord makes an occupation a document like any other: one text,
// with statements quoted from it.
func (a *App) occupationRecord(o *onet.Occupation, version string) catalog.Record {
	doc := o.Document()
	class := spec.Class{ID: spec.ClassID(index.IssuerONET, o.Code), Code: o.Code, Title: o.Title, Issuer: index.IssuerONET}
	h := sha256.New()
	fmt.Fprint(h, doc.Text)
	for i := range doc.Statements {
		fmt.Fprintln(h, i, doc.Activities[i]) // linked otherwise is changed
	}
	id := ingest.Identified{
		Text: doc.Text, Class: class, Statements: doc.Statements,
		Source: spec.Source{
			Family: onet.Family, Publisher: onet.Publisher, Title: o.Title, Licence: onet.Licence,
			Attribution: onet.Attribution(version), SHA256: hex.EncodeToString(h.Sum(nil)), Bytes: len(doc.Text),
			IngestedAt: a.cfg.Now(), Facts: doc.Facts, Warnings: []spec.Warning{},
		},
	}
	id.SetKey(strings.Join([]string{class.ID, onet.Publisher, onet.Family}, "|"))
	r := record(&id)
	r.Reader, r.Activities = releaseReader, doc.Activities
	return r
}

// checkAnchors compares the tasks that other documents quote for an
// occupation with the release's: a page whose anchors belong to another
// occupation is reported. It looks at one class, or at all for "". Before a
// release is imported there is nothing to compare with.
func (a *App) checkAnchors(ctx context.Context, classID string) ([]spec.Warning, error) {
	s, err := a.catalog.Snapshot(ctx, releaseFacts)
	if err != nil {
		return nil, err
	}
	owners := map[string][]string{} // words of a task -> classes whose release has it
	released := map[string]bool{}   // classes that the release has
	for _, st := range s.Statements {
		if st.Ref != "" {
			owners[bareTask(st.Text)] = append(owners[bareTask(st.Text)], st.ClassID)
			released[st.ClassID] = true
		}
	}
	if len(released) == 0 {
		return nil, nil
	}
	quoted, own, others := map[string]int{}, map[string]int{}, map[string]map[string]int{}
	for _, st := range s.Statements {
		if st.Ref != "" || st.Kind != spec.Task || spec.IssuerOf(st.ClassID) != index.IssuerONET {
			continue
		}
		quoted[st.ClassID]++
		if slices.Contains(owners[bareTask(st.Text)], st.ClassID) {
			own[st.ClassID]++
			continue
		}
		for _, other := range owners[bareTask(st.Text)] {
			if others[st.ClassID] == nil {
				others[st.ClassID] = map[string]int{}
			}
			others[st.ClassID][other]++
		}
	}
	warnings := []spec.Warning{}
	for _, c := range s.Classes {
		n := quoted[c.ID]
		if n == 0 || own[c.ID] == n || classID != "" && c.ID != classID {
			continue
		}
		message := fmt.Sprintf("%s: of %d tasks that another document quotes for it, %d are tasks of this occupation in the release", c.ID, n, own[c.ID])
		if !released[c.ID] {
			message = fmt.Sprintf("%s: the release has no such occupation", c.ID)
		}
		for _, other := range s.Classes {
			if k := others[c.ID][other.ID]; k > 0 {
				message += fmt.Sprintf("; %d are of %s (%s)", k, other.ID, other.Title)
			}
		}
		warnings = append(warnings, spec.Warning{Message: message})
	}
	return warnings, nil
}

// bareTask drops what quoting changes in a task: case, and the full stop.
func bareTask(s string) string { return strings.TrimSuffix(strings.ToLower(ingest.Fold(s)), ".") }
