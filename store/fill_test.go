package store_test

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// filler sets every exported field, however deep, to a value that no other field has, so that a codec which forgets one,
// or confuses two, does not give back what it was given.
type filler struct{ n int }

func (f *filler) next() int { f.n++; return f.n }

func (f *filler) fill(v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 1, 1, 0, 0, f.next(), 123_456_000, time.UTC)))
		return
	case entitlement.Period:
		v.Set(reflect.ValueOf(entitlement.Days(f.next())))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(f.next()%255 + 1))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.fill(key)
		f.fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", f.next()))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.next()) << 20)
	case reflect.Uint8:
		v.SetUint(uint64(f.small(v.Type())))
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(f.next()) << 20)
	default:
		panic("a row has a field of type " + v.Type().String())
	}
}

// small is a value of a small integer, of those that exist where it is an enumeration.
func (f *filler) small(t reflect.Type) uint8 {
	var exist []uint8
	for n := uint8(1); n < 255; n++ {
		v := reflect.New(t).Elem()
		v.SetUint(uint64(n))
		text := fmt.Sprint(v.Interface())
		if strings.HasPrefix(text, "unknown(") || strings.HasSuffix(text, "??") {
			break
		}
		exist = append(exist, n)
	}
	if len(exist) == 254 && t.PkgPath() != "" {
		exist = exist[:1] // an enumeration without words
	}
	return exist[f.next()%len(exist)]
}

// leaves calls fn for every part of a row that has a value of its own.
func leaves(v reflect.Value, path string, fn func(path string, leaf reflect.Value)) {
	switch v.Interface().(type) {
	case time.Time, entitlement.Period:
		fn(path, v)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				leaves(v.Field(i), path+"."+field.Name, fn)
			}
		}
	case reflect.Slice:
		fn(path, v)
		for i := range v.Len() {
			leaves(v.Index(i), fmt.Sprintf("%s[%d]", path, i), fn)
		}
	case reflect.Pointer:
		leaves(v.Elem(), path, fn)
	default:
		fn(path, v)
	}
}
