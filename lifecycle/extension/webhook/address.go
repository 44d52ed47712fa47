package webhook

import (
	"context"
	"net/netip"
	"slices"
	"syscall"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// reserved lists what is not part of the public internet beyond what netip.Addr knows itself.
func reserved() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"),       // this network
		netip.MustParsePrefix("100.64.0.0/10"),   // shared by carriers
		netip.MustParsePrefix("192.0.0.0/24"),    // protocol assignments
		netip.MustParsePrefix("192.0.2.0/24"),    // documentation
		netip.MustParsePrefix("192.88.99.0/24"),  // relays of 6to4
		netip.MustParsePrefix("198.18.0.0/15"),   // benchmarks
		netip.MustParsePrefix("198.51.100.0/24"), // documentation
		netip.MustParsePrefix("203.0.113.0/24"),  // documentation
		netip.MustParsePrefix("240.0.0.0/4"),     // reserved, broadcast
		netip.MustParsePrefix("2001::/23"),       // protocol assignments, Teredo
		netip.MustParsePrefix("2001:db8::/32"),   // documentation
		netip.MustParsePrefix("2002::/16"),       // 6to4: carries an IPv4 address
		netip.MustParsePrefix("3fff::/20"),       // documentation
	}
}

// Public says whether the address is one of the public internet: not loopback, private, link-local, multicast, or
// otherwise reserved, and of IPv6 only global unicast that carries no IPv4 address.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" {
		return false
	}
	if a.Is6() && !netip.MustParsePrefix("2000::/3").Contains(a) {
		return false
	}
	return !slices.ContainsFunc(reserved(), func(p netip.Prefix) bool { return p.Contains(a) })
}

// guard refuses connections to addresses that are not allowed. It sees the address that the name was resolved to and
// that is connected to next, so a name that changes its mind between two look-ups gains nothing.
func guard(allowed func(netip.Addr) bool) func(context.Context, string, string, syscall.RawConn) error {
	return func(_ context.Context, _, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !allowed(at.Addr().Unmap()) {
			return provision.Permanent(entitlement.Forbidden, "The address is not allowed; name a public one, or allow it.")
		}
		return nil
	}
}
