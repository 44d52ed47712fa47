package entitlement

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestIDText(t *testing.T) {
	t.Parallel()
	id := CatalogID{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}
	const text = "01234567-89ab-cdef-0123-456789abcdef"
	require.Equal(t, text, id.String())
	for _, in := range []string{text, strings.ToUpper(text)} {
		got, err := ParseID[Catalog](in)
		require.NoError(t, err)
		require.Equal(t, id, got)
	}
	require.Equal(t, "00000000-0000-0000-0000-000000000001", GeneralCatalogID().String()) // the same everywhere
}

// Every id comes back from its text, and no other id has that text. // I-10
func TestIDRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")
		id := RequestID(raw)
		got, err := ParseID[Request](id.String())
		if id.IsZero() {
			require.ErrorIs(t, err, InvalidArgument)
			return
		}
		require.NoError(t, err)
		require.Equal(t, id, got)
		require.Len(t, id.String(), 36)
	})
}

func TestEveryHyphenIsNeeded(t *testing.T) {
	t.Parallel()
	text := "01234567-89ab-cdef-0123-456789abcdef"
	for i, c := range text {
		if c == '-' {
			_, err := ParseID[Catalog](text[:i] + "0" + text[i+1:])
			require.ErrorIs(t, err, InvalidArgument, "hyphen at %d", i)
		}
	}
}

func TestUnsetID(t *testing.T) {
	t.Parallel()
	require.True(t, PolicyID{}.IsZero())
	require.Empty(t, PolicyID{}.String())
	data, err := json.Marshal(PolicyID{})
	require.NoError(t, err)
	require.JSONEq(t, `""`, string(data))
}

func TestTextsThatAreNoIDs(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty":            "",
		"zeros":            "00000000-0000-0000-0000-000000000000", // unset names no object
		"short":            "01234567-89ab-cdef-0123-456789abcde",
		"long":             "01234567-89ab-cdef-0123-456789abcdef0",
		"braces":           "{1234567-89ab-cdef-0123-456789abcde}",
		"no_hyphens":       "0123456789abcdef0123456789abcdef0000",
		"moved_hyphen":     "0123456-789ab-cdef-0123-456789abcdef",
		"other_letter":     "g1234567-89ab-cdef-0123-456789abcdef",
		"log_forgery":      "1\nok: all is well",
		"megabytes":        strings.Repeat("0", 1<<20),
		"urn":              "urn:uuid:01234567-89ab-cdef-0123-456789abcdef",
		"full_width_digit": "０1234567-89ab-cdef-0123-456789abcd",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := AssignmentID{1}
			err := id.UnmarshalText([]byte(text))
			require.ErrorIs(t, err, InvalidArgument)
			require.Equal(t, AssignmentID{1}, id, "a refused text changes nothing")
			require.NotContains(t, err.Error(), "\n")
			require.Less(t, len(err.Error()), 400)
			_, err = ParseID[Assignment](text)
			require.Error(t, err)
		})
	}
}
