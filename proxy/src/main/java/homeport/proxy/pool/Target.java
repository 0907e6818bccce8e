package homeport.proxy.pool;

import java.nio.file.Path;

/**
 * A server that a proxy may lead to, as it is now.
 *
 * @param id the DB instance's identifier
 * @param socket the server's unix socket
 * @param role what it is good for
 * @param maxConnections the server's {@code max_connections}, at least 1
 * @param guarded whether a commit whose wait for a standby was cancelled must not be reported as
 *     success
 */
public record Target(String id, Path socket, Role role, int maxConnections, boolean guarded) {
    /** Refuses a server that takes nobody. */
    public Target {
        if (maxConnections < 1)
            throw new IllegalArgumentException(
                    "max_connections is " + maxConnections + ", allowed: at least 1");
    }

    /** What a target, or an endpoint, is good for. */
    public enum Role {
        /** Reads and writes. */
        READ_WRITE,
        /** Reads only. */
        READ_ONLY
    }
}
