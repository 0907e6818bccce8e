package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session that is kept, with a server that does not keep up its end. */
class KeptSessionTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    /** A failover hangs up first and then goes on: behind a cut network nobody says goodbye. */
    @Test
    void whoHangsUpDoesNotWaitForTheOtherEnd() throws Exception {
        Node node = lab.started("n1", Lab.EMBEDDED);
        String roots = Files.readString(lab.authority.rootCertificate());
        AdminAccess admin = new AdminAccess(lab.authority, roots);
        KeptSession session = new KeptSession(node.place(), admin);
        session.run(Deadline.in(Lab.MAX), connection -> Lab.run(connection, "SELECT 1"));
        lab.freeze(node);
        try {
            long begin = System.nanoTime();
            session.drop();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
        } finally {
            lab.thaw(node);
        }
    }
}
