package homeport.server.drill;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Kills Homeport, a source or its copy at a moment drawn at random of the making of a copy: a read
 * replica, its promotion, a snapshot, a restore, a restore to a point in time. Whatever was asked
 * for must come about by itself, hold what it has to, and leave nothing behind when it is deleted.
 */
public final class Crashes {
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final Duration MAX = Duration.ofMinutes(3);
    private static final int LATEST_STRIKE_MILLIS = 4000;
    private static final String SOURCE = "source";
    private static final String COPY = "copy";
    private static final String USER = "drilladmin";

    private enum Work {
        REPLICA,
        PROMOTION,
        SNAPSHOT,
        RESTORE,
        REWIND
    }

    private enum Victim {
        HOMEPORT,
        SOURCE,
        COPY
    }

    /** A snapshot that is there, and when it was asked for. */
    private record Kept(String name, Instant asked) {}

    private final PrintWriter out;
    private final Stage stage;
    private final Random random;
    private final String password = UUID.randomUUID().toString();
    private Ticks ticks;
    private DBInstance source;
    private Optional<Kept> kept = Optional.empty();
    private int broken;

    private Crashes(PrintWriter out, Stage stage, long seed) {
        this.out = out;
        this.stage = stage;
        this.random = new Random(seed);
    }

    /**
     * Prints a line for each run.
     *
     * @return whether every promise was kept
     */
    public static boolean run(PrintWriter out, int count, long seed) throws Exception {
        try (Ground ground = Ground.open(false, "--archive-every", "2")) {
            Crashes crashes = new Crashes(out, ground.stage(), seed);
            crashes.all(count);
            return crashes.broken == 0;
        }
    }

    private void all(int count) throws Exception {
        source = create();
        try (Ticks writing = Ticks.into(stage, source, USER, password, EVERY)) {
            ticks = writing;
            Instant begun = Instant.now();
            Stage.await(
                    "the source is restorable to when it had its table",
                    MAX,
                    () -> stage.instance(SOURCE).latestRestorableTime().isAfter(begun));
            out.printf(
                    "%-4s %-10s %-9s %8s %8s  %s%n", "run", "work", "killed", "after", "whole", "");
            for (int i = 1; i <= count; i++) one(i);
            Set<Integer> lost = new TreeSet<>(ticks.confirmedBy(Instant.now()));
            lost.removeAll(ticks.in(source));
            if (!lost.isEmpty()) broken++;
            out.printf(
                    "confirmed rows that the source lost: %d; %s%n",
                    lost.size(),
                    broken == 0 ? "Every promise was kept." : broken + " promises are BROKEN");
            out.flush();
        }
    }

    private void one(int number) throws Exception {
        Work[] possible = Work.values();
        Work work = possible[random.nextInt(possible.length)];
        if (work == Work.RESTORE && kept.isEmpty()) work = Work.SNAPSHOT;
        Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
        Duration after = Duration.ofMillis(random.nextInt(LATEST_STRIKE_MILLIS));
        List<String> problems = new ArrayList<>();
        Instant begin = Instant.now();
        Duration whole = Duration.ZERO;
        try {
            if (work == Work.PROMOTION) prepareReplica();
            begin = Instant.now();
            Asked asked = ask(work, number);
            LockSupport.parkNanos(after.toNanos());
            victim = strike(victim);
            await(work, asked);
            whole = Duration.between(begin, Instant.now());
            check(work, asked).ifPresent(problems::add);
            clear(work, asked);
            problems.addAll(left());
        } catch (TimeoutException never) {
            problems.add(never.getMessage());
            if (work != Work.SNAPSHOT) clear(work, new Asked(COPY, begin, false));
        }
        broken += problems.size();
        out.printf(
                Locale.ROOT,
                "%-4d %-10s %-9s %6.1f s %6.1f s  %s%n",
                number,
                work.name().toLowerCase(Locale.ROOT),
                victim.name().toLowerCase(Locale.ROOT),
                after.toMillis() / 1000.0,
                whole.toMillis() / 1000.0,
                problems.isEmpty() ? "" : "BROKEN: " + problems);
        out.flush();
    }

