package homeport.proxy.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody from outside writes a line of their own into a proxy's log. */
class ProxyLogTest {
    private static final Target ORDERS =
            new Target("orders", Path.of("/nowhere"), Target.Role.READ_WRITE, 10, false);

    private final List<String> lines = new ArrayList<>();
    private final ProxyLog log = new ProxyLog(lines::add);

    @Test
    void whatAServerSaysIsOneLine() {
        log.notOpened(ORDERS, "a\nb", "no\n2026-11-24T00:00:00Z [INFO] all is well\u001b[2J\u2028");
        assertEquals(1, lines.size());
        assertTrue(
                lines.getFirst()
                        .endsWith(
                                "for user \"a?b\". Reason: no?2026-11-24T00:00:00Z [INFO] all is well?[2J?"),
                lines.getFirst());
    }

    @Test
    void whatAClientIsCalledIsOneLineAndShort() {
        log.signInFailed(7, "x\r\n".repeat(1000), "y");
        assertEquals(1, lines.getFirst().lines().count());
        assertTrue(lines.getFirst().length() < 400, lines.getFirst());
    }

    @Test
    void whatAServerSaysIsShort() {
        log.notOpened(ORDERS, "a", "z".repeat(100_000));
        assertTrue(lines.getFirst().length() < 1300);
    }
}
