package scenario

import (
	"bytes"
	_ "embed"
	"encoding/json"

	"example.com/tenure/entitlement/spec"
)

//go:embed schema_head.json
var schemaHead []byte

// Schema returns the JSON Schema (draft 2020-12) of scenario files, for editors that complete and check YAML by one. It has the
// schema of configurations in it. What sentences may say, only Load knows.
func Schema() []byte {
	var head, tenant map[string]json.RawMessage
	mustUnmarshal(schemaHead, &head)
	mustUnmarshal(spec.Schema(), &tenant)
	var own, all map[string]json.RawMessage
	mustUnmarshal(head["$defs"], &own)
	mustUnmarshal(tenant["$defs"], &all)
	for name, definition := range own { // order: into a map
		all[name] = definition
	}
	head["$defs"] = mustMarshal(all)
	var out bytes.Buffer
	if err := json.Indent(&out, mustMarshal(head), "", "  "); err != nil {
		panic(err) // it was just encoded
	}
	return append(out.Bytes(), '\n')
}

// mustUnmarshal and mustMarshal are for texts that are part of the program.
func mustUnmarshal(text []byte, into any) {
	if err := json.Unmarshal(text, into); err != nil {
		panic(err)
	}
}

func mustMarshal(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return text
}
