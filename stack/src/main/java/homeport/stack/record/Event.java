package homeport.stack.record;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a stack tells of itself or of one of its resources.
 *
 * @param properties JSON, as it may be shown
 */
public record Event(
        String id,
        String logicalId,
        String physicalId,
        String type,
        Instant at,
        String status,
        Optional<String> reason,
        Optional<String> properties,
        Optional<String> clientToken) {
    public static final String STACK = "AWS::CloudFormation::Stack";

    public static Event of(StackRecord stack, Instant now) {
        return new Event(
                UUID.randomUUID().toString(),
                stack.name(),
                stack.id(),
                STACK,
                now,
                stack.status().toString(),
                stack.reason(),
                Optional.empty(),
                stack.operation().flatMap(Operation::clientToken));
    }

    public static Event of(StackRecord stack, ResourceRecord resource, String physicalId) {
        String status = resource.status().toString();
        return new Event(
                "%s-%s-%s".formatted(resource.logicalId(), status, resource.changed()),
                resource.logicalId(),
                physicalId,
                resource.type(),
                resource.changed(),
                status,
                resource.reason(),
                resource.attempt()
                        .map(Attempt::shown)
                        .or(() -> resource.here().map(Physical::shown))
                        .map(Object::toString),
                stack.operation().flatMap(Operation::clientToken));
    }
}
