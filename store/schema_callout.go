package store

import "example.com/tenure/entitlement"

// CalloutText is what an extension answered, with the callout's key.
type CalloutText struct {
	Callout entitlement.CalloutKey
	entitlement.CalloutText
}

// calloutTables defines the tables of callouts.
func (s *Schema) calloutTables() {
	s.Callouts = Table[entitlement.CalloutKey, entitlement.Callout]{
		tag: tagCallout, kind: entitlement.KindCallout, encode: encodeCallout, decode: decodeCallout,
		of:  func(c *entitlement.Callout) entitlement.CalloutKey { return c.Key() },
		key: appendCalloutKey, parse: parseCalloutKey, entries: calloutEntries, effect: calloutEffect,
	}
	s.CalloutTexts = Table[entitlement.CalloutKey, CalloutText]{
		tag: tagCalloutText, kind: entitlement.KindCallout, key: appendCalloutKey, parse: parseCalloutKey,
		of:     func(t *CalloutText) entitlement.CalloutKey { return t.Callout },
		encode: func(dst []byte, t *CalloutText) []byte { return encodeCalloutText(dst, &t.CalloutText) },
		decode: func(k entitlement.CalloutKey, data []byte, _ *memory, t *CalloutText) error {
			t.Callout = k
			return decodeCalloutText(data, &t.CalloutText)
		},
	}
}

func appendCalloutKey(dst []byte, k entitlement.CalloutKey) []byte {
	return AppendID(AppendID(dst, k.Catalog), k.ID)
}

func parseCalloutKey(r *KeyReader) entitlement.CalloutKey {
	return entitlement.CalloutKey{Catalog: r.ID(), ID: r.ID()}
}

func calloutEntries(e *entries, c *entitlement.Callout) {
	e.begin(tagCalloutRequest)
	e.buf = appendCalloutKey(AppendID(e.buf, c.Request), c.Key())
	e.end(nil)
	if c.IsOpen() {
		e.timer(c.Deadline, ClassDeny, TimerCallout, appendCalloutKey(nil, c.Key()))
	}
}

func calloutEffect(c *entitlement.Callout) Effect {
	if !c.Pending {
		return Effect{}
	}
	return Effect{Class: ClassNotify, Kind: EffectCallout, Since: c.Created}
}

// CalloutsOf calls fn for the callouts about a request, those of its assignment too, until fn returns false.
func (t *Txn) CalloutsOf(request entitlement.RequestID, fn func(entitlement.CalloutKey) (bool, error)) error {
	prefix := AppendID([]byte{tagCalloutRequest}, request)
	return t.scan(prefix, nil, func(key, _ []byte) (bool, error) {
		r := ReadKey(key[len(prefix):])
		k := parseCalloutKey(&r)
		if err := r.End(); err != nil {
			return false, err
		}
		return fn(k)
	})
}

// ExtensionsIndex lists the custom extensions of all catalogs.
func ExtensionsIndex() Index { return Index{[]byte{tagExtension}} }
