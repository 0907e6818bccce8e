/**
 * Samples on disk. A folder for each server: {@code tick/} with a file an hour, {@code minute/}
 * with one for six, {@code hour/} with one a day, {@code day/} with one for 32 days, {@code
 * statements.log}, and {@code lock/} with one a day. Finished files are replaced whole; logs are
 * appended to and end where their last whole frame ends.
 */
package homeport.insights.store;
