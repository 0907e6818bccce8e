package homeport.control.dbproxy;

import java.security.SecureRandom;

/** Resource ids of proxies and of what belongs to them: a prefix and 17 hexadecimal digits. */
final class ProxyIds {
    static final String PROXY = "prx-";
    static final String GROUP = "prx-tg-";
    static final String ENDPOINT = "prx-endpoint-";

    private static final String DIGITS = "0123456789abcdef";
    private static final int LENGTH = 17;

    private final SecureRandom random = new SecureRandom();

    String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < LENGTH; i++) id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        return id.toString();
    }
}
