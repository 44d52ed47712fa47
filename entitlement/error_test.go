package entitlement

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestErrorMessages(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk on fire")
	for want, err := range map[string]*Error{
		"notFound":                                          {Code: NotFound},
		"submit: notFound":                                  {Op: "submit", Code: NotFound},
		"catalog: alreadyExists":                            {Code: AlreadyExists, Kind: KindCatalog},
		"decide: subject alice: forbidden":                  {Op: "decide", Code: Forbidden, Kind: KindSubject, ID: "alice"},
		"store: unavailable: disk on fire":                  {Code: Unavailable, Kind: KindStore, Err: cause},
		"invalidArgument: name: is missing":                 {Code: InvalidArgument, Detail: "name: is missing"},
		"limitExceeded: roles: limit Roles allows 1, not 2": {Code: LimitExceeded, Detail: "roles", Err: &LimitError{"Roles", 1, 2}},
		"refused: alice: notInScope: memberOf is nothing, rule wants sales": {Code: Refused, Reasons: []Reason{
			{Code: CatalogNotPublished, Pass: true},
			{Code: NoPolicyApplies, Children: []Reason{{Code: NotInScope, Principal: "alice", Attribute: "memberOf", Want: "sales"}}},
		}},
	} {
		require.EqualError(t, err, want)
		require.Equal(t, err.Err, errors.Unwrap(err))
	}
}

// Texts from outside cannot forge a line of a log, or a part of a message (CWE-117). // I-105
func TestMessagesCannotBeForged(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]*Error{
		`subject "alice\nsubmit: ok": forbidden`:     {Code: Forbidden, Kind: KindSubject, ID: "alice\nsubmit: ok"},
		`subject "alice: notFound": forbidden`:       {Code: Forbidden, Kind: KindSubject, ID: "alice: notFound"},
		`subject "al\u202eice": forbidden`:           {Code: Forbidden, Kind: KindSubject, ID: "al\u202eice"},
		`subject "alice forbidden": forbidden`:       {Code: Forbidden, Kind: KindSubject, ID: "alice forbidden"},
		`unavailable: "timeout\nsubmit: ok"`:         {Code: Unavailable, Err: errors.New("timeout\nsubmit: ok")},
		`internal: "two\nlines"`:                     {Code: Internal, Detail: "two\nlines"},
		`refused: notInScope: memberOf is "a\nok b"`: {Code: Refused, Reasons: []Reason{{Code: NotInScope, Attribute: "memberOf", Got: "a\nok b"}}},
	} {
		require.EqualError(t, err, want)
	}
}

// An error is its code, and the code of every check that failed; never of one that passed.
func TestErrorIsItsCodes(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	err := fmt.Errorf("while testing: %w", &Error{Code: Refused, Err: cause, Reasons: []Reason{
		{Code: PackageOK, Pass: true, Children: []Reason{{Code: CatalogNotPublished, Pass: false}}},
		{Code: NoPolicyApplies, Children: []Reason{
			{Code: PolicySuspended, Pass: true},
			{Code: PolicyApplies, Children: []Reason{{Code: NotInScope}}},
		}},
	}})
	for _, code := range []Code{Refused, NoPolicyApplies, PolicyApplies, NotInScope} {
		require.ErrorIs(t, err, code)
	}
	for _, code := range []Code{NotFound, PackageOK, PolicySuspended, CatalogNotPublished, ""} {
		require.NotErrorIs(t, err, code)
	}
	require.ErrorIs(t, err, cause)
	require.NotErrorIs(t, err, fs.ErrNotExist)
	var other error = &Error{Code: Refused}
	require.NotErrorIs(t, err, other, "types are never compared")
	require.ErrorIs(t, &Error{Code: Unavailable, Err: &Error{Code: Closed}}, Closed, "causes count")
}

func TestCodeOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want Code
	}{
		"none":         {nil, ""},
		"error":        {&Error{Code: NotFound}, NotFound},
		"wrapped":      {fmt.Errorf("x: %w", &Error{Code: NotFound}), NotFound},
		"outermost":    {&Error{Code: Unavailable, Err: &Error{Code: Closed}}, Unavailable},
		"code":         {Closed, Closed},
		"wrapped_code": {fmt.Errorf("x: %w", Closed), Closed},
		"foreign":      {errors.New("x"), Internal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, CodeOf(c.err))
		})
	}
}

// Codes are stored and sent: each text is one word, and belongs to one code.
func TestCodesAreDistinctWords(t *testing.T) {
	t.Parallel()
	fset, word, owner := token.NewFileSet(), regexp.MustCompile(`^[a-z][a-zA-Z]+$`), map[string]string{}
	for _, file := range []string{"error.go", "codes.go"} {
		f, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			typ, ok := spec.Type.(*ast.Ident)
			require.True(t, ok && typ.Name == "Code", "%s is a Code", spec.Names[0])
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			require.Regexp(t, word, text)
			require.Empty(t, owner[text], "%s belongs to another code", text)
			owner[text] = spec.Names[0].Name
			require.Equal(t, text, Code(text).Error())
			return true
		})
	}
	require.Greater(t, len(owner), 50)
}
