package scenario

import (
	"errors"
	"io"
	"io/fs"

	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement/graph"
	"example.com/tenure/entitlement/spec"
)

// maxGraphFiles is how many files of Microsoft Graph's JSON a scenario may name.
const maxGraphFiles = 32

// Losses returns what the files of Microsoft Graph's JSON say and the configuration cannot, none if there are no such files.
func (s *Scenario) Losses() []graph.Loss { return s.losses }

// readGraph reads the configuration from files of Microsoft Graph's JSON, which stand in the folder of the scenario or below.
func (s *Scenario) readGraph(r *reader, n *yaml.Node, folder fs.FS, known *names) {
	known.incomplete = true // until all went well
	if len(n.Content) > maxGraphFiles {
		r.add(n.Line, "a scenario takes at most %d files", maxGraphFiles)
		return
	}
	var files []graph.File
	left := int64(graph.MaxSize)
	for item := range r.items(n, "the list of files") {
		name := r.text(item, "the name of a file")
		data, err := readBelow(folder, name, left+1)
		if err != nil {
			r.add(item.Line, "%q cannot be read: %v", name, err)
			return
		}
		left -= int64(len(data))
		files = append(files, graph.File{Name: name, Data: data})
	}
	document, losses, err := graph.ImportFiles(files, graph.Options{})
	if err != nil {
		r.add(n.Line, "%v", err)
		return
	}
	s.losses = losses
	if err := document.Check(s.limits); err != nil {
		input, ok := errors.AsType[*spec.InputError](err)
		if !ok {
			r.add(n.Line, "%v", err)
			return
		}
		for _, p := range input.Problems {
			r.add(n.Line, "what was imported is no configuration: %s: %s", p.Path, p.Detail)
		}
		return
	}
	known.incomplete = false
	known.learn(&document)
	s.tenant = &document
}

// readBelow reads a file of a folder. Names that lead out of it are no names of files for a file system; pipes and the like, which
// may never end, are not opened.
func readBelow(folder fs.FS, name string, most int64) (data []byte, err error) {
	if folder == nil {
		return nil, errors.New("the scenario was loaded without its folder")
	}
	info, err := fs.Stat(folder, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no file")
	}
	file, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return io.ReadAll(io.LimitReader(file, most))
}
