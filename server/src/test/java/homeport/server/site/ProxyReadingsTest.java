package homeport.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.proxy.auth.TokenJournal.Counts;
import homeport.proxy.auth.TokenRefusal;
import homeport.proxy.pool.ProxyMetrics;
import homeport.proxy.pool.ProxyMetrics.Endpoint;
import homeport.proxy.pool.ProxyMetrics.Latency;
import homeport.proxy.pool.Target.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Source: RDS user guide, "Monitoring RDS Proxy metrics with CloudWatch". */
class ProxyReadingsTest {
    private static final Map<String, String> PROXY = Map.of("ProxyName", "shop");
    private static final Map<String, String> WRITES =
            Map.of("ProxyName", "shop", "TargetGroup", "default", "TargetRole", "READ_WRITE");

    private static Endpoint endpoint(String name, int clients, long received, long queries) {
        return new Endpoint(
                name,
                clients,
                1,
                0,
                received,
                2,
                received - 1,
                1,
                queries,
                3,
                none(),
                none(),
                none());
    }

    private static Latency none() {
        return Latency.NONE;
    }

    private static ProxyMetrics.Target target(String id, Role role, int open, int pinned) {
        return new ProxyMetrics.Target(id, role, true, open, 2, 1, pinned, 90, 7, 6, 1, none());
    }

    private static ProxyMetrics.Role role(Role role, long looks, long available) {
        return new ProxyMetrics.Role(role, 40, 2, looks, available);
    }

    private static ProxyMetrics metrics(long received, int pinned, long looks) {
        return new ProxyMetrics(
                List.of(
                        endpoint("default", 4, received, 100),
                        endpoint("reports", 6, received, 200)),
                List.of(
                        target("one", Role.READ_WRITE, 5, pinned),
                        target("two", Role.READ_ONLY, 3, 0)),
                List.of(
                        role(Role.READ_WRITE, looks, looks / 2),
                        role(Role.READ_ONLY, looks, looks)));
    }

    private static List<Double> values(
            List<Reading> all, String name, Map<String, String> dimensions) {
        return all.stream()
                .filter(one -> one.name().equals(name) && one.dimensions().equals(dimensions))
                .map(Reading::sum)
                .toList();
    }

    private static Map<String, String> with(String... more) {
        Map<String, String> all = new TreeMap<>(PROXY);
        for (int i = 0; i < more.length; i += 2) all.put(more[i], more[i + 1]);
        return all;
    }

    @Test
    void eachMetricIsThereForEachOfItsDimensionSets() {
        List<Reading> all = ProxyReadings.of("shop", Optional.empty(), metrics(10, 2, 60));
        for (String name : List.of("ClientConnections", "QueryRequests")) {
            assertThat(values(all, name, PROXY)).as(name).hasSize(1);
            assertThat(values(all, name, with("EndpointName", "reports"))).as(name).hasSize(1);
        }
        assertThat(values(all, "ClientConnections", PROXY)).containsExactly(10.0);
        assertThat(values(all, "ClientConnectionsNoTLS", PROXY)).containsExactly(8.0);
        assertThat(values(all, "QueryRequests", PROXY)).containsExactly(300.0);
        for (Map<String, String> of :
                List.of(PROXY, WRITES, with("TargetGroup", "default", "Target", "one")))
            assertThat(values(all, "DatabaseConnectionsCurrentlySessionPinned", of))
                    .as(of.toString())
                    .containsExactly(2.0);
        assertThat(values(all, "DatabaseConnections", PROXY)).containsExactly(8.0);
        assertThat(values(all, "MaxDatabaseConnectionsAllowed", WRITES)).containsExactly(90.0);
        assertThat(values(all, "AvailabilityPercentage", WRITES)).containsExactly(50.0);
        assertThat(values(all, "DatabaseConnectionsBorrowRequests", WRITES)).containsExactly(40.0);
    }

    @Test
    void countsAreOfTheMinuteAndThereOnlyWhenSomethingHappened() {
        Optional<ProxyMetrics> before = Optional.of(metrics(10, 0, 60));
        List<Reading> all = ProxyReadings.of("shop", before, metrics(13, 0, 120));
        assertThat(values(all, "ClientConnectionsReceived", PROXY)).containsExactly(6.0);
        assertThat(values(all, "QueryRequests", PROXY)).isEmpty();
        assertThat(values(all, "DatabaseConnectionsCurrentlySessionPinned", PROXY)).isEmpty();
        assertThat(values(all, "DatabaseConnections", PROXY)).hasSize(1);
        List<Reading> fresh = ProxyReadings.of("shop", before, metrics(3, 0, 4));
        assertThat(values(fresh, "ClientConnectionsReceived", PROXY))
                .as("it has begun again")
                .containsExactly(6.0);
    }

    @Test
    void latenciesAreStatisticsInMicroseconds() {
        long[] buckets = new long[Latency.NONE.buckets().length];
        buckets[5] = 2;
        Latency took = new Latency(2, 10_000, buckets);
        Endpoint one = new Endpoint("default", 0, 0, 0, 0, 0, 0, 0, 0, 0, took, none(), none());
        Reading borrow =
                ProxyReadings.of(
                                "shop",
                                Optional.empty(),
                                new ProxyMetrics(List.of(one), List.of(), List.of()))
                        .stream()
                        .filter(is -> is.name().equals("DatabaseConnectionsBorrowLatency"))
                        .findFirst()
                        .orElseThrow();
        assertThat(borrow.unit()).isEqualTo("Microseconds");
        assertThat(borrow.count()).isEqualTo(2);
        assertThat(borrow.sum()).isEqualTo(10);
        assertThat(borrow.min()).isLessThanOrEqualTo(5);
        assertThat(borrow.max()).isBetween(5.0, 6.0);
    }

    @Test
    void signInsByTokenAreToldByTheirKinds() {
        Map<TokenRefusal, Long> refused = new EnumMap<>(TokenRefusal.class);
        for (TokenRefusal why : TokenRefusal.values()) refused.put(why, 1L);
        Counts before = new Counts(3, Map.of());
        List<String> told = new ArrayList<>();
        TokenReadings.of(
                        Map.of("DBInstanceIdentifier", "shop"),
                        Optional.of(before),
                        new Counts(4, refused))
                .forEach(one -> told.add(one.name().substring(19) + " " + (long) one.sum()));
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "Requests 6",
                        "Success 1",
                        "Failure 5",
                        "FailureInvalidToken 2",
                        "FailureInsufficientPermissions 1",
                        "FailureThrottling 1",
                        "FailureServerError 1");
    }
}
