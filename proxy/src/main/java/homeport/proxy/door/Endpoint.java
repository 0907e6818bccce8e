package homeport.proxy.door;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What the door needs to know of one endpoint. Declared here, answered by whoever knows; called for
 * every new connection from any thread, so the answer comes from memory.
 */
public interface Endpoint {
    /** The name that users know, for messages and logs. */
    String name();

    /** The certificate to show; asked anew for each handshake, so that it can be rotated. */
    SSLContext tls();

    /** Where a new connection goes now. */
    Target target();

    /** Who may come in, by client address. Source: security groups of the endpoint. */
    boolean admits(InetAddress client);

    /** Where new connections go. */
    sealed interface Target {
        /** The server's unix socket. */
        record Open(Path socket) implements Target {}

        /**
         * Nobody comes in: the client is told why with SQLSTATE 57P03.
         *
         * @param because one sentence for a person: {@code DB instance orders is stopped.}
         */
        record Closed(String because, Optional<String> hint) implements Target {}
    }
}
