package graph

import (
	"reflect"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// placePolicies reads the policies into their access packages.
func (im *importer) placePolicies() {
	for _, e := range im.list {
		if e.class != classPolicy {
			continue
		}
		p := im.packages[e.up(im.collector, classPackage)]
		if p == nil {
			e.abandon("its access package is not said or not there: expand accessPackage, or the policies of the packages")
			continue
		}
		p.AssignmentPolicies = append(p.AssignmentPolicies, im.readPolicy(e.all))
	}
}

func (im *importer) readPolicy(v *value) spec.Policy {
	p := spec.Policy{
		ID: id[entitlement.AssignmentPolicy](v), DisplayName: text(v.get("displayName")), Description: text(v.get("description")),
		RequestApprovalSettings: readApproval(v.get("requestApprovalSettings")), Expiration: readExpiration(v),
		ReviewSettings: readReviews(object(v.get("reviewSettings"))),
	}
	if mails := object(v.get("notificationSettings")); mails != nil {
		p.NotificationSettings.IsAssignmentNotificationDisabled = flag(mails.get("isAssignmentNotificationDisabled"), false)
	}
	for i, q := range objects(v.get("questions")) {
		if read, ok := readQuestion(q, i); ok {
			p.Questions = append(p.Questions, read)
		}
	}
	p.AutomaticRequestSettings = readAutomatic(object(v.get("automaticRequestSettings")))
	im.readScopes(v, &p)
	if a := p.AutomaticRequestSettings; a != nil && *a == (entitlement.AutomaticRequestSettings{}) && !hasRule(p.SpecificAllowedTargets) {
		p.AutomaticRequestSettings = nil // they are there and switch nothing on
	}
	readRequestor(v, &p)
	readCredentials(v.get("verifiableCredentialSettings"), &p)
	return p
}

// readScopes reads whom the policy is for: in v1.0 from the policy, in beta from its requestorSettings. What is not understood
// lets nobody in.
func (im *importer) readScopes(v *value, p *spec.Policy) {
	scope, targets := v.get("allowedTargetScope"), v.get("specificAllowedTargets")
	if beta := object(v.get("requestorSettings")); scope == nil && (beta.peek("scopeType") != nil || beta.peek("allowedRequestors") != nil) {
		scope, targets = beta.get("scopeType"), beta.get("allowedRequestors")
	}
	understood := readScopeWord(scope, &p.AllowedTargetScope)
	if targets == nil || targets.isEmpty() {
		if implied(p.AllowedTargetScope) {
			scope.lose("it names nobody")
			p.AllowedTargetScope = entitlement.ScopeNotSpecified
		}
		return
	}
	if scope != nil && (!understood || !implied(p.AllowedTargetScope)) {
		targets.lose("the scope " + scope.raw() + " does not use it")
		return
	}
	for _, t := range objects(targets) {
		if target, ok := im.readTarget(t, p); ok {
			p.SpecificAllowedTargets = append(p.SpecificAllowedTargets, target)
		}
	}
	p.AllowedTargetScope = entitlement.ScopeNotSpecified // which the targets imply, or which lets nobody in
}

func hasRule(targets []spec.Target) bool {
	return slices.ContainsFunc(targets, func(t spec.Target) bool { return t.MembershipRule != "" })
}

// implied reports whether a scope follows from the targets that are named.
func implied(s entitlement.TargetScope) bool {
	return s == entitlement.ScopeSpecificDirectoryUsers || s == entitlement.ScopeSpecificOrganizations
}

// readScopeWord reads the word for a scope, of v1.0 or of beta.
func readScopeWord(v *value, into *entitlement.TargetScope) bool {
	switch strings.ToLower(v.raw()) {
	case "nosubjects":
		*into = entitlement.ScopeNotSpecified
	case "specificdirectorysubjects":
		*into = entitlement.ScopeSpecificDirectoryUsers
	case "specificconnectedorganizationsubjects":
		*into = entitlement.ScopeSpecificOrganizations
	case "allexistingdirectorymemberusers":
		*into = entitlement.ScopeAllMemberUsers
	case "allexistingdirectorysubjects":
		*into = entitlement.ScopeAllDirectoryUsers
	case "allconfiguredconnectedorganizationsubjects":
		*into = entitlement.ScopeAllConfiguredOrganizations
	case "allexternalsubjects":
		*into = entitlement.ScopeAllExternalUsers
	default:
		return word(v, into)
	}
	return true
}

func (im *importer) readTarget(v *value, p *spec.Policy) (spec.Target, bool) {
	t := spec.Target{Description: text(v.get("description"))}
	flag(v.get("isBackup"), false) // which is about approvers
	switch kind := v.setType(); kind {
	case "singleuser":
		t.UserID = entitlement.SubjectID(text(named(v, "userId")))
	case "groupmembers":
		t.GroupID = entitlement.GroupID(text(named(v, "groupId")))
	case "connectedorganizationmembers":
		t.ConnectedOrganization = im.organization(named(v, "connectedOrganizationId"))
	case "attributerulemembers":
		t.MembershipRule = text(v.get("membershipRule"))
		if p.AutomaticRequestSettings == nil {
			v.lose("a membership rule is for automatic policies")
			return t, false
		}
	default:
		v.lose("the engine has no such people")
		return t, false
	}
	if t == (spec.Target{Description: t.Description}) {
		v.lose("it names nobody that is there")
		return t, false
	}
	return t, true
}

// organization returns a reference to a connected organization: its name, or the id of one that is not in the files.
func (im *importer) organization(v *value) spec.Ref {
	if e := im.byID[classOrganization][strings.ToLower(v.raw())]; e != nil {
		return spec.Ref(e.all.get("displayName").raw())
	}
	id, err := entitlement.ParseID[entitlement.ConnectedOrganization](v.raw())
	if err != nil {
		return ""
	}
	return spec.RefTo(id)
}

// readAutomatic reads settings that switch something on.
func readAutomatic(v *value) *entitlement.AutomaticRequestSettings {
	if v == nil || v.isEmpty() {
		return nil
	}
	s := entitlement.AutomaticRequestSettings{
		RequestAccessForAllowedTargets:             flag(v.get("requestAccessForAllowedTargets"), false),
		RemoveAccessWhenTargetLeavesAllowedTargets: flag(v.get("removeAccessWhenTargetLeavesAllowedTargets"), false),
		GracePeriodBeforeAccessRemoval:             period(v.get("gracePeriodBeforeAccessRemoval")),
	}
	return &s
}

// readRequestor reads who may ask for what, of v1.0 or of beta. Switches that are not there are off.
func readRequestor(v *value, p *spec.Policy) {
	in, extend := object(v.get("requestorSettings")), v.get("canExtend")
	asDefault := (&entitlement.AssignmentPolicy{AutomaticRequestSettings: p.AutomaticRequestSettings}).Requestor()
	if extend != nil || in.peek("scopeType") != nil || in.peek("acceptRequests") != nil {
		accepts := in.get("acceptRequests")
		p.IsSuspended = accepts != nil && !flag(accepts, false)
		asDefault.EnableTargetsToSelfUpdateAccess = flag(extend, false)
		if asDefault.EnableTargetsToSelfUpdateAccess {
			p.RequestorSettings = &asDefault
		}
		return
	}
	if in == nil || in.isEmpty() {
		return
	}
	s := entitlement.RequestorSettings{
		EnableTargetsToSelfAddAccess:           flag(in.get("enableTargetsToSelfAddAccess"), false),
		EnableTargetsToSelfUpdateAccess:        flag(in.get("enableTargetsToSelfUpdateAccess"), false),
		EnableTargetsToSelfRemoveAccess:        flag(in.get("enableTargetsToSelfRemoveAccess"), false),
		AllowCustomAssignmentSchedule:          flag(in.get("allowCustomAssignmentSchedule"), false),
		EnableOnBehalfRequestorsToAddAccess:    flag(in.get("enableOnBehalfRequestorsToAddAccess"), false),
		EnableOnBehalfRequestorsToUpdateAccess: flag(in.get("enableOnBehalfRequestorsToUpdateAccess"), false),
		EnableOnBehalfRequestorsToRemoveAccess: flag(in.get("enableOnBehalfRequestorsToRemoveAccess"), false),
	}
	for _, item := range objects(in.get("onBehalfRequestors")) {
		set, ok := readSet(item)
		switch isBackup := flag(item.get("isBackup"), false); {
		case isBackup:
			item.lose("nobody stands in for who asks")
		case ok:
			s.OnBehalfRequestors = append(s.OnBehalfRequestors, set)
		}
	}
	if !reflect.DeepEqual(s, asDefault) {
		p.RequestorSettings = &s
	}
}

// readExpiration reads when access ends, of v1.0 or of beta.
func readExpiration(v *value) entitlement.Expiration {
	if in := object(v.get("expiration")); in != nil {
		return readPattern(in)
	}
	var e entitlement.Expiration
	days, end := v.get("durationInDays"), v.get("expirationDateTime")
	if e.EndDateTime = instant(end); !e.EndDateTime.IsZero() {
		e.Type = entitlement.ExpirationAfterDateTime
	} else if n := count(days); n > 0 {
		e = entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(n)}
	} else if days != nil && days.isRead {
		e.Type = entitlement.ExpirationNone
	}
	return e
}

// readPattern reads an expiration pattern. Only the member that its type is about says anything.
func readPattern(in *value) entitlement.Expiration {
	var e entitlement.Expiration
	kind := in.get("type")
	switch {
	case kind != nil && !word(kind, &e.Type):
		return e
	case kind == nil && in.peek("duration") != nil:
		e.Type = entitlement.ExpirationAfterDuration
	case kind == nil && in.peek("endDateTime") != nil:
		e.Type = entitlement.ExpirationAfterDateTime
	}
	switch e.Type {
	case entitlement.ExpirationAfterDuration:
		e.Duration = period(in.get("duration"))
	case entitlement.ExpirationAfterDateTime:
		e.EndDateTime = instant(in.get("endDateTime"))
	case entitlement.ExpirationNone, entitlement.ExpirationNotSpecified:
		if d, err := entitlement.ParsePeriod(in.peek("duration").raw()); err == nil && d.IsZero() {
			in.get("duration")
		}
	}
	return e
}
