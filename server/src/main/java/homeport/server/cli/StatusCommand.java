package homeport.server.cli;

import homeport.server.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code status}: what runs where. */
@Command(name = "status", description = "Show what runs where.")
final class StatusCommand implements Callable<Integer> {
    @Mixin private DataOption data;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        Status status = data.service().status();
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(JsonMapper.shared().writeValueAsString(status));
        else print(status, out);
        out.flush();
        return 0;
    }

    private static void print(Status status, PrintWriter out) {
        Duration up = Duration.between(status.started(), Instant.now());
        out.printf("Homeport %s, process %d, up %s%n", status.version(), status.pid(), text(up));
        out.println("  AWS endpoint  " + status.api());
        out.println("  data folder   " + status.data());
        if (status.databases().isEmpty()) out.println("  no DB instances yet");
        else databases(status, out);
        if (status.proxies().isEmpty()) return;
        out.println();
        ProxyCommand.table(status.proxies(), out);
    }

    private static void databases(Status status, PrintWriter out) {
        out.println();
        Table table =
                new Table("INSTANCE", "STATUS", "ENGINE", "ZONE", "ENDPOINT", "NODE", "PID", "LAG");
        for (Status.Database row : status.databases())
            table.row(
                    row.identifier(),
                    row.status(),
                    row.engine(),
                    row.zone(),
                    row.endpoint(),
                    row.node(),
                    row.pid() == 0 ? "" : row.pid(),
                    row.lag());
        table.print(out);
    }

    /** The two largest units: {@code 3 d 4 h}, {@code 5 min 6 s}, {@code 7 s}. */
    static String text(Duration span) {
        if (span.toDays() > 0) return span.toDays() + " d " + span.toHoursPart() + " h";
        if (span.toHours() > 0) return span.toHours() + " h " + span.toMinutesPart() + " min";
        if (span.toMinutes() > 0) return span.toMinutes() + " min " + span.toSecondsPart() + " s";
        return span.toSeconds() + " s";
    }
}
