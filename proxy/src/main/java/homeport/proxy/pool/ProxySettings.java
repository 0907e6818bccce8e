package homeport.proxy.pool;

import java.time.Duration;

/**
 * What holds for all of one proxy. Source: RDS API, {@code DBProxy}.
 *
 * @param name the proxy's name
 * @param requiresTls clients without TLS are turned away
 * @param idleClientTimeout a client that asks nothing for so long is closed, 1 s to 8 h
 * @param debugLogging what happens to each connection is logged
 * @param strict what AWS refuses is refused
 * @param clientsMax clients that may be in at once, at least 1
 * @param signInMax from accepting a client to the end of its sign-in, not counting waits for a
 *     server, 1 s to 10 min
 */
public record ProxySettings(
        String name,
        boolean requiresTls,
        Duration idleClientTimeout,
        boolean debugLogging,
        boolean strict,
        int clientsMax,
        Duration signInMax,
        PoolSettings pool) {
    /** Clients of one proxy where nothing is said. */
    public static final int CLIENTS_MAX = 20_000;

    /** As PostgreSQL's {@code authentication_timeout} unless set. */
    private static final Duration SIGN_IN_MAX = Duration.ofSeconds(60);

    /** Refuses what is out of range. */
    public ProxySettings {
        PoolSettings.check("IdleClientTimeout", idleClientTimeout.toSeconds(), 1, 28_800);
        PoolSettings.check("clients", clientsMax, 1, 1_000_000);
        PoolSettings.check("seconds to sign in", signInMax.toSeconds(), 1, 600);
    }

    /** With the usual time to sign in. */
    public ProxySettings(
            String name,
            boolean requiresTls,
            Duration idleClientTimeout,
            boolean debugLogging,
            boolean strict,
            int clientsMax,
            PoolSettings pool) {
        this(
                name,
                requiresTls,
                idleClientTimeout,
                debugLogging,
                strict,
                clientsMax,
                SIGN_IN_MAX,
                pool);
    }

    /** A proxy with AWS's defaults. */
    public static ProxySettings named(String name) {
        return new ProxySettings(
                name,
                false,
                Duration.ofSeconds(1800),
                false,
                false,
                CLIENTS_MAX,
                PoolSettings.DEFAULT);
    }

    /** The same with another pool. */
    public ProxySettings withPool(PoolSettings other) {
        return new ProxySettings(
                name,
                requiresTls,
                idleClientTimeout,
                debugLogging,
                strict,
                clientsMax,
                signInMax,
                other);
    }

    /** The same with another time for idle clients. */
    public ProxySettings withIdleClientTimeout(Duration timeout) {
        return new ProxySettings(
                name, requiresTls, timeout, debugLogging, strict, clientsMax, signInMax, pool);
    }

    /** The same that takes TLS only. */
    public ProxySettings withTlsOnly() {
        return new ProxySettings(
                name, true, idleClientTimeout, debugLogging, strict, clientsMax, signInMax, pool);
    }

    /** The same that refuses what AWS refuses. */
    public ProxySettings asStrict() {
        return new ProxySettings(
                name,
                requiresTls,
                idleClientTimeout,
                debugLogging,
                true,
                clientsMax,
                signInMax,
                pool);
    }

    /** The same with another time to sign in. */
    public ProxySettings withSignInMax(Duration max) {
        return new ProxySettings(
                name, requiresTls, idleClientTimeout, debugLogging, strict, clientsMax, max, pool);
    }
}
