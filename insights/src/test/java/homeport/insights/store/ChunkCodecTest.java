package homeport.insights.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadHistory;
import homeport.insights.load.LoadKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Chunks come back as they went, and coarser ones hold the same sums. */
class ChunkCodecTest {
    private static final long SEED = 7;

    private static LoadChunk chunk(int keys, int rows) {
        Random random = new Random(SEED);
        ChunkBuilder builder = new ChunkBuilder();
        for (int k = 0; k < keys; k++) builder.number(Loads.key("d" + k, "w" + k % 7));
        for (int p = 0; p < 500; p++) {
            Map<Integer, Integer> row = new TreeMap<>();
            for (int r = 0; r < rows; r++) row.put(random.nextInt(keys), 1 + random.nextInt(300));
            int peak = 0;
            for (var one : row.entrySet()) {
                builder.row(one.getKey(), one.getValue(), one.getValue());
                peak += one.getValue();
            }
            builder.point(1_000_000_000_000L + p * 1000L + random.nextInt(980), 1, peak);
        }
        return builder.chunk();
    }

    @Test
    void ticksComeBack() throws Exception {
        LoadChunk chunk = chunk(50, 5);
        assertThat(Loads.text(ChunkCodec.decode(ChunkCodec.encode(chunk))))
                .isEqualTo(Loads.text(chunk));
    }

    @Test
    void cellsComeBack() throws Exception {
        LoadChunk chunk = Rollup.of(List.of(chunk(50, 5)), Grain.MINUTE);
        assertThat(chunk.points()).isBetween(8, 10);
        assertThat(Loads.text(ChunkCodec.decode(ChunkCodec.encode(chunk))))
                .isEqualTo(Loads.text(chunk));
    }

    @Test
    void anEmptyOneToo() throws Exception {
        LoadChunk none = new ChunkBuilder().chunk();
        assertThat(ChunkCodec.decode(ChunkCodec.encode(none)).points()).isZero();
    }

    @Test
    void aByteThatChangedIsFound() {
        byte[] bytes = ChunkCodec.encode(chunk(50, 5));
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            assertThatThrownBy(() -> ChunkCodec.decode(damaged))
                    .isInstanceOf(DamagedException.class);
        }
    }

    @Test
    void whatIsTooMuchIsFoldedAndSumsStay() {
        LoadChunk chunk = chunk(5000, 40);
        LoadChunk minutes = Rollup.of(List.of(chunk), Grain.MINUTE);
        long[] sums = new long[2];
        for (long one : chunk.sum()) sums[0] += one;
        for (long one : minutes.sum()) sums[1] += one;
        assertThat(sums[1]).isEqualTo(sums[0]);
        int ticks = 0;
        for (int p = 0; p < minutes.points(); p++) {
            assertThat(minutes.first()[p + 1] - minutes.first()[p])
                    .isLessThanOrEqualTo(LoadHistory.KEYS_MAX);
            ticks += minutes.ticks()[p];
        }
        assertThat(ticks).isEqualTo(500);
        assertThat(minutes.keys()).contains(LoadKey.OTHER);
    }

    @Test
    void coarserOfCoarserIsTheSame() {
        LoadChunk chunk = chunk(50, 5);
        LoadChunk minutes = Rollup.of(List.of(chunk), Grain.MINUTE);
        assertThat(Loads.text(Rollup.of(List.of(minutes), Grain.HOUR)))
                .isEqualTo(Loads.text(Rollup.of(List.of(chunk), Grain.HOUR)));
    }
}
