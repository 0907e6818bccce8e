package homeport.cloud.logs;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.Caller;
import homeport.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;

/** Groups, streams and events that users make themselves. */
final class UsersLogsTest {
    @TempDir Path folder;
    private final MemoryStore store = new MemoryStore();
    private CloudWatchLogs service;
    private Caller logs;
    private long now;

    @BeforeEach
    void start() {
        service = new CloudWatchLogs(store, region -> List.of(), folder);
        logs = new Caller(service.service());
        now = logs.now.toEpochMilli();
        call(CreateLogGroupRequest.builder().logGroupName("app").tags(Map.of("a", "1")).build());
        stream("one");
    }

    @Test
    void eventsAreReadInTheOrderOfTheirTimesWhoeverPutsThem() {
        stream("two");
        put("one", event(-3000, "first"), event(-1000, "third"));
        put("two", event(-2000, "second"));
        put("one", event(-2500, "late"));
        assertThat(found(b -> {})).containsExactly("first", "late", "second", "third");
        assertThat(found(b -> b.logStreamNames("one"))).containsExactly("first", "late", "third");
        assertThat(found(b -> b.logStreamNamePrefix("tw"))).containsExactly("second");
        assertThat(found(b -> b.startTime(now - 2000).endTime(now - 1000)))
                .containsExactly("second", "third");
        LogStream one =
                logs.call(
                                DescribeLogStreamsResponse.class,
                                DescribeLogStreamsRequest.builder()
                                        .logGroupName("app")
                                        .orderBy("LastEventTime")
                                        .descending(true)
                                        .build())
                        .logStreams()
                        .getFirst();
        assertThat(one.logStreamName()).isEqualTo("one");
        assertThat(one.lastEventTimestamp()).isEqualTo(now - 1000);
        assertThat(one.firstEventTimestamp()).isEqualTo(now - 3000);
    }

