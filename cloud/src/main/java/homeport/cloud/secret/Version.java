package homeport.cloud.secret;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One value that a secret has or had, without the value.
 *
 * @param id the caller's ClientRequestToken, 32 to 64 characters
 * @param stages its staging labels; a version without any is deprecated and may be dropped
 * @param valueId where in the store the sealed value is
 * @param binary given as SecretBinary, else as SecretString
 */
record Version(String id, List<String> stages, Instant created, String valueId, boolean binary) {
    static final String CURRENT = "AWSCURRENT";
    static final String PREVIOUS = "AWSPREVIOUS";

    Version {
        stages = List.copyOf(stages);
    }

    boolean has(String stage) {
        return stages.contains(stage);
    }

    Version with(String stage) {
        if (has(stage)) return this;
        var all = new ArrayList<>(stages);
        all.add(stage);
        return new Version(id, all, created, valueId, binary);
    }

    Version without(String stage) {
        var rest = stages.stream().filter(held -> !held.equals(stage)).toList();
        return new Version(id, rest, created, valueId, binary);
    }
}
