package homeport.cloud.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A secret's value in the clear; it never reaches a log. */
record Plain(byte[] bytes, boolean binary) {
    static final int BYTES_MAX = 65_536;

    Plain {
        if (bytes.length > BYTES_MAX)
            throw Refusal.parameter(
                    "The secret value has %d bytes, allowed %d."
                            .formatted(bytes.length, BYTES_MAX));
    }

    static Plain text(String text) {
        return new Plain(text.getBytes(StandardCharsets.UTF_8), false);
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    boolean same(Plain other) {
        return binary == other.binary && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
