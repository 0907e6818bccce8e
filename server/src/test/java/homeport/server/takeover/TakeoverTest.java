package homeport.server.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.control.reconcile.Doors.Route;
import homeport.control.reconcile.Doors.Sessions;
import homeport.proxy.loop.Inheritance;
import homeport.server.local.ProcessMark;
import homeport.server.local.ServiceFile;
import homeport.server.site.Follower;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the old process is asked and told, and what it does when it hears nothing more. */
@Timeout(60)
class TakeoverTest {
    private static final Route OPEN = new Route.Open(Path.of("/n/a"), true);
    private static final Route CUT =
            new Route.Waiting("It fails over.", Duration.ofSeconds(30), new Sessions.Cut());

    @TempDir Path data;
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

    /** Writes down what it is asked. */
    private final class Noting implements TakeoverPort.Incumbent, Follower {
        @Override
        public Map<String, Route> suspend() {
            done.add("suspend");
            return Map.of("db-1", OPEN);
        }

        @Override
        public int send(Path letterbox) throws IOException {
            return Inheritance.send(letterbox);
        }

        @Override
        public int makeWay(Duration sessionsMax) {
            done.add("make way " + sessionsMax);
            return 7;
        }

        @Override
        public void resume() {
            done.add("resume");
        }

        @Override
        public void forsaken() {
            done.add("forsaken");
        }

        @Override
        public void end() {
            done.add("end");
        }

        @Override
        public Follower follower() {
            return this;
        }

        @Override
        public void door(String id, Route route) {
            done.add("door " + id + " " + route);
        }

        @Override
        public void doorGone(String id) {
            done.add("no door " + id);
        }

        @Override
        public void target(String id, Route writer, Route readers) {
            done.add("target " + id + " " + writer + " " + readers);
        }

        @Override
        public void targetGone(String id) {
            done.add("no target " + id);
        }

        @Override
        public void proxyGone(String id) {
            done.add("no proxy " + id);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        Files.createDirectory(data.resolve("run"));
        new ServiceFile(ProcessMark.self(), "http://127.0.0.1:1", "us-east-1", "t").write(data);
    }

    private String next() throws InterruptedException {
        return String.valueOf(done.poll(20, TimeUnit.SECONDS));
    }

    private Predecessor old() throws IOException {
        return Predecessor.of(data).orElseThrow();
    }

    @Test
    void aWholeTakeover() throws Exception {
        try (TakeoverPort _ = TakeoverPort.open(data, new Noting());
                Predecessor old = old();
                ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Files.getPosixFilePermissions(data.resolve("run/takeover")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(old.begin()).isEqualTo(Map.of("db-1", OPEN));
            assertThat(next()).isEqualTo("suspend");
            try (Inheritance sockets = old.sockets()) {
                InetSocketAddress at = (InetSocketAddress) listening.getLocalSocketAddress();
                assertThat(sockets.left()).contains(at);
            }
            old.door("db-1", OPEN); // before it serves it does not know for sure
            old.door("db-1", CUT);
            assertThat(next()).isEqualTo("door db-1 " + CUT);
            assertThat(old.commit(Duration.ofSeconds(9))).isEqualTo(7);
            assertThat(next()).isEqualTo("make way PT9S");
            old.door("db-1", new Route.Closed("It is stopping."));
            old.door("db-1", OPEN);
            old.target("db-1", OPEN, CUT);
            old.doorGone("db-1");
            old.targetGone("db-1");
            old.proxyGone("prx-1");
            for (String told :
                    List.of(
                            "door db-1 " + OPEN,
                            "target db-1 " + OPEN + " " + CUT,
                            "no door db-1",
                            "no target db-1",
                            "no proxy prx-1")) assertThat(next()).isEqualTo(told);
            old.end();
            assertThat(next()).isEqualTo("end");
        }
        assertThat(done).isEmpty();
        assertThat(data.resolve("run")).isDirectoryNotContaining("glob:**{takeover,sockets}");
    }

    @Test
    void whoFailsBeforeItServesIsForgotten() throws Exception {
        try (TakeoverPort _ = TakeoverPort.open(data, new Noting())) {
            for (int i = 0; i < 2; i++) {
                try (Predecessor old = old()) {
                    old.begin();
                    assertThat(next()).isEqualTo("suspend");
                }
                assertThat(next()).isEqualTo("resume");
            }
        }
    }

    @Test
    void whoFailsAfterItServedIsMissed() throws Exception {
        try (TakeoverPort _ = TakeoverPort.open(data, new Noting())) {
            try (Predecessor old = old()) {
                old.begin();
                old.commit(Duration.ZERO);
            }
            assertThat(List.of(next(), next(), next()))
                    .containsExactly("suspend", "make way PT0S", "forsaken");
        }
    }

    @Test
    void oneAtATime() throws Exception {
        try (TakeoverPort _ = TakeoverPort.open(data, new Noting());
                Predecessor first = old();
                Predecessor second = old()) {
            first.begin();
            assertThatThrownBy(second::begin)
                    .hasMessage("Another process is taking over right now.");
            assertThat(first.commit(Duration.ZERO)).isEqualTo(7);
        }
    }

    @Test
    void nobodyIsAskedWhereNobodyServes() throws Exception {
        assertThatThrownBy(this::old)
                .hasMessageStartingWith("Process " + ProcessHandle.current().pid() + " serves ")
                .hasMessageContaining("use `./homeport down` and `up`");
        ServiceFile.remove(data);
        assertThat(Predecessor.of(data)).isEmpty();
    }

    @Test
    void routesTravelUnchanged() {
        for (Route route :
                List.of(
                        OPEN,
                        CUT,
                        new Route.AnyOf(List.of(Path.of("/n/a"), Path.of("/n/b")), false),
                        new Route.Waiting("w", Duration.ofMillis(5), new Sessions.Stay()),
                        new Route.Closed("c", new Sessions.Drain(Duration.ofMillis(200)))))
            assertThat(Way.of(route).route()).isEqualTo(route);
    }
}
