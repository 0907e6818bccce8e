/** Requests for services that are not here, on their way to another endpoint and back. */
package homeport.server.forward;
