package homeport.insights.store;

import homeport.insights.load.Plan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans of one server. A frame is {@code 0}, the plan's id, its digest's, the database, when it was
 * seen first and what it cost then, and its deflated JSON; or {@code 1}, an id, and when it was
 * seen again and at which cost. What was not seen for too long is left out when the log is written
 * anew. Changed under this; reading is for any thread.
 */
final class PlanLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlanLog.class);

    /** Plans that are kept; those that were seen last stay. */
    static final int KEPT_MAX = 2_000;

    /** Beyond so many nothing is added until the log has been written anew. */
    static final int KNOWN_MAX = 2 * KEPT_MAX;

    /** Of one plan's JSON. */
    static final int JSON_BYTES_MAX = 1 << 20;

    /** Of the log; it is written anew when it is longer. */
    static final long LOG_BYTES_MAX = 16L << 20;

    /** How often the log is told that a plan is still seen. */
    static final Duration AGAIN = Duration.ofMinutes(5);

    private static final int PLAN = 0;
    private static final int SEEN = 1;
    private static final int ID_BYTES = 20;
    private static final byte[] DICTIONARY =
            ("\"Parallel Aware\": false, \"Async Capable\": false, \"Join Type\": \"Inner\","
                            + " \"Parent Relationship\": \"Outer\", \"Index Cond\":"
                            + " \"Scan Direction\": \"Forward\", \"Index Name\":"
                            + " [ { \"Plan\": { \"Node Type\": \"Seq Scan\", \"Relation Name\":"
                            + " \"Alias\": \"Startup Cost\": \"Total Cost\": \"Plan Rows\":"
                            + " \"Plan Width\": \"Filter\": \"Plans\":")
                    .getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private FrameLog log;

    /**
     * @param at its frame
     * @param told when it was seen last, as far as the log tells
     */
    private record Entry(long at, Instant told, Instant seen, double cost) {}

    private PlanLog(Path path) throws IOException {
        this.path = path;
        this.log = FrameLog.open(path, this::replay);
    }

    static PlanLog open(Path folder) throws IOException {
        return new PlanLog(folder.resolve("plans.log"));
    }

    /** Keeps a plan, or that it was seen again; one that is too large, or too many, is dropped. */
    synchronized void put(Plan plan) throws IOException {
        Entry known = entries.get(plan.id());
        if (known == null) {
            byte[] json = plan.json().getBytes(StandardCharsets.UTF_8);
            if (json.length > JSON_BYTES_MAX || entries.size() >= KNOWN_MAX) return;
            add(plan, json);
            return;
        }
        Instant seen = plan.lastSeen();
        boolean tell = !seen.isBefore(known.told().plus(AGAIN));
        if (tell) log.append(again(plan.id(), seen, plan.lastCost()));
        Instant told = tell ? seen : known.told();
        entries.put(plan.id(), new Entry(known.at(), told, seen, plan.lastCost()));
    }

    private void add(Plan plan, byte[] json) throws IOException {
        ByteWriter out = new ByteWriter();
        out.put(PLAN);
        id(out, plan.id());
        id(out, plan.digestId());
        out.text(plan.database());
        moment(out, plan.firstSeen(), plan.firstCost());
        out.number(json.length);
        out.data(Packing.deflate(json, DICTIONARY));
        long at = log.append(out.toArray());
        Instant seen = plan.firstSeen();
        entries.put(plan.id(), new Entry(at, seen, seen, plan.firstCost()));
    }

    private static byte[] again(String id, Instant seen, double cost) {
        ByteWriter out = new ByteWriter();
        out.put(SEEN);
        id(out, id);
        moment(out, seen, cost);
        return out.toArray();
    }

    /** Milliseconds since the epoch, and hundredths of the planner's unit. */
    private static void moment(ByteWriter out, Instant at, double cost) {
        out.number(Math.max(0, at.toEpochMilli()));
        out.number(Math.max(0, (long) Math.min(cost * 100, 1e18)));
    }

    private static void id(ByteWriter out, String id) {
        byte[] bytes = HexFormat.of().parseHex(id);
        if (bytes.length != ID_BYTES) throw new IllegalArgumentException("an id of " + id);
        for (byte b : bytes) out.put(b);
    }

    private static String id(ByteReader in) throws DamagedException {
        byte[] bytes = new byte[ID_BYTES];
        for (int i = 0; i < ID_BYTES; i++) bytes[i] = (byte) in.octet();
        return HexFormat.of().formatHex(bytes);
    }

    private boolean replay(long at, byte[] body) {
        try {
            ByteReader in = new ByteReader(body);
            int kind = in.octet();
            String id = id(in);
            if (kind == PLAN) {
                id(in);
                in.text();
            }
            Instant seen = Instant.ofEpochMilli(in.number());
            double cost = in.number() / 100.0;
            if (kind == PLAN) entries.put(id, new Entry(at, seen, seen, cost));
            else
                entries.computeIfPresent(id, (_, entry) -> new Entry(entry.at(), seen, seen, cost));
            return true;
        } catch (DamagedException cut) {
            return false;
        }
    }

    /** Empty when it was never seen, or not for too long, or could not be kept. */
    Optional<Plan> find(String id) {
        Entry entry = entries.get(id);
        if (entry == null) return Optional.empty();
        try {
            return Optional.of(plan(FrameLog.body(path, entry.at()), entry))
                    .filter(plan -> plan.id().equals(id));
        } catch (IOException damaged) {
            LOG.warn("{} cannot be read: {}", path, damaged.getMessage());
            return Optional.empty();
        }
    }

    private static Plan plan(byte[] body, Entry entry) throws DamagedException {
        ByteReader in = new ByteReader(body);
        in.octet();
        String id = id(in);
        String digest = id(in);
        String database = in.text();
        Instant first = Instant.ofEpochMilli(in.number());
        double cost = in.number() / 100.0;
        int length = in.number(JSON_BYTES_MAX);
        byte[] json = Packing.inflate(in.data(), length, DICTIONARY);
        return new Plan(
                id,
                digest,
                database,
                first,
                entry.seen(),
                cost,
                entry.cost(),
                new String(json, StandardCharsets.UTF_8));
    }

    /** Whether it has grown so much that it should be written anew now. */
    synchronized boolean isLarge() {
        return log.end() > LOG_BYTES_MAX || entries.size() >= KNOWN_MAX;
    }

    /** Writes the log anew without what was seen before this moment only, nor the oldest beyond. */
    synchronized void compact(Instant before) throws IOException {
        List<Map.Entry<String, Entry>> kept =
                entries.entrySet().stream()
                        .filter(one -> !one.getValue().seen().isBefore(before))
                        .sorted(
                                Comparator.comparing((Map.Entry<String, Entry> one) ->
                                                one.getValue().seen())
                                        .reversed())
                        .limit(KEPT_MAX)
                        .toList();
        if (kept.size() == entries.size() && log.end() < LOG_BYTES_MAX) return;
        Path partial = path.resolveSibling("plans.partial");
        Files.deleteIfExists(partial);
        try (FrameLog fresh = FrameLog.open(partial, (_, _) -> true)) {
            for (Map.Entry<String, Entry> one : kept) {
                if (fresh.end() > LOG_BYTES_MAX / 2) break;
                Entry entry = one.getValue();
                fresh.append(FrameLog.body(path, entry.at()));
                fresh.append(again(one.getKey(), entry.seen(), entry.cost()));
            }
            fresh.force();
        }
        Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
        log.close();
        entries.clear();
        log = FrameLog.open(path, this::replay);
    }

    @Override
    public synchronized void close() throws IOException {
        for (Map.Entry<String, Entry> one : entries.entrySet()) {
            Entry entry = one.getValue();
            if (entry.seen().isAfter(entry.told()))
                log.append(again(one.getKey(), entry.seen(), entry.cost()));
        }
        log.close();
    }
}
