package homeport.engine;

/** Names and texts inside SQL that cannot take parameters. */
final class Sql {
    private Sql() {}

    static String identifier(String name) {
        refuseZero(name);
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Safe whatever {@code standard_conforming_strings} says. */
    static String literal(String text) {
        refuseZero(text);
        String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
        return text.indexOf('\\') < 0 ? quoted : "E" + quoted;
    }

    private static void refuseZero(String text) {
        if (text.indexOf('\0') >= 0) throw new IllegalArgumentException("a zero byte in SQL");
    }
}
