package homeport.cloud.ecr;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A repository's record.
 *
 * @param mutability {@code MUTABLE} or {@code IMMUTABLE}
 * @param encryption {@code AES256} or {@code KMS}; there is nothing to encrypt
 * @param policy who may use it, as a document
 * @param lifecycle which images go when, as a document
 */
record Repository(
        String name,
        Instant created,
        String mutability,
        boolean scanOnPush,
        String encryption,
        Optional<String> kmsKey,
        Optional<String> policy,
        Optional<String> lifecycle,
        Optional<Instant> lifecycleEvaluated,
        Map<String, String> tags) {
    Repository {
        tags = Map.copyOf(tags);
    }

    Repository withMutability(String after) {
        return with(after, scanOnPush, policy, lifecycle, lifecycleEvaluated, tags);
    }

    Repository withScanning(boolean onPush) {
        return with(mutability, onPush, policy, lifecycle, lifecycleEvaluated, tags);
    }

    Repository withPolicy(Optional<String> after) {
        return with(mutability, scanOnPush, after, lifecycle, lifecycleEvaluated, tags);
    }

    Repository withLifecycle(Optional<String> after, Instant now) {
        return with(mutability, scanOnPush, policy, after, after.map(text -> now), tags);
    }

    Repository withTags(Map<String, String> after) {
        return with(mutability, scanOnPush, policy, lifecycle, lifecycleEvaluated, after);
    }

    private Repository with(
            String mutable,
            boolean scan,
            Optional<String> document,
            Optional<String> rules,
            Optional<Instant> evaluated,
            Map<String, String> labels) {
        return new Repository(
                name,
                created,
                mutable,
                scan,
                encryption,
                kmsKey,
                document,
                rules,
                evaluated,
                labels);
    }
}
