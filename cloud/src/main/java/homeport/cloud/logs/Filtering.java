package homeport.cloud.logs;

import homeport.aws.Call;
import homeport.aws.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;

/**
 * FilterLogEvents: the streams of a group as one, in the order of time. A group of more than {@link
 * #STREAMS_MAX} streams is searched in so many at a time. An answer may be empty and have a token.
 */
final class Filtering {
    /** Searched at once. */
    static final int STREAMS_MAX = 100;

    /** Of streams that are read whole, which those that users made are. */
    private static final long HELD_BYTES_MAX = 32L << 20;

    private final LogGroups groups;

    Filtering(LogGroups groups) {
        this.groups = groups;
    }

    void register(Service logs) {
        logs.on("FilterLogEvents", FilterLogEventsRequest::builder, this::filter);
    }

    private FilterLogEventsResponse filter(Call call, FilterLogEventsRequest asked) {
        String name = GroupId.name(call, asked.logGroupName(), asked.logGroupIdentifier());
        LogGroup group = groups.required(call.region(), name);
        FilterPattern pattern =
                FilterPattern.parse(asked.filterPattern() == null ? "" : asked.filterPattern());
        List<LogStream> streams = streams(group, asked);
        Optional<FilterToken> token =
                Optional.ofNullable(asked.nextToken()).map(FilterToken::parse);
        List<LogStream> now = streams;
        if (token.isPresent() && token.get().places().isEmpty())
            now = behind(streams, token.get().last());
        else if (token.isPresent()) {
            Set<String> left = token.get().places().keySet();
            now = streams.stream().filter(one -> left.contains(one.name())).toList();
        }
        now = atOnce(now);
        if (now.isEmpty()) return answer(List.of(), name, Optional.empty());
        boolean goesOn = token.isPresent() && !token.get().places().isEmpty();
        String last = goesOn ? token.get().last() : now.getLast().name();
        Map<String, Place> places = goesOn ? token.get().places() : Map.of();
        Search search = new Search(call, asked, group, pattern);
        List<Merge.Taken> found = search.through(now, places);
        boolean more = !search.left.isEmpty() || !behind(streams, last).isEmpty();
        return answer(
                found,
                name,
                more ? Optional.of(new FilterToken(last, search.left)) : Optional.empty());
    }

    private static List<LogStream> streams(LogGroup group, FilterLogEventsRequest asked) {
        if (asked.hasLogStreamNames() && asked.logStreamNamePrefix() != null)
            throw Refusal.parameter(
                    "logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
        if (asked.hasLogStreamNames()) {
            asked.logStreamNames().forEach(group::required);
            Set<String> wanted = new HashSet<>(asked.logStreamNames());
            return group.streams().stream().filter(one -> wanted.contains(one.name())).toList();
        }
        String prefix = asked.logStreamNamePrefix();
        if (prefix == null) return group.streams();
        return group.streams().stream().filter(one -> one.name().startsWith(prefix)).toList();
    }

    /** As many as may be searched together; at least one. */
    private static List<LogStream> atOnce(List<LogStream> streams) {
        long held = 0;
        int n = 0;
        while (n < Math.min(streams.size(), STREAMS_MAX)) {
            if (streams.get(n) instanceof StoredStream one) held += one.facts().bytes();
            if (held > HELD_BYTES_MAX && n > 0) break;
            n++;
        }
        return streams.subList(0, n);
    }

    private static List<LogStream> behind(List<LogStream> streams, String last) {
        return streams.stream().filter(one -> one.name().compareTo(last) > 0).toList();
    }

    /** One request's way through some streams. */
    private static final class Search {
        final FilterPattern pattern;
        final int limit;
        final Span span;
        final LogGroup group;
        final Call call;

        /** Where streams go on that have more. */
        Map<String, Place> left = Map.of();

        Search(Call call, FilterLogEventsRequest asked, LogGroup group, FilterPattern pattern) {
            this.call = call;
            this.group = group;
            this.pattern = pattern;
            limit = asked.limit() == null ? Reading.EVENTS_MAX : asked.limit();
            long end = asked.endTime() == null ? Long.MAX_VALUE - 1 : asked.endTime();
            span = new Span(asked.startTime() == null ? 0 : asked.startTime(), end + 1);
        }

        List<Merge.Taken> through(List<LogStream> streams, Map<String, Place> places) {
            Budget budget = new Budget(Budget.BYTES_MAX);
            try (Merge merge = new Merge()) {
                for (LogStream stream : streams)
                    merge.add(
                            stream,
                            places.getOrDefault(stream.name(), Place.START),
                            group.visible(span, stream, call.now()),
                            budget);
                List<Merge.Taken> found = new ArrayList<>();
                int bytes = 0;
                while (found.size() < limit) {
                    Optional<Merge.Taken> next = merge.next();
                    if (next.isEmpty()) break;
                    String message = next.get().event().message();
                    if (!pattern.matches(message)) continue;
                    bytes += LogEvent.size(message);
                    if (bytes > Reading.BYTES_MAX && !found.isEmpty()) {
                        left = merge.placesWith(next.get());
                        return found;
                    }
                    found.add(next.get());
                }
                left = merge.places();
                return found;
            }
        }
    }

    private static FilterLogEventsResponse answer(
            List<Merge.Taken> found, String group, Optional<FilterToken> token) {
        return FilterLogEventsResponse.builder()
                .events(found.stream().map(one -> shown(one, group)).toList())
                .searchedLogStreams(List.of())
                .nextToken(token.map(FilterToken::text).orElse(null))
                .build();
    }

    private static FilteredLogEvent shown(Merge.Taken taken, String group) {
        LogEvent event = taken.event();
        return FilteredLogEvent.builder()
                .logStreamName(taken.stream())
                .timestamp(event.millis())
                .ingestionTime(event.ingested())
                .message(event.message())
                .eventId(id(event, group + "\n" + taken.stream()))
                .build();
    }

    /** 56 digits, as AWS's: the same for an event whenever it is asked for. */
    private static String id(LogEvent event, String stream) {
        long hash = 1125899906842597L;
        for (int i = 0; i < stream.length(); i++) hash = 31 * hash + stream.charAt(i);
        return "%018d%019d%019d"
                .formatted(
                        Math.floorMod(hash, 1_000_000_000_000_000_000L),
                        event.place().first(),
                        event.place().second());
    }
}
