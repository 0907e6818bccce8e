package homeport.engine;

/**
 * How we come in as a user, to ask what only that user's rights should answer: by the
 * administrator's certificate, which could do more, over TLS. The server asks for no password.
 * Access rules, as texts.
 *
 * <p>From PostgreSQL 16 on only, whose map of names can say that one name may be any role.
 */
final class UserAccess {
    private static final int MAJOR_MIN = 16;
    private static final String MAP = "homeport_users";

    private UserAccess() {}

    static boolean isPossible(int major) {
        return major >= MAJOR_MIN;
    }

    /**
     * Lines of {@code pg_hba.conf}, to stand after those for our own roles.
     *
     * @param own the node's address, with the length of its mask
     */
    static String rules(String own) {
        return """
        hostssl all          all           %1$s   cert map=%2$s
        hostssl all          all           127.0.0.0/8   cert map=%2$s
        hostssl all          all           ::1/128       cert map=%2$s
        """
                .formatted(own, MAP);
    }

    /** A line of {@code pg_ident.conf}. */
    static String identities() {
        return "%s  \"%s\"  all\n".formatted(MAP, AdminAccess.COMMON_NAME);
    }
}
