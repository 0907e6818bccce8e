package homeport.cloud.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A log group as requests see it: what is on record, and what writes into it by itself.
 *
 * @param streams of both, in the order of their names; without those that are out of sight
 */
record LogGroup(GroupRecord record, List<LogStream> streams) {
    LogGroup {
        streams = List.copyOf(streams);
    }

    String name() {
        return record.name();
    }

    Optional<LogStream> stream(String name) {
        return streams.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    LogStream required(String name) {
        return stream(name).orElseThrow(Refusal::noStream);
    }

    /** Of some time what is in sight: retained, and not deleted. */
    Span visible(Span asked, LogStream stream, Instant now) {
        Span span = asked;
        Optional<Instant> oldest =
                record.retentionDays().map(days -> now.minus(Duration.ofDays(days)));
        for (Optional<Instant> since :
                List.of(
                        oldest,
                        record.cut(),
                        Optional.ofNullable(record.cuts().get(stream.name()))))
            if (since.isPresent()) span = span.notBefore(since.get().toEpochMilli());
        return span;
    }

    long bytes() {
        return streams.stream().mapToLong(one -> one.facts().bytes()).sum();
    }
}
