package chart_test

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
	"example.com/tenure/sim/chart"
	"example.com/tenure/sim/scenario"
)

const story = `title: Two people
people:
  ann: {name: Ann <b>Lee</b>, manager: meg}
  bob: {name: "Bob: Stone", manager: meg}
  meg: {name: Meg Ray, habit: approves after 3 days}
groups:
  sales: [ann, bob]
tenant:
  catalogs:
    - displayName: Sales
      description: For the sales team
      resources:
        - {displayName: CRM, type: application, originId: crm, roles: [{originId: User}]}
      accessPackages:
        - displayName: Sales & Co
          description: What everybody needs
          resourceRoleScopes: [{resource: CRM, role: User}]
          assignmentPolicies:
            - displayName: Staff
              specificAllowedTargets: [{groupId: sales}]
              requestApprovalSettings:
                stages: [{primaryApprovers: [{"@odata.type": targetManager}]}]
              expiration: {duration: P60D}
steps:
  - ann requests Sales & Co
  - after 10 days
  - bob requests Sales & Co
  - meg denies bob's request for Sales & Co because "no"
  - bob requests Sales & Co
  - after 53 days
  - expect ann does not have Sales & Co
  - expect bob has Sales & Co
  - bob gives Sales & Co up
  - ann requests Sales & Co
`

func collect(t *testing.T) *chart.Chart {
	t.Helper()
	s, err := scenario.Load("story.yaml", strings.NewReader(story))
	require.NoError(t, err)
	p, err := s.Play(t.Context(), scenario.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	for more := true; more; {
		_, more, err = p.Next(t.Context())
		require.NoError(t, err)
	}
	require.Empty(t, p.Failures())
	c, err := chart.Collect(t.Context(), p.World())
	require.NoError(t, err)
	c.Title = s.Title
	return c
}

func TestBars(t *testing.T) {
	t.Parallel()
	c := collect(t)
	type bar struct {
		label string
		days  int
		open  bool
	}
	want := map[string][]bar{
		"Ann <b>Lee</b>": {
			{"Sales & Co (userAdd): delivered", 3, false}, {"Sales & Co: expired", 60, false}, // from the approval on
			{"Sales & Co (userAdd): pendingApproval", 0, true},
		},
		"Bob: Stone": {
			{"Sales & Co (userAdd): denied", 0, false}, {"Sales & Co (userAdd): delivered", 3, false}, {"Sales & Co: expired", 50, false},
			{"Sales & Co (userRemove): delivered", 0, false},
		},
	}
	got := map[string][]bar{}
	for _, lane := range c.Lanes {
		for _, b := range lane.Bars {
			got[lane.Name] = append(got[lane.Name], bar{b.Label(), int(b.Until.Sub(b.From).Hours() / 24), b.Open})
		}
	}
	require.Equal(t, want, got)
}

func TestMermaid(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, collect(t).WriteMermaid(&out))
	golden.Check(t, "testdata/story.mmd", out.Bytes())
}

// The page is whole in itself, and names from elsewhere are only text in it.
func TestPage(t *testing.T) {
	t.Parallel()
	text := page(t)
	golden.Check(t, "testdata/story.html", []byte(text))
	for _, foreign := range []string{"<script", "http:", "https:", "url(", "@import", "<b>Lee"} {
		require.NotContains(t, text, foreign)
	}
	require.Contains(t, text, "Ann &lt;b&gt;Lee&lt;/b&gt;")
}

func page(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, collect(t).WriteHTML(&out))
	return out.String()
}

// Chromium shows the page: the picture has the colours of access and of refused requests in it.
func TestChromiumShowsThePage(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	folder := t.TempDir()
	file, shot := filepath.Join(folder, "story.html"), filepath.Join(folder, "story.png")
	require.NoError(t, os.WriteFile(file, []byte(page(t)), 0o600))
	out, err := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+filepath.Join(folder, "profile"),
		"--window-size=1280,900", "--screenshot="+shot, "file://"+file).CombinedOutput()
	require.NoError(t, err, string(out))
	opened, err := os.Open(shot)
	require.NoError(t, err)
	defer func() { require.NoError(t, opened.Close()) }()
	picture, err := png.Decode(opened)
	require.NoError(t, err)
	seen := map[[3]uint32]int{}
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			r, g, b, _ := picture.At(x, y).RGBA()
			seen[[3]uint32{r >> 8, g >> 8, b >> 8}]++
		}
	}
	require.Greater(t, seen[[3]uint32{0x2f, 0x6f, 0x4f}], 2000, "ended access is a dark green bar")
	require.Positive(t, seen[[3]uint32{0xb4, 0x23, 0x18}], "a denied request has a red border")
}
