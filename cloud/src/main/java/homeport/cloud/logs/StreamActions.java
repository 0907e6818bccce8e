package homeport.cloud.logs;

import homeport.aws.Call;
import homeport.aws.Service;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OrderBy;

/** Log streams: made, listed, deleted. */
final class StreamActions {
    /** Made by users, in one group. */
    static final int STREAMS_MAX = 1000;

    private final LogGroups groups;

    StreamActions(LogGroups groups) {
        this.groups = groups;
    }

    void register(Service logs) {
        logs.on("CreateLogStream", CreateLogStreamRequest::builder, this::create)
                .on("DeleteLogStream", DeleteLogStreamRequest::builder, this::delete)
                .on("DescribeLogStreams", DescribeLogStreamsRequest::builder, this::describe);
    }

    private CreateLogStreamResponse create(Call call, CreateLogStreamRequest asked) {
        String name = asked.logStreamName();
        groups.change(
                call.region(),
                asked.logGroupName(),
                group -> {
                    if (group.stream(name).isPresent()) throw Refusal.streamExists();
                    Map<String, GroupRecord.Made> streams = new HashMap<>(group.record().streams());
                    if (streams.size() >= STREAMS_MAX)
                        throw Refusal.limit(
                                "The log group has %d log streams, as many as it may have."
                                        .formatted(STREAMS_MAX));
                    streams.put(
                            name, new GroupRecord.Made(UUID.randomUUID().toString(), call.now()));
                    return group.record().withStreams(streams, group.record().cuts());
                });
        return CreateLogStreamResponse.builder().build();
    }

    /** One that something writes by itself comes back with what is written from now on. */
    private DeleteLogStreamResponse delete(Call call, DeleteLogStreamRequest asked) {
        String name = asked.logStreamName();
        groups.change(
                call.region(),
                asked.logGroupName(),
                group -> {
                    group.required(name);
                    Map<String, GroupRecord.Made> streams = new HashMap<>(group.record().streams());
                    Map<String, Instant> cuts = new HashMap<>(group.record().cuts());
                    if (streams.remove(name) == null) cuts.put(name, call.now());
                    return group.record().withStreams(streams, cuts);
                });
        groups.sweep(call.now());
        return DeleteLogStreamResponse.builder().build();
    }

    private DescribeLogStreamsResponse describe(Call call, DescribeLogStreamsRequest asked) {
        String prefix = asked.logStreamNamePrefix();
        boolean byTime = asked.orderBy() == OrderBy.LAST_EVENT_TIME;
        if (byTime && prefix != null)
            throw Refusal.parameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
        String name = GroupId.name(call, asked.logGroupName(), asked.logGroupIdentifier());
        List<LogStream> wanted =
                groups.required(call.region(), name).streams().stream()
                        .filter(one -> prefix == null || one.name().startsWith(prefix))
                        .sorted(order(byTime, Boolean.TRUE.equals(asked.descending())))
                        .toList();
        Page<LogStream> page = Page.of(wanted, LogStream::name, asked.limit(), asked.nextToken());
        return DescribeLogStreamsResponse.builder()
                .logStreams(page.items().stream().map(one -> shown(call, name, one)).toList())
                .nextToken(page.next().orElse(null))
                .build();
    }

    private static Comparator<LogStream> order(boolean byTime, boolean descending) {
        Comparator<LogStream> order = Comparator.comparing(LogStream::name);
        if (byTime)
            order =
                    Comparator.<LogStream, Instant>comparing(
                                    one -> one.facts().last().orElse(Instant.EPOCH))
                            .thenComparing(order);
        return descending ? order.reversed() : order;
    }

    private static software.amazon.awssdk.services.cloudwatchlogs.model.LogStream shown(
            Call call, String group, LogStream one) {
        LogStream.Facts facts = one.facts();
        return software.amazon.awssdk.services.cloudwatchlogs.model.LogStream.builder()
                .logStreamName(one.name())
                .creationTime(one.created().toEpochMilli())
                .firstEventTimestamp(facts.first().map(Instant::toEpochMilli).orElse(null))
                .lastEventTimestamp(facts.last().map(Instant::toEpochMilli).orElse(null))
                .lastIngestionTime(facts.written().map(Instant::toEpochMilli).orElse(null))
                .uploadSequenceToken(Writing.SEQUENCE_TOKEN)
                .arn(GroupId.arn(call, group) + ":log-stream:" + one.name())
                .build();
    }
}
