package homeport.cloud.logs;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is on record of a log group. One whose events something writes by itself has a record only
 * when a user has changed something about it.
 *
 * @param id names its folder; another group of the same name later has another
 * @param retentionDays empty: for good, or as long as whoever writes them keeps them
 * @param groupClass STANDARD, INFREQUENT_ACCESS or DELIVERY
 * @param isDeleted only what is written by itself after {@code cut} brings it back
 * @param cut events before are out of sight
 * @param streams those that users made
 * @param cuts as {@code cut}, of single streams, by name
 */
record GroupRecord(
        String name,
        String id,
        Instant created,
        Optional<Integer> retentionDays,
        Map<String, String> tags,
        String groupClass,
        Optional<String> kmsKeyId,
        boolean isDeleted,
        Optional<Instant> cut,
        Map<String, Made> streams,
        Map<String, Instant> cuts) {
    GroupRecord {
        tags = new TreeMap<>(tags);
        streams = new TreeMap<>(streams);
        cuts = new TreeMap<>(cuts);
    }

    /** A stream that a user made. */
    record Made(String id, Instant created) {}

    static GroupRecord of(String name, String id, Instant created) {
        return new GroupRecord(
                name,
                id,
                created,
                Optional.empty(),
                Map.of(),
                "STANDARD",
                Optional.empty(),
                false,
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    GroupRecord withRetention(Optional<Integer> days) {
        return new GroupRecord(
                name, id, created, days, tags, groupClass, kmsKeyId, isDeleted, cut, streams, cuts);
    }

    GroupRecord withTags(Map<String, String> changed) {
        return new GroupRecord(
                name,
                id,
                created,
                retentionDays,
                changed,
                groupClass,
                kmsKeyId,
                isDeleted,
                cut,
                streams,
                cuts);
    }

    GroupRecord withStreams(Map<String, Made> changed, Map<String, Instant> nowCut) {
        return new GroupRecord(
                name,
                id,
                created,
                retentionDays,
                tags,
                groupClass,
                kmsKeyId,
                isDeleted,
                cut,
                changed,
                nowCut);
    }

    GroupRecord as(String asked, Optional<String> key) {
        return new GroupRecord(
                name, id, created, retentionDays, tags, asked, key, isDeleted, cut, streams, cuts);
    }

    /** Gone, but for what is written into it from now on. */
    GroupRecord deleted(Instant now) {
        return new GroupRecord(
                name,
                id,
                created,
                Optional.empty(),
                Map.of(),
                "STANDARD",
                Optional.empty(),
                true,
                Optional.of(now),
                Map.of(),
                Map.of());
    }

    /** There again, with a folder of its own; what was cut stays so. */
    GroupRecord again(String newId, Instant now) {
        return new GroupRecord(
                name,
                newId,
                now,
                Optional.empty(),
                Map.of(),
                "STANDARD",
                Optional.empty(),
                false,
                cut,
                Map.of(),
                Map.of());
    }
}
