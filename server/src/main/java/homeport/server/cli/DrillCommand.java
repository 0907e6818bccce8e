package homeport.server.cli;

import homeport.server.drill.Crashes;
import homeport.server.drill.Drill;
import homeport.server.drill.Endurance;
import homeport.server.drill.Restores;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code drill}: faults under load, and one table. */
@Command(
        name = "drill",
        description =
                "Strike a Multi-AZ instance on a fresh data folder again and again under load. Exit status 0 only if every promise was kept.")
final class DrillCommand implements Callable<Integer> {
    private static final int RUNS_MAX = 1000;

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = Names.class,
            description = "Of: ${COMPLETION-CANDIDATES}. Default: all of them.")
    private List<String> faults = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often each. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--random",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "20",
            description = "Instead: so many of them, drawn at random. Default: 20")
    private Optional<Integer> random = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Of --random: the same seed draws the same faults.")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--failovers",
            paramLabel = "N",
            description =
                    "Instead: so many failovers after one another; nothing may be left behind.")
    private Optional<Integer> failovers = Optional.empty();

    @Option(
            names = "--failover-after",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "As for up. Default: ${DEFAULT-VALUE}")
    private int failoverAfterSeconds;

    @Option(names = "--cluster", description = "Strike a Multi-AZ DB cluster of three nodes.")
    private boolean cluster;

    @Option(
            names = "--restores",
            paramLabel = "N",
            description =
                    "Instead: restore an instance to so many moments, and compare what is found with what was committed before each. --seed draws them.")
    private Optional<Integer> restores = Optional.empty();

    @Option(
            names = "--crashes",
            paramLabel = "N",
            description =
                    "Instead: so often kill Homeport, an instance or its copy while a replica, a promotion, a snapshot or a restore is under way. --seed draws them.")
    private Optional<Integer> crashes = Optional.empty();

    @Spec private CommandSpec spec;

    private static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Drill.names().iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        List<String> wanted = faults.isEmpty() ? Drill.names() : faults;
        for (String name : wanted)
            if (!Drill.names().contains(name))
                throw new ParameterException(
                        spec.commandLine(),
                        "--fault is %s, allowed: %s.".formatted(name, Drill.names()));
        checkCount("--runs", runs);
        if (random.isPresent()) checkCount("--random", random.get());
        if (failovers.isPresent()) return endure(failovers.get());
        if (seed.isPresent() && random.isEmpty() && restores.isEmpty() && crashes.isEmpty())
            throw new ParameterException(
                    spec.commandLine(), "--seed is for --random, --restores and --crashes.");
        if (crashes.isPresent()) {
            checkCount("--crashes", crashes.get());
            long drawn = seed.orElseGet(System::nanoTime);
            return Crashes.run(spec.commandLine().getOut(), crashes.get(), drawn)
                    ? 0
                    : CommandLineTool.FAILED;
        }
        if (restores.isPresent()) {
            checkCount("--restores", restores.get());
            long drawn = seed.orElseGet(System::nanoTime);
            return Restores.run(spec.commandLine().getOut(), restores.get(), drawn)
                    ? 0
                    : CommandLineTool.FAILED;
        }
        List<String> order = random.isPresent() ? draw(wanted) : repeat(wanted);
        return Drill.run(spec.commandLine().getOut(), order, failoverAfterSeconds, cluster)
                ? 0
                : CommandLineTool.FAILED;
    }

    private int endure(int count) throws Exception {
        checkCount("--failovers", count);
        if (!faults.isEmpty() || random.isPresent())
            throw new ParameterException(
                    spec.commandLine(), "--failovers is not for --fault and --random.");
        PrintWriter out = spec.commandLine().getOut();
        return Endurance.run(out, count, failoverAfterSeconds, cluster)
                ? 0
                : CommandLineTool.FAILED;
    }

    private void checkCount(String option, int count) {
        if (count < 1 || count > RUNS_MAX)
            throw new ParameterException(
                    spec.commandLine(),
                    "%s is %d, allowed 1 to %d.".formatted(option, count, RUNS_MAX));
    }

    private List<String> repeat(List<String> wanted) {
        List<String> order = new ArrayList<>();
        for (String name : wanted) for (int i = 0; i < runs; i++) order.add(name);
        return order;
    }

    private List<String> draw(List<String> wanted) {
        int count = random.orElseThrow();
        long number = seed.orElseGet(() -> System.nanoTime() & 0xFFFF_FFFFL);
        spec.commandLine()
                .getOut()
                .printf(
                        "Again with: ./homeport drill --random %d --seed %d%s%n",
                        count,
                        number,
                        (cluster ? " --cluster" : "")
                                + (faults.isEmpty() ? "" : " --fault " + String.join(",", faults)));
        return draw(wanted, count, number);
    }

    static List<String> draw(List<String> wanted, int count, long seed) {
        Random generator = new Random(seed);
        List<String> order = new ArrayList<>();
        for (int i = 0; i < count; i++) order.add(wanted.get(generator.nextInt(wanted.size())));
        return order;
    }
}
