package homeport.proxy.pool;

import static homeport.proxy.pool.SessionMatrix.asks;
import static homeport.proxy.pool.SessionMatrix.is;
import static homeport.proxy.pool.WireClient.bind;
import static homeport.proxy.pool.WireClient.execute;
import static homeport.proxy.pool.WireClient.parse;
import static homeport.proxy.pool.WireClient.query;
import static homeport.proxy.pool.WireClient.sync;

import homeport.proxy.pool.SessionMatrix.Case;
import java.util.List;

/** What a session has besides parameters. */
final class ObjectCases {
    static final List<Case> CASES =
            List.of(
                    is(
                            "advisory lock",
                            stage -> {
                                stage.ask("a", "SELECT pg_advisory_lock(42)");
                                stage.ask("b", "SELECT pg_try_advisory_lock(42)");
                                stage.ask("a", "SELECT pg_advisory_unlock(42)", "SELECT 1");
                                stage.ask(
                                        "b",
                                        "SELECT pg_try_advisory_lock(42)",
                                        "SELECT pg_advisory_unlock(42)");
                            }),
                    asks(
                            "temporary table",
                            "CREATE TEMP TABLE own (x int)",
                            "INSERT INTO own VALUES (1)",
                            "SELECT * FROM own",
                            "SELECT count(*) FROM own"),
                    asks("SELECT INTO TEMP", "SELECT 1 AS x INTO TEMP own", "SELECT * FROM own"),
                    is(
                            "LISTEN",
                            stage -> {
                                stage.ask("a", "LISTEN news");
                                stage.ask("b", "NOTIFY news, 'x'");
                                stage.say("a", 1, query("SELECT 1"));
                                stage.ask("a", "UNLISTEN *", "SELECT 1");
                            }),
                    asks(
                            "cursor WITH HOLD",
                            "BEGIN",
                            "DECLARE held CURSOR WITH HOLD FOR SELECT generate_series(1, 3)",
                            "COMMIT",
                            "FETCH held",
                            "FETCH held",
                            "CLOSE held",
                            "FETCH held"),
                    asks(
                            "cursor",
                            "BEGIN",
                            "DECLARE c CURSOR FOR SELECT generate_series(1, 3)",
                            "FETCH c",
                            "FETCH ALL c",
                            "COMMIT",
                            "FETCH c"),
                    asks(
                            "sequence",
                            "SELECT 1",
                            "SELECT setval('numbers', 7)",
                            "SELECT nextval('numbers')",
                            "SELECT currval('numbers')",
                            "SELECT lastval()"),
                    asks("setseed", "SELECT setseed(0.5)", "SELECT random() < 0.3"),
                    asks(
                            "large object",
                            "BEGIN",
                            "SELECT lo_create(4711)",
                            "SELECT lo_open(4711, 131072)",
                            "ROLLBACK",
                            "SELECT 1"),
                    is(
                            "DISCARD ALL",
                            stage -> {
                                stage.say("a", 1, parse("s", "SELECT 1"), sync());
                                stage.ask(
                                        "a",
                                        "SET work_mem = '5MB'",
                                        "CREATE TEMP TABLE own (x int)",
                                        "DISCARD ALL",
                                        "SHOW work_mem",
                                        "SELECT * FROM own");
                                stage.say("a", 1, bind("", "s"), execute(""), sync());
                                stage.say(
                                        "a",
                                        1,
                                        parse("s", "SELECT 2"),
                                        bind("", "s"),
                                        execute(""),
                                        sync());
                                stage.ask("a", "BEGIN", "DISCARD ALL", "ROLLBACK");
                                stage.say("a", 1, bind("", "s"), execute(""), sync());
                            }),
                    asks(
                            "asyncpg's reset",
                            "SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET ALL;",
                            "SELECT 1"));

    private ObjectCases() {}
}
