package homeport.bench;

import com.sun.management.OperatingSystemMXBean;
import homeport.insights.load.Grain;
import homeport.insights.sample.Samplers;
import homeport.insights.store.SampleStore;
import homeport.insights.watch.Clients;
import homeport.insights.watch.Watched;
import homeport.insights.watch.Watched.Insights;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What it costs to be sampled: the processor time of all of a server's processes for each
 * transaction, while it is sampled and while it is not. A machine's own noise is many times of
 * that, so two servers that are alike do the same work at the same time, and are sampled in turns:
 * what slows one slows both, and goes out of the ratio. Besides, what the sampler's session takes
 * by itself, and what this process takes, as a share of one core, with 100 sessions.
 *
 * <p>Arguments: PostgreSQL's programs (default {@code /usr/lib/postgresql/15/bin}), rounds (default
 * 12), seconds of each of a round's three stretches (default 5).
 */
final class SamplerBench {
    private static final int SESSIONS = 100;
    private static final int CLIENTS = 4;

    /** Until it is sampled, or no more. */
    private static final int SETTLE_SECONDS = 3;

    private static final OperatingSystemMXBean SELF =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final int rounds;
    private final int seconds;
    private final List<SamplerTwin> twins;
    private final Path root;
    private volatile Optional<SamplerTwin> sampled = Optional.empty();

    private SamplerBench(Path bin, int rounds, int seconds) throws IOException {
        this.rounds = rounds;
        this.seconds = seconds;
        root = Files.createTempDirectory("sampler");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        twins =
                List.of(
                        new SamplerTwin(bin, root, "ONE", "127.94.16.1"),
                        new SamplerTwin(bin, root, "OTHER", "127.94.16.2"));
    }

    /** Prints a line for each kind of work. */
    public static void main(String[] arguments) throws Exception {
        Path bin = Path.of(arguments.length > 0 ? arguments[0] : "/usr/lib/postgresql/15/bin");
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 12;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        new SamplerBench(bin, rounds, seconds).run();
    }

    private void run() throws Exception {
        List<Connection> idle = new ArrayList<>();
        try (SampleStore store = new SampleStore(root.resolve("insights"));
                Samplers samplers =
                        new Samplers(this::fleet, Clients.NONE, store, InstantSource.system())) {
            for (SamplerTwin twin : twins) {
                twin.start();
                for (int i = 0; i < SESSIONS - CLIENTS; i++)
                    idle.add(twin.open("postgres", "idle"));
            }
            samplers.start();
            measure("select only, prepared", "-S", "-M", "prepared");
            measure("TPC-B, simple", "-M", "simple");
            for (SamplerTwin twin : twins)
                System.out.printf("%d samples of %s%n", samples(store, twin), twin.id());
        } finally {
            for (Connection one : idle) one.close();
            for (SamplerTwin twin : twins) twin.stop();
            HandMadePair.run(List.of("rm", "-rf", root.toString()), Map.of(), Path.of("/"));
        }
    }

    private static long samples(SampleStore store, SamplerTwin twin) {
        long[] ticks = {0};
        store.of(twin.id())
                .ifPresent(history ->
                        history.read(
                                Instant.EPOCH,
                                Instant.now().plusSeconds(1),
                                Grain.TICK,
                                chunk -> ticks[0] += chunk.points()));
        return ticks[0];
    }

    private List<Watched> fleet() {
        Optional<SamplerTwin> now = sampled;
        return twins.stream()
                .map(twin -> {
                    Optional<Insights> insights =
                            now.filter(twin::equals).map(_ -> new Insights(7, true));
                    return new Watched("us-east-1", twin.id(), twin.id(), 2, insights, twin);
                })
                .toList();
    }

    /**
     * A stretch of the load.
     *
     * @param quotient the first's processor time for a transaction, by the other's
     * @param own of the sampled one's processor time, the share of the sampler's session
     * @param self of a core, what this process takes
     */
    private record Stretch(double quotient, double own, double self) {}

    private void measure(String name, String... kind) throws Exception {
        int length = (SETTLE_SECONDS + seconds) * (3 * rounds + 1) + 5;
        for (SamplerTwin twin : twins) twin.load(CLIENTS, length, kind);
        List<Double> ratios = new ArrayList<>();
        List<Double> own = new ArrayList<>();
        List<Double> self = new ArrayList<>();
        try {
            stretch(Optional.empty()); // warms up
            for (int i = 0; i < rounds; i++) {
                boolean swapped = i % 2 == 1;
                Stretch first = stretch(Optional.of(twins.get(swapped ? 1 : 0)));
                Stretch second = stretch(Optional.of(twins.get(swapped ? 0 : 1)));
                Stretch none = stretch(Optional.empty());
                // whichever of the two is cheaper by itself: it is so in both
                double both = first.quotient() / second.quotient();
                ratios.add(Math.sqrt(swapped ? 1 / both : both));
                own.addAll(List.of(first.own(), second.own()));
                self.add((first.self() + second.self()) / 2 - none.self());
            }
        } finally {
            for (SamplerTwin twin : twins) twin.unload();
        }
        double error = 1.2533 * deviation(ratios) / Math.sqrt(rounds); // of a median, if normal
        System.out.printf(
                Locale.ROOT,
                "%-24s sampled: ratio %.4f +- %.4f (median of %d rounds); its own session %.4f of"
                        + " the server's time; sampler %.2f %% of a core%n",
                name,
                median(ratios),
                error,
                rounds,
                median(own),
                100 * median(self));
    }

    private Stretch stretch(Optional<SamplerTwin> of) throws Exception {
        sampled = of;
        for (int i = 0; i < SETTLE_SECONDS; i++) for (SamplerTwin twin : twins) twin.second();
        for (SamplerTwin twin : twins) twin.begin(of.filter(twin::equals).isPresent());
        long self = SELF.getProcessCpuTime();
        long from = System.nanoTime();
        for (int i = 0; i < seconds; i++) for (SamplerTwin twin : twins) twin.second();
        double took = System.nanoTime() - from;
        self = SELF.getProcessCpuTime() - self;
        for (SamplerTwin twin : twins) twin.end();
        return new Stretch(
                twins.getFirst().micros() / twins.getLast().micros(),
                of.map(SamplerTwin::own).orElse(0.0),
                self / took);
    }

    private static double deviation(List<Double> all) {
        double mean = all.stream().mapToDouble(d -> d).average().orElseThrow();
        double squares = all.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
        return Math.sqrt(squares / Math.max(1, all.size() - 1));
    }

    private static double median(List<Double> all) {
        List<Double> sorted = all.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
