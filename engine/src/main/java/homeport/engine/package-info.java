/**
 * Real PostgreSQL on this machine: which versions can be started, data folders, configuration
 * files, processes, roles, certificates, copies. Knows nothing of RDS: it is told what to run and
 * says what runs.
 */
package homeport.engine;
