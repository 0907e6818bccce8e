/**
 * DB proxies: their actions, what should be, and the loop that hands each to whoever carries its
 * clients. The path of those clients is in the proxy module.
 */
package homeport.control.dbproxy;