    private DBInstance create() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstance(r ->
                    r.dbInstanceIdentifier(SOURCE)
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .backupRetentionPeriod(1)
                            .masterUsername(USER)
                            .masterUserPassword(password));
        }
        stage.awaitStatus(SOURCE, "available", MAX);
        return stage.instance(SOURCE);
    }

    /**
     * @param name of the copy, or of the snapshot
     * @param moment what was confirmed then has to be in it
     * @param exact and what was sent later must not
     */
    private record Asked(String name, Instant moment, boolean exact) {}

    private Asked ask(Work work, int number) throws IOException {
        Instant now = Instant.now();
        try (RdsClient rds = stage.rds()) {
            switch (work) {
                case REPLICA ->
                        rds.createDBInstanceReadReplica(r ->
                                r.dbInstanceIdentifier(COPY).sourceDBInstanceIdentifier(SOURCE));
                case PROMOTION ->
                        rds.promoteReadReplica(
                                r -> r.dbInstanceIdentifier(COPY).backupRetentionPeriod(0));
                case SNAPSHOT -> {
                    String name = "kept-" + number;
                    rds.createDBSnapshot(
                            r -> r.dbInstanceIdentifier(SOURCE).dbSnapshotIdentifier(name));
                    return new Asked(name, now, false);
                }
                case RESTORE -> {
                    rds.restoreDBInstanceFromDBSnapshot(r ->
                            r.dbSnapshotIdentifier(kept.orElseThrow().name())
                                    .dbInstanceIdentifier(COPY));
                    return new Asked(COPY, kept.orElseThrow().asked(), false);
                }
                case REWIND -> {
                    Instant latest =
                            stage.instance(SOURCE)
                                    .latestRestorableTime()
                                    .truncatedTo(ChronoUnit.MILLIS);
                    rds.restoreDBInstanceToPointInTime(r ->
                            r.sourceDBInstanceIdentifier(SOURCE)
                                    .targetDBInstanceIdentifier(COPY)
                                    .restoreTime(latest));
                    return new Asked(COPY, latest, true);
                }
            }
        }
        return new Asked(COPY, now, false);
    }

    private void prepareReplica() throws Exception {
        try (RdsClient rds = stage.rds()) {
            rds.createDBInstanceReadReplica(
                    r -> r.dbInstanceIdentifier(COPY).sourceDBInstanceIdentifier(SOURCE));
        }
        stage.awaitStatus(COPY, "available", MAX);
        Set<Integer> wanted = ticks.confirmedBy(Instant.now());
        Stage.await(
                "the replica has caught up",
                MAX,
                () -> ticks.in(stage.instance(COPY)).containsAll(wanted));
    }

    /** Who was killed: a copy that has no server yet is spared, and its source is killed. */
    private Victim strike(Victim victim) throws Exception {
        switch (victim) {
            case HOMEPORT -> {
                stage.killService();
                stage.up();
            }
            case SOURCE -> kill(source);
            case COPY -> {
                if (stage.status(COPY).equals("gone") || !kill(stage.instance(COPY))) {
                    kill(source);
                    return Victim.SOURCE;
                }
            }
        }
        return victim;
    }

    private boolean kill(DBInstance instance) throws IOException {
        try {
            Optional<ProcessHandle> server = ProcessHandle.of(stage.postmaster(instance));
            server.ifPresent(ProcessHandle::destroyForcibly);
            return server.isPresent();
        } catch (IOException notThere) {
            return false;
        }
    }

    private void await(Work work, Asked asked) throws Exception {
        stage.awaitStatus(SOURCE, "available", MAX);
        if (work == Work.SNAPSHOT) {
            try (RdsClient rds = stage.rds()) {
                Stage.await(
                        "the snapshot is taken or has failed",
                        MAX,
                        () -> List.of("available", "failed").contains(status(rds, asked.name())));
            }
            return;
        }
        stage.awaitStatus(COPY, "available", MAX);
        if (work != Work.REPLICA) return;
        Stage.await(
                "the replica replicates",
                MAX,
                () -> stage.instance(COPY).statusInfos().getFirst().status().equals("replicating"));
    }

    private static String status(RdsClient rds, String snapshot) {
        return rds.describeDBSnapshots(r -> r.dbSnapshotIdentifier(snapshot))
                .dbSnapshots()
                .getFirst()
                .status();
    }

    /** What is wrong with it. */
    private Optional<String> check(Work work, Asked asked) throws Exception {
        if (work == Work.SNAPSHOT) return Optional.empty(); // a restore looks into it
        DBInstance copy = stage.instance(COPY);
        Set<Integer> missing = new TreeSet<>(ticks.confirmedBy(asked.moment()));
        if (work == Work.REPLICA) {
            missing.addAll(ticks.confirmedBy(Instant.now()));
            Set<Integer> wanted = Set.copyOf(missing);
            Stage.await("it catches up", MAX, () -> ticks.in(copy).containsAll(wanted));
        }
        AtomicReference<Set<Integer>> rows = new AtomicReference<>();
        Stage.await( // it may have been killed just now
                "it answers",
                MAX,
                () -> {
                    rows.set(ticks.in(copy));
                    return true;
                });
        Set<Integer> found = rows.get();
        missing.removeAll(found);
        if (!missing.isEmpty()) return Optional.of(missing.size() + " rows are missing");
        if (work == Work.PROMOTION) {
            ticks.mark(copy); // it takes writes
            if (copy.readReplicaSourceDBInstanceIdentifier() != null)
                return Optional.of("it still has a source");
        }
        if (!asked.exact()) return Optional.empty();
        found.retainAll(ticks.sentAfter(asked.moment()));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.size() + " rows of later are there");
    }

    private void clear(Work work, Asked asked) throws Exception {
        try (RdsClient rds = stage.rds()) {
            if (work != Work.SNAPSHOT) {
                rds.deleteDBInstance(r -> r.dbInstanceIdentifier(COPY).skipFinalSnapshot(true));
                stage.awaitStatus(COPY, "gone", MAX);
                return;
            }
            boolean failed = status(rds, asked.name()).equals("failed");
            String useless = failed ? asked.name() : kept.map(Kept::name).orElse(null);
            if (useless != null) rds.deleteDBSnapshot(r -> r.dbSnapshotIdentifier(useless));
            if (!failed) kept = Optional.of(new Kept(asked.name(), asked.moment()));
        }
    }

    /** What a copy that is gone has left behind. */
    private List<String> left() throws IOException, TimeoutException {
        List<String> left = new ArrayList<>();
        try (Stream<Path> folders = Files.list(stage.data().resolve("nodes"))) {
            folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals(source.dbiResourceId()))
                    .forEach(name -> left.add("folder " + name));
        }
        try {
            Stage.await("no slot is left", MAX, () -> slots() == 0);
        } catch (TimeoutException slots) {
            left.add(slots.getMessage());
        }
        return left;
    }

    private int slots() throws SQLException {
        try (Connection session = stage.connect(source, USER, password);
                Statement sql = session.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT count(*) FROM pg_replication_slots WHERE NOT temporary")) {
            row.next();
            return row.getInt(1);
        }
    }
}
