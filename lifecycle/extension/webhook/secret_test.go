package webhook_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/lifecycle/extension/webhook"
)

// A secret gives nothing away, wherever it stands in what is printed.
func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("k3y", 10)
	secret, err := webhook.ParseSecret("whsec_" + base64.StdEncoding.EncodeToString([]byte(key)))
	require.NoError(t, err)
	client, err := webhook.New(webhook.Config{URL: "https://example.com", Secrets: []webhook.Secret{secret}, Now: time.Time{}.Local})
	require.NoError(t, err)
	inside := struct{ secret webhook.Secret }{secret}
	for _, v := range []any{secret, &secret, inside, client, []webhook.Secret{secret}} {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q", "%x"} {
			text := fmt.Sprintf(format, v)
			require.NotContains(t, text, key, "%s of %T", format, v)
			require.NotContains(t, text, fmt.Sprintf("%x", key), "%s of %T", format, v)
		}
		if text, err := json.Marshal(v); err == nil {
			require.NotContains(t, string(text), key)
		}
	}
}
