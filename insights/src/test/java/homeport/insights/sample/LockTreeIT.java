package homeport.insights.sample;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.insights.lock.LockForest;
import homeport.insights.lock.LockRow;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * In random schedules of real sessions the forest says who holds up whom as {@code
 * pg_blocking_pids} does: whom a session waits for, directly or not, is the same. {@code
 * -Dhomeport.locks.rounds=1000 -Dhomeport.locks.seed=...} runs more, or the same again.
 */
class LockTreeIT {
    private static final int ROUNDS = Integer.getInteger("homeport.locks.rounds", 40);
    private static final long SEED = Long.getLong("homeport.locks.seed", System.nanoTime());
    private static final int SESSIONS = 7;
    private static final int STEPS = 16;
    private static final long PREPARED = 0; // what pg_blocking_pids calls them
    private static final List<String> MODES =
            List.of(
                    "ACCESS SHARE",
                    "ROW SHARE",
                    "ROW EXCLUSIVE",
                    "SHARE UPDATE EXCLUSIVE",
                    "SHARE",
                    "SHARE ROW EXCLUSIVE",
                    "EXCLUSIVE",
                    "ACCESS EXCLUSIVE");

    private final Random random = new Random(SEED);
    private int compared;
    private int waiters;

    @Test
    void theForestIsWhatTheServerSays() throws Exception {
        try (Postgres postgres = Postgres.start();
                Connection admin =
                        postgres.open(Optional.empty(), "oracle", Duration.ofSeconds(10))) {
            postgres.sql(
                    "CREATE TABLE a (id int PRIMARY KEY, n int)",
                    "CREATE TABLE b (id int PRIMARY KEY, n int)",
                    "INSERT INTO a SELECT i, 0 FROM generate_series(1, 3) i",
                    "INSERT INTO b SELECT i, 0 FROM generate_series(1, 3) i");
            List<Actor> actors = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) actors.add(new Actor(postgres.client("actor" + i)));
            try (LockQuery query = new LockQuery(admin)) {
                for (int round = 0; round < ROUNDS; round++) round(round, actors, admin, query);
            }
            for (Actor actor : actors) actor.session.close();
        }
        assertThat(compared).as("states compared, seed " + SEED).isGreaterThan(ROUNDS);
        assertThat(waiters).as("sessions that waited, seed " + SEED).isGreaterThan(ROUNDS);
    }

    private void round(int round, List<Actor> actors, Connection admin, LockQuery query)
            throws Exception {
        for (int step = 0; step < STEPS; step++) {
            Actor actor = actors.get(random.nextInt(SESSIONS));
            if (actor.isFree()) actor.run(statement(round, step));
            if (step % 4 == 3) compare(admin, query, round);
        }
        for (Actor actor : actors) actor.end(admin);
        for (LockQuery.Prepared left : query.prepared().values())
            actors.getFirst().finish("ROLLBACK PREPARED '" + left.gid() + "'");
    }

    private String statement(int round, int step) {
        String table = random.nextBoolean() ? "a" : "b";
        int id = 1 + random.nextInt(3);
        return switch (random.nextInt(10)) {
            case 0, 1 -> "LOCK TABLE " + table + " IN " + MODES.get(random.nextInt(8)) + " MODE";
            case 2 -> "SELECT * FROM " + table + " WHERE id = " + id + " FOR SHARE";
            case 3 -> "SELECT pg_advisory_xact_lock(" + id + ")";
            case 4 -> "SELECT pg_advisory_lock_shared(" + id + ")";
            case 5 -> "COMMIT";
            case 6 -> "PREPARE TRANSACTION 'p" + round + "." + step + "'";
            default -> "UPDATE " + table + " SET n = n + 1 WHERE id = " + id;
        };
    }

    private void compare(Connection admin, LockQuery query, int round) throws Exception {
        for (int attempt = 0; attempt < 20; attempt++) {
            LockSupport.parkNanos(30_000_000);
            List<LockRow> before = query.locks();
            Map<Long, Set<Long>> server = server(admin);
            if (!others(before, admin).equals(others(query.locks(), admin))) continue;
            LockForest forest = LockForest.of(before, pid -> pid);
            Map<Long, Set<Long>> ours = new TreeMap<>();
            for (long waiter : server.keySet()) {
                Set<Long> blockers = new HashSet<>();
                for (long one : forest.blockers(waiter)) blockers.add(Math.max(one, PREPARED));
                ours.put(waiter, blockers);
            }
            for (long waiter : server.keySet())
                assertThat(closure(ours, waiter))
                        .as("whom %d waits for, round %d, seed %d", waiter, round, SEED)
                        .isEqualTo(closure(server, waiter));
            compared++;
            waiters += server.size();
            return;
        }
    }

    private static Set<LockRow> others(List<LockRow> rows, Connection admin) throws SQLException {
        int own = admin.unwrap(PGConnection.class).getBackendPID();
        return rows.stream().filter(row -> row.holder() != own).collect(Collectors.toSet());
    }

    private static Set<Long> closure(Map<Long, Set<Long>> blockers, long of) {
        Set<Long> all = new HashSet<>();
        List<Long> next = new ArrayList<>(blockers.getOrDefault(of, Set.of()));
        while (!next.isEmpty()) {
            long one = next.removeLast();
            if (all.add(one)) next.addAll(blockers.getOrDefault(one, Set.of()));
        }
        return all;
    }

    private static Map<Long, Set<Long>> server(Connection admin) throws SQLException {
        Map<Long, Set<Long>> all = new TreeMap<>();
        try (PreparedStatement sql =
                        admin.prepareStatement(
                                "SELECT pid, pg_blocking_pids(pid) FROM pg_stat_activity"
                                        + " WHERE wait_event_type = 'Lock'");
                ResultSet row = sql.executeQuery()) {
            while (row.next()) {
                Set<Long> pids = new HashSet<>();
                Array array = row.getArray(2);
                for (Object one : (Object[]) array.getArray())
                    pids.add(((Integer) one).longValue());
                all.put(row.getLong(1), pids);
            }
        }
        return all;
    }

    /** One session: it does one thing at a time, which may wait. */
    private static final class Actor {
        private final Connection session;
        private final int pid;
        private CompletableFuture<Void> doing = CompletableFuture.completedFuture(null);

        Actor(Connection session) throws SQLException {
            this.session = session;
            session.setAutoCommit(false);
            this.pid = session.unwrap(PGConnection.class).getBackendPID();
        }

        boolean isFree() {
            return doing.isDone();
        }

        void run(String statement) {
            doing = new CompletableFuture<>();
            CompletableFuture<Void> mine = doing;
            Thread.ofVirtual()
                    .start(() -> {
                        execute(statement);
                        mine.complete(null);
                    });
        }

        private void execute(String statement) {
            try (Statement sql = session.createStatement()) {
                sql.execute(statement);
            } catch (SQLException refused) {
                rollback();
            }
        }

        private void rollback() {
            try {
                session.rollback();
            } catch (SQLException gone) {
                throw new IllegalStateException(gone);
            }
        }

        void end(Connection admin) throws Exception {
            while (!doing.isDone()) {
                try (Statement sql = admin.createStatement()) {
                    sql.execute("SELECT pg_cancel_backend(" + pid + ")");
                }
                LockSupport.parkNanos(2_000_000);
            }
            rollback();
            finish("SELECT pg_advisory_unlock_all()");
        }

        void finish(String statement) throws SQLException {
            session.setAutoCommit(true);
            try (Statement sql = session.createStatement()) {
                sql.execute(statement);
            }
            session.setAutoCommit(false);
        }
    }
}
