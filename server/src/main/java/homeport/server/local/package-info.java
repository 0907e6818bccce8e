/**
 * How the commands find and ask the service of a data folder: a file that says where it listens,
 * and a few routes beside the AWS APIs that only the owner of that file can use.
 */
package homeport.server.local;
