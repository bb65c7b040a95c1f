package i18n_test

import (
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/i18n"
)

func TestEveryKeyThatTheProgramSaysIsInTheCatalogue(t *testing.T) {
	all, src := catalogue(t, i18n.French), readSources(t)
	require.Greater(t, len(src.says), 200, "the scan has lost the calls")
	require.Empty(t, unknown(all, src.says), "not in the catalogue")

	t.Run("one that is not is found", func(t *testing.T) {
		planted := []saying{{at: "a.go:1", key: "school.invented", whole: true}, {at: "a.go:2", key: "invented."}, {at: "a.go:3", key: "school.line", whole: true}}
		require.Equal(t, []string{"a.go:1: school.invented", "a.go:2: invented."}, unknown(all, planted))
	})
}

// unknown are the keys that are said and are not in the catalogue.
func unknown(all map[string]sentence, says []saying) (faults []string) {
	for _, said := range says {
		_, known := all[said.key]
		if !said.whole {
			known = slices.ContainsFunc(slices.Collect(maps.Keys(all)), func(key string) bool { return strings.HasPrefix(key, said.key) })
		}
		if !known {
			faults = append(faults, said.at+": "+said.key)
		}
	}
	return faults
}

// optional variables stand in a condition, or come from Printer.Error.
var condition = regexp.MustCompile(`{{if \.([A-Za-z]+)}}`)

func TestEverySentenceIsGivenItsVariables(t *testing.T) {
	all, src := catalogue(t, i18n.French), readSources(t)
	faults, checked := unfilled(all, src.says)
	require.Empty(t, faults)
	require.Greater(t, checked, 200)

	t.Run("one that lacks some is found", func(t *testing.T) {
		faults, _ := unfilled(map[string]sentence{"a": {"other": "{{.x}} {{if .z}}{{.z}}{{end}}"}, "b": {"one": "une", "other": "{{.Count}}"}}, []saying{
			{at: "a.go:1", key: "a", given: true, names: []string{"y"}}, {at: "a.go:2", key: "b", given: true}, {at: "a.go:3", key: "a", given: true, names: []string{"x"}},
		})
		require.Equal(t, []string{"a.go:1: a is said without x", "a.go:2: b is said without Count", "a.go:2: b is said without Count"}, faults)
	})
}

// unfilled are the sentences that are said without what they need.
func unfilled(all map[string]sentence, says []saying) (faults []string, checked int) {
	for _, said := range says {
		s, ok := all[said.key]
		if !ok || !said.given {
			continue
		}
		checked++
		needed := s.variables()
		if len(s) > 1 {
			needed = append(needed, "Count") // it chooses the plural
		}
		for _, m := range condition.FindAllStringSubmatch(s["other"], -1) {
			needed = slices.DeleteFunc(needed, func(name string) bool { return name == m[1] })
		}
		for _, name := range needed {
			if !slices.Contains(said.names, name) {
				faults = append(faults, said.at+": "+said.key+" is said without "+name)
			}
		}
	}
	return faults, checked
}

func TestEveryWordOfTheDomainIsInTheCatalogue(t *testing.T) {
	all, src := catalogue(t, i18n.French), readSources(t)
	require.Greater(t, len(src.named), 8)
	for typ, prefix := range src.named {
		require.NotEmpty(t, src.constants[typ], "no constant of %s", typ)
		for _, value := range src.constants[typ] {
			if value != "" { // an outcome that there is not yet has no word
				requireKey(t, all, prefix+value)
			}
		}
	}
	require.NotEmpty(t, src.constants["Holiday"])
	for _, value := range src.constants["Holiday"] {
		requireKey(t, all, "holiday."+value)
	}
	for _, value := range src.constants["Silence"] {
		if value == "agreed" { // a word of clauses: each period has its own for what it means
			continue
		}
		requireKey(t, all, "silence_sentence."+value)
		requireKey(t, all, "silence_late."+value)
	}
	for param := range src.params {
		requireKey(t, all, "param."+param+".label")
	}
}

func requireKey(t *testing.T, all map[string]sentence, key string) {
	t.Helper()
	if _, ok := all[key]; !ok {
		t.Errorf("%s is not in the catalogue", key)
	}
}

