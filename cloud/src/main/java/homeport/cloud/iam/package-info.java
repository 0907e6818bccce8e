/**
 * IAM: users, access keys, groups, roles, policies and instance profiles, and what policies would
 * decide. Source: IAM API reference.
 */
package homeport.cloud.iam;
