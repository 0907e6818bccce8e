package homeport.stack.engine;

import homeport.aws.AwsException;
import homeport.stack.record.Physical;
import homeport.stack.record.ResourceRecord;
import homeport.stack.record.StackRecord;
import homeport.stack.template.Difference;
import homeport.stack.template.DynamicReferences;
import homeport.stack.type.Api;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How resources differ from what their template says of them, by what the template says only. */
public final class Drifts {
    private Drifts() {}

    /**
     * @throws AwsException the service cannot be asked
     */
    public static ResourceRecord.Drift look(
            StackRecord stack, ResourceRecord record, Catalog types, Api api, Instant now) {
        Physical here = record.here().orElseThrow();
        Place place =
                new Place(
                        stack.region(),
                        stack.account(),
                        stack.id(),
                        stack.name(),
                        record.logicalId(),
                        here.token(),
                        Map.of());
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        ObjectNode current;
        try {
            current =
                    types.get(here.type())
                            .current(api, new Made(place, here.id(), here.properties()));
        } catch (AwsException refused) {
            if (!refused.code().equals("NotFound")) throw refused;
            return new ResourceRecord.Drift(
                    StackResourceDriftStatus.DELETED, now, here.shown(), none, List.of());
        }
        return compare(here, current, now);
    }

    /** Values that may not be shown are not compared; nor is what cannot be read. */
    private static ResourceRecord.Drift compare(Physical here, ObjectNode current, Instant now) {
        ObjectNode expected = JsonNodeFactory.instance.objectNode();
        ObjectNode actual = JsonNodeFactory.instance.objectNode();
        here.shown()
                .forEachEntry((name, value) -> {
                    boolean open =
                            Difference.same(value, here.properties().path(name))
                                    && !DynamicReferences.in(value);
                    if (!open || !current.has(name)) return;
                    expected.set(name, value);
                    actual.set(name, current.get(name));
                });
        List<ResourceRecord.Difference> differences =
                Difference.all(expected, actual).stream()
                        .map(one ->
                                new ResourceRecord.Difference(
                                        one.path(), text(one.before()), text(one.after())))
                        .toList();
        return new ResourceRecord.Drift(
                differences.isEmpty()
                        ? StackResourceDriftStatus.IN_SYNC
                        : StackResourceDriftStatus.MODIFIED,
                now,
                expected,
                actual,
                differences);
    }

    private static String text(Optional<JsonNode> value) {
        return value.map(node -> node.isContainer() ? node.toString() : node.asString()).orElse("");
    }
}
