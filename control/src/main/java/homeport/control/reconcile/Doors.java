package homeport.control.reconcile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The listeners in front of instances; the proxy module has them, the server plugs them in. */
public interface Doors {
    /**
     * Listens for an endpoint, or changes where a listening one leads. May be repeated. When it
     * returns, sessions that the route cuts are ended: nothing that their server says reaches a
     * client any more.
     *
     * @throws IllegalStateException the address cannot be listened on; the message says why
     */
    void show(Door door);

    /** Stops listening and ends the sessions. May be repeated. */
    void remove(String id);

    /**
     * An endpoint.
     *
     * @param id of its own, for life
     * @param name for messages: the identifier
     * @param host the name that AWS would give it, for its certificate
     * @param hint a sentence for who is turned away: what to do next
     * @param resource what a database token has to be for
     * @param securityGroups whose inbound rules say who may come in
     * @param tlsOnly whether clients without TLS are turned away
     */
    record Door(
            String id,
            String name,
            String address,
            String host,
            int port,
            String hint,
            Route route,
            Resource resource,
            List<String> securityGroups,
            boolean tlsOnly) {
        public Door {
            securityGroups = List.copyOf(securityGroups);
        }

        /** The same endpoint with another route. */
        public Door leading(Route other) {
            return new Door(
                    id, name, address, host, port, hint, other, resource, securityGroups, tlsOnly);
        }
    }

    /**
     * An instance or a cluster.
     *
     * @param id {@code DbiResourceId} or {@code DbClusterResourceId}
     * @param hosts names and addresses of all its endpoints
     */
    record Resource(String region, String account, String id, Set<String> hosts) {
        public Resource {
            hosts = Set.copyOf(hosts);
        }
    }

    /** Where a new connection goes, and what becomes of the sessions that are in. */
    sealed interface Route {
        /**
         * A server; sessions at another socket are cut.
         *
         * @param guarded whether a commit whose wait for a standby was cancelled is never reported
         *     as success; true from the first session on where there may ever be a synchronous
         *     standby, since a session keeps what it came in with
         */
        record Open(Path socket, boolean guarded) implements Route {
            /** A server whose commits wait for nobody else. */
            public Open(Path socket) {
                this(socket, false);
            }
        }

        /**
         * Several servers that are as good as each other: each new connection goes to the next.
         * Sessions at others are cut.
         *
         * @param guarded as of {@link Open}
         */
        record AnyOf(List<Path> sockets, boolean guarded) implements Route {
            public AnyOf {
                sockets = List.copyOf(sockets);
            }
        }

        /**
         * A server is expected soon: new connections wait.
         *
         * @param because a sentence for the client that has waited in vain
         * @param max longest wait of one connection, 0 to 10 min
         */
        record Waiting(String because, Duration max, Sessions sessions) implements Route {}

        /**
         * Nobody comes in.
         *
         * @param because a sentence for the client
         */
        record Closed(String because, Sessions sessions) implements Route {
            /** The server is being stopped, and ends its sessions in its own words. */
            public Closed(String because) {
                this(because, new Sessions.Stay());
            }
        }
    }

    /** What becomes of the sessions that are in while there is no server to go to. */
    sealed interface Sessions {
        /** They are ended before {@link #show} returns. */
        record Cut() implements Sessions {}

        /**
         * Each is ended when it is between transactions, at the latest after {@code max}, 0 to 1 h
         * from the first time that the route is shown.
         */
        record Drain(Duration max) implements Sessions {}

        /** They stay until the server ends them. */
        record Stay() implements Sessions {}
    }
}
