package app

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"crosswalk/index"
	"crosswalk/internal/career"
	"crosswalk/internal/catalog"
	"crosswalk/internal/coding"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/duplicate"
	"crosswalk/internal/likeness"
	"crosswalk/internal/match"
	"crosswalk/internal/onet"
	"crosswalk/internal/parallel"
	"crosswalk/internal/qualification"
	"crosswalk/internal/review"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A view is everything that answers come from, at one revision of the
// catalog. It never changes.
type view struct {
	whole         bool // every statement has its vector
	revision      catalog.Revision
	classes       []*crosswalk.Class // by id
	byID          map[string]*crosswalk.Class
	ofClass       map[string][]spec.Statement // in source order
	described     []*likeness.Description     // of classes, in their order
	field         func() *likeness.Field      // of them, made when it is first asked for
	neighbourhood func() *neighbourhood       // of employers' classes, likewise
	wordings      func() *duplicate.Index     // of what employers state, likewise
	titles        map[string][]string         // alternate and reported titles, by class
	tools         map[string][]string         // names of tools and technologies, by class
	links         map[string][]string         // detailed work activities, by task
	released      map[string]bool             // sources that are of the O*NET release in force
	release       string                      // its version
	statement     map[string]*spec.Statement
	known         known
	suggestibles  []suggestible
	engine        crosswalk.Engine
	index         *index.Index
	model         *semantic.Model                                     // of titles
	curve         func() (*review.Curve, error)                       // of confidence, in force; nil when there is none
	coder         func() (*coding.Coder, error)                       // made when it is first asked for
	coderSoon     func() (coder *coding.Coder, ready bool, err error) // the same, for who does not wait
	graph         func() (*career.Graph, error)                       // likewise
	classTitles   func() *qualification.Titles                        // names of classes in qualifications; likewise
}

// onceMade makes something when it is first asked for, once; what failed is
// tried again.
func onceMade[T any](make func() (T, error)) func() (T, error) {
	var mu sync.Mutex
	var made bool
	var it T
	return func() (T, error) {
		mu.Lock()
		defer mu.Unlock()
		if made {
			return it, nil
		}
		var err error
		it, err = make()
		made = err == nil
		return it, err
	}
}

// begun returns a function that starts to make something when it is first asked
// for, and gives it once it is made. It waits a moment at most: a page need not
// wait for what is only a part of it. What failed is tried again.
func begun[T any](build func() (T, error), moment time.Duration) func() (it T, ready bool, err error) {
	type result struct {
		it  T
		err error
	}
	var mu sync.Mutex
	var coming chan result // with the result in it, once there is one
	return func() (it T, ready bool, err error) {
		mu.Lock()
		if coming == nil {
			coming = make(chan result, 1)
			go func(c chan<- result) {
				it, err := build()
				c <- result{it, err}
			}(coming)
		}
		c := coming
		mu.Unlock()
		select {
		case r := <-c:
			c <- r // for who asks next
			if r.err != nil {
				mu.Lock()
				if coming == c {
					coming = nil
				}
				mu.Unlock()
			}
			return r.it, true, r.err
		case <-time.After(moment):
			return it, false, nil
		}
	}
}

// sources are the documents in force of a class, in the order of their ids.
func (v *view) sources(class string) []string {
	if c := v.byID[class]; c != nil {
		return slices.Sorted(slices.Values(c.SourceIDs))
	}
	return []string{}
}

// coderMoment is how long a page waits for the coder that is only a part of it.
const coderMoment = time.Second

