package homeport.aws;

import java.util.function.Supplier;

/**
 * Tag keys that begin with {@code aws:}. A service writes them on what it makes for its users, who
 * themselves may not.
 */
public final class ReservedTags {
    private static final String PREFIX = "aws:";
    private static final ScopedValue<Boolean> FREE = ScopedValue.newInstance();

    private ReservedTags() {}

    /** Whether whoever asks now must be refused this key, in any case of its letters. */
    public static boolean refuses(String key) {
        return isReserved(key) && !FREE.isBound();
    }

    public static boolean isReserved(String key) {
        return key.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** Does what a service asks of another one. */
    static <T> T free(Supplier<T> work) {
        return ScopedValue.where(FREE, true).call(work::get);
    }
}
