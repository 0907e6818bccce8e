package homeport.insights.store;

import homeport.insights.load.Column;
import homeport.insights.load.Grain;
import homeport.insights.load.LoadChunk;
import homeport.insights.load.LoadKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Made-up load, and what is in chunks. */
final class Loads {
    private Loads() {}

    static LoadKey key(String digest, String wait) {
        return LoadKey.of(
                Map.of(Column.SQL, digest, Column.DIGEST, digest, Column.WAIT_EVENT, wait));
    }

    /** One session that does this. */
    static Map<LoadKey, Integer> one(String digest) {
        return Map.of(key(digest, "CPU"), LoadChunk.SESSION);
    }

    /** Sessions of an application that do as they like. */
    static Map<LoadKey, Integer> random(Random random, int sessions) {
        Map<LoadKey, Integer> load = new HashMap<>();
        for (int i = 0; i < sessions; i++)
            load.merge(
                    key("d" + random.nextInt(40), "w" + random.nextInt(5)),
                    1 + random.nextInt(100),
                    Integer::sum);
        return load;
    }

    /** {@code second ticks key=sum/max}, sorted. */
    static List<String> text(LoadChunk chunk) {
        List<String> text = new ArrayList<>();
        for (int p = 0; p < chunk.points(); p++) {
            Map<String, String> rows = new TreeMap<>();
            for (int r = chunk.first()[p]; r < chunk.first()[p + 1]; r++) {
                LoadKey key = chunk.keys().get(chunk.key()[r]);
                rows.put(
                        key.get(Column.DIGEST) + "." + key.get(Column.WAIT_EVENT),
                        chunk.sum()[r] + "/" + chunk.max()[r]);
            }
            text.add(
                    "%d %d %d %s"
                            .formatted(chunk.at()[p], chunk.ticks()[p], chunk.peak()[p], rows));
        }
        return text;
    }

    static List<String> read(Series series, Instant from, Instant to, Grain grain) {
        List<String> text = new ArrayList<>();
        series.read(from, to, grain, chunk -> text.addAll(text(chunk)));
        return text;
    }

    static long sum(Series series, Instant from, Instant to, Grain grain) {
        long[] sum = {0};
        series.read(
                from,
                to,
                grain,
                chunk -> {
                    for (long one : chunk.sum()) sum[0] += one;
                });
        return sum[0];
    }
}
