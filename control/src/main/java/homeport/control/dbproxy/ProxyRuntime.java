package homeport.control.dbproxy;

import homeport.control.reconcile.Leads;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who carries the clients of proxies: the proxy module, plugged in by the server. Safe from any
 * thread; of one proxy one thread at a time calls {@link #serve} and {@link #remove}.
 */
public interface ProxyRuntime extends Leads {
    /**
     * Serves a proxy as its plan says, from now on. May be repeated; what has not changed goes on
     * undisturbed. Waits for no target: what it finds, it tells by {@link #seen}.
     */
    void serve(ProxyPlan plan);

    /** Stops listening and ends all sessions of a proxy. May be repeated. */
    void remove(String proxyId);

    /** What is so now; of a proxy that it does not serve, nothing. */
    Seen seen(String proxyId);

    /**
     * Whom to tell the id of a proxy when what is seen of it has changed. Called once, before
     * anything is served; the callee returns at once.
     */
    void onChange(Consumer<String> changed);

    /**
     * @param endpoints by the id of the plan; one that is not here is not yet decided about
     * @param targets by the id of the plan's member; one that is not here is being registered
     * @param throttled client connections that were refused because of their number, since the
     *     proxy is served
     */
    record Seen(Map<String, Listening> endpoints, Map<String, Health> targets, long throttled) {
        public static final Seen NOTHING = new Seen(Map.of(), Map.of(), 0);

        public Seen {
            endpoints = Map.copyOf(endpoints);
            targets = Map.copyOf(targets);
        }
    }

    /** Whether clients can come in at an endpoint. */
    sealed interface Listening {
        /** They can. */
        record Open() implements Listening {}

        /**
         * They cannot: the proxy is shown as {@code incompatible-network}.
         *
         * @param because a sentence
         */
        record Refused(String because) implements Listening {}

        /** Nothing here serves proxies; the health of the targets says so. */
        record Unserved() implements Listening {}
    }

    /**
     * Source: RDS API, {@code TargetHealth}.
     *
     * @param reason of UNAVAILABLE
     * @param description a sentence; empty when it is AVAILABLE
     */
    record Health(State state, Optional<Reason> reason, Optional<String> description) {
        public static final Health AVAILABLE =
                new Health(State.AVAILABLE, Optional.empty(), Optional.empty());

        public static final Health REGISTERING =
                new Health(State.REGISTERING, Optional.empty(), Optional.empty());

        /** Source: seen on AWS while a proxy comes up. */
        public static final Health PENDING =
                unavailable(
                        Reason.PENDING_PROXY_CAPACITY,
                        "DBProxy Target is waiting for proxy to scale to desired capacity");

        public static Health unavailable(Reason reason, String description) {
            return new Health(State.UNAVAILABLE, Optional.of(reason), Optional.of(description));
        }

        /** As on the wire. */
        public enum State {
            REGISTERING,
            AVAILABLE,
            UNAVAILABLE,
            UNUSED
        }

        /** As on the wire. */
        public enum Reason {
            UNREACHABLE,
            CONNECTION_FAILED,
            AUTH_FAILURE,
            PENDING_PROXY_CAPACITY,
            INVALID_REPLICATION_STATE,
            PROMOTED
        }
    }
}
