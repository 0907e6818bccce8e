package homeport.server.openmetrics;

import homeport.server.data.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * {@code GET /metrics} on the API port. Its token is for reading this only, and stays the same as
 * long as its file does, so that a scraper's configuration does. Knows no HTTP server; safe from
 * any thread.
 */
public final class MetricsRoute {
    public static final String PATH = "/metrics";

    /** Of mode 0600, in the data folder. */
    public static final String TOKEN_FILE = "metrics-token";

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{" + 2 * TOKEN_BYTES + "}");

    private final MetricsAccess access;
    private final byte[] authorization;
    private final Supplier<List<Family>> families;

    private MetricsRoute(
            MetricsAccess access, byte[] authorization, Supplier<List<Family>> families) {
        this.access = access;
        this.authorization = authorization;
        this.families = families;
    }

    /**
     * @param data the data folder
     * @param families what there is to tell, asked for at each scrape
     * @throws IOException the token cannot be read or made
     */
    public static MetricsRoute open(
            MetricsAccess access, Path data, Supplier<List<Family>> families) throws IOException {
        String token = access == MetricsAccess.TOKEN ? token(data.resolve(TOKEN_FILE)) : "";
        byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
        return new MetricsRoute(access, expected, families);
    }

    private static String token(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] bytes = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(bytes);
            PrivateFile.write(
                    file, HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        }
        String token = Files.readString(file).strip();
        if (!TOKEN.matcher(token).matches())
            throw new IOException(
                    file + " does not hold " + 2 * TOKEN_BYTES + " hexadecimal digits; remove it");
        return token;
    }

    /**
     * @param shown the request's {@code Authorization}
     */
    public Reply answer(String method, Optional<String> shown) {
        if (access == MetricsAccess.OFF)
            return new Reply(404, PLAIN, "Metrics are off: start with up --metrics token.\n");
        if (!method.equals("GET")) return new Reply(405, PLAIN, "Metrics are read by GET.\n");
        if (access == MetricsAccess.TOKEN && shown.filter(this::matches).isEmpty())
            return new Reply(
                    401,
                    PLAIN,
                    "Show the token in the data folder's file %s: Authorization: Bearer TOKEN.\n"
                            .formatted(TOKEN_FILE));
        return new Reply(200, Exposition.MEDIA_TYPE, Exposition.text(families.get()));
    }

    private boolean matches(String shown) {
        return MessageDigest.isEqual(authorization, shown.getBytes(StandardCharsets.UTF_8));
    }

    /** What is answered. */
    public record Reply(int status, String mediaType, String body) {}
}
