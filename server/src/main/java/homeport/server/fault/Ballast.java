package homeport.server.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A file that takes all the room of a file system. */
public final class Ballast {
    /** A file system with more room than this serves others, too. */
    static final long ROOM_BYTES_MAX = 10L << 30;

    private static final int CHUNK_BYTES = 1 << 20;

    private final Path folder;

    /**
     * @param folder where the file is
     */
    public Ballast(Path folder) {
        this.folder = folder;
    }

    private Path file() {
        return folder.resolve("ballast");
    }

    /**
     * @throws Refused others would suffer
     */
    void check() throws IOException, Refused {
        FileStore store = Files.getFileStore(folder);
        String advice =
                "Put the data folder, or its folder nodes, on a file system of its own, for"
                        + " instance a tmpfs with a size.";
        if (store.equals(Files.getFileStore(Path.of("/"))))
            throw new Refused(
                    folder + " is on the root file system, which is not ours to fill. " + advice);
        long room = store.getUsableSpace();
        if (room > ROOM_BYTES_MAX)
            throw new Refused(
                    "The file system of %s has %d MiB of room, allowed %d. %s"
                            .formatted(folder, room >> 20, ROOM_BYTES_MAX >> 20, advice));
    }

    /**
     * Writes until there is no room: blocks of zeros, as a file with a hole takes none.
     *
     * @return bytes taken
     */
    public long fill() throws IOException {
        FileStore store = Files.getFileStore(folder);
        byte[] zeros = new byte[CHUNK_BYTES];
        long taken = 0;
        try (OutputStream out =
                Files.newOutputStream(
                        file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long room = store.getUsableSpace();
            while (room > 0 && taken < ROOM_BYTES_MAX) {
                byte[] chunk = room < CHUNK_BYTES ? Arrays.copyOf(zeros, (int) room) : zeros;
                out.write(chunk);
                taken += chunk.length;
                room = store.getUsableSpace();
            }
        } catch (IOException full) {
            if (store.getUsableSpace() > CHUNK_BYTES) throw full;
        }
        return taken;
    }

    public void remove() throws IOException {
        Files.deleteIfExists(file());
    }
}
