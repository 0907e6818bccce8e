package homeport.proxy.pool;

import static homeport.proxy.pool.WireClient.extended;
import static homeport.proxy.pool.WireClient.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import homeport.proxy.pool.PoolWorld.Running;
import java.sql.Connection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A DB proxy that tracks session parameters sets them again at each server instead of pinning. */
class TrackedSessionsIT {
    private static PoolWorld world;
    private static Running shop;

    @BeforeAll
    static void begin() throws Exception {
        world = new PoolWorld();
        world.postgres.sql("CREATE ROLE reader", "CREATE ROLE brief");
        shop =
                world.running(
                        ProxySettings.named("shop")
                                .withPool(
                                        PoolSettings.DEFAULT
                                                .withPercent(2, 2)
                                                .withTrackedVariables()));
    }

    @AfterAll
    static void end() {
        world.close();
    }

    @BeforeEach
    void nobodyIsIn() {
        PoolWorld.eventually("nobody is in", () -> shop.proxy.snapshot().clientConnections() == 0);
    }

    private static void assertNobodyIsPinned() {
        assertEquals(0, shop.proxy.snapshot().currentlySessionPinned(), () -> world.log.toString());
    }

    /** What drivers and frameworks say at first. Source: their public issues about RDS Proxy. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET extra_float_digits = 3", // pgjdbc
                "SET application_name = 'PostgreSQL JDBC Driver'",
                "SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET ALL;", // asyncpg
                "SELECT pg_catalog.set_config('jit', 'off', false)", // SQLAlchemy over asyncpg
                "SET search_path = \"public\"", // Prisma
                "SET DateStyle = 'ISO';SET extra_float_digits = 2;show"
                        + " transaction_isolation", // psqlODBC
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
                "SET client_encoding TO 'UTF8'; SET TIME ZONE 'UTC'", // Django, Rails
                "SET standard_conforming_strings = on; SET client_min_messages TO 'warning'",
                "DISCARD ALL", // Npgsql
                "DEALLOCATE ALL", // psycopg
                "SELECT set_config('app.tenant', 'blue', true)"
            })
    void noPreludePins(String prelude) throws Exception {
        try (WireClient simple = new WireClient(shop.at);
                WireClient other = new WireClient(shop.at)) {
            simple.ask(prelude);
            simple.ask("SELECT 1");
            if (!prelude.contains(";")) other.send(extended(prelude)).heard(1);
            other.ask("SELECT 1");
            assertNobodyIsPinned();
            assertEquals(0, shop.proxy.snapshot().currentlyBorrowed());
        }
    }

    @Test
    void aDriverThatSetsItsParametersIsNotPinned() throws Exception {
        try (Connection client = shop.jdbc("assumeMinServerVersion=", "ApplicationName=shop")) {
            assertEquals("shop", PoolWorld.ask(client, "SHOW application_name"));
            PoolWorld.execute(client, "SET work_mem = '7MB'");
            client.setAutoCommit(false);
            assertEquals("7MB", PoolWorld.ask(client, "SHOW work_mem"));
            client.commit();
            assertNobodyIsPinned();
        }
    }

    @Test
    void eachKeepsItsOwnOnOneConnection() throws Exception {
        try (WireClient one = new WireClient(shop.at);
                WireClient two = new WireClient(shop.at);
                WireClient holder = new WireClient(shop.at)) {
            holder.ask("BEGIN"); // so that the others share what is left
            one.ask("SET search_path = one; SET work_mem = '1111kB'; SET ROLE reader");
            two.ask("SET search_path = two; SET statement_timeout = 5000");
            String asks =
                    "SELECT current_setting('search_path'), current_setting('work_mem'),"
                            + " current_user, current_setting('statement_timeout')";
            for (int i = 0; i < 3; i++) {
                assertEquals("T4 [one, 1111kB, reader, 0] SELECT_1 ZI", one.ask(asks));
                assertEquals("T4 [two, 4MB, postgres, 5s] SELECT_1 ZI", two.ask(asks));
                two.send(extended(asks));
                assertEquals("1 2 T4 [two, 4MB, postgres, 5s] SELECT_1 ZI", two.heard(1));
            }
            one.ask("RESET ROLE");
            assertEquals("T4 [one, 1111kB, postgres, 0] SELECT_1 ZI", one.ask(asks));
            two.ask("RESET ALL");
            assertEquals("T4 [\"$user\", public, 4MB, postgres, 0] SELECT_1 ZI", two.ask(asks));
            assertNobodyIsPinned();
        }
    }

    @Test
    void whoseSettingsCannotBeSetAgainRunsNothing() throws Exception {
        try (WireClient one = new WireClient(shop.at);
                WireClient other = new WireClient(shop.at)) {
            one.ask("CREATE TABLE IF NOT EXISTS marks (x int)");
            one.ask("TRUNCATE marks");
            one.ask("SET ROLE brief");
            other.ask("DROP ROLE brief");
            // ROLLBACK would end the failed transaction that keeps the rest from being run
            String said =
                    one.send(query("ROLLBACK; INSERT INTO marks VALUES (1)"), query("SELECT 1"))
                            .heard(2);
            assertTrue(said.startsWith("E08006 ZI E0800"), said);
            assertEquals("T1 [0] SELECT_1 ZI", other.ask("SELECT count(*) FROM marks"));
        }
    }

    @Test
    void whatCannotBeToldStillPins() throws Exception {
        try (WireClient one = new WireClient(shop.at)) {
            one.ask("CREATE TEMP TABLE own (x int)");
            assertEquals(1, shop.proxy.snapshot().currentlySessionPinned());
        }
    }

    @Test
    void whoDiscardsAllIsPinnedNoMore() throws Exception {
        String own =
                "CREATE TEMP TABLE own (x int); SELECT pg_advisory_lock(9); LISTEN here;"
                        + " PREPARE p AS SELECT 1";
        try (WireClient one = new WireClient(shop.at);
                WireClient holder = new WireClient(shop.at);
                WireClient next = new WireClient(shop.at)) {
            holder.ask("BEGIN"); // so that the others share what is left
            one.ask("SET work_mem = '7MB'");
            one.ask(own);
            assertEquals(1, shop.proxy.snapshot().currentlySessionPinned());
            assertTrue(one.ask("DISCARD ALL").endsWith("DISCARD_ALL ZI"));
            assertNobodyIsPinned();
            String asks =
                    "SELECT current_setting('work_mem'), to_regclass('own') IS NULL,"
                            + " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),"
                            + " (SELECT count(*) FROM pg_listening_channels())";
            assertEquals("T4 [4MB, t, 0, 0] SELECT_1 ZI", next.ask(asks));
            assertEquals("T4 [4MB, t, 0, 0] SELECT_1 ZI", one.ask(asks));
            one.ask(own);
            assertEquals(1, shop.proxy.snapshot().currentlySessionPinned());
        }
    }

    @Test
    void whatDiscardDoesNotTakeAwayStillPins() throws Exception {
        try (WireClient one = new WireClient(shop.at)) {
            one.ask("LOAD 'plpgsql'");
            one.ask("DISCARD ALL");
            assertEquals(1, shop.proxy.snapshot().currentlySessionPinned());
        }
        PoolWorld.eventually(
                "it has left", () -> shop.proxy.snapshot().currentlySessionPinned() == 0);
        try (WireClient one = new WireClient(shop.at)) {
            one.ask("CREATE TEMP TABLE own (x int)");
            one.ask("BEGIN");
            assertTrue(one.ask("DISCARD ALL").startsWith("E25001"));
            one.ask("ROLLBACK");
            assertEquals(1, shop.proxy.snapshot().currentlySessionPinned());
            // asked for before the answer: what comes behind pins again
            String both =
                    one.send(query("DISCARD ALL"), query("CREATE TEMP TABLE again (x int)"))
                            .heard(2);
            assertTrue(both.endsWith("CREATE_TABLE ZI"), both);
            assertEquals(1, shop.proxy.snapshot().currentlySessionPinned());
            assertEquals("T1 [f] SELECT_1 ZI", one.ask("SELECT to_regclass('again') IS NULL"));
        }
    }

    @Test
    void whatNoTextTellsIsCleanedAwayBeforeTheNextClient() throws Exception {
        try (WireClient one = new WireClient(shop.at);
                WireClient holder = new WireClient(shop.at);
                WireClient next = new WireClient(shop.at)) {
            holder.ask("BEGIN"); // so that the others share what is left
            one.ask("SET TimeZone = 'Asia/Tokyo'");
            String hidden = "SET work_mem = '7MB'; SET ROLE reader; CREATE TEMP TABLE own (x int)";
            assertEquals(
                    "DO {is_superuser|off|} ZI",
                    one.ask(
                            "DO $$ BEGIN EXECUTE '"
                                    + hidden.replace("'", "''")
                                    + "'; PERFORM pg_advisory_lock(9); END $$"));
            String asks =
                    "SELECT current_setting('work_mem'), current_user, to_regclass('own') IS NULL,"
                            + " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),"
                            + " current_setting('TimeZone') = 'Asia/Tokyo'";
            assertEquals("T5 [4MB, postgres, t, 0, f] SELECT_1 ZI", next.ask(asks));
            assertEquals("T5 [4MB, postgres, t, 0, t] SELECT_1 ZI", one.ask(asks));
        }
    }
}
