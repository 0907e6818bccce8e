package homeport.server.takeover;

import homeport.control.reconcile.Doors.Route;
import homeport.server.site.Follower;
import homeport.server.takeover.Ask.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a new process asks the one that serves a folder to make way. One takeover at a time. Any
 * thread may call.
 */
public final class TakeoverPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TakeoverPort.class);

    /** So long may it take to notice that the one before has gone. */
    private static final Duration TURN_MAX = Duration.ofSeconds(2);

    private final Incumbent incumbent;
    private final Path path;
    private final ServerSocketChannel socket;
    private final Semaphore turn = new Semaphore(1);

    /** The service that is asked to make way. Called by one thread at a time. */
    public interface Incumbent {
        /**
         * Closes the control plane and frees the folder; sessions and listeners go on.
         *
         * @return where each endpoint leads, by its id
         * @throws IOException it cannot, and goes on as before
         */
        Map<String, Route> suspend() throws IOException;

        /**
         * Sends the listening sockets.
         *
         * @return how many
         */
        int send(Path letterbox) throws IOException;

        /**
         * The other process serves: accept no more, and end after so long.
         *
         * @return sessions that are in
         */
        int makeWay(Duration sessionsMax);

        /** The other process has failed before it served: go on as before. */
        void resume();

        /** The other process, which served, is gone. */
        void forsaken();

        /** End the sessions now. */
        void end();

        /** Acts on what the other process tells. */
        Follower follower();
    }

    private TakeoverPort(Incumbent incumbent, Path path, ServerSocketChannel socket) {
        this.incumbent = incumbent;
        this.path = path;
        this.socket = socket;
        Thread.ofVirtual().name("takeover").start(this::accept);
    }

    /**
     * Listens; the caller holds the folder.
     *
     * @throws IOException the path is too long for a unix socket
     */
    public static TakeoverPort open(Path data, Incumbent incumbent) throws IOException {
        Path path = path(data);
        Files.deleteIfExists(path);
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return new TakeoverPort(incumbent, path, socket);
        } catch (IOException | RuntimeException refused) {
            socket.close();
            throw refused;
        }
    }

    static Path path(Path data) {
        return data.resolve("run").resolve("takeover");
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel heir = socket.accept();
                Thread.ofVirtual().name("takeover-talk").start(() -> talk(heir));
            }
        } catch (ClosedChannelException closed) {
            LOG.debug("no takeover any more");
        } catch (IOException broken) {
            LOG.error("this process cannot be taken over", broken);
        }
    }

    private void talk(SocketChannel heir) {
        try (Wire wire = new Wire(heir)) {
            if (turn.tryAcquire(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    new Takeover(wire).run();
                } finally {
                    turn.release();
                }
            } else {
                wire.hear(Ask.class);
                wire.say(Answer.refused("Another process is taking over right now."));
            }
        } catch (IOException gone) {
            LOG.debug("a takeover was not heard to the end: {}", gone.getMessage());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** One conversation. */
    private final class Takeover {
        private final Wire wire;
        private boolean begun;
        private boolean made;
        private boolean ended;

        Takeover(Wire wire) {
            this.wire = wire;
        }

        void run() {
            try {
                while (!ended) {
                    Ask ask = wire.hear(Ask.class);
                    wire.say(orRefused(ask));
                }
            } catch (EOFException gone) {
                LOG.debug("the new process has closed");
            } catch (IOException failed) {
                LOG.warn("a takeover failed: {}", failed.toString());
            }
            if (begun && !made) incumbent.resume();
            else if (made && !ended) incumbent.forsaken();
        }

        private Answer orRefused(Ask ask) {
            try {
                return answer(ask);
            } catch (IOException | RuntimeException failed) {
                LOG.warn("{} of a takeover failed", ask.kind(), failed);
                return Answer.refused("%s failed: %s".formatted(ask.kind(), failed.getMessage()));
            }
        }

        private Answer answer(Ask ask) throws IOException {
            if (ask.kind() != Ask.Kind.BEGIN && !begun) return Answer.refused("Nothing has begun.");
            Follower follower = incumbent.follower();
            switch (ask.kind()) {
                case BEGIN -> {
                    return begin(ask);
                }
                case SOCKETS -> {
                    return Answer.done(incumbent.send(Path.of(ask.text())));
                }
                case COMMIT -> {
                    made = true;
                    return Answer.done(incumbent.makeWay(Duration.ofSeconds(ask.number())));
                }
                case DOOR -> follower.door(ask.text(), route(ask, 0));
                case DOOR_GONE -> follower.doorGone(ask.text());
                case TARGET -> follower.target(ask.text(), route(ask, 0), route(ask, 1));
                case TARGET_GONE -> follower.targetGone(ask.text());
                case PROXY_GONE -> follower.proxyGone(ask.text());
                case END -> {
                    ended = true;
                    incumbent.end();
                }
            }
            return Answer.done(0);
        }

        private Answer begin(Ask ask) throws IOException {
            if (ask.number() != Ask.PROTOCOL)
                return Answer.refused(
                        "The running Homeport hands over by protocol %d, this one takes %d; use `down` and `up`."
                                .formatted(Ask.PROTOCOL, ask.number()));
            if (begun) return Answer.refused("It has begun.");
            begun = true;
            Map<String, Way> doors =
                    incumbent.suspend().entrySet().stream()
                            .collect(
                                    Collectors.toMap(Map.Entry::getKey, e -> Way.of(e.getValue())));
            return new Answer(Optional.empty(), 0, doors);
        }

        private static Route route(Ask ask, int at) {
            return ask.ways().get(at).route();
        }
    }

    /** Whoever listens at the path next is another. */
    @Override
    public void close() throws IOException {
        if (!socket.isOpen()) return;
        socket.close();
        Files.deleteIfExists(path);
    }
}
