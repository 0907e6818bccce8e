package homeport.cloud.cloudwatch.alarm;

import homeport.aws.AwsException;
import homeport.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries out what is to be told, in order, and notes how it went: at least once, also after a
 * crash, as it is on record until then. One thread.
 */
final class Teller {
    private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

    /** What cannot be taken now is tried for so long. */
    private static final Duration TRY_MAX = Duration.ofHours(1);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final AlarmStore store;
    private final Publisher publisher;

    Teller(AlarmStore store, Publisher publisher) {
        this.store = store;
        this.publisher = publisher;
    }

    void tell(Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        for (AlarmStore.Kept<Errand> kept : store.errands())
            attempt(kept.value(), at).ifPresent(how -> store.done(kept, how));
    }

    /** Empty when it is to be tried again. */
    private Optional<HistoryItem> attempt(Errand errand, Instant now) {
        if (!errand.action().startsWith("arn:aws:sns:"))
            return Optional.of(
                    failed(errand, now, "Homeport tells SNS topics only; it has no such action"));
        try {
            publisher.publish(errand.action(), errand.id(), errand.subject(), errand.message());
            return Optional.of(succeeded(errand, now));
        } catch (AwsException refused) {
            boolean later =
                    refused.code().equals("Throttled")
                            && now.isBefore(errand.since().plus(TRY_MAX));
            if (later) return Optional.empty();
            LOG.warn(
                    "alarm {} could not tell {}: {}",
                    errand.alarm(),
                    errand.action(),
                    refused.getMessage());
            return Optional.of(failed(errand, now, refused.getMessage()));
        } catch (StoreException full) {
            throw full;
        } catch (RuntimeException bug) { // what is to be told after it would wait for ever
            LOG.error("a bug while alarm {} tells {}", errand.alarm(), errand.action(), bug);
            return Optional.of(failed(errand, now, "Internal failure: " + bug));
        }
    }

    private static HistoryItem succeeded(Errand errand, Instant now) {
        ObjectNode data = data(errand, "Succeeded");
        return item(errand, now, "Successfully executed action " + errand.action(), data);
    }

    private static HistoryItem failed(Errand errand, Instant now, String why) {
        ObjectNode data = data(errand, "Failed");
        data.put("error", why);
        return item(
                errand,
                now,
                "Failed to execute action %s. Received error: \"%s\""
                        .formatted(errand.action(), why),
                data);
    }

    private static ObjectNode data(Errand errand, String how) {
        ObjectNode data = JSON.createObjectNode();
        data.put("actionState", how);
        data.put("stateUpdateTimestamp", errand.since().toEpochMilli());
        data.put("notificationResource", errand.action());
        return data;
    }

    private static HistoryItem item(Errand errand, Instant now, String summary, ObjectNode data) {
        return new HistoryItem(
                errand.region(),
                errand.alarm(),
                errand.composite(),
                HistoryItem.Kind.ACTION,
                now,
                summary,
                data.toString());
    }
}
