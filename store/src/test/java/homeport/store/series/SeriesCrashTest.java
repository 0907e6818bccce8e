package homeport.store.series;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.store.ChildJvm;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at any point loses nothing that was written, leaves no flush half there, and
 * counts no point twice, whatever was on its way into blocks or coarser ones.
 */
final class SeriesCrashTest {
    private static final int ROUNDS =
            Math.ceilDiv(Integer.getInteger("homeport.crash.rounds", 200), 10);
    private static final long SEED =
            Long.getLong("homeport.crash.seed", System.nanoTime() & 0xffffff);

    @TempDir private static Path folder;

    private final Random random = new Random(SEED);

    @Test
    void killingTheProcessLosesNoFlushAndDoublesNone() throws Exception {
        System.out.printf(
                "series: %d rounds of kill -9; replay: -Dhomeport.crash.seed=%d%n", ROUNDS, SEED);
        ChildJvm children = new ChildJvm(folder);
        Path data = folder.resolve("series");
        children.train(SeriesCrashChild.class, folder.resolve("training").toString(), "0", "100");
        int next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int acknowledged = liveAndDie(children, data, next);
            next = check(data, Math.max(acknowledged + 1, next));
        }
        assertThat(next).as("turns in all").isPositive();
    }

    /**
     * @return the last turn of which the child said that it was written
     */
    private int liveAndDie(ChildJvm children, Path data, int first) throws Exception {
        Process child =
                children.start(
                        SeriesCrashChild.class,
                        data.toString(),
                        Integer.toString(first),
                        "1000000");
        int death = 1 + random.nextInt(1 + random.nextInt(600));
        int acknowledged = first - 1;
        try (BufferedReader out = child.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                acknowledged = Integer.parseInt(line.split(" ")[1]);
                if (acknowledged - first + 1 >= death) child.toHandle().destroyForcibly();
            }
        } finally {
            child.toHandle().destroyForcibly();
        }
        assertThat(child.waitFor()).as("exit code of a child that was killed").isEqualTo(137);
        return acknowledged;
    }

    /**
     * @param written so many turns must be there
     * @return how many are there
     */
    private static int check(Path data, int written) {
        try (SeriesStore store =
                SeriesStore.open(data, SeriesCrashChild.RETENTION, SeriesCrashChild.BOUNDS)) {
            int there = -1;
            for (int i = 0; i < SeriesCrashChild.SERIES; i++) {
                double count = 0;
                double sum = 0;
                var now = SeriesCrashChild.at(written);
                for (Sample sample : store.read("s" + i, 0, Integer.MAX_VALUE, now)) {
                    count += sample.stats().count();
                    sum += sample.stats().sum();
                }
                if (there < 0) there = (int) count;
                assertThat(count).as("seed %d, series %d", SEED, i).isEqualTo(there);
                assertThat(sum).isEqualTo((double) there * (there - 1) / 2);
            }
            assertThat(there).as("seed %d", SEED).isGreaterThanOrEqualTo(written);
            assertThat(store.damaged()).isZero();
            return there;
        }
    }
}
