/**
 * One listener for each endpoint: TLS, the startup message, the password exchange relayed, then
 * bytes. An endpoint keeps its address whatever happens to the server behind it.
 */
package homeport.proxy.door;
