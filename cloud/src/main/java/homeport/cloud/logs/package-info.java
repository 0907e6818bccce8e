/**
 * CloudWatch Logs: groups and streams that users make, and those that databases and proxies write
 * by themselves, which are read where they lie. Nothing is copied.
 */
package homeport.cloud.logs;
