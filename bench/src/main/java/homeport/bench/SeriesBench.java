package homeport.bench;

import homeport.store.series.Named;
import homeport.store.series.Point;
import homeport.store.series.Retention;
import homeport.store.series.SeriesStore;
import homeport.store.series.Stats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What numbers by time cost: 600 series (ten databases of 60 metrics), a point a minute, over days
 * that pass at once. Prints points a second, the longest that one call held the lock, bytes a point
 * on disk, and how long reads take.
 *
 * <p>Run:
 *
 * <pre>
 * ./mvnw -q -pl bench -am package -DskipTests
 * java -cp "bench/target/classes:store/target/classes:$SQLITE" homeport.bench.SeriesBench 15
 * </pre>
 *
 * <p>Argument: days (default 15).
 */
final class SeriesBench {
    private static final int DATABASES = 10;
    private static final int METRICS = 60;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random = new Random(1);
    private final double[] level = new double[DATABASES * METRICS];

    private SeriesBench() {}

    /** Prints one line a figure. */
    public static void main(String[] arguments) throws IOException {
        int days = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        Path folder = Files.createTempDirectory("homeport-series-");
        try {
            new SeriesBench().run(folder, days);
        } finally {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path one : all.toList()) Files.delete(one);
            }
            Files.delete(folder);
        }
    }

    private void run(Path folder, int days) throws IOException {
        int minutes = days * 1440;
        Instant end = START.plus(Duration.ofMinutes(minutes));
        try (SeriesStore store = SeriesStore.open(folder, Retention.CLOUDWATCH)) {
            long longest = 0;
            long cared = 0;
            long began = System.nanoTime();
            for (int minute = 0; minute < minutes; minute++) {
                Instant now = START.plus(Duration.ofMinutes(minute));
                for (int i = 0; i < level.length; i++)
                    store.put(new Point(name(i), now.getEpochSecond(), 60, value(i)), now);
                long before = System.nanoTime();
                store.care(now);
                long took = System.nanoTime() - before;
                cared += took;
                longest = Math.max(longest, took);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            double points = (double) minutes * level.length;
            System.out.printf("points                      %.0f%n", points);
            System.out.printf("points a second             %.0f%n", points / seconds);
            System.out.printf("one care, mean              %.2f ms%n", cared / 1e6 / minutes);
            System.out.printf("one care, longest           %.1f ms%n", longest / 1e6);
            store.care(end.plus(Duration.ofHours(2)));
            System.out.printf("one hour of one series      %s%n", reads(store, end, 3600));
            System.out.printf("a day of one series         %s%n", reads(store, end, 86_400));
            System.out.printf(
                    "all of one series           %s%n", reads(store, end, days * 86_400L));
            System.out.printf("names of the last two weeks %s%n", names(store, end));
        }
        long bytes = Files.size(folder.resolve("series.db"));
        System.out.printf("file                        %.1f MB%n", bytes / 1e6);
        System.out.printf(
                "bytes a point               %.2f%n", bytes / ((double) minutes * level.length));
        long before = System.nanoTime();
        SeriesStore.open(folder, Retention.CLOUDWATCH).close();
        System.out.printf(
                "opening again               %.0f ms%n", (System.nanoTime() - before) / 1e6);
    }

    private static String name(int series) {
        return "us-east-1/AWS/RDS/Metric%02d/DBInstanceIdentifier=orders-%d/Count"
                .formatted(series % METRICS, series / METRICS);
    }

    /** A fifth each: still, whole, two decimals, doubles as they come, sets of 60 such. */
    private Stats value(int series) {
        level[series] = Math.max(0, level[series] + random.nextGaussian());
        return switch (series % 5) {
            case 0 -> Stats.of(100);
            case 1 -> Stats.of(Math.rint(level[series] * 1e6));
            case 2 -> Stats.of(Math.rint(level[series] * 100) / 100);
            case 3 -> Stats.of(level[series]);
            default ->
                    Stats.set(
                            60,
                            Math.rint(level[series] * 60),
                            Math.floor(level[series]),
                            Math.ceil(level[series]) + 1);
        };
    }

    private String reads(SeriesStore store, Instant end, long span) {
        double[] micros = new double[300];
        long points = 0;
        for (int i = 0; i < micros.length; i++) {
            String name = name(random.nextInt(level.length));
            long to = end.getEpochSecond() - random.nextInt(3600);
            long before = System.nanoTime();
            points += store.read(name, to - span, to, end).size();
            micros[i] = (System.nanoTime() - before) / 1e3;
        }
        return told(micros, points / micros.length);
    }

    private static String names(SeriesStore store, Instant end) {
        double[] micros = new double[100];
        List<Named> found = List.of();
        for (int i = 0; i < micros.length; i++) {
            long before = System.nanoTime();
            found = store.names("us-east-1/", end.getEpochSecond() - 14 * 86_400);
            micros[i] = (System.nanoTime() - before) / 1e3;
        }
        return told(micros, found.size());
    }

    private static String told(double[] micros, long size) {
        Arrays.sort(micros);
        return "median %.0f us, p99 %.0f us (%d)"
                .formatted(micros[micros.length / 2], micros[micros.length * 99 / 100], size);
    }
}
