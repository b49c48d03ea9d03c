package coding

import (
	"math"
	"slices"

	"github.com/viterin/vek/vek32"
)

// A Question separates codes that compete. The reader picks the work that is nearest to
// the job's, or none.
type Question struct {
	Text    string   `json:"text" doc:"The question" example:"Which of these is nearest to the main work of the job?"`
	Answers []Choice `json:"answers" nullable:"false" doc:"One for each code that competes, in the order of the candidates, then one for none of them"`
}

// A Choice is an answer to a question, and its effect.
type Choice struct {
	SOC        string      `json:"soc" doc:"Six-digit code that the answer speaks for; empty for none of them"`
	Code       string      `json:"code" doc:"Its O*NET-SOC code; empty for none of them"`
	Definition string      `json:"definition" doc:"The occupation's definition by O*NET; empty for none of them"`
	Tasks      []Quote     `json:"tasks" nullable:"false" doc:"Typical tasks of the occupation that are unlike those of the other answers"`
	Then       []Confident `json:"then" nullable:"false" doc:"The codes that compete, with their confidence after this answer, best first"`
	Decision   Decision    `json:"decision" enum:"suggest,review,none" doc:"The decision after this answer"`
}

// Confident is a code and the confidence in it.
type Confident struct {
	SOC        string  `json:"soc"`
	Title      string  `json:"title"`
	Confidence float64 `json:"confidence" doc:"Calibrated probability that a careful coder would accept the six-digit code" minimum:"0" maximum:"1"`
}

const (
	questionText = "Which of these is nearest to the main work of the job?"
	// competes is the least confidence of a code that the question is about, and
	// mostChoices how many there are at most.
	competes    = 0.05
	mostChoices = 3
	// choiceTasks is how many tasks stand beside the definition.
	choiceTasks = 2
)

// question returns the question that separates the candidates, nil if the decision needs
// none. At holds the candidates' occupations.
func (c *Coder) question(job *Measured, decision Decision, candidates []Candidate, at []int) *Question {
	if decision != Review {
		return nil
	}
	var rivals []int // of the candidates
	for i := range candidates {
		if candidates[i].Confidence >= competes && len(rivals) < mostChoices && c.sense.tasksOf[at[i]] > 0 {
			rivals = append(rivals, i)
		}
	}
	if len(rivals) < 2 {
		return nil
	}
	q := &Question{Text: questionText}
	for _, i := range rivals {
		var others []int
		for _, k := range rivals {
			if k != i {
				others = append(others, at[k])
			}
		}
		o := &c.corpus.occupations[at[i]]
		choice := Choice{SOC: candidates[i].SOC, Code: candidates[i].Code, Definition: o.Description, Tasks: []Quote{}}
		for _, k := range c.sense.telling(at[i], others) {
			choice.Tasks = append(choice.Tasks, Quote{Text: o.Tasks[k].Text, StatementID: o.Tasks[k].ID})
		}
		q.Answers = append(q.Answers, choice)
	}
	q.Answers = append(q.Answers, Choice{Tasks: []Quote{}})
	for i := range q.Answers {
		a := &q.Answers[i]
		for _, k := range rivals {
			a.Then = append(a.Then, Confident{candidates[k].SOC, candidates[k].Title, answered(candidates[k].Confidence, a.SOC, candidates[k].SOC)})
		}
		slices.SortStableFunc(a.Then, func(x, y Confident) int { return descending(x.Confidence, y.Confidence) })
		a.Decision = c.thresholds.Decide(job, a.Then[0].Confidence)
	}
	return q
}

// Factors of the odds of a code after an answer: its own, another's, or none. A reader of
// the posting chose an acceptable code that was offered in four of five cases, and each
// other one in one of seven. Codes that are not chosen lose less than that says, since more
// than one may be acceptable.
const (
	oddsOfOwn   = 5.0
	oddsOfOther = 0.5
	oddsOfNone  = 0.5
)

// answered is the confidence in a code after an answer.
func answered(confidence float64, answer, soc string) float64 {
	factor := oddsOfOther
	switch answer {
	case soc:
		factor = oddsOfOwn
	case "":
		factor = oddsOfNone
	}
	return logistic(logit(confidence) + math.Log(factor))
}

// telling returns the tasks that set an occupation apart from others. They are chosen
// from the half that is most like the occupation as a whole, as those whose nearest task
// of another occupation is farthest.
func (s *sense) telling(occupation int, others []int) []int {
	n := int(s.tasksOf[occupation])
	typical, apart, order := make([]float64, n), make([]float64, n), make([]int, n)
	for k := range n {
		order[k] = k
		task := s.tasks.Row(s.firstTask[occupation] + k)
		typical[k] = float64(vek32.Dot(lessUnit(task.Floats(), s.common), s.means[occupation]))
		nearest := float32(-1)
		for _, other := range others {
			cosines := make([]float32, int(s.tasksOf[other]))
			s.tasks.Dots(task, s.firstTask[other], cosines)
			nearest = max(nearest, slices.Max(cosines))
		}
		apart[k] = typical[k] - float64(nearest)
	}
	slices.SortStableFunc(order, func(a, b int) int { return descending(typical[a], typical[b]) })
	order = order[:(n+1)/2]
	slices.SortStableFunc(order, func(a, b int) int { return descending(apart[a], apart[b]) })
	return order[:min(choiceTasks, len(order))]
}
