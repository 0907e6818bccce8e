package homeport.store;

import static homeport.store.StoreUnderTest.V;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded store's file: who may read it, who may open it, and when it is refused. */
@SuppressWarnings("try") // a store is held open by its try and not always named in it
final class StoreFileTest {
    private static final long PID = ProcessHandle.current().pid();

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("data").resolve("store").resolve("store.db");
    }

    private EmbeddedStore open() {
        return EmbeddedStore.open(file);
    }

    private void fill(int entries) {
        try (EmbeddedStore store = open()) {
            for (int i = 0; i < entries; i++) {
                byte[] value = new byte[3000];
                new Random(i).nextBytes(value);
                store.commit(List.of(Op.put("/" + i, value)));
            }
        }
    }

    private void refused(String... words) {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(words);
    }

    @Test
    void foldersAndFilesThatItMakesAreTheOwnersAlone() throws IOException {
        try (EmbeddedStore store = open()) {
            store.commit(List.of(Op.put("/a", V)));
            for (Path made : List.of(file.getParent(), file.getParent().getParent()))
                assertThat(mode(made)).as("%s", made).isEqualTo("rwx------");
            List<Path> files = files();
            assertThat(files).contains(file, file.resolveSibling("store.db-wal"));
            for (Path made : files) assertThat(mode(made)).as("%s", made).isEqualTo("rw-------");
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> found = Files.list(file.getParent())) {
            return found.toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aSecondOpenerIsRefusedWithTheProcessThatHasTheStore() throws IOException {
        try (EmbeddedStore store = open()) {
            refused("is in use by process " + PID, "this one");
            Path link = folder.resolve("link.db");
            Files.createSymbolicLink(link, file);
            assertThatThrownBy(() -> EmbeddedStore.open(link))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by process " + PID);
            store.commit(List.of(Op.put("/a", V)));
        }
        open().close();
    }

    @Test
    void refusingAnOpenerOfThisProcessDoesNotLetAnotherIn() throws Exception {
        try (EmbeddedStore store = open()) {
            refused("in use");
            store.commit(List.of(Op.put("/a", V)));
            Process other =
                    new ProcessBuilder(
                                    new ChildJvm(folder)
                                            .command(CrashChild.class, file.toString(), "ends"))
                            .redirectErrorStream(true)
                            .start();
            try {
                List<String> said = other.inputReader().lines().toList();
                assertThat(other.waitFor()).isNotZero();
                assertThat(said).anyMatch(line -> line.contains("is in use by process " + PID));
            } finally {
                other.destroyForcibly();
            }
        }
    }

    @Test
    void theStoreOfAnotherProcessIsRefusedUntilThatProcessDies() throws Exception {
        Process other = new ChildJvm(folder).start(CrashChild.class, file.toString(), "killed");
        try (BufferedReader out = other.inputReader()) {
            assertThat(out.readLine()).isEqualTo("open");
            refused("is in use by process " + other.pid());
            other.toHandle().destroyForcibly();
            other.waitFor();
            open().close();
        } finally {
            other.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "what?cache=shared", "100%25", "#1", ":memory:", "größe"})
    void anyNameThatAFileCanHaveIsItsName(String name) throws IOException {
        file = folder.resolve(name).resolve(name);
        fill(1);
        assertThat(Files.size(file)).isPositive();
        assertThat(files()).hasSize(2).contains(file);
        try (EmbeddedStore store = open()) {
            assertThat(store.list("/").revision()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNoStoreIsRefusedAsDamaged() throws IOException {
        Files.createDirectories(file.getParent());
        byte[] before = "not a store ".repeat(1000).getBytes(StandardCharsets.UTF_8);
        Files.write(file, before);
        refused("is damaged");
        assertThat(Files.readAllBytes(file)).as("left as it was").isEqualTo(before);
    }

    @Test
    void openingWritesNothingSoThatItNeedsNoRoomOnAFullDisk() throws IOException {
        fill(5);
        byte[] before = Files.readAllBytes(file);
        open().close();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aFileThatWasCutIsRefusedAsDamaged() throws IOException {
        fill(50);
        cut(Files.size(file) / 2);
        refused("is damaged");
    }

    @Test
    void aFileWithAnOverwrittenPageIsRefusedAsDamagedAndOpensOnceItIsMended() throws IOException {
        fill(50);
        byte[] good = Files.readAllBytes(file);
        List<Integer> unnoticed = new ArrayList<>();
        for (int page = 0; page < 4; page++) {
            byte[] bad = good.clone();
            Arrays.fill(bad, page * 4096, page * 4096 + 200, (byte) 0x5a);
            Files.write(file, bad);
            try (EmbeddedStore store = open()) {
                unnoticed.add(page);
            } catch (StoreException damaged) {
                assertThat(damaged).hasMessageContaining("is damaged");
            }
        }
        assertThat(unnoticed).isEmpty();
        Files.write(file, good);
        try (EmbeddedStore store = open()) {
            assertThat(store.list("/").entries()).hasSize(50);
        }
    }

    private void cut(long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    @Test
    void aFileOfANewerFormatIsRefusedAndLeftToTheNewerVersion() throws Exception {
        fill(3);
        try (Database database = new Database(file)) {
            database.run("UPDATE fact SET value = 2 WHERE name = 'schema'");
            database.run("DROP TABLE change");
        }
        refused("was written by a newer Homeport", "schema 2", "known here 1");
        try (Database database = new Database(file)) {
            assertThat(database.number("SELECT value FROM fact WHERE name = 'schema'"))
                    .isEqualTo(2);
            assertThat(database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'change'"))
                    .as("nothing was added to it")
                    .isZero();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsSaidInASentence() throws IOException {
        Files.write(folder.resolve("data"), new byte[0]);
        refused("cannot be opened");
    }
}
