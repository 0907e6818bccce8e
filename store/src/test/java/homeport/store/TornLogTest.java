package homeport.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A loss of power can leave of what was not yet synced any part: whatever is left of the log's end,
 * the store opens with the commits up to some point, each whole.
 */
final class TornLogTest {
    private static final int COMMITS = 60;
    private static final int CUTS = 40;
    private static final long SEED =
            Long.getLong("homeport.torn.seed", System.nanoTime() & 0xffffff);

    @TempDir private Path folder;

    @Test
    void whateverIsLeftOfTheLogIsReadCommitByWholeCommit() throws IOException {
        Path file = folder.resolve("whole").resolve("store.db");
        Random random = new Random(SEED);
        int shorter = 0;
        try (EmbeddedStore store = EmbeddedStore.open(file)) {
            for (int i = 0; i < COMMITS; i++) {
                int thread = random.nextInt(Script.THREADS);
                Script.next(store, new Script.Step(thread, Script.done(store)[thread] + 1));
            }
            for (int cut = 0; cut < CUTS; cut++) {
                Path torn = tear(file, folder.resolve("torn" + cut), random);
                try (EmbeddedStore left = EmbeddedStore.open(torn)) {
                    Script.assertWhole(left);
                    if (left.list("/").revision() < COMMITS) shorter++;
                } catch (AssertionError | StoreException failed) {
                    throw new AssertionError("-Dhomeport.torn.seed=" + SEED, failed);
                }
            }
        }
        assertThat(shorter).as("cuts that took something away").isGreaterThan(CUTS / 2);
    }

    /** Cuts the log somewhere; half the time old bytes follow the cut, as on a disk they may. */
    private static Path tear(Path file, Path folder, Random random) throws IOException {
        Files.createDirectory(folder);
        Path torn = folder.resolve("store.db");
        Path log = folder.resolve("store.db-wal");
        Files.copy(file, torn);
        Files.copy(file.resolveSibling("store.db-wal"), log);
        int length = (int) Files.size(log);
        int cut = random.nextInt(length);
        byte[] old = new byte[random.nextBoolean() ? Math.min(length - cut, 5000) : 0];
        random.nextBytes(old);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            if (old.length == 0) channel.truncate(cut);
            else channel.write(ByteBuffer.wrap(old), cut);
        }
        return torn;
    }
}
