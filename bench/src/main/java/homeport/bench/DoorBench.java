package homeport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the door costs: pgbench's select-only load straight to PostgreSQL, through HAProxy and
 * through the door (also guarded: with a look into each message), the targets interleaved in
 * rounds. Ratios are medians of the ratios within each round, since the machine's speed drifts
 * between rounds; processor time is the proxy's own, user and system.
 *
 * <p>Needs PostgreSQL in {@code /usr/lib/postgresql} with pgbench, and haproxy. Run:
 *
 * <pre>
 * ./mvnw -q -pl bench -am package -DskipTests
 * java -cp bench/target/classes:proxy/target/classes:wire/target/classes homeport.bench.DoorBench 5 7
 * </pre>
 *
 * <p>Arguments: seconds of each measurement (default 5), rounds (default 7).
 */
final class DoorBench {
    private static final int CLIENTS = 8;

    /** Transactions until the JVM has compiled the relay. */
    private static final int WARM_SECONDS = 8;

    private static final Pattern DONE = Pattern.compile("actually processed: (\\d+)");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    /** Where the load goes and whose processor time counts. */
    private record Target(String name, String host, String sslmode, Optional<Process> proxy) {}

    /**
     * One measurement.
     *
     * @param cpu the proxy's seconds for 100,000 transactions
     */
    private record Run(double tps, double cpu) {}

    private DoorBench() {}

    /** Prints one table for each query mode. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        printMachine();
        try (DoorBenchWorld world = new DoorBenchWorld()) {
            List<Target> targets =
                    List.of(
                            new Target("direct, TCP", world.server, "disable", Optional.empty()),
                            new Target(
                                    "HAProxy",
                                    world.haproxyAddress,
                                    "disable",
                                    Optional.of(world.haproxy)),
                            new Target(
                                    "door", world.doorAddress, "disable", Optional.of(world.door)),
                            new Target(
                                    "door, guarded",
                                    world.guardedAddress,
                                    "disable",
                                    Optional.of(world.door)),
                            new Target(
                                    "door, TLS",
                                    world.doorAddress,
                                    "require",
                                    Optional.of(world.door)),
                            new Target(
                                    "direct, unix",
                                    world.socketFolder(),
                                    "disable",
                                    Optional.empty()));
            for (Target target : targets) measure(target, "simple", WARM_SECONDS);
            for (String mode : List.of("simple", "prepared"))
                print(mode, seconds, measure(targets, mode, seconds, rounds));
        }
    }

    private static Map<Target, List<Run>> measure(
            List<Target> targets, String mode, int seconds, int rounds) throws Exception {
        Map<Target, List<Run>> runs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Target target : targets) {
                Run run = measure(target, mode, seconds);
                runs.computeIfAbsent(target, _ -> new ArrayList<>()).add(run);
            }
        }
        return runs;
    }

    private static Run measure(Target target, String mode, int seconds) throws Exception {
        double before = cpuSeconds(target.proxy());
        String out =
                DoorBenchWorld.run(
                        List.of(
                                "pgbench",
                                "-h",
                                target.host(),
                                "-U",
                                "postgres",
                                "-S",
                                "-n",
                                "-c",
                                "" + CLIENTS,
                                "-j",
                                "2",
                                "-T",
                                "" + seconds,
                                "-M",
                                mode,
                                "postgres"),
                        "PGSSLMODE",
                        target.sslmode());
        double cpu = cpuSeconds(target.proxy()) - before;
        return new Run(number(TPS, out), cpu * 100_000 / number(DONE, out));
    }

    private static double number(Pattern pattern, String out) throws IOException {
        Matcher matcher = pattern.matcher(out);
        if (!matcher.find()) throw new IOException("pgbench said: " + out);
        return Double.parseDouble(matcher.group(1));
    }

    /** User and system time. Source: proc(5), {@code /proc/pid/stat}, fields 14 and 15. */
    private static double cpuSeconds(Optional<Process> process) throws IOException {
        if (process.isEmpty()) return 0;
        String stat = Files.readString(Path.of("/proc/" + process.get().pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static void print(String mode, int seconds, Map<Target, List<Run>> runs) {
        List<List<Run>> all = List.copyOf(runs.values());
        List<Run> direct = all.get(0);
        List<Run> haproxy = all.get(1);
        System.out.printf(
                "%npgbench -S -M %s, %d clients, %d rounds of %d s%n",
                mode, CLIENTS, direct.size(), seconds);
        System.out.printf(
                "%-13s %8s %10s %14s %11s%n",
                "target", "tps", "of direct", "CPU s/100k tx", "of HAProxy");
        runs.forEach((target, its) ->
                System.out.printf(
                        Locale.ROOT,
                        "%-13s %8.0f %10.2f %14s %11s%n",
                        target.name(),
                        median(its.stream().map(Run::tps).toList()),
                        ratio(its, direct, Run::tps),
                        cpu(target, median(its.stream().map(Run::cpu).toList())),
                        cpu(target, ratio(its, haproxy, Run::cpu))));
    }

    private static String cpu(Target target, double value) {
        return target.proxy().isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static double ratio(List<Run> its, List<Run> base, ToDoubleFunction<Run> of) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < its.size(); i++)
            ratios.add(of.applyAsDouble(its.get(i)) / of.applyAsDouble(base.get(i)));
        return median(ratios);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    private static void printMachine() throws IOException {
        String model =
                Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                        .filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .map(line -> line.substring(line.indexOf(':') + 2))
                        .orElse("unknown processor");
        System.out.printf(
                "%s, %d processors, %s %s, JDK %s, door JVM flags %s, HAProxy nbthread 1, load %s%n",
                model,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.version(),
                String.join(" ", DoorProcess.FLAGS),
                Files.readString(Path.of("/proc/loadavg")).strip());
    }
}
