package homeport.stack.engine;

import java.util.regex.Pattern;

/** Which refusals pass by themselves. */
final class Refused {
    private static final Pattern LATER =
            Pattern.compile(
                    "Invalid\\w*State\\w*|\\w*Throttl\\w*|ServiceUnavailable|RequestLimitExceeded"
                            + "|IncorrectState|\\w*Concurrent\\w*");

    /** Of something else that may itself be on its way out. */
    private static final Pattern IN_USE =
            Pattern.compile("DependencyViolation|DeleteConflict|\\w*InUse\\w*");

    private Refused() {}

    static boolean later(String code, boolean deleting) {
        return LATER.matcher(code).matches() || deleting && IN_USE.matcher(code).matches();
    }
}
