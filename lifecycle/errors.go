package lifecycle

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
)

// zeroTime is "not yet" and "never".
var zeroTime time.Time

// refuse names the object of an *entitlement.Error that a step made.
func refuse(err error, kind entitlement.Kind, id string) error {
	if e, ok := err.(*entitlement.Error); ok && e.ID == "" { //nolint:errorlint // a step's own error, never wrapped
		named := *e
		named.Kind, named.ID = kind, id
		return &named
	}
	return err
}

func notFound(kind entitlement.Kind, id string) error {
	return &entitlement.Error{Code: entitlement.NotFound, Kind: kind, ID: id, Detail: "there is none with this identifier"}
}

func invalid(format string, args ...any) error {
	return &entitlement.Error{Code: entitlement.InvalidArgument, Detail: fmt.Sprintf(format, args...)}
}

// refused is a Refused error with the tree of reasons.
func refused(kind entitlement.Kind, id, detail string, reasons []entitlement.Reason) error {
	return &entitlement.Error{Code: entitlement.Refused, Kind: kind, ID: id, Detail: detail, Reasons: reasons}
}

// broken reports a defect of the engine or damage of the store: something that an earlier transaction must have made sure
// of does not hold.
func broken(kind entitlement.Kind, id, format string, args ...any) error {
	return &entitlement.Error{Code: entitlement.Internal, Kind: kind, ID: id, Detail: fmt.Sprintf(format, args...)}
}

// withOp names the command in an error of this module.
func withOp(op string, err error) error {
	if e, ok := err.(*entitlement.Error); ok && e.Op == "" { //nolint:errorlint // only the outermost error takes the name
		named := *e
		named.Op = op
		return &named
	}
	if err == nil {
		return nil
	}
	if _, ok := err.(*entitlement.Error); ok { //nolint:errorlint // it has a name already
		return err
	}
	return fmt.Errorf("%s: %w", op, err)
}
