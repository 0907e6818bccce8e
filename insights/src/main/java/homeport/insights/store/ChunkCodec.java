package homeport.insights.store;

import homeport.insights.load.Column;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.zip.CRC32C;

/**
 * A chunk as the bytes of a file: 4 bytes {@code HPL1}, CRC-32C of the rest, its length when
 * inflated, then deflated: for each column its name, its distinct values, and which of them each
 * key has; the points, column by column; the rows, column by column, keys as distances from the row
 * before. Of ticks, whose {@code ticks}, {@code peak} and {@code max} follow from the rest, these
 * are left out.
 */
final class ChunkCodec {
    /** Inflated. An hour of 1000 rows a second stays below. */
    private static final int BYTES_MAX = 64 << 20;

    private static final int MAGIC = 'H' << 24 | 'P' << 16 | 'L' << 8 | '1';
    private static final int HEAD = 8;
    private static final long SECOND = 1000;
    private static final byte[] NO_DICTIONARY = {};

    private ChunkCodec() {}

    static byte[] encode(LoadChunk unsorted) {
        LoadChunk chunk = sorted(unsorted);
        ByteWriter plain = new ByteWriter();
        keys(plain, chunk.keys());
        boolean bare = isBare(chunk);
        plain.put(bare ? 1 : 0);
        points(plain, chunk, bare);
        rows(plain, chunk, bare);
        ByteWriter body = new ByteWriter();
        body.number(plain.length());
        body.data(Packing.deflate(plain.toArray(), NO_DICTIONARY));
        byte[] bytes = body.toArray();
        return ByteBuffer.allocate(HEAD + bytes.length)
                .putInt(MAGIC)
                .putInt(crc(bytes))
                .put(bytes)
                .array();
    }

    /** Keys that are alike beside each other: that takes far less room. */
    private static LoadChunk sorted(LoadChunk chunk) {
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < chunk.keys().size(); k++) order.add(k);
        order.sort(Comparator.comparing(chunk.keys()::get, LoadKey.ORDER));
        int[] place = new int[order.size()];
        for (int i = 0; i < place.length; i++) place[order.get(i)] = i;
        int[] key = new int[chunk.rows()];
        long[] sum = new long[chunk.rows()];
        int[] max = new int[chunk.rows()];
        for (int p = 0; p < chunk.points(); p++) {
            int from = chunk.first()[p];
            long[] rows = new long[chunk.first()[p + 1] - from];
            for (int i = 0; i < rows.length; i++)
                rows[i] = (long) place[chunk.key()[from + i]] << Integer.SIZE | from + i;
            Arrays.sort(rows);
            for (int i = 0; i < rows.length; i++) {
                int row = (int) rows[i];
                key[from + i] = (int) (rows[i] >>> Integer.SIZE);
                sum[from + i] = chunk.sum()[row];
                max[from + i] = chunk.max()[row];
            }
        }
        List<LoadKey> keys = order.stream().map(chunk.keys()::get).toList();
        return new LoadChunk(
                keys, chunk.at(), chunk.ticks(), chunk.peak(), chunk.first(), key, sum, max);
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static void keys(ByteWriter out, List<LoadKey> keys) {
        out.number(Column.values().length);
        out.number(keys.size());
        for (Column column : Column.values()) {
            Map<String, Integer> values = new LinkedHashMap<>();
            for (LoadKey key : keys) values.putIfAbsent(key.get(column), values.size());
            out.text(column.name());
            out.number(values.size());
            values.keySet().forEach(out::text);
            for (LoadKey key : keys) out.number(values.get(key.get(column)));
        }
    }

    /** Every point is one tick, and so the rest follows. */
    private static boolean isBare(LoadChunk chunk) {
        for (int p = 0; p < chunk.points(); p++) {
            long sum = 0;
            for (int row = chunk.first()[p]; row < chunk.first()[p + 1]; row++) {
                sum += chunk.sum()[row];
                if (chunk.sum()[row] != chunk.max()[row]) return false;
            }
            if (chunk.ticks()[p] != 1 || chunk.peak()[p] != sum) return false;
        }
        return true;
    }

    private static void points(ByteWriter out, LoadChunk chunk, boolean bare) {
        out.number(chunk.points());
        long before = 0;
        for (long at : chunk.at()) {
            out.number(at / SECOND - before);
            before = at / SECOND;
        }
        wide(out, chunk.at(), at -> at % SECOND);
        for (int p = 0; p < chunk.points(); p++)
            out.number(chunk.first()[p + 1] - chunk.first()[p]);
        if (bare) return;
        for (int ticks : chunk.ticks()) out.number(ticks);
        for (int peak : chunk.peak()) out.number(peak);
    }

