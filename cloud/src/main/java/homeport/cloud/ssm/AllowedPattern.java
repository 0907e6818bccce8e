package homeport.cloud.ssm;

import homeport.aws.AwsException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern that its owner holds values against. What a match costs is not the owner's to choose.
 */
final class AllowedPattern {
    private static final int STEPS_MAX = 1_000_000;

    private AllowedPattern() {}

    /**
     * @throws AwsException {@code InvalidAllowedPatternException}, {@code
     *     ParameterPatternMismatchException}
     */
    static void check(String pattern, String value) {
        boolean matches;
        try {
            matches = Pattern.compile(pattern).matcher(new Counted(value, new int[1])).matches();
        } catch (PatternSyntaxException wrong) {
            throw new AwsException(
                    "InvalidAllowedPatternException",
                    "The request doesn't meet the regular expression requirement.");
        } catch (TooManySteps | StackOverflowError costly) {
            throw new AwsException(
                    "InvalidAllowedPatternException",
                    "The regular expression needs too many steps for this value.");
        }
        if (!matches)
            throw new AwsException(
                    "ParameterPatternMismatchException",
                    "Parameter value, cannot be validated against allowedPattern: " + pattern);
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("", null, false, false);
        }
    }

    /** Counts how often a character is looked at. */
    private record Counted(CharSequence of, int[] steps) implements CharSequence {
        @Override
        public int length() {
            return of.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps[0] > STEPS_MAX) throw new TooManySteps();
            return of.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(of.subSequence(start, end), steps);
        }

        @Override
        public String toString() {
            return of.toString();
        }
    }
}
