package homeport.proxy.auth;

import homeport.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Reads one SCRAM message: attributes, one letter, {@code =} and a value each, divided by commas.
 * Errors are those of PostgreSQL. Source: RFC 5802, section 5; PostgreSQL, {@code read_attr_value},
 * {@code read_any_attr}.
 */
final class ScramText {
    /** Longest message, bytes. Source: PostgreSQL, {@code PG_MAX_SASL_MESSAGE_LENGTH}. */
    static final int BYTES_MAX = 1024;

    /** Source: PostgreSQL, {@code SCRAM_RAW_NONCE_LEN}. */
    private static final int NONCE_BYTES = 18;

    private final String text;
    private int at;

    /** Where the newest attribute's letter is. */
    private int nameAt;

    /**
     * Latin-1, so that a position in the text is one in the bytes; a value that is more than ASCII
     * is kept as it came or refused.
     */
    ScramText(byte[] message) throws ProtocolException {
        if (message.length == 0) throw malformed("The message is empty.");
        if (message.length > BYTES_MAX)
            throw malformed(
                    "The message has " + message.length + " bytes, allowed are " + BYTES_MAX + ".");
        for (byte b : message)
            if (b == 0) throw malformed("Message length does not match input length.");
        text = new String(message, StandardCharsets.ISO_8859_1);
    }

    static ProtocolException malformed(String detail) {
        return new ProtocolException("malformed SCRAM message: " + detail);
    }

    /** As they came: one character is one byte. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String nonce(SecureRandom random) {
        byte[] raw = new byte[NONCE_BYTES];
        random.nextBytes(raw);
        return base64(raw);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] unbase64(String value, String what) throws ProtocolException {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException broken) {
            throw malformed("Malformed " + what + ".");
        }
    }

    boolean isAtEnd() {
        return at == text.length();
    }

    /** Everything before the newest attribute and its comma; it is not the first. */
    String beforeLast() {
        return text.substring(0, nameAt - 1);
    }

    String rest() {
        return text.substring(at);
    }

    /** The next character without taking it; zero at the end. */
    char peek() {
        return isAtEnd() ? '\0' : text.charAt(at);
    }

    char take() {
        char next = peek();
        if (!isAtEnd()) at++;
        return next;
    }

    void comma() throws ProtocolException {
        char found = take();
        if (found != ',')
            throw malformed("Comma expected, but found character " + shown(found) + ".");
    }

    String value(char attribute) throws ProtocolException {
        nameAt = at;
        char found = take();
        if (found != attribute)
            throw malformed(
                    "Expected attribute \"" + attribute + "\" but found " + shown(found) + ".");
        return afterName(attribute);
    }

    /** Goes over attributes that nobody here knows, up to and with {@code attribute}. */
    String valueAfterOthers(char attribute) throws ProtocolException {
        while (true) {
            char name = anyName();
            String value = afterName(name);
            if (name == attribute) return value;
        }
    }

    void anyOthers() throws ProtocolException {
        while (!isAtEnd()) afterName(anyName());
    }

    private char anyName() throws ProtocolException {
        nameAt = at;
        if (isAtEnd()) throw malformed("Attribute expected, but found end of string.");
        char name = take();
        if (name >= 'A' && name <= 'Z' || name >= 'a' && name <= 'z') return name;
        throw malformed("Attribute expected, but found invalid character " + shown(name) + ".");
    }

    private String afterName(char attribute) throws ProtocolException {
        if (take() != '=')
            throw malformed("Expected character \"=\" for attribute \"" + attribute + "\".");
        int comma = text.indexOf(',', at);
        int end = comma < 0 ? text.length() : comma;
        String value = text.substring(at, end);
        at = comma < 0 ? end : comma + 1;
        return value;
    }

    /** Printable ASCII but the comma, which divides. Source: RFC 5802, {@code printable}. */
    static boolean isPrintable(String value) {
        return value.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
    }

    /** Source: PostgreSQL, {@code sanitize_char}. */
    static String shown(char c) {
        return c >= 0x21 && c <= 0x7e ? "\"" + c + "\"" : "\"0x%02x\"".formatted((int) c);
    }
}
