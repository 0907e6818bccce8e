package homeport.insights.store;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.insights.load.Column;
import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadKey;
import homeport.insights.sql.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What samples cost on disk and to read. Made-up sessions: five are active on average, each stays
 * at a statement for some seconds and is on a processor or at one of the two waits of that; 200
 * digests, a few of them far more often than others, 30 waits, five users, eight hosts, two
 * databases. {@code -Dhomeport.figures.days=7 -Dhomeport.figures.instances=10} is what is promised,
 * times included; the default is the size of a day of one instance, and how long it takes to read
 * is only printed: a machine that does other things, too, says nothing about that.
 */
class StoreFiguresTest {
    private static final int DAYS = Integer.getInteger("homeport.figures.days", 1);
    private static final int INSTANCES = Integer.getInteger("homeport.figures.instances", 1);
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final double MEGABYTE = 1e6;

    @TempDir Path folder;

    private final Random random = new Random(5);
    private final List<String> digests = ids(200);
    private final List<LoadKey> sessions = new ArrayList<>();

    private static List<String> ids(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) ids.add(Ids.of("SELECT " + i));
        return ids;
    }

    @Test
    void fiveSessionsAreFewMegabytesAndQuickToRead() throws Exception {
        long began = System.nanoTime();
        Path own = folder.resolve("0");
        Series series = Series.open(own);
        Instant end = START.plus(Duration.ofDays(DAYS)).minusSeconds(1800);
        long sessions = 0;
        for (Instant at = START; at.isBefore(end); at = at.plusSeconds(1)) {
            Map<LoadKey, Integer> load = next();
            for (int weight : load.values()) sessions += weight;
            series.add(at.toEpochMilli() + random.nextInt(980), load);
            if (at.getEpochSecond() % 3600 == 1800) series.settle(at);
        }
        double active =
                (double) sessions / LoadChunk.SESSION / Duration.between(START, end).toSeconds();
        assertThat(active).isBetween(4.5, 5.5);
        double megabytes = bytes(own) / MEGABYTE;
        List<Series> others = others(own);
        double hour = time(() -> groups(series, end.minusSeconds(3600), end, Grain.MINUTE));
        double week = time(() -> groups(series, START, end, Grain.HOUR));
        System.out.printf(
                "%d days of %d instances, %.1f active sessions: %.2f MB each; an hour by minutes %.1f"
                        + " ms, all by hours %.1f ms; written in %.1f s%n",
                DAYS, INSTANCES, active, megabytes, hour, week, (System.nanoTime() - began) / 1e9);
        assertThat(megabytes).isLessThan(10.0 / 7 * DAYS + 0.5);
        if (DAYS > 1) {
            assertThat(hour).as("ms").isLessThan(20);
            assertThat(week).as("ms").isLessThan(100);
        }
        assertThat(others).hasSize(INSTANCES - 1);
    }

    /** As much again of other instances, open beside it. */
    private List<Series> others(Path own) throws IOException {
        List<Series> others = new ArrayList<>();
        for (int i = 1; i < INSTANCES; i++) {
            Path other = folder.resolve("" + i);
            try (var all = Files.walk(own)) {
                for (Path from : all.toList())
                    Files.copy(from, other.resolve(own.relativize(from)));
            }
            others.add(Series.open(other));
        }
        return others;
    }

    private Map<LoadKey, Integer> next() {
        while (sessions.size() < 12) sessions.add(LoadKey.OTHER);
        Map<LoadKey, Integer> load = new HashMap<>();
        for (int i = 0; i < sessions.size(); i++) {
            if (sessions.get(i) == LoadKey.OTHER) {
                if (random.nextInt(100) < 30) sessions.set(i, begun(i));
                else continue;
            } else if (random.nextInt(100) < 42) {
                sessions.set(i, LoadKey.OTHER);
                continue;
            } else {
                sessions.set(i, waiting(sessions.get(i)));
            }
            load.merge(sessions.get(i), LoadChunk.SESSION, Integer::sum);
        }
        return load;
    }

    private LoadKey begun(int session) {
        int number = skewed(200);
        String digest = digests.get(number);
        return waiting(
                LoadKey.of(
                        Map.of(
                                Column.SQL,
                                digest,
                                Column.DIGEST,
                                digest,
                                Column.USER,
                                "user" + number % 5,
                                Column.HOST,
                                "10.0.0." + session % 8,
                                Column.DATABASE,
                                "db" + number % 2,
                                Column.SESSION_TYPE,
                                "client backend")));
    }

    /** Half of the time on a processor, else at one of two things that its statement waits for. */
    private LoadKey waiting(LoadKey key) {
        if (random.nextBoolean())
            return key.with(Column.WAIT_TYPE, "CPU").with(Column.WAIT_EVENT, "CPU");
        int of = Math.floorMod(key.get(Column.DIGEST).hashCode(), 30);
        int event = random.nextInt(4) == 0 ? (of + 11) % 30 : of;
        return key.with(Column.WAIT_TYPE, "IO").with(Column.WAIT_EVENT, "wait" + event);
    }

    /** Small numbers far more often. */
    private int skewed(int below) {
        double u = random.nextDouble();
        return (int) (below * u * u * u);
    }

    private interface Work {
        void run();
    }

    private static double time(Work work) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 15; i++) {
            long from = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - from) / 1e6);
        }
        return best;
    }

    /** Load of each digest in each period, as a question for the top five has to add up. */
    private static Map<String, long[]> groups(
            Series series, Instant from, Instant to, Grain grain) {
        int points = (int) (Duration.between(from, to).dividedBy(grain.length()) + 2);
        Map<String, long[]> sums = new HashMap<>();
        series.read(
                from,
                to,
                grain,
                chunk -> {
                    long[][] of = new long[chunk.keys().size()][];
                    for (int k = 0; k < of.length; k++)
                        of[k] =
                                sums.computeIfAbsent(
                                        chunk.keys().get(k).get(Column.DIGEST),
                                        _ -> new long[points]);
                    for (int p = 0; p < chunk.points(); p++) {
                        long slot =
                                (chunk.at()[p] - from.toEpochMilli()) / grain.length().toMillis();
                        if (slot < 0 || slot >= points) continue;
                        for (int r = chunk.first()[p]; r < chunk.first()[p + 1]; r++)
                            of[chunk.key()[r]][(int) slot] += chunk.sum()[r];
                    }
                });
        return sums;
    }

    private static long bytes(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : all.filter(Files::isRegularFile).toList()) bytes += Files.size(file);
            return bytes;
        }
    }
}
