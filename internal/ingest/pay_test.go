package ingest

import (
	"fmt"
	"testing"
)

func TestPayOf(t *testing.T) {
	for text, want := range map[string]string{
		"$77,439.18 - $123,701.24":                                       "77439.18 123701.24 USD",
		"$30.67 - $39.88 HOUR":                                           "30.67 39.88 USD hour",
		"$43,000 - 47,000 /year DOE":                                     "43000 47000 USD year",
		"$6,494.80 - $8,706.53 Monthly, effective July 1, 2025":          "6494.8 8706.53 USD month 2025-07-01",
		"Equivalent to $65k annum pro-rated":                             "65000 65000 USD year",
		"USD $53,424.00/Yr.":                                             "53424 53424 USD year",
		"$63,036 to $81,056; $65,333 to $84,000; and $66,690 to $85,754": "63036 85754 USD",
		"Salary grade 12, step 3":                                        "grade 12",
		"$2,100 biweekly (Pay Grade A-7)":                                "2100 2100 USD two weeks grade A-7",
		"Salary commensurate with experience":                            "",
		"$60-80k a year":                                                 "60000 80000 USD year",
		"$60,000 and 12 holidays":                                        "60000 60000 USD",
		"Pay range: 3,500 - 4,200":                                       "",
		"Pay range: 2100-2500":                                           "",
		"$0":                                                             "",
	} {
		got := ""
		if p := PayOf(text); p != nil {
			if p.From != nil {
				got = fmt.Sprint(*p.From, " ", *p.To, " ", p.Currency)
			}
			for _, s := range []string{p.Unit, p.Effective} {
				if s != "" {
					got += " " + s
				}
			}
			if p.Grade != "" {
				if got != "" {
					got += " "
				}
				got += "grade " + p.Grade
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPayIsAFact(t *testing.T) {
	for text, want := range map[string]string{
		"Clerk\n\nSalary: $20.00 - $25.00 per hour\n\nDuties\n\n- Files.\n":                 "$20.00 - $25.00 per hour",
		"Clerk\n\nAnnual Salary Range: $40,000 to $50,000\n\nDuties\n\n- Files.\n":          "$40,000 to $50,000",
		"Clerk\n\nDuties\n\n- Files bills of $500 and more.\n- Counts the cash at night.\n": "",
	} {
		got := ""
		for _, f := range Read(text).Facts {
			if f.Name == FactPay {
				got = f.Value
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzPayOf(f *testing.F) {
	f.Add("$6,494.80 - $8,706.53 Monthly, effective July 1, 2025, grade 12")
	f.Fuzz(func(t *testing.T, text string) {
		if p := PayOf(text); p != nil && p.From != nil && (*p.From > *p.To || *p.From <= 0) {
			t.Errorf("%q: from %v to %v", text, *p.From, *p.To)
		}
	})
}
