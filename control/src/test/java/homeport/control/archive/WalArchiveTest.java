package homeport.control.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.engine.PackKeys;
import homeport.engine.WalSegment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the archive takes, gives and drops. */
class WalArchiveTest {
    private static final String ID = "db-ORDERS";

    private static final PackKeys KEYS = new Turned();

    @TempDir Path home;

    private WalArchive archive;
    private Path left;

    @BeforeEach
    void open() throws IOException {
        archive = new WalArchive(home.resolve("archive"), KEYS);
        left = Files.createDirectory(home.resolve("left"));
    }

    @Test
    void aSegmentIsTakenOnceAndGivenAsItWas() throws IOException {
        assertThat(archive.take(ID, segment(1, 3), false)).isTrue();
        assertThat(archive.take(ID, segment(1, 3), false)).as("from the other node").isFalse();
        assertThat(left).isEmptyDirectory();
        Path given = home.resolve("given");
        assertThat(archive.source(ID).fetch(name(1, 3), given)).isTrue();
        assertThat(Files.size(given)).isEqualTo(WalSegment.SEGMENT_BYTES);
        assertThat(new WalArchive(home.resolve("archive"), KEYS).has(ID, name(1, 3)))
                .as("after a restart")
                .isTrue();
    }

    @Test
    void whatIsEncryptedCannotBeReadWithoutItsKey() throws IOException {
        archive.take(ID, segment(1, 3), true);
        assertThat(left).isEmptyDirectory();
        Path given = home.resolve("given");
        assertThat(archive.source(ID).fetch(name(1, 3), given)).isTrue();
        assertThat(Files.size(given)).isEqualTo(WalSegment.SEGMENT_BYTES);
        WalArchive others = new WalArchive(home.resolve("archive"), PackKeys.NONE);
        assertThatThrownBy(() -> others.source(ID).fetch(name(1, 3), home.resolve("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("key");
        archive.keepFrom(ID, new WalSegment(1, 4));
        assertThat(home.resolve("archive").resolve(ID)).isEmptyDirectory();
    }

    /** Sealing that is none. */
    private static final class Turned implements PackKeys {
        @Override
        public byte[] seal(byte[] key) {
            byte[] turned = key.clone();
            for (int i = 0; i < turned.length; i++) turned[i] ^= (byte) 0x5a;
            return turned;
        }

        @Override
        public byte[] unseal(byte[] sealed) {
            return seal(sealed);
        }
    }

    @Test
    void whatIsDamagedStaysWhereItIs() throws IOException {
        Path other = segment(1, 4);
        Path wrong = Files.move(other, left.resolve(name(1, 5) + ".gz"));
        assertThatThrownBy(() -> archive.take(ID, wrong, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not the segment of that place");
        assertThat(wrong).exists();
        assertThat(archive.has(ID, name(1, 5))).isFalse();
    }

    @Test
    void theEndIsToldFromAGap() throws IOException {
        archive.take(ID, segment(1, 3), false);
        archive.take(ID, segment(1, 5), false);
        assertThat(archive.source(ID).fetch(name(1, 6), home.resolve("x"))).isFalse();
        assertThat(archive.source(ID).fetch("00000002.history", home.resolve("x"))).isFalse();
        assertThatThrownBy(() -> archive.source(ID).fetch(name(1, 4), home.resolve("x")))
                .hasMessageContaining("missing in the archive");
        archive.remove(ID);
        assertThatThrownBy(() -> archive.source(ID).fetch(name(1, 6), home.resolve("x")))
                .hasMessageContaining("is gone");
    }

    @Test
    void theSurplusOfADeadPrimaryIsNeitherReadNorMissed() throws IOException {
        archive.take(ID, segment(1, 3), false);
        archive.take(ID, segment(1, 4), false);
        archive.take(ID, segment(1, 5), false);
        archive.take(
                ID,
                packed("00000002.history", "1\t0/4000100\tx\n".getBytes(StandardCharsets.UTF_8)),
                false);
        Path to = home.resolve("x");
        assertThatThrownBy(() -> archive.source(ID).fetch(name(1, 4), to))
                .hasMessageContaining("has a successor, which is missing");
        assertThat(archive.source(ID).fetch(name(2, 4), to)).as("still to come").isFalse();
        archive.take(ID, segment(2, 4), false);
        assertThat(archive.source(ID).fetch(name(2, 4), to)).isTrue();
        assertThat(archive.source(ID).fetch(name(2, 5), to))
                .as("the end, though the first timeline went further")
                .isFalse();
        assertThat(archive.source(ID).fetch("00000001.history", to)).isFalse();
        archive.take(ID, segment(3, 7), false);
        assertThatThrownBy(() -> archive.source(ID).fetch("00000003.history", to))
                .hasMessageContaining("missing");
    }

    @Test
    void aHistoryThatNobodyLeftIsAdded() throws IOException {
        Path history = Files.writeString(left.resolve("h"), "1\t0/4000100\tx\n");
        archive.copy(ID, "00000002.history", history, true);
        archive.copy(ID, "00000002.history", history, true);
        assertThat(archive.timelines(ID, 2).orElseThrow().at(4).name()).isEqualTo(name(2, 4));
        assertThat(home.resolve("archive").toFile().list()).containsExactly(ID);
    }

    @Test
    void aCopyThatWasCutShortIsMadeAnewAndGoesWithItsDatabase() throws IOException {
        Path cut = Files.createDirectories(home.resolve("archive").resolve(ID + ".copies"));
        Files.writeString(cut.resolve("00000002.history.gz"), "half");
        Path history = Files.writeString(left.resolve("h"), "1\t0/4000100\tx\n");
        archive.copy(ID, "00000002.history", history, false);
        assertThat(archive.timelines(ID, 2)).isPresent();
        assertThat(cut).doesNotExist();
        Files.createDirectories(cut);
        archive.remove(ID);
        assertThat(home.resolve("archive")).isEmptyDirectory();
    }

    @Test
    void whatComesBeforeABackupIsDroppedAndHistoriesStay() throws IOException {
        for (int number = 3; number <= 6; number++) archive.take(ID, segment(1, number), false);
        archive.take(
                ID,
                packed("00000002.history", "1\t0/5000100\tx\n".getBytes(StandardCharsets.UTF_8)),
                false);
        archive.take(ID, packed(name(1, 5) + ".partial", new byte[10]), false);
        archive.keepFrom(ID, new WalSegment(2, 5));
        assertThat(archive.has(ID, name(1, 4))).isFalse();
        assertThat(archive.has(ID, name(1, 5))).isTrue();
        assertThat(archive.timelines(ID, 2).orElseThrow().at(4).name()).isEqualTo(name(1, 4));
        assertThat(archive.timelines(ID, 3)).as("its history is still to come").isEmpty();
        assertThat(home.resolve("archive").resolve(ID)).isDirectoryNotContaining("glob:**partial*");
    }

    private static String name(int timeline, int number) {
        return new WalSegment(timeline, number).name();
    }

    /** With the header that PostgreSQL gives it. */
    private Path segment(int timeline, int number) throws IOException {
        WalSegment segment = new WalSegment(timeline, number);
        ByteBuffer text = ByteBuffer.allocate((int) WalSegment.SEGMENT_BYTES);
        text.order(ByteOrder.nativeOrder());
        text.putShort(2, (short) 2);
        text.putInt(4, timeline);
        text.putLong(8, segment.start());
        return packed(segment.name(), text.array());
    }

    private Path packed(String name, byte[] text) throws IOException {
        Path file = left.resolve(name + ".gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text);
        }
        return file;
    }
}
