package homeport.proxy.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;

/**
 * A certificate to show to clients, and the engines that do. TLS 1.2 and 1.3; a client is asked for
 * no certificate. Safe from any thread.
 */
public interface TlsContext {
    /** The protocol that a client names in ALPN. Source: PostgreSQL, "SSL Support". */
    String ALPN = "postgresql";

    /** From the newest on. */
    List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** The server's side of one connection; whoever takes it gives it back. */
    SSLEngine engine();

    /** What the client named in ALPN; empty before the handshake, or when it named nothing. */
    String applicationProtocol(SSLEngine engine);

    /** Ends the use of an engine, which is asked for nothing after it. */
    void release(SSLEngine engine);

    /**
     * By the fastest library that works on this machine.
     *
     * @param chain the certificate of the key first
     */
    static TlsContext of(PrivateKey key, List<X509Certificate> chain) {
        return BoringTls.WORKS ? BoringTls.of(key, chain) : JdkTls.of(key, chain);
    }
}
