package spec

import "example.com/tenure/entitlement"

// Print writes a document in its one form: members in a fixed order, everything else in the order of the document, without
// what absence says as well. Parse(Print(d)) is d for every document that Check accepts, lists that are empty being nil and
// instants in UTC. It refuses with InvalidArgument values that have no word.
func Print(d Document) ([]byte, error) {
	w := writer{}
	n := documentForm.write(&w, &d)
	if w.err != nil {
		return nil, &entitlement.Error{Op: "print document", Code: entitlement.InvalidArgument, Detail: w.err.Error()}
	}
	return append(n.print(nil, 0), '\n'), nil
}

// MarshalJSON writes the document as Print does.
func (d Document) MarshalJSON() ([]byte, error) { return Print(d) }
