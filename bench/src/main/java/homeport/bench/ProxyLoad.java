package homeport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Puts one load on one target, and measures it. */
final class ProxyLoad {
    private static final Pattern DONE = Pattern.compile("actually processed: (\\d+)");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    /** Rows of 1 KB in one COPY; 200 MB. */
    private static final int COPY_ROWS = 200_000;

    private static final int ROW_BYTES = 1_000;

    /** Rows of 10 MB in one result. */
    private static final int LARGE_ROWS = 20;

    private static final int LARGE_ROW_BYTES = 10_000_000;

    /** Clients that come and go before idle ones are counted, so that what is kept is there. */
    private static final int IDLE_WARM = 500;

    private static final long SETTLE_NANOS = 1_500_000_000L;

    private final ProxyBenchWorld world;
    private final int seconds;

    /**
     * One measurement.
     *
     * @param rate transactions or connections a second; MB a second of a transfer
     * @param p50 milliseconds; as p99; NaN where nothing repeats
     * @param cost the target's processor time, or memory, in the unit of the workload
     * @param switches the target's context switches for one transaction
     */
    record Run(double rate, double p50, double p99, double cost, double switches) {}

    ProxyLoad(ProxyBenchWorld world, int seconds) {
        this.world = world;
        this.seconds = seconds;
    }

    Run run(ProxyTarget target, ProxyWorkload load) throws Exception {
        return run(target, load, seconds);
    }

    Run run(ProxyTarget target, ProxyWorkload load, int time) throws Exception {
        return switch (load.kind()) {
            case SIMPLE, EXTENDED, PREPARED, TPCB -> pgbench(target, load, time);
            case STORM -> storm(target, load, time);
            case COPYOUT -> transfer(target, load, (long) COPY_ROWS * ROW_BYTES, copyOut());
            case COPYIN -> copyIn(target, load);
            case ROWS -> transfer(target, load, (long) LARGE_ROWS * LARGE_ROW_BYTES, rows());
            case IDLE -> idle(target, load);
        };
    }

    private Run pgbench(ProxyTarget target, ProxyWorkload load, int time) throws Exception {
        Path logs = Files.createTempDirectory(world.folder, "latencies");
        List<String> command = new ArrayList<>(List.of(world.program("pgbench"), "-n", "-l"));
        command.addAll(ProxyBenchWorld.address(target));
        // many clients take some seconds to come in
        command.addAll(List.of("-T", "" + (time + load.clients() / 100)));
        command.addAll(List.of("-c", "" + load.clients()));
        command.addAll(List.of("-j", "" + Math.min(load.clients(), 2)));
        command.add("--sampling-rate=0.1");
        command.add("--log-prefix=" + logs.resolve("log"));
        command.addAll(
                switch (load.kind()) {
                    case EXTENDED -> List.of("-S", "-M", "extended");
                    case PREPARED -> List.of("-S", "-M", "prepared");
                    case TPCB -> List.of("-M", "simple");
                    default -> List.of("-S", "-M", "simple");
                });
        ProcessCost before = ProcessCost.of(target.pid());
        String out = DoorBenchWorld.run(command, world.environment(target, load.tls()));
        ProcessCost cost = ProcessCost.of(target.pid()).since(before);
        double done = number(DONE, out);
        long[] micros = latencies(logs);
        return new Run(
                number(TPS, out),
                quantile(micros, 0.5),
                quantile(micros, 0.99),
                cost.cpuSeconds() * 100_000 / done,
                cost.switches() / done);
    }

    // ---- connections

    /** Each connects, asks once and leaves, again and again. */
    private Run storm(ProxyTarget target, ProxyWorkload load, int time) throws Exception {
        ProcessCost before = ProcessCost.of(target.pid());
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(time);
        List<Future<long[]>> all = new ArrayList<>();
        LongStream micros = LongStream.empty();
        try (ExecutorService threads = Executors.newFixedThreadPool(load.clients())) {
            for (int i = 0; i < load.clients(); i++)
                all.add(threads.submit(() -> comeAndGo(target, load.tls(), end)));
            for (Future<long[]> one : all)
                micros = LongStream.concat(micros, LongStream.of(one.get()));
        }
        long[] sorted = micros.sorted().toArray();
        double took = (System.nanoTime() - began) / 1e9;
        ProcessCost cost = ProcessCost.of(target.pid()).since(before);
        return new Run(
                sorted.length / took,
                quantile(sorted, 0.5),
                quantile(sorted, 0.99),
                cost.cpuSeconds() * 100_000 / sorted.length,
                cost.switches() / sorted.length);
    }

