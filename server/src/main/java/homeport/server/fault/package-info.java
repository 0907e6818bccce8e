/**
 * Accidents on purpose, for users who rehearse: nodes that are killed, frozen, cut off or out of
 * disk. Only a service that was started for it has them, and it undoes what it did.
 */
package homeport.server.fault;
