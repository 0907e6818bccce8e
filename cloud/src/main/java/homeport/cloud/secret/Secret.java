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
        List<Version> versions) {

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
        return new Secret(
                arn,
                name,
                description,
                kmsKeyId,
                owningService,
                created,
                now,
                deletion,
                tags,
                after);
    }

    Secret withTags(Map<String, String> after, Instant now) {
        return new Secret(
                arn,
                name,
                description,
                kmsKeyId,
                owningService,
                created,
                now,
                deletion,
                after,
                versions);
    }

    Secret withDeletion(Optional<Instant> at, Instant now) {
        return new Secret(
                arn, name, description, kmsKeyId, owningService, created, now, at, tags, versions);
    }

    Secret withAbout(String text, Optional<String> key, Instant now) {
        return new Secret(
                arn, name, text, key, owningService, created, now, deletion, tags, versions);
    }
}
