package homeport.cloud.ec2;

/** The patterns of EC2's filters. Source: EC2 API reference, {@code Filter}. */
final class Wildcard {
    private Wildcard() {}

    /**
     * {@code *} stands for any characters and {@code ?} for one; behind a backslash each stands for
     * itself. Goes back to the last star only, so the time is at most the product of both lengths.
     */
    static boolean matches(String pattern, String value) {
        int p = 0;
        int v = 0;
        int star = -1;
        int starValue = 0;
        while (v < value.length()) {
            boolean escaped = p + 1 < pattern.length() && pattern.charAt(p) == '\\';
            int at = escaped ? p + 1 : p;
            if (p < pattern.length() && !escaped && pattern.charAt(p) == '*') {
                star = p++;
                starValue = v;
            } else if (p < pattern.length() && same(pattern.charAt(at), escaped, value.charAt(v))) {
                p = at + 1;
                v++;
            } else if (star >= 0) {
                p = star + 1;
                v = ++starValue;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') p++;
        return p == pattern.length();
    }

    private static boolean same(char pattern, boolean escaped, char value) {
        return pattern == value || (pattern == '?' && !escaped);
    }
}
