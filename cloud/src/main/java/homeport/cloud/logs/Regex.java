package homeport.cloud.logs;

import homeport.aws.AwsException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression between two percent signs, and a bound on what it may cost. */
final class Regex {
    /** Characters that one expression may look at in one request. */
    private static final long LOOKS_MAX = 64_000_000L;

    /** Source: CloudWatch Logs user guide, "Supported regular expressions". */
    private static final Pattern ALLOWED =
            Pattern.compile("[A-Za-z0-9 :_#=@/;,\"'<>&~`!^$?\\[\\]{}|\\\\*+.-]*");

    private final Pattern pattern;
    private long looksLeft = LOOKS_MAX;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * @param text without its percent signs
     */
    static Regex of(String text) {
        if (!ALLOWED.matcher(text).matches())
            throw invalid("the regular expression %" + text + "% has a sign that is not allowed");
        try {
            return new Regex(Pattern.compile(text));
        } catch (PatternSyntaxException malformed) {
            throw invalid("%" + text + "%: " + malformed.getDescription());
        }
    }

    static AwsException invalid(String because) {
        return Refusal.parameter("Invalid filter pattern: " + because + ".");
    }

    boolean finds(String text) {
        return pattern.matcher(new Counted(text, 0, text.length())).find();
    }

    /** Text that counts who looks at it: some expressions never end. */
    private final class Counted implements CharSequence {
        private final String text;
        private final int from;
        private final int to;

        Counted(String text, int from, int to) {
            this.text = text;
            this.from = from;
            this.to = to;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            if (--looksLeft < 0)
                throw invalid("its regular expression takes too long; make it simpler");
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text, from + start, from + end);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
