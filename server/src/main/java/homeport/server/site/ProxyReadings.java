package homeport.server.site;

import homeport.proxy.pool.ProxyMetrics;
import homeport.proxy.pool.ProxyMetrics.Endpoint;
import homeport.proxy.pool.ProxyMetrics.Latency;
import homeport.proxy.pool.ProxyMetrics.Role;
import homeport.proxy.pool.ProxyMetrics.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What CloudWatch says of a DB proxy for one minute, from how it stood before and after. Pure.
 * Gauges are there each minute; counts and latencies when something happened. Source: RDS user
 * guide, "Monitoring RDS Proxy metrics with CloudWatch".
 */
final class ProxyReadings {
    private static final String GROUP = "default";

    private final String proxy;
    private final Optional<ProxyMetrics> before;
    private final ProxyMetrics now;
    private final List<Reading> readings = new ArrayList<>();

    private ProxyReadings(String proxy, Optional<ProxyMetrics> before, ProxyMetrics now) {
        this.proxy = proxy;
        this.before = before.filter(was -> isLater(was, now));
        this.now = now;
    }

    /**
     * @param before a minute ago; empty when the proxy has begun since
     */
    static List<Reading> of(String proxy, Optional<ProxyMetrics> before, ProxyMetrics now) {
        ProxyReadings all = new ProxyReadings(proxy, before, now);
        all.endpoints();
        all.targets();
        all.roles();
        return List.copyOf(all.readings);
    }

    /** Counts only grow, unless the proxy has begun again. */
    private static boolean isLater(ProxyMetrics was, ProxyMetrics now) {
        return received(was) <= received(now);
    }

    private static long received(ProxyMetrics of) {
        return of.endpoints().stream().mapToLong(Endpoint::received).sum();
    }

    private Map<String, String> with(String... more) {
        Map<String, String> dimensions = new TreeMap<>(Map.of("ProxyName", proxy));
        for (int i = 0; i < more.length; i += 2) dimensions.put(more[i], more[i + 1]);
        return dimensions;
    }

    // ---- endpoints: of the proxy, and of each

    private void endpoints() {
        List<Endpoint> were = before.map(ProxyMetrics::endpoints).orElse(List.of());
        endpoints(with(), were, now.endpoints());
        Map<String, List<Endpoint>> each = by(were, Endpoint::name);
        by(now.endpoints(), Endpoint::name)
                .forEach((name, are) ->
                        endpoints(
                                with("EndpointName", name),
                                each.getOrDefault(name, List.of()),
                                are));
    }

    private void endpoints(Map<String, String> of, List<Endpoint> were, List<Endpoint> are) {
        Change<Endpoint> change = new Change<>(of, were, are);
        change.gauge("ClientConnections", Endpoint::clients);
        change.gauge("ClientConnectionsTLS", Endpoint::clientsTls);
        change.gauge("ClientConnectionsNoTLS", one -> one.clients() - one.clientsTls());
        change.gauge("ClientConnectionsInSetup", Endpoint::inSetup);
        change.count("ClientConnectionsReceived", Endpoint::received);
        change.count("ClientConnectionsClosed", Endpoint::closed);
        change.count("ClientConnectionsSetupSucceeded", Endpoint::setupSucceeded);
        change.count("ClientConnectionsSetupFailedAuth", Endpoint::setupFailedAuth);
        change.count("QueryRequests", Endpoint::queries);
        change.count("QueryRequestsTLS", Endpoint::queriesTls);
        change.count("QueryRequestsNoTLS", one -> one.queries() - one.queriesTls());
        change.latency("DatabaseConnectionsBorrowLatency", Endpoint::borrow);
        change.latency("QueryDatabaseResponseLatency", Endpoint::database);
        change.latency("QueryResponseLatency", Endpoint::query);
    }

    // ---- targets: of the proxy, of each, and of each role

