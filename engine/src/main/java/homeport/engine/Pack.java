package homeport.engine;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/**
 * A folder as one stream, inside a pack. Shape of an entry: 1 byte, {@code D} folder, {@code F}
 * file or {@code E} the end; then, but for the end: 2 bytes length of its path; the path, relative,
 * in UTF-8; 9 bytes mode as {@code rwxr-x---}; of a file 8 bytes length and its bytes. A folder
 * comes before what is in it. Links and special files are not packed: a data folder has none.
 */
final class Pack {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int PATH_BYTES_MAX = 4096;
    private static final int MODE_CHARACTERS = 9;

    private Pack() {}

    /** Writes all of a folder that nobody writes in. */
    static void write(Path folder, OutputStream pack) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(pack, BUFFER_BYTES));
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a)
                            throws IOException {
                        if (!dir.equals(folder)) head(out, 'D', folder, dir);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        if (!a.isRegularFile())
                            throw new EngineException(file + " is no file; it cannot be packed");
                        head(out, 'F', folder, file);
                        out.writeLong(a.size());
                        long copied = Files.copy(file, out);
                        if (copied != a.size())
                            throw new EngineException(file + " changes while it is packed");
                        return FileVisitResult.CONTINUE;
                    }
                });
        out.writeByte('E');
        out.flush();
    }

    private static void head(DataOutputStream out, char kind, Path folder, Path path)
            throws IOException {
        byte[] name = folder.relativize(path).toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > PATH_BYTES_MAX) throw new EngineException(path + " is too long a path");
        Set<PosixFilePermission> mode =
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        out.writeByte(kind);
        out.writeShort(name.length);
        out.write(name);
        out.writeBytes(PosixFilePermissions.toString(mode));
    }

    /** What is found in a pack, in its order. */
    interface Visitor {
        void folder(Path path, Set<PosixFilePermission> mode) throws IOException;

        /**
         * @param content of exactly {@code size} bytes; it need not be read to its end
         */
        void file(Path path, Set<PosixFilePermission> mode, long size, InputStream content)
                throws IOException;
    }

    /**
     * @throws EngineException the stream is no packed folder
     */
    static void read(InputStream pack, Visitor visitor) throws IOException {
        DataInputStream in = new DataInputStream(pack);
        for (int kind = in.read(); kind != 'E'; kind = in.read()) {
            if (kind != 'D' && kind != 'F') throw new EngineException("the pack has a bad entry");
            Path path = path(in);
            Set<PosixFilePermission> mode =
                    PosixFilePermissions.fromString(text(in, MODE_CHARACTERS));
            if (kind == 'D') {
                visitor.folder(path, mode);
                continue;
            }
            long size = in.readLong();
            if (size < 0) throw new EngineException("the pack has a file of size " + size);
            Bounded content = new Bounded(in, size);
            visitor.file(path, mode, size, content);
            content.transferTo(OutputStream.nullOutputStream());
        }
        if (in.read() >= 0) throw new EngineException("the pack has entries after its end");
    }

    private static Path path(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort();
        if (length > PATH_BYTES_MAX) throw new EngineException("the pack has a path too long");
        Path path = Path.of(text(in, length));
        if (path.isAbsolute() || !path.normalize().equals(path) || path.startsWith(".."))
            throw new EngineException("the pack has a path that leads out of it: " + path);
        return path;
    }

    private static String text(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The content of one file. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0) return -1;
            int read = in.read(into, from, (int) Math.min(length, left));
            if (read < 0) throw new EngineException("the pack ends inside a file");
            left -= read;
            return read;
        }
    }

    /** Makes the folder again, its files owned by the account. */
    static Visitor unpackingTo(Path folder, Account account, FileCopy.Pace pace) {
        FileCopy files = new FileCopy(pace);
        return new Visitor() {
            @Override
            public void folder(Path path, Set<PosixFilePermission> mode) throws IOException {
                Path made = folder.resolve(path);
                Files.createDirectory(made);
                Files.setPosixFilePermissions(made, mode);
                account.own(made);
            }

            @Override
            public void file(
                    Path path, Set<PosixFilePermission> mode, long size, InputStream content)
                    throws IOException {
                Path made = folder.resolve(path);
                Files.createFile(made, PosixFilePermissions.asFileAttribute(mode));
                files.write(content, made);
                account.own(made);
            }
        };
    }

    /**
     * Compares with the folder that was packed.
     *
     * @throws EngineException (from the visitor) something differs
     */
    static Visitor comparingWith(Path folder) {
        return new Visitor() {
            @Override
            public void folder(Path path, Set<PosixFilePermission> mode) throws IOException {
                same(path, Files.getPosixFilePermissions(folder.resolve(path)).equals(mode));
            }

            @Override
            public void file(
                    Path path, Set<PosixFilePermission> mode, long size, InputStream content)
                    throws IOException {
                folder(path, mode);
                same(path, Files.size(folder.resolve(path)) == size);
                try (InputStream original = Files.newInputStream(folder.resolve(path))) {
                    for (long left = size; left > 0; ) {
                        byte[] packed = content.readNBytes((int) Math.min(left, BUFFER_BYTES));
                        byte[] had = original.readNBytes(packed.length);
                        same(path, Arrays.equals(packed, had));
                        left -= packed.length;
                    }
                }
            }

            private void same(Path path, boolean holds) {
                if (!holds)
                    throw new EngineException(
                            "%s reads otherwise in the pack than in %s".formatted(path, folder));
            }
        };
    }
}
