package homeport.store.series;

import homeport.store.series.Retention.Tier;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The blocks of the file as samples. A block that is damaged is as though it were not there, and is
 * counted. One thread at a time; changes last with the file's commit.
 */
final class Blocks {
    private final SeriesFile file;
    private final SampleCodec codec;
    private final Retention retention;
    private long damaged;

    Blocks(SeriesFile file, SampleCodec codec, Retention retention) {
        this.file = file;
        this.codec = codec;
        this.retention = retention;
    }

    long damaged() {
        return damaged;
    }

    private List<Sample> samples(int tier, byte[] body) {
        if (body.length == 0) return List.of();
        try {
            var in = codec.open(body);
            if (in.isPresent())
                return SampleCodec.read(in.get(), retention.tiers().get(tier).resolution());
        } catch (RuntimeException notSamples) {
            // whole by its checksum and not readable all the same: written wrongly
        }
        damaged++;
        return List.of();
    }

    /** What a series has in the blocks that touch the time, in no order. */
    List<Sample> read(int series, long from, long to) throws SQLException {
        List<Sample> all = new ArrayList<>();
        for (int tier = 0; tier < retention.tiers().size(); tier++) {
            long span = retention.tiers().get(tier).span();
            long end = Math.floorDiv(to - 1, span) + 1;
            for (var block : file.blocks(series, tier, Math.floorDiv(from, span), end))
                all.addAll(samples(tier, block.body()));
        }
        return all;
    }

    /** Adds samples where they belong by now; what is over is left out. */
    void add(int series, List<Sample> samples, long now) throws SQLException {
        List<Tier> tiers = retention.tiers();
        Map<Integer, Map<Long, TreeMap<Long, Stats>>> sorted = new TreeMap<>();
        for (Sample sample : samples) {
            int tier = retention.tier(sample.resolution(), sample.second(), now);
            if (tier == tiers.size()) continue;
            long second = Retention.down(sample.second(), tiers.get(tier).resolution());
            sorted.computeIfAbsent(tier, _ -> new TreeMap<>())
                    .computeIfAbsent(second / tiers.get(tier).span(), _ -> new TreeMap<>())
                    .merge(second, sample.stats(), Stats::merge);
        }
        for (var tier : sorted.entrySet())
            for (var block : tier.getValue().entrySet())
                write(series, tier.getKey(), block.getKey(), block.getValue());
    }

    private void write(int series, int tier, long number, TreeMap<Long, Stats> more)
            throws SQLException {
        int resolution = retention.tiers().get(tier).resolution();
        for (Sample kept : samples(tier, file.block(series, tier, number)))
            more.merge(kept.second(), kept.stats(), Stats::merge);
        List<Sample> samples = new ArrayList<>(more.size());
        more.forEach((second, stats) -> samples.add(new Sample(second, resolution, stats)));
        Bytes body = new Bytes();
        SampleCodec.write(body, resolution, samples);
        file.write(series, tier, number, codec.frame(body));
    }

    /** Moves each block that is wholly too old for its tier to the next ones, or drops it. */
    void roll(int series, long now) throws SQLException {
        for (int tier = 0; tier < retention.tiers().size(); tier++) {
            long end =
                    Math.floorDiv(
                            retention.boundary(tier, now), retention.tiers().get(tier).span());
            List<SeriesFile.Block> old = file.blocks(series, tier, 0, end);
            if (old.isEmpty()) continue;
            file.dropBlocks(series, tier, 0, end);
            List<Sample> samples = new ArrayList<>();
            for (var block : old) samples.addAll(samples(tier, block.body()));
            add(series, samples, now);
        }
    }

    void drop(int series, long before) throws SQLException {
        for (int tier = 0; tier < retention.tiers().size(); tier++)
            file.dropBlocks(
                    series, tier, 0, Math.floorDiv(before, retention.tiers().get(tier).span()));
    }
}
