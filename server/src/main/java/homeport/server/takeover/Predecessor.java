package homeport.server.takeover;

import homeport.control.reconcile.Doors.Route;
import homeport.proxy.loop.Inheritance;
import homeport.server.local.ProcessMark;
import homeport.server.local.ServiceFile;
import homeport.server.site.Follower;
import homeport.server.takeover.Ask.Answer;
import homeport.server.takeover.Ask.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that has served the folder before this one. It is told what changes, and when it does
 * not say in time that it has acted on it, it is killed: its sessions end either way. Any thread
 * may call.
 */
public final class Predecessor implements Follower, AutoCloseable {
    /** To close a control plane: each loop ends the step that it is at. */
    private static final Duration SUSPEND_MAX = Duration.ofSeconds(90);

    private static final Duration ASK_MAX = Duration.ofSeconds(10);

    /** What has to be done before this process goes on with a failover. */
    private static final Duration TOLD_MAX = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);

    private final Path data;
    private final ProcessMark process;
    private final String api;
    private final SocketChannel channel;
    private final Wire wire;
    private final BlockingQueue<Optional<Answer>> answers = new LinkedBlockingQueue<>();
    private volatile boolean isCommitted;
    private volatile boolean isGone;

    /** The old process has not done what was asked, and goes on; or it is gone. */
    public static final class Refusal extends IOException {
        private static final long serialVersionUID = 1L;

        Refusal(String sentence) {
            super(sentence);
        }
    }

    private Predecessor(Path data, ServiceFile service, SocketChannel channel) {
        this.data = data;
        this.process = service.process();
        this.api = service.api();
        this.channel = channel;
        this.wire = new Wire(channel);
        Thread.ofVirtual().name("predecessor").start(this::listen);
    }

    /**
     * Calls on the process that serves a folder.
     *
     * @return empty when none does
     * @throws Refusal it cannot be taken over from
     */
    public static Optional<Predecessor> of(Path data) throws IOException {
        Optional<ServiceFile> running = ServiceFile.running(data);
        if (running.isEmpty()) return Optional.empty();
        if (!Inheritance.isPossible())
            throw new Refusal(
                    "--take-over works under Linux only; use `./homeport down` and `up`.");
        try {
            SocketChannel channel =
                    SocketChannel.open(UnixDomainSocketAddress.of(TakeoverPort.path(data)));
            return Optional.of(new Predecessor(data, running.get(), channel));
        } catch (IOException deaf) {
            if (!running.get().process().alive()) return Optional.empty();
            throw new Refusal(
                    "Process %d serves %s and cannot be taken over from (%s); use `./homeport down` and `up`."
                            .formatted(running.get().process().pid(), data, deaf.getMessage()));
        }
    }

    private void listen() {
        try {
            while (true) answers.add(Optional.of(wire.hear(Answer.class)));
        } catch (EOFException ended) {
            LOG.debug("the old process has closed");
        } catch (IOException broken) {
            if (channel.isOpen()) LOG.warn("the old process is not heard: {}", broken.toString());
        }
        isGone = true;
        answers.add(Optional.empty());
    }

    /** The URL of every AWS API, as it was. */
    public String api() {
        return api;
    }

    public ProcessMark process() {
        return process;
    }

    /** It has ended, or cannot be told anything any more. */
    public boolean isGone() {
        return isGone;
    }

    /**
     * It closes its control plane.
     *
     * @return where its endpoints lead, by their ids
     * @throws Refusal it goes on as before
     */
    public Map<String, Route> begin() throws IOException {
        Ask ask = new Ask(Kind.BEGIN, Ask.PROTOCOL, "", List.of());
        return ask(ask, SUSPEND_MAX).doors().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, door -> door.getValue().route()));
    }

    /** Its listening sockets; none when it is gone meanwhile. */
    public Inheritance sockets() throws IOException {
        Path path = data.resolve("run").resolve("sockets");
        try (Inheritance.Letterbox box = Inheritance.letterbox(path)) {
            return box.open(ask(Ask.of(Kind.SOCKETS, path.toString(), List.of()), ASK_MAX).count());
        }
    }

    /**
     * It accepts no more, or is killed.
     *
     * @param sessionsMax how long its sessions may go on
     * @return how many there are
     */
    public int commit(Duration sessionsMax) {
        isCommitted = true;
        Ask ask = new Ask(Kind.COMMIT, sessionsMax.toSeconds(), "", List.of());
        return tell(ask, ASK_MAX).map(Answer::count).orElse(0);
    }

    private synchronized Answer ask(Ask ask, Duration max) throws IOException {
        if (isGone) throw new EOFException("the old process is gone");
        wire.say(ask);
        Optional<Answer> answer;
        try {
            answer =
                    Optional.ofNullable(answers.poll(max.toMillis(), TimeUnit.MILLISECONDS))
                            .orElseThrow(() ->
                                    new Refusal(
                                            "The old process (%d) did not answer in %d s."
                                                    .formatted(process.pid(), max.toSeconds())));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the old process was asked", asked);
        }
        Answer heard = answer.orElseThrow(() -> new EOFException("the old process is gone"));
        if (heard.refused().isPresent()) throw new Refusal(heard.refused().get());
        return heard;
    }

    // ---- what changes

    @Override
    public void door(String id, Route route) {
        Way way = Way.of(route);
        if (matters(way)) tell(Ask.of(Kind.DOOR, id, List.of(way)));
    }

    @Override
    public void doorGone(String id) {
        tell(Ask.of(Kind.DOOR_GONE, id, List.of()));
    }

    @Override
    public void target(String id, Route writer, Route readers) {
        Way first = Way.of(writer);
        Way second = Way.of(readers);
        if (matters(first)) tell(Ask.of(Kind.TARGET, id, List.of(first, second)));
    }

    @Override
    public void targetGone(String id) {
        tell(Ask.of(Kind.TARGET_GONE, id, List.of()));
    }

    @Override
    public void proxyGone(String id) {
        tell(Ask.of(Kind.PROXY_GONE, id, List.of()));
    }

    /**
     * Where a server ends its sessions by itself, nobody need be told. Until this process serves,
     * it does not know all servers yet: it tells which are not to be used, and not which are.
     */
    private boolean matters(Way way) {
        return way.isOpen() ? isCommitted : way.ends();
    }

    private void tell(Ask ask) {
        tell(ask, TOLD_MAX);
    }

    private Optional<Answer> tell(Ask ask, Duration max) {
        if (isGone) return Optional.empty();
        try {
            return Optional.of(ask(ask, max));
        } catch (EOFException gone) {
            LOG.debug("the old process is gone");
        } catch (IOException deaf) {
            LOG.error("the old process ({}) is killed: {}", process.pid(), deaf.getMessage());
            kill();
        }
        return Optional.empty();
    }

    private void kill() {
        if (process.alive())
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        isGone = true;
    }

    /** Its sessions end, and it does. */
    public void end() {
        tell(Ask.of(Kind.END));
    }

    /** Says no more. Before {@link #commit} the old process then goes on as before. */
    @Override
    public void close() {
        isGone = true;
        try {
            channel.close();
        } catch (IOException late) {
            LOG.debug("closing", late);
        }
    }
}
