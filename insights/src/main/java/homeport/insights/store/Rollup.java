package homeport.insights.store;

import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadHistory;
import homeport.insights.load.LoadKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Finer load added up to coarser. Sums and counts of ticks are exact at every level. Pure, but for
 * the object's own numbers: one for each result.
 */
final class Rollup {
    private final Grain grain;
    private final ChunkBuilder out = new ChunkBuilder();
    private long[] sums = new long[64];
    private int[] maxima = new int[64];
    private int[] touched = new int[64];
    private int touches;

    private long period = Long.MIN_VALUE;
    private int ticks;
    private int peak;

    private Rollup(Grain grain) {
        this.grain = grain;
    }

    /**
     * @param chunks of this grain or finer, in the order of time; the last period of one may go on
     *     in the next
     */
    static LoadChunk of(List<LoadChunk> chunks, Grain grain) {
        Rollup rollup = new Rollup(grain);
        for (LoadChunk chunk : chunks) rollup.add(chunk);
        rollup.finish();
        return rollup.out.chunk();
    }

    private void add(LoadChunk chunk) {
        int[] number = new int[chunk.keys().size()];
        Arrays.fill(number, -1);
        long length = grain.length().toMillis();
        for (int p = 0; p < chunk.points(); p++) {
            long start = chunk.at()[p] - Math.floorMod(chunk.at()[p], length);
            if (start != period) {
                finish();
                period = start;
            }
            ticks += chunk.ticks()[p];
            peak = Math.max(peak, chunk.peak()[p]);
            for (int row = chunk.first()[p]; row < chunk.first()[p + 1]; row++) {
                int key = chunk.key()[row];
                if (number[key] < 0) number[key] = out.number(chunk.keys().get(key));
                add(number[key], chunk.sum()[row], chunk.max()[row]);
            }
        }
    }

    private void add(int key, long sum, int max) {
        if (key >= sums.length) {
            int size = Math.max(key + 1, sums.length * 2);
            sums = Arrays.copyOf(sums, size);
            maxima = Arrays.copyOf(maxima, size);
        }
        if (sums[key] == 0) {
            if (touches == touched.length) touched = Arrays.copyOf(touched, touches * 2);
            touched[touches++] = key;
        }
        sums[key] += sum;
        maxima[key] = Math.max(maxima[key], max);
    }

    private void finish() {
        if (ticks == 0) return;
        if (touches <= LoadHistory.KEYS_MAX) write();
        else writeFolded();
        out.point(period, ticks, peak);
        for (int i = 0; i < touches; i++) {
            sums[touched[i]] = 0;
            maxima[touched[i]] = 0;
        }
        touches = 0;
        ticks = 0;
        peak = 0;
    }

    private void write() {
        Arrays.sort(touched, 0, touches);
        for (int i = 0; i < touches; i++) out.row(touched[i], sums[touched[i]], maxima[touched[i]]);
    }

    private record Cell(LoadKey key, long sum, int max) {
        Cell and(Cell other) {
            return new Cell(key, sum + other.sum, Math.max(max, other.max));
        }
    }

    private void writeFolded() {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < touches; i++) {
            int number = touched[i];
            cells.add(new Cell(out.key(number), sums[number], maxima[number]));
        }
        Map<Integer, Cell> rows = new TreeMap<>();
        for (Cell cell : fold(cells)) rows.put(out.number(cell.key()), cell);
        rows.forEach((number, cell) -> out.row(number, cell.sum(), cell.max()));
    }

    /** The largest stay as they are; the others lose what tells texts and sessions apart first. */
    private static List<Cell> fold(List<Cell> cells) {
        List<Cell> coarser = merge(cells, LoadKey::ofDigest);
        return coarser.size() <= LoadHistory.KEYS_MAX
                ? coarser
                : merge(coarser, _ -> LoadKey.OTHER);
    }

    /** All but the largest get the key that {@code to} gives them. */
    private static List<Cell> merge(List<Cell> cells, UnaryOperator<LoadKey> to) {
        List<Cell> largest =
                cells.stream()
                        .sorted(Comparator.comparingLong(Cell::sum).reversed())
                        .limit(LoadHistory.KEYS_MAX - 1L)
                        .toList();
        Set<LoadKey> kept = new HashSet<>();
        largest.forEach(cell -> kept.add(cell.key()));
        Map<LoadKey, Cell> merged = new HashMap<>();
        for (Cell cell : cells) {
            LoadKey key = kept.contains(cell.key()) ? cell.key() : to.apply(cell.key());
            merged.merge(key, new Cell(key, cell.sum(), cell.max()), Cell::and);
        }
        return List.copyOf(merged.values());
    }
}
