package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// cooks is a specification of a series of three classes, as far as its section
// of what is asked, which tests put behind it.
const cooks = `# Cook Series

## State Personnel Board Specification

Cook Series Specification - Class Titles and Codes

| Schem Code | Class Code | Class

| DA10 | 2100 | Cook I

| DA20 | 2101 | Cook II

| DA30 | 2102 | Chef (Kitchens and Bakeries)

`

// asked lists what a series' text says of each class, "2100,2101: text", in the
// order of the text.
func asked(text string) []string {
	var order []string
	codes := map[string][]string{}
	for _, doc := range ReadAll(cooks + text) {
		for _, st := range doc.Statements {
			key := fmt.Sprintf("%08d %s %s", st.Span.Start, st.Kind, st.Text)
			if codes[key] == nil {
				order = append(order, key)
			}
			codes[key] = append(codes[key], doc.Class.Code)
		}
	}
	slices.Sort(order)
	for i, key := range order {
		order[i] = strings.Join(codes[key], ",") + ": " + key[9:]
	}
	return order
}

func TestWhatASeriesAsksOfEachClass(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"numbered parts stay with the words they share": {
			"## Typical Tasks\n\nDirects staff in: (1) cooking; and (2) baking; keeps records.\n",
			[]string{
				"2100,2101,2102: duty Directs staff in: (1) cooking; and (2) baking",
				"2100,2101,2102: duty keeps records",
			},
		},
		"a plain numbered list is cut": {
			"## Typical Tasks\n\n(1) Cooks meals; (2) bakes bread.\n",
			[]string{"2100,2101,2102: duty (1) Cooks meals", "2100,2101,2102: duty (2) bakes bread"},
		},
		"what tells the class from another is no duty": {
			"## Typical Tasks\n\nCooks meals. This class is distinguished from Baker by its menus.\n",
			[]string{"2100,2101,2102: duty Cooks meals", "2100,2101,2102: purpose This class is distinguished from Baker by its menus."},
		},
		"characteristics are cut whatever they open with": {
			"## Minimum Qualifications\n\nHigh school.\n\n## Special Personal Characteristics\n\nDemonstrated ability to act alone; tact; and willingness to travel.\n",
			[]string{
				"2100,2101,2102: qualification High school",
				"2100,2101,2102: characteristic Demonstrated ability to act alone",
				"2100,2101,2102: characteristic tact", "2100,2101,2102: characteristic willingness to travel",
			},
		},
		"an entry of the list's own kind ends nothing": {
			"## Knowledge and Abilities\n\nKnowledge of: Food; an understanding of diets; the prices of fish.\n\nAbility to: Understand and follow recipes; be able to lift; ability to cook.\n",
			[]string{
				"2100,2101,2102: knowledge Knowledge of Food", "2100,2101,2102: knowledge an understanding of diets",
				"2100,2101,2102: knowledge Knowledge of the prices of fish", "2100,2101,2102: ability Ability to Understand and follow recipes",
				"2100,2101,2102: ability be able to lift", "2100,2101,2102: ability ability to cook",
			},
		},
		"two lists on one line": {
			"## Knowledge and Abilities\n\nKnowledge of: Food; fish. Ability to: Cook; bake.\n",
			[]string{
				"2100,2101,2102: knowledge Knowledge of Food", "2100,2101,2102: knowledge Knowledge of fish",
				"2100,2101,2102: ability Ability to Cook", "2100,2101,2102: ability Ability to bake",
			},
		},
		"who inherits from whom": {
			"## Knowledge and Abilities\n\n## Cook I\n\nKnowledge of: Food; fish.\n\n## Cook II\n\nKnowledge of: Wine; cheese.\n\n## Chef (Kitchens and Bakeries)\n\n" +
				"Knowledge of: In addition to the knowledge required of a Cook I, budgets; prices.\n",
			[]string{
				"2100,2102: knowledge Knowledge of Food", "2100,2102: knowledge Knowledge of fish",
				"2101: knowledge Knowledge of Wine", "2101: knowledge Knowledge of cheese",
				"2102: knowledge Knowledge of budgets", "2102: knowledge Knowledge of prices",
			},
		},
		"all of the above for named classes": {
			"## Knowledge and Abilities\n\n## Cook I\n\nKnowledge of: Food; fish.\n\n## Cook II\n\nKnowledge of: All of the above for Cook I, and wine; cheese.\n",
			[]string{
				"2100,2101: knowledge Knowledge of Food", "2100,2101: knowledge Knowledge of fish",
				"2101: knowledge Knowledge of wine", "2101: knowledge Knowledge of cheese",
			},
		},
		"a group and then one of it, or all of it": {
			"## Minimum Qualifications for\n\n## Cook Classes\n\n## Cook II\n\nOne year as a Cook I.\n\n## Special Personal Characteristics for\n\n## Cook Classes\n\n## All Levels:\n\nTact; patience.\n",
			[]string{
				"2101: qualification One year as a Cook I.",
				"2100,2101: characteristic Tact", "2100,2101: characteristic patience",
			},
		},
		"a title in other words, and requirements of all": {
			"## Minimum Qualifications\n\n## Cooking II\n\nOne year of cooking.\n\n## Education Requirements\n\nHigh school.\n",
			[]string{"2101: qualification One year of cooking", "2100,2101,2102: qualification High school"},
		},
		"a joining word belongs to what it joins": {
			"## Minimum Qualifications\n\nOne year of cooking.\n\nand\n\nHigh school.\n\nClass History\n\nNone.\n",
			[]string{"2100,2101,2102: qualification One year of cooking. and", "2100,2101,2102: qualification High school"},
		},
	} {
		if got := asked(tt.text); strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
		}
	}
}
