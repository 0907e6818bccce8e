package homeport.control.group;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.testkit.Calls;
import homeport.engine.EngineException;
import homeport.engine.Node;
import homeport.engine.NodePlace;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who asks a server goes on asking. */
final class ProbeTest {
    private static final NodePlace PLACE = new NodePlace(Path.of("/nodes/a"), "127.1.7.2", 5432);

    /** A silence that nobody hears any more is never long enough for a failover. */
    @Test
    void itGoesOnAfterAFaultOfOursWhichIsNoSilence() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(3);
        Probe probe = new Probe(node(asked), Instant::now, () -> {});
        try {
            assertThat(asked.await(20, TimeUnit.SECONDS)).as("asked again").isTrue();
            assertThat(probe.silence(Calls.NOW)).isZero();
        } finally {
            probe.stop();
        }
    }

    private static Node node(CountDownLatch asked) {
        return (Node)
                Proxy.newProxyInstance(
                        Node.class.getClassLoader(),
                        new Class<?>[] {Node.class},
                        (self, method, given) -> {
                            if (method.getName().equals("place")) return PLACE;
                            asked.countDown();
                            if (asked.getCount() > 0)
                                throw new EngineException("too many open files");
                            return Optional.empty();
                        });
    }
}
