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

    /** The password in clear. */
    public static final int CLEARTEXT = 3;

    /** The password's MD5 with 4 bytes of salt. */
    public static final int MD5 = 5;

    /** SASL goes on: the server's challenge. */
    public static final int SASL_CONTINUE = 11;

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
        return offer(offered.stream().filter(name -> !name.equals(SCRAM_PLUS)).toList());
    }

    /** Offers SASL mechanisms, the best first. */
    public static Message offer(List<String> mechanisms) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (String name : mechanisms) {
            names.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            names.write(0);
        }
        names.write(0);
        return of(SASL, names.toByteArray());
    }

    /** The message of a code, with what follows it: a challenge, a salt, or nothing. */
    public static Message of(int code, byte... rest) {
        ByteBuffer body = ByteBuffer.allocate(4 + rest.length).putInt(code).put(rest);
        return Message.of(TYPE, body.array());
    }

    /**
     * What follows the code: a challenge, a salt, or nothing.
     *
     * @throws ProtocolException a body under 4 bytes
     */
    public static byte[] rest(Message message) throws ProtocolException {
        code(message);
        ByteBuffer body = message.body();
        body.getInt();
        byte[] rest = new byte[body.remaining()];
        body.get(rest);
        return rest;
    }
}
