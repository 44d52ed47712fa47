package store

import (
	"bytes"
	"time"

	"example.com/tenure/entitlement"
)

// Receipt is the record of a command that was carried out under an idempotency key: a repetition gets the same answer.
type Receipt struct {
	Command string
	Body    [32]byte // hash of the input
	Answer  []byte   // the encoded result
	At      time.Time
}

// Receipt reads the record of a key that an actor used, and reports whether there is one.
func (t *Txn) Receipt(actor, key string, out *Receipt) (bool, error) {
	t.key = AppendText(AppendText(append(t.key[:0], tagKey), actor), key)
	return t.receipt(out)
}

// PutReceipt records a key and drops up to two records that are older than keepFrom, so that the table stays as large as
// the keys in their time.
func (t *Txn) PutReceipt(actor, key string, r *Receipt, keepFrom time.Time) error {
	var old [][]byte
	err := t.scan([]byte{tagKeyAge}, nil, func(key, _ []byte) (bool, error) {
		k := ReadKey(key[1:])
		if !k.Time().Before(keepFrom) {
			return false, nil
		}
		old = append(old, append([]byte(nil), key...))
		return len(old) < 2, nil
	})
	if err != nil {
		return err
	}
	for _, age := range old {
		const head = 9 // table, instant
		if err := t.del(age); err != nil {
			return err
		}
		if err := t.del(append([]byte{tagKey}, age[head:]...)); err != nil {
			return err
		}
	}
	t.key = AppendText(AppendText(append(t.key[:0], tagKey), actor), key)
	if err := t.put(t.key, encodeReceipt(nil, r)); err != nil {
		return err
	}
	age := AppendTime([]byte{tagKeyAge}, r.At)
	return t.put(AppendText(AppendText(age, actor), key), nil)
}

// RingSize is how many commands without a key of their own leave a record: enough for all that can be under way when the
// outcome of a commit is unknown.
const RingSize = 1024

// RingReceipt reads the record of the command with a number, and reports whether it is there.
func (t *Txn) RingReceipt(epoch, number uint64, out *Receipt) (bool, error) {
	t.key = AppendUint32(append(t.key[:0], tagRing), uint32(number%RingSize))
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return false, err
	}
	const head = 1 // the version of the row; the body follows
	body := ringBody(epoch, number)
	if len(value) < head+len(body) || !bytes.Equal(value[head:head+len(body)], body[:]) {
		return false, nil // of another command
	}
	return true, decodeReceipt(value, out)
}

// PutRingReceipt records the command with a number, over the one RingSize before it.
func (t *Txn) PutRingReceipt(epoch, number uint64, r *Receipt) error {
	r.Body = ringBody(epoch, number)
	t.key = AppendUint32(append(t.key[:0], tagRing), uint32(number%RingSize))
	t.row = encodeReceipt(t.row[:0], r)
	return t.put(t.key, t.row)
}

// ringBody stands where the hash of the input stands in other records.
func ringBody(epoch, number uint64) (body [32]byte) {
	AppendUint64(AppendUint64(body[:0], epoch), number)
	return body
}

func (t *Txn) receipt(out *Receipt) (bool, error) {
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return false, err
	}
	return true, decodeReceipt(value, out)
}

func decodeReceipt(value []byte, out *Receipt) error {
	d := decoder{b: value}
	if d.u8() != 1 {
		return damaged(entitlement.KindEngine, "the row's version is unknown")
	}
	*out = Receipt{Body: d.hash(), Command: d.text(), Answer: d.bytes(), At: d.time()}
	return d.done(entitlement.KindEngine)
}

func encodeReceipt(dst []byte, r *Receipt) []byte {
	e := encoder(dst)
	e.u8(1)
	e.hash(r.Body)
	e.text(r.Command)
	e.bytes(r.Answer)
	e.time(r.At)
	return e
}