    @Test
    void eventsOutliveTheServiceAndALineThatWasCutShort() throws IOException {
        put("one", event(-2, "one\nof two lines \u00e4\ud83d\ude00"));
        Path file = files().getFirst();
        Files.writeString(file, "0badc0de 2 17 18 \"cut", StandardOpenOption.APPEND);
        service = new CloudWatchLogs(store, region -> List.of(), folder);
        logs = new Caller(service.service());
        put("one", event(-1, "two"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(found(b -> {})).containsExactly("one\nof two lines \u00e4\ud83d\ude00", "two");
    }

    @Test
    void aBatchKeepsToItsLimits() {
        refused(
                "InvalidParameterException",
                "chronological order",
                () -> put("one", event(-1, "a"), event(-2, "b")));
        refused(
                "InvalidParameterException",
                "cannot span more than 24 hours",
                () -> put("one", event(-Duration.ofHours(25).toMillis(), "a"), event(0, "b")));
        refused(
                "InvalidParameterException",
                "Log event too large",
                () -> put("one", event(0, "x".repeat(256 * 1024))));
        InputLogEvent big = event(0, "x".repeat(250_000));
        refused(
                "InvalidParameterException",
                "Upload too large",
                () -> put("one", big, big, big, big, big));
        assertThat(found(b -> {})).isEmpty();
        PutLogEventsResponse tooNew =
                put("one", event(0, "now"), event(Duration.ofHours(3).toMillis(), "later"));
        assertThat(tooNew.rejectedLogEventsInfo().tooNewLogEventStartIndex()).isEqualTo(1);
        PutLogEventsResponse tooOld =
                put("one", event(-Duration.ofDays(15).toMillis(), "long ago"));
        assertThat(tooOld.rejectedLogEventsInfo().tooOldLogEventEndIndex()).isEqualTo(1);
        assertThat(found(b -> {})).containsExactly("now");
    }

    @Test
    void manyStreamsAreSearchedInSeveralPages() {
        for (int i = 0; i < 120; i++) {
            String name = "s%03d".formatted(i);
            stream(name);
            put(name, event(-i, name));
        }
        List<String> found = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            FilterLogEventsResponse page = filter(b -> b.limit(7).nextToken(next));
            for (FilteredLogEvent one : page.events()) found.add(one.message());
            token = page.nextToken();
        } while (token != null);
        assertThat(found).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void aFullStreamLosesItsOlderHalf() {
        String text = "x".repeat(200_000);
        for (int i = 0; i < 100; i++) put("one", event(i, i + text));
        LogStream stream =
                logs.call(
                                DescribeLogStreamsResponse.class,
                                DescribeLogStreamsRequest.builder().logGroupName("app").build())
                        .logStreams()
                        .getFirst();
        assertThat(stream.firstEventTimestamp()).isGreaterThan(now);
        assertThat(stream.lastEventTimestamp()).isEqualTo(now + 99);
        assertThat(files().stream().mapToLong(file -> file.toFile().length()).sum())
                .isLessThan(2 * EventFile.BYTES_MAX + 1);
    }

    @Test
    void whatHasOutlivedItsRetentionIsOutOfSightAndThenGone() {
        put("one", event(0, "old"));
        call(PutRetentionPolicyRequest.builder().logGroupName("app").retentionInDays(3).build());
        assertThat(found(b -> {})).containsExactly("old");
        logs.now = logs.now.plus(Duration.ofDays(3).plusMillis(1));
        assertThat(found(b -> {})).isEmpty();
        service.sweep(logs.now);
        assertThat(files()).isEmpty();
        refused(
                "InvalidParameterException",
                "retentionInDays",
                () ->
                        call(
                                PutRetentionPolicyRequest.builder()
                                        .logGroupName("app")
                                        .retentionInDays(4)
                                        .build()));
    }

    @Test
    void whatIsDeletedLeavesNoFile() {
        put("one", event(0, "a"));
        call(DeleteLogStreamRequest.builder().logGroupName("app").logStreamName("one").build());
        assertThat(files()).isEmpty();
        stream("one");
        assertThat(found(b -> {})).isEmpty();
        put("one", event(0, "b"));
        call(DeleteLogGroupRequest.builder().logGroupName("app").build());
        assertThat(files()).isEmpty();
        assertThat(store.list("/logs/").entries()).isEmpty();
        refused("ResourceNotFoundException", "log group does not exist", () -> found(b -> {}));
    }

    @Test
    void groupsAreListedByPrefixAndPatternInPages() {
        for (String name : List.of("app/b", "app/a", "other"))
            call(CreateLogGroupRequest.builder().logGroupName(name).build());
        assertThat(names(b -> b.logGroupNamePrefix("app")))
                .containsExactly("app", "app/a", "app/b");
        assertThat(names(b -> b.logGroupNamePattern("p/"))).containsExactly("app/a", "app/b");
        DescribeLogGroupsResponse first = groups(b -> b.limit(3));
        assertThat(first.logGroups()).hasSize(3);
        assertThat(names(b -> b.nextToken(first.nextToken()))).containsExactly("other");
        refused(
                "ResourceAlreadyExistsException",
                "log group already exists",
                () -> call(CreateLogGroupRequest.builder().logGroupName("app").build()));
        refused("ResourceAlreadyExistsException", "log stream already exists", () -> stream("one"));
    }

    @Test
    void tagsAreKeptByArn() {
        String arn = groups(b -> {}).logGroups().getFirst().logGroupArn();
        call(TagResourceRequest.builder().resourceArn(arn).tags(Map.of("b", "2")).build());
        call(UntagResourceRequest.builder().resourceArn(arn).tagKeys("a").build());
        assertThat(
                        logs.call(
                                        ListTagsForResourceResponse.class,
                                        ListTagsForResourceRequest.builder()
                                                .resourceArn(arn)
                                                .build())
                                .tags())
                .isEqualTo(Map.of("b", "2"));
    }

    private InputLogEvent event(long fromNow, String text) {
        return InputLogEvent.builder().timestamp(now + fromNow).message(text).build();
    }

    private void stream(String name) {
        call(CreateLogStreamRequest.builder().logGroupName("app").logStreamName(name).build());
    }

    private PutLogEventsResponse put(String stream, InputLogEvent... events) {
        return logs.call(
                PutLogEventsResponse.class,
                PutLogEventsRequest.builder()
                        .logGroupName("app")
                        .logStreamName(stream)
                        .logEvents(events)
                        .build());
    }

    private void call(SdkPojo request) {
        logs.call(SdkPojo.class, request);
    }

    private FilterLogEventsResponse filter(Consumer<FilterLogEventsRequest.Builder> with) {
        FilterLogEventsRequest.Builder asked = FilterLogEventsRequest.builder().logGroupName("app");
        with.accept(asked);
        return logs.call(FilterLogEventsResponse.class, asked.build());
    }

    private List<String> found(Consumer<FilterLogEventsRequest.Builder> with) {
        return filter(with).events().stream().map(FilteredLogEvent::message).toList();
    }

    private DescribeLogGroupsResponse groups(Consumer<DescribeLogGroupsRequest.Builder> with) {
        DescribeLogGroupsRequest.Builder asked = DescribeLogGroupsRequest.builder();
        with.accept(asked);
        return logs.call(DescribeLogGroupsResponse.class, asked.build());
    }

    private List<String> names(Consumer<DescribeLogGroupsRequest.Builder> with) {
        return groups(with).logGroups().stream().map(LogGroup::logGroupName).toList();
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException gone) {
            return List.of();
        }
    }
}
