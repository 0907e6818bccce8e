package homeport.insights.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static Optional<Double> value(
            String name, Map<String, Double> before, Map<String, Double> now, double seconds) {
        return Measure.ALL.stream()
                .filter(one -> one.counter().name().equals(name))
                .findAny()
                .orElseThrow()
                .value(before, now, seconds);
    }

    @Test
    void ratesAreByTheSecondOrTheMinute() {
        assertThat(
                        value(
                                "db.Transactions.xact_commit",
                                Map.of("xact_commit", 100.0),
                                Map.of("xact_commit", 150.0),
                                10))
                .contains(5.0);
        assertThat(
                        value(
                                "db.Concurrency.deadlocks",
                                Map.of("deadlocks", 1.0),
                                Map.of("deadlocks", 2.0),
                                10))
                .contains(6.0);
    }

    @Test
    void aCountThatWentBackIsNoNegativeRate() {
        assertThat(
                        value(
                                "db.Transactions.xact_commit",
                                Map.of("xact_commit", 100.0),
                                Map.of("xact_commit", 3.0),
                                10))
                .isEmpty();
    }

    @Test
    void whatNothingHappenedToHasNoLatency() {
        Map<String, Double> before = Map.of("blk_read_time", 10.0, "blks_read", 5.0);
        assertThat(value("db.IO.read_latency", before, before, 10)).isEmpty();
        assertThat(
                        value(
                                        "db.IO.read_latency",
                                        before,
                                        Map.of("blk_read_time", 13.0, "blks_read", 11.0),
                                        10)
                                .orElseThrow())
                .isCloseTo(0.5, within(1e-9));
    }

    @Test
    void aGaugeNeedsNoReadingBefore() {
        assertThat(
                        value(
                                "db.User.max_connections",
                                Map.of(),
                                Map.of("max_connections", 60.0),
                                0.001))
                .contains(60.0);
    }

    /** Source: RDS User Guide, Performance Insights counters for RDS for PostgreSQL. */
    @Test
    void everyCounterThatAwsHasForPostgresIsHere() {
        List<String> named =
                """
                db.Cache.blks_hit db.Cache.buffers_alloc db.Checkpoint.buffers_checkpoint
                db.Checkpoint.checkpoint_sync_time db.Checkpoint.checkpoint_write_time
                db.Checkpoint.checkpoints_req db.Checkpoint.checkpoints_timed
                db.Checkpoint.maxwritten_clean db.Concurrency.deadlocks db.IO.blk_read_time
                db.IO.blks_read db.IO.buffers_backend db.IO.buffers_backend_fsync
                db.IO.buffers_clean db.SQL.tup_deleted db.SQL.tup_fetched db.SQL.tup_inserted
                db.SQL.tup_returned db.SQL.tup_updated db.Temp.temp_bytes db.Temp.temp_files
                db.Transactions.xact_commit db.Transactions.xact_rollback db.User.numbackends
                db.WAL.archived_count db.Checkpoint.checkpoint_sync_latency
                db.Checkpoint.checkpoint_write_latency db.IO.read_latency
                db.state.idle_in_transaction_count db.state.idle_in_transaction_aborted_count
                db.state.idle_in_transaction_max_time db.Transactions.active_transactions
                db.Transactions.blocked_transactions db.Transactions.max_used_xact_ids
                db.Transactions.oldest_active_logical_replication_slot_xid_age
                db.Transactions.oldest_inactive_logical_replication_slot_xid_age
                db.Transactions.oldest_prepared_transaction_xid_age
                db.Transactions.oldest_running_transaction_xid_age
                db.Transactions.oldest_hot_standby_feedback_xid_age db.User.max_connections
                db.WAL.archive_failed_count
                """
                        .lines()
                        .flatMap(line -> List.of(line.trim().split(" ")).stream())
                        .toList();
        Set<String> ours = new HashSet<>();
        for (Measure one : Measure.ALL) ours.add(one.counter().name());
        assertThat(ours).containsAll(named);
    }

    @Test
    void otherSpellingsAreKnownUnlessStrict() {
        Catalog usual = new Catalog(false);
        assertThat(usual.find("db.io.blks_hit").orElseThrow().name())
                .isEqualTo("db.Cache.blks_hit");
        assertThat(usual.find("db.transactions.xact_commit")).isPresent();
        assertThat(usual.find("db.rows.tup_fetched")).isPresent();
        assertThat(usual.find("db.nothing")).isEmpty();
        Catalog strict = new Catalog(true);
        assertThat(strict.find("db.io.blks_hit")).isEmpty();
        assertThat(strict.find("db.Cache.blks_hit")).isPresent();
    }
}
