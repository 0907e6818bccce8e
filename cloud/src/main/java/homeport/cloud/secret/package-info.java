/**
 * Secrets Manager: secrets, their versions and staging labels, and random passwords. Values are
 * sealed before they reach the store. Source: Secrets Manager API reference.
 */
package homeport.cloud.secret;
