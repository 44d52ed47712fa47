// Package storetest proves that a store keeps the contract of package store, and gives tests the wrappers they need to
// make a store fail and to count what is asked of it.
//
// A backend's test is one line for everybody and one more for those whose data outlives the process:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) store.Store { return mystore.New() })
//	}
//
//	func TestPersistence(t *testing.T) {
//		storetest.RunPersistent(t, func(path string) (store.Store, error) { return mystore.Open(path) })
//	}
package storetest
