package homeport.cloud.logs;

import homeport.aws.Call;
import homeport.aws.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.RejectedLogEventsInfo;

/** PutLogEvents. Source of its limits: API reference, PutLogEvents. */
final class Writing {
    /** Nobody looks at it any more, and some clients want one. */
    static final String SEQUENCE_TOKEN = "49590302031263271832900000000000000000000000000000000000";

    private static final int BATCH_BYTES_MAX = 1_048_576;
    private static final Duration BATCH_SPAN_MAX = Duration.ofHours(24);
    private static final Duration EARLY_MAX = Duration.ofHours(2);
    private static final Duration LATE_MAX = Duration.ofDays(14);

    private final LogGroups groups;

    Writing(LogGroups groups) {
        this.groups = groups;
    }

    void register(Service logs) {
        logs.on("PutLogEvents", PutLogEventsRequest::builder, this::put);
    }

    private PutLogEventsResponse put(Call call, PutLogEventsRequest asked) {
        LogGroup group = groups.required(call.region(), asked.logGroupName());
        group.required(asked.logStreamName());
        EventFile file =
                groups.file(group, asked.logStreamName())
                        .orElseThrow(() ->
                                Refusal.parameter(
                                        "The log stream %s is written by the service; put events into one of your own."
                                                .formatted(asked.logStreamName())));
        List<InputLogEvent> events = asked.logEvents();
        check(events);
        long now = call.now().toEpochMilli();
        Sorted sorted = Sorted.of(events, now, group.record().retentionDays());
        if (!sorted.good().isEmpty()) file.append(sorted.good(), call.now());
        return PutLogEventsResponse.builder()
                .nextSequenceToken(SEQUENCE_TOKEN)
                .rejectedLogEventsInfo(sorted.rejected().orElse(null))
                .build();
    }

    private static void check(List<InputLogEvent> events) {
        long bytes = 0;
        long last = 0;
        for (InputLogEvent event : events) {
            int size = LogEvent.size(event.message());
            if (size > LineFile.EVENT_BYTES_MAX)
                throw Refusal.parameter(
                        "Log event too large: %d bytes exceeds limit of %d"
                                .formatted(size, LineFile.EVENT_BYTES_MAX));
            bytes += size;
            if (event.timestamp() < last)
                throw Refusal.parameter(
                        "Log events in a single PutLogEvents request must be in chronological"
                                + " order.");
            last = event.timestamp();
        }
        if (bytes > BATCH_BYTES_MAX)
            throw Refusal.parameter(
                    "Upload too large: %d bytes exceeds limit of %d"
                            .formatted(bytes, BATCH_BYTES_MAX));
        if (last - events.getFirst().timestamp() > BATCH_SPAN_MAX.toMillis())
            throw Refusal.parameter(
                    "The batch of log events in a single PutLogEvents request cannot span more"
                            + " than 24 hours.");
    }

    /** What is stored, and what is too new or too old for that. */
    private record Sorted(List<InputLogEvent> good, Optional<RejectedLogEventsInfo> rejected) {
        /** They are in order, so those that are refused are at the ends. */
        static Sorted of(List<InputLogEvent> events, long now, Optional<Integer> retentionDays) {
            long newest = now + EARLY_MAX.toMillis();
            long oldest = now - LATE_MAX.toMillis();
            long expired =
                    retentionDays
                            .map(days -> now - Duration.ofDays(days).toMillis())
                            .orElse(Long.MIN_VALUE);
            int tooOld = before(events, oldest);
            int tooExpired = before(events, expired);
            int tooNew = before(events, newest + 1);
            int from = Math.max(tooOld, tooExpired);
            if (from == 0 && tooNew == events.size()) return new Sorted(events, Optional.empty());
            RejectedLogEventsInfo.Builder info = RejectedLogEventsInfo.builder();
            if (tooOld > 0) info.tooOldLogEventEndIndex(tooOld);
            if (tooExpired > 0) info.expiredLogEventEndIndex(tooExpired);
            if (tooNew < events.size()) info.tooNewLogEventStartIndex(tooNew);
            List<InputLogEvent> good =
                    from < tooNew ? List.copyOf(events.subList(from, tooNew)) : List.of();
            return new Sorted(good, Optional.of(info.build()));
        }

        private static int before(List<InputLogEvent> events, long millis) {
            int i = 0;
            while (i < events.size() && events.get(i).timestamp() < millis) i++;
            return i;
        }
    }
}
