package homeport.server.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What clients of this folder use, as the newest start left it in {@code client.json}; it stays
 * when the service stops, so that {@code env} can be put in a shell's profile.
 *
 * @param api the URL of every AWS API, as this machine reaches it
 */
public record ClientSettings(String api, String region) {
    private static final String FILE = "client.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static Optional<ClientSettings> read(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.exists(file)) return Optional.empty();
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), ClientSettings.class));
        } catch (JacksonException damaged) {
            throw new IOException(file + " is damaged; the next start writes it anew", damaged);
        }
    }

    public void write(Path data) throws IOException {
        PrivateFile.write(data.resolve(FILE), JSON.writeValueAsBytes(this));
    }
}
