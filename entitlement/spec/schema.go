package spec

// Schema returns the JSON Schema (draft 2020-12) of documents, for editors. It says which members there are and what they
// look like; what they mean together, Parse checks.
func Schema() []byte {
	var d definitions
	documentForm.schema(&d)
	root := node{}.
		with("$schema", words("https://json-schema.org/draft/2020-12/schema")).
		with("title", words("Entitlement management: configuration of a tenant")).
		with("$ref", words("#/$defs/"+documentForm.name)).
		with("$defs", d.all)
	return append(root.print(nil, 0), '\n')
}

// definitions collects the objects of a schema, each once, in the order in which they are come across.
type definitions struct{ all node }

// typed is the schema of a JSON type.
func typed(name string) node { return node{}.with("type", words(name)) }

// schema returns a reference to the object's definition.
func (o *objectForm[S]) schema(d *definitions) node {
	if d.all.get(o.name).kind == nodeAbsent {
		at := len(d.all.members)
		d.all = d.all.with(o.name, literal("")) // keeps its place: the parts come after the whole
		d.all.members[at].node = o.define(d)
	}
	return node{}.with("$ref", words("#/$defs/"+o.name))
}

func (o *objectForm[S]) define(d *definitions) node {
	members, required := node{kind: nodeObject}, node{kind: nodeList}
	for _, m := range o.members {
		n := m.schema(d).with("description", words(m.doc))
		if value := m.preset(); value.kind != nodeAbsent {
			n = n.with("default", value)
		}
		members = members.with(m.name, n)
		if m.required && m.infer == nil {
			required.items = append(required.items, words(m.name))
		}
	}
	n := typed("object").with("description", words(o.doc)).with("properties", members)
	if len(required.items) > 0 {
		n = n.with("required", required)
	}
	return n.with("additionalProperties", literal("false"))
}

// preset returns what the absence of the member means where everything else is absent too.
func (m member[S]) preset() node {
	var s S
	if m.infer == nil || m.required {
		return node{}
	}
	m.infer(&s)
	return m.write(&writer{}, &s)
}

func (l listForm[T]) schema(d *definitions) node { return typed("array").with("items", l.of.schema(d)) }

func (o optional[T]) schema(d *definitions) node { return o.of.schema(d) }
