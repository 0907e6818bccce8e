package homeport.control.archive;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.group.Groups;
import homeport.control.instance.DbInstance;
import homeport.control.instance.Instances;
import homeport.control.snapshot.Snapshots;
import homeport.control.testkit.Calls;
import homeport.control.testkit.Examples;
import homeport.engine.Engines;
import homeport.engine.Node;
import homeport.engine.PackKeys;
import homeport.store.MemoryStore;
import homeport.store.Op;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who archives for all goes on for the others. */
final class ArchivistTest {
    private final MemoryStore store = new MemoryStore();
    private final Instances instances = new Instances(store);

    /**
     * Two looks at each of two instances: a fault of ours at one leaves it and the other theirs.
     */
    private final CountDownLatch looks = new CountDownLatch(4);

    @TempDir Path folder;

    @Test
    void aFaultAtOneInstanceLeavesNoneWithoutItsArchive() throws InterruptedException {
        serving("one");
        serving("two");
        Archives archives =
                new Archives(
                        store, new Snapshots(store, folder), new WalArchive(folder, PackKeys.NONE));
        try (Archivist archivist =
                new Archivist(
                        store,
                        instances,
                        new Groups(store, engines(), folder),
                        archives,
                        Duration.ofMinutes(5),
                        () -> Calls.NOW)) {
            archivist.start();
            assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void serving(String name) {
        DbInstance asked = Examples.instance(name, "db-" + name);
        List<Op> ops = new ArrayList<>(instances.create(Calls.REGION, asked));
        ops.add(instances.observe(Calls.REGION, asked.resourceId(), Examples.serving(asked)));
        assertThat(store.commit(ops)).isPresent();
    }

    /** Of nodes whose WAL cannot be looked at. */
    private Engines engines() {
        Node node =
                fake(
                        Node.class,
                        () -> {
                            looks.countDown();
                            throw new IllegalArgumentException("a bug");
                        });
        return fake(Engines.class, () -> node);
    }

    private interface Answer {
        Object get();
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, given) -> answer.get()));
    }
}