func TestEverySentenceIsSaid(t *testing.T) {
	all, src := catalogue(t, i18n.French), readSources(t)
	require.Empty(t, src.unsaid(maps.Keys(all)), "nobody says them")

	t.Run("an invented one is found in every family", func(t *testing.T) {
		families := map[string]bool{}
		for key := range all {
			if family, _, _ := strings.Cut(key, "."); !slices.Contains([]string{"command", "param", "noun"}, family) {
				families[key[:strings.LastIndexByte(key, '.')+1]+"invented"] = true
			}
		}
		families["command.ecole.invented.title"], families["param.invented.label"], families["noun.invented.summary"] = true, true, true
		require.Greater(t, len(families), 100)
		require.Equal(t, slices.Sorted(maps.Keys(families)), src.unsaid(maps.Keys(families)))
	})
	t.Run("each beginning that is listed is still written, and has a sentence for each listed value", func(t *testing.T) {
		for prefix, rest := range computed {
			_, stem, _ := strings.Cut(prefix, ".") // what comes before it may be written elsewhere
			begun := slices.ContainsFunc(src.says, func(said saying) bool { return !said.whole && said.key == prefix })
			ends := len(rest.values) > 0 && src.suffixes[rest.values[0]]
			require.True(t, begun || ends || src.prefixes[prefix] || src.prefixes[stem] || src.literals[strings.TrimSuffix(prefix, ".")], prefix)
			for _, typ := range rest.types {
				require.NotEmpty(t, src.constants[typ], "no constant of %s", typ)
			}
			for _, value := range rest.values {
				require.Contains(t, all, prefix+value)
			}
		}
	})
}

// suffixes are what may follow the beginning of a key: the constants of types,
// and values of another origin, alone and with each of the endings.
type suffixes struct {
	types, values, endings []string
}

// computed are the keys of which the program writes the beginning alone, and
// where the rest comes from. A beginning that is not listed is leave for nothing.
var computed = map[string]suffixes{
	"card.":                           {values: []string{"act", "quiet", "serious"}},
	"takeover.part.":                  {values: []string{"actions", "decisions", "meetings", "schools", "stages"}},
	"takeover.refused.":               {values: []string{"actions", "decisions", "meetings", "schools"}},
	"action.list.all":                 {values: []string{"_none"}},
	"action.list.blocked":             {values: []string{"_none"}},
	"action.list.free":                {values: []string{"_none"}},
	"team_deed.":                      {values: []string{"add", "ask", "remove"}},
	"action.list.done":                {values: []string{"_none"}},
	"announce.verification.corrected": {values: []string{"_answer", "_decision", "_detail", "_start"}},
	"verification.corrected":          {values: []string{"_answer", "_decision", "_detail"}},
	"action.list.given":               {values: []string{"_none"}},
	"action.list.given_late":          {values: []string{"_none"}},
	"action.list.group":               {values: []string{"_none"}},
	"action.list.late":                {values: []string{"_none"}},
	"action.list.mine":                {values: []string{"_none"}},
	"action.list.school":              {values: []string{"_none"}},
	"agreement.card.":                 {types: []string{"AgreementState"}},
	"agreement.line.":                 {types: []string{"AgreementState"}},
	"announce.decision.":              {types: []string{"DecisionState"}, endings: []string{"_by"}},
	"announce.meeting.reminder":       {values: []string{"_soon", "_today", "_days"}},
	"committee.access.":               {types: []string{"Diffusion"}},
	"contract.report_severity.":       {types: []string{"Severity"}},
	"doubt.date.":                     {values: []string{"ahead", "gone"}, endings: []string{"_either"}},
	"error.date.":                     {types: []string{"Reason"}, endings: []string{"_propose", "_day"}},
	"error.failure.":                  {values: []string{"sent", "skipped", "under_way"}}, // Sent.fate
	"error.forbidden.":                {values: []string{"agreement"}},                    // Facts.Circle
	"error.team.":                     {values: []string{"asks", "in"}},
	"error.series.reason.":            {types: []string{"Reason"}},
	"personal.retention.":             {values: []string{"preferences", "traces"}},
	"letter.calendar.":                {types: []string{"News"}},
	"letter.file.":                    {types: []string{"News"}},
	"letter.lead.":                    {types: []string{"News"}},
	"letter.subject.":                 {types: []string{"News"}},
	"letter.title.":                   {types: []string{"News"}},
	"if_closed.":                      {types: []string{"IfClosed"}},
	"series.closed.":                  {types: []string{"IfClosed"}},
	"error.verification.lapsed_":      {types: []string{"Silence"}},
	"error.verification.outcome_":     {types: []string{"Await"}},
	"extension_correctable.":          {values: []string{"granted", "denied"}},
	"extension_lapsed.":               {values: []string{"granted", "denied"}},
	"extension_late.":                 {values: []string{"nothing", "unknown"}},
	"extension_silence.":              {values: []string{"nothing", "unknown"}},
	"failure.moot.":                   {types: []string{"SkipReason"}},
	"failure.reason.":                 {values: []string{"compose", "gave_up", "inactive", "left", "panic", "refused_400", "refused_403", "refused_404", "gave_up_letter", "no_server_letter", "refused_letter", "unknown_letter"}, endings: []string{"_person"}},
	"handover.":                       {values: []string{"committees", "deadlines", "late", "adopted", "proposed", "agreements", "in_hand"}},
	"history.decision.":               {types: []string{"DecisionState"}},
	"answer.":                         {values: []string{"absent", "excused", "present", "represented", "silent"}},
	"label.":                          {values: []string{"absent", "excused", "present", "represented", "silent"}},
	"history.seat.":                   {values: []string{"absent", "excused", "present", "represented"}},
	"history.verification.":           {types: []string{"Verdict"}},
	"history.verification.extension_": {values: []string{"granted", "denied"}},
	"history.verification.lapsed_":    {types: []string{"Silence"}},
	"holiday.":                        {types: []string{"Holiday"}},
	"import.left.":                    {types: []string{"LeftOutReason"}, values: []string{"college", "lycee", "service"}},
	"left.":                           {types: []string{"WhyLeft"}},
	"lapsed.":                         {types: []string{"Silence"}},
	"overview.":                       {values: []string{"agreements", "late", "meetings", "deadlines"}},
	"period.":                         {types: []string{"Unit"}},
	"plan.done.":                      {types: []string{"Result"}},
	"pressed.":                        {values: []string{"added", "adopted", "again", "applied", "done", "excused", "present", "refused", "rejected", "seen", "taken"}},
	"pv.draft.":                       {types: []string{"Step"}},
	"pv.effect.":                      {types: []string{"Outcome", "Step"}, values: []string{"reduction_open", "vsr_notified"}, endings: []string{"_2009"}},
	"pv.quantity.":                    {types: []string{"Verdict"}},
	"pv.rule.":                        {types: []string{"Rule"}},
	"pv.silence.":                     {types: []string{"Silence"}, endings: []string{"_2009"}},
	"pv.step.":                        {types: []string{"Step"}},
	"pv.verdict_2009.":                {types: []string{"Verdict"}},
	"recurrence.rank.":                {values: []string{"1", "2", "3", "4", "-1"}},
	"register.in_time.":               {types: []string{"Timing"}},
	"reminder.card.actions":           {values: []string{"_off"}},
	"reminder.card.digest":            {values: []string{"_off", "_quiet"}},
	"rule.":                           {types: []string{"Rule"}},
	"settings.language.":              {values: []string{"fr", "en"}},
	"settings.value.":                 {values: []string{"fr", "en"}},
	"show.":                           {types: []string{"Noun"}},
	"step_full.":                      {types: []string{"Step"}},
	"silence_late.":                   {types: []string{"Silence"}},
	"silence_sentence.":               {types: []string{"Silence"}},
	"to_type.":                        {types: []string{"Await"}, values: []string{"decision_vsr"}},
}

