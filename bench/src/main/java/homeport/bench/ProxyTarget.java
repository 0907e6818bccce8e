package homeport.bench;

import java.util.OptionalLong;

/**
 * Something that the load goes through.
 *
 * @param pid of the process whose cost is measured; empty when that is not known
 * @param prepares prepared statements work, which for PgBouncer needs release 1.21
 * @param isOurs started here, before the server that was started here
 */
record ProxyTarget(
        String name, String address, int port, OptionalLong pid, boolean prepares, boolean isOurs) {
    private static final String FORM = "a target is name=host:port or name=host:port:pid, not ";

    /** {@code odyssey=127.0.0.1:6432:4711}; the pid may be left out. */
    static ProxyTarget parse(String text) {
        String[] sides = text.split("=", 2);
        String[] parts = sides.length < 2 ? new String[0] : sides[1].split(":");
        if (parts.length != 2 && parts.length != 3) throw new IllegalArgumentException(FORM + text);
        return new ProxyTarget(
                sides[0],
                parts[0],
                Integer.parseInt(parts[1]),
                parts.length == 3
                        ? OptionalLong.of(Long.parseLong(parts[2]))
                        : OptionalLong.empty(),
                true,
                false);
    }

    boolean can(ProxyWorkload workload) {
        return prepares || workload.kind() != ProxyWorkload.Kind.PREPARED;
    }
}
