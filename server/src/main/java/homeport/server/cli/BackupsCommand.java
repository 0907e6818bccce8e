package homeport.server.cli;

import homeport.server.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code backups}: every snapshot, how it is kept and whether it can be restored. */
@Command(
        name = "backups",
        description = "Show every snapshot: size, packed, encrypted, proven restorable.")
final class BackupsCommand implements Callable<Integer> {
    @Mixin private DataOption data;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed {
        List<Status.Backup> backups = data.service().backups();
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(JsonMapper.shared().writeValueAsString(backups));
        else if (backups.isEmpty()) out.println("No snapshots yet.");
        else table(backups, out);
        out.flush();
        return 0;
    }

    private static void table(List<Status.Backup> backups, PrintWriter out) {
        Table table =
                new Table("INSTANCE", "SNAPSHOT", "KIND", "TAKEN", "MB", "KEPT AS", "VERIFIED");
        for (Status.Backup row : backups)
            table.row(
                    row.instance(),
                    row.snapshot(),
                    row.kind(),
                    row.taken().map(BackupsCommand::text).orElse(row.status()),
                    String.format(Locale.ROOT, "%.1f", row.bytes() / 1e6),
                    row.packed() ? row.encrypted() ? "encrypted pack" : "pack" : "folder",
                    verified(row));
        table.print(out);
    }

    private static String verified(Status.Backup row) {
        Optional<String> when = row.verified().map(BackupsCommand::text);
        return row.problem().isEmpty()
                ? when.orElse("")
                : "FAILED " + when.orElse("") + ": " + row.problem();
    }

    private static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
