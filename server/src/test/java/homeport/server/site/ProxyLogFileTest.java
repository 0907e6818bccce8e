package homeport.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy's log keeps its bounds while lines come faster than they are written. */
class ProxyLogFileTest {
    private static final int LINE = 101;

    @TempDir Path folder;

    @Test
    void underSteadyLoadNoFileGrowsOverItsBound() throws IOException {
        Path file = folder.resolve("proxy.log");
        try (ProxyLogFile log = ProxyLogFile.open(file, 10_000, 100_000)) {
            for (int i = 0; i < 50_000; i++) log.accept("%0100d".formatted(i));
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(10_000 + LINE);
        assertThat(Files.size(older(file))).isBetween(10_000L, 10_000L + LINE);
        assertThat(Files.readAllLines(file).getLast()).endsWith("49999");
    }

    @Test
    void everyLineIsWrittenOrCounted() throws IOException {
        Path file = folder.resolve("proxy.log");
        try (ProxyLogFile log = ProxyLogFile.open(file, 1 << 30, 10)) {
            IntStream.range(0, 20_000).forEach(i -> log.accept("line " + i));
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        int counted = 0;
        for (String line : lines)
            if (line.startsWith("[WARN] ")) counted += Integer.parseInt(line.split(" ")[1]) - 1;
        assertThat(lines.size() + counted).isEqualTo(20_000);
        assertThat(lines).noneMatch(String::isEmpty);
    }

    @Test
    void whatWasThereIsContinued() throws IOException {
        Path file = folder.resolve("deep/proxy.log");
        for (String line : List.of("one", "two"))
            try (ProxyLogFile log = ProxyLogFile.open(file)) {
                log.accept(line);
            }
        assertThat(Files.readAllLines(file)).containsExactly("one", "two");
    }

    private static Path older(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }
}
