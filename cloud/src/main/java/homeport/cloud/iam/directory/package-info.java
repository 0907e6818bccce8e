/**
 * Who there is: users, groups, roles, managed policies, instance profiles and access keys, in the
 * store. Everything is read as one picture and changed in one commit, so that what one record says
 * of another is always true.
 */
package homeport.cloud.iam.directory;
