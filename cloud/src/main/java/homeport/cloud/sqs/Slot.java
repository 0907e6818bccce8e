package homeport.cloud.sqs;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a message stands in its queue.
 *
 * @param key its place: when it was sent, then its id
 * @param bytes of its body in the store
 * @param visible from when it may be received
 * @param receives how often it was
 * @param receipt the newest; whoever has it may delete the message
 */
record Slot(
        String key,
        Instant sent,
        int bytes,
        Instant visible,
        int receives,
        Optional<Instant> firstReceived,
        String receipt) {
    Slot received(Instant now, Instant visibleAgain, String newReceipt) {
        return new Slot(
                key,
                sent,
                bytes,
                visibleAgain,
                receives + 1,
                Optional.of(firstReceived.orElse(now)),
                newReceipt);
    }

    Slot visibleAt(Instant when) {
        return new Slot(key, sent, bytes, when, receives, firstReceived, receipt);
    }
}
