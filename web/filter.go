package web

import (
	"net/url"
	"strconv"
	"strings"

	"crosswalk/index"
	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// classFilter is what a form says of the classes that are looked for.
type classFilter struct {
	Words, Issuer, Series, JobZone string
}

func readClassFilter(q url.Values) classFilter {
	return classFilter{strings.TrimSpace(q.Get("q")), q.Get("issuer"), strings.TrimSpace(q.Get("series")), q.Get("job_zone")}
}

// Scope is the employers' classes, unless occupations are asked for: only they
// have job zones.
func (f classFilter) Scope() index.Scope {
	if f.Issuer == index.IssuerONET || f.JobZone != "" {
		return index.ScopeAll
	}
	return index.ScopeClasses
}

// request asks for a page of the classes that fit.
func (f classFilter) request(page app.Page) (app.ClassesRequest, error) {
	r := app.ClassesRequest{Query: f.Words, Scope: f.Scope(), StopFilter: app.StopFilter{Issuer: f.Issuer, Series: f.Series}, Page: page}
	if f.JobZone == "" {
		return r, nil
	}
	zone, err := strconv.Atoi(f.JobZone)
	if err != nil || zone < 1 {
		return r, spec.Errorf(spec.Invalid, "must be a number from 1 to 5, not %q", f.JobZone).In("job_zone")
	}
	r.JobZone = zone
	return r, nil
}

// Query is the filter in an address.
func (f classFilter) Query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"q": f.Words, "issuer": f.Issuer, "series": f.Series, "job_zone": f.JobZone} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// filterForm is the form of a filter, with what can be chosen.
type filterForm struct {
	classFilter
	Choices app.Choices
}
