package homeport.stack.template;

import homeport.aws.AwsException;
import java.util.List;

/** What templates refer to beyond themselves. */
public interface Outside {
    /** What {@code Ref} gives of a resource. */
    String ref(String logicalId);

    /**
     * @throws AwsException there is no such attribute
     */
    String attribute(String logicalId, String name);

    /**
     * What another stack exports.
     *
     * @throws AwsException {@code ValidationError}: nobody exports that
     */
    String imported(String name);

    /** The availability zones of a region, in order. */
    List<String> zones(String region);
}
