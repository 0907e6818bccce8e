package homeport.proxy.pool;

import homeport.proxy.pool.Target.Role;
import homeport.proxy.tls.TlsContext;
import java.net.InetAddress;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One way into a proxy.
 *
 * @param name {@code default}, or the proxy endpoint's name
 * @param role which targets its clients are led to
 * @param tls the certificate to show; asked for each handshake. Called on the loop's thread, so the
 *     answer comes from memory
 * @param admits who may come in, by client address; as {@code tls}
 */
public record ProxyEndpoint(
        String name, Role role, Supplier<TlsContext> tls, Predicate<InetAddress> admits) {}
