package homeport.engine;

import homeport.engine.Node.Running;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The server process of one data folder: started, found again, stopped, killed. There is never a
 * second one: whoever works in the folder is looked up in {@code /proc} first, and a pid file is
 * only a hint.
 */
final class Postmaster {
    private static final Duration POLL = Duration.ofMillis(10);

    /** Killed processes are gone within milliseconds, mostly; a failover waits for that. */
    private static final Duration KILL_POLL = Duration.ofMillis(2);

    private static final Duration KILL_MAX = Duration.ofSeconds(20);

    /** What an immediate shutdown, which PostgreSQL limits to 5 s, is given. */
    private static final Duration QUIT_MAX = Duration.ofSeconds(6);

    /** How far the pid file and the kernel may disagree when the clock was set in between. */
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(60);

    private final NodePlace place;
    private final Account account;
    private final ProcessTable processes;
    private final Exits exits;

    /** The server that was seen last: what made it ours does not change while it lives. */
    private volatile Optional<Known> known = Optional.empty();

    /**
     * @param began see {@link ProcessTable#began}
     */
    private record Known(Running server, long began) {}

    Postmaster(NodePlace place, Account account, ProcessTable processes, Exits exits) {
        this.place = place;
        this.account = account;
        this.processes = processes;
        this.exits = exits;
    }

    /** The live postmaster of this folder: pid file, working folder, command and time agree. */
    Optional<Running> running() {
        Path data = place.data();
        Optional<PidFile> file = PidFile.read(data);
        if (file.isEmpty()) return Optional.empty();
        long pid = file.get().pid();
        Optional<Long> began = processes.began(pid);
        if (began.isEmpty()) return Optional.empty();
        Optional<Known> now =
                known.filter(k -> k.server().pid() == pid && k.began() == began.get())
                        .or(() -> recognise(file.get(), began.get()));
        known = now;
        return now.map(Known::server);
    }

    private Optional<Known> recognise(PidFile file, long began) {
        Optional<ProcessHandle> process = ProcessHandle.of(file.pid());
        if (process.isEmpty()) return Optional.empty();
        if (processes.find(file.pid()).filter(e -> e.postmasterOf(place.data())).isEmpty())
            return Optional.empty();
        Optional<Instant> started = process.get().info().startInstant();
        if (started.isEmpty() || !near(started.get(), file.started())) return Optional.empty();
        Running server = new Running(file.pid(), started.get(), exits.of(process.get()));
        return Optional.of(new Known(server, began));
    }

    /** See {@link Node#start}. */
    Running start(Installation installation, Duration max) {
        Instant deadline = Instant.now().plus(max);
        Running running = running().orElseGet(() -> launch(installation));
        while (true) {
            if (accepts(running)) return running;
            if (running.exited().isDone()) {
                String said = startupLog();
                kill();
                throw new EngineException("the server stopped while starting: " + said);
            }
            if (Instant.now().isAfter(deadline)) {
                String said = startupLog();
                kill();
                throw new EngineException(
                        "the server accepted no connection in " + max + ": " + said);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** See {@link Node#stop}. */
    void stop(Duration max) {
        end(Kernel.INT, max);
        quit();
    }

    /** At once: nothing is written any more. */
    void quit() {
        end(Kernel.QUIT, QUIT_MAX);
        kill(); // also what a postmaster that died alone left behind
    }

    /** A server that runs gets the signal, and so long to end. */
    private void end(int signal, Duration max) {
        Optional<Running> server = running();
        if (server.isEmpty()) return;
        Kernel.signal(server.get().pid(), signal);
        try {
            server.get().exited().get(max.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            // what comes next is harder
        } catch (ExecutionException e) {
            throw new EngineException("cannot see the end of process " + server.get().pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills every process of this folder and returns when none is left. */
    void kill() {
        Instant deadline = Instant.now().plus(KILL_MAX);
        while (true) {
            List<ProcessTable.Entry> left = serving();
            if (left.isEmpty()) return;
            if (Instant.now().isAfter(deadline))
                throw new EngineException(
                        "processes survive SIGKILL in " + place.data() + ": " + left);
            // The postmaster first: it would start what is missing again.
            left.stream()
                    .filter(e -> e.postmasterOf(place.data()))
                    .forEach(e -> Kernel.signal(e.pid(), Kernel.KILL));
            left.forEach(e -> Kernel.signal(e.pid(), Kernel.KILL));
            LockSupport.parkNanos(KILL_POLL.toNanos());
        }
    }

    /** Also what a postmaster that died alone left behind counts. */
    boolean hasProcesses() {
        return !serving().isEmpty();
    }

    boolean signal(int signal) {
        return running().map(r -> Kernel.signal(r.pid(), signal)).orElse(false);
    }

    private Running launch(Installation installation) {
        kill();
        try {
            Files.deleteIfExists(PidFile.in(place.data()));
            Path sockets = place.socket().getParent();
            account.folder(sockets);
            try (DirectoryStream<Path> stale = Files.newDirectoryStream(sockets, ".s.PGSQL.*")) {
                for (Path socket : stale) Files.deleteIfExists(socket);
            }
            return spawn(installation);
        } catch (IOException e) {
            throw new EngineException("cannot start the server of " + place.home(), e);
        }
    }

    /**
     * A session of its own: what ends Homeport, or its terminal, does not reach the server. Every
     * step replaces the one before, so the process is the postmaster.
     */
    private Running spawn(Installation installation) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(
                account.command(List.of(installation.postgres(), "-D", place.data().toString())));
        Path output = ServerLog.startup(place);
        Durable.write(output, "", account);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(place.home().toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        Command.environment(builder);
        Process process = builder.start();
        Instant started = process.info().startInstant().orElseGet(Instant::now);
        return new Running(process.pid(), started, exits.child(process));
    }

    private boolean accepts(Running server) {
        return PidFile.read(place.data())
                .filter(file -> file.pid() == server.pid() && file.accepts())
                .isPresent();
    }

    /** Everything of PostgreSQL that works in the data folder, or was just told to. */
    private List<ProcessTable.Entry> serving() {
        String data = place.data().toString();
        return processes.inside(place.home()).stream()
                .filter(e -> e.program().equals("postgres") || e.launching() || e.exiting())
                .filter(e -> e.folder().startsWith(place.data()) || e.arguments().contains(data))
                .toList();
    }

    private String startupLog() {
        return ServerLog.sinceStart(place);
    }

    private static boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(CLOCK_SLACK) < 0;
    }
}