    private static long[] comeAndGo(ProxyTarget target, boolean tls, long end) throws IOException {
        LongStream.Builder micros = LongStream.builder();
        while (System.nanoTime() - end < 0) {
            long began = System.nanoTime();
            try (BenchClient client = new BenchClient(target, tls)) {
                client.ask();
            }
            micros.add((System.nanoTime() - began) / 1000);
        }
        return micros.build().toArray();
    }

    // ---- transfers

    private static String copyOut() {
        return "COPY (SELECT repeat('x', %d) FROM generate_series(1, %d)) TO STDOUT"
                .formatted(ROW_BYTES - 1, COPY_ROWS);
    }

    private static String rows() {
        return "SELECT repeat('x', %d) FROM generate_series(1, %d)"
                .formatted(LARGE_ROW_BYTES - 1, LARGE_ROWS);
    }

    private Run copyIn(ProxyTarget target, ProxyWorkload load) throws Exception {
        Path file = world.folder.resolve("copy.txt");
        if (!Files.exists(file))
            Files.writeString(file, ("x".repeat(ROW_BYTES - 1) + "\n").repeat(COPY_ROWS));
        psql(target, load, "DROP TABLE IF EXISTS sink");
        psql(target, load, "CREATE UNLOGGED TABLE sink (t text)");
        String copy = "\\copy sink FROM '" + file + "'";
        return transfer(target, load, (long) COPY_ROWS * ROW_BYTES, copy);
    }

    private Run transfer(ProxyTarget target, ProxyWorkload load, long bytes, String sql)
            throws Exception {
        ProcessCost before = ProcessCost.of(target.pid());
        long began = System.nanoTime();
        psql(target, load, sql);
        double took = (System.nanoTime() - began) / 1e9;
        ProcessCost cost = ProcessCost.of(target.pid()).since(before);
        return new Run(
                bytes / 1e6 / took,
                Double.NaN,
                Double.NaN,
                cost.cpuSeconds() * 1e9 / bytes,
                Double.NaN);
    }

    private void psql(ProxyTarget target, ProxyWorkload load, String sql) throws Exception {
        List<String> command = new ArrayList<>(List.of(world.program("psql"), "-XAtq"));
        command.addAll(List.of("-v", "ON_ERROR_STOP=1", "-o", "/dev/null"));
        command.addAll(ProxyBenchWorld.address(target));
        command.addAll(List.of("-c", sql));
        DoorBenchWorld.run(command, world.environment(target, load.tls()));
    }

    // ---- memory

    private Run idle(ProxyTarget target, ProxyWorkload load) throws Exception {
        List<BenchClient> clients = new ArrayList<>();
        try {
            open(clients, target, IDLE_WARM, load.tls());
            close(clients);
            LockSupport.parkNanos(SETTLE_NANOS);
            double base = ProcessCost.memoryBytes(target.pid());
            long began = System.nanoTime();
            open(clients, target, load.clients(), load.tls());
            double rate = load.clients() * 1e9 / (System.nanoTime() - began);
            LockSupport.parkNanos(SETTLE_NANOS);
            double each = (ProcessCost.memoryBytes(target.pid()) - base) / load.clients() / 1024;
            System.out.printf("%s, %s: base %.1f MB%n", target.name(), load, base / 1e6);
            return new Run(rate, Double.NaN, Double.NaN, each, Double.NaN);
        } finally {
            close(clients);
            LockSupport.parkNanos(SETTLE_NANOS);
        }
    }

    private static void open(List<BenchClient> clients, ProxyTarget target, int count, boolean tls)
            throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(new BenchClient(target, tls));
            clients.getLast().ask();
        }
    }

    private static void close(List<BenchClient> clients) throws IOException {
        for (BenchClient client : clients) client.close();
        clients.clear();
    }

    // ---- figures of pgbench

    /** In microseconds: the third word of a line. Source: pgbench, "Per-Transaction Logging". */
    private static long[] latencies(Path folder) throws IOException {
        LongStream.Builder all = LongStream.builder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList())
                for (String line : Files.readAllLines(file)) {
                    String[] words = line.split(" ");
                    if (words.length > 2 && words[2].chars().allMatch(Character::isDigit))
                        all.add(Long.parseLong(words[2]));
                }
        }
        return all.build().sorted().toArray();
    }

    private static double quantile(long[] sortedMicros, double share) {
        if (sortedMicros.length == 0) return Double.NaN;
        int at = (int) (share * sortedMicros.length);
        return sortedMicros[Math.min(at, sortedMicros.length - 1)] / 1000.0;
    }

    private static double number(Pattern pattern, String out) throws IOException {
        Matcher matcher = pattern.matcher(out);
        if (!matcher.find()) throw new IOException("pgbench said: " + out);
        return Double.parseDouble(matcher.group(1));
    }
}
