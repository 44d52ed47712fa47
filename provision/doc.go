// Package provision is the port to target systems: the groups, applications and sites in which access is really given
// and taken. The engine keeps the desired state; a Provisioner makes the world agree with it.
//
// # The contract in short
//
// A call is an Operation. It is complete, carries an idempotency key and a generation, and names the logical instant: a
// provisioner needs no memory of the engine and no clock. It answers in one of four ways:
//
//   - done: the world is as the operation says;
//   - Pending: the target has taken the operation and wants to be asked again;
//   - a transient error: nothing is decided, the engine tries again after a Backoff;
//   - a permanent error: nothing changes until somebody repairs the cause and reprocesses.
//
// Permanent ends the attempts to grant only. A revoke never gives up, whatever the class of its errors (R-233, I-67).
//
// Because a call may be repeated after a crash, have its answer lost, or arrive late, every call is idempotent:
// the same key has at most one effect (I-63), and an older generation does not undo a newer one (I-64).
//
// # What is here
//
// Mux routes operations by resource type. Transient, TransientAfter and Permanent make errors and Classify reads them.
// Package fake has targets in memory with latency, limits and scripted faults; package provisiontest has the
// conformance suite that every implementation should pass.
package provision