func (a *App) newView(s catalog.Snapshot, p *places) *view {
	v := &view{
		revision:  s.Revision,
		titles:    make(map[string][]string),
		tools:     make(map[string][]string),
		links:     s.Activities,
		released:  s.Released,
		release:   s.Release,
		byID:      make(map[string]*crosswalk.Class, len(s.Classes)),
		ofClass:   make(map[string][]spec.Statement, len(s.Classes)),
		statement: make(map[string]*spec.Statement, len(s.Statements)),
	}
	reading := &crosswalk.Reading{
		Corpus: a.corpus, Ladder: a.ladder, Place: func(text string) vector.Row { return p.rows[text] },
		Texts: make(map[crosswalk.Wording]*match.Text), Store: match.NewStore(p.vectors()),
	}
	v.whole = len(p.missing) == 0
	before := a.current.peek()
	keep := slices.Clone[[]spec.Statement] // the few that are new, so that the snapshot can go
	if before == nil || !before.whole {
		keep = func(all []spec.Statement) []spec.Statement { return all } // nothing is taken over: all of it stays
	}
	stated := statementsByClass(s.Statements)
	for _, c := range s.Classes {
		f := s.Facts[c.ID]
		c.JobZone = jobZone(f)
		v.titles[c.ID] = append(f[onet.FactAlternate], f[onet.FactReported]...)
		for _, fact := range f[onet.FactTechnology] {
			v.tools[c.ID] = append(v.tools[c.ID], onet.Tool(fact))
		}
		class, statements, described := before.unchanged(&c, stated[c.ID])
		if class == nil {
			statements = keep(stated[c.ID])
			class = crosswalk.NewClass(c, statements, reading)
		}
		v.described = append(v.described, described)
		v.classes = append(v.classes, class)
		v.byID[c.ID] = class
		v.ofClass[c.ID] = statements
		for i := range statements {
			v.statement[statements[i].ID] = &statements[i]
		}
	}
	reading.Store.Clip()
	parallel.For(len(v.classes), func(i int) {
		if v.described[i] == nil {
			c := v.classes[i]
			v.described[i] = likeness.Describe([]string{c.Title}, v.ofClass[c.ID], a.titles, reading.Place)
		}
	})
	v.field = sync.OnceValue(func() *likeness.Field { return a.likeness.NewField(v.described, a.corpus.Share) })
	v.neighbourhood = sync.OnceValue(func() *neighbourhood { return a.newNeighbourhood(v) })
	v.wordings = sync.OnceValue(v.newWordings)
	v.known = newKnown(v.classes, s.Statements)
	v.suggestibles = newSuggestibles(v.classes, s.Statements)
	v.engine = crosswalk.Engine{
		Corpus: a.corpus, Judge: a.judge.OfBest(), TypicalMass: crosswalk.TypicalMass(v.classes),
		Matching: crosswalk.Matching{Model: a.encoder.Name(), Note: matchingNote(len(p.missing))},
	}
	if a.looks != nil {
		v.engine.Look, v.engine.LookModel = a.looks.look, a.looks.model
	}
	v.model = a.titles
	v.curve = onceMade(func() (*review.Curve, error) { return a.catalog.Curve(context.Background()) }) // once for all who ask
	v.coder = onceMade(func() (*coding.Coder, error) {
		curve, err := v.curve()
		if err != nil {
			return nil, err
		}
		return v.newCoder(coderPlaces(a.coding), a.cfg.Thresholds, curve)
	})
	v.coderSoon = begun(v.coder, coderMoment)
	v.classTitles = sync.OnceValue(func() *qualification.Titles {
		classes := make([]spec.Class, len(v.classes))
		for i, c := range v.classes {
			classes[i] = c.Class
		}
		return qualification.NewTitles(classes)
	})
	v.graph = onceMade(func() (*career.Graph, error) { return v.newGraph(a.catalog) })
	return v
}

// place puts the levels of a snapshot on the common ladder, and its statements on
// the scales of their classes. Nobody may see the snapshot yet: two views can come
// of it, the first while vectors are made, and they share it.
func (a *App) place(s *catalog.Snapshot) {
	stated := statementsByClass(s.Statements)
	for i := range s.Classes {
		c := &s.Classes[i]
		for k := range c.Levels {
			a.placeOnLadder(c.ID, &c.Levels[k])
		}
		for k := range stated[c.ID] {
			st := &stated[c.ID][k]
			st.Level = onScale(c, st.Level)
		}
	}
}

// statementsByClass cuts the statements of a snapshot, which stand in the order of
// their classes.
func statementsByClass(all []spec.Statement) map[string][]spec.Statement {
	out := make(map[string][]spec.Statement)
	for start := 0; start < len(all); {
		id, end := all[start].ClassID, start
		for end < len(all) && all[end].ClassID == id {
			end++
		}
		out[id] = all[start:end:end]
		start = end
	}
	return out
}

