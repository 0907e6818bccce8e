package homeport.insights.store;

import homeport.insights.load.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts of one server's statements, each once. A frame is {@code 0}, both ids, the server's id,
 * the day and the deflated text; or {@code 1}, a day, and ids that ran on it. Days count from the
 * epoch. What has not run for too long is left out when the log is written anew. Changed under
 * this; reading is for any thread.
 */
final class StatementLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatementLog.class);

    /** Digests, and texts that are none, that are kept; those that ran last stay. */
    static final int KEPT_MAX = 10_000;

    /** Beyond so many of either nothing is added until the log has been written anew. */
    static final int KNOWN_MAX = 2 * KEPT_MAX;

    /** Of one text, as UTF-8. Longer ones are cut. */
    static final int TEXT_BYTES_MAX = 128 << 10;

    /** Of the log; it is written anew when it is longer. */
    static final long LOG_BYTES_MAX = 32L << 20;

    private static final int TEXT = 0;
    private static final int SEEN = 1;
    private static final int ID_BYTES = 20;
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] DICTIONARY = dictionary();

    private final Path path;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private FrameLog log;
    private int digests;

    /**
     * @param at its frame
     * @param day on which it ran last, as far as the log tells
     */
    private record Entry(long at, long day, boolean digest) {
        Entry on(long later) {
            return new Entry(at, later, digest);
        }
    }

    private StatementLog(Path path) throws IOException {
        this.path = path;
        this.log = FrameLog.open(path, this::replay);
    }

    static StatementLog open(Path folder) throws IOException {
        return new StatementLog(folder.resolve("statements.log"));
    }

    private static byte[] dictionary() {
        return ("COPY FROM STDIN ALTER TABLE CREATE INDEX ON DROP TABLE IF EXISTS pg_catalog."
                        + " information_schema BEGIN COMMIT ROLLBACK FOR UPDATE SKIP LOCKED"
                        + " RETURNING ON CONFLICT DO UPDATE SET EXCLUDED. DELETE FROM WITH AS ("
                        + " CASE WHEN THEN ELSE END COALESCE(COUNT(*) SUM( MAX( MIN( DISTINCT"
                        + " LEFT JOIN INNER JOIN ON IS NOT NULL IN (?) LIKE ? BETWEEN ? AND ?"
                        + " select from where and order by group by having limit ? offset ?"
                        + " INSERT INTO VALUES (?) UPDATE SET = ? WHERE id = ? AND OR"
                        + " GROUP BY ORDER BY created_at DESC LIMIT ? SELECT * FROM")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Keeps a statement, and that it ran on a day; once a day for each is enough.
     *
     * @return false: there are too many, so it has no text
     */
    synchronized boolean put(Statement statement, long day) throws IOException {
        Entry known = entries.get(statement.id());
        if (known != null) {
            if (known.day() < day) seen(statement.id(), known.on(day));
            return true;
        }
        int same = statement.isDigest() ? digests : entries.size() - digests;
        if (same >= KNOWN_MAX) return false;
        long at = log.append(frame(statement, day));
        remember(statement.id(), new Entry(at, day, statement.isDigest()));
        return true;
    }

    private void seen(String id, Entry entry) throws IOException {
        ByteWriter out = new ByteWriter();
        out.put(SEEN);
        out.number(entry.day());
        id(out, id);
        log.append(out.toArray());
        entries.put(id, entry);
    }

    private void remember(String id, Entry entry) {
        if (entries.put(id, entry) == null && entry.digest()) digests++;
    }

    private static byte[] frame(Statement statement, long day) {
        byte[] text = cut(statement.text().getBytes(StandardCharsets.UTF_8));
        ByteWriter out = new ByteWriter();
        out.put(TEXT);
        out.number(day);
        id(out, statement.id());
        id(out, statement.tokenizedId());
        out.text(statement.dbId());
        out.number(text.length);
        out.data(Packing.deflate(text, DICTIONARY));
        return out.toArray();
    }

    private static void id(ByteWriter out, String id) {
        byte[] bytes = HEX.parseHex(id);
        if (bytes.length != ID_BYTES) throw new IllegalArgumentException("an id of " + id);
        for (byte b : bytes) out.put(b);
    }

    private static String id(ByteReader in) throws DamagedException {
        byte[] bytes = new byte[ID_BYTES];
        for (int i = 0; i < ID_BYTES; i++) bytes[i] = (byte) in.octet();
        return HEX.formatHex(bytes);
    }

    /** Never within a character. */
    private static byte[] cut(byte[] text) {
        if (text.length <= TEXT_BYTES_MAX) return text;
        int end = TEXT_BYTES_MAX;
        while (end > 0 && (text[end] & 0xc0) == 0x80) end--;
        return Arrays.copyOf(text, end);
    }

    private boolean replay(long at, byte[] body) {
        try {
            ByteReader in = new ByteReader(body);
            int kind = in.octet();
            long day = in.number();
            String id = id(in);
            if (kind == TEXT) remember(id, new Entry(at, day, id(in).equals(id)));
            else entries.computeIfPresent(id, (_, entry) -> entry.on(Math.max(day, entry.day())));
            return true;
        } catch (DamagedException cut) {
            return false;
        }
    }

    /** Empty when it never ran, or not for too long, or its text could not be kept. */
    Optional<Statement> find(String id) {
        Entry entry = entries.get(id);
        if (entry == null) return Optional.empty();
        try {
            return Optional.of(statement(FrameLog.body(path, entry.at())))
                    .filter(s -> s.id().equals(id));
        } catch (IOException damaged) {
            LOG.warn("{} cannot be read: {}", path, damaged.getMessage());
            return Optional.empty();
        }
    }

    private static Statement statement(byte[] body) throws DamagedException {
        ByteReader in = new ByteReader(body);
        in.octet();
        in.number();
        String id = id(in);
        String tokenized = id(in);
        String dbId = in.text();
        int length = in.number(TEXT_BYTES_MAX);
        byte[] text = Packing.inflate(in.data(), length, DICTIONARY);
        return new Statement(id, dbId, tokenized, new String(text, StandardCharsets.UTF_8));
    }

    /**
     * Writes the log anew without what did not run within the retention, texts that are no digests
     * without what did not run within 31 days, and without the oldest that are too many.
     */
    synchronized void compact(Instant now, Duration retention) throws IOException {
        long today = day(now);
        Duration texts = Kept.MINUTES.compareTo(retention) < 0 ? Kept.MINUTES : retention;
        List<Map.Entry<String, Entry>> kept = new ArrayList<>();
        kept.addAll(newest(true, today - retention.toDays()));
        kept.addAll(newest(false, today - texts.toDays()));
        boolean same = kept.size() == entries.size() && log.end() < LOG_BYTES_MAX;
        if (same && log.end() < 1 << 20) return;
        rewrite(kept);
    }

    static long day(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 86_400);
    }

    /** Whether it has grown so much that it should be written anew now. */
    synchronized boolean isLarge() {
        return log.end() > LOG_BYTES_MAX || entries.size() - digests >= KNOWN_MAX;
    }

    private Collection<Map.Entry<String, Entry>> newest(boolean digest, long since) {
        return entries.entrySet().stream()
                .filter(e -> e.getValue().digest() == digest && e.getValue().day() >= since)
                .sorted(Comparator.comparingLong(e -> -e.getValue().day()))
                .limit(KEPT_MAX)
                .toList();
    }

    private void rewrite(List<Map.Entry<String, Entry>> kept) throws IOException {
        Path partial = path.resolveSibling("statements.partial");
        Files.deleteIfExists(partial);
        long bytes = 0;
        try (FrameLog fresh = FrameLog.open(partial, (_, _) -> true)) {
            for (Map.Entry<String, Entry> one : kept) {
                byte[] body = FrameLog.body(path, one.getValue().at());
                bytes += body.length;
                if (bytes > LOG_BYTES_MAX / 2) break;
                fresh.append(frame(statement(body), one.getValue().day()));
            }
            fresh.force();
        }
        Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
        log.close();
        entries.clear();
        digests = 0;
        log = FrameLog.open(path, this::replay);
    }

    synchronized void force() throws IOException {
        log.force();
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }
}
