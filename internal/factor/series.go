package factor

import "crosswalk/internal/spec"

// A Member is a class of a series, with its statements.
type Member struct {
	Title      string
	Statements []spec.Statement
}

// A Series is classes that share a specification, in its order.
type Series struct {
	members []Member
	held    map[place]int // how many classes state it
	stating int           // classes that state something
}

type place struct {
	text string
	span spec.Span
}

// NewSeries finds what the classes of a series share.
func NewSeries(members []Member) *Series {
	s := &Series{members: members, held: map[place]int{}}
	for _, m := range members {
		if len(m.Statements) > 0 {
			s.stating++
		}
		seen := map[place]bool{}
		for _, st := range m.Statements {
			if p := (place{st.Text, st.Span}); !seen[p] {
				seen[p] = true
				s.held[p]++
			}
		}
	}
	return s
}

// Own lists the statements of class i without those that all classes share, such as the
// definition of the series.
func (s *Series) Own(i int) []spec.Statement {
	var own []spec.Statement
	for _, st := range s.members[i].Statements {
		if s.stating < 2 || s.held[place{st.Text, st.Span}] < s.stating {
			own = append(own, st)
		}
	}
	return own
}

// Read reads the worded factors of class i. What all classes state is a factor of none.
func (s *Series) Read(i int) []Factor {
	c := Class{Title: s.members[i].Title}
	for k, other := range s.members {
		if k != i {
			c.Others = append(c.Others, other.Title)
		}
	}
	return Read(c, s.Own(i))
}
