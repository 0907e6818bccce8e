package homeport.proxy.loop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Addresses as Linux lays them out: 2 bytes family in the machine's order; then for IPv4 port and 4
 * bytes in network order; for IPv6 port, flow, 16 bytes, scope; for unix the path and a zero.
 * Source: ip(7), ipv6(7), unix(7).
 */
final class SocketAddress {
    /** Room for every address that is asked for. */
    static final int BYTES = 128;

    private static final int INET_BYTES = 16;
    private static final int INET6_BYTES = 28;
    private static final int PATH_BYTES_MAX = 107;

    private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort PORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt SCOPE = ValueLayout.JAVA_INT_UNALIGNED;

    private SocketAddress() {}

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? Linux.INET6 : Linux.INET;
    }

    static MemorySegment of(InetAddress address, int port, Arena arena) {
        byte[] bytes = address.getAddress();
        boolean isV6 = address instanceof Inet6Address;
        MemorySegment to = arena.allocate(isV6 ? INET6_BYTES : INET_BYTES, 8);
        to.set(FAMILY, 0, (short) family(address));
        to.set(PORT, 2, (short) port);
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, isV6 ? 8 : 4, bytes.length);
        if (address instanceof Inet6Address v6) to.set(SCOPE, 24, v6.getScopeId());
        return to;
    }

    /**
     * A unix socket's address.
     *
     * @throws IOException the path is longer than Linux takes
     */
    static MemorySegment of(Path path, Arena arena) throws IOException {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > PATH_BYTES_MAX)
            throw new IOException(
                    "the path of a unix socket has %d bytes, allowed %d: %s"
                            .formatted(bytes.length, PATH_BYTES_MAX, path));
        MemorySegment to = arena.allocate(2 + bytes.length + 1, 8);
        to.set(FAMILY, 0, (short) Linux.UNIX);
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, 2, bytes.length);
        return to;
    }

    /**
     * Reads an IP address.
     *
     * @throws IOException it is of another kind
     */
    static InetSocketAddress read(MemorySegment from) throws IOException {
        int family = from.get(FAMILY, 0);
        int port = Short.toUnsignedInt(from.get(PORT, 2));
        return switch (family) {
            case Linux.INET -> new InetSocketAddress(address(from, 4, 4), port);
            case Linux.INET6 -> new InetSocketAddress(address(from, 8, 16), port);
            default -> throw new IOException("address of unknown family " + family);
        };
    }

    private static InetAddress address(MemorySegment from, int at, int length)
            throws UnknownHostException {
        byte[] bytes = new byte[length];
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, bytes, 0, length);
        return InetAddress.getByAddress(bytes);
    }
}