// nouns are those whose things can be seen: « vu » writes history.NOUN.seen.
var nouns = []string{"action", "agreement", "meeting", "verification"}

// leave are the keys that may be computed.
func (s sources) leave() map[string]bool {
	keys := map[string]bool{}
	for prefix, rest := range computed {
		values := slices.Clone(rest.values)
		for _, typ := range rest.types {
			values = append(values, s.constants[typ]...)
		}
		for _, value := range values {
			keys[prefix+value] = true
			for _, ending := range rest.endings {
				keys[prefix+value+ending] = true
			}
		}
	}
	for typ, prefix := range s.named {
		for _, value := range s.constants[typ] {
			keys[prefix+value] = true
		}
	}
	for _, noun := range nouns {
		keys["history."+noun+".seen"] = true
	}
	for _, said := range s.says {
		keys[said.key] = keys[said.key] || said.whole
	}
	return keys
}

// unsaid are the keys that nobody says.
func (s sources) unsaid(keys iter.Seq[string]) (unsaid []string) {
	leave := s.leave()
	for key := range keys {
		if !leave[key] && !s.use(key) {
			unsaid = append(unsaid, key)
		}
	}
	slices.Sort(unsaid)
	return unsaid
}

// use reports whether the key is a word of the language, or stands in the program.
func (s sources) use(key string) bool {
	family, rest, _ := strings.Cut(key, ".")
	switch family {
	case "command":
		noun, verb, _ := strings.Cut(rest, ".")
		verb, _, _ = strings.Cut(verb, ".")
		return s.verbs[verb] && (s.nouns[noun] || s.literals[noun])
	case "param":
		param, _, _ := strings.Cut(rest, ".")
		return s.params[param]
	case "noun":
		noun, _, _ := strings.Cut(rest, ".")
		return s.nouns[noun] || s.literals[noun]
	case "register": // the heads of columns stand in a list
		if head, ok := strings.CutPrefix(rest, "head."); ok {
			return s.literals[head]
		}
	case "extract": // so do these, and what each of the registers is called
		if _, last, ok := strings.Cut(rest, "."); ok {
			return s.literals[last]
		}
	case "error", "doubt", "history", "announce":
		if s.literals[rest] {
			return true
		}
	}
	return s.literals[key]
}
