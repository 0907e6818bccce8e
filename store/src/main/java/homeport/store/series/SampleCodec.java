package homeport.store.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Samples as bytes, and a frame for them that tells whether it is whole.
 *
 * <p>Samples of one resolution: how many; their seconds, counted in resolutions from the one
 * before; a byte each for the kind (0 one sample, 1 the same value several times, 2 a set; 4 more
 * when a distribution follows); then columns: value or sum of each, counts, minima, maxima,
 * distributions. Frame: version 1, four bytes of CRC-32C over what follows, the length, deflated
 * bytes. One thread at a time.
 */
final class SampleCodec implements AutoCloseable {
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 5;
    private static final int INFLATED_MAX = 1 << 26;
    private static final int ONE = 0;
    private static final int SAME = 1;
    private static final int SET = 2;
    private static final int SPREAD = 4;

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);

    byte[] frame(Bytes body) {
        Bytes frame = new Bytes();
        for (int i = 0; i < HEAD_BYTES; i++) frame.put(0);
        frame.varint(body.size());
        deflater.reset();
        deflater.setInput(body.raw(), 0, body.size());
        deflater.finish();
        byte[] some = new byte[4096];
        while (!deflater.finished()) {
            int length = deflater.deflate(some);
            for (int i = 0; i < length; i++) frame.put(some[i]);
        }
        byte[] whole = frame.array();
        int crc = crc(whole);
        whole[0] = VERSION;
        for (int i = 0; i < 4; i++) whole[i + 1] = (byte) (crc >>> 8 * i);
        return whole;
    }

    /** What a frame holds; empty when it is damaged or of another version. */
    Optional<Bytes.In> open(byte[] frame) {
        if (frame.length <= HEAD_BYTES || frame[0] != VERSION) return Optional.empty();
        int crc = 0;
        for (int i = 0; i < 4; i++) crc |= (frame[i + 1] & 0xff) << 8 * i;
        if (crc != crc(frame)) return Optional.empty();
        Bytes.In head = new Bytes.In(Arrays.copyOfRange(frame, HEAD_BYTES, frame.length));
        long length = head.varint();
        if (length < 0 || length > INFLATED_MAX) return Optional.empty();
        int start = HEAD_BYTES + head.at();
        byte[] body = new byte[(int) length];
        inflater.reset();
        inflater.setInput(frame, start, frame.length - start);
        try {
            int got = 0;
            while (got < body.length) {
                int more = inflater.inflate(body, got, body.length - got);
                if (more == 0) return Optional.empty();
                got += more;
            }
        } catch (DataFormatException damaged) {
            return Optional.empty();
        }
        return Optional.of(new Bytes.In(body));
    }

    private static int crc(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, HEAD_BYTES, frame.length - HEAD_BYTES);
        return (int) crc.getValue();
    }

    /**
     * @param samples by second, all of this resolution
     */
    static void write(Bytes out, int resolution, List<Sample> samples) {
        int size = samples.size();
        out.varint(size);
        long before = 0;
        for (Sample sample : samples) {
            long step = sample.second() / resolution;
            out.varint(step - before);
            before = step;
        }
        double[] sums = new double[size];
        double[] counts = new double[size];
        double[] mins = new double[size];
        double[] maxs = new double[size];
        int several = 0;
        int sets = 0;
        int at = 0;
        for (Sample sample : samples) {
            Stats stats = sample.stats();
            int kind = kind(stats);
            out.put(kind | (stats.spread().known() ? SPREAD : 0));
            sums[at++] = kind == SET ? stats.sum() : stats.min();
            if (kind != ONE) counts[several++] = stats.count();
            if (kind != SET) continue;
            mins[sets] = stats.min();
            maxs[sets++] = stats.max();
        }
        Column.write(out, sums, size);
        Column.write(out, counts, several);
        Column.write(out, mins, sets);
        Column.write(out, maxs, sets);
        for (Sample sample : samples)
            if (sample.stats().spread().known()) spread(out, sample.stats().spread());
    }

    /** A sum that is not count times value, if only by rounding, must be kept. */
    private static int kind(Stats stats) {
        if (stats.min() != stats.max() || stats.sum() != stats.min() * stats.count()) return SET;
        return stats.count() == 1 ? ONE : SAME;
    }

    private static void spread(Bytes out, Distribution spread) {
        int size = spread.size();
        out.varint(spread.level());
        out.varint(size);
        double[] values = new double[size];
        double[] counts = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = spread.value(i);
            counts[i] = spread.count(i);
        }
        Column.write(out, values, size);
        Column.write(out, counts, size);
    }

    static List<Sample> read(Bytes.In in, int resolution) {
        int size = in.count();
        long[] seconds = new long[size];
        long step = 0;
        for (int i = 0; i < size; i++) {
            step += in.varint();
            seconds[i] = step * resolution;
        }
        int[] kinds = new int[size];
        int several = 0;
        int sets = 0;
        for (int i = 0; i < size; i++) {
            kinds[i] = in.one();
            if ((kinds[i] & ~SPREAD) != ONE) several++;
            if ((kinds[i] & ~SPREAD) == SET) sets++;
        }
        double[] sums = Column.read(in, size);
        double[] counts = Column.read(in, several);
        double[] mins = Column.read(in, sets);
        double[] maxs = Column.read(in, sets);
        List<Sample> samples = new ArrayList<>(size);
        int atSeveral = 0;
        int atSet = 0;
        for (int i = 0; i < size; i++) {
            int kind = kinds[i] & ~SPREAD;
            double count = kind == ONE ? 1 : counts[atSeveral++];
            Distribution spread = (kinds[i] & SPREAD) == 0 ? Distribution.UNKNOWN : readSpread(in);
            Stats stats =
                    kind == SET
                            ? new Stats(count, sums[i], mins[atSet], maxs[atSet], spread)
                            : Stats.of(sums[i], count);
            if (kind == SET) atSet++;
            samples.add(new Sample(seconds[i], resolution, stats));
        }
        return samples;
    }

    private static Distribution readSpread(Bytes.In in) {
        int level = in.count();
        int size = in.count();
        double[] values = Column.read(in, size);
        double[] counts = Column.read(in, size);
        return Distribution.kept(values, counts, level);
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
