package homeport.cloud.secret;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A secret without its values.
 *
 * @param description empty when none was given
 * @param owningService the AWS service that manages it; users may then only read and tag it
 * @param deletion when it will be gone; present while it is scheduled for deletion
 * @param policy who may use it besides whom their own policies allow to
 */
record Secret(
        String arn,
        String name,
        String description,
        Optional<String> kmsKeyId,
        Optional<String> owningService,
        Instant created,
        Instant changed,
        Optional<Instant> deletion,
        Map<String, String> tags,
        List<Version> versions,
        Optional<String> policy) {

    Secret {
        tags = Map.copyOf(tags);
        versions = List.copyOf(versions);
    }

    boolean gone(Instant now) {
        return deletion.isPresent() && !now.isBefore(deletion.get());
    }

    /** What a value is sealed with, so that it cannot be put in the place of another. */
    String sealContext(String versionId) {
        return arn + "#" + versionId;
    }

    Secret withVersions(List<Version> after, Instant now) {
        return with(description, kmsKeyId, now, deletion, tags, after, policy);
    }

    Secret withTags(Map<String, String> after, Instant now) {
        return with(description, kmsKeyId, now, deletion, after, versions, policy);
    }

    Secret withDeletion(Optional<Instant> at, Instant now) {
        return with(description, kmsKeyId, now, at, tags, versions, policy);
    }

    Secret withAbout(String text, Optional<String> key, Instant now) {
        return with(text, key, now, deletion, tags, versions, policy);
    }

    Secret withPolicy(Optional<String> document, Instant now) {
        return with(description, kmsKeyId, now, deletion, tags, versions, document);
    }

    private Secret with(
            String text,
            Optional<String> key,
            Instant now,
            Optional<Instant> gone,
            Map<String, String> labels,
            List<Version> values,
            Optional<String> document) {
        return new Secret(
                arn, name, text, key, owningService, created, now, gone, labels, values, document);
    }
}
