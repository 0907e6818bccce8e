package homeport.proxy.pool;

import homeport.proxy.auth.ScramPassword;
import homeport.proxy.loop.Socket;
import homeport.proxy.loop.SocketHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at each target once a second by a connection of its own. Owner: the loop's thread. Source:
 * RDS user guide, "RDS Proxy": {@code rdsproxyadmin}.
 */
public final class Monitor {
    private static final long EACH_NANOS = 1_000_000_000L;

    /** A server that says nothing for so long is not reachable. */
    private static final long SILENCE_NANOS_MAX = 3_000_000_000L;

    private final Proxy proxy;
    private final Identity identity;
    private final ScramPassword password;
    private final Runnable changed;
    private final Map<Target, Probe> probes = new HashMap<>();

    /**
     * Why a target is not available.
     *
     * @param isLogin it is there, and does not let the proxy in
     */
    public record Trouble(boolean isLogin, String because) {}

    Monitor(Proxy proxy, String user, String password, String database, Runnable changed) {
        this.proxy = proxy;
        this.password = new ScramPassword(password);
        this.changed = changed;
        identity =
                new Identity(user, database, Map.of("application_name", "RDS Proxy health check"));
    }

    /** Looks at who is due. */
    void look(List<Target> targets, long now) {
        for (Target gone : new ArrayList<>(probes.keySet()))
            if (!targets.contains(gone)) probes.remove(gone).close();
        for (Target target : targets) probes.computeIfAbsent(target, Probe::new).look(now);
    }

    /** By the target's id; without those that have not answered yet. */
    Map<String, Optional<Trouble>> health() {
        Map<String, Optional<Trouble>> all = new HashMap<>();
        probes.forEach((target, probe) -> {
            if (probe.isKnown) all.put(target.id(), probe.trouble);
        });
        return all;
    }

    /** Nobody has found it to be in trouble. */
    boolean isWell(Target target) {
        return health().getOrDefault(target.id(), Optional.empty()).isEmpty();
    }

    void close() {
        probes.values().forEach(Probe::close);
        probes.clear();
    }

    /** One target. */
    private final class Probe implements SocketHandler, ServerLogin.Outcome {
        private final Target target;
        private Socket socket;
        private boolean isOpening;
        private boolean isClosed;
        private boolean isAsked;
        private long lastNanos = System.nanoTime() - EACH_NANOS;
        private boolean isKnown;
        private Optional<Trouble> trouble = Optional.empty();

        Probe(Target target) {
            this.target = target;
        }

        void look(long now) {
            if (isOpening) return;
            if (isAsked && now - lastNanos > SILENCE_NANOS_MAX) {
                socket.close();
                lost("it does not answer");
            }
            if (isAsked || now - lastNanos < EACH_NANOS) return;
            lastNanos = now;
            if (socket == null) {
                isOpening = true;
                new ServerLogin(proxy, target, identity, Optional.empty(), this).begin(password);
            } else {
                isAsked = true;
                socket.send(ByteBuffer.wrap(Frames.query("SELECT 1")));
            }
        }

        @Override
        public void opened(ServerLogin.Opened opened) {
            isOpening = false;
            if (isClosed) {
                opened.socket().close();
                return;
            }
            socket = opened.socket();
            socket.handler(this);
            found(Optional.empty());
        }

        @Override
        public void notOpened(boolean isFinal, String sqlState, String message) {
            isOpening = false;
            if (!isClosed) found(Optional.of(new Trouble(sqlState.startsWith("28"), message)));
        }

        @Override
        public void received(ByteBuffer bytes) {
            isAsked = false; // one short answer
            found(Optional.empty());
        }

        private void lost(String because) {
            socket = null;
            isAsked = false;
            found(Optional.of(new Trouble(false, because)));
        }

        private void found(Optional<Trouble> now) {
            boolean isNews = !isKnown || !trouble.equals(now);
            isKnown = true;
            trouble = now;
            if (isNews) changed.run();
        }

        void close() {
            isClosed = true;
            if (socket != null) socket.close();
        }

        @Override
        public void drained() {
            // it is asked one short question at a time
        }

        @Override
        public void closed(Optional<IOException> cause) {
            lost("the connection was lost");
        }
    }
}
