package homeport.server.cli;

import homeport.server.Status;
import homeport.server.log.ServiceLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code logs}: Homeport's own log, or that of one database. */
@Command(name = "logs", description = "Print the end of a log.")
final class LogsCommand implements Callable<Integer> {
    @Mixin private DataOption data;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A DB instance. Default: Homeport's own log")
    private String name;

    @Option(names = "-f", description = "Go on printing what is added.")
    private boolean follow;

    @Option(
            names = "-n",
            paramLabel = "LINES",
            defaultValue = "100",
            description = "How many lines of what is there. Default: ${DEFAULT-VALUE}")
    private int lines;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed, InterruptedException {
        Path file = name == null ? own() : newest(name);
        Tail tail = new Tail(file, spec.commandLine().getOut());
        tail.last(lines);
        if (follow) tail.follow();
        return 0;
    }

    private Path own() throws CommandFailed {
        Path file = data.folder().resolve("log").resolve(ServiceLog.FILE);
        if (!Files.exists(file))
            throw new CommandFailed(
                    "There is no log in %s yet. Start Homeport with `./homeport up%s`."
                            .formatted(data.folder(), data.asFlag()));
        return file;
    }

    private Path newest(String instance) throws IOException, CommandFailed {
        Path folder =
                data.service().status().databases().stream()
                        .filter(row -> row.identifier().equals(instance))
                        .map(Status.Database::logs)
                        .map(Path::of)
                        .findFirst()
                        .orElseThrow(() ->
                                new CommandFailed(
                                        "There is no DB instance %s. `./homeport status%s` lists them."
                                                .formatted(instance, data.asFlag())));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow(() -> new CommandFailed("No log of " + instance + " yet."));
        }
    }
}
