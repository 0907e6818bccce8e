/**
 * The process: settings, wiring, start and stop. The only module that sees all the others; nothing
 * is decided here that a feature could decide.
 */
package homeport.server;
