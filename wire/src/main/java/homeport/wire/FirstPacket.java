package homeport.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client may send before anything else. Shape: 4 bytes length counting itself, 4 bytes code,
 * the body; no type byte. Source: PostgreSQL documentation, "Message Formats".
 */
public sealed interface FirstPacket {
    /** Longest packet, bytes. Source: PostgreSQL, {@code MAX_STARTUP_PACKET_LENGTH}. */
    int BYTES_MAX = 10_000;

    /** Shortest packet, bytes: the length and the code. */
    int BYTES_MIN = 8;

    /** Asks for TLS; answered by one byte, {@code S} or {@code N}. */
    record SslRequest() implements FirstPacket {}

    /** Asks for GSSAPI encryption; answered by one byte, {@code G} or {@code N}. */
    record GssEncRequest() implements FirstPacket {}

    /** Asks to cancel what another session runs; never answered. */
    record CancelRequest(CancelKey key) implements FirstPacket {
        /** The packet again, to be sent on. */
        public ByteBuffer packet() {
            ByteBuffer secret = key.secret();
            int length = 12 + secret.remaining();
            ByteBuffer out = ByteBuffer.allocate(length);
            return out.putInt(length).putInt(CANCEL).putInt(key.pid()).put(secret).flip();
        }
    }

    /**
     * Opens a session.
     *
     * @param parameters in the order sent: {@code user}, {@code database}, run-time settings
     * @param packet the whole packet as it came, to be sent on
     */
    record Startup(int major, int minor, Map<String, String> parameters, byte[] packet)
            implements FirstPacket {
        /** How {@code false} is spelt. Source: PostgreSQL, {@code parse_bool}. */
        private static final Set<String> FALSE =
                Set.of("0", "f", "fa", "fal", "fals", "false", "n", "no", "of", "off");

        /** Keeps the order of the parameters. */
        public Startup {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }

        /** The database asked for: the user's name when none was given. */
        public String database() {
            return parameters.getOrDefault("database", user());
        }

        /**
         * Asks for replication, physical or logical: parameter {@code replication} has any value
         * that is not a spelling of false. Source: PostgreSQL, {@code ProcessStartupPacket}.
         */
        public boolean isReplication() {
            String value = parameters.getOrDefault("replication", "0");
            return !FALSE.contains(value.toLowerCase(Locale.ROOT));
        }

        /** The user, empty when none was given (the server refuses that). */
        public String user() {
            return parameters.getOrDefault("user", "");
        }
    }

    int CANCEL = 1234 << 16 | 5678;
    int SSL = 1234 << 16 | 5679;
    int GSS_ENC = 1234 << 16 | 5680;

    /**
     * Takes one packet off {@code in}; leaves the position alone when more bytes are needed.
     *
     * @return empty when the packet is not complete yet
     * @throws ProtocolException a length out of bounds, a layout that is broken, or another
     *     protocol
     */
    static Optional<FirstPacket> take(ByteBuffer in) throws ProtocolException {
        if (in.remaining() < 4) return Optional.empty();
        int length = in.getInt(in.position());
        if (length < BYTES_MIN || length > BYTES_MAX)
            throw new ProtocolException("invalid length of startup packet");
        if (in.remaining() < length) return Optional.empty();
        byte[] packet = new byte[length];
        in.get(packet);
        return Optional.of(parse(packet));
    }

    private static FirstPacket parse(byte[] packet) throws ProtocolException {
        ByteBuffer body = ByteBuffer.wrap(packet, 4, packet.length - 4);
        int code = body.getInt();
        return switch (code) {
            case SSL -> exactly(8, packet, new SslRequest());
            case GSS_ENC -> exactly(8, packet, new GssEncRequest());
            case CANCEL -> cancel(body);
            default -> startup(code >>> 16, code & 0xffff, body, packet);
        };
    }

    private static FirstPacket exactly(int length, byte[] packet, FirstPacket is)
            throws ProtocolException {
        if (packet.length == length) return is;
        throw new ProtocolException("invalid length of startup packet");
    }

    private static CancelRequest cancel(ByteBuffer body) throws ProtocolException {
        if (body.remaining() < 8) throw new ProtocolException("invalid length of cancel request");
        int pid = body.getInt();
        return new CancelRequest(CancelKey.of(pid, body));
    }

    private static Startup startup(int major, int minor, ByteBuffer body, byte[] packet)
            throws ProtocolException {
        if (major != 3)
            throw new ProtocolException(
                    "0A000", "unsupported frontend protocol " + major + "." + minor);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name = text(body); !name.isEmpty(); name = text(body))
            parameters.put(name, text(body));
        if (body.hasRemaining())
            throw new ProtocolException(
                    "invalid startup packet layout: expected terminator as last byte");
        return new Startup(major, minor, parameters, packet);
    }

    private static String text(ByteBuffer in) throws ProtocolException {
        int start = in.position();
        while (in.hasRemaining()) {
            if (in.get() != 0) continue;
            return new String(in.array(), start, in.position() - 1 - start, StandardCharsets.UTF_8);
        }
        throw new ProtocolException("invalid startup packet layout: text without an end");
    }
}
