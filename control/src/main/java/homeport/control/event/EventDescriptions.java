package homeport.control.event;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Filters;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.services.rds.model.DescribeEventCategoriesRequest;
import software.amazon.awssdk.services.rds.model.DescribeEventCategoriesResponse;
import software.amazon.awssdk.services.rds.model.DescribeEventsRequest;
import software.amazon.awssdk.services.rds.model.DescribeEventsResponse;
import software.amazon.awssdk.services.rds.model.EventCategoriesMap;

/** What happened, oldest first. Source: RDS API reference, DescribeEvents. */
public final class EventDescriptions {
    private static final int MINUTES_DEFAULT = 60;
    private static final int MINUTES_MAX = 20_160;

    private final Events events;

    public EventDescriptions(Events events) {
        this.events = events;
    }

    public void register(Service rds) {
        rds.on("DescribeEvents", DescribeEventsRequest::builder, this::describe)
                .on(
                        "DescribeEventCategories",
                        DescribeEventCategoriesRequest::builder,
                        this::categories);
    }

    private DescribeEventsResponse describe(Call call, DescribeEventsRequest asked) {
        Filters.of(asked.filters(), Map.of());
        if (asked.sourceIdentifier() != null && asked.sourceType() == null)
            throw AwsException.invalidCombination(
                    "SourceIdentifier requires SourceType to be specified.");
        Span span = span(call.now(), asked);
        Predicate<Event> wanted =
                event ->
                        span.contains(event.date())
                                && matches(asked.sourceTypeAsString(), event.sourceType())
                                && matches(asked.sourceIdentifier(), event.sourceIdentifier())
                                && (asked.eventCategories().isEmpty()
                                        || event.categories().stream()
                                                .anyMatch(asked.eventCategories()::contains));
        Paging<Held<Event>> page =
                Paging.of(
                        events.records().list(call.region()).stream()
                                .filter(held -> wanted.test(held.value()))
                                .toList(),
                        asked.maxRecords(),
                        asked.marker(),
                        Held::key);
        return DescribeEventsResponse.builder()
                .events(page.rows().stream().map(held -> view(held.value())).toList())
                .marker(page.markerOrNull())
                .build();
    }

    private static boolean matches(String wanted, String is) {
        return wanted == null || wanted.equalsIgnoreCase(is);
    }

    private record Span(Instant from, Instant to) {
        boolean contains(Instant moment) {
            return !moment.isBefore(from) && !moment.isAfter(to);
        }
    }

    private static Span span(Instant now, DescribeEventsRequest asked) {
        Integer minutes = asked.duration();
        if (minutes != null && (minutes < 1 || minutes > MINUTES_MAX))
            throw AwsException.invalidValue(
                    "Invalid Duration %d. Must be between 1 and %d minutes."
                            .formatted(minutes, MINUTES_MAX));
        Duration length = Duration.ofMinutes(minutes == null ? MINUTES_DEFAULT : minutes);
        Instant end = asked.endTime() == null ? now : asked.endTime();
        Instant start = asked.startTime() == null ? end.minus(length) : asked.startTime();
        if (minutes != null && asked.startTime() != null && asked.endTime() == null)
            end = start.plus(length);
        if (start.isAfter(end))
            throw AwsException.invalidCombination(
                    "StartTime %s must be before EndTime %s.".formatted(start, end));
        return new Span(start, end);
    }

    private static software.amazon.awssdk.services.rds.model.Event view(Event event) {
        return software.amazon.awssdk.services.rds.model.Event.builder()
                .sourceIdentifier(event.sourceIdentifier())
                .sourceType(event.sourceType())
                .sourceArn(event.sourceArn())
                .eventCategories(event.categories())
                .message(event.message())
                .date(event.date())
                .build();
    }

    private DescribeEventCategoriesResponse categories(
            Call call, DescribeEventCategoriesRequest asked) {
        Filters.of(asked.filters(), Map.of());
        List<EventCategoriesMap> maps =
                Arrays.stream(Source.values())
                        .filter(source -> matches(asked.sourceType(), source.text()))
                        .map(source ->
                                EventCategoriesMap.builder()
                                        .sourceType(source.text())
                                        .eventCategories(source.categories())
                                        .build())
                        .toList();
        if (maps.isEmpty())
            throw AwsException.invalidValue(
                    "Invalid SourceType %s. Allowed: %s."
                            .formatted(
                                    asked.sourceType(),
                                    Arrays.stream(Source.values()).map(Source::text).toList()));
        return DescribeEventCategoriesResponse.builder().eventCategoriesMapList(maps).build();
    }
}
