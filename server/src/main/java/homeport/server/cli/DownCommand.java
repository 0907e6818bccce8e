package homeport.server.cli;

import homeport.server.Homeport;
import homeport.server.StartException;
import homeport.server.local.LocalClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code down}: no service and no database of the folder runs afterwards. */
@Command(name = "down", description = "Stop Homeport and its databases cleanly.")
final class DownCommand implements Callable<Integer> {
    private static final Duration STOP_MAX = Duration.ofSeconds(120);
    private static final Duration UNHEARD_STOP_MAX = Duration.ofSeconds(20);

    @Mixin private DataOption data;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, CommandFailed, InterruptedException {
        Path folder = data.folder();
        PrintWriter out = spec.commandLine().getOut();
        if (!Files.isDirectory(folder))
            throw new CommandFailed("There is no data folder " + folder + "; nothing to stop.");
        Optional<LocalClient> service = LocalClient.of(folder);
        if (service.isPresent()) {
            stop(service.get());
            out.println("Homeport and its databases are stopped.");
        } else {
            int databases = stopDatabases(folder);
            out.println("Homeport was not running; databases stopped: " + databases + ".");
        }
        return 0;
    }

    private static void stop(LocalClient service) throws CommandFailed, InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(service.process().pid());
        Optional<IOException> refused = ask(service);
        if (process.isEmpty() || !service.process().alive()) return;
        Duration max = refused.isEmpty() ? STOP_MAX : UNHEARD_STOP_MAX;
        try {
            process.get().onExit().get(max.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException late) {
            String why = refused.map(IOException::getMessage).orElse("asked to");
            throw new CommandFailed(
                    "Homeport (process %d) did not stop in %d s (%s). See `./homeport logs`."
                            .formatted(service.process().pid(), max.toSeconds(), why),
                    late);
        }
    }

    /** A service may be gone before its answer is read; whether it stops is seen on its process. */
    private static Optional<IOException> ask(LocalClient service) {
        try {
            service.stop(true);
            return Optional.empty();
        } catch (IOException unheard) {
            return Optional.of(unheard);
        }
    }

    private static int stopDatabases(Path folder) throws CommandFailed {
        try {
            return Homeport.stopDatabases(folder);
        } catch (StartException refused) {
            throw new CommandFailed(refused.getMessage(), refused);
        }
    }
}
