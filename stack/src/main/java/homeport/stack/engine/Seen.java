package homeport.stack.engine;

import homeport.aws.AwsException;
import homeport.stack.record.Exports;
import homeport.stack.record.Physical;
import homeport.stack.record.ResourceRecord;
import homeport.stack.record.StackRecord;
import homeport.stack.record.StackStore;
import homeport.stack.template.Outside;
import homeport.stack.type.Api;
import homeport.stack.type.Made;
import homeport.stack.type.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * What templates refer to, from what is there: each thing is asked for once in a phase. Safe from
 * any thread.
 */
final class Seen implements Outside {
    private final StackStore store;
    private final StackRecord stack;
    private final Catalog types;
    private final Api api;
    private final BiFunction<String, Physical, Made> made;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    Seen(
            StackStore store,
            StackRecord stack,
            Catalog types,
            Api api,
            BiFunction<String, Physical, Made> made) {
        this.store = store;
        this.stack = stack;
        this.types = types;
        this.api = api;
        this.made = made;
    }

    private Physical here(String logicalId) {
        return store.resource(stack, logicalId)
                .flatMap(ResourceRecord::here)
                .orElseThrow(() ->
                        new AwsException(
                                "ValidationError",
                                "Template error: resource %s is not there".formatted(logicalId)));
    }

    @Override
    public String ref(String logicalId) {
        Physical one = here(logicalId);
        ResourceType type = types.get(one.type());
        return known.computeIfAbsent(
                logicalId + "\n" + one.id(), key -> type.ref(api, made.apply(logicalId, one)));
    }

    @Override
    public String attribute(String logicalId, String name) {
        Physical one = here(logicalId);
        ResourceType type = types.get(one.type());
        return known.computeIfAbsent(
                logicalId + "\n" + one.id() + "\n" + name,
                key -> type.attribute(api, made.apply(logicalId, one), name));
    }

    @Override
    public String imported(String name) {
        return store.exports()
                .find(stack.region(), name)
                .map(Exports.Held::export)
                .orElseThrow(() -> missing(name))
                .value();
    }

    static AwsException missing(String name) {
        return new AwsException("ValidationError", "No export named %s found. ".formatted(name));
    }

    @Override
    public List<String> zones(String region) {
        return Lookups.zones(api, region);
    }
}