    private static void rows(ByteWriter out, LoadChunk chunk, boolean bare) {
        long[] steps = new long[chunk.rows()];
        for (int p = 0; p < chunk.points(); p++) {
            int before = 0;
            for (int row = chunk.first()[p]; row < chunk.first()[p + 1]; row++) {
                steps[row] = chunk.key()[row] - before; // ascending within a point
                before = chunk.key()[row];
            }
        }
        wide(out, steps, step -> step);
        for (long sum : chunk.sum()) out.number(sum);
        if (bare) return;
        for (int max : chunk.max()) out.number(max);
    }

    /** Low bytes, then the rest: what is random and what is not deflates better apart. */
    private static void wide(ByteWriter out, long[] numbers, LongUnaryOperator what) {
        for (long one : numbers) out.put((int) what.applyAsLong(one) & 0xff);
        for (long one : numbers) out.number(what.applyAsLong(one) >>> Byte.SIZE);
    }

    /**
     * @throws DamagedException it is not what {@link #encode} made
     */
    static LoadChunk decode(byte[] file) throws DamagedException {
        if (file.length < HEAD) throw new DamagedException("%d bytes".formatted(file.length));
        ByteBuffer head = ByteBuffer.wrap(file);
        if (head.getInt() != MAGIC) throw new DamagedException("it does not begin with HPL1");
        int crc = head.getInt();
        byte[] body = new byte[file.length - HEAD];
        head.get(body);
        if (crc(body) != crc) throw new DamagedException("its checksum is another");
        ByteReader packed = new ByteReader(body);
        int length = packed.number(BYTES_MAX);
        return chunk(new ByteReader(Packing.inflate(packed.data(), length, NO_DICTIONARY)));
    }

    private static LoadChunk chunk(ByteReader in) throws DamagedException {
        List<LoadKey> keys = keys(in);
        boolean bare = in.octet() == 1;
        int points = in.count();
        long[] at = new long[points];
        long before = 0;
        for (int p = 0; p < points; p++) at[p] = before += in.number(Integer.MAX_VALUE);
        int[] millis = wide(in, points);
        for (int p = 0; p < points; p++) at[p] = at[p] * SECOND + millis[p];
        int[] first = new int[points + 1];
        for (int p = 0; p < points; p++) first[p + 1] = first[p] + in.number(BYTES_MAX - first[p]);
        int rows = first[points];
        int[] ticks = bare ? ones(points) : numbers(in, points);
        int[] peak = bare ? new int[points] : numbers(in, points);
        int[] key = key(in, first, keys.size());
        long[] sum = new long[rows];
        for (int row = 0; row < rows; row++) sum[row] = in.number();
        int[] max = bare ? new int[rows] : numbers(in, rows);
        if (bare) follow(first, peak, sum, max);
        return new LoadChunk(keys, at, ticks, peak, first, key, sum, max);
    }

    private static int[] ones(int n) {
        int[] ones = new int[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static int[] numbers(ByteReader in, int n) throws DamagedException {
        int[] numbers = new int[n];
        for (int i = 0; i < n; i++) numbers[i] = in.number(Integer.MAX_VALUE);
        return numbers;
    }

    private static int[] key(ByteReader in, int[] first, int keys) throws DamagedException {
        int[] key = wide(in, first[first.length - 1]);
        for (int p = 0; p < first.length - 1; p++) {
            int before = 0;
            for (int row = first[p]; row < first[p + 1]; row++) {
                before = key[row] += before;
                if (before < 0 || before >= keys) throw new DamagedException("key " + before);
            }
        }
        return key;
    }

    private static int[] wide(ByteReader in, int n) throws DamagedException {
        int[] numbers = new int[n];
        for (int i = 0; i < n; i++) numbers[i] = in.octet();
        for (int i = 0; i < n; i++)
            numbers[i] += in.number(Integer.MAX_VALUE >>> Byte.SIZE) << Byte.SIZE;
        return numbers;
    }

    private static void follow(int[] first, int[] peak, long[] sum, int[] max) {
        for (int p = 0; p < peak.length; p++)
            for (int row = first[p]; row < first[p + 1]; row++) {
                max[row] = (int) sum[row];
                peak[p] += max[row];
            }
    }

    private static List<LoadKey> keys(ByteReader in) throws DamagedException {
        int columns = in.count();
        int count = in.count();
        String[][] values = new String[count][];
        for (int c = 0; c < columns; c++) {
            int place = place(in.text());
            String[] table = new String[in.count()];
            for (int i = 0; i < table.length; i++) table[i] = in.text();
            for (int k = 0; k < count; k++) {
                if (c == 0) Arrays.fill(values[k] = new String[Column.values().length], "");
                String value = table[in.number(table.length - 1)];
                if (place >= 0) values[k][place] = value;
            }
        }
        List<LoadKey> keys = new ArrayList<>(count);
        for (String[] key : values) keys.add(LoadKey.of(Arrays.asList(key)));
        return keys;
    }

    /** -1 for a column that is no more: it is passed over. */
    private static int place(String name) {
        for (Column column : Column.values())
            if (column.name().equals(name)) return column.ordinal();
        return -1;
    }
}
