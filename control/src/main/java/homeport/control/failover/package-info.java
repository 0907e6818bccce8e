/**
 * Who leads a database of several nodes, and what has to be done so that it stays true that no
 * acknowledged commit is lost. Pure: what is seen goes in, the next move comes out. The vocabulary
 * is PostgreSQL's; the protocol has six rules, each of which {@link
 * homeport.control.failover.Failover} names where it keeps it:
 *
 * <ol>
 *   <li>one record, {@link homeport.control.failover.Topology}, changed only by compare-and-set;
 *   <li>tighten PostgreSQL, confirm, then the record; loosen the record, then PostgreSQL;
 *   <li>nobody is promoted before enough voters have durably promised the new term and stopped
 *       receiving, and before every process of the old primary is gone;
 *   <li>the longest log leads, and only logs equal to it may vote at once;
 *   <li>without voters nobody but the primary itself may lead;
 *   <li>a node follows only with data that is known to be part of the leader's history.
 * </ol>
 */
package homeport.control.failover;
