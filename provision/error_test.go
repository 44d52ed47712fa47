package provision_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

var (
	errCause   = errors.New("the target said 403")
	errWrapped = fmt.Errorf("%w: 429", provision.Throttled)
)

func TestErrorsCarryWhatTheOperatorNeeds(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		err  error
		want provision.Error
		text string
	}{
		"a_bare_code": {
			err:  provision.Permanent(provision.GroupFull, "Empty it."),
			want: provision.Error{Class: provision.ClassPermanent, Code: provision.GroupFull, Hint: "Empty it.", Err: provision.GroupFull},
			text: "permanent: groupFull (Empty it.)",
		},
		"a_wrapped_code": {
			err:  provision.Transient(errWrapped, "Wait."),
			want: provision.Error{Class: provision.ClassTransient, Code: provision.Throttled, Hint: "Wait.", Err: errWrapped},
			text: "transient: throttled: 429 (Wait.)",
		},
		"a_transient_cause_without_code": {
			err:  provision.Transient(errCause, "Look."),
			want: provision.Error{Class: provision.ClassTransient, Code: provision.TargetUnavailable, Hint: "Look.", Err: errCause},
			text: "transient: targetUnavailable: the target said 403 (Look.)",
		},
		"a_permanent_cause_without_code": {
			err:  provision.Permanent(errCause, "Look."),
			want: provision.Error{Class: provision.ClassPermanent, Code: provision.TargetRefused, Hint: "Look.", Err: errCause},
			text: "permanent: targetRefused: the target said 403 (Look.)",
		},
		"no_cause": {
			err:  provision.Permanent(nil, "Look."),
			want: provision.Error{Class: provision.ClassPermanent, Code: provision.TargetRefused, Hint: "Look."},
			text: "permanent: targetRefused (Look.)",
		},
		"a_retry_after": {
			err: provision.TransientAfter(provision.Throttled, time.Minute, "Wait."),
			want: provision.Error{Class: provision.ClassTransient, Code: provision.Throttled, Hint: "Wait.",
				Err: provision.Throttled, RetryAfter: time.Minute},
			text: "transient: throttled (Wait.)",
		},
		"a_negative_retry_after": {
			err:  provision.TransientAfter(provision.Throttled, -time.Minute, "Wait."),
			want: provision.Error{Class: provision.ClassTransient, Code: provision.Throttled, Hint: "Wait.", Err: provision.Throttled},
			text: "transient: throttled (Wait.)",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, &test.want, test.err)
			require.EqualError(t, test.err, test.text)
			require.ErrorIs(t, test.err, test.want.Code)
			require.Equal(t, test.want.Code, entitlement.CodeOf(test.err))
			if test.want.Err != nil {
				require.ErrorIs(t, test.err, test.want.Err)
			}
		})
	}

	t.Run("a_bare_literal_still_prints", func(t *testing.T) {
		t.Parallel()
		require.EqualError(t, &provision.Error{Code: provision.GroupFull}, "transient: groupFull")
	})
}

func TestEveryCodeHasAHint(t *testing.T) {
	t.Parallel()
	codes := []entitlement.Code{
		provision.ResourceMissing, provision.RoleMissing, provision.SubjectMissing, provision.GroupFull,
		provision.PermissionMissing, provision.Throttled, provision.TargetUnavailable, provision.TargetRefused,
		provision.NoAnswer, provision.NotFinished, provision.Superseded, entitlement.Unsupported,
	}
	seen := map[string]entitlement.Code{}
	for _, code := range codes {
		e := provision.Classify(code)
		require.Equal(t, code, e.Code)
		require.Regexp(t, `^[A-Z].*\.$`, e.Hint, "a hint is a sentence")
		require.NotContains(t, seen, e.Hint, "%s has the hint of another code", code)
		seen[e.Hint] = code
	}

	t.Run("a_foreign_code_gets_the_general_one", func(t *testing.T) {
		t.Parallel()
		general := provision.Classify(provision.TargetUnavailable).Hint
		require.Equal(t, general, provision.Classify(entitlement.Code("theirs")).Hint)
	})

	t.Run("a_missing_role_in_the_target_is_not_a_missing_role_of_an_actor", func(t *testing.T) {
		t.Parallel()
		require.NotErrorIs(t, provision.Permanent(provision.RoleMissing, ""), entitlement.RoleMissing)
	})
}