// unchanged returns a class as this view holds it, with its statements and its
// description, when it is the same as it is stated now; nil otherwise. To read the
// statements of a class is most of the work of a new view.
func (v *view) unchanged(c *spec.Class, stated []spec.Statement) (*crosswalk.Class, []spec.Statement, *likeness.Description) {
	if v == nil || !v.whole { // a statement without a vector may have one by now
		return nil, nil, nil
	}
	i, known := v.position(c.ID)
	if !known {
		return nil, nil, nil
	}
	class, statements := v.classes[i], v.ofClass[c.ID]
	if !reflect.DeepEqual(class.Class, *c) || !slices.EqualFunc(statements, stated, sameStatement) {
		return nil, nil, nil
	}
	return class, statements, v.described[i]
}

// position returns where a class stands among the classes.
func (v *view) position(id string) (i int, known bool) {
	return slices.BinarySearchFunc(v.classes, id, func(c *crosswalk.Class, id string) int { return strings.Compare(c.ID, id) })
}

// sameStatement compares statements but for the rungs of their levels, which are
// placed with those of the class.
func sameStatement(a, b spec.Statement) bool {
	label := func(l *spec.Level) string {
		if l == nil {
			return ""
		}
		return l.Label
	}
	if label(a.Level) != label(b.Level) {
		return false
	}
	a.Level, b.Level = nil, nil
	return reflect.DeepEqual(a, b)
}

// onScale puts the level of a statement on the class's own scale, by its label:
// a second document may state some of the levels. A level that the scale has
// not compares with nobody's and has no rung.
func onScale(c *spec.Class, l *spec.Level) *spec.Level {
	if l == nil {
		return nil
	}
	for i := range c.Levels {
		if strings.EqualFold(c.Levels[i].Label, l.Label) {
			return &c.Levels[i]
		}
	}
	alone := *l
	alone.Rung = nil
	return &alone
}

// placeOnLadder fills in the rung of a level.
func (a *App) placeOnLadder(classID string, l *spec.Level) {
	if l != nil {
		l.Rung = a.ladder.LevelRung(spec.IssuerOf(classID), l.Label)
	}
}

// docs lists the entries of the index.
func (v *view) docs() []index.Doc {
	docs := make([]index.Doc, 0, len(v.classes)+len(v.statement))
	for _, c := range v.classes {
		docs = append(docs, index.ClassDoc(&c.Class, v.titles[c.ID]))
		statements := v.ofClass[c.ID]
		for i := range statements {
			docs = append(docs, index.StatementDoc(&statements[i], &c.Class))
		}
	}
	return docs
}

// class returns a class by id. The error is NotFound and names the field.
func (v *view) class(id, field string) (*crosswalk.Class, error) {
	if c, ok := v.byID[id]; ok {
		return c, nil
	}
	if id == "" {
		return nil, spec.Errorf(spec.Invalid, "a class id is needed").In(field)
	}
	return nil, spec.Errorf(spec.NotFound, "there is no class %q", id).In(field)
}

// A lease hands out the current view and closes an old one when the last
// answer that uses it is given.
type lease struct {
	mu   sync.Mutex
	held *counted
}

type counted struct {
	view  *view
	users int
	old   bool
}

func (l *lease) take() (*view, func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.held
	if c == nil {
		return nil, nil
	}
	c.users++
	return c.view, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		c.users--
		c.closeIfDone()
	}
}

// peek returns the current view for a look at its revision, or to who refreshes
// it: nobody else closes it meanwhile.
func (l *lease) peek() *view {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		return nil
	}
	return l.held.view
}

// swap makes v the current view; nil leaves none.
func (l *lease) swap(v *view) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held != nil {
		l.held.old = true
		l.held.closeIfDone()
	}
	l.held = nil
	if v != nil {
		l.held = &counted{view: v}
	}
}

func (c *counted) closeIfDone() {
	if c.old && c.users == 0 {
		c.view.index.Close()
	}
}
