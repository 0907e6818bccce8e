package homeport.cloud.sqs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * MD5 as clients check it. Source: SQS developer guide, "Calculating the MD5 message digest for
 * message attributes": of each, in order of names, name, type, a byte for the kind of value, and
 * value, each after its length in four bytes.
 */
final class Digests {
    private static final byte TEXT = 1;
    private static final byte BINARY = 2;

    private Digests() {}

    static String of(String body) {
        return hex(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when there are none. */
    static Optional<String> of(Map<String, Body.Attribute> attributes) {
        if (attributes.isEmpty()) return Optional.empty();
        var bytes = new ByteArrayOutputStream();
        new TreeMap<>(attributes)
                .forEach((name, value) -> {
                    add(bytes, name.getBytes(StandardCharsets.UTF_8));
                    add(bytes, value.type().getBytes(StandardCharsets.UTF_8));
                    bytes.write(value.binary() ? BINARY : TEXT);
                    add(
                            bytes,
                            value.binary()
                                    ? Base64.getDecoder().decode(value.text())
                                    : value.text().getBytes(StandardCharsets.UTF_8));
                });
        return Optional.of(hex(bytes.toByteArray()));
    }

    private static void add(ByteArrayOutputStream bytes, byte[] part) {
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
        bytes.writeBytes(part);
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
