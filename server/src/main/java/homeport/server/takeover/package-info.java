/**
 * How a new process takes a data folder over from the one that serves it, without a refused
 * connection: a conversation over a unix socket in the folder, one JSON object a line. The old
 * process closes its control plane and sends its listening sockets; the new one opens the folder,
 * and when it can serve says so; from then on it accepts, and tells the old one, which goes on with
 * the sessions it has, where their servers are. Until then whatever ends the conversation makes the
 * old process open its control plane again.
 */
package homeport.server.takeover;
