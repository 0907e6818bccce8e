package homeport.store.series;

import homeport.store.Leash;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Puts one point into each of its series, a minute of a time of its own later each turn, has them
 * written, and says {@code ack <turn>}, until it is killed. Its time runs fast: points are put into
 * blocks and rolled up all the while.
 */
final class SeriesCrashChild {
    static final int SERIES = 20;
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Retention RETENTION = Retention.CLOUDWATCH;
    static final Bounds BOUNDS = new Bounds(100, 3_000, Duration.ofMinutes(17));
    private static final int TURNS_MAX = 20_000;
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private SeriesCrashChild() {}

    /**
     * @param args the folder; the turn to begin with; how many
     */
    public static void main(String[] args) throws IOException {
        Leash.attach();
        SeriesStore store = SeriesStore.open(Path.of(args[0]), RETENTION, BOUNDS);
        int first = Integer.parseInt(args[1]);
        int most = Math.min(Integer.parseInt(args[2]), TURNS_MAX);
        for (int turn = first; turn < first + most; turn++) {
            Instant now = at(turn);
            for (int i = 0; i < SERIES; i++)
                store.put(new Point("s" + i, now.getEpochSecond(), 60, Stats.of(turn)), now);
            store.care(now);
            OUT.write("ack %d%n".formatted(turn).getBytes(StandardCharsets.US_ASCII));
        }
        store.close();
    }

    static Instant at(int turn) {
        return START.plusSeconds(turn * 60L);
    }
}
