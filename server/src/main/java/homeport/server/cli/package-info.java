/**
 * The command line. Each command is one class; those that ask the running service do it over {@code
 * homeport.server.local}, so that a command sees what any other program could see.
 */
package homeport.server.cli;
