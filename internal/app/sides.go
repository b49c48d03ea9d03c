package app

import (
	"context"
	"slices"
	"strings"

	"crosswalk/internal/ingest"
	"crosswalk/internal/onet"
	"crosswalk/internal/review"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// administrative kinds say nothing of what a class is: a new note on its
// history undoes no decision.
var administrative = []spec.Kind{spec.Note, spec.Other, spec.Legend}

// wordsOf joins what a class is decided on by: its title, and what its
// documents say of it, in order.
func wordsOf(title string, statements []spec.Statement) string {
	var b strings.Builder
	b.WriteString(title)
	for _, st := range statements {
		if !slices.Contains(administrative, st.Kind) {
			b.WriteString("\n" + string(st.Kind) + ": " + st.Text)
		}
	}
	return b.String()
}

// seenText is what the documents of a class in force say of it.
func (a *App) seenText(ctx context.Context, classID string) (review.Text, error) {
	sources, err := a.catalog.CurrentSources(ctx, classID)
	if err != nil || len(sources) == 0 {
		return review.Text{SourceIDs: []string{}}, err
	}
	title, statements, err := a.readSources(ctx, classID, sources)
	if err != nil {
		return review.Text{}, err
	}
	return review.Text{Hash: review.HashOf(wordsOf(title, statements)), SourceIDs: sources}, nil
}

// readSources gathers what revisions of a class's documents say, as they were
// read last.
func (a *App) readSources(ctx context.Context, classID string, sources []string) (title string, all []spec.Statement, err error) {
	for _, id := range sources {
		t, err := a.catalog.TitleIn(ctx, id, classID)
		if err != nil {
			return "", nil, err
		}
		if title == "" {
			title = t
		}
		statements, err := a.catalog.WordsOf(ctx, id)
		if err != nil {
			return "", nil, err
		}
		all = append(all, statements...)
	}
	return title, all, nil
}

// rereadSources does the same with what the reader of today makes of old texts,
// as people corrected it, so that what only a better reader or a person sees is
// not taken for a change of the text.
func (a *App) rereadSources(ctx context.Context, classID string, sources []string) (title string, all []spec.Statement, err error) {
	_, code, _ := strings.Cut(classID, ":")
	for _, id := range sources {
		source, err := a.catalog.Source(ctx, id)
		if err != nil {
			return "", nil, err
		}
		if source.Family == onet.Family {
			t, statements, err := a.readSources(ctx, classID, []string{id})
			if err != nil {
				return "", nil, err
			}
			if title == "" {
				title = t
			}
			all = append(all, statements...)
			continue
		}
		text, err := a.catalog.SourceText(ctx, id)
		if err != nil {
			return "", nil, err
		}
		docs := a.headings.ReadAll(text)
		at := slices.IndexFunc(docs, func(d *ingest.Document) bool { return strings.EqualFold(d.Class.Code, code) })
		if title == "" {
			if title, err = a.catalog.TitleIn(ctx, id, classID); err != nil {
				return "", nil, err
			}
		}
		old, err := a.recorrected(ctx, docs[max(at, 0)], source.SHA256, classID)
		if err != nil {
			return "", nil, err
		}
		all = append(all, old...)
	}
	return title, all, nil
}

// A Rewording is how one statement of a side read when a mapping was decided
// on, and how it reads now. Old is empty for a new one, New for one that is
// gone.
type Rewording struct {
	Side string `json:"side" enum:"subject,object"`
	Kind string `json:"kind" doc:"Kind of the statement, or title"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// rewordings pairs what is no longer there with what is new: by the issuer's
// own number, else by the words in common.
func rewordings(side, oldTitle, newTitle string, before, now []spec.Statement) []Rewording {
	out := []Rewording{}
	if oldTitle != newTitle {
		out = append(out, Rewording{side, "title", oldTitle, newTitle})
	}
	gone, added := missingIn(before, now), missingIn(now, before)
	for _, st := range gone {
		best, most := -1, sameEnough
		for i := range added {
			likeness := alikeness(&st, &added[i])
			if likeness > most {
				best, most = i, likeness
			}
		}
		r := Rewording{Side: side, Kind: string(st.Kind), Old: st.Text}
		if best >= 0 {
			r.New = added[best].Text
			added = slices.Delete(added, best, best+1)
		}
		out = append(out, r)
	}
	for _, st := range added {
		out = append(out, Rewording{Side: side, Kind: string(st.Kind), New: st.Text})
	}
	return out
}

// sameEnough is the share of stems in common from which a new statement is
// taken for a rewording of an old one.
const sameEnough = 0.3

func alikeness(a, b *spec.Statement) float64 {
	if a.Ref != "" && a.Ref == b.Ref {
		return 2
	}
	x, y := semantic.Stems(a.Text), semantic.Stems(b.Text)
	shared := 0
	for _, s := range x {
		if slices.Contains(y, s) {
			shared++
		}
	}
	return 2 * float64(shared) / float64(max(1, len(x)+len(y)))
}

// missingIn lists statements of a list that another one does not have, word for
// word and of the same kind.
func missingIn(list, other []spec.Statement) []spec.Statement {
	has := map[string]int{}
	key := func(st *spec.Statement) string { return string(st.Kind) + "\x00" + st.Text }
	for i := range other {
		has[key(&other[i])]++
	}
	var out []spec.Statement
	for i := range list {
		if slices.Contains(administrative, list[i].Kind) {
			continue
		}
		if k := key(&list[i]); has[k] > 0 {
			has[k]--
		} else {
			out = append(out, list[i])
		}
	}
	return out
}
