// Package directory is a directory of people and groups held in memory: an implementation of lifecycle.Directory for
// organizations whose directory can be exported, and for tests.
//
// A Static is built from Go values with New, or from two CSV files with Load, and never changes. A Live holds the Static of
// the moment and lets the host put the next export in its place while the engine runs:
//
//	first, err := directory.Load(os.DirFS("/var/lib/hr-export"), "people.csv", "groups.csv")
//	// …
//	live := new(directory.Live)
//	live.Replace(first) // and again after every export
//
// Identity is by immutable id, compared as bytes (R-247, I-97): names, mails and user principal names never identify
// anybody, except in the columns of a CSV file that name a manager or a sponsor, which are resolved once, while reading.
//
// # CSV files
//
// Files are UTF-8, comma-separated, with a header row. ReadPeople and ReadGroups describe the columns. A file is data from
// outside and is not trusted: it is read within fixed limits (256 MiB, 16 MiB per row, 512 columns, a million rows below
// the header), and a file with any mistake is refused as a whole with an *InputError that lists the mistakes with their
// lines.
//
// Spreadsheet programs run cells that begin with "=", "+", "-", "@", their full-width forms, or a tab or line break, as
// formulas (CWE-1236). WritePeople and WriteGroups put an apostrophe before such a text, also after leading apostrophes of
// its own; the readers take exactly that one apostrophe away again. So every text survives the round trip, "'t Hooft"
// included. The guard protects those who open the file as comma-separated; text is not changed in any other way.
package directory