func TestClassify(t *testing.T) {
	t.Parallel()

	t.Run("nil_is_nil", func(t *testing.T) {
		t.Parallel()
		require.Nil(t, provision.Classify(nil))
	})

	t.Run("an_error_without_class_is_transient", func(t *testing.T) {
		t.Parallel()
		e := provision.Classify(errCause)
		require.Equal(t, provision.ClassTransient, e.Class)
		require.Equal(t, provision.TargetUnavailable, e.Code)
		require.ErrorIs(t, e, errCause)
	})

	t.Run("a_code_without_class_is_transient_and_kept", func(t *testing.T) {
		t.Parallel()
		for code, err := range map[entitlement.Code]error{
			provision.GroupFull:     fmt.Errorf("graph: %w", provision.GroupFull),
			provision.Throttled:     &entitlement.Error{Code: entitlement.Unavailable, Err: provision.Throttled},
			entitlement.Unavailable: &entitlement.Error{Code: entitlement.Unavailable},
		} {
			e := provision.Classify(err)
			require.Equal(t, provision.ClassTransient, e.Class)
			require.Equal(t, code, e.Code)
		}
	})

	t.Run("a_wrapped_error_keeps_its_class", func(t *testing.T) {
		t.Parallel()
		e := provision.Classify(fmt.Errorf("apply: %w", provision.Permanent(provision.GroupFull, "Empty it.")))
		require.Equal(t, provision.ClassPermanent, e.Class)
		require.Equal(t, provision.GroupFull, e.Code)
		require.Equal(t, "Empty it.", e.Hint)
	})

	t.Run("the_end_of_the_context_is_transient", func(t *testing.T) {
		t.Parallel()
		wrapped := fmt.Errorf("dial: %w", context.DeadlineExceeded)
		for _, ended := range []error{context.DeadlineExceeded, context.Canceled, wrapped} {
			literal := &provision.Error{Class: provision.ClassPermanent, Err: ended}
			for _, err := range []error{ended, provision.Transient(ended, ""), provision.Permanent(ended, ""), literal} {
				e := provision.Classify(err)
				require.Equal(t, provision.ClassTransient, e.Class, "%v", err)
				require.Equal(t, provision.NoAnswer, e.Code, "%v", err)
				require.ErrorIs(t, e, ended)
			}
		}
	})

	t.Run("the_end_of_the_context_keeps_a_code_and_a_hint", func(t *testing.T) {
		t.Parallel()
		cause := fmt.Errorf("%w: %w", provision.Throttled, context.DeadlineExceeded)
		e := provision.Classify(provision.Permanent(cause, "Wait."))
		require.Equal(t, provision.ClassTransient, e.Class)
		require.Equal(t, provision.Throttled, e.Code)
		require.Equal(t, "Wait.", e.Hint)
	})

	t.Run("what_a_literal_leaves_out_is_filled_in_a_copy", func(t *testing.T) {
		t.Parallel()
		literal := &provision.Error{Class: provision.ClassPermanent, RetryAfter: -1}
		e := provision.Classify(literal)
		require.Equal(t, provision.TargetRefused, e.Code)
		require.NotEmpty(t, e.Hint)
		require.Zero(t, e.RetryAfter)
		require.Equal(t, &provision.Error{Class: provision.ClassPermanent, RetryAfter: -1}, literal)
	})

	t.Run("a_class_that_does_not_exist_is_transient", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, provision.ClassTransient, provision.Classify(&provision.Error{Class: 7}).Class)
	})
}

func TestTexts(t *testing.T) {
	t.Parallel()
	require.Equal(t, "transient", provision.ClassTransient.String())
	require.Equal(t, "permanent", provision.ClassPermanent.String())
	require.Equal(t, "grant", provision.Grant.String())
	require.Equal(t, "revoke", provision.Revoke.String())
	require.Equal(t, "unknown", provision.Verb(0).String())
}

func TestAnAccountIsTheSubjectUnlessItHasAnotherName(t *testing.T) {
	t.Parallel()
	require.Equal(t, "alice", provision.Operation{Subject: "alice"}.Account())
	require.Equal(t, "guest-7", provision.Operation{Subject: "alice", AccountID: "guest-7"}.Account())
}
