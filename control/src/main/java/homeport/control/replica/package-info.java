/**
 * Read replicas: their API actions, whom they follow, how far behind they are. A replica is an
 * instance of one node that its own reconciler copies from its source and keeps attached; what its
 * reconciler decides by is here and pure.
 */
package homeport.control.replica;
