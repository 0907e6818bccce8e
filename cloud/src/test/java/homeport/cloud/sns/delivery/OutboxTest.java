package homeport.cloud.sns.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.store.MemoryStore;
import homeport.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is accepted is there until all have had it. */
final class OutboxTest {
    private static final Letter LETTER =
            new Letter(
                    Letter.Kind.NOTIFICATION,
                    "letter",
                    "arn",
                    Optional.empty(),
                    Map.of("default", "text"),
                    Map.of(),
                    Instant.EPOCH,
                    Optional.empty());
    private static final Delivery ONE =
            new Delivery("letter", "us-east-1", "one", 0, Instant.EPOCH);
    private static final Delivery TWO =
            new Delivery("letter", "us-east-1", "two", 0, Instant.EPOCH);

    private final MemoryStore store = new MemoryStore();
    private final Outbox outbox = new Outbox(store);

    /** Counted twice, the letter would go with the first of two deliveries. */
    @Test
    void whatCouldNotBeNotedIsNotedLaterAndOnce() {
        outbox.add(LETTER, List.of(ONE, TWO));
        store.overtakeOnce(OutboxTest::full);
        assertThatThrownBy(() -> outbox.done(ONE)).isInstanceOf(StoreException.class);
        outbox.done(ONE);
        assertThat(outbox.letter(TWO)).isPresent();
        store.overtakeOnce(OutboxTest::full);
        assertThatThrownBy(() -> outbox.done(TWO)).isInstanceOf(StoreException.class);
        assertThat(outbox.letter(TWO)).isPresent();
        outbox.done(TWO);
        assertThat(store.keys()).isEmpty();
    }

    private static void full() {
        throw new StoreException("the store's disk is full");
    }
}
