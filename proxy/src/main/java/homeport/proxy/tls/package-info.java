/** TLS engines for clients' connections: BoringSSL's where it loads, the JDK's elsewhere. */
package homeport.proxy.tls;
