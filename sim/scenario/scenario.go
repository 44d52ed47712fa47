package scenario

import (
	"io"
	"io/fs"
	"time"

	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/graph"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/sim"
)

// Scenario is a scenario file that was read and found to be right. It does not change and may be played any number of times.
type Scenario struct {
	File     string
	Title    string
	Question string   // what the trainer asks; "" if there is none
	Answer   string   // and the answer, which the steps prove
	Entra    string   // where Microsoft Entra differs
	Rules    []string // of the rule book, such as "R-136"

	limits    entitlement.Limits
	start     time.Time
	seed      uint64
	people    []entitlement.Subject
	groups    []directory.Group
	habits    map[entitlement.SubjectID]sim.Habit
	reviews   map[entitlement.SubjectID]sim.ReviewHabit
	processes map[entitlement.CustomExtensionID]sim.Process
	rights    lifecycle.Rights // nil: owners of catalogs have them over everything
	tenant    *spec.Document
	losses    []graph.Loss
	steps     []step

	names      *names
	tenantNode *yaml.Node // where the file has the tenant, or names the files that have it; it tells lines
}

// Steps returns the sentences of the scenario, in order.
func (s *Scenario) Steps() []Step {
	out := make([]Step, len(s.steps))
	for i, step := range s.steps {
		out[i] = step.Step
	}
	return out
}

// Person returns the identifier of somebody, who is named by it or by the display name. It refuses others with NotFound, and says
// who was probably meant.
func (s *Scenario) Person(name string) (entitlement.SubjectID, error) {
	id, err := s.names.person(name)
	return id, s.notFound(err)
}

// HasPackage refuses with NotFound the name of an access package that no configuration of the scenario has, and says which was
// probably meant.
func (s *Scenario) HasPackage(name string) error {
	_, err := s.names.pkg(name)
	return s.notFound(err)
}

func (s *Scenario) notFound(err error) error {
	if err == nil {
		return nil
	}
	return &entitlement.Error{Op: "look up", Code: entitlement.NotFound, Detail: err.Error()}
}

// Load reads a scenario file. The name is for messages. It refuses, with InvalidArgument and an *InputError as its cause,
// whatever is wrong with the file: more than MaxSize, anything in it that is not plain YAML (anchors, aliases, tags, merge
// keys, several documents, deep nesting), names that nobody bears, sentences that are not in the grammar, and what is wrong
// with the tenant's configuration. A file that names others is refused: see LoadIn.
func Load(name string, from io.Reader) (*Scenario, error) { return LoadIn(nil, name, from) }

// LoadIn is Load of a file that may name files of Microsoft Graph's JSON in its folder. It opens nothing else; a file system of
// os.Root does not follow links out of the folder either.
func LoadIn(folder fs.FS, name string, from io.Reader) (*Scenario, error) {
	out := &problems{file: name}
	text, err := io.ReadAll(io.LimitReader(from, MaxSize+1))
	if err != nil {
		return nil, &entitlement.Error{Op: "load scenario", Code: entitlement.Unavailable, Detail: name + " cannot be read", Err: err}
	}
	s := &Scenario{
		File: name, limits: entitlement.SeedLimits(), start: time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC),
		habits: map[entitlement.SubjectID]sim.Habit{}, reviews: map[entitlement.SubjectID]sim.ReviewHabit{},
		processes: map[entitlement.CustomExtensionID]sim.Process{},
	}
	if root := readNodes(text, out); root != nil {
		s.read(&reader{problems: out}, root, folder)
	}
	if err := out.err(); err != nil {
		return nil, err
	}
	return s, nil
}

// read reads the members; steps come last, because they are about what the others name.
func (s *Scenario) read(r *reader, root *yaml.Node, folder fs.FS) {
	var people, groups, tenant, files, extensions, owners, steps *yaml.Node
	keep := func(into **yaml.Node) func(*reader, *yaml.Node) {
		return func(_ *reader, n *yaml.Node) { *into = n }
	}
	r.mapping(root, "a scenario", []field{
		{"title", func(r *reader, n *yaml.Node) { s.Title = oneLine(r.text(n, "a title")) }},
		{"question", func(r *reader, n *yaml.Node) { s.Question = r.text(n, "a question") }},
		{"answer", func(r *reader, n *yaml.Node) { s.Answer = r.text(n, "an answer") }},
		{"entra", func(r *reader, n *yaml.Node) { s.Entra = r.text(n, "where Entra differs") }},
		{"rules", func(r *reader, n *yaml.Node) { s.Rules = r.texts(n, "the list of rules") }},
		{"limits", s.readLimits},
		{"start", func(r *reader, n *yaml.Node) { s.start = r.instant(n) }},
		{"seed", func(r *reader, n *yaml.Node) { s.seed = r.number(n, "the seed", 64) }},
		{"people", keep(&people)},
		{"groups", keep(&groups)},
		{"tenant", keep(&tenant)},
		{"graph", keep(&files)},
		{"extensions", keep(&extensions)},
		{"owners", keep(&owners)},
		{"steps", keep(&steps)},
	})
	if root.Kind != yaml.MappingNode {
		return
	}
	if s.Title == "" && !r.near("title") {
		r.add(root.Line, "the title is missing: write title: and a name for the story")
	}
	names := newNames()
	s.names = names
	if people != nil {
		s.readPeople(r, people, names)
	}
	if groups != nil {
		s.readGroups(r, groups, names)
	}
	s.checkDirectory(r, root)
	switch {
	case tenant != nil && files != nil:
		r.add(files.Line, "the configuration is either written under \"tenant\" or read from files")
	case tenant != nil:
		s.tenantNode = tenant
		s.tenant = readTenant(r, tenant, names, s.limits)
	case files != nil:
		s.tenantNode = files
		s.readGraph(r, files, folder, names)
	}
	if steps == nil {
		if !r.near("steps") {
			r.add(root.Line, "the steps are missing: write steps: and below it sentences, each behind a hyphen")
		}
		return
	}
	s.readSteps(r, steps, names)
	if extensions != nil {
		s.readExtensions(r, extensions, names) // which steps may have brought
	}
	if owners != nil {
		s.readOwners(r, owners, names) // likewise
	}
}

func (s *Scenario) readLimits(r *reader, n *yaml.Node) {
	switch r.text(n, "the limits") {
	case "seed":
		s.limits = entitlement.SeedLimits()
	case "entra2023":
		s.limits = entitlement.Entra2023Limits()
	case "entra2024":
		s.limits = entitlement.Entra2024Limits()
	default:
		r.add(n.Line, "the limits are seed, entra2023 or entra2024")
	}
}

func (r *reader) instant(n *yaml.Node) time.Time {
	at, err := parseTime(r.text(n, "an instant"))
	if err != nil {
		r.add(n.Line, "%v", err)
	}
	return at
}
