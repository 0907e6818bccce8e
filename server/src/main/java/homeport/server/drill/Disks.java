package homeport.server.drill;

import homeport.server.data.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two small file systems of the drill's own in a data folder, one for the nodes and one for the
 * store, so that either can be full. In memory; gone when closed.
 */
final class Disks implements AutoCloseable {
    private static final String NODES_SIZE = "size=1g,mode=0755";
    private static final String STORE_SIZE = "size=64m,mode=0700";
    private static final int COMMAND_SECONDS_MAX = 10;

    private final Path data;
    private final Deque<Path> mounted = new ArrayDeque<>();

    private Disks(Path data) {
        this.data = data;
    }

    /**
     * @param data a folder in which nothing is yet
     * @throws IOException it cannot be; nothing is mounted
     */
    static Disks in(Path data) throws IOException {
        Disks disks = new Disks(data);
        try {
            disks.mount("nodes", NODES_SIZE);
            disks.mount("store", STORE_SIZE);
            return disks;
        } catch (IOException failed) {
            disks.close();
            throw failed;
        }
    }

    /** Mounting is root's. */
    static boolean possible() {
        return DataFolder.ofRoot();
    }

    Path store() {
        return data.resolve("store");
    }

    private void mount(String name, String options) throws IOException {
        Path folder = Files.createDirectories(data.resolve(name));
        run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()));
        mounted.push(folder);
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        byte[] said = process.getInputStream().readNBytes(1024);
        try {
            if (process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0)
                return;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IOException(
                command + " failed: " + new String(said, StandardCharsets.UTF_8).strip());
    }

    @Override
    public void close() throws IOException {
        while (!mounted.isEmpty()) run(List.of("umount", mounted.pop().toString()));
    }
}
