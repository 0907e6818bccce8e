package homeport.cloud.cloudwatch.alarm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An alarm on record, with the state that it is in.
 *
 * @param configured when its definition last changed
 */
record Alarm(
        String region,
        String account,
        String name,
        Optional<String> description,
        Watched watched,
        Actions actions,
        Map<String, String> tags,
        Instant configured,
        Stands stands) {
    static final String CREATED = "Unchecked: Initial alarm creation";

    Alarm {
        tags = Map.copyOf(tags);
    }

    /** ARNs, by the state that they are told of. */
    record Actions(
            boolean enabled, List<String> ok, List<String> alarm, List<String> insufficientData) {
        public Actions {
            ok = List.copyOf(ok);
            alarm = List.copyOf(alarm);
            insufficientData = List.copyOf(insufficientData);
        }

        List<String> of(State state) {
            return switch (state) {
                case OK -> ok;
                case ALARM -> alarm;
                case INSUFFICIENT_DATA -> insufficientData;
            };
        }

        Actions enabled(boolean now) {
            return new Actions(now, ok, alarm, insufficientData);
        }
    }

    /**
     * How it stands.
     *
     * @param data JSON; empty for none
     * @param updated when state or reason were last set
     * @param since when the state last changed
     */
    record Stands(
            State state, String reason, Optional<String> data, Instant updated, Instant since) {
        static Stands created(Instant now) {
            return new Stands(State.INSUFFICIENT_DATA, CREATED, Optional.empty(), now, now);
        }

        Stands become(State next, String why, Optional<String> with, Instant now) {
            return new Stands(next, why, with, now, next == state ? since : now);
        }
    }

    String arn() {
        return arnPrefix(region, account) + name;
    }

    static String arnPrefix(String region, String account) {
        return "arn:aws:cloudwatch:" + region + ":" + account + ":alarm:";
    }

    boolean composite() {
        return watched instanceof Watched.Children;
    }

    Alarm with(Stands now) {
        return new Alarm(
                region, account, name, description, watched, actions, tags, configured, now);
    }

    Alarm with(Actions now, Instant at) {
        return new Alarm(region, account, name, description, watched, now, tags, at, stands);
    }

    Alarm tagged(Map<String, String> now) {
        return new Alarm(
                region,
                account,
                name,
                description,
                watched,
                actions,
                new TreeMap<>(now),
                configured,
                stands);
    }

    /** The same alarm, defined anew: state and tags stay. */
    Alarm replacing(Alarm before) {
        return new Alarm(
                region,
                account,
                name,
                description,
                watched,
                actions,
                before.tags,
                configured,
                before.stands);
    }
}
