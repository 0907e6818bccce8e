package homeport.bench;

import homeport.bench.ProxyBenchWorld.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a DB proxy costs on each kind of loop, against PgBouncer in transaction mode: pgbench
 * through each of them, in turn within a round, since the machine's speed drifts between rounds.
 * All have {@value ProxyBenchWorld#CONNECTIONS} connections to one server, take clients by SCRAM
 * and do without TLS. Figures are medians; ratios are medians of the ratios within a round. CPU and
 * context switches are the proxy's own, that for taking the clients in among it; many clients take
 * some seconds for that, which are added to the time.
 *
 * <p>Needs PostgreSQL with pgbench in {@code /usr/lib/postgresql}; without PgBouncer ratios are to
 * the first kind of loop. Run:
 *
 * <pre>
 * ./mvnw -q -pl bench -am package -DskipTests
 * java -cp bench/target/classes:proxy/target/classes:wire/target/classes \
 *     homeport.bench.ProxyBench 5 4 simple,prepared 1,8,64,500
 * </pre>
 *
 * <p>Arguments, each with a default: rounds (5); seconds of each measurement (4); workloads of
 * {@code simple}, {@code extended}, {@code prepared} (reads of one row), {@code tpcb}, {@code
 * storm} (a connection for each read); numbers of clients; kinds of loop (io_uring,epoll,nio).
 */
final class ProxyBench {
    private static final int WARM_SECONDS = 8;
    private static final Pattern DONE = Pattern.compile("actually processed: (\\d+)");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    /**
     * One measurement.
     *
     * @param p50 milliseconds; as p99
     * @param cpu the proxy's seconds for 100,000 transactions
     * @param switches the proxy's context switches for one transaction
     */
    private record Run(double tps, double p50, double p99, double cpu, double switches) {}

    private final ProxyBenchWorld world;
    private final int rounds;
    private final int seconds;

    private ProxyBench(ProxyBenchWorld world, int rounds, int seconds) {
        this.world = world;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** Prints one table for each workload and number of clients. */
    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        int rounds = Integer.parseInt(argument(given, 0, "5"));
        int seconds = Integer.parseInt(argument(given, 1, "4"));
        List<String> workloads = list(argument(given, 2, "simple,extended,prepared,tpcb,storm"));
        List<String> clients = list(argument(given, 3, "1,8,64,500"));
        List<String> kinds = list(argument(given, 4, "io_uring,epoll,nio"));
        try (ProxyBenchWorld world = new ProxyBenchWorld()) {
            ProxyBench bench = new ProxyBench(world, rounds, seconds);
            List<Running> targets = new ArrayList<>(world.pgbouncer().stream().toList());
            if (targets.isEmpty()) System.out.println("PgBouncer is not installed");
            for (String kind : kinds) targets.add(world.proxy(kind));
            for (Running target : targets)
                for (String mode : List.of("simple", "prepared"))
                    if (target.can(mode)) bench.measure(target, mode, 64, WARM_SECONDS);
            for (String workload : workloads)
                for (String count : clients)
                    bench.measure(targets, workload, Integer.parseInt(count));
        }
    }

    private static String argument(List<String> given, int at, String otherwise) {
        return given.size() > at ? given.get(at) : otherwise;
    }

    private static List<String> list(String text) {
        return List.of(text.split(","));
    }

    private void measure(List<Running> all, String workload, int clients) throws Exception {
        List<Running> targets = all.stream().filter(target -> target.can(workload)).toList();
        Map<Running, List<Run>> runs = new LinkedHashMap<>();
        targets.forEach(target -> runs.put(target, new ArrayList<>()));
        double busy = otherWork();
        for (int round = 0; round < rounds; round++) {
            List<Running> order = round % 2 == 0 ? targets : targets.reversed();
            for (Running target : order)
                runs.get(target).add(measure(target, workload, clients, seconds));
        }
        System.out.printf(
                Locale.ROOT,
                "%n%s, %d clients, %d rounds of %d s; load average before: %.1f;"
                        + " ratios to %s%n",
                workload,
                clients,
                rounds,
                seconds,
                busy,
                targets.getFirst().name());
        System.out.printf(
                "%-10s %8s %8s %8s %10s %8s | %8s %8s %14s%n",
                "through",
                "tps",
                "p50 ms",
                "p99 ms",
                "CPU s/100k",
                "switches",
                "tps ratio",
                "CPU ratio",
                "(least to most)");
        List<Run> base = runs.get(targets.getFirst());
        runs.forEach((target, its) -> print(target, its, base));
    }

    private static void print(Running target, List<Run> its, List<Run> base) {
        double[] cpu = new double[its.size()];
        double[] tps = new double[its.size()];
        for (int i = 0; i < cpu.length; i++) {
            cpu[i] = its.get(i).cpu() / base.get(i).cpu();
            tps[i] = its.get(i).tps() / base.get(i).tps();
        }
        Arrays.sort(cpu);
        Arrays.sort(tps);
        System.out.printf(
                Locale.ROOT,
                "%-10s %8.0f %8.2f %8.2f %10.2f %8.2f | %8.2f %8.2f (%.2f to %.2f)%n",
                target.name(),
                median(its.stream().map(Run::tps)),
                median(its.stream().map(Run::p50)),
                median(its.stream().map(Run::p99)),
                median(its.stream().map(Run::cpu)),
                median(its.stream().map(Run::switches)),
                tps[tps.length / 2],
                cpu[cpu.length / 2],
                cpu[0],
                cpu[cpu.length - 1]);
    }

    private static double median(Stream<Double> of) {
        double[] sorted = of.mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private Run measure(Running target, String workload, int clients, int time) throws Exception {
        Path logs = Files.createTempDirectory(world.folder, "latencies");
        List<String> command = new ArrayList<>();
        command.addAll(List.of(world.pgbench(), "-h", target.address(), "-p", "5432", "-n"));
        command.addAll(
                List.of(
                        "-U",
                        ProxyBenchWorld.USER,
                        "-T",
                        "" + (time + clients / 100),
                        "-c",
                        "" + clients));
        command.addAll(List.of("-j", "" + Math.min(clients, 2), "-l", "--sampling-rate=0.1"));
        command.add("--log-prefix=" + logs.resolve("log"));
        command.addAll(
                switch (workload) {
                    case "simple", "extended", "prepared" -> List.of("-S", "-M", workload);
                    case "tpcb" -> List.of("-M", "simple");
                    case "storm" -> List.of("-S", "-C");
                    default -> throw new IllegalArgumentException("no such workload: " + workload);
                });
        command.add(ProxyBenchWorld.USER);
        double cpu = cpuSeconds(target.pid());
        double switches = switches(target.pid());
        String out =
                DoorBenchWorld.run(
                        command,
                        "PGPASSWORD",
                        ProxyBenchWorld.PASSWORD,
                        "PGSSLMODE",
                        "disable",
                        "PGGSSENCMODE",
                        "disable");
        cpu = cpuSeconds(target.pid()) - cpu;
        switches = switches(target.pid()) - switches;
        double done = number(DONE, out);
        long[] micros = latencies(logs);
        return new Run(
                number(TPS, out),
                quantile(micros, 0.5),
                quantile(micros, 0.99),
                cpu * 100_000 / done,
                switches / done);
    }

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

    /** User and system time. Source: proc(5), {@code /proc/pid/stat}, fields 14 and 15. */
    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** Of all its threads that there are. */
    private static double switches(long pid) throws IOException {
        long sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                if (!Files.exists(thread.resolve("status"))) continue;
                for (String line : Files.readAllLines(thread.resolve("status")))
                    if (line.contains("ctxt_switches"))
                        sum += Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return sum;
    }

    private static double otherWork() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }
}
