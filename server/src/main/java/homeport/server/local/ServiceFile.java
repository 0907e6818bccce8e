package homeport.server.local;

import homeport.server.data.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code run/service.json}: who serves a data folder and where. Written when the port listens,
 * removed when it does not. It holds a token, so its mode is 0600.
 *
 * @param api the URL of every AWS API, as this machine reaches it
 */
public record ServiceFile(ProcessMark process, String api, String region, String token) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * @return empty when no service runs on that folder, also when one left its file behind
     */
    public static Optional<ServiceFile> running(Path data) throws IOException {
        return last(data).filter(service -> service.process.alive());
    }

    /** What the newest service wrote, running or killed. */
    private static Optional<ServiceFile> last(Path data) throws IOException {
        Path file = path(data);
        if (!Files.exists(file)) return Optional.empty();
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), ServiceFile.class));
        } catch (JacksonException damaged) {
            throw new IOException(file + " is damaged; remove it", damaged);
        }
    }

    public void write(Path data) throws IOException {
        PrivateFile.write(path(data), JSON.writeValueAsBytes(this));
    }

    public static void remove(Path data) throws IOException {
        Files.deleteIfExists(path(data));
    }

    private static Path path(Path data) {
        return data.resolve("run").resolve("service.json");
    }

    @Override
    public String toString() {
        return "ServiceFile[" + process + ", " + api + ", ***]";
    }
}
