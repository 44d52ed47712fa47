package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// demanding makes a policy demand a diploma of one of two schools, and a passport.
func demanding(p *entitlement.AssignmentPolicy) {
	p.VerifiableCredentialSettings.CredentialTypes = []entitlement.VerifiableCredentialType{
		{CredentialType: "Diploma", Issuers: []string{"did:school", "did:college"}},
		{CredentialType: "Passport", Issuers: []string{"did:state"}},
	}
}

func presented(kind, by, claim string) entitlement.VerifiedCredential {
	return entitlement.VerifiedCredential{
		Authority: by, Type: kind, Claims: []entitlement.CredentialClaim{{Name: "name", Value: claim}, {Name: "empty"}},
	}
}

// wellPresented are credentials that such a policy takes, in another order, with one that it does not ask for.
func wellPresented() []entitlement.VerifiedCredential {
	return []entitlement.VerifiedCredential{
		presented("Badge", "did:club", "hobby"), presented("Passport", "did:state", "secret"), presented("Diploma", "did:college", "secret too"),
	}
}

// logBytes are the bytes of all events.
func (r *rig) logBytes() (log string) {
	r.Helper()
	require.NoError(r, r.config.Store.View(r.Context(), func(reader store.Reader) error {
		return reader.Scan([]byte{store.EventTable}, nil, func(_, value []byte) (bool, error) {
			log += string(value)
			return true, nil
		})
	}))
	require.NotEmpty(r, log)
	return log
}

func TestCredentialsGoWithTheRequest(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.offer(demanding)
		kept := []entitlement.VerifiedCredential{wellPresented()[2], wellPresented()[1]} // in the policy's order
		asked := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, VerifiedCredentials: wellPresented()})

		// the approver sees them, and nothing that the policy does not demand.
		list, err := r.as("meg").Approvals(t.Context(), lifecycle.ApprovalsInput{})
		require.NoError(r, err)
		require.Len(r, list.Items, 1)
		require.Equal(r, kept, list.Items[0].VerifiedCredentials)

		// what the policy demands from now on does not change what was presented.
		r.edit(policy, func(p *entitlement.AssignmentPolicy) { p.VerifiableCredentialSettings.CredentialTypes = nil })
		r.approve("meg", asked.Request)
		require.Equal(r, kept, r.request(asked.Request).VerifiedCredentials)
		_, err = r.as("bob").Request(t.Context(), lifecycle.RequestInput{Request: asked.Request})
		require.ErrorIs(r, err, entitlement.Forbidden)
		bare := r.ask("bob", lifecycle.SubmitInput{Package: pkg.ID, VerifiedCredentials: wellPresented()})
		require.Empty(r, r.request(bare.Request).VerifiedCredentials, "nothing is demanded any more")
		require.Zero(r, r.request(bare.Request).Request.TextHash)
	})
}

// Without all of them nothing is submitted; Explain, Requirements and a submission that is only checked say the same. // R-085, R-086, R-097
func TestMissingCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(demanding)
		all := wellPresented()
		for name, c := range map[string]struct {
			list []entitlement.VerifiedCredential
			code entitlement.Code // "": accepted
		}{
			"nothing":        {nil, entitlement.CredentialMissing},
			"one_of_two":     {all[:2], entitlement.CredentialMissing},
			"another_issuer": {append(all[1:2:2], presented("Diploma", "did:mill", "x")), entitlement.CredentialMissing},
			"twice":          {append(all[:3:3], all[1]), entitlement.InvalidArgument},
			"malformed":      {append(all[:3:3], presented("Other", "did:x", "\xff")), entitlement.InvalidArgument},
			"too_many":       {make([]entitlement.VerifiedCredential, 11), entitlement.LimitExceeded},
			"all":            {all[1:], ""},
		} {
			in := lifecycle.SubmitInput{Package: pkg.ID, VerifiedCredentials: c.list, IsValidationOnly: true}
			_, checked := r.as("ann").Submit(t.Context(), in)
			offer, explained := r.as("ann").Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID, VerifiedCredentials: c.list})
			if c.code == "" {
				require.NoError(r, checked, name)
				require.True(r, offer.MayRequest, name) // I-41
				continue
			}
			require.ErrorIs(r, checked, c.code, name)
			require.True(r, explained != nil || !offer.MayRequest, name) // I-41
			in.IsValidationOnly = false
			require.ErrorIs(r, r.changesNothing(func() error { _, err := r.as("ann").Submit(t.Context(), in); return err }), c.code, name)
			forms, err := r.as("ann").Requirements(t.Context(), lifecycle.RequirementsInput{Package: pkg.ID, VerifiedCredentials: c.list})
			if c.code != entitlement.CredentialMissing {
				require.ErrorIs(r, err, c.code, name)
				continue
			}
			require.NoError(r, err)
			require.False(r, forms[0].VerifiedCredentials[0].IsPresented, name)
			require.Equal(r, name != "nothing", forms[0].VerifiedCredentials[1].IsPresented, name)
			require.Equal(r, []string{"did:school", "did:college"}, forms[0].VerifiedCredentials[0].Issuers, name)
		}
		_, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID, VerifiedCredentials: all[:2]})
		require.ErrorContains(r, err, "Diploma is missing, rule wants one from did:school, did:college")
		require.NotContains(r, err.Error(), "secret")
	})
}

