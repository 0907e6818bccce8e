package homeport.control.name;

import java.util.Map;
import java.util.function.UnaryOperator;

/** One kind of resource that carries tags; each feature answers for its own kind of ARN. */
public interface TagHolder {
    /** The kind in the ARN: {@code db}, {@code pg}, {@code subgrp}, {@code snapshot} … */
    String kind();

    /**
     * @throws homeport.aws.AwsException the kind's own NotFound code
     */
    Map<String, String> tags(Arn arn);

    /** Replaces the resource's tags by what {@code change} makes of them, in one commit. */
    void retag(Arn arn, UnaryOperator<Map<String, String>> change);
}
