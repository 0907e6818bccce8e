package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A packed folder is the folder again, or nothing. */
class PackTest {
    private static final Account SELF = new Account("self", 0, 0, false);
    private static final PackKeys OURS = new Turned((byte) 0x5a);
    private static final PackKeys OTHERS = new Turned((byte) 0x33);
    private static final int HEAD_BYTES = 8 + 1 + 16 + 2;

    @TempDir private Path work;

    private StoredCopy copy;
    private Path pack;

    /** Sealing that is none, but knows what it sealed. */
    private record Turned(byte by) implements PackKeys {
        @Override
        public byte[] seal(byte[] key) {
            byte[] sealed = Arrays.copyOf(key, key.length + 1);
            for (int i = 0; i < key.length; i++) sealed[i] ^= by;
            sealed[key.length] = by;
            return sealed;
        }

        @Override
        public byte[] unseal(byte[] sealed) {
            if (sealed[sealed.length - 1] != by) throw new IllegalStateException("another key");
            return Arrays.copyOf(seal(Arrays.copyOf(sealed, sealed.length - 1)), sealed.length - 1);
        }
    }

    /** Of 3 MiB that cannot be compressed, so in four chunks, and some small files. */
    @BeforeEach
    void aFolder() throws IOException {
        Path folder = Files.createDirectory(work.resolve("data1"));
        copy = new StoredCopy(folder, OURS);
        pack = work.resolve("data1.pack");
        Files.createDirectories(folder.resolve("base/1/empty"));
        byte[] noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        Files.write(folder.resolve("base/1/16384"), noise);
        Files.write(folder.resolve("base/1/zeros"), new byte[1 << 20]);
        Files.write(folder.resolve("base/nothing"), new byte[0]);
        Files.writeString(folder.resolve("PG_VERSION"), "16\n");
        Files.setPosixFilePermissions(
                folder.resolve("PG_VERSION"), PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(
                folder.resolve("base"), PosixFilePermissions.fromString("rwx------"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPackIsTheFolderAgain(boolean encrypted) throws IOException {
        Map<String, String> before = tree(copy.folder());
        assertThat(copy.packed()).isFalse();
        pack(encrypted);
        assertThat(copy.folder()).doesNotExist();
        assertThat(copy.packed()).isTrue();
        assertThat(copy.encrypted()).isEqualTo(encrypted);
        assertThat(copy.bytes()).isBetween(3L << 20, (3L << 20) + 50_000);
        assertThat(tree(unpacked(copy))).isEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pack)))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingOfAnEncryptedPackCanBeRead() throws IOException {
        Files.writeString(copy.folder().resolve("secret"), "swordfish".repeat(100));
        pack(true);
        assertThat(new String(Files.readAllBytes(pack), StandardCharsets.ISO_8859_1))
                .doesNotContain("swordfish")
                .doesNotContain("PG_VERSION");
    }

    @ParameterizedTest(name = "{0}, encrypted {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a byte of a chunk changed     | change 0     | false | chunk 0 is not what was written
                    a byte of a chunk changed     | change 0     | true  | chunk 0 is not what was written
                    a byte in the middle          | change 1     | true  | chunk 1 is not what was written
                    a byte of the head changed    | flip 12      | false | chunk 0 is not what was written
                    a byte of the head changed    | flip 12      | true  | chunk 0 is not what was written
                    it claims not to be encrypted | flip 8       | true  | chunk 0 is not what was written
                    it claims to be               | flip 8       | false | the key of the pack
                    it is something else          | flip 0       | false | this is not a pack
                    the end is cut off            | cut 10       | false | it ends before chunk
                    the end is cut off            | cut 10       | true  | it ends before chunk
                    the last chunk is missing     | drop -1      | false | it ends before chunk
                    the last chunk is missing     | drop -1      | true  | it ends before chunk
                    a chunk is missing            | drop 1       | false | chunk 1 is not what was written
                    a chunk is missing            | drop 1       | true  | chunk 1 is not what was written
                    two chunks in another order   | swap         | false | chunk 0 is not what was written
                    two chunks in another order   | swap         | true  | chunk 0 is not what was written
                    an earlier one says it is last | last 0      | false | chunk 0 is not what was written
                    an earlier one says it is last | last 0      | true  | chunk 0 is not what was written
                    something follows the end     | add          | false | there is more after its last chunk
                    only a part of the head       | keep 12      | false | its head is cut off
                    it is empty                   | keep 0       | false | this is not a pack
                    """)
    void aDamagedPackIsRefused(String story, String damage, boolean encrypted, String expected)
            throws IOException {
        pack(encrypted);
        Files.write(pack, damaged(Files.readAllBytes(pack), damage.split(" ")));
        assertThatThrownBy(() -> unpacked(copy))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(expected);
    }

    private static byte[] damaged(byte[] whole, String[] damage) throws IOException {
        int number = damage.length > 1 ? Integer.parseInt(damage[1]) : 0;
        List<byte[]> parts = parts(whole);
        switch (damage[0]) {
            case "flip" -> {
                whole[number] ^= 1;
                return whole;
            }
            case "cut" -> {
                return Arrays.copyOf(whole, whole.length - number);
            }
            case "keep" -> {
                return Arrays.copyOf(whole, number);
            }
            case "change" -> parts.get(number + 1)[parts.get(number + 1).length / 2] ^= 1;
            case "add" -> parts.add(new byte[] {1});
            case "drop" -> parts.remove(number < 0 ? parts.size() - 1 : number + 1);
            case "swap" -> parts.add(1, parts.remove(2));
            case "last" -> parts.get(number + 1)[4] = 1;
            default -> throw new IllegalArgumentException(damage[0]);
        }
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) joined.write(part);
        return joined.toByteArray();
    }

    /** The head, then each chunk with its length. */
    private static List<byte[]> parts(byte[] whole) {
        List<byte[]> parts = new ArrayList<>();
        int at = HEAD_BYTES + ByteBuffer.wrap(whole).getShort(HEAD_BYTES - 2);
        parts.add(Arrays.copyOf(whole, at));
        while (at < whole.length) {
            int end = at + 5 + ByteBuffer.wrap(whole).getInt(at);
            parts.add(Arrays.copyOfRange(whole, at, end));
            at = end;
        }
        return parts;
    }

    @Test
    void anotherInstallationCannotOpenIt() throws IOException {
        pack(true);
        assertThatThrownBy(() -> unpacked(new StoredCopy(copy.folder(), OTHERS)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("the key of the pack cannot be opened");
    }

    @Test
    void aChunkOfAnotherPackIsNone() throws IOException {
        pack(false);
        StoredCopy other = new StoredCopy(work.resolve("data2"), OURS);
        unpackTo(copy, other.folder());
        other.prepare(false);
        other.publish();
        Path otherPack = work.resolve("data2.pack");
        List<byte[]> parts = parts(Files.readAllBytes(pack));
        parts.set(1, parts(Files.readAllBytes(otherPack)).get(1));
        try (var out = Files.newOutputStream(pack)) {
            for (byte[] part : parts) out.write(part);
        }
        assertThatThrownBy(() -> unpacked(copy)).hasMessageContaining("chunk 0 is not what");
    }

    @ParameterizedTest(name = "from {0} to {1}")
    @CsvSource({"false, false", "false, true", "true, true"})
    void aPackIsCopied(boolean from, boolean to) throws IOException {
        Map<String, String> before = tree(copy.folder());
        pack(from);
        StoredCopy target = new StoredCopy(work.resolve("data2"), OURS);
        target.copyOfPack(copy, to);
        assertThat(target.encrypted()).isEqualTo(to);
        assertThat(tree(unpacked(target))).isEqualTo(before);
    }

    @Test
    void stoppedAnywhereTheFolderOrThePackIsWhole() throws IOException {
        Map<String, String> before = tree(copy.folder());
        copy.prepare(false);
        assertThat(copy.packed()).as("only a partial one").isFalse();
        copy.prepare(false); // after a crash, again
        Files.move(
                work.resolve("data1.pack.partial"), pack); // the crash came before the folder went
        assertThat(copy.folder()).exists();
        assertThat(tree(unpacked(copy))).isEqualTo(before);
        copy.publish();
        assertThat(copy.folder()).doesNotExist();
        copy.publish();
        copy.remove();
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left.filter(p -> p.toString().contains("data1"))).isEmpty();
        }
    }

    @Test
    void aFolderThatChangedIsNotPublished() throws IOException {
        copy.prepare(false);
        Path partial = work.resolve("data1.pack.partial");
        Files.writeString(copy.folder().resolve("PG_VERSION"), "15\n");
        try (PackInput in = new PackInput(partial, OURS)) {
            assertThatThrownBy(() -> Pack.read(in, Pack.comparingWith(copy.folder())))
                    .hasMessageContaining("PG_VERSION reads otherwise");
        }
    }

    private void pack(boolean encrypted) {
        copy.prepare(encrypted);
        copy.publish();
    }

    private Path unpacked(StoredCopy from) throws IOException {
        Path target = Files.createTempDirectory(work, "out").resolve("data");
        return unpackTo(from, target);
    }

    private static Path unpackTo(StoredCopy from, Path target) {
        from.fill(target, SELF, FileCopy.Pace.FULL);
        return target;
    }

    private static Map<String, String> tree(Path folder) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.filter(p -> !p.equals(folder)).toList())
                tree.put(
                        folder.relativize(path).toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                                + (Files.isRegularFile(path)
                                        ? Arrays.hashCode(Files.readAllBytes(path))
                                        : ""));
        }
        return tree;
    }
}
