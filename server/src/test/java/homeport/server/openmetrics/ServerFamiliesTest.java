package homeport.server.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ServerFamiliesTest {
    private static final Map<String, String> ORDERS =
            Map.of("instance", "orders", "region", "us-east-1");

    @Test
    void aServerIsToldUnderTheUsualNames() {
        ServerSight orders =
                sight(
                        Map.of(
                                "pg.xact_commit", 41.0,
                                "cw.CPUUtilization", 25.0,
                                "db.state.idle_in_transaction_count", 2.0,
                                "os.memory.free", 3.0,
                                "db.Cache.blks_hit", 1.0),
                        Optional.of(
                                new ServerSight.Load(
                                        OptionalDouble.of(0.5),
                                        Map.of("CPU", 1.5, "Lock", 2.0),
                                        Map.of("queued", 0.5))));
        assertThat(told(orders))
                .containsEntry("pg_up", Map.of(ORDERS, 1.0))
                .containsEntry("homeport_vcpus", Map.of(ORDERS, 2.0))
                .containsEntry("pg_replication_lag_seconds", Map.of(ORDERS, 7.0))
                .containsEntry("pg_stat_database_xact_commit_total", Map.of(ORDERS, 41.0))
                .containsEntry("homeport_cpu_utilization_ratio", Map.of(ORDERS, 0.25))
                .containsEntry("homeport_os_memory_bytes", Map.of(with("kind", "free"), 3072.0))
                .containsEntry(
                        "pg_stat_activity_count", Map.of(with("state", "idle in transaction"), 2.0))
                .containsEntry(
                        "homeport_db_load",
                        Map.of(with("wait_type", "CPU"), 1.5, with("wait_type", "Lock"), 2.0))
                .containsEntry("homeport_db_load_cpu", Map.of(with("state", "queued"), 0.5))
                .hasSize(10);
    }

    @Test
    void aServerThatIsNotReadIsDownAndTellsNothingElse() {
        assertThat(told(sight(Map.of(), Optional.empty())))
                .containsEntry("pg_up", Map.of(ORDERS, 0.0))
                .doesNotContainKey("homeport_db_load");
    }

    @Test
    void whatIsNoNumberOrBelowZeroIsLeftOut() {
        assertThat(
                        told(
                                sight(
                                        Map.of("pg.blks_hit", -1.0, "cw.ReadIOPS", Double.NaN),
                                        Optional.empty())))
                .doesNotContainKeys("pg_stat_database_blks_hit_total", "homeport_read_iops");
    }

    @Test
    void everyRowOfTheTableHasItsPlaceAlone() {
        Map<String, Double> all = new HashMap<>();
        for (Published one : Published.ALL) all.put(one.counter(), 1.0);
        assertThat(all).hasSameSizeAs(Published.ALL);
        long samples =
                told(sight(all, Optional.empty())).values().stream().mapToLong(Map::size).sum();
        assertThat(samples).isEqualTo(Published.ALL.size() + 3); // up, vcpus, lag
    }

    private static Map<String, Map<Map<String, String>, Double>> told(ServerSight server) {
        return OpenMetricsText.parse(Exposition.text(ServerFamilies.of(List.of(server))));
    }

    private static ServerSight sight(Map<String, Double> counted, Optional<ServerSight.Load> load) {
        return new ServerSight("orders", "us-east-1", 2, counted, OptionalDouble.of(7), load);
    }

    private static Map<String, String> with(String label, String value) {
        Map<String, String> labels = new HashMap<>(ORDERS);
        labels.put(label, value);
        return labels;
    }
}
