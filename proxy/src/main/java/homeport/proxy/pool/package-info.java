/**
 * DB proxies: clients sign in at the proxy and borrow a server connection for each transaction.
 * Path of a query: {@code Client} reads messages, borrows from {@code TargetPool}, {@code Server}
 * brings the answers back and is returned. All of one proxy lives on one loop.
 */
package homeport.proxy.pool;
