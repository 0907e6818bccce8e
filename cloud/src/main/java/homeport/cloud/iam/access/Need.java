package homeport.cloud.iam.access;

import java.util.Map;

/**
 * One thing that a request takes: it is allowed when all its needs are.
 *
 * @param action {@code service:Action}
 * @param resource an ARN, or {@code *}
 * @param keys condition keys that are known of this need only
 */
record Need(String action, String resource, Map<String, String> keys) {
    Need {
        keys = Map.copyOf(keys);
    }

    static Need of(String action, String resource) {
        return new Need(action, resource, Map.of());
    }
}
