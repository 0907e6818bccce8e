package homeport.proxy.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import homeport.proxy.pool.PoolWorld.Running;
import homeport.proxy.pool.SessionMatrix.Case;
import homeport.proxy.pool.SessionMatrix.Stage;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Through a DB proxy a session is what it is on a direct connection, message for message, although
 * its client meets another server connection each time; and the next client finds nothing of it.
 */
class SessionMatrixIT {
    /** What one session may leave to another. */
    private static final List<String> LEFT =
            List.of(
                    "SELECT current_user, session_user, current_setting('search_path'),"
                            + " current_setting('statement_timeout'), current_setting('work_mem'),"
                            + " current_setting('TimeZone'), current_setting('DateStyle'),"
                            + " current_setting('default_transaction_read_only'),"
                            + " current_setting('application_name'),"
                            + " current_setting('client_encoding')",
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
                    "SELECT pg_my_temp_schema() <> 0 AND EXISTS (SELECT FROM pg_class WHERE"
                            + " relnamespace = pg_my_temp_schema())",
                    "SELECT count(*) FROM pg_listening_channels()",
                    "SELECT count(*) FROM pg_cursors WHERE name <> ''",
                    "SELECT count(*) FROM pg_prepared_statements WHERE from_sql");

    private static PoolWorld world;
    private static Direct direct;
    private static Running shop;
    private static Running tracking;

    @BeforeAll
    static void begin() throws Exception {
        world = new PoolWorld();
        world.postgres.sql("CREATE ROLE reader", "CREATE SEQUENCE numbers");
        direct = new Direct(world.address, world.postgres.socket());
        shop = world.with(10);
        tracking =
                world.running(
                        ProxySettings.named("tracking")
                                .withPool(
                                        PoolSettings.DEFAULT
                                                .withPercent(10, 10)
                                                .withTrackedVariables()));
    }

    @AfterAll
    static void end() throws Exception {
        direct.close();
        world.close();
    }

    static List<Case> cases() {
        return SessionMatrix.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAsOnADirectConnection(Case one) throws Exception {
        compare(one, shop);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAsOnADirectConnectionWhenParametersAreTracked(Case one) throws Exception {
        compare(one, tracking);
    }

    private void compare(Case one, Running shop) throws Exception {
        world.log.clear();
        String alone = Actors.play(one, direct.at, false);
        String shared = Actors.play(one, shop.at, true);
        assertEquals(alone, shared, () -> one.name() + ": " + world.log);
        PoolWorld.eventually("nobody is in", () -> shop.proxy.snapshot().clientConnections() == 0);
        String clean = left(direct.at);
        assertEquals(clean, left(shop.at), one.name());
    }

    private static String left(InetSocketAddress at) throws Exception {
        StringBuilder left = new StringBuilder();
        List<WireClient> clients = new ArrayList<>();
        try {
            // each holds its server, so that all are looked at
            for (int i = 0; i < 5; i++) {
                WireClient client = new WireClient(at);
                clients.add(client);
                client.ask("BEGIN");
                for (String sql : LEFT) left.append(client.ask(sql)).append('\n');
            }
        } finally {
            for (WireClient client : clients) client.leave();
        }
        return left.toString();
    }

    /** Clients of one case, and what they hear. */
    static final class Actors implements Stage {
        private final InetSocketAddress at;
        private final boolean shakes;
        private final Map<String, WireClient> clients = new LinkedHashMap<>();
        private final List<String> heard = new ArrayList<>();
        private final WireClient blocker;
        private boolean blocks;

        private Actors(InetSocketAddress at, boolean shakes) throws Exception {
            this.at = at;
            this.shakes = shakes;
            blocker = new WireClient(at);
        }

        /**
         * With {@code shakes} a client never meets the server twice in a row, if it is not held.
         */
        static String play(Case one, InetSocketAddress at, boolean shakes) throws Exception {
            Actors actors = new Actors(at, shakes);
            try {
                one.script().run(actors);
            } catch (Exception failed) {
                throw new AssertionError(one.name() + " " + actors.heard, failed);
            } finally {
                for (WireClient client : actors.clients.values()) client.close();
                actors.blocker.close();
            }
            return String.join("\n", actors.heard);
        }

        @Override
        public WireClient client(String name, String... parameters) throws Exception {
            WireClient known = clients.get(name);
            if (known != null) return known;
            WireClient client = new WireClient(at, parameters);
            clients.put(name, client);
            return client;
        }

        @Override
        public void say(String name, int times, byte[]... messages) throws Exception {
            WireClient client = client(name);
            if (shakes) {
                blocker.ask(blocks ? "ROLLBACK" : "BEGIN");
                blocks = !blocks;
            }
            String said = client.send(messages).heard(times);
            if (!name.equals("x")) note(name + ": " + said); // x only prepares
        }

        @Override
        public void note(String what) {
            heard.add(what);
        }

        @Override
        public void dies(String name) throws Exception {
            WireClient client = clients.remove(name);
            client.socket.setSoLinger(true, 0);
            client.close();
        }
    }
}
