package semantic

import "strings"

// A Mode says from which side an action touches its object. Taking part in a
// thing, doing it, leading it and teaching it are four things, though the
// object is one.
type Mode uint8

const (
	Do     Mode = iota
	Assist      // takes part, supports
	Lead        // directs others who do it
	Teach       // makes others able to do it
	Learn       // is not there yet
)

// A Verb is an action word as the matcher sees it. Two verbs agree when their
// stems are equal or they share a group.
type Verb struct {
	Stem   string
	Mode   Mode
	Groups uint64 // bit set of the verb groups it belongs to
}

// Agrees reports whether v and w name nearly the same action.
func (v Verb) Agrees(w Verb) bool { return v.Stem == w.Stem || v.Groups&w.Groups != 0 }

// VerbOf returns the verb with the given stem. A stem that no group lists is
// a verb of doing that agrees with itself only.
func VerbOf(stem string) Verb {
	if v, ok := verbs[stem]; ok {
		return v
	}
	return Verb{Stem: stem}
}

func verbKnown(word string) bool {
	_, ok := verbs[Stem(word)]
	return ok
}

// The verb groups: one line a group, its mode first. A verb may stand in
// several. The lists are our own reading of how duties are worded.
const verbGroups = `
do     manage handle control
assist participate contribute assist aid support join attend serve
assist collaborate cooperate partner participate network
lead   lead direct manage supervise oversee head chair administer command govern own
lead   delegate assign hire recruit appoint
teach  teach train instruct coach mentor tutor orient educate
learn  learn study attend
do     communicate convey inform explain present report describe notify express articulate brief speak testify correspond discuss interpret
do     confer consult discuss meet communicate
do     advise counsel consult recommend suggest guide refer
do     interview elicit gather collect obtain compile solicit question acquire probe research survey investigate
do     assess evaluate appraise analyze examine review inspect judge measure rate test diagnose screen critique audit interpret
do     determine identify recognize detect establish ascertain verify confirm
do     monitor track observe follow watch check inspect review audit
do     develop create design prepare formulate establish produce construct build compose draft write generate devise make author synthesize
do     plan organize arrange schedule prioritize coordinate prepare allocate
do     coordinate facilitate convene broker liaise mediate lead
do     implement perform conduct execute apply deliver provide administer operate run carry complete
do     modify adapt adjust revise change update improve amend redesign
do     negotiate mediate resolve settle reconcile bargain
do     document record log maintain keep file enter register write
do     maintain sustain preserve keep uphold
do     repair fix service restore maintain overhaul install assemble
do     operate drive run control handle use utilize
do     help assist aid support serve
do     protect safeguard secure ensure assure guard enforce
do     decide determine choose select approve authorize judge
do     promote advocate champion encourage represent motivate support
do     visit tour travel attend
do     listen hear understand comprehend
do     respond answer reply handle address act
do     submit send forward deliver transmit distribute issue
do     buy purchase procure order acquire
do     sell market promote
do     calculate compute estimate measure count
do     clean wash sterilize sanitize
do     treat care nurse heal counsel
do     read review study
do     demonstrate exhibit show model display
do     relate interact engage connect
do     work consider seek ask accept give take set start stop continue remain
do     integrate combine merge synthesize
do     examine investigate inquire explore
do     escalate refer report
do     solve resolve troubleshoot address`

var verbs = parseVerbs(verbGroups)

func parseVerbs(table string) map[string]Verb {
	modes := map[string]Mode{"do": Do, "assist": Assist, "lead": Lead, "teach": Teach, "learn": Learn}
	all := make(map[string]Verb)
	group := uint64(1)
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		for _, word := range fields[1:] {
			stem := Stem(word)
			v, seen := all[stem]
			v.Stem, v.Groups = stem, v.Groups|group
			if !seen { // the first line that lists a verb gives its mode
				v.Mode = modes[fields[0]]
			}
			all[stem] = v
		}
		group <<= 1
	}
	return all
}

// opposites are pairs of verbs that undo each other: they are near in meaning,
// and what shows one shows nothing of the other.
var opposites = parseOpposites(`
increase/reduce increase/decrease increase/lower raise/lower buy/sell purchase/sell load/unload accept/reject accept/refuse
approve/deny approve/reject grant/deny allow/prohibit permit/forbid avoid/cause prevent/cause open/close hire/dismiss
hire/terminate admit/discharge abuse/protect neglect/protect abuse/report start/stop begin/end assemble/disassemble
install/remove borrow/lend issue/revoke encourage/discourage enforce/violate create/destroy send/receive add/remove
enable/disable attach/detach win/lose gain/lose activate/deactivate`)

func parseOpposites(table string) map[[2]string]bool {
	all := make(map[[2]string]bool)
	for pair := range strings.FieldsSeq(table) {
		a, b, _ := strings.Cut(pair, "/")
		all[[2]string{Stem(a), Stem(b)}] = true
		all[[2]string{Stem(b), Stem(a)}] = true
	}
	return all
}

// Opposes reports whether v and w undo each other.
func (v Verb) Opposes(w Verb) bool { return opposites[[2]string{v.Stem, w.Stem}] }
