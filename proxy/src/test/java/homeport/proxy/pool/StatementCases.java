package homeport.proxy.pool;

import static homeport.proxy.pool.SessionMatrix.asks;
import static homeport.proxy.pool.SessionMatrix.is;
import static homeport.proxy.pool.WireClient.bind;
import static homeport.proxy.pool.WireClient.closing;
import static homeport.proxy.pool.WireClient.describe;
import static homeport.proxy.pool.WireClient.execute;
import static homeport.proxy.pool.WireClient.extended;
import static homeport.proxy.pool.WireClient.message;
import static homeport.proxy.pool.WireClient.parse;
import static homeport.proxy.pool.WireClient.query;
import static homeport.proxy.pool.WireClient.sync;

import homeport.proxy.pool.SessionMatrix.Case;
import java.util.List;

/** Prepared statements, by the protocol and by SQL. */
final class StatementCases {
    static final List<Case> CASES =
            List.of(
                    asks(
                            "SQL PREPARE",
                            "PREPARE p (int) AS SELECT $1 + 1",
                            "EXECUTE p (1)",
                            "EXECUTE p (2)",
                            "DEALLOCATE p",
                            "EXECUTE p (1)"),
                    is(
                            "named statements",
                            stage -> {
                                stage.say(
                                        "a", 1, parse("s", "SELECT 1"), describe('S', "s"), sync());
                                stage.say(
                                        "b", 1, parse("s", "SELECT 2"), describe('S', "s"), sync());
                                for (int i = 0; i < 3; i++) {
                                    stage.say("a", 1, bind("", "s"), execute(""), sync());
                                    stage.say("b", 1, bind("", "s"), execute(""), sync());
                                }
                                stage.say("a", 1, parse("s", "SELECT 3"), sync());
                                stage.say(
                                        "a", 1, closing('S', "s"), parse("s", "SELECT 3"), sync());
                                stage.say(
                                        "a",
                                        1,
                                        bind("", "s"),
                                        execute(""),
                                        closing('S', "s"),
                                        sync());
                                stage.say("a", 1, bind("", "s"), execute(""), sync());
                                stage.say("b", 1, bind("", "s"), execute(""), sync());
                            }),
                    is(
                            "unnamed statement",
                            stage -> {
                                stage.say("a", 1, parse("", "SELECT 1"), sync());
                                stage.say("b", 1, bind("", ""), execute(""), sync());
                                stage.say("b", 1, parse("", "SELECT 2"), sync());
                                stage.say("a", 1, bind("", ""), execute(""), sync());
                                stage.say("b", 1, bind("", ""), execute(""), sync());
                                stage.ask("a", "SELECT 3");
                                stage.say("a", 1, bind("", ""), execute(""), sync());
                                stage.say(
                                        "a",
                                        1,
                                        parse("", "SELECT nothing"),
                                        bind("", ""),
                                        execute(""),
                                        sync());
                                stage.say("a", 1, bind("", ""), execute(""), sync());
                            }),
                    is(
                            "names of ours",
                            stage -> {
                                stage.say(
                                        "a",
                                        1,
                                        parse("s", "SELECT 1"),
                                        bind("", "s"),
                                        execute(""),
                                        sync());
                                for (int i = 1; i < 4; i++)
                                    stage.say(
                                            "b", 1, bind("", "homeport_" + i), execute(""), sync());
                                stage.say(
                                        "b",
                                        1,
                                        closing('S', "homeport_1"),
                                        closing('S', "homeport_2"),
                                        sync());
                                stage.say("a", 1, bind("", "s"), execute(""), sync());
                            }),
                    is(
                            "DDL beneath",
                            stage -> {
                                stage.ask(
                                        "x",
                                        "DROP TABLE IF EXISTS ddl",
                                        "CREATE TABLE ddl (a int)",
                                        "INSERT INTO ddl VALUES (1)");
                                stage.say("a", 1, parse("s", "SELECT * FROM ddl"), sync());
                                stage.say(
                                        "a",
                                        1,
                                        bind("", "s"),
                                        describe('P', ""),
                                        execute(""),
                                        sync());
                                stage.ask("x", "ALTER TABLE ddl ADD b int DEFAULT 2");
                                stage.say("b", 1, parse("s", "SELECT * FROM ddl"), sync());
                                stage.say(
                                        "b",
                                        1,
                                        bind("", "s"),
                                        describe('P', ""),
                                        execute(""),
                                        sync());
                                stage.say(
                                        "a",
                                        1,
                                        closing('S', "s"),
                                        parse("s", "SELECT * FROM ddl"),
                                        sync());
                                stage.say(
                                        "a",
                                        1,
                                        bind("", "s"),
                                        describe('P', ""),
                                        execute(""),
                                        sync());
                            }),
                    is(
                            "DEALLOCATE",
                            stage -> {
                                stage.say(
                                        "a",
                                        1,
                                        parse("s_1", "SELECT 1"),
                                        parse("s_2", "SELECT 2"),
                                        sync());
                                stage.ask("a", "DEALLOCATE s_1");
                                stage.say("a", 1, bind("", "s_1"), execute(""), sync());
                                stage.say("a", 1, bind("", "s_2"), execute(""), sync());
                                stage.ask(
                                        "a",
                                        "BEGIN",
                                        "SELECT nothing",
                                        "DEALLOCATE s_2",
                                        "ROLLBACK");
                                stage.say(
                                        "a",
                                        1,
                                        parse("s_1", "SELECT 3"),
                                        bind("", "s_1"),
                                        execute(""),
                                        sync());
                                stage.ask("a", "DEALLOCATE ALL");
                                stage.say("a", 1, bind("", "s_1"), execute(""), sync());
                                stage.say(
                                        "a",
                                        2,
                                        query("DEALLOCATE ALL"),
                                        parse("s_1", "SELECT 4"),
                                        bind("", "s_1"),
                                        execute(""),
                                        sync());
                                stage.say("a", 1, bind("", "s_1"), execute(""), sync());
                                stage.ask("a", "DEALLOCATE nothing");
                            }),
                    is(
                            "parse in a failed transaction",
                            stage -> {
                                stage.say("a", 1, parse("s", "SELECT 1"), sync());
                                stage.ask("a", "BEGIN", "SELECT nothing");
                                stage.say("a", 1, parse("t", "SELECT 1"), sync());
                                stage.say("a", 1, bind("", "s"), execute(""), sync());
                                stage.say(
                                        "a",
                                        1,
                                        parse("r", "ROLLBACK"),
                                        bind("", "r"),
                                        execute(""),
                                        sync());
                                stage.say("a", 1, bind("", "s"), execute(""), sync());
                                stage.say("a", 1, bind("", "t"), execute(""), sync());
                            }),
                    is(
                            "40 KB of SQL",
                            stage -> {
                                String much = "SELECT length('" + "x".repeat(40_000) + "')";
                                stage.ask("a", much, "SELECT 1");
                                stage.say("a", 1, extended(much));
                                stage.say("a", 1, parse("s", much), sync());
                                stage.say("a", 1, bind("", "s"), execute(""), sync());
                            }),
                    is(
                            "portals",
                            stage -> {
                                stage.say(
                                        "a",
                                        1,
                                        parse("", "SELECT generate_series(1, 3)"),
                                        bind("p", ""),
                                        message('E', "p\0\0\0\0\1"),
                                        message('E', "p\0\0\0\0\1"),
                                        sync());
                                stage.say("a", 1, execute("p"), sync());
                            }));

    private StatementCases() {}
}
