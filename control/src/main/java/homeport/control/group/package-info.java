/**
 * The nodes of one DB instance: the record of who is what and where, and the agent that carries out
 * what {@code failover} decides. An instance of one node needs neither; its reconciler is enough.
 */
package homeport.control.group;
