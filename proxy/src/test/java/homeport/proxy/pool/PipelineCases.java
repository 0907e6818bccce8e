package homeport.proxy.pool;

import static homeport.proxy.pool.SessionMatrix.is;
import static homeport.proxy.pool.WireClient.bind;
import static homeport.proxy.pool.WireClient.closing;
import static homeport.proxy.pool.WireClient.execute;
import static homeport.proxy.pool.WireClient.extended;
import static homeport.proxy.pool.WireClient.flush;
import static homeport.proxy.pool.WireClient.message;
import static homeport.proxy.pool.WireClient.parse;
import static homeport.proxy.pool.WireClient.query;
import static homeport.proxy.pool.WireClient.sync;

import homeport.proxy.pool.SessionMatrix.Case;
import java.util.List;

/** Pipelines, copies, and clients that go. */
final class PipelineCases {
    static final List<Case> CASES =
            List.of(
                    is(
                            "pipeline",
                            stage ->
                                    stage.say(
                                            "a",
                                            3,
                                            extended("SELECT 1"),
                                            query("SELECT 2"),
                                            extended("SELECT 3"))),
                    is(
                            "pipeline with a failure",
                            stage -> {
                                stage.say(
                                        "a",
                                        2,
                                        parse("s", "SELECT 1"),
                                        bind("", "s"),
                                        execute(""),
                                        parse("", "SELECT 1/0"),
                                        bind("", ""),
                                        execute(""),
                                        parse("t", "SELECT 2"),
                                        closing('S', "s"),
                                        bind("", "t"),
                                        execute(""),
                                        sync(),
                                        bind("", "s"),
                                        execute(""),
                                        sync());
                                stage.say("a", 1, bind("", "t"), execute(""), sync());
                                stage.say("a", 1, bind("", "s"), execute(""), sync());
                            }),
                    is(
                            "the same name again behind a failure",
                            stage -> {
                                stage.say(
                                        "a",
                                        2,
                                        parse("", "SELECT nothing"),
                                        parse("n", "SELECT 'one'"),
                                        sync(),
                                        parse("n", "SELECT 'two'"),
                                        bind("", "n"),
                                        execute(""),
                                        sync());
                                stage.say(
                                        "b",
                                        1,
                                        parse("n", "SELECT 'one'"),
                                        bind("", "n"),
                                        execute(""),
                                        sync());
                                stage.say("a", 1, bind("", "n"), execute(""), sync());
                                stage.say("b", 1, bind("", "n"), execute(""), sync());
                            }),
                    is(
                            "close behind a failure",
                            stage -> {
                                stage.say("a", 1, parse("c", "SELECT 'c'"), sync());
                                stage.say(
                                        "a",
                                        1,
                                        parse("", "SELECT nothing"),
                                        closing('S', "c"),
                                        sync());
                                stage.say("a", 1, bind("", "c"), execute(""), sync());
                            }),
                    is(
                            "query before its Sync",
                            stage -> {
                                stage.say(
                                        "a",
                                        1,
                                        parse("", "SELECT 1"),
                                        bind("", ""),
                                        execute(""),
                                        query("SELECT 2"));
                                stage.say("a", 1, sync());
                            }),
                    is(
                            "transaction in one pipeline",
                            stage -> {
                                stage.say(
                                        "a",
                                        3,
                                        extended("BEGIN"),
                                        extended("SELECT 1"),
                                        extended("COMMIT"));
                                stage.say("a", 2, extended("BEGIN"), extended("SELECT 1/0"));
                                stage.say("a", 2, extended("SELECT 1"), extended("ROLLBACK"));
                            }),
                    is("Sync alone", stage -> stage.say("a", 3, sync(), sync(), sync())),
                    is(
                            "empty query",
                            stage -> {
                                stage.ask("a", "", ";", "-- nothing");
                                stage.say("a", 1, extended(""));
                            }),
                    is(
                            "function call",
                            stage -> {
                                byte[] call =
                                        message(
                                                'F',
                                                "\0\0\3\u0000".substring(0, 2)
                                                        + "\5\u0062\0\0\0\0\0\0");
                                stage.say("a", 1, call);
                                stage.ask("a", "SELECT 1");
                            }),
                    is(
                            "flush",
                            stage -> {
                                WireClient client = stage.client("a");
                                client.send(
                                        parse("f", "SELECT 1"),
                                        bind("", "f"),
                                        execute(""),
                                        flush());
                                stage.note(client.until('C', 1));
                                stage.say("a", 1, sync());
                            }),
                    is(
                            "COPY",
                            stage -> {
                                stage.ask(
                                        "x",
                                        "DROP TABLE IF EXISTS copied",
                                        "CREATE TABLE copied (a int)");
                                stage.say(
                                        "a",
                                        1,
                                        query("COPY copied FROM STDIN"),
                                        message('d', "1\n"),
                                        message('d', "2\n"),
                                        message('c', ""));
                                stage.ask(
                                        "a", "SELECT sum(a) FROM copied", "COPY copied TO STDOUT");
                                stage.say(
                                        "a",
                                        1,
                                        query("COPY copied FROM STDIN"),
                                        message('d', "3\n"),
                                        message('f', "no more\0"));
                                stage.ask("a", "SELECT sum(a) FROM copied");
                            }),
                    is(
                            "COPY with a failure",
                            stage -> {
                                stage.say(
                                        "a",
                                        1,
                                        query("COPY copied FROM STDIN"),
                                        message('d', "x\n"),
                                        message('d', "2\n"),
                                        message('d', "2\n"));
                                stage.say(
                                        "a",
                                        1,
                                        message('d', "3\n"),
                                        message('c', ""),
                                        query("SELECT 1"));
                                stage.say("b", 1, query("SELECT 2"));
                            }),
                    is(
                            "COPY by extended protocol",
                            stage -> {
                                stage.say(
                                        "a",
                                        1,
                                        parse("", "COPY copied FROM STDIN"),
                                        bind("", ""),
                                        execute(""),
                                        sync(),
                                        message('d', "4\n"),
                                        sync(),
                                        flush(),
                                        message('c', ""),
                                        sync());
                                stage.ask("a", "SELECT max(a) FROM copied");
                                stage.say(
                                        "a",
                                        1,
                                        parse("", "COPY copied FROM STDIN"),
                                        bind("", ""),
                                        execute(""),
                                        message('d', "x\n"),
                                        message('d', "5\n"),
                                        message('c', ""),
                                        sync());
                                stage.ask("a", "SELECT max(a) FROM copied");
                            }),
                    is(
                            "client dies in a transaction",
                            stage -> {
                                stage.ask(
                                        "x",
                                        "DROP TABLE IF EXISTS died",
                                        "CREATE TABLE died (a int)");
                                stage.ask("a", "BEGIN", "INSERT INTO died VALUES (1)");
                                stage.dies("a");
                                stage.ask("b", "SELECT pg_sleep(0.1)", "SELECT count(*) FROM died");
                            }),
                    is(
                            "cancel",
                            stage -> {
                                WireClient client = stage.client("a");
                                client.send(query("SELECT pg_sleep(20)"));
                                stage.ask("b", "SELECT pg_sleep(0.2)");
                                client.cancel();
                                stage.note(client.heard(1));
                                client.cancel();
                                stage.ask("a", "SELECT 1");
                                stage.ask("b", "SELECT 2");
                            }),
                    is("notices", stage -> stage.ask("a", "DO $$ BEGIN RAISE NOTICE 'x'; END $$")),
                    is(
                            "many rows",
                            stage ->
                                    stage.ask(
                                            "a",
                                            "SELECT sum(x) FROM generate_series(1, 100000) x",
                                            "SELECT 1")));

    private PipelineCases() {}
}
