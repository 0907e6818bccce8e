package homeport.insights.pi;

import homeport.aws.Call;
import homeport.insights.counter.Counter;
import homeport.insights.counter.CounterHistory;
import homeport.insights.load.Histories;
import homeport.insights.load.LoadHistory;
import homeport.insights.pi.Resources.Resource;
import homeport.insights.query.Dimension;
import homeport.insights.query.DimensionGroup;
import homeport.insights.query.Grouping;
import homeport.insights.query.LoadQuery;
import homeport.insights.query.LoadReader;
import homeport.insights.query.LoadReader.Partitioned;
import homeport.insights.query.LoadResult;
import homeport.insights.query.Statistic;
import homeport.insights.query.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.pi.model.DescribeDimensionKeysRequest;
import software.amazon.awssdk.services.pi.model.DescribeDimensionKeysResponse;
import software.amazon.awssdk.services.pi.model.DimensionKeyDescription;
import software.amazon.awssdk.services.pi.model.ResponsePartitionKey;

/**
 * {@code DescribeDimensionKeys}: the groups with the most load over the whole range, with their
 * averages, their shares in partitions, and for digests what PostgreSQL counted of them.
 */
final class DimensionKeys {
    private final Resources resources;
    private final Histories histories;
    private final CounterHistory counters;

    DimensionKeys(Resources resources, Histories histories, CounterHistory counters) {
        this.resources = resources;
        this.histories = histories;
        this.counters = counters;
    }

    DescribeDimensionKeysResponse describe(Call call, DescribeDimensionKeysRequest request) {
        Resource resource =
                resources.find(call, request.serviceTypeAsString(), request.identifier());
        String asked = request.toBuilder().nextToken(null).build().toString();
        Paging paging = Paging.of(asked, request.nextToken(), request.maxResults(), call.now());
        Window window =
                Ranges.window(
                        request.startTime(),
                        request.endTime(),
                        Optional.ofNullable(request.periodInSeconds()),
                        resource.insights().retentionDays(),
                        paging.asOf());
        Metric metric = Metric.parse(request.metric());
        if (!metric.isLoad())
            throw Refusal.argument(
                    "Metric is %s; dimension keys are those of db.load.avg or"
                            + " db.sampledload.avg.",
                    request.metric());
        Grouping grouping = Groups.grouping(request.groupBy(), resource);
        List<Metric> extras = extras(request, grouping);
        LoadQuery query =
                new LoadQuery(
                        window,
                        metric.statistic(),
                        Optional.of(grouping),
                        Groups.filter(request.filter(), resource));
        Optional<Grouping> partition =
                Optional.ofNullable(request.partitionBy())
                        .map(group -> Groups.grouping(group, resource));
        Found found =
                histories
                        .of(resource.id())
                        .map(history -> found(history, query, partition, paging.asOf()))
                        .orElse(Found.NOTHING);
        List<DimensionKeyDescription> keys = new ArrayList<>();
        for (int i = 0; i < found.result().groups().size(); i++)
            keys.add(key(found, i, query, resource, extras, paging.asOf()));
        return DescribeDimensionKeysResponse.builder()
                .alignedStartTime(window.start())
                .alignedEndTime(window.end())
                .partitionKeys(partition.isPresent() ? partitionKeys(found) : null)
                .keys(paging.page(keys))
                .nextToken(paging.next(keys).orElse(null))
                .build();
    }

    /**
     * @param averages of each group in each partition; empty without partitions
     */
    private record Found(
            LoadResult result, List<Map<Dimension, String>> partitions, double[][] averages) {
        static final Found NOTHING =
                new Found(
                        new LoadResult(new LoadResult.Series(new double[0], 0), List.of()),
                        List.of(),
                        new double[0][]);
    }

    private static Found found(
            LoadHistory history, LoadQuery query, Optional<Grouping> partition, Instant now) {
        if (partition.isEmpty())
            return new Found(LoadReader.answer(history, query, now), List.of(), new double[0][]);
        Partitioned all = LoadReader.partitioned(history, query, partition.get(), now);
        return new Found(all.result(), all.partitions(), all.averages());
    }

    private static List<ResponsePartitionKey> partitionKeys(Found found) {
        return found.partitions().stream()
                .map(one ->
                        ResponsePartitionKey.builder()
                                .dimensions(ResourceMetrics.named(one))
                                .build())
                .toList();
    }

    /** Of {@code AdditionalMetrics}: averages of what PostgreSQL counts of a digest. */
    private List<Metric> extras(DescribeDimensionKeysRequest request, Grouping grouping) {
        if (!request.hasAdditionalMetrics()) return List.of();
        return request.additionalMetrics().stream().map(one -> extra(one, grouping)).toList();
    }

    private Metric extra(String asked, Grouping grouping) {
        Metric metric = Metric.parse(asked);
        boolean known =
                counters.digestStatistics().stream()
                        .map(Counter::name)
                        .anyMatch(metric.name()::equals);
        if (!known || metric.statistic() != Statistic.AVG) throw Refusal.statistic(asked);
        if (grouping.group() != DimensionGroup.SQL_TOKENIZED)
            throw Refusal.argument(
                    "%s is there for the group %s only; the request groups by %s.",
                    asked, DimensionGroup.SQL_TOKENIZED.apiName(), grouping.group().apiName());
        return metric;
    }

    private DimensionKeyDescription key(
            Found found,
            int index,
            LoadQuery query,
            Resource resource,
            List<Metric> extras,
            Instant now) {
        LoadResult.Group group = found.result().groups().get(index);
        DimensionKeyDescription.Builder key =
                DimensionKeyDescription.builder()
                        .dimensions(ResourceMetrics.named(group.dimensions()))
                        .total(total(group.series(), query.statistic()));
        if (!extras.isEmpty())
            key.additionalMetrics(extras(group, extras, query.window(), resource, now));
        if (found.averages().length > 0) {
            List<Double> shares = new ArrayList<>();
            for (double share : found.averages()[index]) shares.add(share);
            key.partitions(shares);
        }
        return key.build();
    }

    /** Over the whole range; an average counts each sample the same. */
    private static double total(LoadResult.Series series, Statistic statistic) {
        var values = Arrays.stream(series.values()).filter(one -> !Double.isNaN(one));
        return switch (statistic) {
            case AVG -> series.average();
            case MIN -> values.min().orElse(0);
            case MAX -> values.max().orElse(0);
            case SUM, SAMPLE_COUNT -> values.sum();
        };
    }

    private Map<String, Double> extras(
            LoadResult.Group group,
            List<Metric> extras,
            Window window,
            Resource resource,
            Instant now) {
        List<String> names = extras.stream().map(Metric::name).toList();
        String digest = group.underlying().getFirst();
        Map<String, Double> counted = counters.digest(resource.id(), digest, names, window, now);
        Map<String, Double> values = new LinkedHashMap<>();
        for (Metric extra : extras)
            if (counted.containsKey(extra.name()))
                values.put(extra.asked(), counted.get(extra.name()));
        return values;
    }
}
