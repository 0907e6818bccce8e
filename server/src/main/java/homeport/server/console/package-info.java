/** The web console's files, as they are served. What it shows it asks the AWS APIs for. */
package homeport.server.console;
