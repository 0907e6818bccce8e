package homeport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive writes inside its folder or not at all. */
class TarTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    @Test
    void filesFoldersLinksAndLongNamesComeOut() throws Exception {
        String deep = "d/" + "x".repeat(120);
        entry("./d/", '5', "", "", 0755);
        entry("./d/run", '0', "", "hello", 0755);
        entry("./d/link", '2', "run", "", 0777);
        entry("././@LongLink", 'L', "", deep + "\0", 0644);
        entry("cut", '0', "", "long", 0644);
        unpack();
        assertThat(folder.resolve("d/run")).hasContent("hello").isExecutable();
        assertThat(folder.resolve("d/link")).isSymbolicLink().hasContent("hello");
        assertThat(folder.resolve(deep)).hasContent("long");
        assertThat(Files.isExecutable(folder.resolve(deep))).isFalse();
    }

    @Test
    void aNameThatLeadsOutIsRefused() throws Exception {
        entry("../evil", '0', "", "x", 0644);
        assertThatThrownBy(this::unpack).hasMessageContaining("outside");
    }

    @Test
    void aLinkThatLeadsOutIsRefused() throws Exception {
        entry("link", '2', "../../etc", "", 0777);
        assertThatThrownBy(this::unpack).hasMessageContaining("outside");
    }

    @Test
    void nothingIsWrittenThroughALink() throws Exception {
        entry("d/", '5', "", "", 0755);
        entry("link", '2', "d", "", 0777);
        entry("link/file", '0', "", "x", 0644);
        assertThatThrownBy(this::unpack).hasMessageContaining("below a link");
    }

    @Test
    void aTornArchiveIsRefused() throws Exception {
        entry("file", '0', "", "y".repeat(2000), 0644);
        byte[] torn = Arrays.copyOf(tar.toByteArray(), 1000);
        assertThatThrownBy(() -> Tar.unpack(new ByteArrayInputStream(torn), folder))
                .isInstanceOf(IOException.class);
    }

    private void unpack() throws IOException {
        tar.write(new byte[1024]);
        Tar.unpack(new ByteArrayInputStream(tar.toByteArray()), folder);
    }

    private void entry(String name, char type, String link, String content, int mode)
            throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "%07o".formatted(mode));
        put(header, 124, "%011o".formatted(content.length()));
        header[156] = (byte) type;
        put(header, 157, link);
        tar.write(header);
        tar.write(content.getBytes(StandardCharsets.US_ASCII));
        tar.write(new byte[(512 - content.length() % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
