package homeport.server.top;

/**
 * One line of a screen: cut at its width, and harmless whatever is put in. Characters that a
 * terminal would obey, reorder or not show become {@code ?}; white space becomes a blank.
 */
final class Line {
    private static final String RESET = "\u001b[0m";

    private final int columns;
    private final boolean colours;
    private final StringBuilder text = new StringBuilder();
    private int used;

    Line(int columns, boolean colours) {
        this.columns = columns;
        this.colours = colours;
    }

    Line add(String more) {
        more.codePoints().forEach(this::add);
        return this;
    }

    private void add(int character) {
        int shown = harmless(character);
        int width = width(shown);
        if (used + width > columns) {
            used = columns; // what comes after it must not close the gap
            return;
        }
        text.appendCodePoint(shown);
        used += width;
    }

    /**
     * @param style parameters of the escape sequence SGR: {@code 1;31}
     */
    Line add(String more, String style) {
        if (!colours) return add(more);
        text.append("\u001b[").append(style).append('m');
        add(more);
        text.append(RESET);
        return this;
    }

    /** Blanks up to a column. */
    Line to(int column) {
        return add(" ".repeat(Math.max(0, Math.min(column, columns) - used)));
    }

    int left() {
        return columns - used;
    }

    private static int harmless(int character) {
        if (character == '\n' || character == '\r' || character == '\t') return ' ';
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK ->
                    '?';
            default -> character;
        };
    }

    /** Columns that a terminal gives it. Source: Unicode, East Asian Width, roughly. */
    private static int width(int character) {
        if (character < 0x1100) return 1;
        boolean wide =
                character <= 0x115f
                        || character >= 0x2e80 && character <= 0xa4cf
                        || character >= 0xac00 && character <= 0xd7a3
                        || character >= 0xf900 && character <= 0xfaff
                        || character >= 0xfe30 && character <= 0xfe6f
                        || character >= 0xff00 && character <= 0xff60
                        || character >= 0xffe0 && character <= 0xffe6
                        || character >= 0x1f300 && character <= 0x1faff
                        || character >= 0x20000;
        return wide ? 2 : 1;
    }

    @Override
    public String toString() {
        return colours ? text.toString() : text.toString().stripTrailing();
    }
}
