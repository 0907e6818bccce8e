package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogEndTest {
    private static final String NOW =
            "SELECT pg_walfile_name(l) || ' ' || l FROM pg_current_wal_insert_lsn() AS l";

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void anEndIsBelievedWhileNothingFollows() throws Exception {
        Node node = lab.started("n1", Lab.EMBEDDED);
        LogEnd kept = new LogEnd(node.place(), Account.forEngines());
        LogEnd.At before = now(node);
        try (Connection session = Lab.master(node)) {
            Lab.run(session, "CREATE TABLE t (n int)");
        }
        LogEnd.At end = now(node);
        node.kill();
        assertThat(node.cleanEnd()).as("nobody knows").isEmpty();
        kept.keep(before);
        assertThat(node.cleanEnd()).as("a table follows").isEmpty();
        kept.keep(end);
        assertThat(node.cleanEnd().orElseThrow())
                .isGreaterThan(before.position())
                .isLessThan(end.position());

        Path file = node.place().home().resolve("log-end");
        Files.writeString(file, "nonsense");
        assertThat(node.cleanEnd()).as("nobody can tell").isEmpty();
        node.start(Lab.MAX);
        assertThat(file).as("what it says is over").doesNotExist();
    }

    private LogEnd.At now(Node node) throws SQLException {
        try (Connection session = lab.engines.connect(node.place(), "postgres")) {
            return LogEnd.At.parse(Lab.one(session, NOW));
        }
    }
}
