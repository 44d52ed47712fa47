package store

import "example.com/tenure/entitlement"

func encodeCallout(dst []byte, c *entitlement.Callout) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(c.Stamp)
	e.u8(uint8(c.State))
	e.u8(uint8(c.Stage))
	e.text(string(c.Extension))
	e.id(c.Request)
	e.id(c.Assignment)
	e.text(string(c.Target))
	e.id(c.Package.ID)
	e.uint(uint64(c.Package.Version))
	e.id(c.Policy.ID)
	e.uint(uint64(c.Policy.Version))
	e.text(c.Endpoint)
	e.uint(uint64(c.Client.TimeoutInMilliseconds))
	e.uint(uint64(c.Client.MaximumRetries))
	e.flag(c.Pending)
	e.time(c.Created)
	e.time(c.Deadline)
	e.time(c.Completed)
	e.flag(c.Denied)
	e.text(string(c.Failure))
	e.flag(c.TextHash != [32]byte{})
	if c.TextHash != [32]byte{} {
		e.hash(c.TextHash)
	}
	return e
}

func decodeCallout(k entitlement.CalloutKey, data []byte, m *memory, c *entitlement.Callout) error {
	d := decoder{b: data, into: m}
	if d.u8() != 1 {
		return damaged(entitlement.KindCallout, "the row's version is unknown")
	}
	*c = entitlement.Callout{
		Stamp: d.stamp(), Catalog: k.Catalog, ID: k.ID, State: enum(&d, entitlement.CalloutTimedOut),
		Stage: enum(&d, entitlement.StageDeterminingApproval), Extension: entitlement.CustomExtensionID(d.text()),
		Request: d.id(), Assignment: d.id(), Target: entitlement.SubjectID(d.name()),
		Package:  entitlement.PackageRef{ID: d.id(), Version: d.u32()},
		Policy:   entitlement.PolicyRef{ID: d.id(), Version: d.u32()},
		Endpoint: d.text(),
		Client:   entitlement.ClientConfiguration{TimeoutInMilliseconds: int(d.u32()), MaximumRetries: int(d.u32())},
		Pending:  d.flag(), Created: d.time(), Deadline: d.time(), Completed: d.time(), Denied: d.flag(),
		Failure: entitlement.Code(d.text()),
	}
	if d.flag() {
		c.TextHash = d.hash()
	}
	return d.done(entitlement.KindCallout)
}

func encodeCalloutText(dst []byte, t *entitlement.CalloutText) []byte {
	e := encoder(dst)
	e.u8(1)
	e.id(t.Salt)
	e.text(t.Source)
	e.text(t.Detail)
	return e
}

func decodeCalloutText(data []byte, t *entitlement.CalloutText) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindCallout, "the row's version is unknown")
	}
	*t = entitlement.CalloutText{Salt: d.id(), Source: d.text(), Detail: d.text()}
	return d.done(entitlement.KindCallout)
}
