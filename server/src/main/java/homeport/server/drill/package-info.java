/**
 * What the README promises of failover, tried on real processes under load: faults, a client that
 * never gives up, and a count of what it was promised and did not find.
 */
package homeport.server.drill;
