package homeport.cloud.iam.access;

import homeport.cloud.iam.policy.Verdict;
import java.util.Map;

/**
 * One thing that a request takes: it is allowed when all its needs are.
 *
 * @param action {@code service:Action}
 * @param resource an ARN, or {@code *}
 * @param keys condition keys that are known of this need only
 * @param besides AWS does not ask whether it is allowed, but the request reaches the resource by
 *     another name: it must not be denied
 */
record Need(String action, String resource, Map<String, String> keys, boolean besides) {
    Need {
        keys = Map.copyOf(keys);
    }

    Need(String action, String resource, Map<String, String> keys) {
        this(action, resource, keys, false);
    }

    static Need of(String action, String resource) {
        return new Need(action, resource, Map.of());
    }

    static Need besides(String action, String resource) {
        return new Need(action, resource, Map.of(), true);
    }

    boolean isMetBy(Verdict verdict) {
        return verdict.allowed() || besides && verdict instanceof Verdict.ImplicitDeny;
    }
}
