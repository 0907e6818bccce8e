package homeport.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Unpacks a tar stream: files, folders, symbolic and hard links, GNU's long names; anything else is
 * refused. Shape: 512-byte headers, each followed by its data padded to 512; two zero headers end
 * it. Source: GNU tar manual, "Basic Tar Format".
 */
final class Tar {
    private static final int BLOCK = 512;
    private static final long FILE_BYTES_MAX = 512L * 1024 * 1024;
    private static final int NAME_BYTES_MAX = 4096;

    private final InputStream from;
    private final Path root;

    private Tar(InputStream from, Path root) {
        this.from = from;
        this.root = root;
    }

    /**
     * Unpacks into an existing empty folder; files get mode 0644 or, when their owner may run them,
     * 0755.
     *
     * @throws IOException not such a stream, or a name that leads out of the folder
     */
    static void unpack(InputStream from, Path root) throws IOException {
        new Tar(from, root).unpack();
    }

    private void unpack() throws IOException {
        String longName = null;
        String longLink = null;
        while (true) {
            byte[] header = block();
            if (header[0] == 0) return;
            long size = octal(header, 124, 12);
            char type = (char) header[156];
            if (type == 'L') {
                longName = text(size);
                continue;
            }
            if (type == 'K') {
                longLink = text(size);
                continue;
            }
            Path target = inside(longName == null ? name(header) : longName);
            String link = longLink == null ? string(header, 157, 100) : longLink;
            longName = null;
            longLink = null;
            entry(type, target, link, size, (octal(header, 100, 8) & 0100) != 0);
        }
    }

    private void entry(char type, Path target, String link, long size, boolean runs)
            throws IOException {
        switch (type) {
            case '0', '\0' -> file(target, size, runs);
            case '1' -> Files.createLink(parented(target), inside(link));
            case '2' -> {
                if (!target.getParent().resolve(link).normalize().startsWith(root))
                    throw new IOException(target + " links outside: " + link);
                Files.createSymbolicLink(parented(target), Path.of(link));
            }
            case '5' -> {
                Files.createDirectories(target);
                Files.setPosixFilePermissions(target, modes(true));
            }
            default -> throw new IOException("tar entry of type '" + type + "': " + target);
        }
    }

    private void file(Path target, long size, boolean runs) throws IOException {
        if (size > FILE_BYTES_MAX)
            throw new IOException(target + " has " + size + " bytes, allowed " + FILE_BYTES_MAX);
        try (OutputStream to = Files.newOutputStream(parented(target))) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int read = from.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) throw new EOFException("tar ends inside " + target);
                to.write(buffer, 0, read);
                left -= read;
            }
        }
        from.skipNBytes(padding(size));
        Files.setPosixFilePermissions(target, modes(runs));
    }

    /** Links in the path are refused, so that no entry writes through an earlier one. */
    private Path parented(Path target) throws IOException {
        for (Path p = target.getParent(); !p.equals(root); p = p.getParent())
            if (Files.exists(p, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                throw new IOException(target + " lies below a link");
        Files.createDirectories(target.getParent());
        return target;
    }

    private Path inside(String name) throws IOException {
        Path target = root.resolve(name).normalize();
        if (name.startsWith("/") || !target.startsWith(root))
            throw new IOException("tar entry leads outside: " + name);
        return target;
    }

    private static Set<PosixFilePermission> modes(boolean runs) {
        Set<PosixFilePermission> modes =
                EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_READ,
                        PosixFilePermission.OTHERS_READ);
        if (runs) {
            modes.add(PosixFilePermission.OWNER_EXECUTE);
            modes.add(PosixFilePermission.GROUP_EXECUTE);
            modes.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return modes;
    }

    private byte[] block() throws IOException {
        byte[] block = from.readNBytes(BLOCK);
        if (block.length < BLOCK) throw new EOFException("tar ends inside a header");
        return block;
    }

    private String text(long size) throws IOException {
        if (size > NAME_BYTES_MAX) throw new IOException("a name of " + size + " bytes in tar");
        byte[] text = from.readNBytes((int) size);
        from.skipNBytes(padding(size));
        return string(text, 0, text.length);
    }

    private static String name(byte[] header) {
        String prefix = string(header, 257, 6).equals("ustar") ? string(header, 345, 155) : "";
        String name = string(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private static String string(byte[] bytes, int from, int length) {
        byte[] field = Arrays.copyOfRange(bytes, from, from + length);
        int end = 0;
        while (end < field.length && field[end] != 0) end++;
        return new String(field, 0, end, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        String digits = string(header, from, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("not an octal number in a tar header: " + digits, e);
        }
    }
}
