package homeport.server.site;

import homeport.control.Rds;
import homeport.control.replica.LagSeries;
import homeport.insights.counter.CounterReading;
import homeport.insights.load.Histories;
import homeport.insights.query.LoadResult;
import homeport.insights.watch.Fleet;
import homeport.insights.watch.Watched;
import homeport.proxy.pool.Snapshot;
import homeport.server.Version;
import homeport.server.openmetrics.Family;
import homeport.server.openmetrics.ProcessFamilies;
import homeport.server.openmetrics.ProxyFamilies;
import homeport.server.openmetrics.ServerFamilies;
import homeport.server.openmetrics.ServerSight;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Everything that {@code /metrics} tells, looked at when it is asked for. */
final class Scrape {
    private static final String CPU = "CPU";

    private final Fleet fleet;
    private final Rds rds;
    private final Histories histories;
    private final NewestReadings newest;
    private final ProxyKeeper proxies;
    private final InstantSource clock;

    Scrape(
            Fleet fleet,
            Rds rds,
            Histories histories,
            NewestReadings newest,
            ProxyKeeper proxies,
            InstantSource clock) {
        this.fleet = fleet;
        this.rds = rds;
        this.histories = histories;
        this.newest = newest;
        this.proxies = proxies;
        this.clock = clock;
    }

    List<Family> families() {
        Instant now = clock.instant();
        List<Family> all = new ArrayList<>(ProcessFamilies.of(Version.text()));
        all.addAll(
                ServerFamilies.of(fleet.servers().stream().map(one -> sight(one, now)).toList()));
        all.addAll(ProxyFamilies.of(proxies()));
        return all;
    }

    private ServerSight sight(Watched one, Instant now) {
        double lag =
                rds.lags().of(one.resourceId()).map(LagSeries::newest).orElse(LagSeries.UNKNOWN);
        return new ServerSight(
                one.identifier(),
                one.region(),
                one.vcpus(),
                newest.of(one.resourceId(), now).map(CounterReading::values).orElse(Map.of()),
                lag < 0 ? OptionalDouble.empty() : OptionalDouble.of(lag),
                one.insights().flatMap(_ -> load(one, now)));
    }

    private Optional<ServerSight.Load> load(Watched one, Instant now) {
        return histories
                .of(one.resourceId())
                .map(history -> {
                    LastMinute minute = new LastMinute(history, now);
                    OptionalDouble age = minute.sampleAge();
                    // A minute that was not sampled is a gap, not a zero.
                    if (age.isEmpty()) return new ServerSight.Load(age, Map.of(), Map.of());
                    LoadResult waits = minute.byWait();
                    Map<String, Double> types = new TreeMap<>(Map.of(CPU, 0.0));
                    types.putAll(LastMinute.averages(waits));
                    Map<String, Double> states =
                            new TreeMap<>(Map.of("running", 0.0, "queued", 0.0));
                    states.putAll(minute.byCpuState());
                    return new ServerSight.Load(age, types, states);
                });
    }

    private List<ProxyFamilies.Sight> proxies() {
        List<ProxyFamilies.Sight> all = new ArrayList<>();
        for (var proxy : rds.proxies().proxies().everywhere()) {
            Optional<Snapshot> at = proxies.snapshot(proxy.asked().name());
            at.ifPresent(now ->
                    all.add(new ProxyFamilies.Sight(proxy.asked().name(), proxy.region(), now)));
        }
        return all;
    }
}
