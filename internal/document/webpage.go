package document

import (
	"bytes"
	"io"
	"net/url"
	"regexp"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"crosswalk/internal/spec"
)

// Bounds of a web page.
const (
	maxNodes    = 200_000
	fewestWords = 60 // in the main part of a page
)

var pageStart = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|section|article|main|p|h[1-6]|ul|ol|table)\b`)

// looksLikeWebPage reports whether a text begins like HTML, whole or a part of it. A
// script alone is no page: somebody may paste anything.
func looksLikeWebPage(head []byte) bool {
	return pageStart.Match(head[:min(len(head), 2048)])
}

// readWebPage reads the posting of a web page without what stands around it:
// navigation, notices, other jobs. A page that carries its posting as data for
// search engines is read from that.
func readWebPage(raw []byte) (Document, error) {
	doc := Document{Format: WebPage}
	var text []byte
	decoded, err := charset.NewReader(bytes.NewReader(raw), "") // as the page says, or as it looks
	if err == nil {
		text, err = io.ReadAll(decoded)
	}
	if err != nil {
		return doc, spec.Errorf(spec.Invalid, "this web page cannot be read: %v", err)
	}
	root, err := parsePage(text)
	if err != nil {
		return doc, err
	}
	if found := embeddedPosting(root); found != nil {
		return *found, nil
	}
	removeHidden(root)
	doc.Text = pageLines(mainPart(root))
	if heading := firstHeading(root); heading != "" && !strings.Contains(doc.Text, heading) {
		doc.Text = "# " + heading + "\n\n" + doc.Text
	}
	doc.Window = windowTitle(root)
	return doc, nil
}

// parsePage parses HTML of a bounded number of elements. The parser bounds how deep
// they stand.
func parsePage(text []byte) (*html.Node, error) {
	if mostNodes(text) > maxNodes {
		return nil, spec.Errorf(spec.TooLarge, "this web page has more than %d elements", maxNodes)
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, spec.Errorf(spec.Invalid, "this web page cannot be read: %v", err)
	}
	return root, nil
}

// formatting are the elements that the parser repeats in every element that begins
// before they end.
var formatting = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Big: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Nobr: true, atom.S: true,
	atom.Small: true, atom.Strike: true, atom.Strong: true, atom.Tt: true, atom.U: true,
}

// mostNodes bounds the elements and texts that the parser makes of HTML. A page of a
// few kilobytes may become millions, by formatting that never ends.
func mostNodes(text []byte) int {
	const lasting = 8 // formatting elements open at once on a page of good intent
	nodes, open := 0, 0
	since := map[atom.Atom]int{} // open since the last element that shuts off what is around
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nodes
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); {
			case formatting[a]:
				since[a]++
				open++
			case a == atom.Td || a == atom.Th || a == atom.Caption || a == atom.Object || a == atom.Applet || a == atom.Marquee || a == atom.Template:
				clear(since)
			}
			nodes += 1 + max(0, open-lasting)
		case html.EndTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); since[a] > 0 {
				since[a]--
				open--
			}
		case html.TextToken:
			nodes += 1 + max(0, open-lasting)
		}
	}
}

// mainPart returns the part of a page that holds its text: what the page itself
// calls so, or else what a library takes for its article, where that is most of
// the page; and else all of it.
func mainPart(root *html.Node) *html.Node {
	for _, is := range []func(*html.Node) bool{isPosting, isMain, isArticle} {
		if n := find(root, is); n != nil && countWords(n) >= fewestWords {
			return n
		}
	}
	found, err := readability.FromDocument(root, &url.URL{})
	if err != nil || found.Node == nil || countWords(found.Node) < max(fewestWords, countWords(root)/2) {
		return root
	}
	return found.Node
}

func isPosting(n *html.Node) bool {
	return strings.HasSuffix(attribute(n, "itemtype"), "schema.org/JobPosting")
}

func isMain(n *html.Node) bool { return n.DataAtom == atom.Main || attribute(n, "role") == "main" }

func isArticle(n *html.Node) bool { return n.DataAtom == atom.Article }

func countWords(n *html.Node) int { return len(strings.Fields(pageLines(n))) }

// leftOut are the elements skipped when reading text.
var leftOut = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Nav: true, atom.Footer: true,
	atom.Form: true, atom.Button: true, atom.Select: true, atom.Iframe: true, atom.Svg: true, atom.Head: true, atom.Aside: true,
	atom.Dialog: true, atom.Object: true, atom.Video: true, atom.Audio: true,
}

// removeHidden removes what a browser does not show.
func removeHidden(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode && isHidden(c) || c.Type == html.CommentNode {
			n.RemoveChild(c)
		} else {
			removeHidden(c)
		}
		c = next
	}
}

var (
	hiddenStyle = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)
	notice      = regexp.MustCompile(`(?i)cookie|consent|gdpr|newsletter|breadcrumb|share-?(?:bar|links|buttons)|(?:^|[\s_-])social(?:-?(?:media|links?|icons?|share|sharing|buttons?))?(?:\s|$)|related-?(?:jobs|posts)|similar-?jobs|(?:^|\s)(?:\w+-)?sidebar(?:\s|$)|skip-?link`)
)

func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			if hiddenStyle.MatchString(a.Val) {
				return true
			}
		case "role":
			if a.Val == "navigation" || a.Val == "search" || a.Val == "dialog" {
				return true
			}
		case "class", "id":
			if notice.MatchString(a.Val) && find(n, holdsPage) == nil {
				return true
			}
		}
	}
	return false
}

// holdsPage reports whether an element is, or has in it, what the page is about,
// whatever its class says: "no-sidebar" around a page, "category-social" of an
// article.
func holdsPage(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Html, atom.Body, atom.Main, atom.H1:
		return true
	}
	return attribute(n, "role") == "main" || isPosting(n)
}

// windowTitle is the title that a page gives its window.
func windowTitle(root *html.Node) string { return lineOf(root, atom.Title) }

// firstHeading is the text of the first h1 of a page.
func firstHeading(root *html.Node) string { return lineOf(root, atom.H1) }

// lineOf is the text of the first element of a sort.
func lineOf(root *html.Node, a atom.Atom) string {
	n := find(root, func(n *html.Node) bool { return n.DataAtom == a })
	if n == nil {
		return ""
	}
	return strings.Join(strings.Fields(textOf(n)), " ")
}

func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	if n.Type == html.ElementNode && is(n) {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := find(c, is); found != nil {
			return found
		}
	}
	return nil
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c))
	}
	return b.String()
}

// pageLines writes the text of a part of a page.
func pageLines(n *html.Node) string {
	w := pageWriter{}
	w.node(n)
	w.flush()
	return joinLines(w.out.lines)
}

// A pageWriter writes elements as lines.
type pageWriter struct {
	out   writer
	text  strings.Builder
	line  textLine
	bold  int  // elements around that set bold
	plain bool // some of the line is not bold
	pre   int  // elements around that keep white space
}

var headingLevel = map[atom.Atom]int{atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 5, atom.H6: 6}

// inline are the elements that do not begin a line.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Cite: true, atom.Code: true, atom.Em: true, atom.Font: true,
	atom.I: true, atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true, atom.Small: true,
	atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.U: true, atom.Var: true, atom.Wbr: true, atom.Big: true, atom.Tt: true,
}

func (w *pageWriter) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.write(n.Data)
		return
	case html.ElementNode:
		if leftOut[n.DataAtom] {
			return
		}
	}
	switch n.DataAtom {
	case atom.Br:
		w.text.WriteByte('\n')
		return
	case atom.B, atom.Strong:
		w.bold++
		defer func() { w.bold-- }()
	case atom.Pre:
		w.pre++
		defer func() { w.pre-- }()
	}
	if n.Type != html.ElementNode || inline[n.DataAtom] || n.DataAtom == 0 && n.Type == html.ElementNode && !strings.Contains(n.Data, "-") {
		w.children(n)
		return
	}
	w.flush()
	w.line = textLine{heading: headingLevel[n.DataAtom], item: n.DataAtom == atom.Li}
	switch n.DataAtom {
	case atom.Table:
		w.out.openTable()
	case atom.Tr:
		w.out.openRow()
	case atom.Td, atom.Th:
		w.out.openCell()
	}
	w.children(n)
	w.flush()
	switch n.DataAtom {
	case atom.Table:
		w.out.closeTable()
	case atom.Tr:
		w.out.closeRow()
	case atom.Td, atom.Th:
		w.out.closeCell()
	}
}

func (w *pageWriter) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

func (w *pageWriter) write(s string) {
	if w.pre == 0 {
		begins := strings.TrimLeft(s, " \t\r\n\f") != s
		ends := strings.TrimRight(s, " \t\r\n\f") != s
		s = strings.Join(strings.Fields(s), " ")
		if begins {
			s = " " + s
		}
		if ends && s != " " {
			s += " "
		}
	}
	if strings.TrimSpace(s) != "" && w.bold == 0 {
		w.plain = true
	}
	w.text.WriteString(s)
}

// flush ends the line that is being written.
func (w *pageWriter) flush() {
	if text := w.text.String(); strings.TrimSpace(text) != "" {
		l := w.line
		l.bold = !w.plain && l.heading == 0
		w.out.paragraph(l, text)
		w.line.item = false // what follows inside the same item
	}
	w.text.Reset()
	w.plain = false
	w.line.heading = 0
}
