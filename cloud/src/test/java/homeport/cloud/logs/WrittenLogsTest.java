package homeport.cloud.logs;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.Caller;
import homeport.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;

/** The logs of a database are read where its server writes them. */
final class WrittenLogsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:30:00Z");

    @TempDir Path folder;
    private Written written;
    private Caller logs;

    @BeforeEach
    void write() throws IOException {
        written = new Written(folder.resolve("log"));
        written.write(
                "2026-11-24-09",
                at("09:00:01") + "LOG:  starting PostgreSQL",
                at("09:59:59") + "ERROR:  syntax error at or near \"selec\" at character 1",
                at("09:59:59") + "STATEMENT:  selec",
                "\t1",
                "\tfrom t");
        written.write(
                "2026-11-24-10",
                at("10:00:00") + "LOG:  checkpoint starting: time",
                "a line of the archive command",
                at("10:10:00") + "FATAL:  no");
        logs =
                new Caller(
                        new CloudWatchLogs(new MemoryStore(), written, folder.resolve("events"))
                                .service());
        logs.now = NOW;
    }

    private static String at(String time) {
        return "2026-11-24 " + time + " UTC:10.0.0.1(5432):app@shop:[77]:";
    }

    @Test
    void aGroupAndItsStreamAreThereByThemselves() {
        var group = groups().logGroups().getFirst();
        assertThat(group.logGroupName()).isEqualTo(Written.GROUP);
        assertThat(group.arn())
                .isEqualTo("arn:aws:logs:us-east-1:000000000000:log-group:" + Written.GROUP + ":*");
        assertThat(group.storedBytes()).isPositive();
        LogStream stream = streams().logStreams().getFirst();
        assertThat(stream.logStreamName()).isEqualTo(Written.STREAM);
        assertThat(stream.firstEventTimestamp()).isEqualTo(millis("09:00:01"));
        assertThat(stream.lastEventTimestamp()).isEqualTo(millis("10:10:00"));
    }

    @Test
    void linesOfOneMessageAreOneEventAndStrayOnesHaveTheTimeBefore() {
        List<OutputLogEvent> events = get(head()).events();
        assertThat(events).hasSize(6);
        assertThat(events.get(2).message()).endsWith("STATEMENT:  selec\n\t1\n\tfrom t");
        assertThat(events.get(4).message()).isEqualTo("a line of the archive command");
        assertThat(events.get(4).timestamp()).isEqualTo(millis("10:00:00"));
    }

    @Test
    void tokensLeadForwardAndBackwardAndStayAtTheEnds() throws IOException {
        GetLogEventsResponse last = get(b -> b.limit(2));
        assertThat(texts(last)).containsExactly("a line of the archive command", "FATAL:  no");
        GetLogEventsResponse before = get(b -> b.limit(3).nextToken(last.nextBackwardToken()));
        assertThat(before.events()).hasSize(3);
        assertThat(before.events().getLast().message()).contains("checkpoint starting");
        GetLogEventsResponse first = get(b -> b.limit(3).nextToken(before.nextBackwardToken()));
        assertThat(texts(first)).containsExactly("LOG:  starting PostgreSQL");
        GetLogEventsResponse none = get(b -> b.nextToken(first.nextBackwardToken()));
        assertThat(none.events()).isEmpty();
        assertThat(none.nextBackwardToken()).isEqualTo(first.nextBackwardToken());
        GetLogEventsResponse again = get(b -> b.limit(1).nextToken(first.nextForwardToken()));
        assertThat(again.events().getFirst().message()).contains("syntax error");

        GetLogEventsResponse end = get(b -> b.nextToken(last.nextForwardToken()));
        assertThat(end.events()).isEmpty();
        assertThat(end.nextForwardToken()).isEqualTo(last.nextForwardToken());
        written.write("2026-11-24-10", at("10:20:00") + "LOG:  more");
        written.write("2026-11-24-11", at("11:00:00") + "LOG:  later");
        assertThat(texts(get(b -> b.nextToken(end.nextForwardToken()))))
                .containsExactly("LOG:  more", "LOG:  later");
    }

    @Test
    void aLineThatIsBeingWrittenIsNoEventYet() throws IOException {
        Path file = folder.resolve("log/postgresql.log.2026-11-24-10");
        Files.writeString(file, at("10:20:00") + "LOG:  hal", StandardOpenOption.APPEND);
        GetLogEventsResponse before = get(b -> b.limit(1));
        assertThat(texts(before)).containsExactly("FATAL:  no");
        Files.writeString(file, "f\n", StandardOpenOption.APPEND);
        assertThat(texts(get(b -> b.nextToken(before.nextForwardToken()))))
                .containsExactly("LOG:  half");
    }

    @Test
    void aSearchIsByTimeAndPatternAndGoesOnWithItsToken() {
        FilterLogEventsResponse found = filter(b -> b.filterPattern("?ERROR ?FATAL"));
        assertThat(found.events()).hasSize(2);
        assertThat(found.nextToken()).isNull();
        assertThat(filter(b -> b.startTime(millis("10:00:00"))).events()).hasSize(3);
        assertThat(filter(b -> b.endTime(millis("10:00:00"))).events())
                .as("the end is in it")
                .hasSize(5);
        List<String> ids = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            FilterLogEventsResponse page = filter(b -> b.limit(1).nextToken(next));
            for (FilteredLogEvent event : page.events()) ids.add(event.eventId());
            token = page.nextToken();
        } while (token != null);
        assertThat(ids).hasSize(6).doesNotHaveDuplicates().allMatch(id -> id.length() == 56);
        assertThat(filter(b -> {}).events().stream().map(FilteredLogEvent::eventId))
                .as("an event keeps its id")
                .containsExactlyElementsOf(ids);
    }

    @Test
    void aLongFileIsReadFromTheMomentOnAndFromItsEnd() throws IOException {
        Instant start = Instant.parse("2026-11-24T12:00:00Z");
        int count = 40_000;
        String[] lines = new String[count];
        for (int i = 0; i < count; i++) {
            String time = start.plusMillis(i * 50L).toString();
            lines[i] =
                    time.substring(0, 10)
                            + " "
                            + time.substring(11, 19)
                            + " UTC:::@:[1]:LOG:  line "
                            + i
                            + (i % 100 == 7 ? "\n\twith another" : "");
        }
        written.write("2026-11-24-12", lines);
        long from = start.plusSeconds(1000).toEpochMilli();
        FilterLogEventsResponse found = filter(b -> b.startTime(from).limit(1));
        assertThat(found.events().getFirst().message()).endsWith("line 20000");
        int seen = 0;
        GetLogEventsResponse page = get(b -> {});
        assertThat(page.events()).hasSize(10_000);
        assertThat(page.events().getLast().message()).endsWith("line 39999");
        String last = "";
        while (!page.nextBackwardToken().equals(last)) {
            seen += page.events().size();
            last = page.nextBackwardToken();
            String next = last;
            page = get(b -> b.nextToken(next));
        }
        assertThat(seen).isEqualTo(count + 6);
    }

    @Test
    void aGroupThatTheServiceWritesMayBeKeptShorterAndDeletedAndComesBack() throws Exception {
        logs.call(
                PutRetentionPolicyResponse.class,
                PutRetentionPolicyRequest.builder()
                        .logGroupName(Written.GROUP)
                        .retentionInDays(1)
                        .build());
        logs.now = NOW.plus(Duration.ofHours(23).plusMinutes(31));
        assertThat(get(head()).events()).as("older than a day: out of sight").hasSize(1);
        logs.now = Instant.now();
        logs.call(
                DeleteLogGroupResponse.class,
                DeleteLogGroupRequest.builder().logGroupName(Written.GROUP).build());
        assertThat(groups().logGroups()).isEmpty();
        refused("ResourceNotFoundException", "log group does not exist", () -> get(head()));
        logs.call(
                CreateLogGroupResponse.class,
                CreateLogGroupRequest.builder().logGroupName(Written.GROUP).build());
        assertThat(filter(b -> {}).events()).isEmpty();
        assertThat(groups().logGroups().getFirst().retentionInDays()).isNull();
    }

    @Test
    void wrongTokensNamesAndCombinationsAreRefused() {
        for (String token : List.of("x", "f/", "f/1", "f/-1.0", "b/zz zz.1"))
            refused(
                    "InvalidParameterException",
                    "The specified nextToken is invalid.",
                    () -> get(b -> b.nextToken(token)));
        refused(
                "InvalidParameterException",
                "The specified nextToken is invalid.",
                () -> filter(b -> b.nextToken("AAAA")));
        refused(
                "ResourceNotFoundException",
                "log stream does not exist",
                () -> get(b -> b.logStreamName("other")));
        refused(
                "ResourceNotFoundException",
                "log stream does not exist",
                () -> filter(b -> b.logStreamNames("other")));
        refused(
                "InvalidParameterException",
                "mutually exclusive",
                () -> filter(b -> b.logStreamNames(Written.STREAM).logStreamNamePrefix("o")));
    }

    private static long millis(String time) {
        return Instant.parse("2026-11-24T" + time + "Z").toEpochMilli();
    }

    private static Consumer<GetLogEventsRequest.Builder> head() {
        return b -> b.startFromHead(true);
    }

    /** Without the prefix. */
    private static List<String> texts(GetLogEventsResponse answer) {
        return answer.events().stream()
                .map(one -> one.message().replaceFirst(".*\\[77\\]:", ""))
                .toList();
    }

    private GetLogEventsResponse get(Consumer<GetLogEventsRequest.Builder> with) {
        GetLogEventsRequest.Builder asked =
                GetLogEventsRequest.builder()
                        .logGroupName(Written.GROUP)
                        .logStreamName(Written.STREAM);
        with.accept(asked);
        return logs.call(GetLogEventsResponse.class, asked.build());
    }

    private FilterLogEventsResponse filter(Consumer<FilterLogEventsRequest.Builder> with) {
        FilterLogEventsRequest.Builder asked =
                FilterLogEventsRequest.builder().logGroupName(Written.GROUP);
        with.accept(asked);
        return logs.call(FilterLogEventsResponse.class, asked.build());
    }

    private DescribeLogGroupsResponse groups() {
        return logs.call(
                DescribeLogGroupsResponse.class,
                DescribeLogGroupsRequest.builder().logGroupNamePrefix("/aws/rds/").build());
    }

    private DescribeLogStreamsResponse streams() {
        return logs.call(
                DescribeLogStreamsResponse.class,
                DescribeLogStreamsRequest.builder().logGroupName(Written.GROUP).build());
    }
}
