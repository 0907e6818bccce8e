/** The live view of one database's load: what is asked of the service, and how it is drawn. */
package homeport.server.top;
