package homeport.stack.record;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What stacks export, {@code /export/<region>/<name>}: unique in a region. */
public final class Exports {
    private static final int NAME_BYTES_MAX = 255;

    private final Store store;
    private final Codec codec;

    Exports(Store store, Codec codec) {
        this.store = store;
        this.codec = codec;
    }

    /**
     * An exported value.
     *
     * @param stackId of the stack whose output it is
     */
    public record Export(String name, String value, String stackId) {}

    /** As it is on record. */
    public record Held(Export export, long revision) {}

    public List<Export> all(String region) {
        return store.list("/export/" + region + "/").entries().stream()
                .map(entry -> codec.read(entry.key(), entry.value(), Export.class))
                .toList();
    }

    public Optional<Held> find(String region, String name) {
        return store.get(key(region, name))
                .map(entry ->
                        new Held(
                                codec.read(entry.key(), entry.value(), Export.class),
                                entry.revision()));
    }

    /** Somebody begins to use it: who was about to change it must look again. */
    public Op touch(String region, Held held) {
        return put(region, held.export(), Optional.of(held));
    }

    /**
     * @param held what is on record now
     */
    public Op put(String region, Export export, Optional<Held> held) {
        String key = key(region, export.name());
        byte[] value = codec.write(key, export);
        return held.map(one -> Op.replace(key, value, one.revision()))
                .orElseGet(() -> Op.create(key, value));
    }

    public Op remove(String region, Held held) {
        return Op.delete(key(region, held.export().name()), held.revision());
    }

    private static String key(String region, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME_BYTES_MAX)
            throw new AwsException(
                    "ValidationError",
                    "The name of an export has %d bytes, allowed %d."
                            .formatted(bytes.length, NAME_BYTES_MAX));
        return "/export/"
                + region
                + "/"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
