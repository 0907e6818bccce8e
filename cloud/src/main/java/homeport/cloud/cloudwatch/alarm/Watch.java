package homeport.cloud.cloudwatch.alarm;

import homeport.aws.AwsException;
import homeport.cloud.cloudwatch.Answer;
import homeport.cloud.cloudwatch.Queries;
import homeport.cloud.cloudwatch.Queries.Checked;
import homeport.cloud.cloudwatch.math.TimeSeries;
import homeport.store.StoreException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all alarms, as time goes on. Time is an argument; one thread at a time. What changes is
 * on disk with its history before anybody is told.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final int PRUNE_EVERY_SECONDS = 60;

    private final AlarmStore store;
    private final Queries queries;
    private final Composites composites;
    private final Teller teller;
    private Instant last;
    private Instant pruned = Instant.MIN;
    private long seen = -1;
    private long followed = -1;
    private List<Seen> alarms = List.of();

    /** An alarm of metrics, ready to be evaluated. */
    private record Seen(Alarm alarm, Rule rule, Checked checked) {}

    /**
     * @param since evaluations begin after it
     */
    Watch(AlarmStore store, Queries queries, Teller teller, Instant since) {
        this.store = store;
        this.queries = queries;
        this.composites = new Composites(store);
        this.teller = teller;
        this.last = since;
    }

    /** Evaluates what came due since the last time, and tells. */
    void tick(Instant now) {
        read();
        for (Seen one : alarms)
            if (Schedule.due(one.rule(), one.alarm().name(), last, now)) evaluate(one, now);
        boolean minute = now.getEpochSecond() / 60 != last.getEpochSecond() / 60;
        last = now;
        if (minute) composites.follow(true, now);
        settle(now);
        if (now.isAfter(pruned.plusSeconds(PRUNE_EVERY_SECONDS))) {
            store.forget(Pruning.gone(store.historyKeys(), now));
            pruned = now;
        }
    }

    /** Brings composite alarms to where their children are, and tells what is to be told. */
    void settle(Instant now) {
        long changes = store.changes();
        if (changes != followed) {
            composites.follow(false, now);
            followed = changes;
        }
        teller.tell(now);
    }

    private void read() {
        long changes = store.changes();
        if (changes == seen) return;
        Map<Alarm, Seen> before = new HashMap<>();
        alarms.forEach(one -> before.put(one.alarm(), one));
        List<Seen> now = new ArrayList<>();
        for (Alarm alarm : store.all()) {
            if (!(alarm.watched() instanceof Watched.Metrics of)) continue;
            Seen known = before.get(alarm);
            if (known != null) now.add(known);
            else ready(alarm, of).ifPresent(now::add);
        }
        alarms = now;
        seen = changes;
    }

    /** One that cannot be read any more must not keep the others from being looked at. */
    private static Optional<Seen> ready(Alarm alarm, Watched.Metrics of) {
        try {
            return Optional.of(new Seen(alarm, Rules.of(of), Rules.queries(of)));
        } catch (AwsException wrong) {
            LOG.warn("alarm {} cannot be evaluated: {}", alarm.name(), wrong.getMessage());
            return Optional.empty();
        }
    }

    private void evaluate(Seen one, Instant now) {
        Alarm alarm = one.alarm();
        try {
            Verdict verdict = Verdict.of(one.rule(), points(one, now), now);
            if (!(verdict instanceof Verdict.Is(State state, String reason, String data))) return;
            Instant at = now.truncatedTo(ChronoUnit.MILLIS);
            store.change(
                    alarm.region(),
                    alarm.name(),
                    held ->
                            held.filter(current -> current.watched().equals(alarm.watched()))
                                    .filter(current -> current.stands().state() != state)
                                    .map(current ->
                                            Change.become(
                                                    current,
                                                    state,
                                                    reason,
                                                    Optional.of(data),
                                                    at)));
        } catch (AwsException wrong) { // math that has no meaning with what there is
            LOG.debug("alarm {} cannot be evaluated: {}", alarm.name(), wrong.getMessage());
        } catch (StoreException full) {
            throw full;
        } catch (RuntimeException bug) { // the alarms after it are to be looked at all the same
            LOG.error("a bug while alarm {} is evaluated", alarm.name(), bug);
        }
    }

    private List<Point> points(Seen one, Instant now) {
        Rule rule = one.rule();
        long end = Schedule.end(rule, now);
        long start = end - (long) rule.range() * rule.periodSeconds();
        Map<Long, Double> values = new HashMap<>();
        Map<Long, Double> samples = new HashMap<>();
        boolean told = false;
        for (Answer answer :
                queries.answer(
                        one.alarm().region(),
                        one.alarm().account(),
                        one.checked(),
                        Instant.ofEpochSecond(start),
                        Instant.ofEpochSecond(end),
                        now)) {
            boolean count = answer.id().equals(Rules.COUNT_ID) && told;
            if (told && !count)
                throw new AwsException("ValidationError", "it watches more than one series");
            fill(count ? samples : values, answer.series());
            told = true;
        }
        List<Point> points = new ArrayList<>();
        for (long second = start; second < end; second += rule.periodSeconds())
            points.add(
                    new Point(
                            Instant.ofEpochSecond(second),
                            at(values, second),
                            at(samples, second)));
        return points;
    }

    private static void fill(Map<Long, Double> into, TimeSeries series) {
        for (int i = 0; i < series.size(); i++) into.put(series.second(i), series.value(i));
    }

    private static OptionalDouble at(Map<Long, Double> values, long second) {
        Double value = values.get(second);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
