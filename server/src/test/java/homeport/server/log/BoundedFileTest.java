package homeport.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedFileTest {
    @TempDir Path folder;

    @Test
    void theNewestLineIsInTheNamedFileAndOldFilesAreFew() throws IOException {
        Path file = folder.resolve("homeport.log");
        BoundedFile log = new BoundedFile(file, 100);
        for (int number = 1; number <= 40; number++)
            log.publish(new LogRecord(Level.INFO, "line " + number));
        log.close();
        assertThat(Files.readString(file)).endsWith("line 40\n");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1 + BoundedFile.OLD_FILES_MAX);
            assertThat(all).allSatisfy(path -> assertThat(Files.size(path)).isLessThan(101));
        }
    }

    @Test
    void aRestartWritesOn() throws IOException {
        Path file = folder.resolve("homeport.log");
        for (String text : List.of("first", "second")) {
            BoundedFile log = new BoundedFile(file, 1000);
            log.publish(new LogRecord(Level.INFO, text));
            log.close();
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }
}
