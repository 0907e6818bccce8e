/**
 * The published models of the services: operations, errors and what requests must obey. The
 * resources are generated; {@code ModelGenerator} among the tests says how.
 */
package homeport.aws.model;
