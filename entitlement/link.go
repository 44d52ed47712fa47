package entitlement

import (
	"fmt"
	"strings"
)

// DefaultPortal is where Entra's people request access.
const DefaultPortal = "https://myaccess.microsoft.com"

// RequestLink returns the link that takes a person to the request form of a package: a portal, the name of the
// directory that the package belongs to, such as contoso.com, and the package. Without the directory people from outside
// would end in their own. A link gives no right: hidden packages have one too.
func RequestLink(portal, directory string, pkg AccessPackageID) string {
	var b strings.Builder
	b.WriteString(portal + "/@")
	for i := range len(directory) {
		if c := directory[i]; isUnreserved(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String() + "#/access-packages/" + pkg.String()
}

// isUnreserved reports whether a byte stands for itself in a part of a URL.
func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
