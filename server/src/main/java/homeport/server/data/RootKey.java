package homeport.server.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The access key of the account's root user, made at first start and kept in {@code
 * credentials.json}.
 *
 * @param accessKeyId {@code AKIA} and 16 letters or digits
 * @param secretAccessKey 40 characters
 */
public record RootKey(String accessKeyId, String secretAccessKey) {
    private static final String FILE = "credentials.json";
    private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Reads the key, or makes one where there is none. */
    public static RootKey of(Path data) throws IOException {
        Optional<RootKey> known = read(data);
        if (known.isPresent()) return known.get();
        SecureRandom random = new SecureRandom();
        RootKey key =
                new RootKey(
                        "AKIA" + text(random, ID_ALPHABET, 16), text(random, SECRET_ALPHABET, 40));
        PrivateFile.write(data.resolve(FILE), JSON.writeValueAsBytes(key));
        return key;
    }

    /**
     * @return empty when no service has been started on that folder yet
     */
    public static Optional<RootKey> read(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.exists(file)) return Optional.empty();
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), RootKey.class));
        } catch (JacksonException damaged) {
            throw new IOException(file + " is damaged; restore it or remove it", damaged);
        }
    }

    private static String text(SecureRandom random, String alphabet, int length) {
        return random.ints(length, 0, alphabet.length())
                .mapToObj(index -> alphabet.substring(index, index + 1))
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return "RootKey[" + accessKeyId + ", ***]";
    }
}
