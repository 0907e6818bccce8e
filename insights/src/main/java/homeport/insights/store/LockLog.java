package homeport.insights.store;

import homeport.insights.lock.LockTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lock trees of one server, a file a day. A frame is {@code 0} and a deflated tree, or {@code 1}, a
 * second, and where its tree is: a tree that stays the same is there once. {@link #put} is for one
 * thread, reading for any.
 */
final class LockLog {
    private static final Logger LOG = LoggerFactory.getLogger(LockLog.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ENDING = ".lock";
    private static final long DAY_SECONDS = 86_400;

    /** Of one day; later trees of it are not kept. */
    static final long DAY_BYTES_MAX = 16L << 20;

    /** Of one tree, as JSON. */
    private static final int TREE_BYTES_MAX = 4 << 20;

    private static final int TREE = 0;
    private static final int SECOND = 1;
    private static final byte[] NO_DICTIONARY = {};

    private final Path folder;
    private final Map<String, Long> known = new TreeMap<>();
    private Optional<FrameLog> today = Optional.empty();
    private long day = Long.MIN_VALUE;

    LockLog(Path server) {
        this.folder = server.resolve("lock");
    }

    void put(long second, LockTree tree) throws IOException {
        long day = Math.floorDiv(second, DAY_SECONDS);
        if (day != this.day || today.isEmpty()) open(day);
        FrameLog log = today.orElseThrow();
        if (log.end() > DAY_BYTES_MAX) return;
        String json = JSON.writeValueAsString(tree);
        Long at = known.get(json);
        if (at == null) {
            byte[] plain = json.getBytes(StandardCharsets.UTF_8);
            if (plain.length > TREE_BYTES_MAX) return;
            ByteWriter out = new ByteWriter();
            out.put(TREE);
            out.number(plain.length);
            out.data(Packing.deflate(plain, NO_DICTIONARY));
            at = log.append(out.toArray());
            known.clear(); // the last one is the one that comes again
            known.put(json, at);
        }
        ByteWriter out = new ByteWriter();
        out.put(SECOND);
        out.number(second);
        out.number(at);
        log.append(out.toArray());
    }

    private void open(long day) throws IOException {
        close();
        known.clear();
        today = Optional.of(FrameLog.open(file(day), (_, _) -> true));
        this.day = day;
    }

    private Path file(long day) {
        return folder.resolve(day + ENDING);
    }

    List<Long> seconds(Instant from, Instant to, int max) {
        List<Long> found = new ArrayList<>();
        long first = Math.max(0, from.getEpochSecond());
        long end = to.getEpochSecond() + (to.getNano() > 0 ? 1 : 0);
        for (long day : days().reversed()) {
            if (day > Math.floorDiv(end, DAY_SECONDS) || day < Math.floorDiv(first, DAY_SECONDS))
                continue;
            List<Long> ofDay =
                    List.copyOf(
                            index(day).subMap(first, true, Math.max(first, end), false).keySet());
            for (long second : ofDay.reversed()) if (found.size() < max) found.addFirst(second);
            if (found.size() >= max) break;
        }
        return found;
    }

    Optional<LockTree> find(long second) {
        long day = Math.floorDiv(second, DAY_SECONDS);
        Long at = Files.exists(file(day)) ? index(day).get(second) : null;
        if (at == null) return Optional.empty();
        try {
            ByteReader in = new ByteReader(FrameLog.body(file(day), at));
            if (in.octet() != TREE) return Optional.empty();
            int length = in.number(TREE_BYTES_MAX);
            byte[] json = Packing.inflate(in.data(), length, NO_DICTIONARY);
            return Optional.of(JSON.readValue(json, LockTree.class));
        } catch (IOException | JacksonException damaged) {
            LOG.warn("a lock tree in {} cannot be read: {}", file(day), damaged.getMessage());
            return Optional.empty();
        }
    }

    /** Where the tree of each second is. */
    private NavigableMap<Long, Long> index(long day) {
        NavigableMap<Long, Long> index = new TreeMap<>();
        try {
            FrameLog.readOnly(file(day), (_, body) -> seconds(index, body));
        } catch (IOException unreadable) {
            LOG.warn("{} cannot be read: {}", file(day), unreadable.getMessage());
        }
        return index;
    }

    private static boolean seconds(Map<Long, Long> index, byte[] body) {
        try {
            ByteReader in = new ByteReader(body);
            if (in.octet() == SECOND) index.put(in.number(), in.number());
            return true;
        } catch (DamagedException cut) {
            return false;
        }
    }

    private List<Long> days() {
        try {
            return WholeFile.list(folder, ENDING)
                    .map(file -> file.getFileName().toString())
                    .map(name -> Long.parseLong(name.substring(0, name.length() - ENDING.length())))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            LOG.warn("{} cannot be listed: {}", folder, unreadable.getMessage());
            return List.of();
        }
    }

    /** Removes the days that are over before this moment. */
    void prune(Instant before) throws IOException {
        for (long day : days())
            if ((day + 1) * DAY_SECONDS <= before.getEpochSecond()) Files.deleteIfExists(file(day));
    }

    void close() throws IOException {
        if (today.isPresent()) today.get().close();
        today = Optional.empty();
    }
}
