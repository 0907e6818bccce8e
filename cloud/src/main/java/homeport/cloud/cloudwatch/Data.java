package homeport.cloud.cloudwatch;

import homeport.aws.Call;
import homeport.cloud.cloudwatch.Queries.Checked;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** GetMetricData, a page at a time. Source: API, "GetMetricData". */
final class Data {
    static final int QUERIES_MAX = 500;
    static final int POINTS_MAX = 100_800;
    private static final Pattern ZONE = Pattern.compile("([+-])(\\d\\d)(\\d\\d)");
    private static final Pattern TOKEN = Pattern.compile("1/(\\d{1,6})/(\\d{1,12}|-)");

    private final Metrics metrics;
    private final Counters counters;

    Data(Metrics metrics, Counters counters) {
        this.metrics = metrics;
        this.counters = counters;
    }

    GetMetricDataResponse get(Call call, GetMetricDataRequest request) {
        if (request.metricDataQueries().isEmpty()) throw Refusal.missing("MetricDataQueries");
        if (request.metricDataQueries().size() > QUERIES_MAX)
            throw Refusal.validation(
                    "The collection MetricDataQueries must not have a size greater than %d."
                            .formatted(QUERIES_MAX));
        if (!request.startTime().isBefore(request.endTime()))
            throw Refusal.validation(
                    "The parameter StartTime must be less than the parameter EndTime.");
        int most = Optional.ofNullable(request.maxDatapoints()).orElse(POINTS_MAX);
        if (most < 1 || most > POINTS_MAX)
            throw Refusal.validation(
                    "The parameter MaxDatapoints is %d, allowed 1 to %d."
                            .formatted(most, POINTS_MAX));
        Checked checked = Queries.check("MetricDataQueries", request.metricDataQueries());
        var around =
                new Evaluation.Around(
                        call.region(),
                        call.account(),
                        request.startTime(),
                        request.endTime(),
                        call.now(),
                        zone(request));
        List<Answer> answers = new Evaluation(metrics, counters, checked, around).answers();
        boolean down = request.scanBy() != ScanBy.TIMESTAMP_ASCENDING;
        Place from = Optional.ofNullable(request.nextToken()).map(Data::decode).orElse(Place.FIRST);
        return page(answers, down, most, from);
    }

    private static ZoneOffset zone(GetMetricDataRequest request) {
        if (request.labelOptions() == null || request.labelOptions().timezone() == null)
            return ZoneOffset.UTC;
        String text = request.labelOptions().timezone();
        Matcher zone = ZONE.matcher(text);
        boolean odd =
                !zone.matches()
                        || Integer.parseInt(zone.group(2)) > 17
                        || Integer.parseInt(zone.group(3)) > 59;
        if (odd)
            throw Refusal.validation(
                    "The parameter LabelOptions.Timezone is %s, allowed +HHMM or -HHMM."
                            .formatted(text));
        return ZoneOffset.of(zone.group(1) + zone.group(2) + ":" + zone.group(3));
    }

    /**
     * Where a page begins.
     *
     * @param answer which of them, counted from 0
     * @param after the last second of it that was told; empty for none
     */
    private record Place(int answer, Optional<Long> after) {
        static final Place FIRST = new Place(0, Optional.empty());
    }

    /** From one place on, as many points as there is room for. */
    private static GetMetricDataResponse page(
            List<Answer> answers, boolean down, int most, Place from) {
        List<MetricDataResult> results = new ArrayList<>();
        Optional<Place> next = Optional.empty();
        int room = most;
        for (int i = from.answer(); i < answers.size() && next.isEmpty(); i++) {
            Answer answer = answers.get(i);
            Optional<Long> after = i == from.answer() ? from.after() : Optional.empty();
            List<Instant> times = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            int size = answer.series().size();
            for (int k = 0; k < size; k++) {
                int at = down ? size - 1 - k : k;
                long second = answer.series().second(at);
                boolean told =
                        after.isPresent() && (down ? second >= after.get() : second <= after.get());
                if (told) continue;
                if (room == 0) {
                    Optional<Long> last =
                            times.isEmpty() ? after : Optional.of(times.getLast().getEpochSecond());
                    next = Optional.of(new Place(i, last));
                    break;
                }
                times.add(Instant.ofEpochSecond(second));
                values.add(answer.series().value(at));
                room--;
            }
            results.add(
                    MetricDataResult.builder()
                            .id(answer.id())
                            .label(answer.label())
                            .timestamps(times)
                            .values(values)
                            .statusCode(
                                    next.isPresent()
                                            ? StatusCode.PARTIAL_DATA
                                            : StatusCode.COMPLETE)
                            .build());
        }
        var page = GetMetricDataResponse.builder().metricDataResults(results).messages(List.of());
        next.map(Data::encode).ifPresent(page::nextToken);
        return page.build();
    }

    private static String encode(Place place) {
        String text =
                "1/%d/%s".formatted(place.answer(), place.after().map(String::valueOf).orElse("-"));
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Place decode(String token) {
        try {
            String text =
                    new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            Matcher place = TOKEN.matcher(text);
            if (!place.matches()) throw Refusal.nextToken();
            String after = place.group(2);
            return new Place(
                    Integer.parseInt(place.group(1)),
                    after.equals("-") ? Optional.empty() : Optional.of(Long.parseLong(after)));
        } catch (IllegalArgumentException notOurs) {
            throw Refusal.nextToken();
        }
    }
}
