package homeport.server.local;

import homeport.server.PinnedRow;
import homeport.server.ReplicaReading;
import homeport.server.Status;
import homeport.server.fault.Order;
import homeport.server.fault.Refused;
import homeport.server.top.LoadReading;
import homeport.server.top.NotShown;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * The routes of the commands, beside the AWS APIs on the same port: {@code GET /_homeport/status},
 * {@code GET /_homeport/backups}, {@code GET /_homeport/records}, {@code GET
 * /_homeport/replica?name=…}, {@code GET /_homeport/pins?name=…}, {@code GET
 * /_homeport/load?name=…&region=…}, {@code POST /_homeport/stop?databases=true|false} and {@code
 * POST /_homeport/fault?kind=…&instance=…}. Knows no HTTP server; safe from any thread.
 */
public final class LocalRoutes {
    public static final String PREFIX = "/_homeport/";
    static final String STATUS = PREFIX + "status";
    static final String BACKUPS = PREFIX + "backups";
    static final String RECORDS = PREFIX + "records";
    static final String STOP = PREFIX + "stop";
    static final String FAULT = PREFIX + "fault";
    static final String REPLICA = PREFIX + "replica";
    static final String PINS = PREFIX + "pins";
    static final String LOAD = PREFIX + "load";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final byte[] authorization;
    private final Supplier<Status> status;
    private final Supplier<List<Status.Backup>> backups;
    private final Supplier<Map<String, Integer>> records;
    private final Consumer<Boolean> stop;
    private final Rehearsal faults;
    private final Function<String, Optional<ReplicaReading>> replicas;
    private final Function<String, Optional<List<PinnedRow>>> pins;
    private final Loads loads;

    /** Tells of load. */
    public interface Loads {
        /**
         * @param region empty: the only one with an instance of that name
         */
        LoadReading of(String name, String region) throws NotShown;
    }

    /** Carries out faults. */
    public interface Rehearsal {
        /**
         * @return what was done, as a sentence
         */
        String carryOut(Order order) throws Refused;
    }

    /**
     * @param token what a caller shows to have read {@code run/service.json}
     * @param records how many the store has, by the folder of their keys
     * @param replicas asks a read replica and its source, by the replica's name
     * @param pins whose sessions are pinned at a DB proxy, by the proxy's name
     * @param stop told whether the databases stop too; returns at once
     */
    public LocalRoutes(
            String token,
            Supplier<Status> status,
            Supplier<List<Status.Backup>> backups,
            Supplier<Map<String, Integer>> records,
            Consumer<Boolean> stop,
            Rehearsal faults,
            Function<String, Optional<ReplicaReading>> replicas,
            Function<String, Optional<List<PinnedRow>>> pins,
            Loads loads) {
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
        this.status = status;
        this.backups = backups;
        this.records = records;
        this.stop = stop;
        this.faults = faults;
        this.replicas = replicas;
        this.pins = pins;
        this.loads = loads;
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
            case "GET " + BACKUPS -> new Reply(200, JSON.writeValueAsString(backups.get()));
            case "GET " + RECORDS -> new Reply(200, JSON.writeValueAsString(records.get()));
            case "POST " + STOP -> {
                stop.accept(query.equals("databases=true"));
                yield new Reply(202, "{}");
            }
            case "POST " + FAULT -> fault(parameters(query));
            case "GET " + REPLICA -> replica(parameters(query).getOrDefault("name", ""));
            case "GET " + PINS -> pins(parameters(query).getOrDefault("name", ""));
            case "GET " + LOAD -> load(parameters(query));
            default -> problem(404, "Homeport has no " + method + " " + path + ".");
        };
    }

    private Reply replica(String name) {
        return replicas.apply(name)
                .map(reading -> new Reply(200, JSON.writeValueAsString(reading)))
                .orElseGet(() -> problem(409, "There is no read replica " + name + "."));
    }

    private Reply pins(String proxy) {
        return pins.apply(proxy)
                .map(rows -> new Reply(200, JSON.writeValueAsString(rows)))
                .orElseGet(() -> problem(409, "There is no DB proxy " + proxy + "."));
    }

    private Reply load(Map<String, String> asked) {
        try {
            LoadReading reading =
                    loads.of(asked.getOrDefault("name", ""), asked.getOrDefault("region", ""));
            return new Reply(200, JSON.writeValueAsString(reading));
        } catch (NotShown why) {
            return problem(409, why.getMessage());
        }
    }

    private Reply fault(Map<String, String> asked) {
        Optional<Order.Kind> kind = Order.Kind.of(asked.getOrDefault("kind", ""));
        String instance = asked.getOrDefault("instance", "");
        if (kind.isEmpty() || instance.isEmpty())
            return problem(
                    400, "A fault has a kind of " + Order.Kind.words() + " and an instance.");
        Optional<String> node = Optional.ofNullable(asked.get("node"));
        boolean tree = asked.getOrDefault("tree", "").equals("true");
        try {
            String done = faults.carryOut(new Order(kind.get(), instance, node, tree));
            return new Reply(200, JSON.writeValueAsString(new Told(done)));
        } catch (Refused refused) {
            return problem(409, refused.getMessage());
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2)
                parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private boolean matches(String shown) {
        return MessageDigest.isEqual(authorization, shown.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply problem(int status, String message) {
        return new Reply(status, JSON.writeValueAsString(new Told(message)));
    }

    /** What was done, or why nothing was. */
    record Told(String message) {}

    /**
     * @param body JSON
     */
    public record Reply(int status, String body) {}
}
