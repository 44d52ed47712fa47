package store

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// An exported log is JSON Lines: one line that says where it begins, one for each event, one that says where it ends. It can
// be checked without this package. Of the lines of events, "canonical" is in base64 what the link is made of:
//
//	link = SHA-256(link of the line before, seq as 8 bytes big-endian, canonical)
//
// The other members say the same in words. Members are in this order, and those that are empty are left out. A change to
// any of it, also to how an activity is categorised, is a new ExportVersion.

// ExportVersion is the version of the lines that this package writes and reads.
const ExportVersion = 1

// exportBegin is the first line: the event before the first one, or zeros.
type exportBegin struct {
	Version int    `json:"tenureLog"`
	After   uint64 `json:"after"`
	Link    string `json:"link"`
}

// exportEnd is the last line.
type exportEnd struct {
	End  uint64 `json:"end"`
	Link string `json:"link"`
}

// exportEvent is the line of an event.
type exportEvent struct {
	Seq        uint64               `json:"seq"`
	At         time.Time            `json:"at"`
	Recorded   time.Time            `json:"recorded"` // not part of the link
	Category   entitlement.Category `json:"category"`
	Activity   entitlement.Activity `json:"activity"`
	Result     string               `json:"result"` // success or failure
	Actor      *entitlement.Actor   `json:"actor,omitempty"`
	OnBehalfOf string               `json:"onBehalfOf,omitempty"`
	Object     exportObject         `json:"object"`
	Previous   uint64               `json:"previous,omitempty"` // the event before about the same object
	Subject    string               `json:"subject,omitempty"`
	LastSeen   uint64               `json:"lastSeen,omitempty"` // the event before about the same person
	Package    *exportRef           `json:"accessPackage,omitempty"`
	Policy     *exportRef           `json:"policy,omitempty"`
	Request    string               `json:"request,omitempty"`
	Assignment string               `json:"assignment,omitempty"`
	Codes      []entitlement.Code   `json:"codes,omitempty"`
	Facts      []entitlement.Fact   `json:"facts,omitempty"`
	Canonical  []byte               `json:"canonical"`
	Link       string               `json:"link"`
}

type exportObject struct {
	Kind    entitlement.Kind `json:"kind"`
	Key     string           `json:"key,omitempty"` // in hexadecimal
	Version uint32           `json:"version,omitempty"`
	Removed bool             `json:"removed,omitempty"`
}

type exportRef struct {
	ID      string `json:"id"`
	Version uint32 `json:"version"`
}

// AppendExportBegin appends the first line of an export: the point after which it begins.
func AppendExportBegin(dst []byte, after LogPoint) ([]byte, error) {
	return appendLine(dst, exportBegin{ExportVersion, after.Seq, hex.EncodeToString(after.Link[:])})
}

// AppendExportEvent appends the line of an event as Events gives it.
func AppendExportEvent(dst []byte, ev *entitlement.Event, recorded time.Time) ([]byte, error) {
	line := exportEvent{
		Seq: ev.Seq, At: ev.At, Recorded: recorded, Category: ev.Activity.Category(), Activity: ev.Activity, Result: "success",
		OnBehalfOf: string(ev.OnBehalfOf),
		Object: exportObject{
			Kind: ev.Object.Kind, Key: hex.EncodeToString([]byte(ev.Object.Key)), Version: ev.Version,
			Removed: ev.After == nil && ev.Object.Kind != entitlement.KindEngine,
		},
		Previous: ev.Previous, Subject: string(ev.Subject), LastSeen: ev.LastSeen,
		Codes: ev.Codes, Facts: ev.Facts, Canonical: Canonical(ev), Link: hex.EncodeToString(ev.Link[:]),
	}
	if ev.Activity.IsFailure() {
		line.Result = "failure"
	}
	if ev.Actor != (entitlement.Actor{}) {
		line.Actor = &ev.Actor
	}
	if ev.Package != (entitlement.PackageRef{}) {
		line.Package = &exportRef{ev.Package.ID.String(), ev.Package.Version}
	}
	if ev.Policy != (entitlement.PolicyRef{}) {
		line.Policy = &exportRef{ev.Policy.ID.String(), ev.Policy.Version}
	}
	if !ev.Request.IsZero() {
		line.Request = ev.Request.String()
	}
	if !ev.Assignment.IsZero() {
		line.Assignment = ev.Assignment.String()
	}
	return appendLine(dst, line)
}

// AppendExportEnd appends the last line of an export: the last event it has.
func AppendExportEnd(dst []byte, end LogPoint) ([]byte, error) {
	return appendLine(dst, exportEnd{end.Seq, hex.EncodeToString(end.Link[:])})
}

func appendLine(dst []byte, line any) ([]byte, error) {
	text, err := json.Marshal(line)
	if err != nil {
		return dst, err
	}
	return append(append(dst, text...), '\n'), nil
}

// parseExportEvent reads the event that the canonical bytes of a line are of. What the line says in words is not looked at.
func parseExportEvent(text []byte, ev *entitlement.Event) (recorded time.Time, err error) {
	var line struct {
		Seq       uint64    `json:"seq"`
		Recorded  time.Time `json:"recorded"`
		Canonical []byte    `json:"canonical"`
		Link      string    `json:"link"`
	}
	if err := json.Unmarshal(text, &line); err != nil {
		return time.Time{}, err
	}
	link, err := parseLink(line.Link)
	if err != nil {
		return time.Time{}, err
	}
	value := slices.Concat(line.Canonical, link[:])
	value = binary.BigEndian.AppendUint64(value, uint64(micros(line.Recorded)))
	return decodeEvent(line.Seq, value, ev)
}

func parseLink(text string) (link [32]byte, err error) {
	if len(text) != hex.EncodedLen(len(link)) {
		return link, damaged(entitlement.KindEngine, "a link has 64 hexadecimal digits")
	}
	_, err = hex.Decode(link[:], []byte(text))
	return link, err
}
