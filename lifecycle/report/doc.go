// Package report makes tables of what the engine's lists tell: who has what, who asked for what and what became of it, what
// reviews decided, what happened to an access package. A Report is a fixed header and rows, which can be looped
// over or written as a CSV file.
//
// Every report asks the session's own queries, page by page, so it shows what the session may see and nothing else, and costs
// what its list costs. Between pages the engine is free: a report is as true as its pages, each at its own instant.
//
// Times are in RFC 3339, in UTC; no time is an empty cell. States, types and activities are Graph's words. A cell with several
// values parts them by "; ".
package report
