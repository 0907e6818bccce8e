package homeport.insights.store;

import homeport.insights.load.Column;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final byte[] NO_DICTIONARY = {};

    private ChunkCodec() {}

    static byte[] encode(LoadChunk chunk) {
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
            out.number(at - before);
            before = at;
        }
        for (int p = 0; p < chunk.points(); p++)
            out.number(chunk.first()[p + 1] - chunk.first()[p]);
        if (bare) return;
        for (int ticks : chunk.ticks()) out.number(ticks);
        for (int peak : chunk.peak()) out.number(peak);
    }

    private static void rows(ByteWriter out, LoadChunk chunk, boolean bare) {
        for (int p = 0; p < chunk.points(); p++) {
            int before = 0;
            for (int row = chunk.first()[p]; row < chunk.first()[p + 1]; row++) {
                out.number(chunk.key()[row] - before); // ascending within a point
                before = chunk.key()[row];
            }
        }
        for (long sum : chunk.sum()) out.number(sum);
        if (bare) return;
        for (int max : chunk.max()) out.number(max);
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
        for (int p = 0; p < points; p++) at[p] = before += in.number();
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
        int[] key = new int[first[first.length - 1]];
        for (int p = 0; p < first.length - 1; p++) {
            int before = 0;
            for (int row = first[p]; row < first[p + 1]; row++)
                before = key[row] = before + in.number(keys - 1 - before);
        }
        return key;
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
        int count = in.number(BYTES_MAX);
        List<Map<Column, String>> values = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            Optional<Column> column = column(in.text());
            List<String> table = new ArrayList<>();
            int size = in.count();
            for (int i = 0; i < size; i++) table.add(in.text());
            for (int k = 0; k < count; k++) {
                if (c == 0) values.add(new EnumMap<>(Column.class));
                int index = in.number(table.size() - 1);
                Map<Column, String> key = values.get(k);
                column.ifPresent(known -> key.put(known, table.get(index)));
            }
        }
        return values.stream().map(LoadKey::of).toList();
    }

    /** Empty for one that is no more: it is passed over. */
    private static Optional<Column> column(String name) {
        return Arrays.stream(Column.values()).filter(c -> c.name().equals(name)).findAny();
    }
}