    private void targets() {
        List<Target> were = before.map(ProxyMetrics::targets).orElse(List.of());
        targets(with(), were, now.targets());
        Map<String, List<Target>> byId = by(were, Target::id);
        by(now.targets(), Target::id)
                .forEach((id, are) -> {
                    Map<String, String> of = with("TargetGroup", GROUP, "Target", id);
                    List<Target> itWas = byId.getOrDefault(id, List.of());
                    targets(of, itWas, are);
                    new Change<>(of, itWas, are)
                            .latency("QueryDatabaseResponseLatency", Target::database);
                });
        Map<String, List<Target>> byRole = by(were, one -> one.role().name());
        by(now.targets(), one -> one.role().name())
                .forEach((role, are) -> {
                    Map<String, String> of = ofRole(role);
                    List<Target> itWas = byRole.getOrDefault(role, List.of());
                    targets(of, itWas, are);
                    new Change<>(of, itWas, are)
                            .latency("QueryDatabaseResponseLatency", Target::database);
                });
    }

    private Map<String, String> ofRole(String role) {
        return with("TargetGroup", GROUP, "TargetRole", role);
    }

    /** Of one that is none any more only what still happened. */
    private void targets(Map<String, String> of, List<Target> were, List<Target> are) {
        Change<Target> change = new Change<>(of, were, are);
        change.count("DatabaseConnectionRequests", Target::requests);
        change.count("DatabaseConnectionsSetupSucceeded", Target::succeeded);
        change.count("DatabaseConnectionsSetupFailed", Target::failed);
        if (are.stream().noneMatch(Target::isTarget) && of.containsKey("Target")) return;
        change.gauge("DatabaseConnections", Target::open);
        change.gauge("DatabaseConnectionsWithTLS", one -> 0); // local sockets
        change.gauge("DatabaseConnectionsCurrentlyBorrowed", Target::borrowed);
        change.gauge("DatabaseConnectionsCurrentlyInTransaction", Target::inTransaction);
        if (are.stream().anyMatch(one -> one.pinned() > 0))
            change.gauge("DatabaseConnectionsCurrentlySessionPinned", Target::pinned);
        change.gauge("MaxDatabaseConnectionsAllowed", Target::openMax);
    }

    private void roles() {
        Map<String, List<Role>> were =
                by(before.map(ProxyMetrics::roles).orElse(List.of()), one -> one.role().name());
        by(now.roles(), one -> one.role().name())
                .forEach((role, are) -> {
                    Map<String, String> of = ofRole(role);
                    Change<Role> change = new Change<>(of, were.getOrDefault(role, List.of()), are);
                    change.count("DatabaseConnectionsBorrowRequests", Role::borrowRequests);
                    change.count("DatabaseConnectionsBorrowRequestsAborted", Role::borrowsAborted);
                    long looks = change.since(Role::looks);
                    if (looks > 0)
                        readings.add(
                                Reading.one(
                                        "AvailabilityPercentage",
                                        of,
                                        Reading.PERCENT,
                                        100.0 * change.since(Role::looksAvailable) / looks));
                });
    }

    private static <T> Map<String, List<T>> by(Collection<T> all, Function<T, String> key) {
        return all.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    /** How some of a kind stood before, and how they stand. */
    private final class Change<T> {
        private final Map<String, String> dimensions;
        private final List<T> were;
        private final List<T> are;

        Change(Map<String, String> dimensions, List<T> were, List<T> are) {
            this.dimensions = dimensions;
            this.were = were;
            this.are = are;
        }

        void gauge(String name, ToIntFunction<T> value) {
            int sum = are.stream().mapToInt(value).sum();
            readings.add(Reading.one(name, dimensions, Reading.COUNT, sum));
        }

        /** Never below 0, as what is kept of those that are long gone may be forgotten. */
        long since(ToLongFunction<T> count) {
            long grown = are.stream().mapToLong(count).sum() - were.stream().mapToLong(count).sum();
            return Math.max(0, grown);
        }

        void count(String name, ToLongFunction<T> count) {
            long grown = since(count);
            if (grown > 0) readings.add(Reading.one(name, dimensions, Reading.COUNT, grown));
        }

        void latency(String name, Function<T, Latency> of) {
            Latency took = sum(are, of).since(sum(were, of));
            if (took.count() <= 0) return;
            readings.add(
                    new Reading(
                            name,
                            dimensions,
                            Reading.MICROSECONDS,
                            took.count(),
                            took.sumMicros(),
                            took.minMicros(),
                            took.maxMicros()));
        }

        private Latency sum(List<T> all, Function<T, Latency> of) {
            return all.stream().map(of).reduce(Latency.NONE, Latency::with);
        }
    }
}
