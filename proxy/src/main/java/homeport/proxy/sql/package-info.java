/**
 * What a text of SQL means for the session that sends it. Pure functions over the bytes of a Query
 * or Parse message: no sockets, no threads, no clock.
 */
package homeport.proxy.sql;
