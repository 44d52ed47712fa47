package scenario

import (
	"context"

	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// readApply reads a step that changes the configuration: "apply" has a document like the tenant's; "by" is who applies it, the host
// if nobody is named; "prune: true" deletes what it does not name; "confirm" is how many people may lose access; "refused" is the code, or a part of the message, with
// which the engine is expected to say no. What the document names can be used by the steps behind it.
func (s *Scenario) readApply(r *reader, n *yaml.Node, known *names) {
	var in lifecycle.ApplyInput
	var document *yaml.Node
	actor, who := entitlement.SubjectID(""), administrator
	refusal := ""
	before := len(r.list)
	r.mapping(n, "a step", []field{
		{"apply", func(_ *reader, n *yaml.Node) { document = n }},
		{"by", func(r *reader, n *yaml.Node) { actor, who = r.actor(n, known), n.Value }},
		{"prune", func(r *reader, n *yaml.Node) { in.Prune = r.yes(n, "prune") }},
		{"confirm", func(r *reader, n *yaml.Node) { in.Confirm = int(r.number(n, "confirm", 31)) }},
		{"refused", func(r *reader, n *yaml.Node) { refusal = r.text(n, "a code") }},
	})
	switch {
	case len(r.list) > before:
		return
	case document == nil:
		r.add(n.Line, "a step is a sentence, or a configuration under \"apply\"")
		return
	}
	limits := s.limits
	if refusal != "" {
		limits = generous(limits) // the engine has to say no, not the file
	}
	parsed := readTenant(r, document, known, limits)
	if parsed == nil {
		return
	}
	in.Document = *parsed
	found := step{
		Step: Step{Line: n.Line, Text: oneLine(who) + " applies a configuration", Kind: Doing},
		do: func(ctx context.Context, p *Play) error {
			_, err := p.as(actor).Apply(ctx, in)
			return err
		},
	}
	if refusal != "" {
		found.do = refused(found.do, refusal)
		found.Kind = Claiming
		found.Text += " but is refused with " + refusal
	}
	s.steps = append(s.steps, found)
}

// generous returns limits that a file does not reach.
func generous(limits entitlement.Limits) entitlement.Limits {
	const much = MaxSize
	limits.ResourcesPerPackage, limits.RolesPerPackage, limits.RolesPerResource = much, much, much
	limits.IncompatibilitiesPerPackage, limits.PackagesPerCatalog, limits.PackagesPerTenant = much, much, much
	limits.CatalogsPerTenant, limits.ResourcesPerCatalog, limits.PoliciesPerPackage = much, much, much
	limits.PoliciesPerTenant, limits.StagesPerPolicy, limits.OrganizationsPerTenant = much, much, much
	limits.UsersAndGroupsPerPolicy, limits.OrganizationsPerPolicy, limits.ApproversPerStage = much, much, much
	limits.RoleAssignmentsPerCatalog, limits.AssignmentDays = much, much
	return limits
}
