package homeport.server.local;

import homeport.server.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * The routes of the commands, beside the AWS APIs on the same port: {@code GET /_homeport/status}
 * and {@code POST /_homeport/stop?databases=true|false}. Knows no HTTP server; safe from any
 * thread.
 */
public final class LocalRoutes {
    public static final String PREFIX = "/_homeport/";
    static final String STATUS = PREFIX + "status";
    static final String STOP = PREFIX + "stop";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final byte[] authorization;
    private final Supplier<Status> status;
    private final Consumer<Boolean> stop;

    /**
     * @param token what a caller shows to have read {@code run/service.json}
     * @param stop told whether the databases stop too; returns at once
     */
    public LocalRoutes(String token, Supplier<Status> status, Consumer<Boolean> stop) {
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
        this.status = status;
        this.stop = stop;
    }

    /**
     * @param path starts with {@value #PREFIX}
     * @param query without the question mark; empty when there is none
     * @param shown the request's {@code Authorization}
     */
    public Reply answer(String method, String path, String query, Optional<String> shown) {
        if (shown.filter(this::matches).isEmpty())
            return problem(401, "Only the owner of the data folder may ask this.");
        return switch (method + " " + path) {
            case "GET " + STATUS -> new Reply(200, JSON.writeValueAsString(status.get()));
            case "POST " + STOP -> {
                stop.accept(query.equals("databases=true"));
                yield new Reply(202, "{}");
            }
            default -> problem(404, "Homeport has no " + method + " " + path + ".");
        };
    }

    private boolean matches(String shown) {
        return MessageDigest.isEqual(authorization, shown.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply problem(int status, String message) {
        return new Reply(status, JSON.writeValueAsString(new Problem(message)));
    }

    private record Problem(String message) {}

    /**
     * @param body JSON
     */
    public record Reply(int status, String body) {}
}
