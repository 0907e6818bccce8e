/** The wires behind an HTTP server; the only place that knows which one. */
package homeport.aws.http;
