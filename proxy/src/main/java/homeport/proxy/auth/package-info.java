/**
 * Who a client is: passwords by SCRAM-SHA-256 and MD5, both sides, and database tokens. No sockets,
 * no threads; what a peer sends is bounded before it is looked at.
 */
package homeport.proxy.auth;
