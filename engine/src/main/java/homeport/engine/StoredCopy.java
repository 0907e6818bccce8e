package homeport.engine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Data that {@link Node#copyTo} took, as it lies on disk: a folder, or, packed, one file beside
 * where the folder was. Whenever the machine stops, one of the two is whole. Methods that change it
 * are called by one thread at a time, and not under a reader.
 *
 * @param folder where the plain data is or was
 */
public record StoredCopy(Path folder, PackKeys keys) {
    private static final String PACK = ".pack";
    private static final int PROBE_BYTES = 4096;

    private Path pack() {
        return folder.resolveSibling(folder.getFileName() + PACK);
    }

    /** Of the folder that this file or folder belongs to: {@code <name>}, {@code <name>.pack} … */
    public static String nameOf(Path fileOrFolder) {
        String name = fileOrFolder.getFileName().toString();
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** There is data, in one form or the other. */
    public boolean exists() {
        return packed() || Files.isDirectory(folder);
    }

    public boolean packed() {
        return Files.exists(pack());
    }

    /** It is packed, and the pack is encrypted. */
    public boolean encrypted() {
        if (!packed()) return false;
        try (var in = Files.newInputStream(pack())) {
            return PackCipher.encrypted(in.readNBytes(PackCipher.startBytes()));
        } catch (IOException e) {
            throw new EngineException("cannot read " + pack(), e);
        }
    }

    /** Bytes that it takes on disk. */
    public long bytes() {
        try {
            if (packed()) return Files.size(pack());
            AtomicLong bytes = new AtomicLong();
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                            bytes.addAndGet(a.size());
                            return FileVisitResult.CONTINUE;
                        }
                    });
            return bytes.get();
        } catch (IOException e) {
            throw new EngineException("cannot look at " + folder, e);
        }
    }

    /**
     * Makes the pack, reads it back and compares it with the folder, which stays. The pack counts
     * once {@link #publish} has given it its name.
     *
     * @throws EngineException it could not; nothing has changed
     */
    public void prepare(boolean encrypted) {
        Path partial = Durable.partial(pack());
        write(partial, encrypted, out -> Pack.write(folder, out));
        try (PackInput in = new PackInput(partial, keys)) {
            Pack.read(in, Pack.comparingWith(folder));
        } catch (IOException e) {
            throw new EngineException("cannot read back " + partial, e);
        }
    }

    private interface Content {
        void to(PackOutput out) throws IOException;
    }

    private void write(Path partial, boolean encrypted, Content content) {
        try {
            Files.deleteIfExists(partial);
            try (PackOutput out = new PackOutput(partial, PackCipher.create(encrypted, keys))) {
                content.to(out);
                out.finish();
            }
        } catch (IOException e) {
            throw new EngineException("cannot write " + partial, e);
        }
    }

    /** What {@link #prepare} made gets its name; then the folder goes. May be repeated. */
    public void publish() {
        try {
            Path partial = Durable.partial(pack());
            if (Files.exists(partial)) Durable.move(partial, pack());
            if (packed()) removeFolder();
        } catch (IOException e) {
            throw new EngineException("cannot give " + pack() + " its name", e);
        }
    }

    /** Throws away what {@link #prepare} made. */
    public void discard() {
        deleteFile(Durable.partial(pack()));
    }

    /**
     * Makes this a copy of another that is packed; it is whole and on disk when this returns.
     *
     * @param encrypted whether this one is to be; where the other is so too, with the same key
     */
    public void copyOfPack(StoredCopy other, boolean encrypted) {
        Path partial = Durable.partial(pack());
        if (encrypted == other.encrypted()) {
            try {
                Files.deleteIfExists(partial);
                new FileCopy(FileCopy.Pace.BESIDE_A_SERVER)
                        .copy(other.pack(), partial, Files.size(other.pack()));
                Kernel.syncFileSystem(partial);
            } catch (IOException e) {
                throw new EngineException("cannot copy " + other.pack(), e);
            }
        } else {
            write(
                    partial,
                    encrypted,
                    out -> {
                        try (PackInput in = new PackInput(other.pack(), keys)) {
                            in.transferTo(out);
                        }
                    });
        }
        publish();
    }

    /** Removes all of it. */
    public void remove() {
        discard();
        deleteFile(pack());
        Durable.delete(Durable.partial(folder));
        removeFolder();
    }

    private void removeFolder() {
        Path removed = Durable.removed(folder);
        Durable.delete(removed);
        try {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) Durable.move(folder, removed);
        } catch (IOException e) {
            throw new EngineException("cannot remove " + folder, e);
        }
        Durable.delete(removed);
    }

    private static void deleteFile(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EngineException("cannot remove " + file, e);
        }
    }

    /**
     * @param target absent; made, and owned by the account as all that is in it
     * @throws EngineException the data is damaged or cannot be read
     */
    void fill(Path target, Account account, FileCopy.Pace pace) {
        if (!packed()) {
            FolderCopy.copy(folder, target, _ -> true, account, pace);
            return;
        }
        account.folder(target);
        try (PackInput in = new PackInput(pack(), keys)) {
            Pack.read(in, Pack.unpackingTo(target, account, pace));
        } catch (IOException e) {
            throw new EngineException("cannot unpack " + pack(), e);
        }
    }

    /**
     * Whether copies below this folder share blocks with what they are copies of, so that a pack
     * would take more room than it saves.
     */
    public static boolean sharesBlocks(Path below) {
        Path from = below.resolve("probe-a" + Durable.PARTIAL);
        Path to = below.resolve("probe-b" + Durable.PARTIAL);
        try {
            Files.write(from, new byte[PROBE_BYTES]);
            Files.write(to, new byte[0]);
            return Kernel.shareBlocks(from, to);
        } catch (IOException e) {
            throw new EngineException("cannot write below " + below, e);
        } finally {
            deleteFile(from);
            deleteFile(to);
        }
    }
}
