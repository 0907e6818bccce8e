/**
 * PostgreSQL's frontend/backend protocol as bytes and records: no sockets, no threads. Every length
 * is checked against a bound that the caller names before anything is allocated. Source: PostgreSQL
 * documentation, "Frontend/Backend Protocol".
 */
package homeport.wire;
