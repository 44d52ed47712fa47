// Package organisation is Halvard & Stone, the invented company in which the examples play: its people and groups as CSV
// files, and what it offers as a tenant document. The files are part of the programs, so that an example runs from any
// directory. README.md introduces the people.
package organisation

import (
	"embed"
	"io"
	"io/fs"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/sim"
)

//go:embed people.csv groups.csv outsiders.csv tenant.json
var files embed.FS

// Files returns people.csv and groups.csv, which directory.Load reads, outsiders.csv and tenant.json.
func Files() fs.FS { return files }

// Tenant returns what the company offers: catalogs, access packages, policies and a connected organization.
func Tenant() (spec.Document, error) {
	text, err := files.ReadFile("tenant.json")
	if err != nil {
		return spec.Document{}, err
	}
	return spec.Parse(text, entitlement.SeedLimits())
}

// Options returns what a simulated world begins with: the people of the company, those of a partner who have no account
// yet, the groups, and a configuration. The first instant is Monday, 5 January 2026, 09:00 UTC.
func Options(configuration *spec.Document) (sim.Options, error) {
	people, err := read("people.csv", directory.ReadPeople)
	if err != nil {
		return sim.Options{}, err
	}
	outsiders, err := read("outsiders.csv", directory.ReadPeople)
	if err != nil {
		return sim.Options{}, err
	}
	groups, err := read("groups.csv", directory.ReadGroups)
	return sim.Options{
		Start:    time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC),
		Document: configuration, People: append(people, outsiders...), Groups: groups,
	}, err
}

// read reads all of a file.
func read[T any](name string, from func(io.Reader) ([]T, error)) ([]T, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return from(file)
}
