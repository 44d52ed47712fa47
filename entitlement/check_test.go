package entitlement

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Names are shown to people who decide: whatever hides, reorders or imitates is refused (CWE-1007). // I-9
func TestNames(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"Sales": true, "Vertrieb & Märkte": true, "販売 アクセス": true, "販売　部": true, "مبيعات": true, "R&D (2026) – a/b": true,
		"نمی\u200cخواهم": true, // Persian, with the joiner it needs
		"क्\u200dष":      true, // Devanagari
		"👩\u200d💻":       true, // two emoji that are drawn as one
		"❤\ufe0f team":   true, // an emoji and its colored form
		"❤\ufe0f\u200d🔥": true, // both
		"":               false, " Sales": false, "Sales ": false, "Sales\u00a0": false, "Sales\u3000": false, "\u2003": false,
		"Sa\nles": false, "Sa\tles": false, "Sa\rles": false, "Sa\u0085les": false, "Sa\u2028les": false, "Sa\u2029les": false,
		"Sa\x00les": false, "Sa\x1b[31mles": false, "Sa\x7fles": false,
		"Sa\u00adles": false, "Sa\u200bles": false, "Sa\u2060les": false, "\ufeffSales": false, // shown as nothing
		"\u202eselaS": false, "Sa\u2066les\u2069": false, "Sa\u200fles": false, // turned around
		"Sa\u3164les": false, "Sa\uffa0les": false, "Sa\u115fles": false, "Sa\u034fles": false, // fillers
		"Sa\U000e0061les": false, // tag characters
		"Sa\u200cles":     false, "Sa\u200dles": false, "Sales\u200d": false, "\u200dSales": false, "é\u200dx": false,
		"Sa\ufe0fles": false, "Я\ufe0fx": false, "👩\u200d": false, "👩\u200d\u200d💻": false, "❤\ufe0f\ufe0f": false,
		"Sa\xffles": false,
	} {
		err := SeedLimits().checkName("displayName", text)
		require.Equal(t, ok, err == nil, "%+q: %v", text, err)
		if !ok {
			require.ErrorIs(t, err, InvalidArgument)
			require.ErrorContains(t, err, "displayName: ")
		}
	}
	require.NoError(t, SeedLimits().checkLine("displayName", ""), "a name that may be left out")
}

// Text may have several lines; what hides or reorders is refused all the same.
func TestTexts(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"": true, "two\nlines\tand a tab": true, " indented ": true, "👩\u200d💻": true, "two\r\nlines": true,
		"\r": false, "\n\r": false, "\u2028": false, "\u202e": false, "\x00": false, "\u200b": false, "\xff": false,
	} {
		require.Equal(t, ok, SeedLimits().CheckJustification(text) == nil, "%+q", text)
		require.Equal(t, ok, SeedLimits().checkDescription("description", text) == nil, "%+q", text)
	}
}

// Identifiers are opaque: compared as bytes, in any script, never changed. // R-247
func TestKeys(t *testing.T) {
	t.Parallel()
	for id, ok := range map[string]bool{
		"alice": true, "CORP\\alice": true, "alice@contoso.example": true, "élodie": true, "e\u0301lodie": true, "用户 7": true,
		"": false, "a\nb": false, "a\x00": false, "a\x7f": false, "\xff": false,
	} {
		require.Equal(t, ok, SubjectID(id).Validate() == nil, "%+q", id)
		require.Equal(t, ok, GroupID(id).Validate() == nil, "%+q", id)
	}
}

//
func TestDomains(t *testing.T) {
	t.Parallel()
	for domain, ok := range map[string]bool{
		"contoso.example": true, "CONTOSO.Example": true, "a.b-c.example": true, "bücher.example": true, "例え.テスト": true,
		"xn--bcher-kva.example": true, "365.example": true,
		"": false, "contoso": false, ".": false, ".example": false, "contoso.": false, "a..example": false,
		"alice@contoso.example": false, "contoso.example/x": false, "contoso .example": false, "*.example": false,
		"contoso.example\n": false, "a.\u200bexample": false, strings.Repeat("a", 128) + ".example": false,
	} {
		err := checkDomain("domain", domain)
		require.Equal(t, ok, err == nil, "%q: %v", domain, err)
	}
}
