/**
 * Read replicas: their API actions, whom they follow, how far behind they are. A replica is copied
 * from its source and kept attached by its own reconciler, with the standbys that it may have; what
 * its reconciler decides by is here and pure.
 */
package homeport.control.replica;
