package main

import (
	"context"
	"errors"
	"io"
	"os"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/graph"
	"example.com/tenure/entitlement/spec"
)

// importGraph prints the document that files of Microsoft Graph's JSON make, and tells on the standard error what is lost and
// what an engine would not take.
func importGraph(_ context.Context, c *call, args []string) error {
	var o graph.Options
	c.flags.StringVar(&o.Catalog, "catalog", entitlement.GeneralCatalogName, "the catalog of access packages that do not say theirs")
	records := c.flags.Bool("records", false, "list lost dates, authors and the like too")
	paths, err := c.parse(args, 1, anyNumber)
	if err != nil {
		return err
	}
	var files []graph.File
	for _, path := range paths {
		data, err := readAtMost(path, graph.MaxSize+1)
		if err != nil {
			return err
		}
		files = append(files, graph.File{Name: path, Data: data})
	}
	document, losses, err := graph.ImportFiles(files, o)
	if err != nil {
		return err
	}
	text, err := spec.Print(document)
	if err != nil {
		return err
	}
	c.out.json(string(text))
	if *records {
		c.all(c.err, losses)
	} else {
		c.losses(c.err, losses)
	}
	if err := document.Check(entitlement.SeedLimits()); err != nil {
		c.err.line("no engine would take the document:", err.Error())
		return errFailed
	}
	return nil
}

// exportGraph prints a document as Microsoft Graph has it.
func exportGraph(_ context.Context, c *call, args []string) error {
	paths, err := c.parse(args, 1, 1)
	if err != nil {
		return err
	}
	document, err := c.readDocument(paths[0])
	if err != nil {
		return err
	}
	text, losses, err := graph.Export(document)
	if err != nil {
		return err
	}
	c.out.json(string(text))
	c.all(c.err, losses)
	return nil
}

// losses tells what is lost, and how many records are.
func (c *call) losses(to *printer, list []graph.Loss) {
	var telling []graph.Loss
	records := 0
	for _, l := range list {
		if l.IsRecord {
			records++
		} else {
			telling = append(telling, l)
		}
	}
	c.all(to, telling)
	if records > 0 {
		to.printf("lost: %d records of dates, authors and the like\n", records)
	}
}

func (c *call) all(to *printer, list []graph.Loss) {
	for _, l := range list {
		to.line("lost: " + l.String())
	}
}

// readAtMost reads a file, and no more than so many bytes of it.
func readAtMost(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, most))
	return data, errors.Join(err, file.Close())
}
