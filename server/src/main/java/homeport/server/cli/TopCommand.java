package homeport.server.cli;

import homeport.server.local.LocalClient;
import homeport.server.top.LoadReading;
import homeport.server.top.LoadScreen;
import homeport.server.top.LoadScreen.Size;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code top}: an instance's load, live. */
@Command(
        name = "top",
        description =
                "Show what a DB instance is busy with: load by wait, top SQL, who holds up whom. q or Ctrl-C ends it.")
final class TopCommand implements Callable<Integer> {
    private static final int INTERVAL_MAX = 60;

    /** Of what is not a terminal. */
    private static final int COLUMNS = 160;

    @Parameters(
            index = "0",
            paramLabel = "INSTANCE",
            description = "Identifier of a DB instance, or of a member of a cluster.")
    private String instance;

    @Option(names = "--once", description = "Show it once and end.")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Time between two looks, 1 to 60. Default: ${DEFAULT-VALUE}")
    private int interval;

    @Option(
            names = "--region",
            paramLabel = "R",
            description = "Where it is, when several regions have an instance of that name.")
    private Optional<String> region;

    @Mixin private DataOption data;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        if (interval < 1 || interval > INTERVAL_MAX)
            throw new ParameterException(
                    spec.commandLine(),
                    "--interval is %d, allowed 1 to %d (seconds)"
                            .formatted(interval, INTERVAL_MAX));
        LoadReading first = ask(); // what is wrong with the name is said before anything is drawn
        if (Terminal.isThere() && !once) live(first);
        else plain(first);
        return 0;
    }

    private LoadReading ask() throws IOException, CommandFailed {
        try {
            return data.service().load(instance, region.orElse(""));
        } catch (LocalClient.Refusal refused) {
            throw new CommandFailed(refused.getMessage(), refused);
        }
    }

    private void plain(LoadReading first) throws IOException, CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        boolean terminal = Terminal.isThere();
        Size size =
                terminal
                        ? new Size(Terminal.size().columns(), 0, Terminal.colours())
                        : new Size(COLUMNS, 0, false);
        LoadReading reading = first;
        while (true) {
            LoadScreen.lines(reading, size).forEach(out::println);
            if (once || out.checkError()) return;
            out.println();
            out.flush();
            if (!pause()) return;
            reading = ask();
        }
    }

    /** False: asked to end. */
    private boolean pause() {
        try {
            Thread.sleep(Duration.ofSeconds(interval));
            return true;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** While the service is away, the screen says so and goes on asking. */
    private void live(LoadReading first) throws IOException {
        try (Terminal terminal = Terminal.take(spec.commandLine().getOut())) {
            LoadReading reading = first;
            String trouble = "";
            do {
                Size size = Terminal.size();
                List<String> lines =
                        LoadScreen.lines(
                                reading,
                                new Size(
                                        size.columns(),
                                        Math.max(1, size.rows() - 1),
                                        size.colours()));
                terminal.draw(lines, trouble.isEmpty() ? "q ends" : trouble, size);
                if (terminal.quits(Duration.ofSeconds(interval))) return;
                try {
                    reading = ask();
                    trouble = "";
                } catch (IOException | CommandFailed away) {
                    trouble = "trying on: " + away.getMessage();
                }
            } while (true);
        }
    }
}
