package homeport.insights.sample;

import homeport.insights.load.Column;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadKey;
import homeport.insights.plan.Subject;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What one reading counts as. Pure, but for what it is given to ask. */
final class Reading {
    /** Longer names are cut: nothing else bounds them in what a client may send. */
    private static final int NAME_MAX = 256;

    private static final String CPU = "CPU";
    private static final String LOCAL = "[local]";

    private final Facts facts;
    private final Map<Integer, Activity> rows = new HashMap<>();

    /**
     * What there is to know of a session.
     *
     * @param running the part of its time on a processor that it does not queue for one
     * @param blocking present when it waits for a lock
     * @param plans id of the plan of a statement in a database, by a user
     */
    record Facts(
            Function<Activity, Known> statements,
            Function<Long, String> databases,
            Function<Long, String> roles,
            Function<Activity, Host> hosts,
            Function<Activity, Optional<Double>> running,
            Function<Activity, Optional<LockTrees.Blocking>> blocking,
            Function<Subject, Optional<String>> plans) {}

    /**
     * Where a session comes from.
     *
     * @param proxy that it came through; empty: none
     */
    record Host(String address, String proxy) {
        static final Host SOCKET = new Host(LOCAL, "");
        static final Host NONE = new Host("", "");
    }

    Reading(Facts facts) {
        this.facts = facts;
    }

    /** Hundredths of a session by key. */
    Map<LoadKey, Integer> load(List<Activity> all) {
        all.forEach(row -> rows.put(row.pid(), row));
        Map<LoadKey, Integer> load = new HashMap<>();
        for (Activity row : all) if (row.isActive()) add(load, row);
        return load;
    }

    private void add(Map<LoadKey, Integer> load, Activity row) {
        Map<Column, String> key = key(row);
        Optional<Double> running = row.isOnCpu() ? facts.running().apply(row) : Optional.empty();
        if (running.isEmpty()) {
            load.merge(LoadKey.of(key), LoadChunk.SESSION, Integer::sum);
            return;
        }
        int part = (int) Math.round(running.get() * LoadChunk.SESSION);
        add(load, key, "running", part);
        add(load, key, "queued", LoadChunk.SESSION - part);
    }

    private static void add(
            Map<LoadKey, Integer> load, Map<Column, String> key, String cpu, int part) {
        if (part == 0) return;
        key.put(Column.CPU, cpu);
        load.merge(LoadKey.of(key), part, Integer::sum);
    }

    /** A parallel worker counts as one more session of its leader. */
    private Map<Column, String> key(Activity row) {
        Activity leader = rows.getOrDefault(row.leader(), row);
        Known statement = facts.statements().apply(leader);
        Host host = facts.hosts().apply(leader);
        Map<Column, String> key = new EnumMap<>(Column.class);
        key.put(Column.SQL, statement.sql());
        key.put(Column.DIGEST, statement.digest());
        key.put(Column.WAIT_TYPE, row.isOnCpu() ? CPU : row.waitType());
        key.put(Column.WAIT_EVENT, row.isOnCpu() ? CPU : row.waitEvent());
        String user = facts.roles().apply(leader.user());
        String database = facts.databases().apply(row.database());
        key.put(Column.USER, cut(user));
        key.put(Column.HOST, cut(host.address()));
        key.put(Column.PROXY, cut(host.proxy()));
        key.put(Column.DATABASE, cut(database));
        key.put(Column.APPLICATION, cut(leader.application()));
        key.put(Column.SESSION_TYPE, row.type());
        facts.plans()
                .apply(new Subject(statement.digest(), database, user))
                .ifPresent(plan -> key.put(Column.PLAN, plan));
        if (row.waitsForLock()) facts.blocking().apply(row).ifPresent(by -> blocked(key, by));
        return key;
    }

    private static void blocked(Map<Column, String> key, LockTrees.Blocking by) {
        key.put(Column.BLOCKING_SESSION, by.session());
        key.put(Column.BLOCKING_SQL, by.sql());
        key.put(Column.BLOCKING_OBJECT_TYPE, by.objectType());
        key.put(Column.BLOCKING_OBJECT, cut(by.object()));
    }

    private static String cut(String name) {
        return name.length() <= NAME_MAX ? name : name.substring(0, NAME_MAX);
    }
}
