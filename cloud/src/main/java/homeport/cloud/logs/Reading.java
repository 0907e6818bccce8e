package homeport.cloud.logs;

import homeport.aws.Call;
import homeport.aws.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;

/**
 * GetLogEvents. A token is {@code f/} and the place to go on at, or {@code b/} and the place to go
 * back from; where there is nothing more, the answer has the token that was given.
 */
final class Reading {
    /** Source: API reference, GetLogEvents. */
    static final int EVENTS_MAX = 10_000;

    /** Source: as {@link #EVENTS_MAX}. */
    static final int BYTES_MAX = 1_048_576;

    private static final String FORWARD = "f/";
    private static final String BACKWARD = "b/";

    private final LogGroups groups;

    Reading(LogGroups groups) {
        this.groups = groups;
    }

    void register(Service logs) {
        logs.on("GetLogEvents", GetLogEventsRequest::builder, this::get);
    }

    private GetLogEventsResponse get(Call call, GetLogEventsRequest asked) {
        String name = GroupId.name(call, asked.logGroupName(), asked.logGroupIdentifier());
        LogGroup group = groups.required(call.region(), name);
        LogStream stream = group.required(asked.logStreamName());
        Span span = group.visible(span(asked.startTime(), asked.endTime()), stream, call.now());
        int limit = asked.limit() == null ? EVENTS_MAX : asked.limit();
        String token = asked.nextToken();
        boolean forward =
                token == null
                        ? Boolean.TRUE.equals(asked.startFromHead())
                        : token.startsWith(FORWARD);
        Optional<Place> given = token == null ? Optional.empty() : Optional.of(place(token));
        return forward
                ? forward(stream, given.orElse(Place.START), span, limit)
                : backward(stream, given, span, limit);
    }

    /** The end is not in it. */
    private static Span span(Long start, Long end) {
        return new Span(start == null ? 0 : start, end == null ? Long.MAX_VALUE : end);
    }

    private static Place place(String token) {
        if (!token.startsWith(FORWARD) && !token.startsWith(BACKWARD)) throw Refusal.token();
        return Place.parse(token.substring(FORWARD.length())).orElseThrow(Refusal::token);
    }

    private static GetLogEventsResponse forward(
            LogStream stream, Place from, Span span, int limit) {
        try (Walk walk = stream.forward(from, span, new Budget(Budget.BYTES_MAX))) {
            List<LogEvent> events = new ArrayList<>();
            Place next = from;
            boolean full = false;
            int bytes = 0;
            while (!full && events.size() < limit) {
                Optional<LogEvent> event = walk.next();
                if (event.isEmpty()) break;
                bytes += LogEvent.size(event.get().message());
                full = bytes > BYTES_MAX;
                if (full) continue;
                events.add(event.get());
                next = event.get().after();
            }
            if (!full && events.size() < limit && !walk.isOver()) next = walk.place();
            return answer(events, events.isEmpty() ? from : events.getFirst().place(), next);
        }
    }

    /** Without a place, from the end, which is then the place that a reader waits at. */
    private static GetLogEventsResponse backward(
            LogStream stream, Optional<Place> given, Span span, int limit) {
        Place end = given.orElseGet(stream::end);
        try (Walk walk = stream.backward(end, span, new Budget(Budget.BYTES_MAX))) {
            List<LogEvent> events = new ArrayList<>();
            Place previous = end;
            boolean full = false;
            int bytes = 0;
            while (!full && events.size() < limit) {
                Optional<LogEvent> event = walk.next();
                if (event.isEmpty()) break;
                bytes += LogEvent.size(event.get().message());
                full = bytes > BYTES_MAX;
                if (full) continue;
                events.add(event.get());
                previous = event.get().place();
            }
            if (!full && events.size() < limit && !walk.isOver()) previous = walk.place();
            Collections.reverse(events);
            return answer(events, previous, events.isEmpty() ? end : events.getLast().after());
        }
    }

    private static GetLogEventsResponse answer(List<LogEvent> events, Place first, Place next) {
        return GetLogEventsResponse.builder()
                .events(events.stream().map(Reading::shown).toList())
                .nextForwardToken(FORWARD + next.text())
                .nextBackwardToken(BACKWARD + first.text())
                .build();
    }

    private static OutputLogEvent shown(LogEvent event) {
        return OutputLogEvent.builder()
                .timestamp(event.millis())
                .ingestionTime(event.ingested())
                .message(event.message())
                .build();
    }
}
