package spec

import "time"

// A Correction is what a person says of a passage, in the place of what the
// reader of its document took it for. The words are never corrected.
type Correction struct {
	Span  Span    `json:"span" doc:"Of the statement, as it was read"`
	Kind  Kind    `json:"kind,omitempty" doc:"What it is; absent to leave it as it was read"`
	Level *string `json:"level,omitempty" maxLength:"500" doc:"Label of one of the class's own levels, empty for none; absent to leave it as it was read"`
	Omit  bool    `json:"omit,omitempty" doc:"True when it is no statement: it is left out of what is stored"`
}

// Same reports whether two corrections say the same of the same passage.
func (c Correction) Same(d Correction) bool {
	level := c.Level == nil && d.Level == nil || c.Level != nil && d.Level != nil && *c.Level == *d.Level
	return level && c.Span == d.Span && c.Kind == d.Kind && c.Omit == d.Omit
}

// A KeptCorrection is a correction with who made it.
type KeptCorrection struct {
	Correction
	ActorID string    `json:"actor"` // user, or "local"
	By      string    `json:"by"`    // their name
	At      time.Time `json:"at"`
}

// Corrected says who corrected a statement, and what had been read before.
type Corrected struct {
	By        string    `json:"by" doc:"Name of who corrected it"`
	At        time.Time `json:"at"`
	ReadKind  Kind      `json:"read_kind" doc:"What the reader of the document took it for"`
	ReadLevel string    `json:"read_level" doc:"Label of the level that was read; empty for none"`
}
