package homeport.server.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A table, drawn as psql draws it. */
final class Rows {
    private Rows() {}

    /** Heading, rule, rows and count. */
    static List<String> of(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            List<List<String>> table = new ArrayList<>();
            List<String> heads = new ArrayList<>();
            for (int i = 1; i <= columns; i++) heads.add(rows.getMetaData().getColumnLabel(i));
            table.add(heads);
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) row.add(String.valueOf(rows.getString(i)));
                table.add(row);
            }
            return draw(table);
        }
    }

    /**
     * @param table the headings, then the rows
     */
    static List<String> draw(List<List<String>> table) {
        int columns = table.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : table)
            for (int i = 0; i < columns; i++) widths[i] = Math.max(widths[i], row.get(i).length());
        List<String> lines = new ArrayList<>();
        for (List<String> row : table) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < columns; i++)
                cells.add(" " + row.get(i) + " ".repeat(widths[i] - row.get(i).length() + 1));
            lines.add(String.join("|", cells));
        }
        List<String> rule = new ArrayList<>();
        for (int width : widths) rule.add("-".repeat(width + 2));
        lines.add(1, String.join("+", rule));
        lines.add("(" + (table.size() - 1) + " rows)");
        return lines;
    }
}
