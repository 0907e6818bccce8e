package homeport.cloud.logs;

/** Reads a filter pattern from left to right. Owner: one thread. */
final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
        this.text = text;
    }

    /** Whether something comes besides blanks, which are passed. */
    boolean more() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        return at < text.length();
    }

    boolean isAt(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    boolean hasAnother(char c) {
        return text.indexOf(c, at + 1) > 0;
    }

    boolean accept(String sign) {
        if (!text.startsWith(sign, at)) return false;
        at += sign.length();
        return true;
    }

    /** The sign after blanks, if it comes. */
    boolean acceptNext(String sign) {
        return more() && accept(sign);
    }

    /** A word of letters after blanks, in any case, if it comes. */
    boolean acceptWord(String word) {
        if (!more() || !text.regionMatches(true, at, word, 0, word.length())) return false;
        int end = at + word.length();
        if (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) return false;
        at = end;
        return true;
    }

    /** Up to the next blank, which there must be something before. */
    String word() {
        int from = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) at++;
        if (at == from) throw expected("a term");
        return text.substring(from, at);
    }

    /** Letters up to a blank or a sign that means something in conditions. */
    String bare() {
        int from = at;
        while (at < text.length() && !ends(text.charAt(at))) at++;
        if (at == from) throw expected("a value");
        return text.substring(from, at);
    }

    private static boolean ends(char c) {
        return Character.isWhitespace(c) || "()&|=!<>,{}".indexOf(c) >= 0;
    }

    /** Passes a name if nothing but a comma or the end follows it. */
    boolean nameAlone() {
        int from = at;
        bare();
        if (!more() || isAt(',')) return true;
        at = from;
        return false;
    }

    /** Within quotes; a backslash keeps a quote. */
    String quoted() {
        int from = at++;
        StringBuilder phrase = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            boolean escapes =
                    text.charAt(at) == '\\'
                            && at + 1 < text.length()
                            && "\"\\".indexOf(text.charAt(at + 1)) >= 0;
            if (escapes) at++;
            phrase.append(text.charAt(at++));
        }
        if (at == text.length()) throw Regex.invalid("the quote at " + from + " has no end");
        at++;
        return phrase.toString();
    }

    /** Between two percent signs. */
    String expression() {
        int from = at + 1;
        int end = text.indexOf('%', from);
        if (end < 0) throw Regex.invalid("the expression at " + at + " has no end");
        at = end + 1;
        return text.substring(from, end);
    }

    RuntimeException expected(String what) {
        return Regex.invalid(
                "expected %s at character %d, got \"%s\"".formatted(what, at, text.substring(at)));
    }
}
