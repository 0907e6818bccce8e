package homeport.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that cannot be written: the answer is an error, and memory is never ahead of the disk.
 */
final class FullDiskTest {
    private static final int COMMITS_MIN = 5;

    @TempDir private Path folder;

    @Test
    void aFileThatMayNotGrowRefusesTheCommitAndKeepsThoseBefore() throws Exception {
        Path file = folder.resolve("store.db");
        List<String> child = command("ulimit -f 8192 && exec \"$@\"", file); // 4 MiB or 8, by shell
        check(run(child), file);
    }

    /** The full file system exists for the child alone; what is on it is copied out at the end. */
    @Test
    void aFullDiskRefusesTheCommitAndKeepsThoseBefore() throws Exception {
        assumeTrue(
                exitCode(List.of("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")) == 0,
                "a file system of our own needs the right to mount one");
        Path small = folder.resolve("small").toAbsolutePath();
        Path kept = folder.resolve("kept");
        String script =
                "mkdir small kept && mount -t tmpfs -o size=3m none small"
                        + " && \"$@\" && cp small/* kept";
        List<String> child = new ArrayList<>(List.of("unshare", "-rm"));
        child.addAll(command(script, small.resolve("store.db")));
        check(run(child), kept.resolve("store.db"));
    }

    private List<String> command(String script, Path file) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(new ChildJvm(folder).command(FullDiskChild.class, file.toString()));
        return command;
    }

    private List<String> run(List<String> command) throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(
                                ProcessBuilder.Redirect.DISCARD) // the store logs that it stops
                        .start();
        try {
            List<String> said = child.inputReader().lines().toList();
            assertThat(child.waitFor()).as("exit code after %s", said).isZero();
            return said;
        } finally {
            child.destroyForcibly();
        }
    }

    private static int exitCode(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException absent) {
            return -1;
        }
    }

    private static void check(List<String> said, Path file) {
        List<String> acks = said.stream().filter(line -> line.startsWith("ack ")).toList();
        int last = acks.size();
        assertThat(last).isGreaterThanOrEqualTo(COMMITS_MIN);
        assertThat(acks.getLast()).isEqualTo("ack " + last);
        List<String> rest = said.subList(last, said.size());
        assertThat(rest.get(0))
                .startsWith("refused the store cannot be written any more: ")
                .endsWith("Restart Homeport.");
        assertThat(rest.get(0)).as("says why").containsAnyOf("SQLITE_FULL", "SQLITE_IOERR");
        assertThat(rest.get(1)).as("goes on refusing").startsWith("again the store cannot be");
        assertThat(rest.get(2)).as("as read").isEqualTo("shows %d %d".formatted(last, 2 * last));
        assertThat(rest.get(3)).as("as told to watchers").isEqualTo("watched " + last);

        try (EmbeddedStore reopened = EmbeddedStore.open(file)) {
            Store.Listing listing = reopened.list("/");
            assertThat(listing.revision())
                    .as("all that was acknowledged; the refused one may have happened")
                    .isBetween((long) last, last + 1L);
            assertThat(listing.entries()).as("whole").hasSize(2 * (int) listing.revision());
            assertThat(reopened.commit(List.of(Op.put("/on", new byte[0]))))
                    .hasValue(listing.revision() + 1);
        }
    }
}
