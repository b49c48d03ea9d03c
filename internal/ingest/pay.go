package ingest

import (
	"regexp"
	"strconv"
	"strings"

	"crosswalk/internal/spec"
)

// FactPay is the fact that states what a class is paid.
const FactPay = "pay"

const amountWords = `(?:USD?|US)?\s?\$\s?([0-9][0-9,]*(?:\.[0-9]+)?)\s*([kK]\b)?`

var (
	amountPattern = regexp.MustCompile(amountWords)
	// payRange matches two amounts of one range; the second may lack its sign.
	payRange = regexp.MustCompile(amountWords + `\s*(?:-|–|—|to|through|and)\s*(?:up to\s*)?(?:US)?\$?\s?([0-9][0-9,]*(?:\.[0-9]+)?)\s*([kK]\b)?`)
	payUnits = []struct {
		unit  string
		words *regexp.Regexp
	}{
		{"two weeks", regexp.MustCompile(`(?i)\bbi-?weekly\b|\b(?:every|per) two weeks\b`)},
		{"hour", regexp.MustCompile(`(?i)\bhour(?:s|ly)?\b|\bhr\.?\b`)},
		{"day", regexp.MustCompile(`(?i)\bdaily\b|\b(?:per|a|/)\s*day\b`)},
		{"week", regexp.MustCompile(`(?i)\bweekly\b|\b(?:per|a|/)\s*week\b`)},
		{"month", regexp.MustCompile(`(?i)\bmonth(?:ly)?\b|\bmo\.`)},
		{"year", regexp.MustCompile(`(?i)\byear(?:ly)?\b|\byr\.?\b|\bannual(?:ly)?\b|\bannum\b`)},
	}
	gradePattern     = regexp.MustCompile(`(?i)\b(?:salary|pay)?\s*(?:grade|band|step|schedule|range|group|level)\s*[:#]?\s*([A-Z]{0,4}-?[0-9]{1,4}[A-Z]?)\b`)
	moreDigits       = regexp.MustCompile(`^(?:,[0-9]|\s*[-–—]\s*[0-9]{3})`)
	effectivePattern = regexp.MustCompile(`(?i)\beffective\s+(?:as of\s+)?([A-Z][a-z]+\.? [0-9]{1,2},? [0-9]{4}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4})`)
	// payLabel matches the line that states the pay where nothing else found it.
	payLabel = regexp.MustCompile(`(?im)^[\t #*•-]*(?:(?:approximate|annual|hourly|monthly|base|starting|minimum|proposed)\s+)*(?:salary|pay|wages?|compensation|rate of pay)(?:\s+(?:range|rate|scale|information))?\**\s*[:–-]*\**\s*(\S[^\r\n]*)`)
)

// PayOf reads what a document states of pay: amounts, what they are for, a grade and
// since when. It is nil where there is no amount and no grade. Of several ranges it
// gives the lowest and the highest amount.
func PayOf(text string) *spec.Pay {
	p := &spec.Pay{}
	take := func(n float64) {
		if n <= 0 {
			return
		}
		if p.From == nil || n < *p.From {
			p.From = &n
		}
		if p.To == nil || n > *p.To {
			p.To = &n
		}
	}
	for _, m := range amountPattern.FindAllStringSubmatchIndex(text, -1) {
		digits, thousands := text[m[2]:m[3]], m[4] >= 0
		r := payRange.FindStringSubmatchIndex(text[m[0]:])
		if r == nil || r[0] != 0 {
			take(amount(digits, thousands))
			continue
		}
		second, inThousands := text[m[0]+r[6]:m[0]+r[7]], r[8] >= 0
		from, to := amount(digits, thousands), amount(second, inThousands)
		if inThousands && !thousands && from < 1000 { // "$60-80k"
			from *= 1000
		}
		take(from)
		if to > from { // else no amount: "$52,000 - 12 months"
			take(to)
		}
	}
	if p.From != nil {
		p.Currency = "USD"
		for _, u := range payUnits {
			if u.words.MatchString(text) {
				p.Unit = u.unit
				break
			}
		}
	}
	for _, m := range gradePattern.FindAllStringSubmatchIndex(text, -1) {
		if !moreDigits.MatchString(text[m[3]:]) { // else an amount: "Pay range: 3,500 - 4,200"
			p.Grade = text[m[2]:m[3]]
			break
		}
	}
	if m := effectivePattern.FindStringSubmatch(text); m != nil {
		p.Effective = isoDate(m[1])
	}
	if p.From == nil && p.Grade == "" {
		return nil
	}
	return p
}

// amount parses digits with thousands separators; it returns 0 if they are not a number.
func amount(digits string, thousands bool) float64 {
	n, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
	if err != nil {
		return 0
	}
	if thousands {
		n *= 1000
	}
	return n
}

// statePay records the pay: a pay fact, a salary-group fact, or the first line with a
// pay label, in this order.
func (d *draft) statePay() {
	for _, f := range d.doc.Facts {
		if f.Name == FactPay && amountPattern.MatchString(f.Value) {
			return
		}
	}
	for _, f := range d.doc.Facts {
		if f.Name == FactSalaryGroup && amountPattern.MatchString(f.Value) {
			d.fact(FactPay, f.Span)
			return
		}
	}
	for _, m := range payLabel.FindAllStringSubmatchIndex(d.text, mostPayLines) {
		if amountPattern.MatchString(d.text[m[2]:m[3]]) {
			d.fact(FactPay, spec.Span{Start: m[2], End: m[3]})
			return
		}
	}
}

// mostPayLines bounds the lines in which pay is looked for.
const mostPayLines = 50
