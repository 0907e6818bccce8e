/**
 * Automated backups: when one is due, how long it stays, and what is left of an instance that is
 * gone.
 */
package homeport.control.backup;
