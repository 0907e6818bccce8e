package homeport.bench;

import homeport.bench.ProxyLoad.Run;
import homeport.bench.ProxyWorkload.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What a DB proxy costs on each kind of loop, against PgBouncer in transaction mode and any other:
 * one load through each of them, in turn within a round, since the machine's speed drifts between
 * rounds. All have {@value ProxyBenchWorld#CONNECTIONS} connections to one server, take clients by
 * SCRAM, and with TLS by a certificate of ECDSA. Figures are medians; ratios are medians of the
 * ratios within a round, to the first target. Processor time and context switches are the proxy's
 * own, that for taking the clients in among it; many clients take some seconds for that, which are
 * added to the time. The last column is the load average before.
 *
 * <p>Needs PostgreSQL with pgbench in {@code /usr/lib/postgresql}; PgBouncer is Debian's. Run:
 *
 * <pre>
 * ./mvnw -q -pl bench -am package -DskipTests
 * java -cp bench/target/classes:proxy/target/classes:wire/target/classes \
 *     homeport.bench.ProxyBench 5 4 simple-64,storm-16,storm-16-tls,copyout,idle-5000
 * </pre>
 *
 * <p>Arguments, each with a default: rounds (5); seconds of each measurement (4); workloads ({@link
 * ProxyWorkload}; all that is promised); kinds of loop (io_uring,epoll,nio); other targets ({@link
 * ProxyTarget#parse}), which must lead to a database that pgbench has filled, and are signed in to
 * with {@code PGUSER}, {@code PGPASSWORD} and {@code PGDATABASE}. It fails for errors only, and not
 * for what is slow.
 */
final class ProxyBench {
    private static final int WARM_SECONDS = 5;
    private static final int STORM_WARM_SECONDS = 6;

    private static final String PROMISED =
            "simple-8,simple-64,simple-500,extended-8,extended-64,extended-500,prepared-8,"
                    + "prepared-64,prepared-500,tpcb-8,tpcb-32,storm-16,storm-16-tls,copyout,"
                    + "copyin,rows,idle-5000,idle-5000-tls";

    private final ProxyLoad load;
    private final List<ProxyTarget> targets;
    private final int rounds;

    /** Seconds for 100,000 connections by target's name, plain and with TLS. */
    private final Map<String, Double> storms = new LinkedHashMap<>();

    private final Map<String, Double> tlsStorms = new LinkedHashMap<>();

    private ProxyBench(ProxyLoad load, List<ProxyTarget> targets, int rounds) {
        this.load = load;
        this.targets = targets;
        this.rounds = rounds;
    }

    /** Prints one table. */
    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        int rounds = Integer.parseInt(argument(given, 0, "5"));
        int seconds = Integer.parseInt(argument(given, 1, "4"));
        List<ProxyWorkload> workloads =
                list(argument(given, 2, PROMISED)).stream().map(ProxyWorkload::parse).toList();
        List<String> kinds = list(argument(given, 3, "io_uring,epoll,nio"));
        List<ProxyTarget> others =
                list(argument(given, 4, "")).stream().map(ProxyTarget::parse).toList();
        try (ProxyBenchWorld world = new ProxyBenchWorld()) {
            List<ProxyTarget> targets = new ArrayList<>(world.pgbouncer().stream().toList());
            if (targets.isEmpty()) System.out.println("PgBouncer is not installed");
            for (String kind : kinds) targets.add(world.proxy(kind));
            targets.addAll(others);
            ProxyBench bench = new ProxyBench(new ProxyLoad(world, seconds), targets, rounds);
            bench.warm(workloads);
            bench.printHead();
            for (ProxyWorkload workload : workloads) bench.measure(workload);
            bench.printHandshakes();
        }
    }

    private static String argument(List<String> given, int at, String otherwise) {
        return given.size() > at ? given.get(at) : otherwise;
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }

    /** A JVM is slower in its first seconds, and what is measured is what lasts. */
    private void warm(List<ProxyWorkload> workloads) throws Exception {
        List<ProxyWorkload> warm = new ArrayList<>();
        warm.add(ProxyWorkload.parse("simple-64"));
        warm.add(ProxyWorkload.parse("prepared-64"));
        for (boolean tls : new boolean[] {false, true})
            if (workloads.stream().anyMatch(w -> w.kind() == Kind.STORM && w.tls() == tls))
                warm.add(new ProxyWorkload(Kind.STORM, 16, tls));
        for (ProxyWorkload workload : warm) {
            int time = workload.kind() == Kind.STORM ? STORM_WARM_SECONDS : WARM_SECONDS;
            for (ProxyTarget target : targets)
                if (target.can(workload)) load.run(target, workload, time);
        }
    }

    private void measure(ProxyWorkload workload) throws Exception {
        List<ProxyTarget> able = targets.stream().filter(t -> t.can(workload)).toList();
        Map<ProxyTarget, List<Run>> runs = new LinkedHashMap<>();
        able.forEach(target -> runs.put(target, new ArrayList<>()));
        double busy = otherWork();
        // what is kept for a crowd stays: the first round is the one that tells
        int times = workload.kind() == Kind.IDLE ? 1 : rounds;
        for (int round = 0; round < times; round++)
            for (ProxyTarget target : round % 2 == 0 ? able : able.reversed())
                runs.get(target).add(load.run(target, workload));
        List<Run> base = runs.get(able.getFirst());
        runs.forEach((target, its) -> {
            System.out.println(line(workload, target, its, base, busy));
            if (workload.kind() == Kind.STORM)
                (workload.tls() ? tlsStorms : storms).put(target.name(), median(its, Run::cost));
        });
    }

    private void printHead() {
        System.out.printf(
                "%d rounds, medians; ratios are to %s%n%-16s %-10s %9s %8s %8s %16s %8s |"
                        + " %6s %6s %6s (least to most)  busy%n",
                rounds,
                targets.getFirst().name(),
                "workload",
                "through",
                "a second",
                "p50 ms",
                "p99 ms",
                "cost",
                "switches",
                "rate",
                "p99",
                "cost");
    }

    private void printHandshakes() {
        tlsStorms.forEach((name, seconds) -> {
            if (storms.containsKey(name))
                System.out.printf(
                        Locale.ROOT,
                        "%s: TLS costs %.2f ms of processor time for each connection%n",
                        name,
                        (seconds - storms.get(name)) / 100);
        });
    }

    private static String line(
            ProxyWorkload workload,
            ProxyTarget target,
            List<Run> its,
            List<Run> base,
            double busy) {
        double[] cost = ratios(its, base, Run::cost);
        return String.format(
                Locale.ROOT,
                "%-16s %-10s %9.0f %8.2f %8.2f %8.2f %-7s %8.2f | %6.2f %6.2f %6.2f (%.2f to"
                        + " %.2f) %5.1f",
                workload,
                target.name(),
                median(its, Run::rate),
                median(its, Run::p50),
                median(its, Run::p99),
                median(its, Run::cost),
                workload.kind().unit,
                median(its, Run::switches),
                middle(ratios(its, base, Run::rate)),
                middle(ratios(its, base, Run::p99)),
                middle(cost),
                cost[0],
                cost[cost.length - 1],
                busy);
    }

    private static double[] ratios(List<Run> its, List<Run> base, ToDoubleFunction<Run> figure) {
        return IntStream.range(0, its.size())
                .mapToDouble(
                        i -> figure.applyAsDouble(its.get(i)) / figure.applyAsDouble(base.get(i)))
                .sorted()
                .toArray();
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        return middle(runs.stream().mapToDouble(figure).sorted().toArray());
    }

    private static double middle(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static double otherWork() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }
}
