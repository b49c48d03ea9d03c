package api

import (
	"crosswalk/index"
	"crosswalk/internal/app"
)

// Huma reads the fields of embedded structs only when the type is exported.

// PageParams are the parameters of every list.
type PageParams struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"20" doc:"Items per page"`
	Cursor string `query:"cursor" maxLength:"200" doc:"next_cursor of the page before"`
}

func (p PageParams) page() app.Page { return app.Page{Limit: p.Limit, Cursor: p.Cursor} }

// FormatParam chooses how a table is answered; chooseFormat reads it.
type FormatParam struct {
	Format string `query:"format" enum:"json,csv" default:"json" doc:"Answer format; csv also by Accept: text/csv"`
}

// ScopeParam limits an answer to some classes.
type ScopeParam struct {
	Scope string `query:"scope" enum:"classes,onet,all" default:"all" doc:"Employers' classes, O*NET occupations, or both"`
}

func (p ScopeParam) scope() index.Scope { return index.Scope(p.Scope) }

// ClassPath names a class in the path.
type ClassPath struct {
	ID string `path:"id" maxLength:"200" doc:"Class id, issuer:code" example:"us-nc:19200"`
}

// SourcePath names a source in the path.
type SourcePath struct {
	ID string `path:"id" maxLength:"200" doc:"Source id"`
}

// FurtherParams say what somebody knows beside their class.
type FurtherParams struct {
	Knows []string `query:"knows,explode" maxItems:"50" doc:"What somebody knows beside the class, in their own words, a statement each time the parameter is given; of at most 500 characters. Counted as offered at every level; such evidence has an empty source_id" example:"Negotiates contracts with providers"`
	Has   []string `query:"has,explode" maxItems:"50" doc:"Id of a statement, of any class, that somebody can show as well, each time the parameter is given"`
}

func (p FurtherParams) further() app.Further { return app.Further{Knows: p.Knows, Has: p.Has} }
