/**
 * Who signed, and may they: keys and sessions to principals, requests to actions on resources, and
 * the decision over each. Everything that is enforced is enforced here.
 */
package homeport.cloud.iam.access;
