/** Typed records over the store: one JSON document a key, changed only by compare-and-set. */
package homeport.control.record;
