package homeport.cloud.iam.access;

import homeport.cloud.secret.Sealer;
import homeport.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Session tokens: a session as JSON, deflated, sealed for its access key, in base 64. Whoever has
 * the key file can read every token that was ever given out, so nothing of a session needs to be
 * stored, and it outlives a restart.
 */
final class Tokens {
    /** Of the sealed form: what a header can carry with room to spare. */
    static final int BYTES_MAX = 4096;

    private static final int INFLATED_BYTES_MAX = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Sealer sealer;

    Tokens(Sealer sealer) {
        this.sealer = sealer;
    }

    /** How full a token would be; over 100 is too much. */
    record Packed(String token, int percent) {}

    Packed write(String accessKeyId, Session session) {
        byte[] packed = deflate(JSON.writeValueAsBytes(session));
        byte[] sealed = sealer.seal(packed, context(accessKeyId));
        int percent = (sealed.length * 100 + BYTES_MAX - 1) / BYTES_MAX;
        return new Packed(Base64.getEncoder().encodeToString(sealed), percent);
    }

    /** Empty when it is no token of this key. */
    Optional<Session> read(String accessKeyId, String token) {
        byte[] sealed;
        try {
            sealed = Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (sealed.length > BYTES_MAX) return Optional.empty();
        try {
            byte[] packed = sealer.unseal(sealed, context(accessKeyId));
            return Optional.of(JSON.readValue(inflate(packed), Session.class));
        } catch (StoreException | IllegalStateException forged) {
            return Optional.empty();
        }
    }

    private static String context(String accessKeyId) {
        return "sts-session:" + accessKeyId;
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            try (DeflaterOutputStream packed = new DeflaterOutputStream(out, deflater)) {
                packed.write(plain);
            }
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] packed) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return in.readNBytes(INFLATED_BYTES_MAX);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it was sealed by us
        }
    }
}
