package homeport.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns as wide as their widest cell, two blanks between them. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(List.of(heads));
    }

    void row(Object... cells) {
        rows.add(Arrays.stream(cells).map(Table::text).toList());
    }

    void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        int[] widths =
                IntStream.range(0, columns)
                        .map(column ->
                                rows.stream()
                                        .mapToInt(row -> row.get(column).length())
                                        .max()
                                        .orElse(0))
                        .toArray();
        for (List<String> row : rows)
            out.println(
                    IntStream.range(0, columns)
                            .mapToObj(column ->
                                    row.get(column)
                                            + " ".repeat(widths[column] - row.get(column).length()))
                            .collect(Collectors.joining("  "))
                            .stripTrailing());
        out.flush();
    }

    private static String text(Object cell) {
        String text = String.valueOf(cell);
        return text.isEmpty() ? "-" : text;
    }
}
