/**
 * Client socket to server socket: the door in front of each endpoint. Asks where to go, never
 * decides it.
 */
package homeport.proxy;
