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
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return false, err
	}
	return true, decodeReceipt(value, out)
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

// RingSize is how many commands without a key of their own leave a mark: enough for all that can be under way when the
// outcome of a commit is unknown.
const RingSize = 1024

// Mark notes that the command with a number was carried out, over the mark of the one RingSize before it. Who numbers
// commands begins again with every epoch.
func (t *Txn) Mark(epoch, number uint64) error {
	t.row = appendMark(t.row[:0], epoch, number)
	t.key = AppendUint32(append(t.key[:0], tagRing), uint32(number%RingSize))
	return t.put(t.key, t.row)
}

// Marked reports whether the command with a number was carried out.
func (t *Txn) Marked(epoch, number uint64) (bool, error) {
	t.key = AppendUint32(append(t.key[:0], tagRing), uint32(number%RingSize))
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return false, err
	}
	t.name = appendMark(t.name[:0], epoch, number)
	return bytes.Equal(value, t.name), nil
}

func appendMark(dst []byte, epoch, number uint64) []byte {
	return AppendUint64(AppendUint64(append(dst, 1), epoch), number)
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
