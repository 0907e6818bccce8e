package homeport.aws.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One service as Amazon publishes it: what the SDK's field metadata does not say. What routing
 * needs is read at once; operations, errors and shapes on first use, and of the shapes only those
 * that the registered actions reach. Immutable but for that; any thread.
 */
public final class ServiceModel {
    private final String name;
    private final Set<String> actions;
    private final Map<String, String> routing;
    private final List<String> protocols;
    private volatile Detail detail;

    private ServiceModel(String name, Set<String> actions, JsonNode routing) {
        this.name = name;
        this.actions = Set.copyOf(actions);
        var fields = new TreeMap<String, String>();
        for (String field :
                List.of("signingName", "version", "namespace", "targetPrefix", "jsonVersion"))
            fields.put(field, routing.get(field).asString());
        this.routing = Map.copyOf(fields);
        this.protocols = routing.get("protocols").valueStream().map(JsonNode::asString).toList();
    }

    /**
     * @param actions by service, the actions whose inputs will be checked
     * @throws IllegalArgumentException a service that has no model
     */
    public static List<ServiceModel> of(Map<String, Set<String>> actions) {
        try (InputStream in = ServiceModel.class.getResourceAsStream("services.json")) {
            JsonNode services = JsonMapper.shared().readTree(in);
            return actions.entrySet().stream()
                    .map(entry -> of(entry.getKey(), entry.getValue(), services))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServiceModel of(String name, Set<String> actions, JsonNode services) {
        if (!services.has(name))
            throw new IllegalArgumentException(
                    "no model of the service " + name + ", only of " + services.propertyNames());
        return new ServiceModel(name, actions, services.get(name));
    }

    /** As registered: {@code rds}, {@code cloudwatch}. */
    public String name() {
        return name;
    }

    /** In the credential scope: {@code rds}, {@code monitoring}. */
    public String signingName() {
        return routing.get("signingName");
    }

    /** {@code Version} on the query wire: {@code 2014-10-31}. */
    public String version() {
        return routing.get("version");
    }

    /** Of the answers in XML; empty for services that speak none. */
    public String namespace() {
        return routing.get("namespace");
    }

    /** Before the dot in {@code X-Amz-Target}; empty for services that speak no JSON. */
    public String targetPrefix() {
        return routing.get("targetPrefix");
    }

    /** {@code 1.0}, {@code 1.1} or empty. */
    public String jsonVersion() {
        return routing.get("jsonVersion");
    }

    /** Among {@code query}, {@code ec2}, {@code json}, {@code smithy-rpc-v2-cbor}. */
    public List<String> protocols() {
        return protocols;
    }

    /** The names of all actions, registered or not. */
    public Set<String> operations() {
        return detail().operations().keySet();
    }

    /** The element around a result on the query wire; empty for an action without a result. */
    public Optional<String> resultWrapper(String action) {
        return detail().operation(action).wrapper();
    }

    /** How an action is asked for on the REST wire; empty on the others. */
    public Optional<HttpForm> http(String action) {
        return detail().operation(action).http();
    }

    /** Finds an error by its code on the query wire or by the name of its shape. */
    public Optional<ModelError> error(String codeOrShape) {
        return Optional.ofNullable(detail().errors().get(codeOrShape));
    }

    /** The error by which the service tells of invalid input, where its model has one for that. */
    public Optional<ModelError> invalidInput() {
        return error("InvalidParameterException").or(() -> error("InvalidArgumentException"));
    }

    Optional<Shape> input(String action) {
        return detail().operation(action).input().flatMap(this::shape);
    }

    Optional<Shape> shape(String shape) {
        return Optional.ofNullable(detail().shapes().get(shape));
    }

    /** All that registered actions reach. */
    Collection<Shape> shapes() {
        return detail().shapes().values();
    }

    /**
     * Reads everything that is read on first use.
     *
     * @throws IllegalArgumentException a registered action that the model does not have
     */
    public void load() {
        for (String action : actions)
            if (!operations().contains(action))
                throw new IllegalArgumentException(name + " has no action " + action);
    }

    private Detail detail() {
        Detail known = detail;
        if (known != null) return known;
        synchronized (this) {
            if (detail == null) detail = Detail.read(name, actions);
            return detail;
        }
    }
}