// Credentials are of requestors: administrators who assign present none, who extends is not asked again, and who asks for
// somebody presents what they have. // R-097, R-103, R-198
func TestWhoPresentsCredentials(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Lab", demanding, lasting(10), func(p *entitlement.AssignmentPolicy) {
			p.RequestorSettings = &entitlement.RequestorSettings{
				EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfUpdateAccess: true, EnableOnBehalfRequestorsToAddAccess: true,
			}
		})
		given := r.assign(lifecycle.AssignInput{Package: pkg.ID, Target: "ann"})
		r.settle()
		r.clock.Add(day)
		extended, err := r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{Assignment: given.Assignment})
		require.NoError(r, err)
		require.Empty(r, r.request(extended.Request).VerifiedCredentials)

		in := lifecycle.SubmitInput{Package: pkg.ID, Target: "bob"}
		_, err = r.as("meg").Submit(t.Context(), in)
		require.ErrorIs(r, err, entitlement.CredentialMissing)
		in.VerifiedCredentials = wellPresented()
		asked := r.ask("meg", in)
		require.Len(r, r.request(asked.Request).VerifiedCredentials, 2)
	})
}

// What the credentials say is erased with what was written; the log has a hash of it, in every file too. // I-98
func TestCredentialsAreErased(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(demanding)
		asked := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, VerifiedCredentials: wellPresented()})
		require.Equal(r, lifecycle.EraseTextsResult{Kept: 1}, r.erases("ann"), "the approver needs them")
		hash := r.request(asked.Request).Request.TextHash
		require.NotZero(r, hash)
		r.deny("meg", asked.Request)

		claims := wellPresented()
		claims[1].Claims[0].Value = "another"
		other := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, VerifiedCredentials: claims})
		require.NotEqual(r, hash, r.request(other.Request).Request.TextHash)
		r.deny("meg", other.Request)
		again := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, VerifiedCredentials: wellPresented()})
		require.Equal(r, hash, r.request(again.Request).Request.TextHash)
		r.deny("meg", again.Request)

		file, _ := r.exportLog(store.LogPoint{})
		for _, text := range []string{r.logBytes(), file} { // R-097, I-18
			require.NotContains(r, text, "secret")
		}
		require.Contains(r, r.allBytes(), "secret too")
		require.Equal(r, lifecycle.EraseTextsResult{Erased: 3}, r.erases("ann"))
		require.NotContains(r, r.allBytes(), "secret")
		require.Empty(r, r.request(asked.Request).VerifiedCredentials)
		r.verify()
	}, func(c *lifecycle.Config) { c.Salt = func([16]byte) [16]byte { return [16]byte{1} } })
}

// allBytes is everything that is stored.
func (r *rig) allBytes() (all string) {
	r.Helper()
	require.NoError(r, r.config.Store.View(r.Context(), func(reader store.Reader) error {
		for tag := range byte(255) {
			if err := reader.Scan([]byte{tag}, []byte{tag + 1}, func(_, value []byte) (bool, error) {
				all += string(value)
				return true, nil
			}); err != nil {
				return err
			}
		}
		return nil
	}))
	return all
}

// Approvers who correct answers leave the credentials as they are. // R-094
func TestCredentialsStayWhenAnswersChange(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(demanding, asking)
		asked := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: wellAnswered(), VerifiedCredentials: wellPresented()})
		before := r.request(asked.Request)
		_, err := r.as("meg").ChangeAnswers(t.Context(), lifecycle.ChangeAnswersInput{
			Request: asked.Request, Answers: []entitlement.Answer{entitlement.Answered("cost", "1234")},
		})
		require.NoError(r, err)
		after := r.request(asked.Request)
		require.Len(r, after.VerifiedCredentials, 2)
		require.Equal(r, before.VerifiedCredentials, after.VerifiedCredentials)
		require.Equal(r, []string{"Where? United States, Europe", "Cost center? 1234"}, said(after.Answers, ""))
		require.NotEqual(r, before.Request.TextHash, after.Request.TextHash)
	})
}
