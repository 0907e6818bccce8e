/**
 * The REST wire of S3: what is asked for stands in method, path and query, members in headers and
 * in XML, and bodies are streams that nobody holds in memory.
 */
package homeport.aws.rest;
