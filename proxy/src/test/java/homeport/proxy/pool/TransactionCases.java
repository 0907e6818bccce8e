package homeport.proxy.pool;

import static homeport.proxy.pool.SessionMatrix.asks;
import static homeport.proxy.pool.SessionMatrix.is;
import static homeport.proxy.pool.WireClient.bind;
import static homeport.proxy.pool.WireClient.execute;
import static homeport.proxy.pool.WireClient.extended;
import static homeport.proxy.pool.WireClient.parse;
import static homeport.proxy.pool.WireClient.sync;

import homeport.proxy.pool.SessionMatrix.Case;
import java.util.List;

/** Transactions, and what they do to parameters. */
final class TransactionCases {
    static final List<Case> CASES =
            List.of(
                    asks(
                            "SET, COMMIT",
                            "BEGIN",
                            "SET work_mem = '3333kB'",
                            "COMMIT",
                            "SHOW work_mem"),
                    asks(
                            "SET, ROLLBACK",
                            "SET work_mem = '7777kB'",
                            "BEGIN",
                            "SET work_mem = '3333kB'",
                            "ROLLBACK",
                            "SHOW work_mem",
                            "SHOW work_mem"),
                    asks(
                            "SET, failure, COMMIT",
                            "BEGIN",
                            "SET work_mem = '3333kB'",
                            "SELECT 1/0",
                            "COMMIT",
                            "SHOW work_mem"),
                    asks(
                            "SET, ROLLBACK TO",
                            "BEGIN",
                            "SET work_mem = '1111kB'",
                            "SAVEPOINT one",
                            "SET work_mem = '2222kB'",
                            "SAVEPOINT two",
                            "SET work_mem = '3333kB'",
                            "ROLLBACK TO one",
                            "SHOW work_mem",
                            "COMMIT",
                            "SHOW work_mem"),
                    asks(
                            "SAVEPOINT, RELEASE",
                            "BEGIN",
                            "SAVEPOINT one",
                            "SET work_mem = '2222kB'",
                            "RELEASE one",
                            "COMMIT",
                            "SHOW work_mem"),
                    asks(
                            "SAVEPOINT, failure",
                            "BEGIN",
                            "SAVEPOINT one",
                            "SET work_mem = '2222kB'",
                            "SELECT 1/0",
                            "ROLLBACK TO one",
                            "COMMIT",
                            "SHOW work_mem"),
                    asks(
                            "SET LOCAL",
                            "BEGIN",
                            "SET LOCAL work_mem = '2222kB'",
                            "SHOW work_mem",
                            "COMMIT",
                            "SHOW work_mem"),
                    asks(
                            "several statements",
                            "SET work_mem = '2222kB'; SET TimeZone = 'UTC'",
                            "SHOW work_mem",
                            "SHOW TimeZone"),
                    asks(
                            "several statements, failure",
                            "SET work_mem = '2222kB'; SELECT 1/0",
                            "SHOW work_mem",
                            "SELECT 1"),
                    asks(
                            "several with COMMIT, failure",
                            "SET work_mem = '2222kB'; COMMIT; SET work_mem = '3333kB'; SELECT 1/0",
                            "SHOW work_mem"),
                    asks(
                            "COMMIT AND CHAIN",
                            "BEGIN",
                            "SET work_mem = '2222kB'",
                            "COMMIT AND CHAIN",
                            "SET work_mem = '3333kB'",
                            "ROLLBACK",
                            "SHOW work_mem"),
                    asks(
                            "failed transaction",
                            "BEGIN",
                            "SELECT nothing",
                            "SELECT 1",
                            "ROLLBACK",
                            "SELECT 1"),
                    asks("PREPARE TRANSACTION", "BEGIN", "PREPARE TRANSACTION 'x'", "SELECT 1"),
                    asks(
                            "transaction in one text",
                            "BEGIN; SET work_mem = '2222kB'",
                            "SHOW work_mem",
                            "COMMIT; SHOW work_mem",
                            "SHOW work_mem"),
                    is(
                            "SET by extended protocol",
                            stage -> {
                                stage.say("a", 1, extended("SET work_mem = '2222kB'"));
                                stage.ask("a", "SHOW work_mem");
                                stage.say(
                                        "a",
                                        1,
                                        parse("", "SET work_mem = '3333kB'"),
                                        bind("", ""),
                                        execute(""),
                                        parse("", "SELECT 1/0"),
                                        bind("", ""),
                                        execute(""),
                                        sync());
                                stage.ask("a", "SHOW work_mem");
                            }));

    private TransactionCases() {}
}
