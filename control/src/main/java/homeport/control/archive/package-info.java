/**
 * The WAL of instances with backups: taken from where their servers leave it, checked, kept as long
 * as a backup needs it, and given to recoveries to a point in time.
 */
package homeport.control.archive;
