package homeport.proxy.door;

import homeport.proxy.tls.TlsContext;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the door needs to know of one endpoint. Declared here, answered by whoever knows; called for
 * every new connection from any thread and under a lock, so the answer comes from memory.
 */
public interface Endpoint {
    /** The name that users know, for messages and logs. */
    String name();

    /** The certificate to show; asked anew for each handshake, so that it can be rotated. */
    TlsContext tls();

    /**
     * Where a new connection goes now. Who changes the answer says so with {@link
     * Listener#targetChanged()}.
     */
    Target target();

    /** Who may come in, by client address. Source: security groups of the endpoint. */
    boolean admits(InetAddress client);

    /** Whether clients without TLS are turned away. Source: the parameter rds.force_ssl. */
    default boolean requiresTls() {
        return false;
    }

    /**
     * What becomes of a client that the server lets in without asking it for anything: it has a
     * token to show. Empty only where the server is trusted to know what it does.
     */
    default Optional<Tokens> tokens() {
        return Optional.empty();
    }

    /** Checks tokens for this endpoint. */
    @FunctionalInterface
    interface Tokens {
        /**
         * Whether the token proves that the client may be the user. Called from any thread, not
         * under a lock; whoever answers keeps account of it.
         *
         * @param token what the client gave as its password: anything
         */
        boolean admit(String user, String token);
    }

    /**
     * Where new connections go, and what becomes of sessions that are in. One value says both, so
     * that telling it twice, or late, cannot contradict itself. Targets are compared by content.
     */
    sealed interface Target {
        /**
         * A server. Sessions at another socket are cut.
         *
         * @param socket the server's unix socket
         * @param guarded whether a commit whose wait for a standby was cancelled must not be
         *     reported as success: the client is told 08007 in place of it. Fixed for a session
         *     when it comes in, so an endpoint that may ever have a synchronous standby is guarded
         *     from its first session on
         */
        record Open(Path socket, boolean guarded) implements Target {
            /** A server whose commits wait for nobody else. */
            public Open(Path socket) {
                this(socket, false);
            }
        }

        /**
         * Several servers that are as good as each other: each new connection goes to the next.
         * Sessions at another socket are cut.
         *
         * @param sockets the servers' unix sockets, at least one
         * @param guarded as of {@link Open}
         */
        record AnyOf(List<Path> sockets, boolean guarded) implements Target {
            /** Refuses none. */
            public AnyOf {
                sockets = List.copyOf(sockets);
                if (sockets.isEmpty())
                    throw new IllegalArgumentException("any of no server, allowed: at least one");
            }
        }

        /**
         * A server is expected soon: a new connection waits, and goes on when this changes.
         *
         * @param because one sentence for who has waited in vain, with SQLSTATE 57P03
         * @param max longest wait of one connection, over all its waits, 0 to 10 min
         */
        record Waiting(String because, Optional<String> hint, Duration max, Sessions sessions)
                implements Target {
            /** Refuses a wait out of range. */
            public Waiting {
                check("max", max, WAIT_MAX);
            }
        }

        /**
         * Nobody comes in: the client is told why with SQLSTATE 57P03.
         *
         * @param because one sentence for a person: {@code DB instance orders is stopped.}
         */
        record Closed(String because, Optional<String> hint, Sessions sessions) implements Target {}

        /** Longest {@link Waiting#max}. */
        Duration WAIT_MAX = Duration.ofMinutes(10);
    }

    /**
     * What becomes of the sessions that are in while there is no server to go to. A sign-in that
     * has heard nothing from its server yet is no session: it leaves the server and waits, or is
     * refused, like a new connection.
     */
    sealed interface Sessions {
        /** They are ended before {@link Listener#targetChanged()} returns. */
        record Cut() implements Sessions {}

        /**
         * For a planned move: a guarded session is ended with SQLSTATE 57P01 as soon as it is
         * between transactions and nothing is asked of the server; all that are left are cut at the
         * end. Of a session that is not guarded nobody knows where it is: it has until the end.
         *
         * @param max from the first time that this target is seen, 0 to 1 h
         */
        record Drain(Duration max) implements Sessions {
            /** Longest {@link Drain#max}. */
            static final Duration DRAIN_MAX = Duration.ofHours(1);

            /** Refuses a time out of range. */
            public Drain {
                check("max", max, DRAIN_MAX);
            }
        }

        /** They stay until the server ends them, in its own words. */
        record Stay() implements Sessions {}
    }

    private static void check(String name, Duration value, Duration max) {
        if (value.isNegative() || value.compareTo(max) > 0)
            throw new IllegalArgumentException(
                    "%s is %s, allowed PT0S to %s".formatted(name, value, max));
    }
}
