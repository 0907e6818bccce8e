package homeport.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Readings of the server's authentication messages, type {@code R}: 4 bytes code, then the rest.
 */
public final class Authentication {
    /** The type byte of every authentication message. */
    public static final char TYPE = 'R';

    /** Signed in. */
    public static final int OK = 0;

    /** SASL begins: a list of mechanisms, each ended by a zero byte, the list by one more. */
    public static final int SASL = 10;

    /** SASL ends: the server's proof; the client says nothing to it. */
    public static final int SASL_FINAL = 12;

    /** The mechanism bound to the TLS channel, which cannot be relayed by who ends that channel. */
    public static final String SCRAM_PLUS = "SCRAM-SHA-256-PLUS";

    private Authentication() {}

    /**
     * The code of an {@code R} message.
     *
     * @throws ProtocolException a body under 4 bytes
     */
    public static int code(Message message) throws ProtocolException {
        ByteBuffer body = message.body();
        if (body.remaining() < 4)
            throw new ProtocolException("authentication message without code");
        return body.getInt();
    }

    /** Whether the client must answer before the server goes on. */
    public static boolean wantsAnswer(int code) {
        return code != OK && code != SASL_FINAL;
    }

    /**
     * The mechanisms that a {@link #SASL} message offers.
     *
     * @throws ProtocolException a list without its end
     */
    public static List<String> mechanisms(Message sasl) throws ProtocolException {
        if (code(sasl) != SASL) throw new ProtocolException("not an offer of SASL mechanisms");
        ByteBuffer body = sasl.body();
        body.getInt();
        List<String> names = new ArrayList<>();
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        while (body.hasRemaining()) {
            byte b = body.get();
            if (b != 0) {
                name.write(b);
                continue;
            }
            if (name.size() == 0) return names;
            names.add(name.toString(StandardCharsets.US_ASCII));
            name.reset();
        }
        throw new ProtocolException("SASL mechanisms without an end");
    }

    /**
     * The same offer without {@link #SCRAM_PLUS}; the message itself when that was not offered.
     *
     * @throws ProtocolException a list without its end
     */
    public static Message withoutChannelBinding(Message sasl) throws ProtocolException {
        List<String> offered = mechanisms(sasl);
        if (!offered.contains(SCRAM_PLUS)) return sasl;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0, 0, 0, SASL});
        for (String name : offered) {
            if (name.equals(SCRAM_PLUS)) continue;
            body.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            body.write(0);
        }
        body.write(0);
        return Message.of(TYPE, body.toByteArray());
    }
}
