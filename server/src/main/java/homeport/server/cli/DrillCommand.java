package homeport.server.cli;

import homeport.server.drill.Drill;
import java.util.ArrayList;
import java.util.List;
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
                "Strike a Multi-AZ instance on a fresh data folder again and again under load. Exit status 0 only if no acknowledged row was lost.")
final class DrillCommand implements Callable<Integer> {
    private static final int RUNS_MAX = 1000;

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Of: kill, node, freeze, forced, standby, homeport. Default: all of them.")
    private List<String> faults = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often each. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--failover-after",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "As for up. Default: ${DEFAULT-VALUE}")
    private int failoverAfterSeconds;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<String> wanted = faults.isEmpty() ? Drill.names() : faults;
        for (String name : wanted)
            if (!Drill.names().contains(name))
                throw new ParameterException(
                        spec.commandLine(),
                        "--fault is %s, allowed: %s.".formatted(name, Drill.names()));
        if (runs < 1 || runs > RUNS_MAX)
            throw new ParameterException(
                    spec.commandLine(), "--runs is %d, allowed 1 to %d.".formatted(runs, RUNS_MAX));
        return Drill.run(spec.commandLine().getOut(), wanted, runs, failoverAfterSeconds)
                ? 0
                : CommandLineTool.FAILED;
    }
}
