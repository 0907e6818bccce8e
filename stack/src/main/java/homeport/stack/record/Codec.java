package homeport.stack.record;

import homeport.aws.AwsException;
import homeport.store.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records to the bytes in the store and back: JSON, packed, sealed as their key. */
final class Codec {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Sealer sealer;

    Codec(Sealer sealer) {
        this.sealer = sealer;
    }

    byte[] write(String key, Object value) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(JSON.writeValueAsBytes(value));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it is memory
        }
        byte[] sealed = sealer.seal(packed.toByteArray(), key);
        if (sealed.length > Store.VALUE_BYTES_MAX)
            throw new AwsException(
                    "LimitExceededException",
                    "The record would take %d bytes, allowed %d."
                            .formatted(sealed.length, Store.VALUE_BYTES_MAX));
        return sealed;
    }

    <T> T read(String key, byte[] sealed, Class<T> as) {
        byte[] packed = sealer.unseal(sealed, key);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return JSON.readValue(in.readAllBytes(), as);
        } catch (IOException wrong) {
            throw new UncheckedIOException(key + " cannot be unpacked", wrong);
        }
    }
}
