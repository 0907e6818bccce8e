/**
 * The data folder as this process needs it: its modes, the lock against a second service, the root
 * access key. What the databases keep there belongs to the engine and the store.
 */
package homeport.server.data;
