package homeport.server.cli;

import homeport.engine.Lsn;
import homeport.server.ReplicaReading;
import homeport.server.Status;
import homeport.server.local.LocalClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code replica}: how far read replicas are, and waiting for one before it is promoted. */
@Command(name = "replica", description = "List read replicas, or wait until one has caught up.")
final class ReplicaCommand implements Callable<Integer> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h)");
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** What is asked of {@code replica}. */
    private enum Action {
        LIST,
        WAIT;

        static Optional<Action> of(String word) {
            for (Action action : values())
                if (action.name().toLowerCase(Locale.ROOT).equals(word)) return Optional.of(action);
            return Optional.empty();
        }
    }

    @Parameters(index = "0", paramLabel = "ACTION", description = "Of: list, wait.")
    private String action;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "REPLICA",
            description = "Of wait: identifier or ARN of the read replica.")
    private Optional<String> replica;

    @Option(
            names = "--lag",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description =
                    "Of wait: how far behind is good enough. 0: it shows all that its source had when the wait began.")
    private double lag;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "Of wait: longest wait, as 30s, 5m or 1h.")
    private String timeout;

    @Option(names = "--json", description = "Of list: print one JSON document.")
    private boolean json;

    @Mixin private DataOption data;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        Action wanted =
                Action.of(action)
                        .orElseThrow(() ->
                                misunderstood(
                                        "ACTION is %s, allowed: list, wait.".formatted(action)));
        switch (wanted) {
            case LIST -> list();
            case WAIT -> await();
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void list() throws IOException, CommandFailed {
        List<Status.Replica> rows = data.service().status().replicas();
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(JsonMapper.shared().writeValueAsString(rows));
        else if (rows.isEmpty()) out.println("There is no read replica.");
        else table(rows, out);
    }

    private static void table(List<Status.Replica> rows, PrintWriter out) {
        Table table = new Table("REPLICA", "REGION", "SOURCE", "NODE", "STATUS", "LAG", "MESSAGE");
        for (Status.Replica row : rows)
            table.row(
                    row.identifier(),
                    row.region(),
                    row.source(),
                    row.streamsFrom(),
                    row.status(),
                    Status.lagText(row.lagSeconds()),
                    row.message());
        table.print(out);
    }

    private void await() throws IOException, CommandFailed {
        String name =
                replica.orElseThrow(() -> misunderstood("Say which replica: replica wait NAME."));
        if (lag < 0) throw misunderstood("--lag is %s, allowed: 0 or more.".formatted(lag));
        Duration max = time(timeout);
        LocalClient service = data.service();
        long begin = System.nanoTime();
        Optional<Lsn> goal = Optional.empty();
        while (true) {
            ReplicaReading now = ask(service, name);
            goal = goal.or(() -> position(now.sourceAt()));
            if (hasReached(now, goal)) {
                spec.commandLine().getOut().println(reached(now, goal));
                return;
            }
            if (now.status().equals("terminated"))
                throw new CommandFailed(
                        "%s will not catch up: its replication is terminated. %s"
                                .formatted(now.identifier(), now.message()));
            if (System.nanoTime() - begin >= max.toNanos())
                throw new CommandFailed(late(now, goal, max));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static ReplicaReading ask(LocalClient service, String name)
            throws IOException, CommandFailed {
        try {
            return service.replica(name);
        } catch (LocalClient.Refusal refused) {
            throw new CommandFailed(refused.getMessage(), refused);
        }
    }

    private boolean hasReached(ReplicaReading now, Optional<Lsn> goal) {
        Optional<Lsn> shown = position(now.shown());
        boolean all = goal.isPresent() && shown.filter(at -> at.reaches(goal.get())).isPresent();
        boolean near = lag > 0 && now.lagSeconds() >= 0 && now.lagSeconds() <= lag;
        return all || near;
    }

    private static String reached(ReplicaReading now, Optional<Lsn> goal) {
        Optional<Lsn> shown = position(now.shown());
        boolean all = goal.isPresent() && shown.filter(at -> at.reaches(goal.get())).isPresent();
        return all
                ? "%s shows all that its source had when the wait began, up to %s."
                        .formatted(now.identifier(), goal.get())
                : "%s is %s behind.".formatted(now.identifier(), Status.lagText(now.lagSeconds()));
    }

    private static String late(ReplicaReading now, Optional<Lsn> goal, Duration max) {
        String after = "After %s %s".formatted(StatusCommand.text(max), now.identifier());
        String stands =
                " Its replication is %s, its lag %s. %s"
                        .formatted(now.status(), Status.lagText(now.lagSeconds()), now.message());
        Optional<Lsn> shown = position(now.shown());
        if (goal.isEmpty())
            return (after + "'s source has not said how far it is." + stands).strip();
        if (shown.isEmpty()) return (after + " has not said how far it is." + stands).strip();
        return (after
                        + " lacks %d bytes: it shows everything up to %s, its source was at %s."
                                .formatted(
                                        Math.max(0, goal.get().bytes() - shown.get().bytes()),
                                        shown.get(),
                                        goal.get())
                        + stands)
                .strip();
    }

    private static Optional<Lsn> position(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Lsn.parse(text));
    }

    private Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches())
            throw misunderstood(
                    "--timeout is %s, allowed: a number with s, m or h after it.".formatted(text));
        long count = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private ParameterException misunderstood(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
