package homeport.insights.store;

import homeport.insights.load.Column;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ticks of an hour that is not in a file of its own yet: in memory, and appended to a log. A
 * frame of the log is a tick: its time, the keys that are new with it, and its rows. Owner of all
 * that changes it: one thread; {@link #chunk} from any.
 */
final class OpenHour implements AutoCloseable {
    static final String ENDING = ".open";

    /** Keys of one tick; the others are counted as {@link LoadKey#OTHER}. */
    static final int ROWS_MAX = 1_000;

    /** Keys of an hour; later ones are counted by their digest if that is known, or as other. */
    static final int KEYS_MAX = 20_000;

    private static final byte[] NOTHING = {};

    private final long hour;
    private final Path path;
    private final ChunkBuilder builder = new ChunkBuilder(); // changed under this
    private final FrameLog log;
    private final Map<String, Integer> texts = new HashMap<>();
    private final List<String> read = new ArrayList<>();
    private byte[] pending = NOTHING; // a frame that could not be written yet
    private int pointsWritten;
    private int keysWritten;

    private OpenHour(Path path, long hour, long before) throws IOException {
        this.hour = hour;
        this.path = path;
        this.log = FrameLog.open(path, (_, body) -> replay(body, before));
        pointsWritten = builder.points();
        keysWritten = builder.keys();
    }

    /**
     * Opens or makes the log of an hour, and reads what is in it up to a moment.
     *
     * @param hour since the epoch
     * @param before ticks at this moment or later, epoch milliseconds, are dropped
     */
    static OpenHour open(Path folder, long hour, long before) throws IOException {
        return new OpenHour(folder.resolve(hour + ENDING), hour, before);
    }

    long hour() {
        return hour;
    }

    long newest() {
        return builder.newest();
    }

    synchronized LoadChunk chunk() {
        return builder.chunk();
    }

    /**
     * Adds a tick, which is later than all before it, and writes it.
     *
     * @param load hundredths of a session by key
     * @throws IOException it is only in memory yet; the next one tries again
     */
    void add(long at, Map<LoadKey, Integer> load) throws IOException {
        remember(at, load);
        write();
    }

    /** Ticks of a finished file, up to a moment, as if they had been added. */
    void addAll(LoadChunk chunk, long before) throws IOException {
        for (int p = 0; p < chunk.points() && chunk.at()[p] < before; p++) {
            Map<LoadKey, Integer> load = new LinkedHashMap<>();
            for (int row = chunk.first()[p]; row < chunk.first()[p + 1]; row++)
                load.put(chunk.keys().get(chunk.key()[row]), (int) chunk.sum()[row]);
            if (chunk.at()[p] > builder.newest()) remember(chunk.at()[p], load);
        }
        write();
    }

    private synchronized void remember(long at, Map<LoadKey, Integer> load) {
        Map<Integer, Integer> rows = new TreeMap<>();
        load.forEach((key, weight) -> {
            boolean full = rows.size() >= ROWS_MAX;
            rows.merge(builder.number(full ? LoadKey.OTHER : bounded(key)), weight, Integer::sum);
        });
        point(at, rows);
    }

    private void point(long at, Map<Integer, Integer> rows) {
        int peak = 0;
        for (Map.Entry<Integer, Integer> row : rows.entrySet()) {
            builder.row(row.getKey(), row.getValue(), row.getValue());
            peak += row.getValue();
        }
        builder.point(at, 1, peak);
    }

    private LoadKey bounded(LoadKey key) {
        if (builder.keys() < KEYS_MAX || builder.has(key)) return key;
        LoadKey coarse = key.ofDigest();
        return builder.has(coarse) ? coarse : LoadKey.OTHER;
    }

    private void write() throws IOException {
        for (int p = pointsWritten; p < builder.points(); p++) {
            int keys = builder.keysUpTo(p);
            if (pending.length == 0) pending = frame(p, keys);
            log.append(pending);
            pending = NOTHING;
            pointsWritten = p + 1;
            keysWritten = Math.max(keysWritten, keys);
        }
    }

    private byte[] frame(int point, int keys) {
        ByteWriter out = new ByteWriter();
        out.number(builder.at(point));
        out.number(Math.max(0, keys - keysWritten));
        if (keys > keysWritten) out.number(Column.values().length);
        for (int k = keysWritten; k < keys; k++)
            for (Column column : Column.values()) text(out, builder.key(k).get(column));
        int from = builder.first(point);
        int to = builder.first(point + 1);
        out.number(to - from);
        for (int row = from; row < to; row++) {
            out.number(builder.keyOf(row));
            out.number(builder.sumOf(row));
        }
        return out.toArray();
    }

    /** 0 and the text when it is new in this log, else its number, counted from 1. */
    private void text(ByteWriter out, String text) {
        int number = texts.getOrDefault(text, 0);
        out.number(number);
        if (number > 0) return;
        out.text(text);
        texts.put(text, texts.size() + 1);
    }

    private String text(ByteReader in) throws DamagedException {
        int number = in.number(read.size());
        if (number > 0) return read.get(number - 1);
        String text = in.text();
        read.add(text);
        texts.put(text, read.size());
        return text;
    }

    private boolean replay(byte[] body, long before) {
        try {
            ByteReader in = new ByteReader(body);
            long at = in.number();
            if (at >= before || at <= builder.newest()) return false;
            int keys = in.count();
            int columns = keys == 0 ? 0 : in.number(Column.values().length);
            for (int k = 0; k < keys; k++) builder.number(key(in, columns));
            int count = in.count();
            Map<Integer, Integer> rows = new TreeMap<>();
            for (int row = 0; row < count; row++)
                rows.put(in.number(builder.keys() - 1), in.number(Integer.MAX_VALUE));
            point(at, rows);
            return true;
        } catch (DamagedException cut) {
            return false;
        }
    }

    private LoadKey key(ByteReader in, int columns) throws DamagedException {
        Map<Column, String> values = new EnumMap<>(Column.class);
        for (int c = 0; c < columns; c++) values.put(Column.values()[c], text(in));
        return LoadKey.of(values);
    }

    void force() throws IOException {
        log.force();
    }

    /** All of it is in a finished file. */
    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
