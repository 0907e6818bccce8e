package homeport.stack.type;

import homeport.aws.AwsException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * One type of resource. Without state: what is asked of it is on record with the stack before, and
 * after a crash it is asked again, so every operation must come to the same end when it is
 * repeated. Nothing here waits: {@link #ready} and {@link #gone} are asked until they say yes. What
 * a service refuses is thrown as it said it and fails the resource with these words.
 */
public interface ResourceType {
    /** {@code AWS::RDS::DBInstance}. */
    String name();

    /** Its properties on the highest level; one that is not among them is refused. */
    Map<String, Effect> properties();

    /**
     * The name that somebody else has, of one that cannot say afterwards who made it. Asked before
     * {@link #create} is put on record; so what has the name after that is its own.
     *
     * @param wanted its properties, whose dynamic references are asked for when it is called
     */
    default Optional<String> taken(Api api, Place place, Supplier<ObjectNode> wanted) {
        return Optional.empty();
    }

    /**
     * Asks for a new one. When an earlier attempt with the same token got as far as that, its
     * resource is found (by name, client token or tags) and returned.
     *
     * @return the physical id
     * @throws AwsException the resource cannot be made, and nothing of it is left
     * @throws HalfMade something of it is left
     */
    String create(Api api, Place place, ObjectNode properties);

    /**
     * Whether what {@link #create} or {@link #update} asked for has come about.
     *
     * @throws AwsException it never will
     */
    default boolean ready(Api api, Made made) {
        return true;
    }

    /**
     * Changes it in place.
     *
     * @param made as it is
     * @param wanted differs from {@code made.properties()} in properties that are {@link
     *     Effect#UPDATE} or {@link Effect#NOTED} only
     */
    void update(Api api, Made made, ObjectNode wanted);

    /** Asks for its end; one that is not there any more is fine. */
    void delete(Api api, Made made);

    /** Whether what {@link #delete} asked for has come about. */
    default boolean gone(Api api, Made made) {
        return true;
    }

    /** What {@code Ref} gives. */
    default String ref(Api api, Made made) {
        return made.id();
    }

    /**
     * What {@code Fn::GetAtt} gives.
     *
     * @param name as in the template: {@code Endpoint.Address}
     * @throws AwsException {@code ValidationError}: there is no such attribute
     */
    default String attribute(Api api, Made made, String name) {
        throw new AwsException(
                "ValidationError",
                "Template error: resource %s does not support attribute type %s in Fn::GetAtt"
                        .formatted(made.place().logicalId(), name));
    }

    /**
     * Takes a snapshot that outlives it, for {@code DeletionPolicy: Snapshot}.
     *
     * @return the snapshot's name
     * @throws AwsException {@code ValidationError}: it has no snapshots
     */
    default String snapshot(Api api, Made made) {
        throw new AwsException(
                "ValidationError",
                "Resource type %s does not support deletion policy Snapshot".formatted(name()));
    }

    /**
     * Its properties as they are, for drift; those that cannot be read are left out.
     *
     * @throws AwsException {@code NotFound}: it was deleted by other hands
     */
    default ObjectNode current(Api api, Made made) {
        return made.properties().deepCopy();
    }
}
