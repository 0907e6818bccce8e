package homeport.stack.engine;

import homeport.aws.AwsException;
import homeport.stack.record.Definition;
import homeport.stack.record.Event;
import homeport.stack.record.Operation;
import homeport.stack.record.Physical;
import homeport.stack.record.ResourceRecord;
import homeport.stack.record.StackRecord;
import homeport.stack.record.StackStore;
import homeport.stack.template.Evaluation;
import homeport.stack.template.Outside;
import homeport.stack.template.Parameters;
import homeport.stack.template.Pseudo;
import homeport.stack.template.Template;
import homeport.stack.type.Api;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the steps of one phase of an operation share. Safe from any thread. */
final class Context {
    private static final Logger LOG = LoggerFactory.getLogger(Context.class);

    private final StackStore store;
    private final StackRecord stack;
    private final Catalog types;
    private final Api api;
    private final Pace pace;
    private final InstantSource clock;
    private final Closed closed;
    private final Map<String, String> tags;

    /** Whether the engine is closing, and a way to wait that ends then. */
    interface Closed {
        /**
         * @throws Closing it is
         */
        void check();

        /**
         * @throws Closing it is
         */
        void pause(Duration time);
    }

    /** What an engine lends to each of its operations. */
    record Parts(StackStore store, Catalog types, Pace pace, InstantSource clock, Closed closed) {}

    Context(Parts parts, StackRecord stack, Api api, Map<String, String> tags) {
        this.store = parts.store();
        this.types = parts.types();
        this.pace = parts.pace();
        this.clock = parts.clock();
        this.closed = parts.closed();
        this.stack = stack;
        this.api = api;
        this.tags = Map.copyOf(tags);
    }

    StackStore store() {
        return store;
    }

    StackRecord stack() {
        return stack;
    }

    Operation op() {
        return stack.op();
    }

    Api api() {
        return api;
    }

    Instant now() {
        return clock.instant();
    }

    ResourceType type(String name) {
        return types.get(name);
    }

    Closed closed() {
        return closed;
    }

    /**
     * @param step tells this step of the operation from others on the same resource
     */
    String token(String logicalId, String step) {
        return Tokens.of(stack.id(), op().token(), step, logicalId);
    }

    Place place(String logicalId, String token) {
        Map<String, String> all = new TreeMap<>(tags);
        all.put("aws:cloudformation:stack-name", stack.name());
        all.put("aws:cloudformation:stack-id", stack.id());
        all.put("aws:cloudformation:logical-id", logicalId);
        return new Place(
                stack.region(), stack.account(), stack.id(), stack.name(), logicalId, token, all);
    }

    Made made(String logicalId, Physical one, String token) {
        return new Made(place(logicalId, token), one.id(), one.properties());
    }

    Made made(String logicalId, Physical one) {
        return made(logicalId, one, one.token());
    }

    /** Properties for use, dynamic references looked up. */
    ObjectNode use(ObjectNode properties) {
        return Lookups.resolve(api, properties);
    }

    /** Writes how a resource stands, and tells it. */
    ResourceRecord tell(ResourceRecord resource, ResourceStatus status, String why) {
        return tell(resource, status, why, resource.physicalId());
    }

    ResourceRecord tell(
            ResourceRecord resource, ResourceStatus status, String why, String physicalId) {
        Optional<String> reason = why.isEmpty() ? Optional.empty() : Optional.of(why);
        ResourceRecord now = resource.status(status, reason, now());
        store.put(stack, now, Optional.of(Event.of(stack, now, physicalId)));
        return now;
    }

    /** Writes a resource as it stands, and tells something else of it. */
    void tellOnly(ResourceRecord resource, ResourceStatus status, String why, String physicalId) {
        Optional<String> reason = why.isEmpty() ? Optional.empty() : Optional.of(why);
        ResourceRecord told = resource.status(status, reason, now());
        store.put(stack, resource, Optional.of(Event.of(stack, told, physicalId)));
    }

    void keep(ResourceRecord resource) {
        store.put(stack, resource, Optional.empty());
    }

    /** What is wanted, or what was, as functions see it. */
    Evaluation evaluation(Template template, Definition definition, boolean masked, Seen seen) {
        return evaluation(stack, template, definition, masked, seen);
    }

    /** The same for whoever looks ahead. */
    static Evaluation evaluation(
            StackRecord stack,
            Template template,
            Definition definition,
            boolean masked,
            Outside outside) {
        Map<String, JsonNode> values = Parameters.nodes(template, definition.parameters());
        Pseudo pseudo =
                new Pseudo(
                        stack.region(),
                        stack.account(),
                        stack.id(),
                        stack.name(),
                        definition.notificationArns());
        return new Evaluation(
                template, pseudo, masked ? Evaluation.masked(template, values) : values, outside);
    }

    /**
     * Waits for something to come about.
     *
     * @return false when nobody wanted it any more before that
     */
    boolean await(Supplier<Boolean> come, BooleanSupplier halted) {
        Duration wait = pace.first();
        while (!come.get()) {
            if (halted.getAsBoolean()) return false;
            closed.pause(wait);
            wait = pace.next(wait);
        }
        return true;
    }

    /** Asks a service, again for a while when it says that it cannot do it yet. */
    <T> T persist(Supplier<T> ask, boolean deleting, BooleanSupplier halted) {
        Instant end = now().plus(pace.retry());
        Duration wait = pace.first();
        while (true) {
            closed.check();
            try {
                return ask.get();
            } catch (AwsException refused) {
                boolean later = Refused.later(refused.code(), deleting);
                if (!later || halted.getAsBoolean() || now().isAfter(end)) throw refused;
            }
            closed.pause(wait);
            wait = pace.next(wait);
        }
    }

    /** A service's words; for what is no service's refusal, that it is a fault of ours. */
    static String words(RuntimeException why, String resource) {
        if (why instanceof AwsException told)
            return told.code().equals("ValidationError")
                    ? told.getMessage()
                    : "%s (Error Code: %s)".formatted(told.getMessage(), told.code());
        LOG.error("resource {}", resource, why);
        return "Internal failure: " + why.getClass().getSimpleName() + ". See Homeport's log.";
    }

    static boolean isFatal(RuntimeException why) {
        return why instanceof Closing || why instanceof homeport.store.StoreException;
    }
}
