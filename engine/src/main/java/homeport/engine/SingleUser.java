package homeport.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A data folder made by initdb, and SQL run on it by a server in single-user mode: nothing listens,
 * so nobody else can come in before the roles are there. Nothing is flushed; whoever publishes the
 * folder does that once for all. Source: PostgreSQL documentation, {@code initdb} and "Options for
 * Single-User Mode".
 */
record SingleUser(Installation installation, Account account) {
    private static final Duration INITDB_MAX = Duration.ofSeconds(120);
    private static final Duration SQL_MAX = Duration.ofSeconds(120);

    /** It reads up to max_wal_size of WAL; see {@code START_MAX} of those who start servers. */
    private static final Duration RECOVERY_MAX = Duration.ofMinutes(10);

    /** What a week may have written. */
    private static final Duration ARCHIVE_MAX = Duration.ofHours(24);

    /** In numbers alone: names of zones are not known yet when PostgreSQL reads it. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    /** Recovery stops at one prepared transaction more than this; each takes about 1 kB. */
    private static final int PREPARED_MAX = 5000;

    /** Loaded so that their settings exist; pg_stat_statements is loaded by every server. */
    private static final String MODULES = "pg_stat_statements,auto_explain";

    /**
     * @param folder where the command works: the home, by which a later sweep finds it
     * @param data absent or empty
     */
    void initialise(Path folder, Path data) {
        Command.Result done = initdb(folder, data, "C.UTF-8");
        if (done.exit() != 0 && done.output().contains("invalid locale name")) {
            Durable.delete(data);
            done = initdb(folder, data, "C");
        }
        if (done.exit() != 0) throw new EngineException("initdb failed: " + done.output().strip());
    }

    /** Runs each statement in database {@code postgres}; stops at the first that fails. */
    void run(Path folder, Path data, List<String> statements) {
        run(folder, data, List.of(), statements, SQL_MAX);
    }

    /** Replays the WAL that the folder holds, to its end, and shuts down. */
    void recover(Path folder, Path data) {
        recover(folder, data, List.of("restore_command=false"), RECOVERY_MAX); // there must be one
    }

    /**
     * Replays the WAL that a command fetches, and shuts down.
     *
     * @param until nothing that was committed then or later is replayed; empty: to the end of WAL
     * @throws EngineException also when the WAL ends before that
     */
    void recover(Path folder, Path data, String restoreCommand, Optional<Instant> until) {
        List<String> settings = new ArrayList<>();
        settings.add("restore_command=" + restoreCommand);
        settings.add("recovery_target_timeline=latest");
        // What is fetched is in the archive: with always it would be kept to go there again.
        settings.add("archive_mode=on");
        settings.add("recovery_target_action=promote");
        settings.add("recovery_target_inclusive=off");
        until.ifPresent(time -> settings.add("recovery_target_time=" + TIME.format(time)));
        recover(folder, data, settings, ARCHIVE_MAX);
    }

    private void recover(Path folder, Path data, List<String> settings, Duration max) {
        List<String> words = new ArrayList<>();
        for (String setting : settings) words.addAll(List.of("-c", setting));
        words.addAll(List.of("-c", "hot_standby=off"));
        words.addAll(List.of("-c", "max_prepared_transactions=" + PREPARED_MAX));
        run(folder, data, words, List.of("SELECT 1"), max);
    }

    private void run(
            Path folder, Path data, List<String> settings, List<String> statements, Duration max) {
        List<String> command = new ArrayList<>(List.of(installation.postgres(), "--single", "-j"));
        command.addAll(List.of("-D", data.toString(), "-F", "-c", "exit_on_error=on"));
        command.addAll(List.of("-c", "shared_preload_libraries=" + MODULES));
        command.addAll(List.of("-c", "log_min_error_statement=panic"));
        command.addAll(settings);
        // The statements hold verifiers, and what is counted here would be shown later.
        command.addAll(List.of("-c", "pg_stat_statements.track=none", "postgres"));
        String script = String.join(";\n\n", statements) + ";\n\n";
        Command.Result done = Command.run(account.command(command), folder, script, max);
        if (done.exit() != 0)
            throw new EngineException(
                    "postgres %s could not set up %s: %s"
                            .formatted(installation.version(), data, done.output().strip()));
    }

    private Command.Result initdb(Path folder, Path data, String locale) {
        List<String> command = new ArrayList<>(List.of(installation.initdb()));
        command.addAll(List.of("-D", data.toString(), "-U", Roles.ADMIN));
        // Nobody gets in by what initdb writes: the access rules are replaced as a whole.
        command.addAll(List.of("--auth=reject", "--data-checksums", "--encoding=UTF8"));
        command.addAll(List.of("--locale=" + locale, "--no-sync"));
        return Command.run(account.command(command), folder, "", INITDB_MAX);
    }
}
