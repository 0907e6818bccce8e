/** The service's log: one bounded file in the data folder, warnings on standard error as well. */
package homeport.server.log;
