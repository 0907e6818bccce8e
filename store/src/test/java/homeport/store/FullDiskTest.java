package homeport.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
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

    /** As after any error but a full disk, nobody knows what is on the disk until it is read. */
    @Test
    void aStoreThatCannotBeWrittenRefusesTheCommitAndAllAfterIt() throws Exception {
        Path file = folder.resolve("store.db");
        String limited = "ulimit -f 8192 && exec \"$@\""; // 4 MiB or 8, by shell
        List<String> said = run(command(limited, file.toString()));
        int last = checkAcknowledged(said);
        List<String> rest = said.subList(last, said.size());
        for (int i = 0; i < 2; i++)
            assertThat(rest.get(i))
                    .contains(" the store cannot be written any more: [SQLITE_IOERR_WRITE]")
                    .endsWith("Restart Homeport.");
        checkMemory(rest.subList(2, 4), last);

        try (EmbeddedStore reopened = EmbeddedStore.open(file)) {
            Store.Listing listing = reopened.list("/");
            assertThat(listing.revision())
                    .as("all that was acknowledged; the refused one may have happened")
                    .isBetween((long) last, last + 1L);
            assertThat(listing.entries()).as("whole").hasSize(keys((int) listing.revision()));
            assertThat(reopened.commit(List.of(Op.put("/on", new byte[0]))))
                    .hasValue(listing.revision() + 1);
        }
    }

    /** The full file system exists for the child alone; what is on it is copied out at the end. */
    @Test
    void aFullDiskRefusesCommitsUntilThereIsRoomAgain() throws Exception {
        assumeTrue(
                exitCode(List.of("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")) == 0,
                "a file system of our own needs the right to mount one");
        String script =
                "mkdir small kept && mount -t tmpfs -o size=14m none small"
                        + " && \"$@\" && cp small/store* kept";
        List<String> child = new ArrayList<>(List.of("unshare", "-rm"));
        child.addAll(command(script, "small/store.db", "small/ballast"));
        List<String> said = run(child);
        int last = checkAcknowledged(said);
        List<String> rest = said.subList(last, said.size());
        assertThat(rest.get(0)).startsWith("refused the store's disk is full: [SQLITE_FULL]");
        assertThat(rest.get(1)).startsWith("again the store's disk is full: [SQLITE_FULL]");
        checkMemory(rest.subList(2, 4), last);
        assertThat(rest.subList(4, rest.size()))
                .as("the lease was over and its keys went in a commit of their own")
                .containsExactly("on " + (last + 2), "left 0");

        try (EmbeddedStore reopened = EmbeddedStore.open(folder.resolve("kept/store.db"))) {
            assertThat(reopened.list("/").revision()).isEqualTo(last + 2);
            assertThat(reopened.list("/").entries()).hasSize(keys(last + 1) - FullDiskChild.LEASED);
            assertThat(reopened.list("/l/").entries()).isEmpty();
        }
    }

    private List<String> command(String script, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(new ChildJvm(folder).command(FullDiskChild.class, args));
        return command;
    }

    private List<String> run(List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("child.log");
        Process child =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(log.toFile())
                        .start();
        try {
            List<String> said = child.inputReader().lines().toList();
            assertThat(child.waitFor())
                    .as("exit after %s", said)
                    .withFailMessage(() -> read(log))
                    .isZero();
            return said;
        } finally {
            child.destroyForcibly();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            return failed.toString();
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

    /** Every commit took the next revision; returns the last one. */
    private static int checkAcknowledged(List<String> said) {
        List<String> acks = said.stream().filter(line -> line.startsWith("ack ")).toList();
        assertThat(acks).hasSizeGreaterThanOrEqualTo(COMMITS_MIN);
        assertThat(acks.getLast()).isEqualTo("ack " + acks.size());
        return acks.size();
    }

    /** The first commit puts the keys of a lease, each later one two keys. */
    private static int keys(int commits) {
        return FullDiskChild.LEASED + 2 * (commits - 1);
    }

    private static void checkMemory(List<String> said, int last) {
        assertThat(said)
                .as("neither reads nor watches are ahead of the disk")
                .containsExactly("shows %d %d".formatted(last, keys(last)), "watched " + last);
    }
}
