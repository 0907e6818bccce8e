package homeport.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a process of a server is, as its title says, and what a file is, as its path does. */
class ProcessCountTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /opt/bin/postgres -D /data/nodes/db-X-n2/data                              | PROCESSES
                    postgres: db-X: checkpointer                                               | PROCESSES
                    postgres: db-X: startup recovering 000000050000000000000009                | PROCESSES
                    postgres: db-X: walreceiver streaming 0/90369D8                            | PROCESSES
                    postgres: db-X: autovacuum launcher                                        | PROCESSES
                    postgres: db-X: walsender rdsrepladmin 127.2.0.1(40000) streaming 0/1      | SENDERS
                    postgres: db-X: drilladmin postgres [local] idle in transaction            | SESSIONS
                    postgres: db-X: rdsadmin rdsadmin 127.0.0.1(58874) idle                    | SESSIONS
                    postgres: db-X: autovacuum worker postgres                                 | nothing
                    postgres: db-X: parallel worker for PID 12                                 | nothing
                    """)
    void knowsTitles(String title, String kind) {
        var counts = ProcessCount.of(List.of(title));
        for (Holding holding : List.of(Holding.PROCESSES, Holding.SENDERS, Holding.SESSIONS))
            assertThat(counts.get(holding)).isEqualTo(holding.name().equals(kind) ? 1 : 0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nodes/db-X/data/base/5/2619                      | KILOBYTES
                    nodes/db-X/data/pg_wal/000000010000000000000001  | WAL_MEGABYTES
                    nodes/db-X/data/pg_wal/00000002.history          | WAL_MEGABYTES
                    nodes/db-X/wal/000000010000000000000001          | ARCHIVED
                    archive/db-X/000000010000000000000001            | ARCHIVED
                    nodes/db-X/log/postgresql.log.2026-11-26-15      | LOG_KILOBYTES
                    log/homeport.log.1                               | LOG_KILOBYTES
                    store/homeport.db-wal                            | STORE_KILOBYTES
                    ca/root.pem                                      | KILOBYTES
                    """)
    void knowsFiles(String file, Holding kind) {
        assertThat(FileCount.kind(Path.of(file))).isEqualTo(kind);
    }
}
