package homeport.proxy.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Rows of a test's table in a file: a text, the last bar of the line, what is expected. {@code ¶}
 * stands for a new line; lines that begin with a number sign are headings.
 */
final class Table {
    private Table() {}

    static List<List<String>> of(String file) throws IOException {
        try (InputStream in = Table.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Table::row)
                    .toList();
        }
    }

    private static List<String> row(String line) {
        int bar = line.lastIndexOf('|');
        String text = bar < 0 ? line : line.substring(0, bar);
        String expected = bar < 0 ? "" : line.substring(bar + 1);
        return List.of(text.replace('¶', '\n'), expected.replace('¶', '\n'));
    }
}
