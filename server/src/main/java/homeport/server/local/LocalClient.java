package homeport.server.local;

import homeport.server.PinnedRow;
import homeport.server.ReplicaReading;
import homeport.server.Status;
import homeport.server.fault.Order;
import homeport.server.top.LoadReading;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Asks the running service of a data folder. */
public final class LocalClient {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration READ_MAX = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ServiceFile service;

    private LocalClient(ServiceFile service) {
        this.service = service;
    }

    /**
     * @return empty when no service runs on that folder
     */
    public static Optional<LocalClient> of(Path data) throws IOException {
        return ServiceFile.running(data).map(LocalClient::new);
    }

    public ProcessMark process() {
        return service.process();
    }

    /**
     * @throws IOException it runs but does not answer in 30 s, or answers an error
     */
    public Status status() throws IOException {
        return JSON.readValue(ask("GET", LocalRoutes.STATUS), Status.class);
    }

    /**
     * @throws IOException as {@link #status}
     */
    public List<Status.Backup> backups() throws IOException {
        return List.of(JSON.readValue(ask("GET", LocalRoutes.BACKUPS), Status.Backup[].class));
    }

    /** How many records its store has, by the folder of their keys: {@code /rds/address/}. */
    public Map<String, Integer> records() throws IOException {
        return JSON.readValue(ask("GET", LocalRoutes.RECORDS), new TypeReference<>() {});
    }

    /** Asks it to stop; it has stopped when {@link #process} is not alive any more. */
    public void stop(boolean databases) throws IOException {
        ask("POST", LocalRoutes.STOP + "?databases=" + databases);
    }

    /**
     * @return what was done, as a sentence
     * @throws Refusal nothing was
     */
    public String fault(Order order) throws IOException {
        StringBuilder path = new StringBuilder(LocalRoutes.FAULT);
        path.append("?kind=").append(order.kind().word());
        path.append("&instance=").append(encoded(order.instance()));
        order.node().ifPresent(node -> path.append("&node=").append(encoded(node)));
        path.append("&tree=").append(order.tree());
        return JSON.readValue(ask("POST", path.toString()), LocalRoutes.Told.class).message();
    }

    /**
     * How far a replica and its source are right now.
     *
     * @throws Refusal there is no such replica
     */
    public ReplicaReading replica(String name) throws IOException {
        String path = LocalRoutes.REPLICA + "?name=" + encoded(name);
        return JSON.readValue(ask("GET", path), ReplicaReading.class);
    }

    /**
     * Whose sessions are pinned at a DB proxy, the longest pinned first.
     *
     * @throws Refusal there is no such proxy
     */
    public List<PinnedRow> pins(String proxy) throws IOException {
        String path = LocalRoutes.PINS + "?name=" + encoded(proxy);
        return List.of(JSON.readValue(ask("GET", path), PinnedRow[].class));
    }

    /**
     * An instance's load over the last minute.
     *
     * @param region empty: the only one with an instance of that name
     * @throws Refusal there is none, or nobody samples it
     */
    public LoadReading load(String instance, String region) throws IOException {
        String path =
                LocalRoutes.LOAD + "?name=" + encoded(instance) + "&region=" + encoded(region);
        return JSON.readValue(ask("GET", path), LoadReading.class);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The service did not do what it was asked; the message is its own sentence. */
    public static final class Refusal extends IOException {
        private static final long serialVersionUID = 1L;

        Refusal(String sentence) {
            super(sentence);
        }
    }

    private String ask(String method, String path) throws IOException {
        // The JDK's larger HTTP client costs a command a tenth of a second before it asks anything.
        HttpURLConnection connection =
                (HttpURLConnection)
                        URI.create(service.api() + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) CONNECT_MAX.toMillis());
        connection.setReadTimeout((int) READ_MAX.toMillis());
        connection.setRequestMethod(method);
        connection.setRequestProperty("Authorization", "Bearer " + service.token());
        try {
            int status = connection.getResponseCode();
            if (status == 400 || status == 409) throw new Refusal(sentence(connection));
            if (status >= 300)
                throw new IOException(method + " " + path + " was answered " + status);
            try (var body = connection.getInputStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static String sentence(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            return JSON.readValue(body.readAllBytes(), LocalRoutes.Told.class).message();
        }
    }
}
