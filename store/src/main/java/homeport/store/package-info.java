/**
 * The one durable store: keys with revisions, changed only by compare-and-set. Shaped like etcd, so
 * that one machine (an embedded file) and several (etcd) are the same to everything above.
 */
package homeport.store;
