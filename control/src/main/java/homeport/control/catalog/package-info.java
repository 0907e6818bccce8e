/**
 * What can be ordered here and what the account may use: engines, versions, instance classes,
 * storage, certificates, quotas. Read only; nothing in it is kept in the store save the account's
 * chosen certificate.
 */
package homeport.control.catalog;
